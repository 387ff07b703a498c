/* Files on their way, one line each with its bar and its buttons, two at once; for the elements that send them
 * (resumable-upload.js, waiting-files.js). A lost line is waited for and gone on with. */

import * as files from "./kept-files.js";
import { Transfer } from "./transfer.js";

const AT_ONCE = 2;
const UNDO = 8000; // ms
const OPEN = ["waiting", "sending", "broken"];
const OVER = ["done", "refused", "cancelled"];

/** @typedef {[label: string, act: () => void]} Act */

/** As the pages write it. @param {number} bytes */
const size = (bytes) => (!bytes ? "0 KB" : bytes < 1048576 ? `${Math.max(0.1, bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
/** @param {Transfer} one */
const percent = (one) => Math.floor((100 * one.sent) / (one.file.size || 1));

/** Signing in leaves this page, and the files chosen here, where it is. */
function signIn() {
  const link = Object.assign(document.createElement("a"), { className: "btn btn--small", target: "_blank", rel: "noopener", textContent: "Sign in" });
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  return link;
}

export class TransferList extends HTMLElement {
  /** @type {Transfer[]} */ transfers = [];
  /** @type {Map<Transfer, HTMLElement>} */ rows = new Map();
  /** @type {files.Kept[]} what arrived since nothing was on its way */ there = [];
  user = document.body.dataset.user ?? "";

  /** The empty list at the end of the element. */
  start() {
    this.list = Object.assign(document.createElement("ul"), { className: "coming" });
    this.list.setAttribute("aria-label", "On its way");
    this.status = Object.assign(document.createElement("p"), { className: "small" });
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
    addEventListener("online", () => this.transfers.forEach((one) => one.wake()));
    addEventListener("beforeunload", (event) => this.transfers.some((one) => OPEN.includes(one.state) && !one.kept) && event.preventDefault());
    addEventListener("pagehide", () => this.transfers.filter((one) => one.state === "cancelled").forEach((one) => one.remove()));
    const back = () => this.transfers.filter((one) => one.state === "refused" && one.away).forEach((one) => one.resume());
    addEventListener("focus", back);
    document.addEventListener("ilc:signed-in", back);
    files.listen((key, what) => {
      const one = this.transfers.find((other) => other.key === key && other.kept);
      one?.elsewhere(what);
      if (one?.state === "cancelled") this.drop(one);
    });
  }

  /** What this account pressed Send for on a page that was closed before it arrived. @param {(one: files.Kept) => boolean} which */
  async goOn(which) {
    const token = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"))?.value ?? "";
    for (const record of await files.of(this.user)) {
      if (!which(record) || this.isHere(record.key)) continue;
      const one = new Transfer(record, token);
      one.kept = true;
      this.add(one);
    }
    if (this.transfers.length) this.say(this.still());
    this.next();
  }

  /** @param {string} key */
  isHere(key) {
    return this.transfers.some((one) => one.key === key && !OVER.includes(one.state));
  }

  /** @param {Transfer} one */
  add(one) {
    if (!this.left) this.there = [];
    this.transfers.push(one);
    this.row(one);
  }

  /** Start as many as may go at once. */
  next() {
    const going = this.transfers.filter((one) => ["sending", "broken"].includes(one.state)).length;
    this.transfers.filter((one) => one.state === "waiting").slice(0, Math.max(0, AT_ONCE - going)).forEach((one) => one.run());
    this.changed();
  }

  /** The name of a line. @param {Transfer} one */
  nameOf(one) {
    return one.file.name;
  }

  /** One line of the list, drawn anew at each change. @param {Transfer} one */
  row(one) {
    const row = document.createElement("li");
    const bar = Object.assign(document.createElement("progress"), { max: one.file.size || 1, value: 0 });
    bar.setAttribute("aria-label", `How much of ${one.file.name} is there`);
    const name = Object.assign(document.createElement("span"), { textContent: this.nameOf(one), className: "coming__name" });
    const text = document.createElement("small");
    const buttons = Object.assign(document.createElement("span"), { className: "row row--tight" });
    row.append(name, text, bar, buttons);
    this.list?.append(row);
    this.rows.set(one, row);
    const far = () => {
      bar.value = one.sent;
      text.textContent = `${size(one.sent)} of ${size(one.file.size)}, ${percent(one)} %`;
    };
    one.addEventListener("progress", () => one.state === "sending" && far());
    one.addEventListener("change", () => {
      row.dataset.state = one.state;
      far();
      this.draw(one, text, buttons);
    });
    one.is("waiting");
  }

  /** What a line says instead of how far it is. @param {Transfer} one */
  words(one) {
    const cut = one.sent ? `The line broke off at ${percent(one)} %. We try again by ourselves; what has arrived is kept` : "No line. We try again by ourselves; keep this page open, nothing has arrived yet";
    const kept = `Waits on ${files.HERE}${one.sent ? `; ${percent(one)} % has arrived` : ""}. Sends when there is a line`;
    /** @type {Record<string, string>} */
    const words = {
      waiting: "Waits for its turn",
      broken: one.why || (one.kept ? kept : cut),
      paused: `Paused at ${percent(one)} %; what has arrived is kept`,
      refused: one.kept && !one.away ? `${one.why} It stays on ${files.HERE} until you remove it, at most two weeks.` : one.why,
      cancelled: `Cancelled at ${percent(one)} %`,
    };
    return words[one.state];
  }

  /** @param {Transfer} one @returns {Act[]} */
  acts(one) {
    const stop = () => this.cancel(one);
    /** @type {Act} */
    const again = ["Try again", () => one.resume()];
    /** @type {Record<string, Act[]>} */
    const acts = {
      waiting: [["Cancel", stop]],
      sending: [["Pause", () => one.pause()], ["Cancel", stop]],
      broken: [["Try now", () => one.wake()], [one.kept ? "Remove" : "Cancel", stop]],
      paused: [["Resume", () => one.resume()], ["Cancel", stop]],
      refused: [...(one.again ? [again] : []), [one.kept ? "Remove" : "Remove from list", () => this.putAway(one)]],
      cancelled: [["Undo", () => one.resume()]],
    };
    return acts[one.state] ?? [];
  }

  /** @param {Transfer} one @param {HTMLElement} text @param {HTMLElement} buttons */
  draw(one, text, buttons) {
    text.textContent = this.words(one) ?? text.textContent;
    text.className = one.state === "refused" ? "drop__why" : "";
    const focused = buttons.contains(document.activeElement);
    buttons.replaceChildren(...this.acts(one).map(([label, act]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small btn--quiet", textContent: label });
      button.setAttribute("aria-label", `${label}: ${one.file.name}`);
      button.addEventListener("click", act);
      return button;
    }));
    if (one.state === "refused" && one.away) buttons.prepend(signIn());
    if (focused) buttons.querySelector("button")?.focus();
    this.tell(one);
    if (one.state === "done") this.arrived(one);
    if (!["waiting", "sending"].includes(one.state)) setTimeout(() => this.next());
  }

  /** What the change of one file means for the whole page. @param {Transfer} one */
  tell(one) {
    const name = one.file.name;
    const cut = one.sent ? "The line broke off." : "No line just now.";
    if (one.state === "broken") this.say(one.why ? `${name}: ${one.why}.` : `${cut} ${this.waits(one)}`);
    if (["sending", "paused"].includes(one.state) && (this.status?.textContent?.includes(name) || this.status?.textContent?.includes(" wait on "))) this.say(this.still());
    if (one.state === "refused") this.say(one.away ? `${name} waits until you are signed in.` : `${name} was not taken.`);
  }

  /** What waits with this one, told together. @param {Transfer} one */
  waits(one) {
    const them = this.transfers.filter((other) => OPEN.includes(other.state) && other.kept === one.kept).map((other) => other.record);
    const name = one.file.name, all = files.counted(them);
    if (them.length > 1) return one.kept ? `${all} wait on ${files.HERE} and go on by themselves when the line is back. You may close this page: they go on when you open ILC Cycles again.` : `${all} go on by themselves as soon as it is back, while this page is open.`;
    return one.kept ? `${name} waits on ${files.HERE} and goes on by itself when the line is back. You may close this page: it goes on when you open ILC Cycles again.` : `${name} goes on by itself as soon as it is back, while this page is open.`;
  }

  /** How many are still to arrive. */
  get left() {
    return this.transfers.filter((one) => !["refused", "cancelled", "done"].includes(one.state)).length;
  }

  /** What to do while files are on their way. */
  still() {
    const safe = this.transfers.filter((one) => OPEN.includes(one.state)).every((one) => one.kept);
    return safe ? `Kept on ${files.HERE} until it has arrived. Should this page be closed, it goes on when you open ILC Cycles again.` : "Keep this page open until everything has arrived.";
  }

  /** @param {Transfer} one */
  arrived(one) {
    this.there.push(one.record);
    this.drop(one);
    const what = this.there.length > 1 ? files.counted(this.there) : one.file.name;
    this.say(`${what} arrived.${this.left ? ` ${this.left} to go.` : " You may close this page."}`);
    this.refresh(one);
  }

  /** @param {Transfer} one */
  cancel(one) {
    one.cancel();
    setTimeout(() => {
      if (one.state !== "cancelled") return;
      const gone = one.remove();
      this.drop(one);
      gone.then(() => this.refresh(one));
    }, UNDO);
  }

  /** What was refused leaves the list, and this device. @param {Transfer} one */
  putAway(one) {
    one.leave("removed");
    this.drop(one);
  }

  /** @param {Transfer} one */
  drop(one) {
    const row = this.rows.get(one);
    const focused = row?.contains(document.activeElement);
    row?.remove();
    this.rows.delete(one);
    this.transfers = this.transfers.filter((other) => other !== one);
    this.changed();
    if (focused) this.refocus();
  }

  /** @param {string} words */
  say(words) {
    if (this.status) this.status.textContent = words;
  }

  /** The line that had the focus is gone. */
  refocus() {}

  /** The list has other files than before. */
  changed() {}

  /** The server has something new. @param {Transfer} _one */
  refresh(_one) {}
}
