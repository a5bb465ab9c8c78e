// On every page of a team member: how many visits lie on this phone, and sending them whenever that may work. The
// browser's word that it is online is not believed: it is tried.
import { entriesOf, onNews, send, tidyUp } from "./queue.js";
import { readAll } from "./store.js";

const AGAIN = 20_000;

// Where nobody is signed in: whose visits they are is not said.
export async function tellOfWaiting(notice) {
  const entries = await readAll("queue").catch(() => []);
  notice.hidden = !entries.some(({ state }) => state !== "received");
}

export function queueBar(bar) {
  const owner = document.body.dataset.userTag;
  const [text, link, again] = bar.querySelectorAll("[data-text], [data-sign-in], [data-again]");
  let trouble = "";
  let sending = false;
  let said = "";

  async function show() {
    const entries = await entriesOf(owner).catch(() => []);
    const number = (state) => entries.filter((entry) => entry.state === state).length;
    const [waiting, refused] = [number("waiting"), number("refused")];
    const words = [];
    if (waiting) words.push(`${waiting} lượt trên máy, chưa gửi`);
    if (refused) words.push(`${refused} lượt cần xem lại`);
    if (!words.length && said) words.push(said);
    bar.hidden = !words.length;
    bar.dataset.state = refused ? "refused" : waiting ? "waiting" : "received";
    text.textContent = words.length ? `${words.join("; ")}.` : "";
    link.hidden = !(waiting && trouble === "sign-in");
    again.hidden = !waiting || trouble === "sign-in";
    return waiting;
  }

  async function attempt() {
    if (sending || !(await show())) return;
    sending = true;
    const before = await entriesOf(owner);
    trouble = await send(owner).catch(() => "unreachable");
    sending = false;
    const after = await entriesOf(owner);
    const sent = after.filter((entry) => entry.state === "received" && before.some((one) => one.uuid === entry.uuid && one.state === "waiting"));
    if (sent.length) said = `Đã nhận ${sent.length} lượt`;
    await show();
  }

  again.addEventListener("click", attempt);
  onNews(show);
  addEventListener("online", attempt);
  addEventListener("pageshow", attempt);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && attempt());
  setInterval(attempt, AGAIN);
  tidyUp(owner).catch(() => {}).then(attempt);
}
