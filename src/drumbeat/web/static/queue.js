/* Lists: J and K move real focus, and the peek follows; E, A, P, R and S do what the peek offers. */
import { bind } from "./keys.js";

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const wide = matchMedia("(min-width: 1181px)");
const links = () => all("a.row__title");
const current = () => document.activeElement?.closest?.(".row") ?? one(".row.is-selected");
const isPeeked = (link) => /^(draft|invoice):/.test(link.dataset.subject);
let waiting;
let asked;

async function follow(link) {
  asked?.abort();
  if (!isPeeked(link)) return one("[data-peek]").replaceChildren();
  asked = new AbortController();
  const url = new URL(link.href);
  url.searchParams.set("part", "peek");
  try {
    const answer = await fetch(url, { signal: asked.signal });
    if (!answer.ok || answer.redirected) return location.assign(link.href);
    one("[data-peek]").innerHTML = await answer.text();
    all("[data-peek] [data-key]").forEach((key) => (key.hidden = false));
  } catch (failure) {
    if (failure.name !== "AbortError") location.assign(link.href);
  }
}

function select(link) {
  links().forEach((other) => {
    other.closest(".row").classList.toggle("is-selected", other === link);
    other.removeAttribute("aria-current");
  });
  link.setAttribute("aria-current", "true");
  link.focus({ preventScroll: true });
  link.closest(".row").scrollIntoView({ block: "nearest" });
  clearTimeout(waiting);
  if (wide.matches && one("[data-peek]")) waiting = setTimeout(follow, 120, link);
}

/* Without rows there is nothing to move: the key keeps what it does by itself. */
function step(by) {
  const found = links();
  const at = found.indexOf(current()?.querySelector("a.row__title"));
  const next = found[Math.min(found.length - 1, Math.max(0, at + by))];
  if (!next) return false;
  select(next);
}

/* A click selects where there is a peek beside the list; elsewhere, and with Enter, the row's own page opens. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.row__title");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const peeks = wide.matches && one("[data-peek]") && isPeeked(link);
  const isByKey = event.detail === 0;
  if (link.dataset.open && (isByKey || !peeks)) {
    event.preventDefault();
    location.assign(link.dataset.open);
  } else if (peeks) {
    event.preventDefault();
    select(link);
  }
});

/* Only what the peek shows is approved: after a move, its form belongs to the new row. */
function approve(event) {
  const form = one("[data-approve]");
  const subject = current()?.querySelector("a.row__title")?.dataset.subject;
  if (!event.repeat && form?.offsetParent && form.dataset.approve === subject) form.requestSubmit();
}

/* A step offered in the peek belongs to the row it shows; one on a page of its own is always meant. */
function take(key) {
  const link = all(`[data-do="${key}"]`).find((each) => each.offsetParent);
  const peeked = link?.closest("[data-peek]") && one("[data-peek] [data-subject]").dataset.subject;
  if (!link || (peeked && peeked !== current()?.querySelector("a.row__title")?.dataset.subject)) return false;
  link.click();
}

/* Everyone, one client after the other, and everyone again. */
function narrow() {
  const ways = all("[data-filter]");
  if (!ways.length) return false;
  const at = ways.findIndex((way) => way.hasAttribute("aria-current"));
  location.assign(ways[(at + 1) % ways.length].href);
}

bind({
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  e: approve,
  u: () => one("[data-undo]")?.requestSubmit(),
  f: narrow,
});

["a", "p", "r", "s"].forEach((key) => bind({ [key]: () => take(key) }));

/* While the menu of days is open: 1 and 2 take a day, 3 goes to the field for another. */
function until(key) {
  const day = one(`details[open] [data-day="${key}"]`);
  if (!day) return false;
  if (day.matches("input")) day.focus();
  else day.click();
}
["1", "2", "3"].forEach((key) => bind({ [key]: () => until(key) }));

/* After an action, one goes on with the selected row. */
if (one("[data-toast], .notices")) one(".row.is-selected a.row__title")?.focus({ preventScroll: true });
