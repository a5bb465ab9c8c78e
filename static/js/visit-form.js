// The visit form: kept on the phone and sent from there, so that no signal loses it. A form that the back button loads
// anew keeps the UUID it had in this place of the history, so that what was sent from here before is recognised.
import { comesBack } from "./comes-back.js";
import { AlreadyReceived } from "./queue.js";
import { addressOf, save } from "./saving.js";
import { entryOf } from "./visit-entry.js";

const UNSAVED = "Chưa lưu: hãy sửa chỗ báo đỏ bên dưới rồi lưu lại.";
const NOWHERE = "Chưa lưu: máy này không cho cất lượt thăm và máy chủ chưa trả lời. Đừng đóng trang; khi có mạng hãy bấm Lưu lại.";

export function visitForm(form) {
  sameVisitOnReturn(form);
  comesBack(form);
  if (!document.body.dataset.userTag || "rehearsal" in document.body.dataset) return;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "promise") form.elements.promised_on.value = ""; // the day that was tapped is the one meant
  });
  const button = form.querySelector("button:not([type=button])");
  const label = button.textContent;
  const show = (saving) => {
    button.disabled = saving;
    button.textContent = saving ? "Đang lưu…" : label;
  };
  addEventListener("pageshow", () => show(false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    clearFaults(form);
    const { visit, faults } = entryOf(form);
    if (Object.keys(faults).length) return showFaults(form, faults);
    show(true);
    show(await attempt(form, visit));
  });
}

// True while the page is being left.
async function attempt(form, visit) {
  try {
    const entry = await save(visit, form.dataset.about, "mends" in form.dataset);
    if (entry.state === "refused") return showFaults(form, entry.errors, UNSAVED, entry.conflict && entry);
    if (!entry.state) return showFaults(form, {}, NOWHERE);
    form.dispatchEvent(new Event("visit-kept"));
    location.assign(addressOf(entry));
    return true;
  } catch (error) {
    const earlier = error instanceof AlreadyReceived;
    return showFaults(form, {}, earlier ? error.message : NOWHERE, earlier && error.entry);
  }
}

function sameVisitOnReturn(form) {
  const uuid = form.querySelector("input[name=uuid]");
  if (history.state?.visit && !form.querySelector(".errorlist")) uuid.value = history.state.visit;
  history.replaceState({ ...history.state, visit: uuid.value }, "");
}

function clearFaults(form) {
  for (const old of form.querySelectorAll(".errorlist, [data-fault]")) old.remove();
  for (const field of form.querySelectorAll(".field[data-invalid]")) field.removeAttribute("data-invalid");
}

// `earlier` is the visit that is in the way, or nothing. Returns false.
export function showFaults(form, faults, title = UNSAVED, earlier = null) {
  const notice = Object.assign(document.createElement("p"), { className: "notice", role: "alert", textContent: title });
  notice.dataset.kind = "error";
  notice.dataset.fault = "";
  for (const [name, messages] of Object.entries(faults)) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`)?.closest(".field");
    const list = Object.assign(document.createElement("ul"), { className: "errorlist" });
    for (const message of [messages].flat()) list.append(Object.assign(document.createElement("li"), { textContent: message }));
    for (const closed of field ? [field.closest("details")].filter(Boolean) : []) closed.open = true;
    field?.setAttribute("data-invalid", "");
    (field?.querySelector("fieldset") ?? field ?? notice).append(list);
  }
  const link = (href, textContent) => notice.append(" ", Object.assign(document.createElement("a"), { href, textContent }));
  const wrong = form.querySelector(".field[data-invalid] :is(input, select, textarea):not([type=hidden])");
  if (wrong) link(`#${wrong.id}`, "Đến chỗ ấy");
  if (earlier) link(addressOf({ ...earlier, state: earlier.conflict ? "received" : earlier.state }), "Mở lượt ấy");
  form.prepend(notice);
  notice.tabIndex = -1;
  notice.focus();
  notice.scrollIntoView({ block: "start" });
  return false;
}
