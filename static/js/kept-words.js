/* <kept-words> around a form: what is typed and not yet kept on the server stays in this tab, for this person and page,
   through a reload, and is forgotten once the server has the same words. */

class KeptWords extends HTMLElement {
  connectedCallback() {
    this.name = `ilc:draft:${document.body.dataset.user ?? ""}:${location.pathname}:words`;
    this.addEventListener("input", () => this.#keep());
    this.#restore();
  }

  get #fields() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input[type=text], textarea")]);
  }

  #keep() {
    const typed = Object.fromEntries(this.#fields.map((field) => [field.name, field.value]));
    const news = this.#fields.some((field) => same(field.value) !== same(field.defaultValue));
    try {
      if (news) sessionStorage.setItem(this.name ?? "", JSON.stringify(typed));
      else sessionStorage.removeItem(this.name ?? "");
    } catch {
      /* private mode: kept as long as the page is open */
    }
  }

  #restore() {
    try {
      const typed = JSON.parse(sessionStorage.getItem(this.name ?? "") ?? "{}");
      for (const field of this.#fields) field.value = typed[field.name] ?? field.value;
    } catch {
      return;
    }
    this.#keep();
  }
}

/** Spaces as the server keeps them. @param {string} words */
function same(words) {
  return words.trim().replace(/\s+/g, " ");
}
customElements.define("kept-words", KeptWords);
