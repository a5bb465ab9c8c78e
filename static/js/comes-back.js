// Leaving a half-filled visit form to write down somebody who is missing, and coming back: what was typed is put in again.
const KEPT_FOR = 15 * 60_000;
const OF_THE_PAGE = ["csrfmiddlewaretoken", "uuid"];

export function comesBack(form) {
  const key = `typed-${document.body.dataset.userTag}-${form.dataset.household}`;
  for (const link of form.querySelectorAll("a[data-comes-back]")) link.addEventListener("click", () => keep(form, key));
  const kept = take(key);
  if (kept && Date.now() - kept.at < KEPT_FOR) for (const [name, value] of kept.typed) answer(form, name, value);
}

// Where the browser keeps nothing, it asks before what was typed is lost.
function keep(form, key) {
  const typed = [...new FormData(form)].filter(([name]) => !OF_THE_PAGE.includes(name));
  try {
    sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), typed }));
    form.dispatchEvent(new Event("typing-kept"));
  } catch {}
}

function take(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
    return kept;
  } catch {
    return null;
  }
}

// Fills in one answer of a form, and shows it.
export function answer(form, name, value) {
  for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    const chosen = ["radio", "checkbox"].includes(input.type);
    if (chosen && input.value !== String(value)) continue;
    if (chosen) input.checked = true;
    else input.value = value ?? "";
    if (value) for (const closed of [input.closest("details")].filter(Boolean)) closed.open = true;
  }
}
