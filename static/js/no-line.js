/* The page that stands in where the server cannot be reached (worker.js), under the address that was asked for. Asks from time
 * to time whether the line is back, and then goes back by itself: to the page that was asked for; or, where a form was sent
 * that did not get through, to the form with what was typed, since only who pressed a button may press it again. */
const WAITS = [3000, 5000, 10000, 20000, 30000, 60000];
const PATIENCE = 10000;
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-again]"));
const place = /** @type {HTMLElement} */ (document.querySelector("[data-says]"));
const sent = document.querySelector("main [data-sent]") !== null;

/** How often this page came back to itself: an address that breaks the line each time is not asked for again and again. */
let times = Number(history.state?.noLine ?? 0);
let looking = false;
/** @type {number | undefined} */ let timer;

/** Any answer will do: what the server has to say about this page, it says itself. */
async function reached() {
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

function back() {
  place.textContent = "The line is back.";
  if (sent && history.length > 1) return history.back();
  if (sent) return location.assign("/");
  history.replaceState({ ...history.state, noLine: times + 1 }, "");
  location.reload();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => document.hidden || look(), WAITS[Math.min(times, WAITS.length - 1)]);
  times += 1;
}

/** @param {boolean} [pressed] */
async function look(pressed = false) {
  if (looking) return;
  looking = true;
  clearTimeout(timer);
  if (pressed) place.textContent = "Looking …";
  const there = await reached();
  looking = false;
  if (there) return back();
  if (pressed) place.textContent = "Still no line. It goes on by itself when it is back.";
  later();
}

button.addEventListener("click", () => look(true));
addEventListener("online", () => look());
document.addEventListener("visibilitychange", () => !document.hidden && look());
later();
