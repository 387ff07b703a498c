/* One file on its way to the server in pieces (tus 1.0): begun, sent, paused, gone on with after a lost line. It is kept on this
 * device until the server has it (kept-files.js); of one that cannot be kept the address at least, so that the same file chosen
 * again goes on where it stopped. */

import * as drafts from "./drafts.js";
import * as files from "./kept-files.js";

const PIECE = 8 * 1024 * 1024;
const WAITS = [1000, 2000, 5000, 10000, 20000]; // ms, after a line that broke off
const SILENCE = 30000; // ms without progress: the line is dead
const SUM_MOST = files.MOST; // a checksum needs the whole file in memory; what is kept has one, so that it arrives once
const WEEK = 7 * 24 * 3600 * 1000;
const AWAY = "You are signed out. Sign in again in another tab: it goes on where it stopped.";
const LOST = `cannot be read on ${files.HERE} any more. Choose it again.`;
const ELSEWHERE = `is no longer kept on ${files.HERE}: it was sent or removed in another window.`;
const BUSY = "It is being sent in another window. We look again by ourselves";
const GRACE = 300; // ms for another window's word
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
const HERE = "duplicate"; // the server has it already

/** Another window sends it just now. */
class Busy extends Error {}

/** One file on its way. Tells by "change" events; never throws. */
export class Transfer extends EventTarget {
  /** @type {"waiting" | "sending" | "broken" | "paused" | "done" | "refused" | "cancelled"} */ state = "waiting";
  offset = 0; // bytes the server has for certain
  sent = 0; // bytes that left, of which it may have a few less
  again = false; // whether to try again is any use, of a refused one
  away = false; // whether it was refused because nobody is signed in
  known = false; // whether the server's offset was heard since the line broke
  kept = false; // whether it is safe on this device until it has arrived
  why = "";
  keeping = Promise.resolve(); // what is done to the kept one, in order
  /** @type {XMLHttpRequest | undefined} */ xhr;
  /** @type {() => void} */ wake = () => undefined;

  /** @param {files.Kept} record @param {string} token */
  constructor(record, token) {
    super();
    const { blob, name, modified } = record;
    this.record = record;
    this.file = blob instanceof File ? blob : new File([blob], name, { lastModified: modified, type: blob.type });
    this.token = token;
    this.key = record.key;
    this.url = stored(record.key);
  }

  /** Put it where it is safe; sending waits for that. */
  keep() {
    this.keeping = this.keeping.then(async () => {
      this.kept = await files.keep(this.record);
    });
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
    await this.keeping;
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
        this.is("broken", error instanceof Busy ? BUSY : "");
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
    if (this.kept && !(await files.has(this.key))) {
      await new Promise((then) => setTimeout(then, GRACE));
      throw new Refusal(`${this.file.name} ${ELSEWHERE}`, false);
    }
    const told = { ...this.record.told, filename: this.file.name, sha256: await this.sum() };
    const pairs = Object.entries(told).filter(([, value]) => value);
    const headers = { ...this.headers(), "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.map(([key, value]) => `${key} ${encoded(value)}`).join(",") };
    const answer = await fetch(this.record.address, { method: "POST", headers, redirect: "manual" });
    if (answer.status === 404) throw new Refusal(`${this.file.name} cannot be brought: this try is not yours, or is no longer there.`, false);
    if (answer.status !== 201) await this.judge(answer.status, answer.headers.get("X-Refused"), () => answer.text());
    this.url = answer.headers.get("Location") ?? "";
    this.offset = this.sent = Number(answer.headers.get("Upload-Offset")); // more than none, of one that was begun before
    this.known = true;
    store(this.key, this.url);
  }

  async sum() {
    if (this.file.size > SUM_MOST || !globalThis.crypto?.subtle) return "";
    const bytes = await this.file.arrayBuffer().catch(() => { throw new Refusal(`${this.file.name} ${LOST}`, false); });
    const found = await crypto.subtle.digest("SHA-256", bytes);
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
    if (status === 423) throw new Busy();
    if (code === HERE) await this.leave("arrived");
    if (status === 413 || status === 422 || status === 400) throw new Refusal((await text()) || "This file was not taken.", PASSING.includes(code ?? ""));
    throw new Error(String(status));
  }

  async finish() {
    await this.leave("arrived");
    store(this.key, "");
    if (this.state === "sending") this.is("done");
  }

  /** It is kept here no longer. @param {"arrived" | "removed"} what */
  leave(what) {
    this.keeping = this.keeping.then(async () => {
      if (this.kept) await files.drop(this.key, what);
      this.kept = false;
    });
    return this.keeping;
  }

  /** Another window has sent or removed it. @param {"arrived" | "removed"} what */
  elsewhere(what) {
    this.kept = false;
    this.is(what === "arrived" ? "done" : "cancelled");
    this.xhr?.abort();
    this.wake();
  }

  pause() {
    this.is("paused");
    this.xhr?.abort();
    this.wake();
  }

  resume() {
    if (this.state === "cancelled") this.keep();
    this.known = false;
    this.run();
  }

  cancel() {
    this.is("cancelled");
    this.leave("removed"); // at once: a page that is closed meanwhile must not send it later
    this.xhr?.abort();
    this.wake();
  }

  /** After nobody took the cancelling back. */
  async remove() {
    await this.leave("removed");
    const url = this.url;
    store(this.key, "");
    this.url = "";
    if (url) await fetch(url, { method: "DELETE", headers: this.headers(), keepalive: true }).catch(() => undefined);
  }
}

/** @param {string} key */
function stored(key) {
  const kept = drafts.read(key, "local");
  return kept && Date.now() - kept.at < WEEK ? String(kept.url) : "";
}

/** @param {string} key @param {string} url none forgets it */
function store(key, url) {
  drafts.write(key, url ? { url, at: Date.now() } : null, "local"); // without, it cannot be gone on with after a reload
}
