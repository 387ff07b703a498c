/* <auto-save src="/where/to/post/"> around (or inside) a form: what is typed is kept on this device at once and sent
 * a moment later. The form works without it.
 *
 * Sends POST: the changed fields, `_changed` (their names), `_tab` (this tab), hidden fields and the CSRF token. Understands
 *   2xx {saved: "6:31 pm", version, rev, now?}    saved; `version` and `rev` go into the form's hidden fields of those names
 *   400, 422 {errors: {field: ["why"]}}     not saved, says why
 *   409 {message: "..."}                    somebody changed this meanwhile, in these words; nothing is sent until the page is reloaded
 *   409 {message, now: {field: ""}, at: {field: "6:31 pm"}, ...}    not saved: the same field has other words elsewhere
 *   401, 403, a redirect                    signed out
 * `now` is what changed elsewhere (several choices: a list). A field not touched here follows. One that was shows both texts
 * and is not sent until one of them is chosen (both-texts.js); its mark leaves `rev` until then, so that no button
 * overwrites what nobody chose to. A page may say the same of itself: [data-now] with [data-field][data-value][data-at].
 * A mark beside a field (data-saved="field") has one line. Long words go to the form's own mark (data-saved=""), which
 * has its place at the end, so that nothing moves under a finger.
 * A form with data-sending (send-later.js) is sent whole just now: what is typed is kept on this device meanwhile.
 * A field with data-unsaved waits for the button: half of it would mean something else.
 * Everything else (no line, 5xx, 429) is tried again. */
import { BothTexts } from "./both-texts.js";
import { clock } from "./clock.js";
import * as drafts from "./drafts.js";

const WAIT = 900;
const RETRY = [2000, 5000, 15000, 30000];
const WORDS = {
  typing: "Saving…",
  kept: "Not saved yet. Kept on this device, we keep trying.",
  away: "Sign in again. What you typed is kept on this device.",
  stale: "Somebody changed this meanwhile. What you typed is kept on this device; reload to compare.",
  asks: "Choose which text stays. Until then both are kept.",
};

/** What the mark of a field says when the form's own mark says it at length. */
const BRIEF = { kept: "Not saved yet", away: "Kept on this device only.", stale: "Not saved: changed elsewhere" };

/** @typedef {{was?: string[] | null, now: string[], at?: number}} Kept `was`: null for what nobody knows any more */
/** @typedef {{box: BothTexts, was: string[] | null, there: string[], mine: string[], part?: string, taken?: string}} Question */

/** As the server keeps words: without spaces around, with one kind of line end. @param {string[]} values */
const plain = (values) => values.map((one) => one.replace(/\r\n/g, "\n").trim()).filter(Boolean).sort();

/** The same choices in whatever order. @param {string[]} one @param {string[]} other */
const same = (one, other) => String(plain(one)) === String(plain(other));

/** The marks in `rev`, by field (ilc/core/marks.py). @param {string} rev @returns {Map<string, string>} */
const marks = (rev) => new Map(rev.split(";").filter(Boolean).map((part) => [part.split(".")[0], part]));

class AutoSave extends HTMLElement {
  /** @type {Map<string, string[]>} what the server has */
  server = new Map();
  /** @type {Map<string, Question>} fields with two texts, until one is chosen */
  questions = new Map();
  /** @type {Set<string>} what this tab keeps on the device; another tab of the page has its own */
  keeps = new Set();
  /** @type {number | undefined} */ timer;
  tries = 0;
  sending = false;
  stopped = false;
  away = false;

  connectedCallback() {
    this.form = this.closest("form") ?? this.querySelector("form");
    if (!this.form || this.server.size) return;
    this.key = `ilc:kept:${document.body.dataset.user ?? ""}:${this.getAttribute("src")}:${location.pathname}`; // some pages share an address
    for (const name of this.names()) this.server.set(name, this.values(name));
    this.carry({ _tab: this.handed() || `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}` }, true);
    this.restore();
    this.told();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => this.pressed(event));
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden && this.send());
  }

  /** Nothing is sent over a text that nobody decided about. @param {Event} event */
  pressed(event) {
    const [open] = this.questions.values();
    clearTimeout(this.timer);
    if (!open) return this.hand();
    event.preventDefault();
    this.say("asks", "bad");
    open.box.focus();
  }

  /** A page that comes back from the button, with a field to look at again, is the same tab: its own words, which may
   * arrive late, are nobody else's. Handed over once, so that a copied tab is another one. */
  hand() {
    try {
      sessionStorage.setItem(`ilc:tab:${this.getAttribute("src")}`, this.values("_tab")[0] ?? "");
    } catch {
      /* then it counts as another tab: both texts are shown */
    }
  }

  handed() {
    try {
      const key = `ilc:tab:${this.getAttribute("src")}`;
      const tab = sessionStorage.getItem(key);
      sessionStorage.removeItem(key);
      return tab;
    } catch {
      return "";
    }
  }

  /** Names of the fields a person fills in. */
  names() {
    const skip = ["hidden", "file", "password", "submit", "button"];
    const fields = [...(this.form?.elements ?? [])].filter((el) => "name" in el && el.name && !skip.includes(el.type) && !el.hasAttribute("data-unsaved"));
    return [...new Set(fields.map((el) => /** @type {HTMLInputElement} */ (el).name))];
  }

  /** @param {string} name @returns {string[]} */
  values(name) {
    return new FormData(this.form).getAll(name).map(String);
  }

  /** Set hidden fields of the form. @param {Record<string, unknown>} fields @param {boolean} create */
  carry(fields, create = false) {
    for (const [name, value] of Object.entries(fields)) {
      let el = this.form?.querySelector(`input[type=hidden][name=${name}]`);
      if (!el && create) {
        el = Object.assign(document.createElement("input"), { type: "hidden", name });
        this.form?.append(el);
      }
      if (el instanceof HTMLInputElement && value !== undefined) el.value = String(value);
    }
  }

  dirty() {
    return this.names().filter((name) => String(this.values(name)) !== String(this.server.get(name) ?? []));
  }

  changed() {
    const names = this.dirty();
    this.keep(names);
    for (const [name, { box }] of this.questions) box.typed = this.words(name, this.values(name));
    if (this.stopped) return;
    const open = names.filter((name) => !this.questions.has(name));
    if (open.length && !this.away) this.say("typing", "wait", open);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), WAIT);
  }

  /** @returns {Record<string, Kept>} what this device keeps for this page, of any tab */
  read() {
    return drafts.read(this.key, "local") ?? {};
  }

  /** @param {string[]} names of fields that differ from what the server has */
  keep(names) {
    const kept = this.read();
    for (const name of this.keeps) if (!names.includes(name) && !this.questions.has(name)) delete kept[name];
    this.keeps = new Set([...names, ...this.questions.keys()]);
    for (const name of this.keeps) {
      const now = this.values(name), open = this.questions.get(name);
      const at = same(kept[name]?.now ?? [], now) ? kept[name]?.at : Date.now();
      kept[name] = { was: open ? open.was : (this.server.get(name) ?? []), now, at };
    }
    this.write(kept);
  }

  /** @param {Record<string, Kept>} kept */
  write(kept) {
    drafts.write(this.key, Object.keys(kept).length ? kept : null, "local");
  }

  /** Put back what was typed here and never reached the server; ask where the server's text changed meanwhile. What belongs
   * to fields that are not on the page just now stays kept. */
  restore() {
    const kept = this.read();
    const here = Object.entries(kept).filter(([name]) => this.server.has(name));
    for (const [name, one] of here) {
      const there = this.server.get(name) ?? [];
      if (same(one.now, there)) {
        delete kept[name];
        continue;
      }
      this.fill(name, one.now);
      if (!one.was || !same(one.was, there)) this.ask(name, there, one.was ?? null, "", one.at);
    }
    this.write(kept);
    if (this.dirty().length) this.changed();
  }

  /** What the page itself says stands elsewhere: it came back from the button, with what was typed in the form. */
  told() {
    const place = document.querySelector("[data-now]");
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (place?.querySelectorAll("[data-field]") ?? [])) {
      const name = one.dataset.field ?? "";
      if (!this.server.has(name) || this.questions.has(name)) continue;
      const there = one.dataset.value ? [one.dataset.value] : [];
      this.server.set(name, there);
      this.ask(name, there, null, one.dataset.at);
      one.remove();
    }
    if (place && !place.querySelector("[data-field]")) place.remove();
    if (this.questions.size) this.changed();
  }

  /** @param {string} name @param {string[]} values */
  fill(name, values) {
    for (const el of /** @type {Iterable<HTMLInputElement>} */ (this.form?.elements ?? [])) {
      if (el.name !== name) continue;
      if (el.type === "checkbox" || el.type === "radio") el.checked = values.includes(el.value);
      else if (el instanceof HTMLSelectElement) for (const option of el.options) option.selected = values.includes(option.value);
      else el.value = values[0] ?? "";
    }
  }

  /** @param {string} name @param {string} value what is shown for it: the words of a choice, not its key */
  shown(name, value) {
    const all = /** @type {HTMLInputElement[]} */ ([...(this.form?.elements ?? [])].filter((el) => /** @type {HTMLInputElement} */ (el).name === name));
    const choice = all.find((el) => ["radio", "checkbox"].includes(el.type) && el.value === value)?.labels?.[0];
    const option = all[0] instanceof HTMLSelectElement && [...all[0].options].find((one) => one.value === value);
    return (choice?.textContent ?? (option ? option.text : value)).trim() || "(empty)";
  }

  /** @param {string} name @param {string[]} values */
  words(name, values) {
    return values.map((value) => this.shown(name, value)).join(", ") || "(empty)";
  }

  /** What changed elsewhere. A field not touched here follows; where both typed, both are shown.
   * @param {{now?: Record<string, string | string[]>, at?: Record<string, string>, rev?: string, version?: number}} json */
  meanwhile(json) {
    const mine = this.dirty();
    for (const [name, value] of Object.entries(json.now ?? {})) {
      const there = [value].flat(), was = this.server.get(name);
      if (!this.server.has(name)) continue;
      if (!mine.includes(name)) this.fill(name, there);
      else if (!same(this.values(name), there)) this.ask(name, there, this.questions.get(name)?.was ?? was ?? null, json.at?.[name]);
      this.server.set(name, mine.includes(name) ? there : this.values(name));
    }
    this.know(json);
  }

  /** Take over the marks; those of fields with two texts wait until one is chosen.
   * @param {{rev?: string, version?: number}} json */
  know({ rev, version }) {
    this.carry({ version });
    if (rev === undefined) return;
    const parts = marks(rev);
    for (const [name, one] of this.questions) {
      one.part = parts.get(name) ?? one.part;
      parts.delete(name);
    }
    this.carry({ rev: [...parts.values()].join(";") });
  }

  /** Show both texts beside their field, which has the one that was typed here.
   * @param {string} name @param {string[]} there @param {string[] | null} was @param {string} [at] @param {number} [typedAt] */
  ask(name, there, was, at = "", typedAt = Date.now()) {
    this.form?.querySelector(`both-texts[data-about="${name}"]`)?.remove();
    const mine = this.values(name), rev = this.values("rev")[0] ?? "";
    const field = /** @type {HTMLElement | null | undefined} */ (this.form?.querySelector(`[name="${name}"]`)?.closest(".field"));
    const label = field?.querySelector("legend, label")?.firstChild?.textContent?.trim() ?? "";
    const box = new BothTexts({ label, typed: this.words(name, mine), typedAt: clock(typedAt), saved: this.words(name, there), savedAt: at });
    box.dataset.about = name;
    const one = { box, was, there, mine, part: marks(rev).get(name) };
    this.questions.set(name, one);
    this.know({ rev });
    box.addEventListener("chosen", () => this.chose(name, one));
    field?.closest("details")?.setAttribute("open", "");
    if (field) field.after(box);
    else this.prepend(box);
    this.say("Not saved yet: choose which text stays.", "bad", [name]);
  }

  /** One text is chosen; the other can still be taken, as it was left. @param {string} name @param {Question} one */
  chose(name, one) {
    const first = this.questions.delete(name);
    if (first && one.part) this.carry({ rev: [this.values("rev")[0], one.part].filter(Boolean).join(";") });
    one[first || one.taken === "typed" ? "mine" : "there"] = this.values(name);
    one.taken = one.box.taken;
    this.fill(name, one.taken === "typed" ? one.mine : one.there);
    if (first) this.clear([name]);
    this.changed();
  }

  async send() {
    const names = this.dirty().filter((name) => !this.questions.has(name));
    clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.form) return;
    if ("sending" in this.form.dataset) return this.clear(); // the whole form is on its way
    if (!names.length) {
      if (!this.questions.size && this.querySelector('[data-state="wait"], [data-state="bad"]')) this.clear();
      return;
    }
    const body = new URLSearchParams();
    const sent = new Map(names.map((name) => [name, this.values(name)]));
    for (const [name, values] of sent) {
      body.append("_changed", name);
      for (const value of values) body.append(name, value);
    }
    for (const el of this.form.querySelectorAll("input[type=hidden]")) body.append(/** @type {HTMLInputElement} */ (el).name, /** @type {HTMLInputElement} */ (el).value);
    this.sending = true;
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", {
        method: "POST", body, redirect: "manual", keepalive: true, headers: { Accept: "application/json", "X-Autosave": "1" },
      });
      await this.heard(answer, sent);
    } catch {
      this.later();
    } finally {
      this.sending = false;
    }
  }

  /** @param {Response} answer @param {Map<string, string[]>} sent */
  async heard(answer, sent) {
    const json = await answer.json().catch(() => ({}));
    if (answer.ok) {
      this.tries = 0;
      this.away = false;
      for (const [name, values] of sent) this.server.set(name, values);
      this.meanwhile(json);
      const left = this.dirty();
      this.keep(left);
      this.say(`Saved ${json.saved ?? clock()}`, "done", [...sent.keys()]);
      if (left.some((name) => !this.questions.has(name))) this.changed();
    } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      this.away = true;
      this.say("away", "bad");
    } else if (answer.status === 409) {
      this.stopped = !json.now;
      if (this.stopped) return this.say(json.message ?? "stale", "bad");
      this.meanwhile(json);
      this.changed();
    } else if (answer.status === 400 || answer.status === 422) {
      const [name, why] = Object.entries(json.errors ?? {})[0] ?? ["", ["please check this field"]];
      this.say(`Not saved yet: ${/** @type {string[]} */ ([why]).flat().join(" ")}`, "bad", [name]);
    } else this.later();
  }

  later() {
    this.say("kept", "wait");
    this.timer = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  /** Where to sign in; comes back to this page. */
  link() {
    const a = document.createElement("a");
    a.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
    a.textContent = "Sign in";
    return a;
  }

  /** @param {string} word @param {string} state @param {string[]} names */
  say(word, state, names = this.dirty()) {
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-saved]")]);
    const beside = all.filter((el) => el.dataset.saved && names.includes(el.dataset.saved));
    const own = all.filter((el) => !el.dataset.saved);
    const text = WORDS[/** @type {keyof typeof WORDS} */ (word)] ?? word;
    const brief = BRIEF[/** @type {keyof typeof BRIEF} */ (word)];
    const last = own.length ? own : beside.length ? beside : all.slice(0, 1);
    if (brief) {
      const link = () => (word === "away" ? this.link() : null);
      for (const el of beside) if (!last.includes(el)) this.put(el, brief, state, link());
      for (const el of last) this.put(el, text, state, link());
      return;
    }
    for (const el of own) if (beside.length) this.put(el, "", "");
    for (const el of beside.length ? beside : last) this.put(el, text, state);
  }

  /** @param {string[]} [names] of fields; all without */
  clear(names) {
    const all = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-saved]"));
    for (const el of all) if (!names || !el.dataset.saved || names.includes(el.dataset.saved)) this.put(el, "", "");
  }

  /** Words that stand there already are left alone: nothing moves, nothing is read out twice.
   * @param {HTMLElement} el @param {string} text @param {string} state @param {HTMLElement | null} link */
  put(el, text, state, link = null) {
    el.dataset.state = state;
    if (el.dataset.says === text && el.firstChild) return;
    el.dataset.says = text;
    el.textContent = text;
    if (link) el.append(" ", link);
  }
}
customElements.define("auto-save", AutoSave);
