/* One file on its way to the server in pieces (tus 1.0): begun, sent, paused, gone on with after a lost line. Its address is
 * kept on this device, so that the same file chosen again goes on where it stopped. */

const PIECE = 8 * 1024 * 1024;
const WAITS = [1000, 2000, 5000, 10000, 20000]; // ms, after a line that broke off
const SILENCE = 30000; // ms without progress: the line is dead
const SUM_MOST = 32 * 1024 * 1024; // a checksum needs the whole file in memory
const WEEK = 7 * 24 * 3600 * 1000;
const AWAY = "You are signed out. Sign in again in another tab: it goes on where it stopped.";
const GOING = ["sending", "broken"];

/** @param {string} text */
const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The server's no. `again`: whether something else than the file stands in the way, so that it may be taken later. */
class Refusal extends Error {
  /** @param {string} why @param {boolean} again @param {boolean} [away] nobody is signed in */
  constructor(why, again, away = false) {
    super(why);
    this.again = again;
    this.away = away;
  }
}
const PASSING = ["too-many", "skipped"]; // codes of X-Refused that another moment may change

/** One file on its way. Tells by "change" events; never throws. */
export class Transfer extends EventTarget {
  /** @type {"waiting" | "sending" | "broken" | "paused" | "done" | "refused" | "cancelled"} */ state = "waiting";
  offset = 0; // bytes the server has for certain
  sent = 0; // bytes that left, of which it may have a few less
  again = false; // whether to try again is any use, of a refused one
  away = false; // whether it was refused because nobody is signed in
  known = false; // whether the server's offset was heard since the line broke
  why = "";
  /** @type {XMLHttpRequest | undefined} */ xhr;
  /** @type {() => void} */ wake = () => undefined;

  /** @param {File} file @param {string} address where uploads begin @param {Record<string, string>} told @param {string} token @param {string} key */
  constructor(file, address, told, token, key) {
    super();
    Object.assign(this, { file, address, told, token, key });
    this.url = stored(key);
  }

  /** @param {Transfer["state"]} state @param {string} [why] */
  is(state, why = "") {
    this.state = state;
    this.why = why;
    this.dispatchEvent(new Event("change"));
  }

  headers() {
    const fresh = /(?:^|; )csrftoken=(\w+)/.exec(document.cookie); // another one after signing in again
    return { "Tus-Resumable": "1.0.0", "X-CSRFToken": fresh?.[1] ?? this.token };
  }

  /** Until it is there, refused, paused or cancelled. */
  async run() {
    this.away = false;
    this.is("sending");
    for (let tries = 0; GOING.includes(this.state); tries += 1) {
      try {
        if (!this.url) await this.begin();
        else if (!this.known) await this.ask();
        while (this.state === "sending" && this.offset < this.file.size) {
          await this.send();
          tries = -1;
        }
        if (this.state === "sending") return this.finish();
        if (this.state !== "broken") return;
      } catch (error) {
        if (!GOING.includes(this.state)) return;
        if (error instanceof Refusal) {
          this.again = error.again;
          this.away = error.away;
          return this.is("refused", error.message);
        }
        this.known = false;
        this.is("broken");
        await this.wait(WAITS[Math.max(0, Math.min(tries, WAITS.length - 1))]);
      }
    }
  }

  /** @param {number} ms shorter when the line comes back */
  async wait(ms) {
    await /** @type {Promise<void>} */ (new Promise((then) => {
      const timer = setTimeout(then, ms);
      this.wake = () => { clearTimeout(timer); then(); };
    }));
    if (this.state === "broken") this.is("sending");
  }

  async begin() {
    const told = { ...this.told, filename: this.file.name, sha256: await this.sum() };
    const pairs = Object.entries(told).filter(([, value]) => value);
    const headers = { ...this.headers(), "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.map(([key, value]) => `${key} ${encoded(value)}`).join(",") };
    const answer = await fetch(this.address, { method: "POST", headers, redirect: "manual" });
    if (answer.status !== 201) await this.judge(answer.status, answer.headers.get("X-Refused"), () => answer.text());
    this.url = answer.headers.get("Location") ?? "";
    this.offset = this.sent = 0;
    this.known = true;
    store(this.key, this.url);
  }

  async sum() {
    if (this.file.size > SUM_MOST || !globalThis.crypto?.subtle) return "";
    const found = await crypto.subtle.digest("SHA-256", await this.file.arrayBuffer());
    return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async ask() {
    const answer = await fetch(this.url, { method: "HEAD", headers: this.headers(), redirect: "manual" });
    const length = answer.headers.get("Upload-Length");
    if (answer.status === 404 || (answer.ok && length !== String(this.file.size))) return this.forget();
    if (!answer.ok) await this.judge(answer.status, "", async () => "");
    this.offset = this.sent = Number(answer.headers.get("Upload-Offset"));
    this.known = true;
  }

  /** The server knows it no more (or not who asks): from the beginning. */
  async forget() {
    const before = this.url;
    this.url = "";
    try {
      await this.begin();
    } catch (error) {
      this.url = before;
      throw error;
    }
  }

  /** The next piece. Rejects when the line breaks. */
  send() {
    return /** @type {Promise<void>} */ (new Promise((then, fail) => {
      const xhr = (this.xhr = new XMLHttpRequest());
      const start = this.offset;
      let silence = setTimeout(() => xhr.abort(), SILENCE);
      xhr.open("PATCH", this.url);
      for (const [name, value] of Object.entries(this.headers())) xhr.setRequestHeader(name, value);
      xhr.setRequestHeader("Upload-Offset", String(start));
      xhr.setRequestHeader("Content-Type", "application/offset+octet-stream");
      xhr.upload.addEventListener("progress", (event) => {
        clearTimeout(silence);
        silence = setTimeout(() => xhr.abort(), SILENCE);
        this.sent = start + Math.min(event.loaded, this.file.size - start);
        this.dispatchEvent(new Event("progress"));
      });
      for (const kind of ["error", "abort", "timeout"]) xhr.addEventListener(kind, () => fail(new Error(kind)));
      xhr.addEventListener("loadend", () => clearTimeout(silence));
      xhr.addEventListener("load", () => {
        if (xhr.status !== 204) return this.judge(xhr.status, xhr.getResponseHeader("X-Refused"), async () => xhr.responseText).catch(fail);
        this.offset = this.sent = Number(xhr.getResponseHeader("Upload-Offset"));
        then();
      });
      xhr.send(this.file.slice(start, start + PIECE));
    }));
  }

  /** What another status means: a Refusal, or an error after which it is tried again.
   * @param {number} status @param {string | null} code @param {() => Promise<string>} text */
  async judge(status, code, text) {
    if (status === 0 || status === 401 || status === 403) throw new Refusal(AWAY, true, true);
    if (status === 413 || status === 422 || status === 400) throw new Refusal((await text()) || "This file was not taken.", PASSING.includes(code ?? ""));
    throw new Error(String(status));
  }

  finish() {
    store(this.key, "");
    this.is("done");
  }

  pause() {
    this.is("paused");
    this.xhr?.abort();
    this.wake();
  }

  resume() {
    this.known = false;
    this.run();
  }

  cancel() {
    this.is("cancelled");
    this.xhr?.abort();
    this.wake();
  }

  /** After nobody took the cancelling back. */
  async remove() {
    const url = this.url;
    store(this.key, "");
    this.url = "";
    if (url) await fetch(url, { method: "DELETE", headers: this.headers(), keepalive: true }).catch(() => undefined);
  }
}

/** @param {string} key */
function stored(key) {
  try {
    const { url, at } = JSON.parse(localStorage.getItem(key) ?? "{}");
    return Date.now() - at < WEEK ? String(url) : "";
  } catch {
    return "";
  }
}

/** @param {string} key @param {string} url none forgets it */
function store(key, url) {
  try {
    if (url) localStorage.setItem(key, JSON.stringify({ url, at: Date.now() }));
    else localStorage.removeItem(key);
  } catch { /* a full or forbidden store: it cannot be gone on with after a reload */ }
}
