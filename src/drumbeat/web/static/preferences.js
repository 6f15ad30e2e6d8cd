/* What was chosen for this browser alone gives way to what is chosen for oneself everywhere. */
document.querySelector("[data-preferences]")?.addEventListener("submit", () => {
  try {
    localStorage.removeItem("theme");
  } catch {
    /* Storage is closed: nothing was chosen there. */
  }
});
