// Opens the pages of a team without network, and sends what waits when the network returns. It keeps style and script
// under their own names, and one page, the shell, that was answered 200, not redirected, and for the one signed in.
import { send } from "{{ queue_module }}";
import { read } from "{{ store_module }}";

const ASSETS = "assets-{{ version }}";
const ADDRESSES = {{ assets|safe }};
const SHELL = "{{ shell }}";
const OF_A_TEAM = /^\/(?:ho-dan\/(?:\d+\/(?:luot-tham\/moi\/)?)?|luot-tham\/tren-may\/|tim\/)?$/;
const PATIENCE = 6000;
const PATIENCE_FOR_SHELL = 25_000;
const NOTHING = `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Chưa có mạng</title><h1>Chưa có mạng</h1><p>Trang này cần có mạng. Lượt thăm đã lưu trên máy vẫn còn nguyên.</p>
<p><a href="/">Thử lại</a></p></html>`;

addEventListener("install", (event) => event.waitUntil(install()));

// Every page waits for a worker that takes over: what may take long is done before, beside the worker that serves.
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// The shell names its style and script: the old ones go only once it was fetched anew.
async function install() {
  const assets = await caches.open(ASSETS);
  await assets.addAll(ADDRESSES);
  const names = await caches.keys();
  const shells = names.filter((name) => name.startsWith("shell-"));
  const fresh = await Promise.all(shells.map((name) => keepShell(name.slice("shell-".length)).catch(() => false)));
  const old = fresh.every(Boolean) ? names.filter((name) => name.startsWith("assets-") && name !== ASSETS) : [];
  for (const name of old) await caches.delete(name);
  skipWaiting();
}

addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepShell(event.data.keep));
});

async function keepShell(tag) {
  const signal = AbortSignal.timeout(PATIENCE_FOR_SHELL); // a worker that waits for ever is never replaced
  const response = await fetch(SHELL, { credentials: "same-origin", cache: "no-store", signal });
  if (response.status !== 200 || response.redirected || response.headers.get("X-User-Tag") !== tag) return false;
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== `shell-${tag}`) await caches.delete(name);
  const cache = await caches.open(`shell-${tag}`);
  await cache.put(SHELL, response);
  return true;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (pathname.startsWith("{{ static_url }}")) event.respondWith(asset(request));
});

async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// From the network; where that is silent, slow or broken, the shell shows what the phone knows.
async function page(request, pathname) {
  const shell = await caches.match(SHELL);
  const answer = fetch(request).catch(() => null);
  const waiting = shell && OF_A_TEAM.test(pathname) ? [new Promise((resolve) => setTimeout(resolve, PATIENCE, null))] : [];
  const response = await Promise.race([answer, ...waiting]);
  if (response && !(shell && [502, 503, 504].includes(response.status))) return response;
  return shell ?? new Response(NOTHING, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

addEventListener("sync", (event) => {
  if (event.tag === "send-visits") event.waitUntil(sendWaiting());
});

// A sync that fails is tried again by the browser.
async function sendWaiting() {
  const facts = await read("facts", "village");
  if (facts && (await send(facts.owner)) === "unreachable") throw new Error("unreachable");
}
