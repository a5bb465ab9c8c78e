// The visit form: a level chosen for somebody is guidance, so the outcome says so, unless another one was tapped. The
// server does the same for a form without an outcome.

export function taughtOutcome(form) {
  const outcomes = [...form.querySelectorAll("input[name=outcome]")];
  const guided = outcomes.find((outcome) => outcome.value === "GUIDED");
  if (!guided) return;

  let proposed = false;
  const isTaught = (level) => Number(level.value) > 0 && !form.elements[`noted-${level.name.split("-")[1]}`]?.checked;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "outcome") proposed = false;
    if (!/^(g|noted)-/.test(target.name)) return;
    const taught = [...form.querySelectorAll("input[name^='g-']:checked")].some(isTaught);
    if (taught && !outcomes.some((outcome) => outcome.checked)) {
      guided.checked = proposed = true;
    } else if (!taught && proposed) {
      guided.checked = proposed = false;
    }
  });
}
