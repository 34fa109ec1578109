/* Notes without a network: written, kept encrypted (drafts.js), sent one after the other when the network is back.
   A note is waiting → sending → kept, or refused. What was sent and not confirmed is sent again as it was: its key makes
   the server keep it once. So it cannot be changed before the server has answered. */

import { all, count, drop, forget, keep, newKey, unlock } from "./drafts.js";

const root = document.querySelector("[data-offline]");
const says = root.dataset;
const part = (name) => root.querySelector(`[data-${name}]`);
const forms = Object.fromEntries([...root.querySelectorAll("[data-form]")].map((form) => [form.dataset.form, form]));
const TONES = { waiting: "waiting", sending: "moving", refused: "late", kept: "done" };
const SEVERAL = ["districts", "partners", "went"];
let key = null, changing = null;

const tell = (sentence) => { part("status").textContent = sentence; };

// ── the lock ──

async function showLocked() {
  key = null;
  const n = await count();
  part("locked-count").textContent = n ? says.saysCount.replace("{n}", n) : "";
  part("lock").hidden = false;
  part("notes").hidden = true;
}

part("lock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = part("lock").querySelector("input"), error = part("lock-error");
  error.hidden = true;
  const found = field.value.length < 10 ? undefined : await unlock(field.value);
  field.value = "";
  if (!found) {
    error.textContent = found === undefined ? says.saysShort : says.saysWrong;
    error.hidden = false;
    field.focus();
    return;
  }
  key = found;
  part("lock").hidden = true;
  part("notes").hidden = false;
  await show();
  await send();
});

part("lock-now").addEventListener("click", showLocked);
part("forget").addEventListener("click", async () => {
  if (!confirm(says.saysForget)) return;
  await forget();
  await showLocked();
});

// ── writing ──

function open(kind, note) {
  for (const form of Object.values(forms)) form.hidden = true;
  const form = forms[kind];
  changing = note ?? null;
  form.reset();
  showErrors(form.querySelector("[data-errors]"), "p", note?.errors);
  if (kind === "voice") fillVisits(form.elements.visit);
  for (const [name, value] of Object.entries({ ...note?.values, ...(note?.visit ? { visit: note.visit } : {}) })) fill(form, name, value);
  if (!note && form.elements.day) form.elements.day.value = today();
  form.hidden = false;
  form.querySelector("input, textarea, select").focus();
}

function fill(form, name, value) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = [value].flat().includes(field.value);
    else field.value = value;
  }
}

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

function showErrors(box, tag, errors) {
  const lines = Object.values(errors ?? {}).flat();
  box.replaceChildren(...lines.map((line) => Object.assign(document.createElement(tag), { textContent: line })));
  box.hidden = lines.length === 0;
}

let visits = [];
function fillVisits(select) {
  select.replaceChildren(select.options[0], ...visits.map((visit) => new Option(visit.values.title, visit.key)));
}

function valuesOf(form) {
  const given = new FormData(form), values = {};
  for (const name of new Set(given.keys())) values[name] = SEVERAL.includes(name) ? given.getAll(name) : given.get(name);
  return values;
}

for (const [kind, form] of Object.entries(forms)) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { visit, ...values } = valuesOf(form);
    const before = changing ? { seq: changing.seq, key: changing.key } : { key: newKey() };
    await keep(key, { ...before, kind, values, ...(visit ? { visit } : {}), state: "waiting" });
    form.hidden = true;
    tell(says.saysSaved);
    await show();
    await send();
  });
  form.querySelector("[data-close]").addEventListener("click", () => { form.hidden = true; });
}
for (const button of root.querySelectorAll("[data-new]")) button.addEventListener("click", () => open(button.dataset.new));

// ── the list ──

async function show() {
  if (!key) return;
  const notes = await all(key);
  visits = notes.filter((note) => note.kind === "visit");
  part("drafts").replaceChildren(...notes.map(item));
  part("drafts").hidden = notes.length === 0;
  part("none").hidden = notes.length > 0;
}

function item(note) {
  const made = part("draft").content.cloneNode(true);
  const find = (name) => made.querySelector(`[data-${name}]`);
  find("title").textContent = (note.values.title ?? note.values.text ?? "").slice(0, 80);
  find("state").textContent = says[`state${note.state[0].toUpperCase()}${note.state.slice(1)}`];
  find("receipt").textContent = note.receipt ?? "";
  find("state").dataset.tone = TONES[note.state];
  showErrors(find("why"), "li", note.errors);
  find("change").hidden = !["waiting", "refused"].includes(note.state);
  find("drop").hidden = note.state === "sending";
  find("change").addEventListener("click", () => open(note.kind, note));
  find("drop").addEventListener("click", async () => { await drop(note.seq); await show(); });
  if (note.url) { find("open").href = note.url; find("open").hidden = false; }
  return made;
}

// ── sending ──

const RESULTS = { offline: says.saysOffline, lost: says.saysLost, signed_out: says.saysSignedOut, not_allowed: says.saysNotAllowed };

async function ask(more) {
  const answer = await fetch(says.send, { credentials: "same-origin", ...more });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/* A network that is back does not always answer at once: asked again after 5 seconds, 10, 20 … a minute. */
const FIRST_PAUSE = 5000, LONGEST_PAUSE = 60000;
let pause = FIRST_PAUSE, timer = 0;

function later(result) {
  clearTimeout(timer);
  const failed = ["offline", "lost"].includes(result);
  if (failed) timer = setTimeout(send, pause);
  pause = failed ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
}

/* In order, one at a time, from one window only. */
async function send() {
  if (!key) return;
  await navigator.locks.request("wakimizu-notes", async () => {
    const notes = (await all(key)).filter((note) => ["waiting", "sending"].includes(note.state));
    const result = notes.length ? await sendThese(notes) : "";
    later(result);
    part("sign-in-link").hidden = result !== "signed_out";
    await show();
    if (RESULTS[result]) tell(RESULTS[result]);
    else if (notes.length) tell((await all(key)).every((note) => note.state === "kept") ? says.saysAll : says.saysSome);
  });
}

async function sendThese(notes) {
  let ready;
  try { ready = await ask(); } catch { return "offline"; }
  if (ready.fate !== "ready") return ready.fate;
  const held = new Set((await all(key)).filter((note) => note.kind === "visit" && note.state !== "kept").map((note) => note.key));
  for (const note of notes) {
    if (note.visit && held.has(note.visit)) continue; // its meeting comes first
    let answer;
    await keep(key, { ...note, state: "sending", errors: undefined });
    try { answer = await ask(post(note, ready.token)); } catch { return "lost"; }
    if (answer.fate === "signed_out") return "signed_out";
    await keep(key, became(note, answer));
    if (answer.fate === "kept") held.delete(note.key);
    await show();
  }
  return "";
}

function post(note, token) {
  const { kind, key: name, values, visit } = note;
  return {
    method: "POST", body: JSON.stringify({ kind, key: name, values, visit }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  };
}

/* Of what has arrived only its first words and its receipt stay here. */
function became(note, answer) {
  if (answer.fate !== "kept") return { ...note, state: "refused", errors: answer.errors };
  const { title, text } = note.values;
  const values = title ? { title } : { text: text.slice(0, 20) };
  return { seq: note.seq, kind: note.kind, key: note.key, values, state: "kept", receipt: answer.receipt, url: answer.url };
}

part("send-now").addEventListener("click", send);
window.addEventListener("online", () => { pause = FIRST_PAUSE; send(); });
window.addEventListener("offline", () => tell(says.saysOffline));

// ── the page itself, without a network ──

async function keepPage() {
  const worker = await navigator.serviceWorker.register(says.worker).then(() => navigator.serviceWorker.ready);
  navigator.serviceWorker.addEventListener("message", (event) => { if (event.data?.kept) { root.dataset.kept = ""; tell(says.saysKept); } });
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], link[rel=icon]")].map((link) => link.href);
  files.push(...[...document.querySelectorAll("script[src], img[src]")].map((each) => each.src));
  worker.active.postMessage({ keep: [location.pathname, ...files] });
}

if (!window.crypto?.subtle || !window.indexedDB || !navigator.locks) {
  tell(says.saysNoCrypto);
  part("lock").hidden = true;
} else {
  await showLocked();
  if (navigator.serviceWorker && navigator.onLine) keepPage().catch(() => {});
}
