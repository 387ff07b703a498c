/* <waiting-files hidden>: files that this account pressed Send for on a page that was closed before they had arrived. They go on
 * here, wherever they were left, and say so; each can be removed. Shown only where there are some. */

import * as files from "./kept-files.js";
import { renew } from "./renew-page.js";
import { TransferList } from "./transfer-list.js";

/** @typedef {import("./transfer.js").Transfer} Transfer */

const LOOKS = [0, 3000, 10000, 30000]; // ms; what arrived counts once it was checked

class WaitingFiles extends TransferList {
  connectedCallback() {
    if (this.list) return;
    this.head = this.appendChild(Object.assign(document.createElement("h2"), { id: "files-wait" }));
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", this.head.id);
    this.start();
    this.goOn(() => true);
  }

  /** @param {Transfer} one */
  nameOf(one) {
    return files.named(one.record);
  }

  changed() {
    if (!this.head || (this.hidden && !this.transfers.length)) return;
    const left = this.transfers.filter((one) => one.state !== "refused").map((one) => one.record);
    const waits = `${files.counted(left)} ${left.length === 1 ? "waits" : "wait"} on ${files.HERE}`;
    this.head.textContent = left.length ? waits : this.transfers.length ? "Not taken" : `Nothing waits on ${files.HERE} any more`;
    this.classList.add("card");
    this.hidden = false;
  }

  /** That there is no line stands in each row. @param {Transfer} one */
  tell(one) {
    if (one.state !== "broken") super.tell(one);
  }

  still() {
    const home = document.querySelector("main[data-renews]") !== null;
    return `Sends when there is a line${home ? "" : ", from here or from home"}. You may go on with something else.`;
  }

  /** @param {Transfer} one */
  arrived(one) {
    super.arrived(one);
    this.status?.append(" ", Object.assign(document.createElement("a"), { href: one.record.page, textContent: "Look at it" }));
    if (!this.left) for (const ms of LOOKS) setTimeout(renew, ms);
  }
}
customElements.define("waiting-files", WaitingFiles);
