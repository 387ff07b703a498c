/* <upload-field> around <input type=file>: drag, paste, camera, a list with sizes, progress while sending. Attributes of
 * the input are respected (accept, multiple); data-max-mb (and data-max-film-mb) on the input names the limit for one file. Without JavaScript
 * the plain file input is sent with the form. */

const MB = 1024 * 1024;

/** As the pages write it. @param {number} bytes */
const size = (bytes) => (!bytes ? "0 KB" : bytes < MB ? `${Math.max(0.1, bytes / 1024).toFixed(1)} KB` : `${(bytes / MB).toFixed(1)} MB`);

/** @param {string} tag @param {string} cls @param {string} text */
function make(tag, cls = "", text = "") {
  const el = document.createElement(tag);
  if (cls) el.className = cls;
  if (text) el.textContent = text;
  return el;
}

class UploadField extends HTMLElement {
  /** @type {File[]} what was chosen so far */ files = [];
  /** @type {File[]} too large to be sent */ left = [];

  connectedCallback() {
    const input = this.querySelector("input[type=file]");
    if (!(input instanceof HTMLInputElement) || this.list) return;
    this.input = input;
    this.list = make("ul", "drop__files");
    this.status = make("p", "small");
    this.status.setAttribute("role", "status");
    this.classList.add("drop");
    const row = make("div", "row row--tight");
    row.append(input, ...this.camera());
    this.append(row, ...this.tip(), this.list, this.status);
    input.addEventListener("change", () => this.chose());
    for (const kind of ["dragover", "dragleave", "drop"]) this.addEventListener(kind, (event) => this.dragged(/** @type {DragEvent} */ (event)));
    document.addEventListener("paste", (event) => this.isConnected && event.clipboardData?.files.length && this.add(event.clipboardData.files));
    input.form?.addEventListener("submit", (event) => this.submitted(event));
  }

  /** Dragging is for those who have a mouse or a pen. */
  tip() {
    if (!matchMedia("(any-pointer: fine)").matches) return [];
    return [make("p", "small muted no-print", "You can also drag files here or paste a picture.")];
  }

  /** A second way in on phones: straight to the camera. */
  camera() {
    const wants = this.input.accept.includes("image") || /jpe?g|heic/.test(this.input.accept);
    if (!wants || !matchMedia("(pointer: coarse)").matches) return [];
    const label = make("label", "btn btn--small", "Take a photo");
    const shot = /** @type {HTMLInputElement} */ (make("input", "visually-hidden"));
    Object.assign(shot, { type: "file", accept: "image/*" });
    shot.setAttribute("capture", "environment");
    shot.addEventListener("change", () => { if (shot.files) this.add(shot.files); shot.value = ""; });
    label.append(shot);
    return [label];
  }

  /** @param {DragEvent} event */
  dragged(event) {
    event.preventDefault();
    this.classList.toggle("drop--over", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer?.files.length) this.add(event.dataTransfer.files);
  }

  /** Choosing again adds; browsers put the new choice in the place of the one before. */
  chose() {
    if (this.input.files) this.add(this.input.files);
  }

  /** @param {FileList} files */
  add(files) {
    if (!this.input.multiple) return this.set([...files].slice(0, 1));
    const known = (/** @type {File} */ file) => this.files.some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified);
    this.set([...this.files, ...[...files].filter((file) => !known(file))]);
  }

  /** @param {File[]} files */
  set(files) {
    const bag = new DataTransfer();
    for (const file of files) bag.items.add(file);
    this.files = files;
    this.input.files = bag.files;
    this.draw();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The most bytes of one file; films may have a limit of their own. @param {File} file */
  most(file) {
    const { maxMb = "25", maxFilmMb = maxMb } = this.input?.dataset ?? {};
    return Number(/\.(mp4|mov|m4v)$/i.test(file.name) ? maxFilmMb : maxMb) * MB;
  }

  /** @param {File} file */
  tooLarge(file) {
    return file.size > this.most(file);
  }

  draw() {
    const files = this.files;
    const good = files.filter((file) => !this.tooLarge(file)).length;
    this.list.replaceChildren(...files.map((file) => {
      const row = make("li");
      const off = make("button", "btn btn--small btn--quiet", "Leave out");
      off.setAttribute("type", "button");
      off.setAttribute("aria-label", `Leave out ${file.name}`);
      off.addEventListener("click", () => this.set(this.files.filter((other) => other !== file)));
      row.append(make("span", "", file.name), make("small", "nowrap", size(file.size)), off);
      if (this.tooLarge(file)) {
        const why = `${file.name} is too large: ${size(file.size)}, at most ${this.most(file) / MB} MB. Make it smaller or shorter, or split it.`;
        row.append(make("p", "drop__why", why));
      }
      return row;
    }));
    this.status.textContent = good ? `${good === 1 ? "1 file" : `${good} files`} ready to send` : "";
  }

  /** Files that were too large to go with the others stay here, each with its reason. @param {File[]} files */
  keep(files) {
    this.set(files);
    this.status.textContent = `Not sent, because too large: ${files.map((file) => file.name).join(", ")}`;
  }

  /** Send with progress; the page that answers takes the place of this one. @param {SubmitEvent} event */
  submitted(event) {
    const form = this.input.form;
    if (event.defaultPrevented || !form || !this.input.files?.length || this.xhr || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    const files = [...this.input.files];
    this.left = files.filter((file) => this.tooLarge(file));
    if (this.left.length === files.length) {
      this.status.textContent = `${files.length === 1 ? "One file is" : "All files are"} too large. Leave it out, then send again.`;
      return;
    }
    const body = new FormData(form, event.submitter);
    body.delete(this.input.name);
    for (const file of files) if (!this.tooLarge(file)) body.append(this.input.name, file);
    const bar = /** @type {HTMLProgressElement} */ (make("progress"));
    bar.max = 100;
    bar.setAttribute("aria-label", "Sending");
    this.status.textContent = "Sending…";
    this.status.after(bar);
    const xhr = (this.xhr = new XMLHttpRequest());
    xhr.open("POST", form.action);
    xhr.upload.addEventListener("progress", (e) => {
      bar.value = (100 * e.loaded) / e.total;
      this.status.textContent = e.loaded < e.total ? `Sending… ${size(e.loaded)} of ${size(e.total)}` : "Sent. Checking your files…";
    });
    xhr.addEventListener("error", () => {
      bar.remove();
      this.xhr = undefined;
      this.status.textContent = "The connection broke off. Your files are still here: send again.";
    });
    xhr.addEventListener("load", () => this.arrived(xhr));
    xhr.send(body);
  }

  /** @param {XMLHttpRequest} xhr */
  arrived(xhr) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const [next, here] = [page.querySelector("main"), document.querySelector("main")];
    if (!next || !here) return location.assign(xhr.responseURL);
    document.title = page.title;
    if (xhr.responseURL !== location.href) history.pushState({}, "", xhr.responseURL);
    here.replaceWith(document.adoptNode(next));
    // @ts-ignore: htmx is a global of its own script
    window.htmx?.process(next);
    const again = next.querySelector("upload-field");
    if (this.left.length && again instanceof UploadField) again.keep(this.left);
    scrollTo(0, 0);
    /** @type {HTMLElement} */ (next.querySelector("[data-focus]") ?? next).focus();
  }
}
customElements.define("upload-field", UploadField);

/* Going back after a send shows the address's own page, not the one we put in its place. */
window.addEventListener("popstate", () => location.reload());
