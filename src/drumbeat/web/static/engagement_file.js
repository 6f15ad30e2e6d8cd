/* A file that is dropped on the form is sent as if it had been chosen there. */
const form = document.querySelector("[data-drop]");
const isOver = (over) => form.classList.toggle("is-over", over);

form.addEventListener("dragover", (event) => {
  event.preventDefault();
  isOver(true);
});
form.addEventListener("dragleave", () => isOver(false));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  isOver(false);
  if (!event.dataTransfer.files.length) return;
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit();
});
