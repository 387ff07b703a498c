/* <day-list src="/rows/" v="stamp" key="session"> around the roster on the day. What is tapped is kept on this phone at
 * once and sent when there is a line, each mark with an id of its own, so that it counts once however often it is sent,
 * and with how long it was kept, so that the latest word counts whatever the order. Other leaders' marks come in every
 * few seconds. Without JavaScript every button is a form of its own. */
import * as drafts from "./drafts.js";
import { isOut, saysOut, signedIn, signedOut } from "./signed-out.js";

const EVERY = 5000;
const RETRY = [2000, 4000, 8000, 15000];

/** @typedef {{key: string, url: string, person: string, fields: [string, string][], at: number, words: string}} Kept */

/** An id, also where the page is not served by https. */
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class DayList extends HTMLElement {
  /** @type {Kept[]} */ queue = [];
  sending = false;
  away = false;
  tries = 0;

  connectedCallback() {
    this.body = this.querySelector("tbody");
    this.search = /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=search]"));
    this.show = this.querySelector("[data-show][aria-current]")?.getAttribute("data-show") ?? "";
    this.name = `ilc:marks:${document.body.dataset.user ?? ""}:${this.getAttribute("key")}`;
    this.queue = this.read();
    this.addEventListener("submit", (event) => this.tapped(/** @type {SubmitEvent} */ (event)));
    if (this.hasAttribute("keys")) this.addEventListener("keydown", (event) => this.typed(event));
    this.search?.addEventListener("input", () => this.filter());
    for (const chip of this.querySelectorAll("[data-show]")) chip.addEventListener("click", (event) => this.choose(event, chip));
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => !document.hidden && this.look());
    this.clock = setInterval(() => this.look(), EVERY);
    for (const one of this.queue) this.mark(one);
    this.flush();
  }
  disconnectedCallback() {
    clearInterval(this.clock);
    clearTimeout(this.timer);
  }

  /** @returns {Kept[]} */
  read() {
    return drafts.read(this.name ?? "", "local") ?? [];
  }
  keep() {
    drafts.write(this.name ?? "", this.queue.length ? this.queue : null, "local");
    const waiting = /** @type {HTMLElement | null} */ (this.querySelector("[data-kept]"));
    if (!waiting) return;
    const late = this.queue.length > 0 && (this.tries > 0 || this.away);
    waiting.hidden = !late;
    const number = `${this.queue.length} ${this.queue.length === 1 ? "mark waits" : "marks wait"}`;
    const words = this.away ? `Sign in again: ${number} on ${drafts.HERE}, nothing is lost.` : `No line just now. ${number} on ${drafts.HERE} and will be sent.`;
    if (late && waiting.textContent !== words) waiting.textContent = words;
  }

  /** @param {SubmitEvent} event */
  tapped(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const row = form.closest("tr");
    if (!row || event.defaultPrevented) return;
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const fields = /** @type {[string, string][]} */ ([...new FormData(form, button)].map(([name, value]) => [name, String(value)]));
    const plain = fields.filter(([name]) => name !== "csrfmiddlewaretoken");
    const words = button?.firstChild?.textContent?.trim() ?? "";
    const one = { key: makeId(), url: form.getAttribute("action") ?? "", person: row.id.slice(2), fields: plain, at: Date.now(), words };
    this.queue.push(one);
    this.mark(one);
    this.keep();
    this.flush();
  }

  /** One key a person on the paper sheet, then the next person. @param {KeyboardEvent} event */
  typed(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest("tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const button = step ? null : row.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!step && !button) return;
    event.preventDefault();
    /** @type {HTMLButtonElement | null} */ (button)?.click();
    const next = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    /** @type {HTMLElement | null} */ (next?.querySelector(".paper__minutes") ?? null)?.focus();
  }

  /** Show at once what was tapped. @param {Kept} one */
  mark(one) {
    const row = document.getElementById(`p-${one.person}`);
    for (const button of row?.querySelectorAll("button[aria-pressed]") ?? []) {
      const same = one.fields.some(([name, value]) => name === button.getAttribute("name") && value === button.getAttribute("value"));
      const rival = one.fields.some(([name]) => name === button.getAttribute("name"));
      if (rival) button.setAttribute("aria-pressed", String(same));
      button.toggleAttribute("data-pending", same);
    }
    const badge = row?.querySelector(".now .state");
    if (badge && one.fields.some(([name]) => name === "status")) {
      badge.className = "state state--wait";
      badge.textContent = `${one.words} …`;
    }
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    try {
      while (this.queue.length && (await this.send(this.queue[0]))) {
        this.queue.shift();
        this.tries = 0;
        this.away = false;
        this.keep();
        signedIn();
      }
    } finally {
      this.sending = false;
    }
    if (!this.queue.length) return;
    this.tries += 1;
    this.keep();
    if (this.away) return signedOut(this, this, () => this.asked());
    this.timer = setTimeout(() => this.flush(), RETRY[Math.min(this.tries - 1, RETRY.length - 1)]);
  }

  /** True when it arrived, or can never arrive. @param {Kept} one */
  async send(one) {
    const body = new URLSearchParams([...one.fields, ["key", one.key], ["ago", String(Math.max(0, Date.now() - one.at))]]);
    const fresh = /(?:^|; )csrftoken=(\w+)/.exec(document.cookie)?.[1]; // another one after signing in again
    const token = fresh ?? /** @type {HTMLInputElement | null} */ (this.querySelector("input[name=csrfmiddlewaretoken]"))?.value ?? "";
    try {
      const answer = await fetch(one.url, { method: "POST", body, redirect: "manual", headers: { "HX-Request": "true", "X-CSRFToken": token } });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        this.away = true;
        return false;
      }
      if (answer.status >= 500 || answer.status === 429) return false;
      const still = this.queue.some((other) => other !== one && other.person === one.person);
      if (answer.ok && !still) this.put(one.person, await answer.text());
      return true;
    } catch {
      return false;
    }
  }

  /** Somebody's line as it is now; the focus stays where it was. @param {string} person @param {string} html */
  put(person, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const fresh = /** @type {HTMLElement | null} */ (holder.content.querySelector("tr"));
    if (!fresh || !this.body) return;
    const old = document.getElementById(`p-${person}`);
    const held = old?.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    if (old) old.replaceWith(fresh);
    else {
      const after = [...this.body.children].find((row) => (/** @type {HTMLElement} */ (row).dataset.order ?? "") > (fresh.dataset.order ?? ""));
      this.body.insertBefore(fresh, after ?? null);
    }
    const value = held?.getAttribute("value");
    if (held) /** @type {HTMLElement | null} */ ([...fresh.querySelectorAll("button")].find((one) => one.value === value) ?? fresh.querySelector("input:not([type=hidden]), button"))?.focus();
    this.filter();
  }

  /** Somebody may be signed in again. */
  async asked() {
    if (!this.isConnected) return;
    await this.flush();
    await this.look();
  }

  async look() {
    if (document.hidden || this.sending || isOut()) return;
    try {
      const answer = await fetch(`${this.getAttribute("src")}${this.getAttribute("src")?.includes("?") ? "&" : "?"}v=${encodeURIComponent(this.getAttribute("v") ?? "")}`, { redirect: "manual" });
      if (saysOut(answer)) return signedOut(this, this, () => this.asked());
      if (answer.status !== 200) return;
      signedIn();
      const json = await answer.json();
      this.setAttribute("v", json.v);
      for (const [person, html] of Object.entries(json.rows)) {
        if (!this.queue.some((one) => one.person === person)) this.put(person, html);
      }
    } catch {
      /* the next look will do */
    }
  }

  /** @param {Event} event @param {Element} chip */
  choose(event, chip) {
    event.preventDefault();
    for (const other of this.querySelectorAll("[data-show]")) other.removeAttribute("aria-current");
    chip.setAttribute("aria-current", "true");
    this.show = chip.getAttribute("data-show") ?? "";
    this.filter();
  }

  /** Show the lines of one filter and name; count each filter. A line that just changed stays until the next choice. */
  filter() {
    const rows = /** @type {HTMLElement[]} */ ([...(this.body?.children ?? [])]);
    const words = (this.search?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const named = words.every((word) => (row.dataset.name ?? "").includes(word));
      row.hidden = !named || (this.show !== "" && row.dataset.group !== this.show && !row.contains(document.activeElement));
    }
    for (const number of document.querySelectorAll("[data-number]")) {
      const key = number.getAttribute("data-number");
      number.textContent = String(rows.filter((row) => !key || row.dataset.group === key).length);
    }
    const waiting = /** @type {HTMLElement | null} */ (document.querySelector("[data-waiting]"));
    if (waiting) waiting.hidden = !rows.some((row) => row.dataset.group === "wait");
    const nobody = /** @type {HTMLElement | null} */ (this.querySelector("[data-nobody]"));
    if (nobody) nobody.hidden = rows.some((row) => !row.hidden);
  }
}
customElements.define("day-list", DayList);

/** <full-screen></full-screen>: a button that fills the projector, where the browser can. */
class FullScreen extends HTMLElement {
  connectedCallback() {
    if (this.firstChild || !document.documentElement.requestFullscreen) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small";
    button.textContent = "Full screen";
    button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
    document.addEventListener("fullscreenchange", () => { button.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen"; });
    this.append(button);
  }
}
customElements.define("full-screen", FullScreen);
