/* <form data-keep-draft>: what is typed stays in this tab until it has arrived: over a reload, a lost line, a session
 * that ran out. The form works without it. Kept in sessionStorage by account, address and the attribute's value (several
 * forms of one page have one each); never files, passwords, or what was not touched.
 *
 * Sent is not arrived. What was sent is forgotten by the next page that is neither an error nor signed out; after one
 * of those it is in the form again. A form whose text has changed on the server meanwhile keeps the server's.
 *
 * Parts of a form that draw what their hidden fields say listen for the form's `draft` event: fields are filled again.
 * What changes fields without typing sends a `change` event from one of them. */

const PREFIX = "ilc:draft:";
const user = document.body.dataset.user ?? "";

/** @typedef {{sent: boolean, fields: Record<string, {was: string[], now: string[]}>}} Draft */

/** @param {string} key @returns {Draft | null} */
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {Draft | null} draft */
function write(key, draft) {
  try {
    if (draft && Object.keys(draft.fields).length) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {
    /* full, or not allowed here: the page itself has to do */
  }
}

const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

/** What the pages before this one sent: arrived, or not. */
function settle() {
  const [here] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const arrived = user && !document.querySelector("main[data-error]") && here?.type !== "back_forward";
  for (const key of keys()) {
    const draft = read(key);
    if (draft?.sent) write(key, arrived ? null : { ...draft, sent: false });
  }
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const key = `${PREFIX}${user}:${location.pathname}${location.search}:${form.dataset.keepDraft ?? ""}`;
  const values = (/** @type {string} */ name) => new FormData(form).getAll(name).filter((one) => typeof one === "string").map(String);
  const skip = ["file", "password", "submit", "button"];
  const fields = /** @type {HTMLInputElement[]} */ ([...form.elements]).filter((el) => el.name && el.name !== "csrfmiddlewaretoken" && !skip.includes(el.type));
  const names = [...new Set(fields.map((el) => el.name))];
  const server = new Map(names.map((name) => [name, values(name)]));

  /** @param {boolean} sent */
  function store(sent) {
    const changed = names.filter((name) => String(values(name)) !== String(server.get(name)));
    write(key, { sent, fields: Object.fromEntries(changed.map((name) => [name, { was: server.get(name) ?? [], now: values(name) }])) });
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

  const draft = read(key);
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
  } else write(key, null);
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => store(false));
  form.addEventListener("submit", () => store(true));
}

document.addEventListener("submit", (event) => {
  if (/** @type {HTMLFormElement} */ (event.target).action?.endsWith("/accounts/logout/")) for (const key of keys()) write(key, null);
});
try {
  settle();
  for (const form of document.querySelectorAll("form[data-keep-draft]")) keep(/** @type {HTMLFormElement} */ (form));
} catch {
  /* nothing is kept in this browser */
}
