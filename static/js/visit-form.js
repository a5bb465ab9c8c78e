// The visit form: a form that the back button loads anew keeps the UUID it had in this place of the history, so that
// what was sent from here before is recognised as the same visit, or as a change of it.

export function sameVisitOnReturn(form) {
  const uuid = form.querySelector("input[name=uuid]");
  if (history.state?.visit && !form.querySelector(".errorlist")) uuid.value = history.state.visit;
  history.replaceState({ ...history.state, visit: uuid.value }, "");
}
