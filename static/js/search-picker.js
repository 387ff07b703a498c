/* <search-picker src="/search/"> around a text input and a hidden one: suggestions as you type. Without JavaScript the
 * typed text is sent and the server finds the match or asks back. */
let made = 0;

class SearchPicker extends HTMLElement {
  /** @type {number | undefined} */ timer;

  connectedCallback() {
    const [text, hidden] = [this.querySelector("input:not([type=hidden])"), this.querySelector("input[type=hidden]")];
    if (!(text instanceof HTMLInputElement) || !(hidden instanceof HTMLInputElement) || this.list) return;
    this.text = text;
    this.hiddenInput = hidden;
    this.list = document.createElement("ul");
    this.list.className = "picker__list";
    this.list.id = `picker-${++made}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", text.labels?.[0]?.textContent?.trim() ?? "Suggestions");
    this.said = document.createElement("span");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    this.append(this.list, this.said);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" })) text.setAttribute(name, value);
    text.addEventListener("input", () => this.typed());
    text.addEventListener("keydown", (event) => this.pressed(event));
    text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.pick(/** @type {Element} */ (event.target).closest("[role=option]")));
  }

  typed() {
    this.hiddenInput.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 180);
  }

  async ask() {
    const q = this.text.value.trim();
    if (q.length < 2) return this.close();
    try {
      const answer = await fetch(`${this.getAttribute("src")}?q=${encodeURIComponent(q)}`, { headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
      if (!answer.ok || q !== this.text.value.trim()) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[role=option]");
      this.list.replaceChildren(...found);
      [...found].forEach((el, i) => { el.id = `${this.list.id}-${i}`; });
      this.said.textContent = found.length ? `${found.length} found` : "Nothing found. You can go on with what you typed.";
      if (!found.length || document.activeElement !== this.text) return this.close();
      this.list.hidden = false;
      this.text.setAttribute("aria-expanded", "true");
    } catch {
      this.close();
    }
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    const at = options.findIndex((el) => el.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); this.close(); }
    else if (event.key === "Enter" && at >= 0 && !this.list.hidden) { event.preventDefault(); this.pick(options[at]); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) return void this.ask();
      event.preventDefault();
      const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((el, i) => el.setAttribute("aria-selected", String(i === next)));
      options[next].scrollIntoView({ block: "nearest" });
      this.text.setAttribute("aria-activedescendant", options[next].id);
    }
  }

  /** @param {Element | null} option */
  pick(option) {
    if (!option) return;
    this.text.value = option.getAttribute("data-label") ?? "";
    this.hiddenInput.value = option.getAttribute("data-value") ?? "";
    this.hiddenInput.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
    this.text.focus();
  }

  close() {
    this.list.hidden = true;
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }
}
customElements.define("search-picker", SearchPicker);
