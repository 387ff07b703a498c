/* <form data-send-later>: what a button sends is kept on this phone first and leaves it once the server has it, from
 * whatever page is open then. Each sending has an id of its own (`key`), so that it counts once however often it goes.
 * The form works without this.
 *
 * Sends POST with Accept: application/json. Understands
 *   2xx {go: "/where/next/"}      it arrived
 *   a redirect, 401, 403          signed out: kept until somebody signs in again
 *   no line, 5xx, 429             kept, tried again
 *   anything else {message: ""}   cannot be taken as it is: the page says why; the words stay in the form
 * Also starts the worker that answers without a line (worker.js), and keeps the open form readable through it. */
import { clock } from "./clock.js";
import * as drafts from "./drafts.js";
import { renew } from "./renew-page.js";

const RETRY = [3000, 6000, 15000, 30000];
const PATIENCE = 20000;
const WORKER = "/worker.js";
const CACHE = "ilc-try-";
const OUT = "ilc:signed-out";

/** @typedef {{key: string, url: string, page: string, title: string, fields: [string, string][], at: number,
 *   keep: string, was: Record<string, string[]>, why?: string}} Kept */

const user = document.body.dataset.user ?? "";
const NAME = `ilc:sendings:${user}`;
/** @type {Kept | null} on its way just now */ let going = null;
let away = false;
let failed = 0;
/** @type {number | undefined} */ let timer;

/** An id, also where the page is not served by https. */
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** @returns {Kept[]} */
function read() {
  return drafts.read(NAME, "local") ?? [];
}

/** False where nothing can be kept. @param {Kept[]} all */
function write(all) {
  try {
    if (all.length) localStorage.setItem(NAME, JSON.stringify(all));
    else localStorage.removeItem(NAME);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key */
const drop = (key) => write(read().filter((one) => one.key !== key));

/** The token of now: the one in a page that was kept may be from before signing in again. */
const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"))?.value ?? "";

/** @param {string} text @param {string} href */
function link(text, href) {
  return Object.assign(document.createElement("a"), { href, textContent: text });
}

/** The form of this page that a sending is from. @param {Kept} one */
const formOf = (one) => (one.page === location.pathname ? /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-send-later]")) : null);

/** Say what waits: in its form, or at the top of any other page. */
function show() {
  const waiting = read().filter((one) => !one.why);
  const here = waiting.find(formOf);
  const place = /** @type {HTMLElement | null} */ (document.querySelector("form[data-send-later] [data-kept]"));
  if (place) {
    place.hidden = !here;
    if (here && !place.hidden) say(place, here);
  }
  const others = waiting.filter((one) => !formOf(one));
  const board = document.getElementById("messages");
  let note = /** @type {HTMLElement | null} */ (document.querySelector("[data-waits]"));
  if (!others.length || (failed === 0 && !away)) return note?.remove();
  if (!note) {
    note = document.createElement("p");
    note.className = "callout toast";
    note.dataset.waits = "";
    board?.append(note);
  }
  say(note, others[0]);
}

/** @param {HTMLElement} place @param {Kept} one */
function say(place, one) {
  if (going && !failed && !away) return place.replaceChildren("Sending …");
  const words = away
    ? `Kept on ${drafts.HERE}. Sign in again and it goes out by itself, with everything you typed.`
    : `Kept on ${drafts.HERE}. It goes out by itself when the line is back. You may close this page.`;
  const name = formOf(one) ? "" : `${one.title}: `;
  if (place.dataset.says === name + words) return;
  place.dataset.says = name + words;
  place.replaceChildren(name + words);
  const row = Object.assign(document.createElement("span"), { className: "row row--tight" });
  if (away) row.append(Object.assign(link("Sign in", `/accounts/login/?next=${encodeURIComponent(one.page)}`), { className: "btn btn--small" }));
  const back = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small", textContent: "Undo: don’t send it" });
  back.addEventListener("click", () => {
    drop(one.key);
    const form = formOf(one);
    if (form) delete form.dataset.sending;
    place.dataset.says = "";
    place.replaceChildren("Not sent. What you typed is kept.");
  });
  row.append(back);
  place.append(row);
}

/** @param {Kept} one @returns {Promise<["arrived" | "away" | "down" | "no", string]>} */
async function send(one) {
  const body = new URLSearchParams([...one.fields, ["key", one.key]]);
  try {
    const answer = await fetch(one.url, {
      method: "POST", body, redirect: "manual", keepalive: true, signal: AbortSignal.timeout(PATIENCE), headers: { Accept: "application/json", "X-CSRFToken": token() },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return ["away", ""];
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return ["down", ""];
    const json = await answer.json().catch(() => ({}));
    return answer.ok ? ["arrived", json.go ?? one.page] : ["no", json.message ?? "It could not be saved."];
  } catch {
    return ["down", ""];
  }
}

/** What auto-save keeps for the form needs no keeping any more, where it is what was sent. @param {Kept} one */
function settle(one) {
  const kept = drafts.read(one.keep, "local") ?? {}, sent = new Map(one.fields);
  for (const [name, entry] of Object.entries(kept)) if (String(entry.now) === (sent.get(name) ?? "")) delete kept[name];
  drafts.write(one.keep, Object.keys(kept).length ? kept : null, "local");
}

/** Back to the form: its words are put there by auto-save, as typed and not saved. @param {Kept} one @param {string} why */
function giveBack(one, why) {
  const kept = drafts.read(one.keep, "local") ?? {};
  for (const [name, was] of Object.entries(one.was)) {
    const now = one.fields.filter(([field]) => field === name).map(([, value]) => value);
    if (!(name in kept) && String(now) !== String(was)) kept[name] = { was, now };
  }
  drafts.write(one.keep, kept, "local");
  write(read().map((other) => (other.key === one.key ? { ...other, why } : other)));
}

/** @param {string} state @param {(string | Node)[]} parts */
function tell(state, ...parts) {
  const note = document.createElement("p");
  note.className = `callout toast ${state}`;
  note.append(...parts);
  document.getElementById("messages")?.append(note);
}

async function flush() {
  let sent = false;
  clearTimeout(timer);
  const next = () => read().find((one) => !one.why);
  if (going || !user || !next()) return show();
  try {
    for (let one = next(); one; one = next()) {
      const form = formOf(one);
      going = one;
      show();
      const [outcome, words] = await send(one);
      if (outcome === "away" || outcome === "down") {
        away = outcome === "away";
        failed += 1;
        break;
      }
      [failed, away] = [0, false];
      if (outcome === "arrived") {
        drop(one.key);
        settle(one);
        if (form) return location.assign(words);
        tell("callout--good", `${one.title}: sent at ${clock(Date.now())}. `, link("Look", words));
        sent = true;
      } else if (form) {
        drop(one.key);
        carry(form, one.key);
        return form.submit(); // the page that answers says why, with everything in it
      } else {
        giveBack(one, words);
        warn(one, words);
      }
    }
  } finally {
    going = null;
  }
  show();
  if (sent) renew();
  if (next()) timer = setTimeout(flush, RETRY[Math.min(failed, RETRY.length) - 1] ?? RETRY[0]);
}

/** @param {Kept} one @param {string} why */
const warn = (one, why) => tell("callout--bad", `${one.title} was not sent from ${drafts.HERE}: ${why} What you typed is kept. `, link("Look at it", one.page));

/** @param {HTMLFormElement} form @param {string} key */
function carry(form, key) {
  let el = /** @type {HTMLInputElement | null} */ (form.querySelector("input[name=key]"));
  if (!el) {
    el = Object.assign(document.createElement("input"), { type: "hidden", name: "key" });
    form.append(el);
  }
  el.value = key;
}

/** The first field one sees that is not filled in well. @param {HTMLFormElement} form */
const wrong = (form) => /** @type {HTMLInputElement[]} */ ([...form.elements]).find((el) => el.getClientRects().length && el.willValidate && !el.validity.valid);

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.action?.endsWith("/accounts/logout/")) return forget();
  if (!form.matches("[data-send-later]") || event.defaultPrevented) return;
  event.preventDefault();
  const bad = navigator.onLine ? null : wrong(form);
  if (bad) {
    bad.closest("details")?.setAttribute("open", ""); // what is folded away cannot say what is wrong with it
    return bad.reportValidity();
  }
  const saver = /** @type {any} */ (form.querySelector("auto-save"));
  const fields = /** @type {[string, string][]} */ ([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "key"));
  const one = {
    key: makeId(), url: form.action || location.pathname, page: location.pathname, title: document.title.split(" - ")[0],
    fields, at: Date.now(), keep: saver?.key ?? "", was: Object.fromEntries(saver?.server ?? []),
  };
  if (going && String(going.fields) === String(fields)) return; // a double click
  if (!write([...read().filter((other) => other.url !== one.url), one])) return form.submit();
  form.dataset.sending = "";
  saver?.clear();
  flush();
});

/** Signing out leaves no page of one's own behind; what waits to be sent stays until its owner is back. */
function forget() {
  try {
    localStorage.setItem(OUT, "yes");
  } catch {
    /* the pages go now, or not at all */
  }
  empty("");
}

/** Remove the kept pages of everybody but this account. @param {string} but */
async function empty(but) {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith(CACHE) && name !== but) await caches.delete(name);
}

/** Start the worker, and keep the form readable without a line: the open one, and from other pages the one they lead to. */
async function keepPage() {
  const open = document.querySelector("form[data-send-later]");
  const ahead = /** @type {HTMLAnchorElement | null} */ (document.querySelector('main a[href^="/tries/"][href$="/tell/"]'));
  if (!("serviceWorker" in navigator)) return;
  const { active, waiting, installing } = await navigator.serviceWorker.register(WORKER, { scope: "/" });
  const before = await navigator.serviceWorker.getRegistration("/tries/");
  if (before?.scope.endsWith("/tries/")) await before.unregister(); // of a version that knew tries alone
  if (!user || !(open || ahead)) return;
  const parts = /** @type {NodeListOf<HTMLLinkElement & HTMLScriptElement>} */ (document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=modulepreload], script[src]"));
  const files = [...parts].map((el) => el.href || el.src);
  (active ?? waiting ?? installing)?.postMessage({ cache: CACHE + user, page: open ? location.pathname : ahead?.pathname, ahead: !open, files });
}

/** The flag of a sign-out on this device. @param {boolean} gone */
function clean(gone) {
  try {
    if (!user && localStorage.getItem(OUT)) empty("");
    if (user) localStorage.removeItem(OUT);
  } catch {
    /* nothing is kept here, then */
  }
  if (gone) empty(CACHE + user);
}

/* Words that came back are in the form now; the page told why. */
const seen = read().filter((one) => one.why && one.page === location.pathname);
for (const one of seen) {
  tell("callout--bad", one.why ?? ""); // where one may choose or mend it at once
  drop(one.key);
}
for (const one of read().filter((other) => other.why)) warn(one, one.why ?? "");
const mine = read().find(formOf);
if (mine) /** @type {HTMLFormElement} */ (formOf(mine)).dataset.sending = "";
clean(user !== "");
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => !document.hidden && flush());
keepPage().catch(() => {});
flush();
