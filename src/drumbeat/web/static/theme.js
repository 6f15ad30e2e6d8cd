/* The theme that was chosen, applied before the first paint: in this browser, else everywhere. */
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
  } catch {
    /* Storage may be closed; the system's theme applies. */
  }
})();
