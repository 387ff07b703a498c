/* <note-form action="/notes/" data-key="id of the run"> around the form of a note, inside <live-run>.

   What is half written is kept in this tab, for this person, through a reload. What is sent is kept on this phone first, under an id made here, and shown at once; it is sent again until the
   server has answered, also after the page was closed, and stands once however often it arrives. A mark in a picture
   becomes the note's place. What was begun in a phase that is over stays a note of that phase, of the kind chosen there, unless
   one moves it to the phase that is on, where that one takes notes. Without JavaScript the form is sent as a form. */

import * as drafts from "./drafts.js";

const RETRY = [1500, 3000, 6000, 12_000, 20_000];

/** @typedef {{id: string, fields: Record<string, string>}} Kept */
/** @typedef {{phase: string, kind: string, begun: string, called: string}} Begun What a note was begun for: phase, kind, both in words,
 *   and the kind alone. */

/** An id that begins with its time (version 7), also where the page is not served by https. */
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class NoteForm extends HTMLElement {
  /** @type {Kept[]} */ queue = [];
  failed = 0;
  /** @type {Begun | null} */ begun = null;

  connectedCallback() {
    this.run = /** @type {any} */ (this.closest("live-run"));
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.name = `ilc:notes:${document.body.dataset.user ?? "link"}:${this.dataset.key}`;
    this.draft = drafts.nameOf(location.pathname, "note");
    this.queue = drafts.read(this.name, "local") ?? [];
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.form.addEventListener("keydown", (event) => this.#typed(event));
    this.form.addEventListener("input", () => this.#begin());
    this.form.addEventListener("change", (event) => event.target === this.#select && this.#chosen());
    this.#text.addEventListener("blur", () => this.#fit()); // emptied where no notes are written, it goes
    this.querySelector("[data-unmark]")?.addEventListener("click", () => {
      this.#about("");
      this.#place(null);
    });
    this.querySelector("[data-begun-move]")?.addEventListener("click", () => {
      const on = this.#on();
      if (!on) return; // the phase changed under the finger
      this.begun = on;
      this.#belongs();
      this.#keepDraft();
      this.#text.focus();
    });
    this.run?.addEventListener("pin", (event) => this.#pinned(/** @type {CustomEvent} */ (event)));
    this.run?.addEventListener("take-back", (event) => this.#takeBack(/** @type {CustomEvent} */ (event).detail));
    this.run?.addEventListener("regions", () => this.#fit());
    this.run?.addEventListener("news", () => this.#arrived());
    window.addEventListener("online", () => this.#flush());
    this.phase = this.run?.now.phase;
    this.#restore();
    this.#flush();
  }

  /** The phase that is on, and the kind that is chosen in it; null while no notes are written.
   @returns {Begun | null} */
  #on() {
    const phase = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=phase]"));
    const kind = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=kind]:checked, [name=kind][type=hidden]"));
    return phase && kind ? { phase: phase.value, kind: kind.value, begun: `${phase.dataset.name}, “${kind.dataset.name}”`, called: kind.dataset.name ?? "" } : null;
  }

  /** What is typed belongs to the phase it was begun in, and to the kind chosen there. */
  #begin() {
    const on = this.#on();
    if (on && !this.#text.value.trim()) this.begun = null;
    else if (on && (!this.begun || this.begun.phase === on.phase)) this.begun = on;
    this.#belongs();
    this.#keepDraft();
    this.#hush();
  }

  /** Begun in the phase that is on: its kind is chosen. In another one: that is said, and can be changed. */
  #belongs() {
    const on = this.#on(), elsewhere = Boolean(this.begun && this.begun.phase !== on?.phase);
    const part = (/** @type {string} */ name) => /** @type {HTMLElement | null} */ (this.querySelector(name));
    const [kinds, line, words, move, kind] = ["[data-region=kinds]", "[data-begun]", "[data-begun-words]", "[data-begun-move]", "[data-begun-kind]"].map(part);
    const own = /** @type {HTMLInputElement | null} */ (this.form.querySelector(`[type=radio][name=kind][value="${CSS.escape(this.begun?.kind ?? "")}"]`));
    if (own && !elsewhere) own.checked = true;
    if (kinds) kinds.hidden = elsewhere;
    if (line) line.hidden = !elsewhere;
    if (move) move.hidden = !on;
    if (kind) kind.hidden = !(elsewhere && this.begun?.called);
    if (kind) kind.textContent = `${this.begun?.called} …`;
    if (words) words.textContent = elsewhere ? `You began this in ${this.begun?.begun || "an earlier phase"}. It stays there, marked late.` : "";
  }

  /** What is typed and not sent, with what it is about and the phase it belongs to. */
  #keepDraft() {
    const fields = /** @type {Record<string, string>} */ ({});
    for (const [name, value] of new FormData(this.form)) if (!["csrfmiddlewaretoken", "id"].includes(name)) fields[name] = String(value);
    Object.assign(fields, this.begun ?? {});
    drafts.write(this.draft ?? "", fields.text?.trim() || fields.x ? fields : null);
  }

  #restore() {
    const kept = /** @type {Record<string, string>} */ (drafts.read(this.draft ?? "") ?? {});
    if (kept.phase && kept.kind && kept.text) this.begun = { phase: kept.phase, kind: kept.kind, begun: kept.begun ?? "", called: kept.called ?? "" };
    if (kept.text) this.#text.value = kept.text;
    const kind = /** @type {HTMLInputElement | null} */ (this.form.querySelector(`[type=radio][name=kind][value="${CSS.escape(kept.kind ?? "")}"]`));
    if (kind) kind.checked = true;
    this.#about(kept.sample ?? "");
    if (kept.text) this.#fit();
    const picture = kept.x && this.run.querySelector(`[data-sample="${CSS.escape(kept.sample ?? "")}"] pin-picture[data-page="${CSS.escape(kept.page ?? "1")}"]`);
    if (!picture) return;
    customElements.whenDefined("page-turner").then(() => picture.closest("page-turner")?.turn(Number(kept.page)));
    customElements.whenDefined("pin-picture").then(() => picture.mark(Number(kept.x), Number(kept.y)));
  }

  get #select() {
    return /** @type {HTMLSelectElement | null} */ (this.form.elements.namedItem("sample"));
  }

  /** What the note is about: a sample, or with "" all of it. @param {string} sample */
  #about(sample) {
    const select = this.#select;
    if (select) select.value = [...select.options].some((one) => one.value === sample) ? sample : "";
    this.about = select?.value ?? "";
    this.gone = false;
  }

  /** Another sample by hand: a place in the one before does not go with it. */
  #chosen() {
    this.about = this.#select?.value ?? "";
    this.gone = false;
    this.#place(null);
  }

  /** What is being written is about a sample that just left the wall: it does not become a note about all of them. */
  #miss() {
    if (!this.about || [...(this.#select?.options ?? [])].some((one) => one.value === this.about)) return;
    this.gone = Boolean(this.#text.value.trim());
    this.about = "";
    this.#place(null);
    if (this.gone) this.#say("The sample you write about was taken down. What you typed is kept here.", "wait");
  }

  #keep() {
    drafts.write(this.name ?? "", this.queue.length ? this.queue : null, "local");
  }

  /** The form shows while notes are written, and as long as something typed is in it. */
  #fit() {
    this.form.hidden = this.run.now.does !== "notes" && !this.#text.value.trim();
    if (this.run.now.phase !== this.phase) this.#hush();
    if (this.run.now.phase !== this.phase && !this.#text.value.trim()) {
      this.#about(""); // another phase, another thought
      this.#place(null);
    }
    this.phase = this.run.now.phase;
    if (!this.#text.value.trim()) this.begun = null;
    this.#belongs();
    this.#miss();
  }

  get #text() {
    return /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem("text"));
  }

  /** Control and Enter sends, too. @param {KeyboardEvent} event */
  #typed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    const data = new FormData(this.form), fields = /** @type {Record<string, string>} */ ({});
    for (const [name, value] of data) if (name !== "csrfmiddlewaretoken" && value) fields[name] = String(value);
    if (this.begun) Object.assign(fields, { phase: this.begun.phase, kind: this.begun.kind });
    if (!fields.text?.trim()) return this.#say("Write a few words first.", "bad");
    if (!fields.phase) return this.#say(`${this.run.now.later ? "Notes come in a later phase." : "No phase takes notes any more."} What you typed is kept here.`, "wait");
    if (this.gone && !fields.sample) {
      this.gone = false;
      return this.#say("The sample it was about was taken down. Send it again if it goes for all of it.", "bad");
    }
    fields.id = makeId();
    this.queue.push({ id: fields.id, fields });
    this.#keep();
    this.#show(fields);
    this.#text.value = "";
    this.#about("");
    this.#place(null);
    this.#fit();
    this.#flush();
  }

  /** At once on the own screen. @param {Record<string, string>} fields */
  #show(fields) {
    const place = fields.x ? { page: Number(fields.page), x: Number(fields.x), y: Number(fields.y) } : {};
    this.run.notes.set(fields.id, { id: fields.id, v: 0, p: fields.phase, k: fields.kind, t: fields.text, s: fields.sample ?? "", mine: true, waits: true, ...place });
    this.run.dispatchEvent(new CustomEvent("news"));
  }

  /** A full answer forgets what still waits here: show it again. */
  #arrived() {
    const lost = this.queue.filter((one) => !this.run.notes.has(one.id));
    for (const one of lost) this.#show(one.fields);
  }

  async #flush() {
    clearTimeout(this.timer);
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    const one = this.queue[0];
    let wait = 0;
    try {
      const body = new FormData();
      for (const [name, value] of Object.entries(one.fields)) body.set(name, value);
      body.set("csrfmiddlewaretoken", String(new FormData(this.form).get("csrfmiddlewaretoken") ?? ""));
      const answer = await fetch(this.getAttribute("action") ?? "", { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) this.#sent(one, (await answer.json()).message);
      else if ([409, 422].includes(answer.status)) this.#refused(one, (await answer.json()).message);
      else throw new Error(String(answer.status));
      this.failed = 0;
    } catch (problem) {
      wait = RETRY[Math.min(this.failed, RETRY.length - 1)];
      this.failed += 1;
      const away = problem instanceof Error && ["0", "403", "404"].includes(problem.message);
      const number = `${this.queue.length} ${this.queue.length === 1 ? "note waits" : "notes wait"} on ${drafts.HERE}`;
      this.#say(away ? `You are signed out. ${number}, nothing is lost.` : `No line just now. ${number} and will be sent.`, "wait", away);
    }
    this.sending = false;
    if (this.queue.length) this.timer = setTimeout(() => this.#flush(), wait);
  }

  /** @param {Kept} one @param {string} words */
  #sent(one, words) {
    this.queue = this.queue.filter((other) => other !== one);
    this.#keep();
    const note = this.run.notes.get(one.id);
    if (note?.waits) delete note.waits;
    this.#say(words || "Sent.", "");
    this.run.soon();
  }

  /** Not taken: the words come back into the form. @param {Kept} one @param {string} words */
  #refused(one, words) {
    this.queue = this.queue.filter((other) => other !== one);
    this.#keep();
    this.run.notes.delete(one.id);
    this.form.hidden = false;
    this.begun ??= { phase: one.fields.phase, kind: one.fields.kind, begun: "", called: "" };
    this.#belongs();
    this.#text.value = [this.#text.value, one.fields.text].filter(Boolean).join("\n");
    this.#keepDraft();
    this.#say(words, "bad");
    this.run.dispatchEvent(new CustomEvent("news"));
  }

  /** A tap marks a place while notes are written; else it marks nothing. @param {CustomEvent} event */
  #pinned(event) {
    if (this.form.hidden) return event.preventDefault();
    const picture = /** @type {Element} */ (event.target), sample = picture.closest("[data-sample]")?.getAttribute("data-sample") ?? "";
    for (const other of this.run.querySelectorAll("pin-picture")) if (other !== picture) other.clear?.();
    this.#about(sample);
    const where = [this.run.sampleName(sample), this.run.pageName(sample, event.detail.page)].filter(Boolean).join(", ");
    this.#place(event.detail, `${where}: ${event.detail.words}`);
    this.#text.focus();
  }

  /** @param {{page: number, x: number, y: number} | null} at @param {string} [words] */
  #place(at, words = "") {
    for (const name of ["page", "x", "y"]) /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name)).value = at ? String(at[name]) : "";
    const line = /** @type {HTMLElement | null} */ (this.querySelector("[data-place]"));
    const told = this.querySelector("[data-place-words]");
    if (line) line.hidden = !at;
    if (told) told.textContent = at ? `At a place in ${words}` : "";
    if (!at) for (const picture of this.run.querySelectorAll("pin-picture")) picture.clear?.();
    this.#keepDraft();
  }

  /** @param {string} id */
  async #takeBack(id) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", String(new FormData(this.form).get("csrfmiddlewaretoken") ?? ""));
    const text = this.run.notes.get(id)?.t ?? "";
    if (!(await this.run.send(`${this.getAttribute("action")}${id}/`, body))) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn--small";
    again.textContent = "Undo";
    again.addEventListener("click", () => {
      body.set("undo", "yes");
      this.run.send(`${this.getAttribute("action")}${id}/`, body);
    });
    this.run.say(`Taken back: ${text.slice(0, 40)} `);
    this.run.querySelector("[data-said]")?.append(again);
  }

  /** What was said about the note before goes with the next one; what waits for a line or an answer stays. */
  #hush() {
    const place = /** @type {HTMLElement | null} */ (this.querySelector("[data-kept]"));
    if (place && place.dataset.state !== "wait") place.textContent = "";
  }

  /** @param {string} words @param {string} state @param {boolean} [away] signed out */
  #say(words, state, away = false) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector("[data-kept]"));
    if (!place) return;
    place.textContent = words;
    place.dataset.state = state;
    if (away) this.run.offerSignIn(place);
    if (this.form.hidden) this.run.say(words === "Sent." ? "" : words, away);
  }
}
customElements.define("note-form", NoteForm);
