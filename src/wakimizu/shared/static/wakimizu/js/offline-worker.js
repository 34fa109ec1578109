/* The service worker of the notes without a network: it keeps that page and its files, and answers with them when the
   network does not. It keeps nothing that anybody wrote. Each language's page has a shelf of its own. */

const OLD = "wakimizu-offline";
const SHELF = `${OLD} ${new URL(self.registration.scope).pathname}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), caches.delete(OLD)])));

/* All or nothing: what was kept before stays until everything is there, then what is no longer needed goes. */
async function keep(addresses) {
  const answers = await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${address}`);
    return [address, answer];
  }));
  const shelf = await caches.open(SHELF);
  for (const [address, answer] of answers) await shelf.put(address, answer);
  const wanted = new Set(addresses.map((address) => new URL(address, self.location).href));
  for (const kept of await shelf.keys()) if (!wanted.has(kept.url)) await shelf.delete(kept);
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
    (await (await caches.open(SHELF)).match(request, { ignoreSearch: true, ignoreVary: true })) ?? Response.error()));
});
