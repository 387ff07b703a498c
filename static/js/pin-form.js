/* <pin-form>: inside a form, around its fields page, where, x and y. Takes the place that a <pin-picture> of the page
   tells, says it in words with a button that takes it off, and hides the choices that stand for it without pins. */

class PinForm extends HTMLElement {
  connectedCallback() {
    this.note = document.createElement("p");
    this.note.className = "row row--tight";
    this.note.hidden = true;
    this.words = document.createElement("span");
    const off = document.createElement("button");
    off.type = "button";
    off.className = "btn btn--quiet btn--small";
    off.textContent = "Take the mark off";
    off.addEventListener("click", () => this.#off());
    this.note.append(this.words, off);
    this.hint = document.createElement("p");
    this.hint.className = "small muted";
    this.hint.textContent = "Tap the picture to show where.";
    this.append(this.note, this.hint);
    this.fields = [...this.querySelectorAll(".field")];
    this.told = (/** @type {Event} */ event) => this.#take(/** @type {CustomEvent} */ (event).detail);
    document.addEventListener("pin", this.told);
    this.filled = () => this.#redraw();
    this.closest("form")?.addEventListener("draft", this.filled);
    this.#redraw();
    if (!this.pictures.length) this.hint.hidden = true;
  }

  disconnectedCallback() {
    if (this.told) document.removeEventListener("pin", this.told);
    if (this.filled) this.closest("form")?.removeEventListener("draft", this.filled);
  }

  get pictures() {
    return [...document.querySelectorAll("pin-picture")];
  }

  #inputs() {
    const of = (/** @type {string} */ name) => /** @type {HTMLInputElement | null} */ (this.querySelector(`[name="${name}"]`));
    return { page: of("page"), where: of("where"), x: of("x"), y: of("y") };
  }

  /** Draw what the fields say. */
  #redraw() {
    const { page, x, y } = this.#inputs();
    if (x?.value && y?.value) customElements.whenDefined("pin-picture").then(() => this.#again(page?.value || "1", +x.value, +y.value));
    else if (this.note && !this.note.hidden) this.#clear();
  }

  /** The form came back: the mark stands where it was. @param {string} page @param {number} x @param {number} y */
  #again(page, x, y) {
    const picture = this.pictures.find((one) => (one.dataset.page ?? "1") === page);
    if (picture && "mark" in picture) /** @type {any} */ (picture).mark(x, y);
  }

  /** @param {{x: number, y: number, page: number, words: string}} place */
  #take(place) {
    this.#put(String(place.page), String(place.x), String(place.y));
    for (const picture of this.pictures) if (Number(picture.dataset.page ?? 1) !== place.page) /** @type {any} */ (picture).clear?.();
    const of = this.pictures.find((one) => Number(one.dataset.page ?? 1) === place.page);
    this.#show(`${of?.dataset.noun ?? "Page"} ${place.page}, ${place.words}`);
    this.scrollIntoView({ block: "nearest" });
  }

  #off() {
    this.#put("", "", "");
    this.#clear();
    this.querySelector("select")?.focus();
  }

  #clear() {
    for (const picture of this.pictures) /** @type {any} */ (picture).clear?.();
    this.#show("");
  }

  /** @param {string} page @param {string} left @param {string} top */
  #put(page, left, top) {
    const { page: chosen, where, x, y } = this.#inputs();
    if (x) x.value = left;
    if (y) y.value = top;
    if (where) where.value = "";
    if (chosen) chosen.value = page;
    x?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {string} words */
  #show(words) {
    if (!this.note || !this.words || !this.hint) return;
    this.note.hidden = !words;
    this.hint.hidden = Boolean(words);
    this.words.textContent = words;
    for (const one of this.fields ?? []) /** @type {HTMLElement} */ (one).hidden = Boolean(words);
  }
}
customElements.define("pin-form", PinForm);
