/* <auto-save src="/where/to/post/"> around (or inside) a form: what is typed is kept on this device at once and sent
 * a moment later. The form works without it.
 *
 * Sends POST: the changed fields, `_changed` (their names), `_tab` (this tab), hidden fields and the CSRF token. Understands
 *   2xx {saved: "6:31 pm", version, rev}    saved; `version` and `rev` go into the form's hidden fields of those names
 *   400, 422 {errors: {field: ["why"]}}     not saved, says why
 *   409 {message: "..."}                    somebody changed this meanwhile, in these words; nothing is sent until the page is reloaded
 *   409 {message, now: {field: ""}, ...}    the same, and shows both texts; nothing is sent until one is chosen (several choices: a list)
 *   401, 403, a redirect                    signed out
 * A mark beside a field (data-saved="field") has one line. Long words go to the form's own mark (data-saved=""), which
 * has its place at the end, so that nothing moves under a finger.
 * A form with data-sending (send-later.js) is sent whole just now: what is typed is kept on this device meanwhile.
 * A field with data-unsaved waits for the button: half of it would mean something else.
 * Everything else (no line, 5xx, 429) is tried again. */
const WAIT = 900;
const RETRY = [2000, 5000, 15000, 30000];
const WORDS = {
  typing: "Saving…",
  kept: "Not saved yet. Kept on this device, we keep trying.",
  away: "Sign in again. What you typed is kept on this device.",
  stale: "Somebody changed this meanwhile. What you typed is kept on this device; reload to compare.",
};

/** What the mark of a field says when the form's own mark says it at length. */
const BRIEF = { kept: "Not saved yet", away: "Kept on this device only.", stale: "Not saved: changed elsewhere" };

/** @typedef {{was?: string[], now: string[]}} Kept */

const clock = () => new Date().toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).replace(/\s/, " ").toLowerCase();

/** The same choices in whatever order. @param {string[]} one @param {string[]} other */
const same = (one, other) => String([...one].sort()) === String([...other].sort());

class AutoSave extends HTMLElement {
  /** @type {Map<string, string[]>} what the server has */
  server = new Map();
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
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.hand();
    });
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden && this.send());
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
    if (this.stopped) return;
    if (names.length && !this.away) this.say("typing", "wait");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), WAIT);
  }

  /** @param {string[]} names */
  keep(names) {
    try {
      const kept = Object.fromEntries(names.map((name) => [name, { was: this.server.get(name) ?? [], now: this.values(name) }]));
      if (names.length) localStorage.setItem(this.key, JSON.stringify(kept));
      else localStorage.removeItem(this.key);
    } catch {
      /* private mode or full: the server copy has to do */
    }
  }

  /** Put back what was typed here and never reached the server; ask when the server's text changed meanwhile. */
  restore() {
    /** @type {Record<string, Kept>} */
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    } catch {
      return;
    }
    const all = Object.entries(kept).filter(([name, v]) => this.server.has(name) && String(v.now) !== String(this.server.get(name)));
    const same = all.filter(([name, v]) => String(v.was) === String(this.server.get(name)));
    const other = all.filter(([name, v]) => String(v.was) !== String(this.server.get(name)));
    for (const [name, v] of same) this.fill(name, v.now);
    if (other.length) this.ask(other, "On this device there is text that was not saved, and the saved text has changed since.");
    else if (same.length) this.changed();
    else localStorage.removeItem(this.key);
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

  /** Somebody saved other words. What was not touched here follows; where both typed, both are shown.
   * @param {{message?: string, now: Record<string, string | string[]>, rev?: string, version?: number}} json */
  meanwhile(json) {
    const mine = this.dirty();
    /** @type {[string, Kept][]} */
    const both = [];
    for (const [name, there] of Object.entries(json.now)) {
      const values = [there].flat();
      if (!this.server.has(name) || same(this.values(name), values)) continue;
      if (mine.includes(name)) both.push([name, { now: this.values(name) }]);
      else this.fill(name, values);
      this.server.set(name, mine.includes(name) ? values : this.values(name));
    }
    const go = () => {
      this.stopped = false;
      this.carry({ rev: json.rev, version: json.version });
      this.changed();
    };
    if (!both.length) return go();
    this.say("stale", "bad");
    const there = both.map(([name]) => [json.now[name]].flat().map((value) => this.shown(name, value)).join(", ") || "(empty)");
    this.ask(both, `${json.message ?? WORDS.stale} Saved meanwhile:`, there, (use) => {
      if (!use) for (const [name] of both) this.fill(name, [json.now[name]].flat());
      go();
    });
  }

  /** @param {[string, Kept][]} entries @param {string} why @param {string[]} there @param {(mine: boolean) => void} then */
  ask(entries, why, there = [], then = () => this.changed()) {
    this.querySelector(":scope .callout[data-asks]")?.remove();
    const box = document.createElement("div");
    box.className = "callout";
    box.dataset.asks = "";
    box.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = why;
    const quotes = there.map((words) => Object.assign(document.createElement("blockquote"), { textContent: words }));
    const row = document.createElement("div");
    row.className = "row";
    for (const [label, mine] of /** @type {[string, boolean][]} */ ([["Use what I typed here", true], ["Keep what is saved", false]])) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--small";
      button.textContent = label;
      button.addEventListener("click", () => {
        if (mine) for (const [name, v] of entries) this.fill(name, v.now);
        box.remove();
        then(mine);
      });
      row.append(button);
    }
    box.append(text, ...quotes, row);
    const beside = there.length && this.form?.querySelector(`[name="${entries[0][0]}"]`)?.closest(".field");
    if (beside) beside.after(box);
    else this.prepend(box);
  }

  async send() {
    const names = this.dirty();
    clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.form) return;
    if ("sending" in this.form.dataset) return this.clear(); // the whole form is on its way
    if (!names.length) {
      if (this.querySelector('[data-state="wait"], [data-state="bad"]')) this.clear();
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
      this.carry({ version: json.version, rev: json.rev });
      const left = this.dirty();
      this.keep(left);
      this.say(`Saved ${json.saved ?? clock()}`, "done", [...sent.keys()]);
      if (left.length) this.changed();
    } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      this.away = true;
      this.say("away", "bad");
    } else if (answer.status === 409) {
      this.stopped = true;
      if (json.now) this.meanwhile(json);
      else this.say(json.message ?? "stale", "bad");
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

  clear() {
    for (const el of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-saved]"))) this.put(el, "", "");
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
