/* The editor of a draft: saving as it is typed, keys, growing fields. Every action is a form without this. */
import { bind, bindCommand } from "./keys.js";

const one = (selector, within = document) => within.querySelector(selector);
const form = one("[data-update]");
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const showKeys = () => document.querySelectorAll("[data-key]").forEach((key) => {
  if (key.textContent === "⌘↵" && !isMac) key.textContent = "Ctrl ↵";
  key.hidden = false;
});
showKeys();

/* saving: `unsaved` while something typed has not come back as saved */
let unsaved = false;
let inFlight = false;
let then = null; // what waits for the save

function tell(sentence) {
  const note = document.createElement("p");
  note.className = "note st--question";
  note.role = "alert";
  note.append(document.createElement("span"), `${sentence} Your text is kept on this page. `);
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--sm", textContent: "Try again" });
  again.addEventListener("click", save);
  note.append(again);
  one("#unsaved").replaceChildren(note);
}

function save() {
  unsaved = true;
  htmx.trigger(form, "change");
}

form?.addEventListener("input", () => (unsaved = true));
form?.addEventListener("htmx:beforeRequest", () => {
  inFlight = true;
  unsaved = false;
});
form?.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  // Signed out meanwhile: what came is the page to sign in, not what was asked for.
  if (!xhr.responseURL.endsWith("/update")) event.detail.shouldSwap = false;
  if (xhr.status !== 409 && xhr.status !== 422) return;
  Object.assign(event.detail, { shouldSwap: true, isError: false, target: one("#unsaved"), swapOverride: "innerHTML" });
});
form?.addEventListener("htmx:afterRequest", (event) => {
  inFlight = false;
  const { xhr } = event.detail;
  const isSaved = xhr.status === 200 && xhr.responseURL.endsWith("/update");
  if (!isSaved) {
    unsaved = true;
    then = null;
    if (xhr.status === 200) tell("You are signed out. Sign in again in another tab.");
    else if (xhr.status !== 409 && xhr.status !== 422) tell("We could not save.");
    return;
  }
  showKeys();
  one("[data-preview]")?.contentWindow && (one("[data-preview]").src += "");
  if (unsaved) return then && save();
  then?.();
  then = null;
});

/* What is sent must be what was typed: a form waits until the text is saved. */
document.addEventListener("submit", (event) => {
  if (!form || !(unsaved || inFlight) || event.target === form) return;
  event.preventDefault();
  event.stopPropagation();
  const { target, submitter } = event;
  then = () => target.isConnected ? target.requestSubmit(submitter) : one("[data-approve-draft]")?.requestSubmit();
  if (!inFlight) save();
}, true);
/* The form itself brings its text along; only a save on its way would look like somebody else's. */
form?.addEventListener("submit", (event) => {
  if (!inFlight) return (unsaved = false);
  event.preventDefault();
  event.stopPropagation();
  const { submitter } = event;
  then = () => form.requestSubmit(submitter);
});
addEventListener("beforeunload", (event) => (unsaved || inFlight) && event.preventDefault());

/* deliverables */
function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function add() {
  const list = one("[data-deliverables]");
  const last = list.lastElementChild && one(".deliv__text", list.lastElementChild);
  if (last?.value === "") return last.focus();
  const row = one("template[data-row]").content.cloneNode(true);
  list.append(row);
  const number = list.children.length - 1;
  list.lastElementChild.querySelectorAll("[name=move]").forEach((button) => (button.value = button.value.replace(/\d+$/, number)));
  one(".deliv__text", list.lastElementChild).focus();
}

one("[data-add]")?.addEventListener("click", (event) => {
  event.preventDefault();
  add();
});
form?.addEventListener("input", (event) => event.target.matches(".deliv__text") && grow(event.target));
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.metaKey || event.ctrlKey || !event.target.matches(".deliv__text, .deliv__ev")) return;
  event.preventDefault();
  add();
});
if (!CSS.supports("field-sizing", "content")) document.querySelectorAll(".deliv__text").forEach(grow);

/* keys: ⌘↵ sends, or leads to what is missing; D adds a deliverable */
bindCommand("enter", (event) => !event.target.closest("dialog") && one("[data-primary]")?.click());
if (form) bind({ d: add });
