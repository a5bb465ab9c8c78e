// The page that the service worker shows where the network does not answer: by its address it becomes Hôm nay, the list,
// a household, its visit form or the visits on this phone. With network it is the page of the visits on this phone.
import { factsOf, isOld } from "./directory.js";
import { onNews } from "./queue.js";
import { quickVisit } from "./quick-visit.js";
import { isRehearsing } from "./rehearsal.js";
import { householdPage, visitPage } from "./shell-household.js";
import { desk, list } from "./shell-lists.js";
import { clock, part } from "./shell-parts.js";
import { queuePage } from "./shell-queue.js";
import { read, readAll } from "./store.js";
import { taughtOutcome } from "./taught-outcome.js";
import { unsavedTyping } from "./unsaved-typing.js";
import { visitForm } from "./visit-form.js";

const owner = document.body.dataset.userTag;
const ELSEWHERE = "Trang này cần có mạng. Những gì đã lưu trên máy vẫn còn nguyên.";
const REHEARSING = "Bạn đang tập dượt. Tập dượt cần có mạng: khi có mạng, hãy mở lại trang này, hoặc bấm Thôi tập dượt.";
const NO_DIRECTORY = "Trên máy này chưa có danh bạ của thôn. Khi có mạng, hãy mở trang Hôm nay một lần.";
const NOT_KEPT = "Hộ này không có trong danh bạ trên máy. Hãy mở lại khi có mạng.";

export function shell(root) {
  fill(root);
  if (location.pathname.startsWith("/luot-tham/")) onNews(() => root.querySelector("form[data-visit]") || fill(root));
}

async function fill(root) {
  const facts = await factsOf(owner);
  const households = facts ? await readAll("households") : [];
  households.sort((a, b) => compare(a.lane, b.lane) || compare(a.number, b.number) || a.id - b.id);
  const page = await pageFor(location.pathname, facts, households);
  root.replaceChildren(page);
  for (const link of document.querySelectorAll(".nav a")) markCurrent(link);
  document.title = root.querySelector("h1")?.textContent ?? document.title;
  root.querySelectorAll("form[data-quick-visit]").forEach(quickVisit);
  root.querySelectorAll("form[data-keep]").forEach(unsavedTyping);
  root.querySelectorAll("form[data-visit]").forEach(visitForm);
  root.querySelectorAll("form[data-visit]").forEach(taughtOutcome);
}

// The menu was drawn for another address.
function markCurrent(link) {
  const address = new URL(link.href).pathname;
  const here = address === "/" ? location.pathname === "/" : location.pathname.startsWith(address);
  if (here) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

async function pageFor(address, facts, households) {
  const asked = new URLSearchParams(location.search);
  if (/^\/luot-tham\/(tren-may|[0-9a-f-]{36})\/$/.test(address) && !asked.has("sua")) return queuePage(owner, households);
  if (isRehearsing()) return part("elsewhere", { title: "Chưa có mạng", reason: REHEARSING });
  const [, id, form] = address.match(/^\/ho-dan\/(\d+)\/(luot-tham\/moi\/)?$/) ?? [];
  const mended = asked.has("sua") ? await read("queue", asked.get("sua")) : null;
  if (!id && !mended && !["/", "/ho-dan/", "/tim/"].includes(address)) return part("elsewhere", { title: "Chưa có mạng", reason: ELSEWHERE });
  if (!facts) return part("elsewhere", { title: "Chưa có mạng", reason: NO_DIRECTORY });
  if (address === "/") return desk(households, freshness(facts));
  if (!id && !mended) return list(households, freshness(facts));
  const household = households.find((one) => one.id === (mended ? mended.visit.household : Number(id)));
  if (!household) return part("elsewhere", { title: "Không mở được", reason: NOT_KEPT });
  if (mended) return visitPage(household, freshness(facts), mended.owner === owner && mended);
  return form ? visitPage(household, freshness(facts)) : householdPage(household, facts, freshness(facts));
}

function freshness(facts) {
  const at = `Đang dùng danh bạ ${facts.village.name} trên máy, tải lúc ${clock(facts.fetched_at)}.`;
  return isOld(facts) ? `${at} Bản này đã quá 14 ngày: hãy tải lại khi có mạng.` : at;
}

const compare = new Intl.Collator("vi", { numeric: true }).compare;
