/* Opens the form "how did it go?" again where there is no line. Knows nothing else: pages at /tries/<id>/tell/ that this
 * phone had open or was led to, and the static files they need. With a line every page comes from the server, always; what is kept
 * here is read only when that fails. Kept by account, thrown away at sign-out and when another account signs in
 * (send-later.js), and after two weeks. Sends nothing. */
const PREFIX = "ilc-try-";
const FORM = /^\/tries\/[0-9a-f-]{36}\/tell\/$/;
const AGE = 14 * 24 * 3600 * 1000;
const OFTEN = 12 * 3600 * 1000; // how often a form that is only led to is fetched again
const PAGES = 5;
const NONE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>No line</title>
<h1>No line just now</h1><p>This page was not open on this phone before. What you typed elsewhere is kept.</p><p><a href="">Try again</a></p></html>`;

const worker = /** @type {any} */ (self);

/** @param {Response} answer @param {number} age milliseconds */
const fresh = (answer, age) => Date.now() - Date.parse(answer.headers.get("Date") ?? "") < age;

/** @param {{cache: string, page: string, ahead: boolean, files: string[]}} asked */
async function keep({ cache: name, page, ahead, files }) {
  for (const other of await caches.keys()) if (other.startsWith(PREFIX) && other !== name) await caches.delete(other);
  const cache = await caches.open(name);
  const old = (await cache.keys()).filter((one) => FORM.test(new URL(one.url).pathname));
  for (const one of old.slice(0, Math.max(0, old.length - PAGES))) await cache.delete(one);
  for (const one of await cache.keys()) {
    if (!FORM.test(new URL(one.url).pathname) && !files.includes(one.url)) await cache.delete(one);
  }
  for (const url of files) if (!(await cache.match(url))) await put(cache, url);
  const known = ahead && (await cache.match(page));
  if (FORM.test(page) && !(known && fresh(known, OFTEN))) await put(cache, page);
}

/** @param {Cache} cache @param {string} url */
async function put(cache, url) {
  const answer = await fetch(url, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (answer?.ok && answer.type === "basic") await cache.put(url, answer);
}

/** @param {Request} request */
async function open(request) {
  try {
    return await fetch(request);
  } catch {
    const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
    return kept && fresh(kept, AGE) ? kept : new Response(NONE, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

/** @param {Request} request */
async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data?.cache?.startsWith(PREFIX)) event.waitUntil(keep(event.data));
});
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && FORM.test(url.pathname)) event.respondWith(open(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});
