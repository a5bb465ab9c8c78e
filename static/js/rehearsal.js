// A rehearsal goes through the server, so it needs the network: what a page without network stored would be in earnest.
// The page kept on the phone is never drawn in a rehearsal; it asks here whether the last page from the server was.
const KEY = "rehearsal";

export function noteRehearsal() {
  if (document.querySelector("[data-shell]")) return;
  try {
    if ("rehearsal" in document.body.dataset) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
  } catch {} // a browser that keeps nothing has no page on the phone either
}

export function isRehearsing() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}
