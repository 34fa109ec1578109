/* The service worker of the notes without a network: it keeps that page and its files, and answers with them when the
   network does not. It keeps nothing that anybody wrote. */

const SHELF = "wakimizu-offline";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(addresses) {
  const shelf = await caches.open(SHELF);
  for (const address of addresses) {
    const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await shelf.put(address, answer);
  }
  const wanted = new Set(addresses.map((address) => new URL(address, self.location).href));
  for (const kept of await shelf.keys()) if (!wanted.has(kept.url) && kept.url.startsWith(self.registration.scope)) await shelf.delete(kept);
}

self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.keep)) return;
  event.waitUntil(keep(event.data.keep).then(
    () => event.source.postMessage({ kept: true }),
    () => event.source.postMessage({ kept: false }),
  ));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).pathname.endsWith("/send/")) return;
  event.respondWith(fetch(request).catch(async () =>
    (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? Response.error()));
});
