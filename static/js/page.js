/* Small manners of every page: menus close, dialogs open, a summary of errors gets the focus. */

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

/* A fragment that would be the sign-in page means: the session is over. Load the whole page instead. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.responseURL.includes("/accounts/login/")) {
    event.preventDefault();
    location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
});
