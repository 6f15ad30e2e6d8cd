/* The command menu, the list of keys, and the keys that lead from anywhere to anywhere. */
import { bind, bindCommand } from "./keys.js";

const palette = document.querySelector("#palette");
const shortcuts = document.querySelector("#shortcuts");
const form = palette?.querySelector("form");
const field = palette?.querySelector("input");
const hits = () => [...palette.querySelectorAll("[role=option]")];
const meant = () => palette.querySelector("[aria-selected=true]");

function open(text = "") {
  if (!window.htmx) return location.assign(form.action);
  shortcuts.close();
  if (!palette.open) palette.showModal();
  field.value = text;
  field.select();
  htmx.trigger(form, "opened");
}

function explain() {
  const list = shortcuts.querySelector("[hx-get]");
  if (!window.htmx) return location.assign(list.getAttribute("hx-get").split("?")[0]);
  shortcuts.showModal();
  htmx.trigger(list, "opened");
}

function goTo(key) {
  const link = document.querySelector(`[data-go="${key}"]`);
  if (!link) return false;
  location.assign(link.href);
}

/* The field keeps the focus; what is meant is marked and named to who listens. */
function mean(hit) {
  hits().forEach((other) => other.setAttribute("aria-selected", String(other === hit)));
  hit?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-expanded", String(hits().length > 0));
  if (hit) field.setAttribute("aria-activedescendant", hit.id);
  else field.removeAttribute("aria-activedescendant");
}

function move(by) {
  const found = hits();
  if (found.length) mean(found[(found.indexOf(meant()) + by + found.length) % found.length]);
}

/* What is shown answers what is typed now, or the page of the search does. */
const isCurrent = () => palette.querySelector("[data-found]")?.dataset.found === field.value.trim();

/* Tab goes round inside the dialog. */
function trap(event, dialog) {
  const stops = [...dialog.querySelectorAll("a[href]:not([tabindex]), button, input:not([type=hidden])")];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (event.key !== "Tab" || document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

palette?.addEventListener("htmx:afterSettle", () => {
  mean(hits()[0]);
  const count = hits().length;
  palette.querySelector("[data-said]").textContent = count ? `${count} to choose from` : "Nothing found";
});
field?.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  move(by);
});
form?.addEventListener(
  "submit",
  (event) => {
    event.stopImmediatePropagation(); /* the form goes to its page, never into the menu */
    const hit = meant() ?? hits()[0]; /* an answer of this moment is not marked yet */
    if (!hit || !isCurrent()) return;
    event.preventDefault();
    location.assign(hit.href);
  },
  true,
);
for (const dialog of [palette, shortcuts]) {
  dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog?.addEventListener("keydown", (event) => trap(event, dialog));
}
document.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));
document.querySelectorAll("[data-palette]").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(link.dataset.palette);
  }),
);
document.querySelectorAll("[data-shortcuts]").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    explain();
  }),
);
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-single-keys]")) document.body.dataset.keys = target.checked ? "on" : "off";
});

if (palette) {
  bindCommand("k", () => (palette.open ? palette.close() : open()));
  bind({ "/": () => open(), c: () => open("new"), "?": explain });
  "q e i f c p s".split(" ").forEach((key) => bind({ [`g ${key}`]: () => goTo(key) }));
}
