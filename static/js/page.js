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

/* A fragment that would be the sign-in page means: the session is over. Whoever pressed something goes there. What a page
 * asks for by itself leaves it alone, with whatever was chosen and typed: it says so, and follows again after signing in. */
const away = new Set(/** @type {Element[]} */ ([]));

/** @param {Element} near */
function signedOut(near) {
  if (document.querySelector("[data-signed-out]")) return;
  const note = Object.assign(document.createElement("p"), { className: "callout callout--bad no-print" });
  note.dataset.signedOut = "";
  note.setAttribute("role", "alert");
  const link = Object.assign(document.createElement("a"), { target: "_blank", rel: "noopener", textContent: "Sign in in a new tab" });
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  note.append("You are signed out. What is on this page stays. ", link, ", then come back: it goes on here.");
  near.before(note);
}

function signedIn() {
  const note = document.querySelector("[data-signed-out]");
  away.clear();
  if (!note) return;
  note.remove();
  document.dispatchEvent(new Event("ilc:signed-in"));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (!xhr.responseURL.includes("/accounts/login/")) return xhr.status < 400 && signedIn();
  event.preventDefault();
  if (requestConfig?.triggeringEvent) location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  else {
    away.add(target);
    signedOut(target);
  }
});

/* Back from another tab: ask once for what is not asked for every few seconds. */
addEventListener("focus", () => {
  for (const one of away) {
    const address = one.getAttribute("hx-get");
    // @ts-ignore: htmx is a global of its own script
    if (one.isConnected && address && !/every/.test(one.getAttribute("hx-trigger") ?? "")) window.htmx.ajax("GET", address, { source: one, target: one, swap: one.getAttribute("hx-swap") ?? "innerHTML" });
  }
});
