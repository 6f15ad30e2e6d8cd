/* Keys: one listener for all. Single keys rest while somebody types, in a dialog, and when they are switched off. */
const bound = new Map();
const commands = new Map();
const typing = "input, textarea, select, [contenteditable]";
let first = "";
let forget;

/* bind({ j: act, "g q": act }): a key, or two one after the other; what returns false did nothing. */
export const bind = (keys) => Object.entries(keys).forEach(([name, act]) => bound.set(name, act));
/* With ⌘ or Ctrl: these act in fields and dialogs too. */
export const bindCommand = (key, act) => commands.set(key, act);

const areOff = () => document.body.dataset.keys === "off";
const rest = (target) => target.closest(`${typing}, summary, pre`) || document.querySelector("dialog[open]") || areOff();

function command(event) {
  const act = event.shiftKey ? undefined : commands.get(event.key.toLowerCase());
  if (act && act(event) !== false) event.preventDefault();
}

function single(event) {
  const name = first + event.key;
  clearTimeout(forget);
  first = "";
  if ([...bound.keys()].some((key) => key.startsWith(`${name} `))) {
    first = `${name} `;
    forget = setTimeout(() => (first = ""), 1500);
  }
  const act = bound.get(name);
  if (act && act(event) !== false) event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  if (event.metaKey || event.ctrlKey) return command(event);
  if (event.key === "Escape" && event.target.matches(typing) && !event.target.closest("dialog")) return event.target.blur();
  if (!rest(event.target)) single(event);
});
