/* A client's page: values to copy, and that somebody really looked. Everything else works without this file. */
const says = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const note = document.createElement("span");
    note.className = "copied";
    note.ariaHidden = "true";
    note.textContent = says.textContent = says.dataset.copied;
    button.before(note);
    setTimeout(() => {
      note.remove();
      says.textContent = "";
    }, 2000);
  });
}

/* Two seconds in a tab that is looked at: what scans mail does not stay that long. */
const visit = document.querySelector("[data-visit]");
let waiting;

function watch() {
  clearTimeout(waiting);
  if (document.visibilityState !== "visible") return;
  waiting = setTimeout(() => {
    document.removeEventListener("visibilitychange", watch);
    fetch(visit.action, { method: "POST", body: new FormData(visit), keepalive: true }).catch(() => {});
  }, 2000);
}

document.addEventListener("visibilitychange", watch);
watch();
