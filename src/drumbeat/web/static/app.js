/* Keys, the peek that follows, the theme, and the seconds left to undo. Every action is a form without this. */
const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const wide = matchMedia("(min-width: 1181px)");

all("[data-key]").forEach((key) => (key.hidden = false));

/* theme */
all("[data-theme-toggle]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      /* Storage may be closed; the choice lasts for this page. */
    }
  });
});

/* selection: real focus, and the peek follows */
const links = () => all(".row__title");
const current = () => document.activeElement?.closest?.(".row") ?? one(".row.is-selected");
let waiting;
let asked;

async function follow(link) {
  asked?.abort();
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

function step(by) {
  const found = links();
  const at = found.indexOf(current()?.querySelector(".row__title"));
  const next = found[Math.min(found.length - 1, Math.max(0, at + by))];
  if (next) select(next);
}

/* A click selects where there is a peek beside the list; elsewhere, and with Enter, the row's own page opens. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".row__title");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const peeks = wide.matches && one("[data-peek]") && /^(draft|invoice):/.test(link.dataset.subject);
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
function approve() {
  const form = one("[data-approve]");
  const subject = current()?.querySelector(".row__title").dataset.subject;
  if (form && form.offsetParent && form.dataset.approve === subject) form.requestSubmit();
}

const keys = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  e: approve,
  u: () => one("[data-undo]")?.requestSubmit(),
};

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.repeat && event.key === "e") return;
  if (event.target.closest("input, textarea, select, summary, pre")) return;
  const act = keys[event.key];
  if (!act) return;
  if (event.key.startsWith("Arrow") && !links().length) return;
  event.preventDefault();
  act();
});

/* After an action, one goes on with the selected row. */
if (one("[data-toast], .notices")) one(".row.is-selected .row__title")?.focus({ preventScroll: true });

/* A form that was sent is not sent again. */
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

/* menus close with Escape or a click elsewhere */
const closeMenus = (target) => all("details[open]:has(> .menu)").forEach((menu) => menu.contains(target) || (menu.open = false));
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(null));

/* toast: the server keeps the hold, this only counts it down */
const toast = one("[data-toast]");
if (toast) {
  const ends = Date.now() + Number(toast.dataset.seconds) * 1000;
  toast.querySelector(".toast__bar").style.animationDuration = `${toast.dataset.seconds}s`;
  const clock = setInterval(() => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    toast.querySelector("[data-left]").textContent = left;
    if (left) return;
    clearInterval(clock);
    one("[data-undo]").remove();
    toast.querySelector("p").textContent = `Sent to ${toast.dataset.client}`;
    setTimeout(() => toast.remove(), 4000);
  }, 250);
}
