/* <mask-picture data-page="1" data-boxes="id-of-the-hidden-input"><img …></mask-picture>: boxes over names and faces.

   Mouse or one finger: press and pull draws a box, pulling a box moves it, its corner sizes it; a tap sets a box of a usual
   size. Two fingers scroll and enlarge the page; "Move the page" lets one finger do that, too, until "Draw boxes". Keys: "Add a box" sets one in the middle; arrows move it, Shift with
   arrows sizes it, Delete takes it off; Ctrl+Z or "Undo" takes the last change back. All pages share the hidden input:
   a JSON list of {page, x, y, w, h} in fractions of the page. Nothing is covered before the form is sent. */

const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.01, LEAST = 0.01, GRIP = 9, HOLD = 22, CLICK = 5; // fractions; the last three in pixels
const FINGERS = matchMedia("(any-pointer: coarse)").matches;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @typedef {{page: number, x: number, y: number, w: number, h: number}} Box */

/** @param {number} value @param {number} most */
const within = (value, most = 1) => Math.min(most, Math.max(0, value));
/** @param {number} value */
const round = (value) => Math.round(value * 10000) / 10000;

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn--small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

class MaskPicture extends HTMLElement {
  /** @type {Box[]} */ boxes = [];
  /** @type {string[]} */ past = [];
  chosen = -1;
  moving = false; // whether one finger scrolls instead of drawing

  connectedCallback() {
    const input = document.getElementById(this.dataset.boxes ?? ""), img = this.querySelector("img");
    if (!(input instanceof HTMLInputElement) || !img || this.svg) return;
    this.input = input;
    this.boxes = this.all().filter((one) => one.page === this.page);
    input.form?.addEventListener("draft", () => this.again()); // keep-draft.js filled the field
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "mask__svg");
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", `Boxes on page ${this.page}`);
    const [scroll, inner] = [document.createElement("div"), document.createElement("div")];
    scroll.className = "mask__scroll";
    inner.className = "mask__in";
    inner.append(img, this.svg);
    scroll.append(inner);
    this.append(this.hint(), scroll, this.tools());
    this.svg.addEventListener("pointerdown", (event) => this.pressed(event));
    this.svg.addEventListener("click", (event) => this.tapped(event));
    this.svg.addEventListener("keydown", (event) => this.keyed(event));
    new ResizeObserver(() => this.draw()).observe(inner);
    this.draw();
  }

  get page() {
    return Number(this.dataset.page ?? 1);
  }

  /** @returns {Box[]} the boxes of every page */
  all() {
    try {
      return JSON.parse(this.input?.value || "[]");
    } catch {
      return [];
    }
  }

  /** What to do, where the eye is before it comes to the picture. */
  hint() {
    const row = document.createElement("div");
    row.className = "mask__hint row row--between no-print";
    const words = document.createElement("p");
    words.textContent = FINGERS ? "Pull one finger over a name or a face: a box covers it. Two fingers move the page." : "Press and pull over a name or a face: a box covers it.";
    row.append(words);
    if (!FINGERS) return row;
    const moves = button("Move the page", () => {
      this.moving = this.classList.toggle("mask--moving");
      moves.textContent = this.moving ? "Draw boxes" : "Move the page";
      words.textContent = this.moving ? "One finger moves the page now." : "Pull one finger over a name or a face: a box covers it. Two fingers move the page.";
    });
    row.append(moves);
    return row;
  }

  tools() {
    const row = document.createElement("div");
    row.className = "row row--tight no-print";
    this.undoes = button("Undo", () => this.undo());
    this.drops = button("Take it off", () => this.drop(this.chosen));
    const add = button("Add a box", () => this.add({ x: 0.35, y: 0.45, w: 0.3, h: 0.08 }));
    const zoom = button("Larger", () => {
      zoom.textContent = this.classList.toggle("mask--large") ? "Smaller" : "Larger";
    });
    this.said = document.createElement("span");
    this.said.className = "small muted";
    this.said.setAttribute("role", "status");
    row.append(add, this.drops, this.undoes, zoom, this.said);
    return row;
  }

  /** Draw what the field says by now. */
  again() {
    this.boxes = this.all().filter((one) => one.page === this.page);
    this.past = [];
    this.chosen = -1;
    this.draw();
  }

  /** Before each change, so that it can be undone. */
  remember() {
    this.past.push(JSON.stringify(this.boxes));
  }

  undo() {
    const before = this.past.pop();
    if (before === undefined) return;
    this.boxes = JSON.parse(before);
    this.chosen = -1;
    this.keep("Undone");
  }

  /** @param {{x: number, y: number, w: number, h: number}} at */
  add(at) {
    this.remember();
    this.boxes.push({ page: this.page, ...at });
    this.chosen = this.boxes.length - 1;
    this.keep("Box added");
    this.focusChosen();
  }

  /** @param {number} index */
  drop(index) {
    if (!this.boxes[index]) return;
    this.remember();
    this.boxes.splice(index, 1);
    this.chosen = Math.min(index, this.boxes.length - 1);
    this.keep("Box taken off");
    if (this.chosen >= 0) this.focusChosen();
  }

  focusChosen() {
    /** @type {SVGElement | undefined} */ (this.svg?.querySelectorAll(".mask__box")[this.chosen])?.focus();
  }

  /** Write the boxes where the form sends them from. @param {string} words */
  keep(words = "") {
    if (!this.input) return;
    this.boxes = this.boxes.map((one) => ({ ...one, x: round(one.x), y: round(one.y), w: round(one.w), h: round(one.h) }));
    this.input.value = JSON.stringify([...this.all().filter((one) => one.page !== this.page), ...this.boxes]);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    if (words && this.said) this.said.textContent = `${words}. ${this.boxes.length} on this page, not sent yet.`;
    this.draw();
  }

  /** @param {PointerEvent | MouseEvent} event @returns {[number, number]} */
  at(event) {
    const frame = /** @type {SVGElement} */ (this.svg).getBoundingClientRect();
    return [within((event.clientX - frame.left) / frame.width), within((event.clientY - frame.top) / frame.height)];
  }

  /** A finger taps, a mouse clicks: a box of a usual size there. @param {MouseEvent} event */
  tapped(event) {
    if (event.target !== this.svg || this.pulled) {
      this.pulled = false;
      return;
    }
    const [x, y] = this.at(event);
    this.add({ x: within(x - 0.1, 0.8), y: within(y - 0.025, 0.95), w: 0.2, h: 0.05 });
  }

  /** @param {PointerEvent} event */
  pressed(event) {
    const target = /** @type {Element} */ (event.target), index = Number(target.getAttribute("data-index") ?? -1);
    this.pulled = false;
    if (!event.isPrimary) return this.abandon?.(); // a second finger: they move the page
    if (event.button !== 0 || (index < 0 && event.pointerType === "touch" && this.moving)) return;
    event.preventDefault();
    const [x, y] = this.at(event), before = JSON.stringify(this.boxes), whole = target.classList.contains("mask__hold");
    if (index < 0) this.boxes.push({ page: this.page, x, y, w: 0, h: 0 });
    this.chosen = index < 0 ? this.boxes.length - 1 : index;
    const start = { ...this.boxes[this.chosen] }, from = [event.clientX, event.clientY];
    /** @param {PointerEvent} to */
    const pull = (to) => {
      const [nowX, nowY] = this.at(to), box = this.boxes[this.chosen];
      this.pulled ||= Math.hypot(to.clientX - from[0], to.clientY - from[1]) > CLICK;
      if (index < 0) Object.assign(box, { x: Math.min(x, nowX), y: Math.min(y, nowY), w: Math.abs(nowX - x), h: Math.abs(nowY - y) });
      else if (whole) Object.assign(box, { w: within(Math.max(LEAST, start.w + nowX - x), 1 - box.x), h: within(Math.max(LEAST, start.h + nowY - y), 1 - box.y) });
      else Object.assign(box, { x: within(start.x + nowX - x, 1 - box.w), y: within(start.y + nowY - y, 1 - box.h) });
      this.draw();
    };
    const free = () => {
      removeEventListener("pointermove", pull);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", cancel);
      this.abandon = undefined;
    };
    const cancel = () => {
      free();
      this.boxes = JSON.parse(before);
      this.chosen = -1;
      this.draw();
    };
    const end = () => {
      free();
      const box = this.boxes[this.chosen];
      if (index < 0 && (!this.pulled || box.w < LEAST || box.h < LEAST)) {
        this.boxes.pop();
        this.chosen = -1;
        return this.draw();
      }
      if (this.pulled) {
        this.past.push(before);
        this.keep(index < 0 ? "Box drawn" : "Box changed");
      } else this.draw();
      this.focusChosen();
    };
    this.abandon = cancel;
    addEventListener("pointermove", pull);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", cancel);
  }

  /** @param {KeyboardEvent} event */
  keyed(event) {
    const index = Number(/** @type {Element} */ (event.target).getAttribute("data-index") ?? -1), way = ARROWS[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      return this.undo();
    }
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      return this.drop(index);
    }
    if (!way) return;
    event.preventDefault();
    this.remember();
    const box = this.boxes[index], [x, y] = [way[0] * STEP, way[1] * STEP];
    if (event.shiftKey) Object.assign(box, { w: within(Math.max(LEAST, box.w + x), 1 - box.x), h: within(Math.max(LEAST, box.h + y), 1 - box.y) });
    else Object.assign(box, { x: within(box.x + x, 1 - box.w), y: within(box.y + y, 1 - box.h) });
    this.chosen = index;
    this.keep();
    this.focusChosen();
  }

  draw() {
    const svg = this.svg;
    if (!svg) return;
    const { width, height } = svg.getBoundingClientRect();
    if (!width) return;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const focused = svg.contains(document.activeElement) ? Number(document.activeElement?.getAttribute("data-index") ?? -1) : -1;
    svg.replaceChildren(...this.boxes.flatMap((one, index) => this.shapes(one, index, width, height)));
    if (focused >= 0 && focused === this.chosen) this.focusChosen();
    if (this.undoes) this.undoes.disabled = !this.past.length;
    if (this.drops) this.drops.disabled = this.chosen < 0;
  }

  /** @param {Box} one @param {number} index @param {number} width @param {number} height */
  shapes(one, index, width, height) {
    /** @param {string} tag @param {Record<string, string | number>} attributes */
    const make = (tag, attributes) => {
      const made = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
      return made;
    };
    const [x, y, w, h] = [one.x * width, one.y * height, one.w * width, one.h * height];
    const words = `Box ${index + 1} on page ${this.page}, ${Math.round(one.x * 100)} % from the left, ${Math.round(one.y * 100)} % from the top. Arrow keys move it, Shift and arrows size it, Delete takes it off`;
    const chosen = index === this.chosen;
    const box = make("rect", { x, y, width: w, height: h, class: `mask__box${chosen ? " mask__box--chosen" : ""}`, tabindex: 0, role: "button", "aria-label": words, "data-index": index });
    box.addEventListener("focus", () => {
      if (this.chosen === index) return;
      this.chosen = index;
      this.draw();
      this.focusChosen();
    });
    if (!chosen) return [box];
    return [box, make("circle", { cx: x + w, cy: y + h, r: GRIP, class: "mask__grip" }), make("circle", { cx: x + w, cy: y + h, r: HOLD, class: "mask__hold", "data-index": index })];
  }
}
customElements.define("mask-picture", MaskPicture);

/* Boxes that were not sent: the browser asks before the page is left. */
let sent = "";
addEventListener("load", () => { sent = boxesNow(); });
document.addEventListener("submit", () => { sent = boxesNow(); });
addEventListener("beforeunload", (event) => { if (boxesNow() !== sent) event.preventDefault(); });
function boxesNow() {
  const input = document.querySelector("mask-picture") ? document.getElementById("boxes") : null;
  return input instanceof HTMLInputElement ? input.value : sent;
}
