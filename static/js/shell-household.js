// Without network: the page of a household and its visit form, from what the phone keeps.
import { answer } from "./comes-back.js";
import { clock, day, headOf, part, phoneShown, placeOf, word } from "./shell-parts.js";
import { renewPromises } from "./shell-promise.js";
import { showFaults } from "./visit-form.js";

const REFUSED = "Lượt này chưa được nhận: hãy sửa chỗ báo đỏ bên dưới rồi lưu lại.";

export function householdPage(household, facts, freshness) {
  const { promised_on, promise, visited_at, outcome } = household;
  const texts = {
    name: headOf(household),
    place: `${placeOf(household)}, ${facts.village.name}`,
    phone: phoneShown(household.phone),
    promise: promised_on && `Đã hẹn đến vào ngày ${day(promised_on)}${promise ? `: ${promise}` : ""}.`,
    latest: visited_at ? `Thăm gần nhất lúc ${clock(visited_at)}: ${word(`outcome-${outcome}`)}.` : "Chưa có lượt thăm nào.",
    freshness,
  };
  const links = { visit: `/ho-dan/${household.id}/luot-tham/moi/`, phone: household.phone && `tel:${household.phone}` };
  const page = part("household", texts, links);
  page.querySelector("[data-members]").append(...household.people.map((person) => member(person, facts)));
  const chips = traitChips(household.traits, facts);
  if (chips.length) page.querySelector("[data-traits] ul").append(...chips);
  else page.querySelector("[data-traits]").remove();
  return page;
}

function member(person, facts) {
  const texts = { name: person.name, year: person.year ? `sinh ${person.year}` : "chưa rõ năm sinh", phone: phoneShown(person.phone) };
  const copy = part("member", texts, { phone: person.phone && `tel:${person.phone}` });
  const levels = facts.skills.filter((skill) => skill.id in person.levels);
  const chips = levels.map((skill) => chip(`${skill.name}: ${word(`level-${person.levels[skill.id]}`)}`));
  copy.querySelector(".chips").append(...traitChips(person.traits, facts), ...chips);
  return copy;
}

function traitChips(values, facts) {
  return facts.traits.filter((trait) => trait.id in values).map((trait) => chip(`${trait.name}: ${values[trait.id] ? "có" : "không"}`));
}

const chip = (text) => Object.assign(document.createElement("li"), { textContent: text });

// `answers` is a visit of the queue to be mended, or nothing.
export function visitPage(household, freshness, answers) {
  const name = headOf(household);
  const page = part("visit", { name, place: placeOf(household), freshness }, { household: `/ho-dan/${household.id}/` });
  const form = page.querySelector("form");
  form.action = `/ho-dan/${household.id}/luot-tham/moi/`;
  Object.assign(form.dataset, { household: household.id, about: `${name}, ${placeOf(household)}` });
  rename(form, "__household__", household.id);
  renewPromises(form);
  const notice = form.querySelector("[data-notice]");
  if (Number(notice?.dataset.notice) === household.notice) notice.remove();
  const where = form.querySelector("[data-people]");
  const rows = household.people.map((person) => personRow(person, household.people.length === 1));
  where.append(...rows);
  form.elements.uuid.value = crypto.randomUUID();
  if (answers) putAnswers(form, answers);
  return page;
}

function personRow(person, alone) {
  const copy = part("person");
  rename(copy, "__person__", person.id);
  const row = copy.querySelector("details");
  const year = document.createElement("small");
  year.textContent = person.year ? ` sinh ${person.year}` : "";
  row.querySelector("summary").replaceChildren(person.name, year);
  row.open = alone;
  for (const question of row.querySelectorAll("fieldset")) {
    const [, skill] = question.querySelector("input").name.match(/^g-\d+-(\d+)$/) ?? [];
    if (!(skill in person.levels)) continue;
    const known = document.createElement("small");
    known.textContent = ` hiện nay: ${word(`level-${person.levels[skill]}`)}`;
    question.querySelector("legend").append(known);
  }
  return copy;
}

function rename(node, placeholder, id) {
  for (const element of node.querySelectorAll(`[name*="${placeholder}"]`)) element.name = element.name.replace(placeholder, id);
}

function putAnswers(form, { visit, state, conflict, errors }) {
  if (!conflict) form.elements.uuid.value = visit.uuid;
  for (const name of ["outcome", "place", "note", "notice"]) answer(form, name, visit[name]);
  answer(form, "promised_on", visit.promised_on && day(visit.promised_on));
  answer(form, "visited_at", visit.visited_at);
  Object.assign(form.dataset, { savedAt: visit.saved_at, mends: "" });
  if (state === "refused") showFaults(form, errors, REFUSED);
  for (const companion of visit.companions) form.querySelector(`[name=companions][value="${companion}"]`)?.setAttribute("checked", "");
  for (const { resident, skill, level, taught } of visit.guidances) {
    answer(form, `g-${resident}-${skill}`, level);
    const noted = form.querySelector(`[name="noted-${resident}"]`);
    if (noted && level > 0 && visit.outcome !== "ABLE") noted.checked = !taught;
  }
  for (const { resident, household, trait, value } of visit.observations) {
    answer(form, resident ? `t-r-${resident}-${trait}` : `t-h-${household}-${trait}`, value ? "1" : "0");
  }
}
