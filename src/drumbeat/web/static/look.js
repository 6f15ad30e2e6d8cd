/* Choosing a colour shows it at once; without this, the button does. */
const form = document.querySelector("[data-look]");
form?.querySelector("[data-pick]").addEventListener("change", (event) => {
  form.elements.colour.value = event.target.value;
  form.requestSubmit();
});
