/* <pin-picture data-page="1"><img …></pin-picture>: places on a picture, as fractions of its width and height.

   A click, a tap, or Enter with the crosshair that the arrow keys move, sends a bubbling `pin` event with
   {x, y, page, words} and marks the place as the new one (preventDefault() leaves it unmarked). Pins are children:
   <button type="button" class="pin" data-x="0.25" data-y="0.7" data-n="1" data-for="id-of-the-words">1</button>,
   from the server or added later; the attributes alone say where. A pin sends `pin-open` and moves the focus to its
   words. In a joint look pins wait for their picture, and while it loads it keeps the shape of the page before.
   `data-read` shows pins without taking new ones. Without this module pins stay hidden: the words beside the
   picture say the place. Numbers of places that lie close stand beside them, each with a line to its own: which
   one stands where follows from the fractions alone, so it is the same on every screen (ilc/core/pins.py on paper). */

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

/* In units, of one target each: room between two numbers and to the edge, widths of pictures from a phone to a wall. */
const RINGS = 4, CLEAR = 0.75, EDGE = 0.5, WIDTHS = [6, 9, 14, 22, 36], HEIGHT = 0.75;
const round = (/** @type {number} */ value) => Math.round(value * 1000) / 1000;

/** Where a number may stand, in units from its place: on it, or around it, beginning above. */
const PLACES = [{ x: 0, y: 0, ring: 0, turn: 0 }];
for (let ring = 1; ring <= RINGS; ring += 1) {
  for (let step = 0; step < 6 * ring; step += 1) {
    const turn = (2 * Math.PI * step) / (6 * ring);
    PLACES.push({ x: round(ring * Math.sin(turn)), y: round(-ring * Math.cos(turn)), ring, turn });
  }
}
PLACES.forEach(({ x, y, ring, turn }, number) => {
  if (!ring) return;
  const beside = `pin-picture > .pin[data-beside="${number}"]`;
  sheet.insertRule(`${beside} { translate: calc(-50% + ${x} * var(--target)) calc(-50% + ${y} * var(--target)) }`);
  sheet.insertRule(`${beside}::after { inline-size: calc(${ring} * var(--target)); rotate: ${round((turn / Math.PI) * 180 + 90)}deg }`);
});

/** @typedef {{x: number, y: number, off: {x: number, y: number}}} Stand */
/** @param {Stand} pin @param {Stand[]} stand @param {number[]} widths */
function fits({ x, y, off }, stand, widths) {
  const [wide] = widths, high = wide * HEIGHT, left = x * wide + off.x, top = y * high + off.y;
  if ((off.x || off.y) && Math.min(left, top, wide - left, high - top) < EDGE) return false;
  return stand.every((one) => widths.every((w) =>
    Math.hypot((x - one.x) * w + off.x - one.off.x, (y - one.y) * w * HEIGHT + off.y - one.off.y) >= CLEAR));
}

/** Which of PLACES each number takes: the first stays on its place, the next inside of the picture where it covers nobody,
    however wide that is; where a phone has no room left, wider screens have. @param {{x: number, y: number}[]} pins */
function spread(pins) {
  /** @type {Stand[]} */
  const stand = [];
  return pins.map((pin) => {
    let taken = -1;
    for (let least = 0; taken < 0 && least < WIDTHS.length; least += 1) {
      taken = PLACES.findIndex((off) => fits({ ...pin, off }, stand, WIDTHS.slice(least)));
    }
    taken = Math.max(taken, 0);
    stand.push({ ...pin, off: PLACES[taken] });
    return taken;
  });
}

/** "upper left", "middle": the same words as the server's. @param {number} x @param {number} y */
export function placeInWords(x, y) {
  const down = y < 1 / 3 ? "upper" : y > 2 / 3 ? "lower" : "middle";
  const across = x < 1 / 3 ? "left" : x > 2 / 3 ? "right" : "middle";
  return down === "middle" ? (across === "middle" ? "middle" : `${across} side`) : `${down} ${across}`;
}

/** Width to height of the page that a sample showed last. @type {Map<string, string>} */
const shapes = new Map();

class PinPicture extends HTMLElement {
  connectedCallback() {
    this.watch = new MutationObserver(() => this.#dress());
    this.watch.observe(this, { childList: true, subtree: true, attributeFilter: ["data-x", "data-y"] });
    this.addEventListener("click", (event) => this.#opened(event));
    if (!this.hasAttribute("data-read") && !this.aim) this.#takePins();
    this.#dress();
    this.#await();
  }

  /** Until the picture is there nothing stands on it, and what is below does not jump. */
  #await() {
    const image = this.querySelector("img"), sample = this.closest("[data-sample]");
    if (!image || !sample) return;
    const came = () => {
      if (!image.naturalWidth) return;
      this.removeAttribute("data-waits");
      image.style.aspectRatio = "";
      shapes.set(sample.getAttribute("data-sample") ?? "", `${image.naturalWidth} / ${image.naturalHeight}`);
      for (const other of sample.querySelectorAll("pin-picture[data-waits]")) if (other instanceof PinPicture) other.#hold();
    };
    if (image.complete) return came();
    this.toggleAttribute("data-waits", true);
    this.#hold();
    image.addEventListener("load", came, { once: true });
  }

  #hold() {
    const image = this.querySelector("img"), sample = this.closest("[data-sample]")?.getAttribute("data-sample");
    if (image) image.style.aspectRatio = shapes.get(sample ?? "") ?? "";
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
    const pins = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(":scope > .pin[data-x]:not(.pin--new)")]);
    const number = (/** @type {HTMLElement} */ pin) => Number.parseInt(pin.textContent ?? "", 10) || Infinity;
    pins.sort((a, b) => (number(a) === number(b) ? 0 : number(a) - number(b)));
    const taken = spread(pins.map((pin) => ({ x: fraction(Number(pin.dataset.x)), y: fraction(Number(pin.dataset.y)) })));
    pins.forEach((pin, at) => {
      const beside = taken[at];
      pin.toggleAttribute("data-beside", beside > 0);
      if (!beside) return pin.removeAttribute("data-ring");
      pin.dataset.beside = String(beside);
      pin.dataset.ring = String(PLACES[beside].ring);
    });
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
