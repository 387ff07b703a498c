/* <live-wall> inside <live-run>, around everything the projector shows: the code becomes small once people are there,
   the arrow keys choose what is large, Page Up and Page Down turn its pages, notes that no longer fit are counted, and how many take part stays true. */

const PAGES = { PageUp: "before", PageDown: "after" };

class LiveWall extends HTMLElement {
  connectedCallback() {
    this.run = /** @type {any} */ (this.closest("live-run"));
    this.news = () => this.#told();
    this.run?.addEventListener("news", this.news);
    this.run?.addEventListener("regions", this.news);
    this.keys = (/** @type {KeyboardEvent} */ event) => this.#pressed(event);
    document.addEventListener("keydown", this.keys);
    this.sizes = new ResizeObserver(() => this.#count());
    this.sizes.observe(this);
    document.fonts?.ready.then(() => this.#count());
  }

  disconnectedCallback() {
    this.run?.removeEventListener("news", this.news);
    this.run?.removeEventListener("regions", this.news);
    if (this.keys) document.removeEventListener("keydown", this.keys);
    this.sizes?.disconnect();
  }

  #told() {
    const people = this.run.people;
    if (people) {
      const code = /** @type {HTMLDetailsElement | null} */ (this.querySelector("[data-join]"));
      if (code && this.nobody && people.joined) code.open = false;
      this.nobody = !people.joined;
    }
    requestAnimationFrame(() => this.#count());
  }

  /** How many notes found no room: they stand in columns that are cut off. */
  #count() {
    const board = this.querySelector("note-board"), line = /** @type {HTMLElement | null} */ (this.querySelector("[data-more]"));
    if (!board || !line) return;
    const edge = board.getBoundingClientRect().right;
    const out = [...board.querySelectorAll(".note")].filter((note) => note.getBoundingClientRect().left >= edge).length;
    line.textContent = out ? `and ${out} earlier ${out === 1 ? "one" : "ones"}, on every phone` : "";
    line.hidden = !out;
  }

  /** The sample before or after, or that of a number; the page before or after of what is large. @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /** @type {Element} */ (event.target).closest("input, textarea, select")) return;
    if (PAGES[event.key]) return this.#turn(event);
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".sample")]);
    const at = all.findIndex((one) => one.classList.contains("sample--large")), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const wanted = step ? all[at + step] : all.find((one) => one.dataset.number === event.key);
    const button = /** @type {HTMLButtonElement | null | undefined} */ (wanted?.querySelector(".show__pick"));
    if (!button || wanted === all[at]) return;
    event.preventDefault();
    button.form?.requestSubmit(button);
  }

  /** As people with a presenter in their hand turn pages. @param {KeyboardEvent} event */
  #turn(event) {
    const button = /** @type {HTMLButtonElement | null} */ (this.querySelector(`.sample--large .turn [id^="turn-${PAGES[event.key]}"]`));
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") !== "true") button.form?.requestSubmit(button);
  }
}
customElements.define("live-wall", LiveWall);
