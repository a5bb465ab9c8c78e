// Hôm nay with network: brings what this phone keeps of one village up to date, so that its pages open without network.
import { clock } from "./shell-parts.js";
import { forgetDirectory, keepDirectory, read } from "./store.js";

export const FORMAT = 1;
export const KEPT_FOR = 14 * 24 * 3600_000;

export async function directory(section) {
  const owner = document.body.dataset.userTag;
  const status = section.querySelector("[data-said]");
  const buttons = [...section.querySelectorAll("button[data-url]")];
  let kept = await factsOf(owner);
  section.hidden = false;

  async function take(button) {
    status.textContent = `Đang tải danh bạ ${button.dataset.name}…`;
    try {
      const facts = await download(button.dataset.url, owner);
      status.textContent = sentence(facts);
      navigator.serviceWorker?.ready.then((worker) => worker.active.postMessage({ keep: owner }));
    } catch {
      const before = await factsOf(owner);
      status.textContent = before ? `Chưa tải được bản mới. ${sentence(before)}` : "Chưa tải được danh bạ; hãy thử lại khi có mạng.";
    }
  }

  if (kept && !buttons.some((button) => button.dataset.url === kept.url)) {
    await forgetDirectory(); // he serves there no longer
    kept = null;
  }
  for (const button of buttons) button.addEventListener("click", () => take(button));
  if (kept) status.textContent = sentence(kept);
  const usual = buttons.find((button) => button.dataset.url === kept?.url) ?? (buttons.length === 1 ? buttons[0] : null);
  if (usual) await take(usual);
}

// Facts about what is kept, if it is this person's; what is another's is thrown away.
export async function factsOf(owner) {
  const facts = await read("facts", "village").catch(() => null);
  if (facts && facts.owner !== owner) {
    await forgetDirectory();
    return null;
  }
  return facts ?? null;
}

export const isOld = (facts) => Date.now() - facts.fetched_at > KEPT_FOR;

async function download(url, owner) {
  const kept = await factsOf(owner);
  const known = kept?.url === url && kept.format === FORMAT && !isOld(kept) ? `?tu=${kept.version}` : "";
  const response = await fetch(url + known, { credentials: "same-origin", cache: "no-store" });
  if (response.status === 404 && kept?.url === url) await forgetDirectory();
  if (!response.ok || response.redirected || response.headers.get("X-User-Tag") !== owner) throw new Error("not ours");
  const { households, gone, whole, ...about } = await response.json();
  const facts = { name: "village", owner, url, fetched_at: Date.now(), ...about };
  await keepDirectory(households, gone, facts, whole);
  navigator.storage?.persist?.();
  return facts;
}

function sentence(facts) {
  const old = isOld(facts) ? " Bản này đã quá 14 ngày: hãy tải lại." : "";
  return `${facts.village.name} mở được khi mất mạng, theo danh bạ tải lúc ${clock(facts.fetched_at)}.${old}`;
}
