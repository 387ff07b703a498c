/* <page-turner data-key="id of the sample" data-word="page"> around its pages, a <pin-picture data-page> each, and a .turn
   with a button back, one on, and a line that says which: shows one page, the first one first. Page Up and Page Down turn,
   too. A button [data-shows] in the same figure shows the page that is open. Drawn anew it stays where somebody turned
   it to. Without this module all pages stand below each other. */

/** @type {Map<string, number>} */
const turned = new Map();
const STEPS = { before: -1, after: 1 }, KEYS = { PageUp: -1, PageDown: 1 };

class PageTurner extends HTMLElement {
  pressed = (/** @type {Event} */ event) => {
    const way = /** @type {Element} */ (event.target).closest("[data-way]")?.getAttribute("data-way");
    if (way) this.step(STEPS[way]);
  };
  keyed = (/** @type {KeyboardEvent} */ event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const aimed = this.contains(document.activeElement) && document.activeElement?.closest("pin-picture");
    this.step(KEYS[event.key]);
    if (aimed) this.picture?.querySelector("button")?.focus();
  };

  connectedCallback() {
    this.addEventListener("click", this.pressed);
    this.addEventListener("keydown", this.keyed);
    const line = /** @type {HTMLElement | null} */ (this.querySelector(".turn"));
    if (line) line.hidden = false;
    this.turn(turned.get(this.dataset.key ?? "") ?? 1);
  }

  get pictures() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("pin-picture")]);
  }

  /** The page that is open. */
  get picture() {
    return this.pictures.find((one) => !one.hidden);
  }

  /** @param {number} by */
  step(by) {
    const all = this.pictures, to = all[all.findIndex((one) => !one.hidden) + by];
    if (to) this.turn(Number(to.dataset.page));
  }

  /** Open this page; one that is not there opens the first. @param {number} page */
  turn(page) {
    const all = this.pictures, at = Math.max(0, all.findIndex((one) => Number(one.dataset.page) === page));
    all.forEach((one, number) => { one.hidden = number !== at; });
    const open = all[at]?.dataset.page ?? "1", word = this.dataset.word ?? "page";
    turned.set(this.dataset.key ?? "", Number(open));
    const told = this.querySelector(".turn [role=status]"), words = `${word[0].toUpperCase()}${word.slice(1)} ${open} of ${all.length}`;
    if (told && told.textContent !== words) told.textContent = words;
    for (const button of this.querySelectorAll("[data-way]")) {
      button.setAttribute("aria-disabled", String(!all[at + STEPS[button.getAttribute("data-way") ?? ""]]));
    }
    const shows = /** @type {HTMLButtonElement | null | undefined} */ (this.closest("figure")?.querySelector("[data-shows]"));
    if (shows) shows.value = open;
  }
}
customElements.define("page-turner", PageTurner);
