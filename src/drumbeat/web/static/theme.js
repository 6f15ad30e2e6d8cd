/* The theme that was chosen, applied before the first paint. */
(() => {
  try {
    document.documentElement.dataset.theme = localStorage.getItem("theme") || "";
  } catch {
    /* Storage may be closed; the system's theme applies. */
  }
})();
