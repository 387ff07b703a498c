/* The session is over: what a page asks for by itself stops at the first answer that says so. A quiet line leads to sign-in in a
 * new tab; nothing on the page moves or gets lost. Asked again when somebody of this account signed in in another tab, or
 * comes back to this one. The first answer that is let through tells all others: the document hears `ilc:signed-in`. */

const user = document.body.dataset.user ?? "";
const BELL = "ilc:signed-in"; // rung in the storage, for other tabs to hear; nothing stays there
/** What to ask for again. @type {Map<object, () => void>} */
const waiting = new Map();
let out = false;

/** Whether it is of no use to ask anything by itself. */
export const isOut = () => out;

/** An answer says that nobody is signed in. A page asks about this alone, not whether somebody may. @param {Response} answer */
export const saysOut = (answer) => answer.type === "opaqueredirect" || answer.status === 401;

/** What asks later, without a word. @param {object} who @param {() => void} again */
export const wait = (who, again) => waiting.set(who, again);

/** @param {Element} near what the line stands before @param {object} who @param {() => void} again */
export function signedOut(near, who, again) {
  out = true;
  wait(who, again);
  if (document.querySelector("[data-signed-out]")) return;
  const note = Object.assign(document.createElement("p"), { className: "small muted no-print" });
  note.dataset.signedOut = "";
  note.setAttribute("role", "status");
  const link = Object.assign(document.createElement("a"), { target: "_blank", rel: "noopener", textContent: "Sign in in a new tab" });
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  near.before(note);
  note.append("You are signed out. What is on this page stays. ", link, ", then come back: it goes on here.");
}

export function signedIn() {
  const note = document.querySelector("[data-signed-out]");
  out = false;
  if (!note) return;
  note.remove();
  document.dispatchEvent(new Event("ilc:signed-in"));
  again();
}

/** Everybody asks once; the first one that is refused stops the rest. */
function again() {
  out = false;
  const all = [...waiting.values()];
  waiting.clear();
  for (const one of all) one();
}

const back = () => document.querySelector("[data-signed-out]") && !document.hidden && again();
addEventListener("focus", back);
addEventListener("pageshow", back);
document.addEventListener("visibilitychange", back);
addEventListener("storage", ({ key, newValue }) => {
  if (key === BELL && newValue && (!user || newValue === user) && document.querySelector("[data-signed-out]")) again();
});
try {
  if (user) localStorage.setItem(BELL, user);
  localStorage.removeItem(BELL);
} catch {
  /* no bell: the tab asks when it is in front again */
}
