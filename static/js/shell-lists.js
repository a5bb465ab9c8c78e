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
export const inhabited = (households) => households.filter((one) => one.people.length);

export function desk(households, freshness) {
  const page = part("desk", { freshness });
  const first = promised(households, today());
  const others = inhabited(households).filter((one) => !first.slice(0, IN_A_SECTION).includes(one));
  putRows(page, "promised", first.slice(0, IN_A_SECTION).map(rowOf));
  putRows(page, "never", never(others).slice(0, NEXT_DOORS).map(rowOf));
  putRows(page, "oldest", oldest(others).slice(0, NEXT_DOORS).map(rowOf));
  return page;
}

export function list(households, freshness) {
  const asked = new URLSearchParams(location.search);
  const views = { hen: promised, "chua-tham": never, "lau-nhat": oldest };
  const typed = asked.get("q") ?? "";
  const found = (views[asked.get("xem")] ?? ((all) => all))(households).filter((one) => matches(one, typed));
  const more = found.length > IN_A_LIST ? `Còn ${found.length - IN_A_LIST} hộ nữa, xin gõ thêm để tìm.` : "";
  const page = part("list", { freshness, number: `${found.length} hộ`, more });
  const form = page.querySelector("form");
  form.elements.q.value = typed;
  form.elements.xem.value = asked.get("xem") ?? "";
  putRows(page, "found", found.slice(0, IN_A_LIST).map(rowOf));
  return page;
}

// Without tones and case, đ as d: like config/vietnamese.py.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// Like households/search.py, and words of the place and of a name may stand together.
function matches(household, typed) {
  const asked = wordsOf(typed);
  const names = household.people.map((person) => person.name);
  const digits = /^[+\d\s.()-]+$/.test(typed.trim()) ? typed.replace(/\D/g, "") : "";
  const phones = [household, ...household.people].map((one) => one.phone ?? "");
  if (digits.length > 2 && phones.some((phone) => phone.endsWith(digits.replace(/^(0|84)(?=\d{9}$)/, "")))) return true;
  if (asked.length && names.some((name) => wordsOf(name).map((word) => word[0]).join("") === asked.join(""))) return true;
  const said = wordsOf([placeOf(household), headOf(household), household.number.replace(/^0+/, ""), ...names].join(" "));
  return asked.every((word) => said.some((one) => one.startsWith(word)));
}
