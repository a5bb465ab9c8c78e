// The pages that open without network are built of the <template> parts of templates/households/offline.html.

// A copy of a part: [data-text] gets words and goes where there are none, [data-link] gets its address likewise.
export function part(name, texts = {}, links = {}) {
  const copy = document.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);
  for (const element of copy.querySelectorAll("[data-link]")) {
    const address = links[element.dataset.link];
    if (address) element.href = address;
    else element.remove();
  }
  for (const element of copy.querySelectorAll("[data-text]")) {
    if (texts[element.dataset.text]) element.textContent = texts[element.dataset.text];
    else element.remove();
  }
  return copy;
}

export function word(value) {
  return document.querySelector('template[data-part="words"]').content.querySelector(`[value="${value}"]`)?.textContent ?? "";
}

export const day = (moment) => new Intl.DateTimeFormat("vi", { day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date(moment));
export const clock = (moment) => `${new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit" }).format(new Date(moment))} ngày ${day(moment)}`;
export const phoneShown = (phone) => phone && phone.replace(/^\+84(\d{2})(\d{3})(\d+)$/, "0$1 $2 $3");

export function headOf(household) {
  return household.people.find((person) => person.id === household.head)?.name ?? household.people[0]?.name ?? "Chưa rõ chủ hộ";
}

export const placeOf = (household) => [`Hộ ${household.number}`, household.lane].filter(Boolean).join(", ");

export function rowOf(household) {
  const { promised_on, visited_at } = household;
  const state = promised_on ? `Hẹn ${day(promised_on)}` : visited_at ? `Thăm ${day(visited_at)}` : "Chưa thăm";
  const home = `/ho-dan/${household.id}/`;
  const texts = { name: headOf(household), place: placeOf(household), promise: household.promise, state };
  const row = part("row", texts, { household: home, visit: `${home}luot-tham/moi/` });
  const form = row.querySelector("form");
  form.elements.uuid.value = crypto.randomUUID();
  form.elements.household.value = household.id;
  form.dataset.about = `${headOf(household)}, ${placeOf(household)}`;
  form.action = `${home}khong-ai-o-nha/`;
  return row;
}

// Puts rows into the section [data-rows=name] of `page`, or takes the section away where there are none.
export function putRows(page, name, rows) {
  const section = page.querySelector(`[data-rows="${name}"]`);
  if (rows.length) section.querySelector("ul").append(...rows);
  else section.remove();
}
