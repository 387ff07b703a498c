/* Files that wait on this device (kept-files.js) stay with their owner: signing out asks first and then throws them away; so does
 * another account's page, without asking, and time. What another account's page threw away is told to its owner, once, where
 * files are sent. */

import * as files from "./kept-files.js";

const user = document.body.dataset.user ?? "";
let asking = false;

/** @param {string} text @param {string} look @param {() => void} act */
function button(text, look, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `btn ${look}`, textContent: text });
  made.addEventListener("click", act);
  return made;
}

/** Whether to sign out all the same. @param {files.Kept[]} them @returns {Promise<boolean>} */
function ask(them) {
  const several = them.length > 1;
  const dialog = document.createElement("dialog");
  const head = Object.assign(document.createElement("h2"), { id: "not-sent", textContent: `${files.counted(them)} ${several ? "have" : "has"} not been sent yet` });
  const text = `Signing out removes ${several ? "them" : "it"} from ${files.HERE}, since others may use it. Stay signed in and ${several ? "they are" : "it is"} sent when there is a line.`;
  const list = document.createElement("ul");
  list.append(...them.map((one) => Object.assign(document.createElement("li"), { className: "coming__name", textContent: files.named(one) })));
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(
    button("Stay signed in", "btn--do", () => dialog.close()),
    button(`Sign out and remove ${several ? "them" : "it"}`, "btn--quiet", () => dialog.close("out")),
  );
  dialog.setAttribute("aria-labelledby", head.id);
  dialog.append(head, list, Object.assign(document.createElement("p"), { textContent: text }), row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((then) => dialog.addEventListener("close", () => {
    dialog.remove();
    then(dialog.returnValue === "out");
  }));
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} pressed */
async function leave(form, pressed) {
  asking = true;
  const them = await files.of(user);
  const out = !them.length || (await ask(them));
  asking = false;
  const menu = /** @type {HTMLElement | null | undefined} */ (pressed?.closest("details")?.querySelector("summary")); // closed meanwhile
  if (!out) return (menu ?? pressed)?.focus();
  for (const one of them) await files.drop(one.key, "removed");
  form.dataset.asked = "";
  form.requestSubmit(pressed);
  delete form.dataset.asked;
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!user || "asked" in form.dataset || !form.action?.endsWith("/accounts/logout/")) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the others hear it when it is meant
  if (!asking) leave(form, event.submitter);
}, true);

/** What went while somebody else was signed in here. */
function tell() {
  const board = document.getElementById("messages");
  const words = user && board && document.querySelector("waiting-files, resumable-upload") ? files.taken(user) : "";
  if (words) board?.append(Object.assign(document.createElement("p"), { className: "callout callout--bad toast", textContent: words }));
}

tell();
files.tidy(user);
