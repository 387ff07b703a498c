/* Small manners of every page: menus close, dialogs open, a summary of errors gets the focus. */

import { isOut, signedIn, signedOut, wait } from "./signed-out.js";

/** @param {Element} menu */
const shut = (menu) => menu.removeAttribute("open");

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) shut(menu);
  const opener = target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.getAttribute("data-opens") ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (target.closest("[data-closes]")) {
    event.preventDefault();
    target.closest("dialog")?.close();
  }
  if (target.closest("[data-prints]")) window.print();
  const field = document.getElementById(target.closest('a[href^="#id_"]')?.getAttribute("href")?.slice(1) ?? "");
  if (field) {
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    shut(menu);
    menu.querySelector("summary")?.focus();
  }
});

/** Focus what has to be read first.
 * @param {ParentNode} root */
function settle(root) {
  /** @type {HTMLElement | null} */ (root.querySelector("[data-focus]"))?.focus();
}
settle(document);
document.addEventListener("htmx:afterSwap", (event) => settle(/** @type {Element} */ (event.target)));

/* A fragment that would be the sign-in page means: the session is over. Whoever pressed something goes there. What a page
 * asks for by itself leaves it alone, with whatever was chosen and typed, and stops (signed-out.js). */

/** Asks again: what asks every few seconds does so by itself. @param {Element} one */
function askAgain(one) {
  const address = one.getAttribute("hx-get");
  // @ts-ignore: htmx is a global of its own script
  if (one.isConnected && address && !/every/.test(one.getAttribute("hx-trigger") ?? "")) window.htmx.ajax("GET", address, { source: one, target: one, swap: one.getAttribute("hx-swap") ?? "innerHTML" });
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (requestConfig?.triggeringEvent || !isOut()) return;
  event.preventDefault();
  wait(target, () => askAgain(target));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (!xhr.responseURL.includes("/accounts/login/")) return xhr.status < 400 && signedIn();
  event.preventDefault();
  if (requestConfig?.triggeringEvent) location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  else signedOut(target, target, () => askAgain(target));
});
