// The visits on this phone, each with one of three words, which is the server's own answer or none.
import { drop, entriesOf } from "./queue.js";
import { isRehearsing } from "./rehearsal.js";
import { inhabited, never, oldest } from "./shell-lists.js";
import { clock, part, putRows, rowOf, word } from "./shell-parts.js";

const SURE = "Bỏ hẳn lượt thăm này khỏi máy? Máy chủ chưa nhận nó, nên nó sẽ không được tính.";

export async function queuePage(owner, households) {
  const just = new URLSearchParams(location.search).get("vua") ?? location.pathname.match(/^\/luot-tham\/([0-9a-f-]{36})\/$/)?.[1];
  const entries = (await entriesOf(owner)).reverse();
  const page = part("queue", { nothing: entries.length ? "" : "Không có lượt thăm nào trên máy này." });
  putRows(page, "just", entries.filter((entry) => entry.uuid === just).map(rowOfEntry));
  putRows(page, "next", just && !isRehearsing() ? following(just, entries, households) : []);
  for (const state of ["refused", "waiting", "received"]) {
    putRows(page, state, entries.filter((entry) => entry.state === state && entry.uuid !== just).map(rowOfEntry));
  }
  return page;
}

function rowOfEntry(entry) {
  const { visit, uuid } = entry;
  const words = { waiting: "Trên máy, chưa gửi", received: `Đã nhận, mã ${entry.receipt}`, refused: "Cần xem lại" };
  const outcome = word(`outcome-${visit.outcome}`);
  const what = `${outcome[0]?.toUpperCase() ?? ""}${outcome.slice(1)}, lưu lúc ${clock(visit.saved_at)}`;
  const about = entry.about ?? "Buổi hướng dẫn tập trung";
  const mend = visit.household ? `/luot-tham/tren-may/?sua=${uuid}` : "";
  const row = part("entry", { about, what, state: words[entry.state] }, { mend });
  row.querySelector("li").dataset.state = entry.state;
  const errors = row.querySelector("[data-errors]");
  for (const message of Object.values(entry.errors ?? {}).flat()) {
    errors.append(Object.assign(document.createElement("li"), { textContent: message }));
  }
  // What waits may have reached the server unheard: it can be said anew, but is not taken off the phone.
  if (entry.state === "waiting") row.querySelector("[data-drop]").remove();
  if (entry.state === "received") row.querySelector("[data-mend]").remove();
  if (entry.state !== "refused") errors.remove();
  row.querySelector("[data-drop]")?.addEventListener("click", () => confirm(SURE) && drop(uuid));
  return row;
}

// The next of the lane never visited, otherwise the first never visited, otherwise the longest unvisited.
function following(just, entries, households) {
  const seen = new Set(entries.map(({ visit }) => visit.household)); // the directory may be from before they were received
  const entry = entries.find(({ uuid }) => uuid === just);
  const here = households.find((one) => one.id === entry?.visit.household);
  const others = inhabited(households).filter((one) => one !== here);
  const unvisited = never(others).filter((one) => !seen.has(one.id));
  const after = here && unvisited.find((one) => one.lane === here.lane && one.number > here.number);
  const next = after ?? unvisited[0] ?? oldest(others)[0];
  return next ? [rowOf(next)] : [];
}
