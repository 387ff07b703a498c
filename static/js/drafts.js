/* What is typed and has not arrived, in the browser's own storage: of this tab ("session") or of this device ("local").
 * Drafts stay in the tab, under names that begin alike, so that signing out forgets them all at once. Nothing here fails where
 * a browser keeps nothing (private windows, full storage): then the page itself has to do. */

const PREFIX = "ilc:draft:";
const user = document.body.dataset.user ?? "";

/** @typedef {"session" | "local"} Where */

/** What somebody holds in their hand, in words. */
export const HERE = matchMedia("(pointer: coarse)").matches ? "this phone" : "this device";

/** @param {Where} where */
const store = (where) => (where === "local" ? localStorage : sessionStorage);

/** The name of a draft of this account. @param {string} address the page's @param {string} which of its forms */
export const nameOf = (address, which) => `${PREFIX}${user}:${address}:${which}`;

/** What is kept under a name; null without, or where it cannot be read. @param {string} name @param {Where} [where] @returns {any} */
export function read(name, where = "session") {
  try {
    return JSON.parse(store(where).getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} value null or undefined forgets it @param {Where} [where] */
export function write(name, value, where = "session") {
  try {
    if (value === null || value === undefined) store(where).removeItem(name);
    else store(where).setItem(name, JSON.stringify(value));
  } catch {
    /* kept as long as the page is open */
  }
}

/** The names of all drafts of this tab, whoever's. */
export function names() {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** Nobody's drafts stay behind in this tab. */
export function forget() {
  for (const name of names()) write(name, null);
}
