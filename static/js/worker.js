/* Answers where there is no line, and only there: with a line every page comes from the server, always, its error pages
 * included. Two answers:
 * - the form "how did it go?" opens again: pages at /tries/<id>/tell/ that this phone had open or was led to, and the
 *   static files they need. Kept by account, thrown away at sign-out and when another account signs in (send-later.js),
 *   and after two weeks.
 * - every other page is a small one of our own that says so (no-line.js). It comes with this worker, in `CARRIED`, which
 *   the server puts in front (ilc/offline.py), and holds nothing of anybody, but for links to the forms above.
 * Another version of that page is another worker; its files go with it. Sends nothing. */
/** @typedef {{version: string, policy: string, pages: {asked: string, sent: string}, files: string[]}} Carried */
const carried = /** @type {Carried} */ (/** @type {any} */ (self).CARRIED);
const PREFIX = "ilc-try-";
const OWN = "ilc-no-line-";
const FORM = /^\/tries\/[0-9a-f-]{36}\/tell\/$/;
const PLANNED = /<p data-planned>([^<]*)<\/p>/; // as the server escaped it
const PLACE = "<!-- kept -->";
const AGE = 14 * 24 * 3600 * 1000;
const OFTEN = 12 * 3600 * 1000; // how often a form that is only led to is fetched again
const PAGES = 5;
/** What scripts send goes past this worker: what a page sends while it is left would be lost with it. */
const PAST = { condition: { requestMethod: "POST", requestMode: "cors" }, source: "network" };

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

/** What our own page needs, and of no other version. */
async function carry() {
  await (await caches.open(OWN + carried.version)).addAll(carried.files);
}

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith(OWN) && name !== OWN + carried.version) await caches.delete(name);
  await worker.registration.navigationPreload?.enable(); // a page does not wait until the worker is up
  await worker.clients.claim();
}

/** @param {any} event */
async function open({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    const kept = FORM.test(new URL(request.url).pathname) && request.method === "GET" && (await caches.match(request, { ignoreSearch: true, ignoreVary: true }));
    return kept && fresh(kept, AGE) ? kept : own(request);
  }
}

/** Our own page. @param {Request} request */
async function own(request) {
  const page = request.method === "GET" ? carried.pages.asked : carried.pages.sent;
  const links = await forms();
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": carried.policy, "Cache-Control": "no-store", "Referrer-Policy": "same-origin" };
  return new Response(page.replace(PLACE, () => links), { status: 503, headers });
}

/** Links to the forms that open here. */
async function forms() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const cache = await caches.open(name);
    for (const one of await cache.keys()) {
      const path = new URL(one.url).pathname;
      const kept = FORM.test(path) && (await cache.match(one));
      if (!kept || !fresh(kept, AGE)) continue;
      const planned = PLANNED.exec(await kept.text())?.[1];
      found.push(`<li><a href="${path}">Tell how it went</a>${planned ? `<small>${planned}</small>` : ""}</li>`);
    }
  }
  return found.length ? `<section class="card" aria-labelledby="kept"><h2 id="kept">Opens without a line</h2><ul class="people">${found.join("")}</ul></section>` : "";
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

/** Pages that are asked for or that a form leads to. Files on their way are left to the browser. @param {Request} request */
function isPage({ method, mode, destination, headers }) {
  if (mode !== "navigate" || destination !== "document") return false;
  return method === "GET" || (headers.get("Content-Type") ?? "").startsWith("application/x-www-form-urlencoded");
}

worker.addEventListener("install", (/** @type {any} */ event) => {
  worker.skipWaiting();
  event.addRoutes?.(PAST).catch(() => undefined); // where a browser knows routes
  event.waitUntil(carry());
});
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));
worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data?.cache?.startsWith(PREFIX)) event.waitUntil(keep(event.data));
});
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (isPage(request)) event.respondWith(open(event));
  else if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(request));
});
