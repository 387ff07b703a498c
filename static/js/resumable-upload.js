/* <resumable-upload data-uploads="/uploads/" data-receipt="…" data-try="id"> around a form with an <upload-field>: files
 * go to the server in pieces (tus 1.0), two at once, each with its bar; a lost line is waited for and gone on with.
 * The address of each file is kept on this device, so that choosing the same file again goes on where it stopped.
 * Without JavaScript the form is sent as it is. */

import { Transfer } from "./transfer.js";

const AT_ONCE = 2;
const UNDO = 8000; // ms
const STORE = "ilc:upload:";
const FILM = /\.(mp4|mov|m4v)$/i;

/** As the pages write it. @param {number} bytes */
const size = (bytes) => (!bytes ? "0 KB" : bytes < 1048576 ? `${Math.max(0.1, bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
/** @param {Transfer} one */
const percent = (one) => Math.floor((100 * one.sent) / (one.file.size || 1));
/** @param {File} file */
const isFilm = (file) => FILM.test(file.name) || file.type.startsWith("video/");

/** Signing in leaves this page, and the files chosen here, where it is. */
function signIn() {
  const link = Object.assign(document.createElement("a"), { className: "btn btn--small", target: "_blank", rel: "noopener", textContent: "Sign in" });
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  return link;
}

class ResumableUpload extends HTMLElement {
  /** @type {Transfer[]} */ transfers = [];

  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("upload-field");
    this.input = /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=file]"));
    if (!this.form || !this.input || this.list) return;
    this.list = Object.assign(document.createElement("ul"), { className: "coming" });
    this.list.setAttribute("aria-label", "On its way");
    this.status = Object.assign(document.createElement("p"), { className: "small" });
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
    this.addEventListener("submit", (event) => this.submitted(event), true);
    this.form.addEventListener("input", () => this.films());
    this.films();
    addEventListener("online", () => this.transfers.forEach((one) => one.wake()));
    addEventListener("pagehide", () => this.transfers.filter((one) => one.state === "cancelled").forEach((one) => one.remove()));
    document.addEventListener("htmx:afterSwap", () => this.hide());
    const back = () => this.transfers.filter((one) => one.state === "refused" && one.away).forEach((one) => one.resume());
    addEventListener("focus", back);
    document.addEventListener("ilc:signed-in", back);
  }

  /** The questions about films stand there when there is one. */
  films() {
    const part = /** @type {HTMLElement | null} */ (this.querySelector("[data-films]"));
    const ticks = [.../** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll("[data-films] input"))];
    if (part) part.hidden = ![...(this.input?.files ?? [])].some(isFilm) && !part.querySelector(".field--bad");
    return ticks;
  }

  /** @param {Event} event */
  submitted(event) {
    if (event.target !== this.form || !this.input?.files?.length) return;
    event.preventDefault();
    const files = [...this.input.files];
    const ticks = this.films();
    const agreed = ticks.length > 0 && ticks.every((tick) => tick.checked);
    // @ts-ignore: upload-field.js
    const large = files.filter((file) => this.field?.tooLarge?.(file));
    const held = files.filter((file) => !large.includes(file) && isFilm(file) && !agreed);
    const data = new FormData(this.form);
    const told = { kind: String(data.get("kind") ?? ""), try: this.dataset.try ?? "", consent: data.getAll("consent").join(" ") };
    for (const file of files) if (!large.includes(file) && !held.includes(file)) this.add(file, told, String(data.get("csrfmiddlewaretoken")));
    // @ts-ignore
    this.field?.set?.([...held, ...large]);
    this.films();
    const said = [];
    if (held.length) said.push(`Tick both boxes for ${held.map((file) => file.name).join(", ")}, then send again. Ask both people first.`);
    if (large.length) said.push(`Not sent, because too large: ${large.map((file) => file.name).join(", ")}.`);
    // @ts-ignore: what stays in the field is explained there
    if (said.length && this.field?.status) this.field.status.textContent = said.join(" ");
    if (this.transfers.length) this.say("Keep this page open until everything has arrived.");
    (held.length ? ticks.find((tick) => !tick.checked) : null)?.focus();
    this.next();
  }

  /** @param {File} file @param {Record<string, string>} told @param {string} token */
  add(file, told, token) {
    const key = `${STORE}${document.body.dataset.user ?? ""}:${told.try}:${file.name}:${file.size}:${file.lastModified}`;
    const same = this.transfers.find((one) => one.key === key && !["done", "refused", "cancelled"].includes(one.state));
    if (same) return this.say(`${file.name} is on its way already.`);
    const one = new Transfer(file, this.dataset.uploads ?? "", told, token, key);
    this.transfers.push(one);
    this.row(one);
  }

  /** Start as many as may go at once. */
  next() {
    const going = this.transfers.filter((one) => ["sending", "broken"].includes(one.state)).length;
    this.transfers.filter((one) => one.state === "waiting").slice(0, Math.max(0, AT_ONCE - going)).forEach((one) => one.run());
    this.hide();
  }

  /** One line of the list, drawn anew at each change. @param {Transfer} one */
  row(one) {
    const row = document.createElement("li");
    const bar = Object.assign(document.createElement("progress"), { max: one.file.size || 1, value: 0 });
    bar.setAttribute("aria-label", `How much of ${one.file.name} is there`);
    const name = Object.assign(document.createElement("span"), { textContent: one.file.name, className: "coming__name" });
    const text = document.createElement("small");
    const buttons = Object.assign(document.createElement("span"), { className: "row row--tight" });
    row.append(name, text, bar, buttons);
    this.list?.append(row);
    const far = () => {
      bar.value = one.sent;
      text.textContent = `${size(one.sent)} of ${size(one.file.size)}, ${percent(one)} %`;
    };
    one.addEventListener("progress", () => one.state === "sending" && far());
    one.addEventListener("change", () => {
      row.dataset.state = one.state;
      far();
      this.draw(one, row, text, buttons);
    });
    one.is("waiting");
  }

  /** @param {Transfer} one @param {HTMLElement} row @param {HTMLElement} text @param {HTMLElement} buttons */
  draw(one, row, text, buttons) {
    const name = one.file.name;
    const words = {
      waiting: "Waits for its turn",
      broken: `The line broke off at ${percent(one)} %. We try again by ourselves; what has arrived is kept`,
      paused: `Paused at ${percent(one)} %; what has arrived is kept`,
      refused: one.why,
      cancelled: `Cancelled at ${percent(one)} %`,
    };
    if (one.state in words) text.textContent = words[/** @type {keyof words} */ (one.state)];
    text.className = one.state === "refused" ? "drop__why" : "";
    /** @type {[string, () => void]} */
    const again = ["Try again", () => one.resume()];
    /** @type {[string, () => void][]} */
    const acts = {
      waiting: [["Cancel", () => this.cancel(one, row)]],
      sending: [["Pause", () => one.pause()], ["Cancel", () => this.cancel(one, row)]],
      broken: [["Try now", () => one.wake()], ["Cancel", () => this.cancel(one, row)]],
      paused: [["Resume", () => one.resume()], ["Cancel", () => this.cancel(one, row)]],
      refused: [...(one.again ? [again] : []), ["Remove from list", () => this.drop(one, row)]],
      cancelled: [["Undo", () => one.resume()]],
      done: [],
    }[one.state];
    const focused = buttons.contains(document.activeElement);
    buttons.replaceChildren(...acts.map(([label, act]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small btn--quiet", textContent: label });
      button.setAttribute("aria-label", `${label}: ${name}`);
      button.addEventListener("click", act);
      return button;
    }));
    if (one.state === "refused" && one.away) buttons.prepend(signIn());
    if (focused) buttons.querySelector("button")?.focus();
    if (one.state === "broken") this.say(`The line broke off. ${name} goes on by itself as soon as it is back.`);
    if (one.state === "refused") this.say(one.away ? `${name} waits until you are signed in.` : `${name} was not taken.`);
    if (one.state === "done") this.arrived(one, row);
    if (!["waiting", "sending"].includes(one.state)) setTimeout(() => this.next());
  }

  /** @param {Transfer} one @param {HTMLElement} row */
  arrived(one, row) {
    this.drop(one, row);
    const left = this.transfers.filter((other) => !["refused", "cancelled"].includes(other.state)).length;
    this.say(`${one.file.name} arrived.${left ? ` ${left} to go.` : " We look through it now; you may close this page."}`);
    this.refresh();
  }

  /** @param {Transfer} one @param {HTMLElement} row */
  cancel(one, row) {
    one.cancel();
    setTimeout(() => {
      if (one.state !== "cancelled") return;
      const gone = one.remove();
      this.drop(one, row);
      gone.then(() => this.refresh());
    }, UNDO);
  }

  /** @param {Transfer} one @param {HTMLElement} row */
  drop(one, row) {
    const focused = row.contains(document.activeElement);
    row.remove();
    this.transfers = this.transfers.filter((other) => other !== one);
    if (focused) this.input?.focus();
  }

  refresh() {
    // @ts-ignore: htmx is a global of its own script
    window.htmx?.ajax("GET", this.dataset.receipt, { target: "#receipt", swap: "outerHTML" });
  }

  /** What stands in the list above is not told twice below. */
  hide() {
    const mine = this.transfers.map((one) => one.url).filter(Boolean);
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-upload][data-state=receiving]"))) row.hidden = mine.some((url) => url.includes(row.dataset.upload ?? "-"));
  }

  /** @param {string} words */
  say(words) {
    if (this.status) this.status.textContent = words;
  }
}
customElements.define("resumable-upload", ResumableUpload);
