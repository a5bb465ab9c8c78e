// Visits on their way from this phone to the server (docs/api.md). A visit is "waiting" (trên máy) until the server's
// own answer makes it "received" (đã nhận, with its receipt code) or "refused" (cần xem lại). Used by pages and by the
// service worker; nobody's visits are shown or sent but those of `owner`, the tag of who is signed in.
import { change, read, readAll, remove, write } from "./store.js";

const ADDRESS = "/luot-tham/gui/";
const AT_ONCE = 20;
const PATIENCE = 25_000;
const SHOWN_FOR = 3 * 24 * 3600_000;
const news = new BroadcastChannel("queue"); // heard by the other tabs
const listeners = new Set();
const CONFLICT = "Lượt này đã được nhận từ trước với nội dung khác. Muốn sửa, hãy rút lại lượt ấy rồi ghi lượt mới.";

const WAITING = "Ở trang này đã có một lượt đang chờ gửi. Muốn sửa lượt ấy: mở “Lượt thăm trên máy”; muốn ghi lượt mới: mở lại trang của hộ.";

// `entry`: the visit that is in the way, if it is one's own.
export class AlreadyReceived extends Error {
  constructor(message, entry) {
    super(message);
    this.entry = entry;
  }
}

// Keeps the visit on the phone. The same answers under the same UUID are the same visit, whenever they were saved.
export async function keep(entry) {
  const earlier = await read("queue", entry.uuid);
  const said = (visit) => JSON.stringify({ ...visit, saved_at: null });
  if (earlier) {
    const same = earlier.owner === entry.owner && said(earlier.visit) === said(entry.visit);
    if (same && earlier.state !== "refused") return;
    if (earlier.owner !== entry.owner) throw new AlreadyReceived(CONFLICT, null);
    if (earlier.state === "received") throw new AlreadyReceived(CONFLICT, earlier);
    if (earlier.state === "waiting" && !entry.mends) throw new AlreadyReceived(WAITING, earlier);
  }
  const order = { kept_at: earlier?.kept_at ?? Date.now(), revision: (earlier?.revision ?? 0) + 1 };
  await write("queue", { ...entry, ...order, state: "waiting" });
  tell();
}

export async function entriesOf(owner) {
  const rows = (await readAll("queue")).filter((entry) => entry.owner === owner);
  return rows.sort((a, b) => a.kept_at - b.kept_at);
}

export function drop(uuid) {
  return remove("queue", uuid).then(loadAnew).then(tell);
}

// What the phone noted of a household from a visit that came to nothing: the next download brings the whole village.
function loadAnew() {
  return change("facts", "village", (facts) => facts && { ...facts, version: 0 });
}

// Calls `listen` when the queue changes, in this tab or in another one.
export function onNews(listen) {
  listeners.add(listen);
  news.addEventListener("message", listen);
}

function tell() {
  news.postMessage("changed");
  for (const listen of listeners) listen();
}

// Sends what waits, the oldest first, one tab at a time. Says why something is left: "sign-in", "other-user" or
// "unreachable"; "" if nothing is.
export async function send(owner) {
  const job = () => sendAll(owner);
  return globalThis.navigator.locks ? navigator.locks.request("send-visits", job) : job();
}

async function sendAll(owner) {
  const tried = new Set();
  let trouble = "";
  for (;;) {
    const waiting = (await entriesOf(owner)).filter((entry) => entry.state === "waiting" && !tried.has(entry.uuid));
    if (!waiting.length) return trouble;
    for (const entry of waiting.slice(0, AT_ONCE)) tried.add(entry.uuid);
    const problem = await deliver(waiting.slice(0, AT_ONCE), owner);
    if (problem && problem !== "unreadable") return problem;
    trouble ||= problem && "unreachable";
  }
}

// One bad entry must not hold up the others: what cannot be read together is sent one by one.
async function deliver(entries, owner) {
  const { results, problem, message } = await post(entries, owner);
  if (problem === "unreadable" && entries.length > 1) {
    let left = "";
    for (const entry of entries) {
      const one = await deliver([entry], owner);
      if (one && one !== "unreadable") return one;
      left ||= one;
    }
    return left;
  }
  if (message) await settle(entries[0], { status: "refused", errors: { uuid: [message] } });
  if (problem) return message ? "" : problem;
  for (const [place, entry] of entries.entries()) await settle(entry, results[place]);
  return "";
}

async function settle(sent, result) {
  await change("queue", sent.uuid, (entry) => {
    if (!entry || entry.revision !== sent.revision || entry.state !== "waiting") return null;
    return { ...entry, ...settled(result) };
  });
  if (!result.receipt) await loadAnew();
  tell();
}

function settled(result) {
  const settled_at = Date.now();
  if (result.receipt) return { state: "received", receipt: result.receipt, settled_at };
  const conflict = result.status === "conflict";
  return { state: "refused", conflict, errors: conflict ? { uuid: [CONFLICT] } : result.errors, settled_at };
}

// Where the phone keeps nothing: sends one visit straight away. Its state is "" if the server did not answer.
export async function sendStraight(entry) {
  const { results, problem } = await post([entry], entry.owner);
  return problem ? { ...entry, state: "", problem } : { ...entry, ...settled(results[0]) };
}

async function post(entries, owner) {
  let token = globalThis.document?.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      if (!token) {
        const asked = await ask({ headers: { "X-User-Tag": owner } });
        if (asked.problem) return asked;
        token = asked.body.csrf_token;
      }
      const answer = await ask({
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-User-Tag": owner },
        body: JSON.stringify({ sent_at: new Date().toISOString(), visits: entries.map((entry) => entry.visit) }),
      });
      if (answer.problem !== "token") return answer.problem ? answer : { results: answer.body.results };
      token = "";
    } catch {
      return { problem: "unreachable" };
    }
  }
  return { problem: "sign-in" };
}

async function ask(options) {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(ADDRESS, { credentials: "same-origin", redirect: "manual", cache: "no-store", signal, ...options });
  if (response.type === "opaqueredirect" || response.status === 401) return { problem: "sign-in" };
  if (response.status === 409) return { problem: "other-user" };
  if (response.status === 403) return { problem: "token" };
  if (response.status === 400) return { problem: "unreadable", message: (await response.json()).error };
  if (response.status === 500) return { problem: "unreadable" };
  if (!response.ok) return { problem: "unreachable" };
  return { body: await response.json() };
}

// What was received is shown for some days, then the server alone knows it.
export async function tidyUp(owner) {
  for (const entry of await entriesOf(owner)) {
    if (entry.state === "received" && Date.now() - entry.settled_at > SHOWN_FOR) await drop(entry.uuid);
  }
}
