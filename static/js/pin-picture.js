/* <pin-picture data-page="1"><img …></pin-picture>: places on a picture, as fractions of its width and height.

   A click, a tap, or Enter with the crosshair that the arrow keys move, sends a bubbling `pin` event with
   {x, y, page, words} and marks the place as the new one (preventDefault() leaves it unmarked). Pins are children:
   <button type="button" class="pin" data-x="0.25" data-y="0.7" data-n="1" data-for="id-of-the-words">1</button>,
   from the server or added later; the attributes alone say where. A pin sends `pin-open` and moves the focus to its
   words. `data-read` shows pins without taking new ones. Without this module pins stay hidden: the words beside the
   picture say the place. */

const STEP = 0.02, LEAP = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** One rule a fraction, in a sheet of our own: the content security policy allows no style attributes. */
const sheet = new CSSStyleSheet();
const known = new Set();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** @param {number} value */
const fraction = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;

/** @param {Element} one */
function put(one) {
  for (const [name, side] of [["data-x", "left"], ["data-y", "top"]]) {
    const value = one.getAttribute(name) ?? "", key = `${name}=${value}`;
    if (known.has(key) || !Number.isFinite(Number.parseFloat(value))) continue;
    known.add(key);
    sheet.insertRule(`pin-picture > [${name}="${CSS.escape(value)}"] { ${side}: ${fraction(Number(value)) * 100}% }`);
  }
}

/** "upper left", "middle": the same words as the server's. @param {number} x @param {number} y */
export function placeInWords(x, y) {
  const down = y < 1 / 3 ? "upper" : y > 2 / 3 ? "lower" : "middle";
  const across = x < 1 / 3 ? "left" : x > 2 / 3 ? "right" : "middle";
  return down === "middle" ? (across === "middle" ? "middle" : `${across} side`) : `${down} ${across}`;
}

class PinPicture extends HTMLElement {
  connectedCallback() {
    this.watch = new MutationObserver(() => this.#dress());
    this.watch.observe(this, { childList: true, subtree: true, attributeFilter: ["data-x", "data-y"] });
    this.addEventListener("click", (event) => this.#opened(event));
    if (!this.hasAttribute("data-read") && !this.aim) this.#takePins();
    this.#dress();
  }

  disconnectedCallback() {
    this.watch?.disconnect();
  }

  get page() {
    return Number(this.dataset.page ?? 1);
  }

  /** The button over the whole picture: fingers, mice and keys aim with it. */
  #takePins() {
    this.aim = document.createElement("button");
    this.aim.type = "button";
    this.aim.className = "pin-picture__aim";
    const name = this.querySelector("img")?.alt || "picture";
    this.aim.setAttribute("aria-label", `Mark a place on ${name}: arrow keys move, Enter marks`);
    this.cross = document.createElement("span");
    this.cross.className = "pin-picture__cross";
    this.cross.setAttribute("aria-hidden", "true");
    this.voice = document.createElement("span");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("role", "status");
    this.querySelector("img")?.after(this.aim);
    this.append(this.cross, this.voice);
    this.#move(0.5, 0.5);
    this.aim.addEventListener("keydown", (event) => this.#pressed(event));
    this.aim.addEventListener("click", (event) => {
      if (event.detail === 0) return this.mark(Number(this.cross?.dataset.x), Number(this.cross?.dataset.y));
      const box = this.getBoundingClientRect();
      this.mark((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    });
  }

  #dress() {
    for (const one of this.querySelectorAll(":scope > [data-x]")) put(one);
  }

  /** @param {number} x @param {number} y */
  #move(x, y) {
    if (!this.cross) return;
    this.cross.dataset.x = String(fraction(x));
    this.cross.dataset.y = String(fraction(y));
    put(this.cross);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const way = ARROWS[event.key];
    if (!way || !this.cross || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const by = event.shiftKey ? LEAP : STEP;
    const { x, y } = this.cross.dataset;
    this.#move(Number(x) + way[0] * by, Number(y) + way[1] * by);
    this.#say(placeInWords(Number(this.cross.dataset.x), Number(this.cross.dataset.y)));
  }

  /** Tell the place and mark it as the new one. @param {number} left @param {number} top */
  mark(left, top) {
    const x = fraction(left), y = fraction(top), words = placeInWords(x, y);
    this.#move(x, y);
    const detail = { x, y, page: this.page, words };
    if (!this.dispatchEvent(new CustomEvent("pin", { bubbles: true, cancelable: true, detail }))) return;
    this.#say(`Marked: ${words}`);
    this.clear();
    const pin = document.createElement("button");
    pin.type = "button";
    pin.className = "pin pin--new";
    pin.textContent = "+";
    pin.setAttribute("aria-label", `The new place: ${words}`);
    Object.assign(pin.dataset, { x: String(x), y: String(y), n: "+" });
    this.insertBefore(pin, this.cross ?? null);
  }

  /** Take the new mark away. */
  clear() {
    this.querySelector(":scope > .pin--new")?.remove();
  }

  /** @param {Event} event */
  #opened(event) {
    const pin = /** @type {Element} */ (event.target).closest(".pin");
    if (!(pin instanceof HTMLElement)) return;
    const detail = { n: pin.dataset.n, page: this.page };
    if (!pin.dispatchEvent(new CustomEvent("pin-open", { bubbles: true, cancelable: true, detail }))) return;
    document.getElementById(pin.dataset.for ?? "")?.focus();
  }

  /** @param {string} words */
  #say(words) {
    if (this.voice) this.voice.textContent = words;
  }
}
customElements.define("pin-picture", PinPicture);
