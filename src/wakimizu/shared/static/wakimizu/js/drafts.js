/* Notes kept on this device, each encrypted: AES-GCM under a key made of a passphrase (PBKDF2, SHA-256). In clear there
   are only the order of the notes and how the key is made. The passphrase is kept nowhere; a known word tells whether it
   is the right one. */

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

async function sealed(key, value) {
  const iv = random(12);
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(value))) };
}

async function unsealed(key, row) {
  return JSON.parse(words.decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.sealed)));
}

/* The key that opens the notes; the first passphrase that is given makes it. null: the wrong one. */
export async function unlock(passphrase) {
  const lock = await inStore("lock", "readonly", (store) => store.get("lock"));
  if (!lock) {
    const salt = random(16), key = await keyOf(passphrase, salt, ROUNDS);
    const made = { salt, rounds: ROUNDS, ...(await sealed(key, WORD)) };
    await inStore("lock", "readwrite", (store) => store.put(made, "lock"));
    return key;
  }
  const key = await keyOf(passphrase, lock.salt, lock.rounds);
  try { return (await unsealed(key, lock)) === WORD ? key : null; } catch { return null; }
}

export const count = () => inStore("notes", "readonly", (store) => store.count());

export async function all(key) {
  const rows = await inStore("notes", "readonly", (store) => store.getAll());
  return Promise.all(rows.map(async (row) => ({ ...(await unsealed(key, row)), seq: row.seq })));
}

export async function keep(key, { seq, ...note }) {
  const row = { ...(await sealed(key, note)), ...(seq === undefined ? {} : { seq }) };
  return inStore("notes", "readwrite", (store) => store.put(row));
}

export const drop = (seq) => inStore("notes", "readwrite", (store) => store.delete(seq));

export async function forget() {
  await inStore("notes", "readwrite", (store) => store.clear());
  await inStore("lock", "readwrite", (store) => store.delete("lock"));
}

/* A name for a sending that nobody else has: the server keeps what carries it once. */
export const newKey = () => [...random(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
