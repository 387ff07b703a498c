/* <kept-words> around a form: what is typed and not yet kept on the server stays in this tab, for this person and page,
   through a reload, and is forgotten once the server has the same words.

   Inside <live-run> the form is sent behind the page; without a line it is sent again by itself, also after a reload,
   and says so in [data-kept]. The server answers with `message` and the form's next `rev`. */

import * as drafts from "./drafts.js";

const AGAIN = 5000;
/** Said last on this page, by form: the form may be put in anew meanwhile. @type {Map<string, string>} */
const said = new Map();

class KeptWords extends HTMLElement {
  connectedCallback() {
    this.name = drafts.nameOf(location.pathname, "words");
    this.run = /** @type {any} */ (this.closest("live-run"));
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.addEventListener("input", () => this.#keep());
    this.#restore();
    if (!this.run) return;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.awake = () => this.#waits && this.#send();
    window.addEventListener("online", this.awake);
    this.#say(said.get(this.name) ?? "");
    this.awake();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    if (this.awake) window.removeEventListener("online", this.awake);
  }

  async #send() {
    if (this.sending) return;
    clearTimeout(this.timer);
    this.sending = true;
    const sent = new Map(this.#fields.map((field) => [field, field.value]));
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), headers, redirect: "manual" });
      if (![200, 409].includes(answer.status)) throw new Error(String(answer.status));
      const told = await answer.json(), rev = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=rev]"));
      if (rev && told.rev) rev.value = told.rev;
      if (answer.ok) for (const [field, words] of sent) field.defaultValue = words;
      this.#wait(false);
      this.#keep();
      this.#say(told.message);
      this.run.soon();
    } catch (problem) {
      const away = this.run.isGone(problem);
      this.#wait(!away);
      this.#say(away ? "This was not saved: you are signed out. Your words are kept here." : `No line just now. Your words are kept on ${drafts.HERE} and sent by themselves.`, away);
      if (!away) this.timer = setTimeout(() => this.#send(), AGAIN);
    }
    this.sending = false;
  }

  /** @param {string} words @param {boolean} [away] signed out */
  #say(words, away = false) {
    const place = this.querySelector("[data-kept]");
    said.set(this.name ?? "", away ? "" : words);
    if (!place) return;
    place.textContent = words;
    if (away) this.run.offerSignIn(place);
  }

  get #waits() {
    return drafts.names().includes(`${this.name}:waits`);
  }

  /** @param {boolean} on */
  #wait(on) {
    drafts.write(`${this.name}:waits`, on || null);
  }

  get #fields() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input[type=text], textarea")]);
  }

  #keep() {
    const typed = Object.fromEntries(this.#fields.map((field) => [field.name, field.value]));
    const news = this.#fields.some((field) => same(field.value) !== same(field.defaultValue));
    drafts.write(this.name ?? "", news ? typed : null);
  }

  #restore() {
    const typed = drafts.read(this.name ?? "") ?? {};
    for (const field of this.#fields) field.value = typed[field.name] ?? field.value;
    this.#keep();
  }
}

/** Spaces as the server keeps them. @param {string} words */
function same(words) {
  return words.trim().replace(/\s+/g, " ");
}
customElements.define("kept-words", KeptWords);
