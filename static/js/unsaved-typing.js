// Long forms: the browser asks before typed text is thrown away by leaving the page.

export function unsavedTyping(form) {
  let changed = false;
  const ask = (event) => changed && event.preventDefault();
  form.addEventListener("input", () => (changed = true));
  for (const kept of ["submit", "typing-kept"]) form.addEventListener(kept, () => (changed = false));
  addEventListener("beforeunload", ask);
}
