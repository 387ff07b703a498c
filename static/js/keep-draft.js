/* <form data-keep-draft>: what is typed stays in this tab until it has arrived: over a reload, a lost line, a session
 * that ran out. The form works without it. Kept in sessionStorage by account, address and the attribute's value (several
 * forms of one page have one each); never files, passwords, or what was not touched.
 *
 * Sent is not arrived. What was sent is forgotten by the next page that is neither an error nor signed out; after one
 * of those it is in the form again. A form whose text has changed on the server meanwhile keeps the server's.
 *
 * A button with data-takes="x y" sends those fields alone; the others are kept on. A form that comes back with something to
 * look at again has not arrived either.
 *
 * Parts of a form that draw what their hidden fields say listen for the form's `draft` event: fields are filled again.
 * What changes fields without typing sends a `change` event from one of them. */

import * as drafts from "./drafts.js";

const user = document.body.dataset.user ?? "";

/** @typedef {{sent: boolean, takes?: string[], fields: Record<string, {was: string[], now: string[]}>}} Draft */

/** @param {string} key @param {Draft | null} draft */
const write = (key, draft) => drafts.write(key, draft && Object.keys(draft.fields).length ? draft : null);

/** What the pages before this one sent: arrived, or not. */
function settle() {
  const [here] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const not = document.querySelector("main[data-error], form[data-keep-draft] [role=alert]");
  const arrived = user && !not && here?.type !== "back_forward";
  for (const key of drafts.names()) {
    const draft = /** @type {Draft | null} */ (drafts.read(key));
    if (!draft?.sent) continue;
    const left = Object.entries(draft.fields).filter(([name]) => !arrived || (draft.takes && !draft.takes.includes(name)));
    write(key, { sent: false, fields: Object.fromEntries(left) });
  }
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const key = drafts.nameOf(location.pathname + location.search, form.dataset.keepDraft ?? "");
  const values = (/** @type {string} */ name) => new FormData(form).getAll(name).filter((one) => typeof one === "string").map(String);
  const skip = ["file", "password", "submit", "button"];
  const fields = /** @type {HTMLInputElement[]} */ ([...form.elements]).filter((el) => el.name && el.name !== "csrfmiddlewaretoken" && !skip.includes(el.type));
  const names = [...new Set(fields.map((el) => el.name))];
  const server = new Map(names.map((name) => [name, values(name)]));

  const draft = /** @type {Draft | null} */ (drafts.read(key));
  // a form that came back shows what was sent; what the server has is older
  const back = form.querySelector("[role=alert]") ? Object.entries(draft?.fields ?? {}).filter(([name, one]) => String(one.now) === String(server.get(name))) : [];
  const base = new Map([...server, .../** @type {[string, string[]][]} */ (back.map(([name, one]) => [name, one.was]))]);

  /** @param {boolean} sent @param {string[]} [takes] names of the fields that the button sends; all without it */
  function store(sent, takes) {
    const changed = names.filter((name) => String(values(name)) !== String(base.get(name)));
    write(key, { sent, takes, fields: Object.fromEntries(changed.map((name) => [name, { was: base.get(name) ?? [], now: values(name) }])) });
  }

  /** @param {(name: string) => string[] | undefined} of */
  function fill(of) {
    for (const el of fields) {
      const now = of(el.name);
      if (!now) continue;
      if (el.type === "checkbox" || el.type === "radio") el.checked = now.includes(el.value);
      else el.value = now[0] ?? "";
    }
    form.dispatchEvent(new CustomEvent("draft"));
  }

  const fits = Object.entries(draft?.fields ?? {}).filter(([name, one]) => String(one.was) === String(server.get(name)) && String(one.now) !== String(server.get(name)));
  if (fits.length) {
    const found = new Map(fits);
    fill((name) => found.get(name)?.now);
    const note = Object.assign(document.createElement("p"), { className: "row row--tight small muted" });
    note.setAttribute("role", "status");
    const clear = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet btn--small", textContent: "Clear it" });
    clear.addEventListener("click", () => {
      fill((name) => server.get(name));
      write(key, null);
      note.remove();
      fields.find((el) => el.type !== "hidden")?.focus();
    });
    note.append("What you had typed is here again.", clear);
    form.prepend(note);
  } else write(key, { sent: false, fields: Object.fromEntries(back) });
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => store(false));
  form.addEventListener("submit", (event) => store(true, /** @type {SubmitEvent} */ (event).submitter?.dataset.takes?.split(" ")));
}

document.addEventListener("submit", (event) => {
  if (/** @type {HTMLFormElement} */ (event.target).action?.endsWith("/accounts/logout/")) drafts.forget();
});
settle();
for (const form of document.querySelectorAll("form[data-keep-draft]")) keep(/** @type {HTMLFormElement} */ (form));
