// Signing out: what the phone keeps of a village goes, and what was received; visits that wait stay for the same person,
// who is told so.
import { drop, entriesOf } from "./queue.js";
import { forgetDirectory } from "./store.js";

const PATIENCE = 6000;
const NO_NETWORK = "Chưa đăng xuất được vì máy chủ chưa trả lời. Những gì đã lưu trên máy vẫn còn nguyên; khi có mạng hãy bấm Đăng xuất lại.";
const GONE = "signed-out"; // something may still have been on its way to the phone when it was emptied

// The pages on the phone of everybody but `owner`.
export async function forgetShells(owner = "") {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== `shell-${owner}`) await caches.delete(name);
}

export function forgetAll() {
  return Promise.allSettled([forgetDirectory(), forgetShells()]);
}

// On the page after: nobody is signed in.
export async function afterSignOut() {
  try {
    if (!sessionStorage.getItem(GONE)) return;
    sessionStorage.removeItem(GONE);
  } catch {} // a browser that keeps nothing may as well forget
  await forgetAll();
}

function serverAnswers() {
  const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  return fetch("/sw.js", asked).then(({ ok }) => ok, () => false);
}

export function signOut(form) {
  let certain = false;
  form.addEventListener("submit", async (event) => {
    if (certain) return;
    event.preventDefault();
    const entries = await entriesOf(document.body.dataset.userTag).catch(() => []);
    const waiting = entries.filter((entry) => entry.state !== "received").length;
    const words = `Còn ${waiting} lượt trên máy này chưa được nhận. Chúng vẫn nằm lại trên máy và chỉ gửi đi khi chính bạn đăng nhập lại ở đây. Vẫn đăng xuất?`;
    if (waiting && !confirm(words)) return;
    if (!(await serverAnswers())) return alert(NO_NETWORK); // who is still signed in keeps what he works with
    for (const entry of entries) if (entry.state === "received") await drop(entry.uuid).catch(() => {});
    await forgetAll();
    try {
      sessionStorage.clear();
      sessionStorage.setItem(GONE, "1");
    } catch {}
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) form.elements.csrfmiddlewaretoken.value = token; // the page may come from the phone, from an earlier session
    certain = true;
    form.requestSubmit();
  });
}
