/* Notes kept on this device, each encrypted: AES-GCM under a key made of a passphrase (PBKDF2, SHA-256), bound to its
   place in the order, so that none can be passed off as another. In clear there are only the order of the notes and how
   the key is made. The passphrase is kept nowhere; a known word tells whether it is the right one. */

const ROUNDS = 600000;
const WORD = "wakimizu";

const text = new TextEncoder(), words = new TextDecoder();
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function opened() {
  const request = indexedDB.open("wakimizu-notes", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("lock");
    request.result.createObjectStore("notes", { keyPath: "seq", autoIncrement: true });
  };
  return done(request);
}

async function inStore(name, mode, act) {
  const base = await opened();
  try {
    const doing = base.transaction(name, mode);
    const ended = new Promise((resolve, reject) => { doing.oncomplete = resolve; doing.onabort = () => reject(doing.error); });
    ended.catch(() => {}); // what went wrong is told by the request itself
    const result = await done(act(doing.objectStore(name)));
    await ended;
    return result;
  } finally { base.close(); }
}

async function keyOf(passphrase, salt, rounds) {
  const material = await crypto.subtle.importKey("raw", text.encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const cipher = (iv, place) => ({ name: "AES-GCM", iv, additionalData: text.encode(place) });

async function sealed(key, value, place) {
  const iv = random(12);
  return { iv, sealed: await crypto.subtle.encrypt(cipher(iv, place), key, text.encode(JSON.stringify(value))) };
}

async function unsealed(key, row, place) {
  return JSON.parse(words.decode(await crypto.subtle.decrypt(cipher(row.iv, place), key, row.sealed)));
}

const theLock = () => inStore("lock", "readonly", (store) => store.get("lock"));

/* The key that opens the notes; the first passphrase that is given makes it. null: the wrong one. */
export async function unlock(passphrase) {
  const lock = await theLock() ?? await made(passphrase);
  const key = await keyOf(passphrase, lock.salt, lock.rounds);
  try { return (await unsealed(key, lock, "lock")) === WORD ? key : null; } catch { return null; }
}

/* Of two windows that make it at once, one does, and the other takes what it made. */
async function made(passphrase) {
  const salt = random(16), how = { salt, rounds: ROUNDS };
  const lock = { ...how, ...(await sealed(await keyOf(passphrase, salt, ROUNDS), WORD, "lock")) };
  try { await inStore("lock", "readwrite", (store) => store.add(lock, "lock")); } catch (fault) {
    if (fault.name !== "ConstraintError") throw fault;
    return theLock();
  }
  return lock;
}

export const count = () => inStore("notes", "readonly", (store) => store.count());

const placeOf = (seq) => `note ${seq}`;

/* A row that the key does not open is told as { seq, state: "shut" }: the others are not lost with it. */
async function read(key, row) {
  try { return { ...(await unsealed(key, row, placeOf(row.seq))), seq: row.seq }; } catch { return { seq: row.seq, state: "shut", values: {} }; }
}

export async function all(key) {
  const rows = await inStore("notes", "readonly", (store) => store.getAll());
  return Promise.all(rows.map((row) => read(key, row)));
}

/* A note as it stands now; undefined: it is gone. */
export async function one(key, seq) {
  const row = await inStore("notes", "readonly", (store) => store.get(seq));
  return row && read(key, row);
}

/* The next place in the order, which no other window gets. */
function place() {
  return inStore("notes", "readwrite", (store) => {
    const taken = store.add({});
    taken.addEventListener("success", () => store.delete(taken.result));
    return taken;
  });
}

export async function keep(key, { seq, ...note }) {
  const at = seq ?? await place();
  const row = { seq: at, ...(await sealed(key, note, placeOf(at))) };
  return inStore("notes", "readwrite", (store) => store.put(row));
}

export const drop = (seq) => inStore("notes", "readwrite", (store) => store.delete(seq));

export async function forget() {
  await inStore("notes", "readwrite", (store) => store.clear());
  await inStore("lock", "readwrite", (store) => store.delete("lock"));
}

/* A name for a sending that nobody else has: the server keeps what carries it once. */
export const newKey = () => [...random(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
