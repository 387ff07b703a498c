/* <main data-renews>: a page that shows what is next is drawn anew after something went out behind it; messages and files on
 * their way (<waiting-files>) stay as they are. Nothing is taken from anybody: while something in it has the focus, is typed
 * or chosen, or is open, a quiet line offers it instead. */

/** @param {Element} main fields that say something else than when the page came */
const typed = (main) =>
  /** @type {HTMLInputElement[]} */ ([...main.querySelectorAll("input, textarea, select")]).some((el) => {
    if (el.type === "checkbox" || el.type === "radio") return el.checked !== el.defaultChecked;
    if (el instanceof HTMLSelectElement) return [...el.options].some((option) => option.selected !== option.defaultSelected);
    return el.type !== "hidden" && el.value !== el.defaultValue;
  });

/** @param {Element} main */
function inUse(main) {
  const focus = document.activeElement;
  const marked = getSelection();
  return (focus !== main && main.contains(focus)) || (marked?.isCollapsed === false && main.contains(marked.anchorNode)) || typed(main) || document.querySelector("dialog[open]") !== null;
}

/** A message; the form of its Undo is another one each time. @param {Element} one */
const words = (one) => one.textContent?.trim();

/** @param {Element} main */
async function draw(main) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) return;
  const there = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = there.querySelector("main[data-renews]");
  if (!fresh) return;
  const said = document.getElementById("messages");
  const known = [...(said?.children ?? [])].map(words);
  said?.append(...[...(there.getElementById("messages")?.children ?? [])].filter((one) => !known.includes(words(one))));
  if (inUse(main)) return offer(main);
  const y = scrollY;
  const way = main.querySelector(":scope > waiting-files");
  for (const one of [...main.children]) if (one !== said && one !== way) one.remove();
  let before = way !== null;
  for (const one of [...fresh.children]) {
    if (one.id === "messages") continue;
    if (way && one.localName === way.localName) before = false;
    else if (before) way?.before(one);
    else main.append(one);
  }
  scrollTo({ top: y, behavior: "instant" });
  // @ts-ignore: htmx is a global of its own script
  window.htmx?.process(main);
}

/** @param {Element} main */
function offer(main) {
  if (document.querySelector("[data-news]")) return;
  const note = Object.assign(document.createElement("p"), { className: "callout toast row row--tight" });
  note.dataset.news = "";
  note.append("Sent. ", Object.assign(document.createElement("a"), { href: location.href, textContent: "Show what is new" }));
  (document.getElementById("messages") ?? main).append(note);
}

/** One at a time: a message that waits on the server would come with each of two answers under way. */
let drawing = Promise.resolve();

/** Show what is new, or offer it. */
export const renew = () => (drawing = drawing.then(once));

async function once() {
  const main = document.querySelector("main[data-renews]");
  if (!main) return;
  if (inUse(main)) return offer(main);
  await draw(main).catch(() => undefined); // the line is gone again: the page stays as it is
}
