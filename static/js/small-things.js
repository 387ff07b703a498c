/* <copy-text>, <live-count>, <phase-timer> and <sum-up>: each shows something useful without JavaScript too. */

import { isOut, saysOut, signedIn, signedOut } from "./signed-out.js";

/** <copy-text value="https://…">shown text</copy-text> adds a button that copies. */
class CopyText extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button") || !navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small no-print";
    button.textContent = "Copy";
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.getAttribute("value") ?? this.textContent?.trim() ?? "");
      button.textContent = "Copied";
      said.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; said.textContent = ""; }, 2500);
    });
    this.append(" ", button, said);
  }
}
customElements.define("copy-text", CopyText);

/** <live-count src="/count/" every="5">12</live-count>: plain text (or {"count": n}) fetched every few seconds. */
class LiveCount extends HTMLElement {
  connectedCallback() {
    const seconds = Math.max(2, Number(this.getAttribute("every") ?? 5));
    this.clock = setInterval(() => this.look(), seconds * 1000);
  }
  disconnectedCallback() {
    clearInterval(this.clock);
  }
  async look() {
    if (document.hidden || isOut()) return;
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { redirect: "manual", headers: { Accept: "application/json, text/plain" } });
      if (saysOut(answer)) return signedOut(this.closest("p") ?? this, this, () => this.isConnected && this.look());
      if (!answer.ok) return;
      signedIn();
      const json = answer.headers.get("Content-Type")?.includes("json");
      const text = json ? String((await answer.json()).count) : (await answer.text()).trim();
      if (text.length < 40 && this.textContent !== text) this.textContent = text;
    } catch {
      /* the next look will do */
    }
  }
}
customElements.define("live-count", LiveCount);

/** <phase-timer seconds="300" class="timer">5:00</phase-timer>, or ends="2026-02-08T09:20:00Z". `paused` stops it. */
class PhaseTimer extends HTMLElement {
  /** @type {number | undefined} milliseconds left while paused */ left;
  static observedAttributes = ["paused"];
  connectedCallback() {
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    const ends = this.getAttribute("ends");
    this.end = ends ? Date.parse(ends) : Date.now() + Number(this.getAttribute("seconds") ?? 0) * 1000;
    if (this.hasAttribute("paused")) this.left = this.end - Date.now();
    this.clock = setInterval(() => this.draw(), 250);
    this.draw();
  }
  disconnectedCallback() {
    clearInterval(this.clock);
  }
  attributeChangedCallback() {
    if (!this.clock) return;
    if (this.hasAttribute("paused")) this.left = (this.end ?? 0) - Date.now();
    else if (this.left !== undefined) { this.end = Date.now() + this.left; this.left = undefined; }
  }
  draw() {
    const left = Math.round((this.left ?? (this.end ?? 0) - Date.now()) / 1000);
    const size = Math.abs(left);
    const text = `${left < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    if (this.textContent !== text) this.textContent = text;
    this.classList.toggle("timer--over", left < 0);
  }
}
customElements.define("phase-timer", PhaseTimer);

/** <sum-up><input type="number">… <output data-sum>0</output></sum-up>: the sum of the numbers inside, as they are typed. */
class SumUp extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.draw());
    this.draw();
  }
  draw() {
    const shown = this.querySelector("[data-sum]");
    const typed = /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input")]);
    const sum = typed.reduce((all, one) => all + (Number.parseInt(one.value, 10) || 0), 0);
    if (shown) shown.textContent = String(sum);
  }
}
customElements.define("sum-up", SumUp);
