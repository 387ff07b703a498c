/* <sortable-list>: an ordered list whose items are moved by their buttons, by arrow keys and by dragging.

   Without JavaScript each item's form moves it. With it, the same forms are sent behind the page, the answer
   replaces the list, the focus stays on the moved item, and its new place is read out. */

class SortableList extends HTMLElement {
  connectedCallback() {
    this.voice = document.createElement("p");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("role", "status");
    this.before(this.voice);
    this.addEventListener("submit", (event) => this.#submitted(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("pointerdown", (event) => this.#taken(event));
    this.#dress();
  }

  disconnectedCallback() {
    this.voice?.remove();
  }

  /** @returns {HTMLElement[]} */
  get items() {
    return [...this.querySelectorAll("[data-sortable] > [data-id]")].map((one) => /** @type {HTMLElement} */ (one));
  }

  /** A handle an item, for fingers, mice and arrow keys. */
  #dress() {
    for (const item of this.items) {
      const name = item.querySelector("h3")?.textContent?.trim() ?? "this item";
      const handle = document.createElement("button");
      handle.type = "button";
      handle.className = "agenda__handle";
      handle.setAttribute("aria-label", `Drag ${name}, or move it with the arrow keys`);
      handle.textContent = "⠿";
      item.prepend(handle);
    }
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const item = form.closest("[data-id]");
    if (!item || !form.matches("[data-move]")) return;
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.getAttribute("aria-disabled") === "true") return;
    this.#send(item, button?.value ?? "", `[name="to"][value="${button?.value}"]`);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const handle = /** @type {Element} */ (event.target).closest(".agenda__handle");
    const to = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const item = handle?.closest("[data-id]");
    if (!item || !to) return;
    event.preventDefault();
    this.#send(item, to, ".agenda__handle");
  }

  /** Save the new place; whatever comes back is the list as it is now.
   * @param {Element} item @param {string} to @param {string} focus */
  async #send(item, to, focus) {
    if (this.busy) return;
    this.busy = true;
    const form = /** @type {HTMLFormElement} */ (item.querySelector("[data-move]"));
    const body = new FormData(form);
    body.set("to", to);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Sortable": "yes" }, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#show(await answer.text(), item.getAttribute("data-id") ?? "", focus);
    } catch {
      this.#say("This was not saved. Look at your connection and load the page again.");
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} html @param {string} id @param {string} focus */
  #show(html, id, focus) {
    const fresh = document.createRange().createContextualFragment(html);
    this.replaceChildren(fresh);
    this.#dress();
    const item = this.items.find((one) => one.dataset.id === id);
    /** @type {HTMLElement | null | undefined} */ (item?.querySelector(focus) ?? item)?.focus();
    this.#say(this.querySelector("[data-said]")?.getAttribute("data-said") ?? "");
  }

  /** @param {string} text */
  #say(text) {
    if (this.voice) this.voice.textContent = text;
  }

  /** @param {PointerEvent} event */
  #taken(event) {
    const handle = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".agenda__handle"));
    const item = /** @type {HTMLElement | null} */ (handle?.closest("[data-id]") ?? null);
    if (!handle || !item || event.button || this.busy) return;
    const order = this.items;
    item.classList.add("agenda__item--held");
    handle.setPointerCapture(event.pointerId);
    const drag = (/** @type {PointerEvent} */ at) => this.#dragged(item, at.clientY);
    const done = (/** @type {PointerEvent} */ end) => {
      handle.removeEventListener("pointermove", drag);
      item.classList.remove("agenda__item--held");
      const moved = this.items.some((one, index) => one !== order[index]);
      if (end.type === "pointercancel") item.parentElement?.append(...order);
      else if (moved) this.#send(item, item.previousElementSibling?.getAttribute("data-id") ?? "first", ".agenda__handle");
    };
    handle.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"]) handle.addEventListener(name, (end) => done(/** @type {PointerEvent} */ (end)), { once: true });
  }

  /** Make room where the finger is. The neighbours move, never the item itself: it would lose the finger.
   * @param {HTMLElement} item @param {number} y */
  #dragged(item, y) {
    const middle = (/** @type {Element} */ one) => { const box = one.getBoundingClientRect(); return box.top + box.height / 2; };
    let next = item.nextElementSibling;
    for (; next && y > middle(next); next = item.nextElementSibling) item.before(next);
    let before = item.previousElementSibling;
    for (; before && y < middle(before); before = item.previousElementSibling) item.after(before);
  }
}
customElements.define("sortable-list", SortableList);
