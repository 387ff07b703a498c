/* <live-run src="/live/" since="12" mark="…" pass="…">: keeps a joint look fresh on this screen.

   Asks for what changed after the version it knows: 204 when nothing did. Notes are kept here by id and told to the
   elements inside as a `news` event; whatever else changed is fetched as this very page, and each [data-region] whose
   HTML differs is put in, unless somebody is typing in it. Samples that left the wall go at once. Forms with
   [data-quick] are sent behind the page; what comes of it is said in their [data-told]. Another `stage` of the page is loaded anew. Without JavaScript the page is a page, and its forms are forms. */

import { HERE } from "./drafts.js";

const EVERY = 1300, JITTER = 300, HIDDEN = 10_000, SLOWEST = 8000;
const NEAR = 50; // characters before the limit of a sentence
const CHANGING = /name="(csrfmiddlewaretoken|id|rev)" value="[^"]*"/g;

/** @typedef {{id: string, v: number, p: string, k: string, t: string, s: string, page?: number, x?: number, y?: number,
 *   pin?: number, g?: string, n?: string, late?: boolean, mine?: boolean, aside?: boolean, gone?: boolean}} Note */

export class LiveRun extends HTMLElement {
  /** @type {Map<string, Note>} */ notes = new Map();
  /** @type {{id: string, heading: string}[]} */ groups = [];
  /** @type {{own: Record<string, string>, all: Record<string, Record<string, number>>} | null} */ sorted = null;
  /** @type {{joined: number, wrote: number, sorted: number} | null} */ people = null;
  version = 0;
  mark = "";
  failed = 0;
  lost = "";
  nextId = "";
  stands = "";
  /** @type {Map<string, string>} */ shown = new Map();

  connectedCallback() {
    this.pass = this.getAttribute("pass") ?? "";
    for (const one of this.querySelectorAll("[data-region]")) this.shown.set(one.getAttribute("data-region") ?? "", plain(one));
    this.addEventListener("submit", (event) => this.#submitted(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("keydown", (event) => this.#entered(event));
    this.addEventListener("input", (event) => this.#typed(/** @type {Element} */ (event.target)));
    this.awake = () => !document.hidden && this.soon();
    document.addEventListener("visibilitychange", this.awake);
    window.addEventListener("online", this.awake);
    customElements.whenDefined("note-board").then(() => this.#look());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.over = true;
    document.removeEventListener("visibilitychange", this.awake);
    window.removeEventListener("online", this.awake);
  }

  /** Ask now, not in a second. */
  soon() {
    clearTimeout(this.timer);
    if (this.looking) this.again = true;
    else this.#look();
  }

  /** What is on: phase id, what everybody does in it, and whether a later one takes notes. */
  get now() {
    const told = this.querySelector("[data-now]");
    return { phase: told?.getAttribute("data-phase") ?? "", does: told?.getAttribute("data-does") ?? "", later: told?.hasAttribute("data-later") };
  }

  /** "Sample 3" of a sample's id. @param {string} id */
  sampleName(id) {
    const number = this.querySelector(`[data-sample="${CSS.escape(id)}"]`)?.getAttribute("data-number");
    return number ? `Sample ${number}` : "";
  }

  /** "page 2" of a sample that has several. @param {string} id @param {number | undefined} page */
  pageName(id, page) {
    const word = this.querySelector(`[data-sample="${CSS.escape(id)}"]`)?.getAttribute("data-word");
    return word && page ? `${word} ${page}` : "";
  }

  async #look() {
    this.looking = true;
    this.again = false;
    try {
      const url = new URL(this.getAttribute("src") ?? "", location.href);
      if (this.version) {
        url.searchParams.set("since", String(this.version));
        url.searchParams.set("mark", this.mark);
      }
      const headers = { Accept: "application/json", "X-Pass": this.pass ?? "" };
      const answer = await fetch(url, { headers, cache: "no-store", redirect: "manual" });
      if (answer.status === 200) await this.#take(await answer.json());
      else if (answer.status !== 204) throw new Error(String(answer.status));
      this.failed = 0;
      if (this.lost) this.say("");
      this.lost = "";
    } catch (problem) {
      this.failed += 1;
      const refused = gone(problem);
      if (refused) this.#shut();
      if (refused || this.failed > 2) this.#lose(refused);
    }
    this.looking = false;
    if (this.over) return;
    const wait = this.failed ? Math.min(SLOWEST, EVERY * 2 ** this.failed) : document.hidden ? HIDDEN : EVERY + Math.random() * JITTER;
    this.timer = setTimeout(() => this.#look(), this.again ? 0 : wait);
  }

  /** Signed out, or no longer let in: nothing that is not for everybody stays on this screen. Let in again, all comes
   back. */
  #shut() {
    this.pass = "";
    this.version = 0;
    this.behind = true;
    for (const region of this.querySelectorAll("[data-region]:has([data-sample])")) {
      this.shown.delete(region.getAttribute("data-region") ?? "");
      for (const image of region.querySelectorAll("img")) image.removeAttribute("src");
      region.replaceChildren();
    }
  }

  /** Says once what is wrong with the line. @param {boolean} refused */
  #lose(refused) {
    const why = refused ? "signed out" : "no line";
    if (this.lost === why) return;
    this.lost = why;
    if (refused) this.say("You are signed out, or this is closed to you now.", true);
    else this.say(this.querySelector("note-form") ? `No line just now. What you write is kept on ${HERE}.` : "No line: this may be out of date.");
  }

  /** @param {any} news */
  async #take(news) {
    if (news.pass) this.pass = news.pass;
    if (news.all) this.notes.clear();
    for (const note of /** @type {Note[]} */ (news.notes)) {
      if (note.gone) this.notes.delete(note.id);
      else this.notes.set(note.id, note);
    }
    if (news.groups) this.groups = news.groups;
    if (news.sorted) this.sorted = news.sorted;
    if (news.people) this.people = news.people;
    if (news.samples) this.#only(new Set(news.samples));
    const known = this.version || Number(this.getAttribute("since"));
    const stale = news.frame > known || (news.mark !== (this.mark || this.getAttribute("mark")));
    this.version = news.version;
    this.mark = news.mark;
    this.#tell();
    if (stale || this.behind) await this.#refresh();
  }

  #tell() {
    for (const one of this.people ? this.querySelectorAll("[data-people]") : []) one.textContent = String(this.people?.[/** @type {"joined"} */ (one.getAttribute("data-people"))] ?? "");
    this.dispatchEvent(new CustomEvent("news"));
    for (const one of this.querySelectorAll("[data-sample]")) {
      const about = [...this.notes.values()].filter((note) => note.s === one.getAttribute("data-sample") && !note.aside);
      const count = one.querySelector("[data-count]");
      if (count) count.textContent = about.length ? `${about.length} ${about.length === 1 ? "note" : "notes"}` : "";
      for (const picture of one.querySelectorAll("pin-picture")) pins(picture, about);
    }
  }

  /** Withdrawn while it hung on the wall: gone, before anything else is asked for. @param {Set<string>} there */
  #only(there) {
    for (const one of this.querySelectorAll("[data-sample]")) {
      if (there.has(one.getAttribute("data-sample") ?? "")) continue;
      for (const image of one.querySelectorAll("img")) image.removeAttribute("src");
      one.remove();
    }
  }

  /** The page as it is now; its regions take the place of ours. */
  async #refresh() {
    this.behind = true;
    const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.behind = false;
    if (page.querySelector("live-run")?.getAttribute("stage") !== this.getAttribute("stage")) return location.reload();
    for (const fresh of page.querySelectorAll("live-run [data-region]")) this.#put(fresh);
    this.dispatchEvent(new CustomEvent("regions"));
    this.#tell();
  }

  /** @param {Element} fresh */
  #put(fresh) {
    const name = fresh.getAttribute("data-region") ?? "", html = plain(fresh);
    const old = this.querySelector(`[data-region="${CSS.escape(name)}"]`);
    if (!old || this.shown.get(name) === html) return;
    if (typedIn(old)) {
      this.behind = true; // again with the next news, when it was sent
      return;
    }
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const caret = focused instanceof HTMLTextAreaElement ? [focused.selectionStart, focused.selectionEnd] : null;
    const kept = /** @type {HTMLSelectElement | null} */ (old.querySelector("select"))?.value;
    old.replaceChildren(...document.importNode(fresh, true).childNodes);
    const select = old.querySelector("select");
    if (select && kept && [...select.options].some((one) => one.value === kept)) select.value = kept;
    this.shown.set(name, html);
    const again = focused?.id ? document.getElementById(focused.id) : null;
    again?.focus();
    if (caret && again instanceof HTMLTextAreaElement) again.setSelectionRange(caret[0], caret[1]);
  }

  /** A sentence has no lines: Enter sends it by the form's first button. @param {KeyboardEvent} event */
  #entered(event) {
    const box = /** @type {Element} */ (event.target), form = box.closest("form");
    if (event.key !== "Enter" || event.isComposing || !form || !box.matches(".sentence")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  }

  /** A sentence takes no line breaks, visibly: one that is pasted becomes a space. Near its end it says how much room is left.
   @param {Element} box */
  #typed(box) {
    const told = box.closest("form")?.querySelector("[data-told]");
    if (told) told.textContent = "";
    if (!(box instanceof HTMLTextAreaElement) || !box.matches(".sentence")) return;
    if (box.value.includes("\n")) {
      const caret = flat(box.value.slice(0, box.selectionStart)).length;
      box.value = flat(box.value);
      box.setSelectionRange(caret, caret);
    }
    tally(box);
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-quick]") || event.defaultPrevented) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const seen = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-seen]"));
    const sent = await this.send(form.action, body, form.querySelector("[data-told]"));
    if (seen && this.stands) seen.value = this.stands; // told now; who saves again means it
    if (!sent) return;
    this.#took(form, body);
    const id = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-new-id]"));
    if (id && this.nextId) id.value = this.nextId; // sent twice it stands once; the next one is another
  }

  /** What was sent is stored; what was typed while it was on its way stays. @param {HTMLFormElement} form @param {FormData} body */
  #took(form, body) {
    const box = /** @type {HTMLTextAreaElement | null} */ (form.querySelector(".sentence")), sent = String(body.get("text") ?? "");
    const verb = body.get("do"), more = box?.value.startsWith(sent) ? box.value.slice(sent.length).trimStart() : box?.value;
    const seen = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-seen]"));
    if (seen) seen.value = sent;
    if (box && verb === "change") box.defaultValue = sent;
    else form.reset();
    if (box && verb === "add" && more) box.value = more;
    if (box) tally(box);
  }

  /** Post behind the page; says what went wrong. @param {string} url @param {FormData} body @param {HTMLElement | null} [place] */
  async send(url, body, place) {
    this.stands = "";
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (![200, 409, 422].includes(answer.status)) throw new Error(String(answer.status));
      const told = await answer.json();
      this.nextId = told.next_id ?? "";
      this.stands = told.stands ?? "";
      this.say(told.message ?? "", false, place);
      this.soon();
      return answer.ok;
    } catch (problem) {
      if (gone(problem)) this.say("This was not saved: you are signed out.", true, place);
      else this.say("This was not saved: no line just now. Press it again in a moment.", false, place);
      return false;
    }
  }

  /** @param {string} words @param {boolean} [away] signed out: with the way back to this page
   @param {HTMLElement | null} [beside] said there, not on top of the page */
  say(words, away = false, beside = null) {
    const place = beside ?? /** @type {HTMLElement | null} */ (this.querySelector("[data-said]"));
    if (!place) return;
    place.textContent = words;
    if (beside) beside.dataset.state = "bad";
    else place.hidden = !words;
    if (away) this.offerSignIn(place);
  }

  /** @param {unknown} problem */
  isGone(problem) {
    return gone(problem);
  }

  /** Who came by a personal link has no account, and gets no button. @param {Element} place */
  offerSignIn(place) {
    const address = this.getAttribute("sign-in");
    if (!address) return;
    const link = document.createElement("a");
    link.className = "btn btn--small";
    link.href = address;
    link.textContent = "Sign in";
    place.append(" ", link);
  }
}

/** Signed out, or no longer let in; anything else is a broken line. @param {unknown} problem */
function gone(problem) {
  return problem instanceof Error && ["403", "404", "0"].includes(problem.message);
}

/** The HTML of a region without what differs with every answer. @param {Element} one */
function plain(one) {
  return one.innerHTML.replace(CHANGING, "");
}

/** @param {string} words */
function flat(words) {
  return words.replace(/\s*\n\s*/g, " ");
}

/** "380 of 400 characters", once it is near. @param {HTMLTextAreaElement} box */
function tally(box) {
  const line = /** @type {HTMLElement | null | undefined} */ (box.closest("form")?.querySelector("[data-tally]"));
  if (!line) return;
  line.hidden = box.value.length < box.maxLength - NEAR;
  line.textContent = `${box.value.length} of ${box.maxLength} characters`;
}

/** Whether somebody typed here and did not send it. @param {Element} one */
function typedIn(one) {
  const fields = /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ ([...one.querySelectorAll("input[type=text], textarea")]);
  return fields.some((field) => field.value !== field.defaultValue);
}

/** The places on this page that notes speak of, under the numbers that stay theirs. @param {Element} picture @param {Note[]} about */
function pins(picture, about) {
  const placed = about.filter((note) => note.x !== undefined && note.page === Number(picture.getAttribute("data-page") ?? 1));
  const there = new Map([...picture.querySelectorAll(":scope > .pin:not(.pin--new)")].map((pin) => [pin.getAttribute("data-note"), pin]));
  for (const note of placed) {
    const pin = there.get(note.id) ?? document.createElement("button"), n = String(note.pin ?? "•");
    there.delete(note.id);
    if (pin.getAttribute("data-n") === n) continue;
    pin.setAttribute("type", "button");
    pin.className = "pin";
    pin.textContent = n;
    for (const [name, value] of Object.entries({ x: note.x, y: note.y, n, note: note.id, for: `note-${note.id}` })) pin.setAttribute(`data-${name}`, String(value));
    pin.setAttribute("aria-label", `Place ${n}: ${note.t.slice(0, 60)}`);
    if (!pin.isConnected) picture.append(pin);
  }
  for (const pin of there.values()) pin.remove();
}

customElements.define("live-run", LiveRun);
