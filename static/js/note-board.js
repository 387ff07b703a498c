/* <note-board data-kinds='{"notice": "I notice"}' data-phases='{"id": "Notice"}'> inside <live-run>: everybody's notes,
   gathered under their headings.

   While notes are written those of the phase that is on stand first and are counted; those of earlier phases are folded
   below, phase by phase. Else all stand open. With `choose` (the facilitator) each note has a check box, and can be
   dragged onto a heading. `projected` leaves out what is folded: nobody opens it on a wall. */

import { HERE } from "./drafts.js";

const NARROW = matchMedia("(max-width: 60rem)");

class NoteBoard extends HTMLElement {
  connectedCallback() {
    this.run = /** @type {any} */ (this.closest("live-run"));
    this.labels = JSON.parse(this.getAttribute("data-kinds") ?? "{}");
    /** @type {Record<string, string>} */ this.phases = JSON.parse(this.getAttribute("data-phases") ?? "{}");
    /** @type {Set<string>} */ this.chosen = new Set();
    /** @type {Set<string>} */ this.unfolded = new Set();
    this.draw = () => this.#draw();
    this.run?.addEventListener("news", this.draw);
    this.run?.addEventListener("regions", this.draw);
    this.addEventListener("change", (event) => this.#choose(/** @type {HTMLInputElement} */ (event.target)));
    this.addEventListener("click", (event) => this.#pressed(event));
    this.addEventListener("toggle", (event) => this.#folded(/** @type {HTMLDetailsElement} */ (event.target)), { capture: true });
    if (!this.hasAttribute("choose")) return;
    this.#drags();
    this.#fold();
  }

  disconnectedCallback() {
    this.run?.removeEventListener("news", this.draw);
    this.run?.removeEventListener("regions", this.draw);
  }

  #draw() {
    const { phase, does } = this.run.now;
    const every = [...this.run.notes.values()].sort((one, other) => (one.id < other.id ? 1 : -1)); // ids begin with their time: the latest first
    const isNow = (/** @type {any} */ note) => does !== "notes" || note.p === phase || note.late;
    const all = every.filter(isNow), earlier = this.hasAttribute("projected") ? [] : every.filter((note) => !isNow(note));
    this.kinds = new Set(all.map((note) => note.k)).size;
    for (const one of this.run.querySelectorAll("[data-number-of-notes]")) one.textContent = all.length ? `(${all.length})` : "";
    const groups = this.run.groups.map((group) => this.#section(group.id, group.heading, all.filter((note) => note.g === group.id)));
    const known = new Set(this.run.groups.map((group) => group.id));
    const loose = all.filter((note) => !note.g || !known.has(note.g));
    const open = groups.some((one) => one !== null);
    const parts = [...groups, this.#section("", open ? "Not gathered" : "", loose), ...this.#folds(earlier)].filter((one) => one !== null);
    const focus = this.contains(document.activeElement) ? document.activeElement?.id : "";
    this.#merge(parts);
    if (focus) document.getElementById(focus)?.focus();
  }

  /** One fold for each earlier phase, in the order of the protocol. @param {any[]} notes @returns {HTMLElement[]} */
  #folds(notes) {
    const made = [];
    for (const [id, name] of Object.entries(this.phases ?? {})) {
      const of = notes.filter((note) => note.p === id);
      if (!of.length) continue;
      const fold = document.createElement("details"), head = document.createElement("summary"), list = document.createElement("ul");
      fold.className = "more card board__earlier";
      fold.dataset.phase = id;
      fold.open = this.unfolded?.has(id) ?? false;
      head.id = `earlier-${id}`;
      head.textContent = `${name} (${of.length})`;
      list.className = "board__notes";
      list.append(...of.map((note) => this.#note(note)));
      fold.append(head, list);
      made.push(fold);
    }
    return made;
  }

  /** Stays open, and closed, when other notes arrive. @param {HTMLDetailsElement} fold */
  #folded(fold) {
    const id = fold.dataset?.phase;
    if (!id || !fold.isConnected) return;
    if (fold.open) this.unfolded?.add(id);
    else this.unfolded?.delete(id);
  }

  /** Put in only what differs, so that nothing jumps under a finger. @param {HTMLElement[]} parts */
  #merge(parts) {
    const html = parts.map((one) => one.outerHTML).join("");
    if (html === this.drawn) return;
    this.drawn = html;
    this.replaceChildren(...parts);
    for (const box of this.querySelectorAll("input[type=checkbox]")) {
      /** @type {HTMLInputElement} */ (box).checked = this.chosen?.has(/** @type {HTMLInputElement} */ (box).value) ?? false;
    }
  }

  /** @param {string} id @param {string} heading @param {any[]} notes */
  #section(id, heading, notes) {
    if (!notes.length && !(id && this.hasAttribute("choose"))) return null;
    const made = document.createElement("section");
    made.className = "board__group stack stack--tight";
    made.dataset.group = id;
    if (heading) {
      const head = document.createElement("h3");
      head.textContent = heading;
      made.append(head);
    }
    const list = document.createElement("ul");
    list.className = "board__notes";
    list.append(...notes.map((note) => this.#note(note)));
    made.append(list);
    return made;
  }

  /** @param {any} note */
  #note(note) {
    const made = document.createElement("li");
    made.className = `note note--${note.k}${note.aside ? " note--aside" : ""}${note.waits ? " note--waits" : ""}`;
    made.id = `note-${note.id}`;
    made.tabIndex = -1;
    const words = document.createElement("span");
    words.className = "note__words";
    const text = document.createElement("span");
    text.textContent = note.t;
    words.append(text);
    if (this.hasAttribute("choose")) made.append(this.#box(note, words));
    else made.append(words);
    const kind = this.hasAttribute("projected") && (this.kinds ?? 0) < 2 ? "" : this.labels[note.k];
    const about = [kind, note.s && this.run.sampleName(note.s), this.#place(note), note.n, note.late && "late", note.aside && "put aside", note.waits && `waits on ${HERE}`];
    const small = document.createElement("small");
    small.className = "muted";
    small.textContent = about.filter(Boolean).join(" · ");
    if (this.hasAttribute("projected")) words.append(" ", small);
    else made.append(small);
    if (note.mine && !note.waits && !note.aside && !this.hasAttribute("choose")) made.append(this.#button(note));
    if (note.aside && note.mine) small.textContent += ". The facilitator put it aside; only you see it.";
    return made;
  }

  /** "place 3, page 2". @param {any} note */
  #place(note) {
    return note.pin && [`place ${note.pin}`, this.run.pageName(note.s, note.page)].filter(Boolean).join(", ");
  }

  /** @param {any} note @param {HTMLElement} words */
  #box(note, words) {
    const label = document.createElement("label"), box = document.createElement("input");
    label.className = "note__choose";
    box.type = "checkbox";
    box.name = "note";
    box.value = note.id;
    box.id = `choose-${note.id}`;
    box.setAttribute("form", "gather");
    label.append(box, words);
    return label;
  }

  /** @param {any} note */
  #button(note) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn--small btn--quiet";
    made.dataset.take = note.id;
    made.textContent = "Take back";
    return made;
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-take]"));
    if (button) this.dispatchEvent(new CustomEvent("take-back", { bubbles: true, detail: button.dataset.take }));
  }

  /** @param {HTMLInputElement} box */
  #choose(box) {
    if (box.checked) this.chosen?.add(box.value);
    else this.chosen?.delete(box.value);
    this.#told();
  }

  /** Beside the tools, which may be folded: how many are chosen. */
  #told() {
    const number = document.querySelector("[data-number-chosen]");
    if (number) number.textContent = this.chosen?.size ? `(${this.chosen.size} chosen)` : "";
  }

  /** The tools stay in reach at the lower edge of a small screen; open they would cover half of it. */
  #fold() {
    const tools = document.getElementById("gather")?.closest("details");
    if (tools && NARROW.matches) tools.open = false;
  }

  /** A note dropped onto a heading, or onto what is not gathered. */
  #drags() {
    document.getElementById("gather")?.addEventListener("reset", () => {
      this.chosen?.clear();
      this.#told();
    });
    this.addEventListener("pointerdown", (event) => {
      const note = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".note"));
      if (!note || event.button || /** @type {Element} */ (event.target).closest("input")) return;
      const from = { x: event.clientX, y: event.clientY };
      const moved = (/** @type {PointerEvent} */ at) => {
        const far = Math.hypot(at.clientX - from.x, at.clientY - from.y) > 12;
        if (far) note.classList.add("note--held");
        this.#over(note.classList.contains("note--held") ? this.#under(at) : null);
      };
      const done = (/** @type {PointerEvent} */ end) => {
        document.removeEventListener("pointermove", moved);
        const target = note.classList.contains("note--held") && end.type === "pointerup" ? this.#under(end) : null;
        note.classList.remove("note--held");
        this.#over(null);
        if (target && target !== note.closest("[data-group]")) this.#drop(note.id.slice(5), target.dataset.group ?? "");
      };
      document.addEventListener("pointermove", moved);
      for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, (end) => done(/** @type {PointerEvent} */ (end)), { once: true });
    });
    this.addEventListener("dragstart", (event) => event.preventDefault());
  }

  /** @param {PointerEvent} at @returns {HTMLElement | null} */
  #under(at) {
    return /** @type {HTMLElement | null} */ (document.elementFromPoint(at.clientX, at.clientY)?.closest("[data-group]") ?? null);
  }

  /** @param {HTMLElement | null} target */
  #over(target) {
    for (const one of this.querySelectorAll(".board__group--over")) one.classList.toggle("board__group--over", one === target);
    target?.classList.add("board__group--over");
  }

  /** @param {string} note @param {string} group */
  #drop(note, group) {
    const form = /** @type {HTMLFormElement} */ (document.getElementById("gather")), body = new FormData();
    body.set("csrfmiddlewaretoken", String(new FormData(form).get("csrfmiddlewaretoken")));
    body.set("note", note);
    body.set("do", group ? "gather" : "out");
    if (group) body.set("group", group);
    this.run.send(form.action, body);
  }
}
customElements.define("note-board", NoteBoard);
