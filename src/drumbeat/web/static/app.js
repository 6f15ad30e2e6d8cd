/* The theme, menus, and the seconds left to undo; keys, lists and the command menu beside. Every action is a form without this. */
import { bindCommand } from "./keys.js";
import "./queue.js";
import "./palette.js";

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const showKeys = () => {
  all("[data-key]").forEach((key) => (key.hidden = false));
  if (isMac) all("kbd").forEach((key) => (key.textContent = key.textContent.replace(/^Ctrl ?/, "⌘")));
};
showKeys();
document.addEventListener("htmx:afterSettle", showKeys);

/* ⌘↵ sends the form one writes in */
bindCommand("enter", (event) => {
  const form = event.target.closest("form");
  if (!form) return false;
  form.requestSubmit(form.querySelector("button:not([type=button])"));
});

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

/* A form that was sent is not sent again, but for one whose answer is a file. */
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.target.matches("[data-download]")) return;
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
    toast.querySelector("[data-undo]").remove();
    toast.querySelector("p").textContent = toast.dataset.done;
    setTimeout(() => toast.remove(), 4000);
  }, 250);
}
