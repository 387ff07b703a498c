/* <both-texts>: one field with two texts, side by side, each with where it is from and a button that takes it. Fires `chosen`;
 * `taken` is "typed" or "saved" then. The other one can still be taken afterwards: nothing is gone by a slip of a finger. */

/** @typedef {{label: string, typed: string, typedAt: string, saved: string, savedAt: string}} Texts */

/** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {Partial<HTMLElementTagNameMap[T]>} [props] @param {(string | Node)[]} parts */
const make = (name, props = {}, ...parts) => {
  const one = Object.assign(document.createElement(name), props);
  one.append(...parts);
  return one;
};

export class BothTexts extends HTMLElement {
  taken = "";

  /** @param {Texts} texts */
  constructor(texts) {
    super();
    this.texts = texts;
    this.quote = make("blockquote", { textContent: texts.typed });
  }

  connectedCallback() {
    if (this.firstChild) return;
    const { label, typedAt, saved, savedAt } = this.texts;
    this.className = "callout both";
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", label ? `Two texts: ${label}` : "Two texts");
    const why = make("p", { textContent: "This was changed on another device or tab, too. Both texts are kept: choose one." });
    why.setAttribute("role", "status");
    const typed = this.#side(`Typed on this device, ${typedAt}`, this.quote, "Use what I typed here", "typed");
    const other = this.#side(savedAt ? `Saved at ${savedAt}` : "Saved", make("blockquote", { textContent: saved }), "Keep what is saved", "saved");
    this.append(why, make("div", { className: "both__texts" }, typed, other));
  }

  /** The words in the field, while somebody goes on typing. @param {string} words */
  set typed(words) {
    if (this.quote.textContent !== words) this.quote.textContent = words;
  }

  focus() {
    this.scrollIntoView({ block: "center" });
    this.querySelector("button")?.focus({ preventScroll: true });
  }

  /** @param {string} from @param {HTMLElement} quote @param {string} words @param {string} take */
  #side(from, quote, words, take) {
    const button = make("button", { type: "button", className: "btn btn--small", textContent: words });
    if (this.texts.label) button.setAttribute("aria-label", `${words}: ${this.texts.label}`);
    button.addEventListener("click", () => this.#take(take));
    return make("div", {}, make("p", { className: "small muted", textContent: from }), quote, button);
  }

  /** @param {string} which */
  #take(which) {
    this.taken = which;
    const mine = which === "typed";
    const back = make("button", { type: "button", className: "btn btn--quiet btn--small", textContent: mine ? "Take the saved one after all" : "Take mine after all" });
    back.addEventListener("click", () => this.#take(mine ? "saved" : "typed"));
    const words = make("p", { className: "row row--tight" }, mine ? "What you typed stays." : "What was saved stays.", back);
    words.setAttribute("role", "status");
    this.replaceChildren(words);
    back.focus();
    this.dispatchEvent(new Event("chosen"));
  }
}
customElements.define("both-texts", BothTexts);
