/* A double click sends a form once. Comes back by itself when the page is shown again or nothing came of it. */
const PATIENCE = 15000;

/** @param {HTMLFormElement} form @param {boolean} on */
function mark(form, on) {
  form.toggleAttribute("data-busy", on);
  const buttons = [...form.elements].filter((el) => el instanceof HTMLButtonElement && el.type === "submit");
  for (const button of buttons) {
    if (on) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog" || form.matches("[data-no-busy]")) return;
  if (form.hasAttribute("data-busy")) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  mark(form, true);
  setTimeout(() => mark(form, false), PATIENCE);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) mark(/** @type {HTMLFormElement} */ (form), false);
});
