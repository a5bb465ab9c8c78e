// Without network: the days that one taps for a promise, counted from today like households/forms/visit.py does. The page
// on the phone was drawn on another day.
const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];

export function renewPromises(form, today = new Date()) {
  const radios = [...form.querySelectorAll("input[name=promise]")];
  const choices = choicesFrom(today);
  const item = (radio) => radio.closest("label").parentElement;
  const pattern = item(radios.at(-1));
  for (const radio of radios.slice(1)) if (item(radio) !== pattern) item(radio).remove();
  for (const [place, [value, text]] of choices.entries()) {
    const copy = pattern.cloneNode(true);
    const [radio, label] = [copy.querySelector("input"), copy.querySelector("label")];
    Object.assign(radio, { value, checked: false, id: `shell-promise-${place}` });
    label.htmlFor = radio.id;
    for (const node of [...label.childNodes]) if (node !== radio) node.remove();
    label.append(text);
    pattern.before(copy);
  }
  pattern.remove();
}

function choicesFrom(today) {
  const after = (days) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const until = (weekday) => after((weekday - today.getDay() + 7) % 7 || 7);
  const named = [["Ngày mai", after(1)], ["Thứ Bảy", until(6)], ["Chủ nhật", until(0)], ["Tuần sau", after(7)]];
  const days = new Map(named.map(([name, day]) => [iso(day), [name, day]]));
  return [...days].sort().map(([value, [name, day]]) => [value, `${name} (${weekday(name, day)}${value.slice(8)}/${value.slice(5, 7)})`]);
}

const iso = (day) => new Intl.DateTimeFormat("sv").format(day);
const weekday = (name, day) => (name.toLowerCase() === WEEKDAYS[day.getDay()].toLowerCase() ? "" : `${WEEKDAYS[day.getDay()]} `);
