// Household and list forms: adds an empty row without a trip to the server. Without it the button posts the form
// and the server answers with one more row; where that saves too, the attribute says what the button does here.

export function growingRows(list) {
  const button = list.querySelector("button[data-add-row]");
  const template = list.querySelector("template");
  const total = list.querySelector("input[name$='-TOTAL_FORMS']");
  if (!button || !template || !total) return;

  if (button.dataset.addRow) button.textContent = button.dataset.addRow;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const row = template.content.cloneNode(true);
    for (const element of row.querySelectorAll("*")) {
      for (const attribute of [...element.attributes]) {
        if (attribute.value.includes("__prefix__")) {
          element.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", total.value));
        }
      }
    }
    total.value = Number(total.value) + 1;
    button.before(row);
    button.previousElementSibling.querySelector("input:not([type=hidden])").focus();
  });
}
