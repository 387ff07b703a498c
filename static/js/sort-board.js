/* <sort-board data-columns='[["partly", "Partly"]]'> around cards [data-sort][data-rating] with one button a rating.

   On a wide screen it has a column a rating, and cards go where one puts them: by the buttons, by 1, 2, 3 on a card, or
   by dragging. On a phone cards stay below each other in their order, the buttons right beneath the picture. How the
   others sorted shows once one has sorted it. */

const WIDE = matchMedia("(min-width: 48rem)");

class SortBoard extends HTMLElement {
  connectedCallback() {
    this.run = /** @type {any} */ (this.closest("live-run"));
    /** @type {[string, string][]} */ this.columns = JSON.parse(this.getAttribute("data-columns") ?? "[]");
    this.addEventListener("submit", (event) => this.#submitted(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("pointerdown", (event) => this.#taken(event));
    this.addEventListener("dragstart", (event) => event.preventDefault()); // the browser would carry the picture away
    this.run?.addEventListener("news", () => this.#told());
    this.run?.addEventListener("regions", () => this.#arrange());
    this.turned = () => this.#arrange();
    WIDE.addEventListener("change", this.turned);
    this.#arrange();
  }

  disconnectedCallback() {
    if (this.turned) WIDE.removeEventListener("change", this.turned);
  }

  /** @returns {HTMLElement[]} */
  get cards() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-sort]")]);
  }

  /** One list on a phone, as the server sent it; columns on a wide screen. */
  #arrange() {
    const there = this.querySelector("[data-sorting]"), cards = this.cards;
    if (!there) return;
    for (const card of cards) card.tabIndex = 0;
    if (WIDE.matches === there.matches(".sorting__columns")) return;
    const board = WIDE.matches ? this.#columns() : document.createElement("ul");
    board.dataset.sorting = "";
    there.replaceWith(board);
    if (WIDE.matches) return cards.forEach((card) => this.#put(card, card.dataset.rating ?? ""));
    board.className = "sorting";
    board.append(...cards.sort((one, other) => Number(one.dataset.number) - Number(other.dataset.number)));
  }

  #columns() {
    const board = document.createElement("div");
    board.className = "sorting__columns";
    for (const [value, words] of [["", "To sort"], ...(this.columns ?? [])]) {
      const column = document.createElement("section"), head = document.createElement("h2"), items = document.createElement("ul");
      column.className = `sorting__column sorting__column--${value || "new"}`;
      column.dataset.column = value;
      head.textContent = words;
      items.className = "sorting";
      column.append(head, items);
      board.append(column);
    }
    return board;
  }

  /** @param {HTMLElement} card @param {string} value */
  #put(card, value) {
    card.dataset.rating = value;
    const column = this.querySelector(`[data-column="${value}"] > ul`);
    if (column && card.parentElement !== column) column.append(card);
    for (const button of card.querySelectorAll("button[name=rating]")) {
      button.setAttribute("aria-pressed", String(/** @type {HTMLButtonElement} */ (button).value === value));
    }
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const card = /** @type {HTMLElement} */ (/** @type {Element} */ (event.target).closest("[data-sort]"));
    this.#send(card, /** @type {HTMLButtonElement} */ (event.submitter)?.value ?? "");
  }

  /** @param {HTMLElement} card @param {string} value */
  async #send(card, value) {
    const before = card.dataset.rating ?? "", focused = card.contains(document.activeElement) ? document.activeElement : null;
    const body = new FormData(/** @type {HTMLFormElement} */ (card.querySelector("form")));
    body.set("rating", value);
    this.#put(card, value);
    /** @type {HTMLElement | null} */ (focused)?.focus();
    this.#say(`${card.querySelector("h3")?.textContent ?? ""}: ${this.columns?.find(([one]) => one === value)?.[1] ?? ""}`);
    if (!(await this.run.send(this.getAttribute("data-action") ?? "", body))) this.#put(card, before);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const card = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-sort]"));
    const value = this.columns?.[Number(event.key) - 1]?.[0];
    if (!card || !value || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#send(card, value);
  }

  /** @param {PointerEvent} event */
  #taken(event) {
    const target = /** @type {Element} */ (event.target);
    const card = /** @type {HTMLElement | null} */ (target.closest("[data-sort]"));
    if (!card || event.button || target.closest("button") || !WIDE.matches) return;
    const over = (/** @type {PointerEvent} */ at) => /** @type {HTMLElement | null} */ (document.elementFromPoint(at.clientX, at.clientY)?.closest("[data-column]") ?? null);
    const drag = (/** @type {PointerEvent} */ at) => {
      card.classList.add("sorting__card--held");
      for (const one of this.querySelectorAll("[data-column]")) one.classList.toggle("sorting__column--over", one === over(at));
    };
    const done = (/** @type {PointerEvent} */ end) => {
      document.removeEventListener("pointermove", drag);
      const held = card.classList.contains("sorting__card--held"), column = over(end);
      card.classList.remove("sorting__card--held");
      for (const one of this.querySelectorAll(".sorting__column--over")) one.classList.remove("sorting__column--over");
      const value = column?.dataset.column;
      if (held && end.type === "pointerup" && value && value !== card.dataset.rating) this.#send(card, value);
    };
    document.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, (end) => done(/** @type {PointerEvent} */ (end)), { once: true });
  }

  /** How everybody sorted what one sorted oneself. */
  #told() {
    const sorted = this.run.sorted;
    if (!sorted) return;
    for (const card of this.cards) {
      const counted = sorted.all[card.dataset.sort ?? ""], line = card.querySelector("[data-others]");
      if (!line) continue;
      if (!counted) {
        const fewest = Number(this.dataset.fewest ?? 0);
        line.textContent = fewest && card.dataset.rating ? `How everybody sorted shows once ${fewest} of you did.` : "";
        continue;
      }
      const parts = (this.columns ?? []).filter(([value]) => counted[value]).map(([value, words]) => `${counted[value]} ${words.toLowerCase()}`);
      line.textContent = `All of us: ${parts.join(", ")}`;
    }
  }

  /** @param {string} words */
  #say(words) {
    const voice = this.querySelector("[data-voice]");
    if (voice) voice.textContent = words;
  }
}
customElements.define("sort-board", SortBoard);
