// Without network: Hôm nay and the list of households, from what the phone keeps of one village.
import { headOf, part, placeOf, putRows, rowOf } from "./shell-parts.js";

const IN_A_SECTION = 8;
const NEXT_DOORS = 5;
const IN_A_LIST = 60;
const today = () => new Intl.DateTimeFormat("sv", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());

export const promised = (households, until = "9999") =>
  households.filter((one) => one.promised_on && one.promised_on <= until).sort((a, b) => (a.promised_on < b.promised_on ? -1 : 1));
export const never = (households) => households.filter((one) => !one.visited_at);
export const oldest = (households) =>
  households.filter((one) => one.visited_at).sort((a, b) => Date.parse(a.visited_at) - Date.parse(b.visited_at));

export function desk(households, freshness) {
  const page = part("desk", { freshness });
  const first = promised(households, today());
  const others = households.filter((one) => !first.slice(0, IN_A_SECTION).includes(one));
  putRows(page, "promised", first.slice(0, IN_A_SECTION).map(rowOf));
  putRows(page, "never", never(others).slice(0, NEXT_DOORS).map(rowOf));
  putRows(page, "oldest", oldest(others).slice(0, NEXT_DOORS).map(rowOf));
  return page;
}

export function list(households, freshness) {
  const asked = new URLSearchParams(location.search);
  const views = { hen: promised, "chua-tham": never, "lau-nhat": oldest };
  const words = fold(asked.get("q") ?? "");
  const found = (views[asked.get("xem")] ?? ((all) => all))(households).filter((one) => matches(one, words));
  const more = found.length > IN_A_LIST ? `Còn ${found.length - IN_A_LIST} hộ nữa, xin gõ thêm để tìm.` : "";
  const page = part("list", { freshness, number: `${found.length} hộ`, more });
  const form = page.querySelector("form");
  form.elements.q.value = asked.get("q") ?? "";
  form.elements.xem.value = asked.get("xem") ?? "";
  putRows(page, "found", found.slice(0, IN_A_LIST).map(rowOf));
  return page;
}

// Without tones and case, đ as d: like config/vietnamese.py.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").trim();
}

function matches(household, words) {
  const said = [placeOf(household), headOf(household), ...household.people.map((person) => person.name)];
  return !words || fold(said.join(" | ")).includes(words);
}
