/* <resumable-upload data-uploads="/uploads/" data-receipt="…" data-try="id" data-label="Period 3"> around a form with an
 * <upload-field>: files go to the server in pieces (tus 1.0), each with its bar; a lost line is waited for and gone on with.
 * What was pressed Send for is kept on this device until it has arrived, and goes on when this page, the try's page or home opens again.
 * Without JavaScript the form is sent as it is. */

import { Transfer } from "./transfer.js";
import { TransferList } from "./transfer-list.js";

const STORE = "ilc:upload:";
const FILM = /\.(mp4|mov|m4v)$/i;
/** @param {File} file */
const isFilm = (file) => FILM.test(file.name) || file.type.startsWith("video/");

class ResumableUpload extends TransferList {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("upload-field");
    this.input = /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=file]"));
    if (!this.form || !this.input || this.list) return;
    this.start();
    this.addEventListener("submit", (event) => this.submitted(event), true);
    this.form.addEventListener("input", () => this.films());
    this.films();
    document.addEventListener("htmx:afterSwap", () => this.changed());
    this.goOn((one) => one.told.try === this.dataset.try);
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
    if (!this.form || event.target !== this.form || !this.input?.files?.length) return;
    event.preventDefault();
    const files = [...this.input.files];
    const ticks = this.films();
    const agreed = ticks.length > 0 && ticks.every((tick) => tick.checked);
    // @ts-ignore: upload-field.js
    const large = files.filter((file) => this.field?.tooLarge?.(file));
    const held = files.filter((file) => !large.includes(file) && isFilm(file) && !agreed);
    const data = new FormData(this.form);
    const told = { kind: String(data.get("kind") ?? ""), try: this.dataset.try ?? "", consent: data.getAll("consent").join(" ") };
    for (const file of files) if (!large.includes(file) && !held.includes(file)) this.take(file, told, String(data.get("csrfmiddlewaretoken")));
    // @ts-ignore
    this.field?.set?.([...held, ...large]);
    if (agreed && files.some(isFilm)) ticks.forEach((tick) => (tick.checked = false)); // said for these, not for the next
    this.films();
    const said = [];
    if (held.length) said.push(`Tick both boxes for ${held.map((file) => file.name).join(", ")}, then send again. Ask both people first.`);
    if (large.length) said.push(`Not sent, because too large: ${large.map((file) => file.name).join(", ")}.`);
    // @ts-ignore: what stays in the field is explained there
    if (said.length && this.field?.status) this.field.status.textContent = said.join(" ");
    if (this.transfers.length) Promise.all(this.transfers.map((one) => one.keeping)).then(() => this.transfers.length && this.say(this.still()));
    (held.length ? ticks.find((tick) => !tick.checked) : null)?.focus();
    this.next();
  }

  /** @param {File} file @param {Record<string, string>} told @param {string} token */
  take(file, told, token) {
    const key = `${STORE}${this.user}:${told.try}:${file.name}:${file.size}:${file.lastModified}`;
    if (this.isHere(key)) return this.say(`${file.name} is on its way already.`);
    const { uploads = "", label = "" } = this.dataset;
    const one = new Transfer({ key, user: this.user, told, address: uploads, page: location.pathname, label, name: file.name, modified: file.lastModified, at: Date.now(), blob: file }, token);
    one.keep();
    this.add(one);
  }

  refocus() {
    this.input?.focus();
  }

  refresh() {
    // @ts-ignore: htmx is a global of its own script
    window.htmx?.ajax("GET", this.dataset.receipt, { target: "#receipt", swap: "outerHTML" });
  }

  /** What stands in the list above is not told twice below. */
  changed() {
    const mine = this.transfers.map((one) => one.url).filter(Boolean);
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-upload][data-state=receiving]"))) row.hidden = mine.some((url) => url.includes(row.dataset.upload ?? "-"));
  }
}
customElements.define("resumable-upload", ResumableUpload);
