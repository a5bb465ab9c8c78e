// Reads a filled-in visit form into what the queue sends (docs/api.md), and says at once what the server would refuse.

const ID_NUMBER = /(?:^|\D)(?:\d{12}|\d{3}([ .-])\d{3}\1\d{3}\1\d{3}|\d{4}([ .-])\d{4}\2\d{4})(?!\d)/; // as config/validators.py
const TAUGHT = ["GUIDED", "ABLE"];
const UNHEARD = ["NOBODY_HOME", "GONE"];
const EMPTY = ["NOBODY_HOME", "REFUSED", "GONE"];

// {visit, faults}: faults is {name of the field: message}.
export function entryOf(form) {
  const data = new FormData(form);
  const guidances = guidancesOf(data);
  const outcome = data.get("outcome") || (guidances.some((one) => one.taught && one.level > 0) ? "GUIDED" : "");
  const promised = dayOf(data.get("promised_on") || data.get("promise") || "");
  const number = (name) => Number(form.dataset[name]) || null;
  const visit = {
    uuid: data.get("uuid"),
    household: number("household"),
    village: number("village"),
    saved_at: form.dataset.savedAt ?? new Date().toISOString(), // one that is mended was made when it was first saved
    visited_at: data.get("visited_at") || null,
    outcome,
    place: data.get("place") || "HOME",
    note: data.get("note") || "",
    notice: Number(data.get("notice")) || null,
    promised_on: promised,
    companions: data.getAll("companions").map(Number),
    guidances: guidances.map((one) => ({ ...one, taught: outcome !== "ABLE" && one.level > 0 && one.taught })),
    observations: observationsOf(data),
  };
  return { visit, faults: faultsOf(visit) };
}

function guidancesOf(data) {
  const levels = new Map();
  for (const [name, value] of data) {
    const [, skill] = name.match(/^g-all-(\d+)$/) ?? [];
    if (skill && value) for (const person of data.getAll("nguoi")) levels.set(`${person}-${skill}`, value);
  }
  for (const [name, value] of data) {
    const [, person, skill] = name.match(/^g-(\d+)-(\d+)$/) ?? [];
    if (person && value) levels.set(`${person}-${skill}`, value);
  }
  return [...levels].map(([key, level]) => {
    const [resident, skill] = key.split("-").map(Number);
    return { resident, skill, level: Number(level), taught: !data.has(`noted-${resident}`) };
  });
}

function observationsOf(data) {
  const seen = [];
  for (const [name, value] of data) {
    const [, owner, id, trait] = name.match(/^t-([rh])-(\d+)-(\d+)$/) ?? [];
    if (owner && value) seen.push({ [owner === "h" ? "household" : "resident"]: Number(id), trait: Number(trait), value: value === "1" });
  }
  return seen;
}

// "2026-11-28" of it or of "28/11/2026"; what is no day stays as it was typed.
function dayOf(text) {
  const [, day, month, year] = text.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/) ?? [];
  return (day ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text.trim()) || null;
}

// A phone's clock may be a little off: to the very day, the server judges (households/actions/judging.py).
const isLongPast = (promised, visited) => Date.parse(promised) < Date.parse(visited) - 3 * 86_400_000;

function faultsOf(visit) {
  const people = visit.guidances.length || visit.observations.some((one) => one.resident);
  if (!visit.outcome) return { outcome: "Hãy chọn kết quả của lượt thăm." };
  if (visit.promised_on && Number.isNaN(Date.parse(visit.promised_on))) {
    return { promised_on: "Ngày chưa đúng, ví dụ 28/11/2026." };
  }
  if (visit.promised_on && isLongPast(visit.promised_on, visit.visited_at ?? visit.saved_at)) {
    return { promised_on: "Ngày hẹn phải từ ngày thăm trở đi, trong vòng một năm." };
  }
  if (visit.outcome === "PROMISED" && !visit.promised_on) return { promised_on: "Hẹn lại thì hãy chọn ngày hẹn." };
  if (TAUGHT.includes(visit.outcome) && !visit.guidances.length) {
    return { outcome: "Hãy chọn ai đã được hướng dẫn nội dung gì, đến mức nào." };
  }
  if (EMPTY.includes(visit.outcome) && people) {
    return { outcome: "Kết quả này không đi cùng việc hướng dẫn ai. Hãy chọn kết quả khác hoặc bỏ phần hướng dẫn." };
  }
  if (visit.notice && UNHEARD.includes(visit.outcome)) {
    return { notice: "Không gặp ai của hộ thì chưa đọc được thông báo: hãy bỏ đánh dấu ô này." };
  }
  if (ID_NUMBER.test(visit.note)) {
    return { note: "Có 12 chữ số liền nhau giống số căn cước (CCCD). Cổng không giữ số giấy tờ: hãy xóa số ấy rồi lưu lại." };
  }
  return {};
}
