/* Files that somebody pressed Send for, in this browser's own storage (IndexedDB) until the server has every byte: over a closed
 * tab, a dead battery, a reload. One record a file: its bytes, and what was said with it (what it is, of which try, consent).
 * Never fails: where nothing can be kept (a large file, a full device, a browser that keeps nothing) the answer is "no", and
 * the page has to stay open. Why so, and for how long: docs/decisions/0082. */

import * as drafts from "./drafts.js";

/** @typedef {{key: string, user: string, told: Record<string, string>, address: string, page: string, label: string,
 *   name: string, modified: number, at: number, blob: Blob}} Kept */

export { HERE } from "./drafts.js";
export const MOST = 50 * 1024 * 1024; // bytes of one file: photos and documents, and short films
const AGE = 14 * 24 * 3600 * 1000;
const PATIENCE = 15000; // ms; some browsers never answer
const BASE = "ilc-files";
const STORE = "files";
const TOLD = "ilc:removed-files:"; // and the account: what somebody else's signing in took from it

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((then, fail) => {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => then(asked.result);
    asked.onerror = () => fail(asked.error);
    setTimeout(() => fail(new Error("no answer")), PATIENCE);
  });
}

/** One transaction; its result once it is safe on the disk. @template T
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>} */
async function within(mode, work) {
  const base = await open();
  try {
    return await new Promise((then, fail) => {
      const all = base.transaction(STORE, mode, { durability: "strict" });
      const asked = work(all.objectStore(STORE));
      all.oncomplete = () => then(asked.result);
      all.onabort = () => fail(all.error);
      setTimeout(() => { // what comes later than the answer must not stay
        try { all.abort(); } catch { /* it is over */ }
        fail(new Error("no answer"));
      }, PATIENCE);
    });
  } finally {
    base.close();
  }
}

/** Whether it is safe here. @param {Kept} one */
export async function keep(one) {
  if (!one.user || one.blob.size > MOST) return false;
  return within("readwrite", (store) => store.put(one)).then(() => true, () => false);
}

/** Everything here, whoever's. @returns {Promise<Kept[]>} */
const all = () => within("readonly", (store) => store.getAll()).catch(() => []);

/** What waits of one account, oldest first. @param {string} user @returns {Promise<Kept[]>} */
export async function of(user) {
  const found = (await all()).filter((one) => user && one.user === user && Date.now() - one.at < AGE);
  return found.sort((one, other) => one.at - other.at);
}

/** Whether it is still here; yes, where nobody can say. @param {string} key */
export const has = (key) => within("readonly", (store) => store.count(key)).then((count) => count > 0, () => true);

/** @param {string} key @param {"arrived" | "removed"} what for other tabs that have it before them */
export async function drop(key, what) {
  await within("readwrite", (store) => store.delete(key)).catch(() => undefined);
  ring(key, what);
}

/** @param {string} key @param {"arrived" | "removed"} what */
function ring(key, what) {
  if (!("BroadcastChannel" in globalThis)) return;
  const bell = new BroadcastChannel(BASE);
  bell.postMessage({ key, what });
  bell.close();
}

/** Another tab has sent or removed one. @param {(key: string, what: "arrived" | "removed") => void} then */
export function listen(then) {
  if ("BroadcastChannel" in globalThis) new BroadcastChannel(BASE).addEventListener("message", ({ data }) => then(data.key, data.what));
}

/** Nothing stays of anybody else, once somebody is signed in, nor of anybody after two weeks. Whose file was taken by
 * somebody else's signing in, is told when they are back (`taken`). @param {string} user */
export async function tidy(user) {
  const old = (/** @type {Kept} */ one) => Date.now() - one.at >= AGE;
  const goes = (/** @type {Kept} */ one) => (user !== "" && one.user !== user) || old(one);
  tidyNotes();
  if (!(await all()).some(goes)) return;
  /** @type {Kept[]} */ let gone = [];
  await within("readwrite", (store) => { // at once, so that two tabs do not count it twice
    const asked = store.getAll();
    asked.onsuccess = () => {
      gone = asked.result.filter(goes);
      for (const one of gone) store.delete(one.key);
      note(gone.filter((one) => !old(one)));
    };
    return asked;
  }).catch(() => undefined);
  for (const one of gone) ring(one.key, "removed");
}

/** @typedef {{count: number, photos: boolean, day: string}} Note no name, nothing of what was in them */

/** @param {string} name @returns {Note | null} */
const noteAt = (name) => drafts.read(name, "local");

/** @param {Kept[]} gone other accounts' files */
function note(gone) {
  for (const { user, name } of gone) {
    const before = noteAt(TOLD + user);
    const now = { count: (before?.count ?? 0) + 1, photos: (before?.photos ?? true) && isPhoto(name), day: new Date().toISOString().slice(0, 10) };
    drafts.write(TOLD + user, now, "local");
  }
}

function tidyNotes() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(TOLD) && !(Date.now() - Date.parse(noteAt(name)?.day ?? "") < AGE)) localStorage.removeItem(name);
    }
  } catch { /* nothing is kept here, then */ }
}

/** What was taken from this account here; said once. @param {string} user */
export function taken(user) {
  tidyNotes();
  const found = noteAt(TOLD + user);
  if (!found) return "";
  drafts.write(TOLD + user, null, "local");
  const one = found.count === 1;
  return `${several(found.count, found.photos)} ${one ? "was" : "were"} removed from ${drafts.HERE} because somebody else signed in here: choose ${one ? "it" : "them"} again.`;
}

/** @param {string} name */
const isPhoto = (name) => /\.(jpe?g|hei[cf]|png|webp)$/i.test(name);

/** @param {number} count @param {boolean} photos */
const several = (count, photos) => `${count} ${photos ? "photo" : "file"}${count === 1 ? "" : "s"}`;

/** "1 photo", "3 files". @param {{name: string}[]} them */
export const counted = (them) => several(them.length, them.every((one) => isPhoto(one.name)));

/** @param {{name: string, label: string}} one */
export const named = ({ name, label }) => (label ? `${name}, ${label}` : name);
