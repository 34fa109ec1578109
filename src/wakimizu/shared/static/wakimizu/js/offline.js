/* Notes without a network: written, kept encrypted (drafts.js), sent one after the other when the network is back.
   A note is waiting → sending → kept, or refused. What was sent and not confirmed is sent again as it was: its key makes
   the server keep it once. So it cannot be changed before the server has answered. One whose form was open when the page
   was locked is open: not finished, and not sent. Whoever changes a note, sends it or removes it does so alone, whatever
   the window, and looks first at how it stands now. */

import { all, count, drop, forget, keep, newKey, one, unlock } from "./drafts.js";

const root = document.querySelector("[data-offline]");
const says = root.dataset;
const part = (name) => root.querySelector(`[data-${name}]`);
const forms = Object.fromEntries([...root.querySelectorAll("[data-form]")].map((form) => [form.dataset.form, form]));
const TONES = { open: "waiting", waiting: "waiting", sending: "moving", refused: "late", kept: "done", shut: "stopped" };
const SEVERAL = ["districts", "partners"];
const CHANGEABLE = ["open", "waiting", "refused"];
const UNSEEN_MINUTES = 10;
let key = null, changing = null;

const tell = (sentence) => { part("status").textContent = sentence; };
const alone = (act) => navigator.locks.request("wakimizu-notes", act);

// ── the lock ──

/* Nothing that was read stays on the page. What is being written is kept, not finished. */
async function lock() {
  const form = openForm();
  const kept = key && form && hasWords(form) ? store(form, "open") : null;
  for (const each of Object.values(forms)) close(each);
  visits = [];
  fillVisits(forms.voice.elements.visit);
  part("drafts").replaceChildren();
  tell("");
  await showLocked();
  if (kept && await kept) await tellCount();
}

async function showLocked() {
  key = null;
  part("lock").hidden = false;
  part("notes").hidden = true;
  await tellCount();
}

async function tellCount() {
  const n = await count();
  part("locked-count").textContent = n ? says.saysCount.replace("{n}", n) : "";
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

part("lock-now").addEventListener("click", lock);

/* A page that nobody has looked at for so long locks itself; a telephone that slept does so when it wakes. */
let unseenSince = 0, unseen = 0;
document.addEventListener("visibilitychange", () => {
  const late = unseenSince && Date.now() - unseenSince >= UNSEEN_MINUTES * 60000;
  clearTimeout(unseen);
  unseenSince = document.hidden ? Date.now() : 0;
  if (document.hidden) unseen = setTimeout(lock, UNSEEN_MINUTES * 60000);
  else if (late && key) lock();
});

part("forget").addEventListener("click", async () => {
  if (!confirm(says.saysForget)) return;
  await alone(forget);
  await showLocked();
});

// ── writing ──

const openForm = () => Object.values(forms).find((form) => !form.hidden);
const hasWords = (form) => [...form.elements].some((field) => ["text", "textarea", "number", "email"].includes(field.type) && field.value.trim());

function close(form) {
  form.hidden = true;
  form.reset();
  showErrors(form.querySelector("[data-errors]"), "p");
  changing = null;
}

function open(kind, note) {
  for (const each of Object.values(forms)) close(each);
  const form = forms[kind];
  changing = note ?? null;
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

/* Keeps what the form says: true. Not when the note was sent, removed or changed elsewhere meanwhile: then the words stay
   in the form, and can be kept as another note. */
function store(form, state) {
  const { visit, ...values } = valuesOf(form);
  const kind = form.dataset.form, opener = key, was = changing;
  return alone(async () => {
    const now = was && await one(opener, was.seq);
    const stands = now && CHANGEABLE.includes(now.state) && now.edit === was.edit;
    if (was && !stands && state !== "open") return false;
    const before = stands ? { seq: now.seq, key: now.key } : { key: newKey() };
    await keep(opener, { ...before, kind, values, ...(visit ? { visit } : {}), state, edit: newKey() });
    return true;
  });
}

for (const form of Object.values(forms)) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.inert) return; // it is being kept
    form.inert = true;
    const kept = await store(form, "waiting").finally(() => { form.inert = false; });
    if (kept) {
      close(form);
      tell(says.saysSaved);
    } else {
      changing = null;
      showErrors(form.querySelector("[data-errors]"), "p", { "": [says.saysChanged] });
      form.querySelector("[data-errors]").scrollIntoView();
    }
    await show();
    await send();
  });
  form.querySelector("[data-close]").addEventListener("click", () => { close(form); send(); });
}
for (const button of root.querySelectorAll("[data-new]")) button.addEventListener("click", () => open(button.dataset.new));

// ── the list ──

async function show() {
  if (!key) return;
  const notes = await all(key);
  if (!key) return;
  visits = notes.filter((note) => note.kind === "visit");
  part("drafts").replaceChildren(...notes.map(item));
  part("drafts").hidden = notes.length === 0;
  part("none").hidden = notes.length > 0;
}

function item(note) {
  const made = part("draft").content.cloneNode(true);
  const find = (name) => made.querySelector(`[data-${name}]`);
  find("title").textContent = (note.values.title ?? note.values.text ?? "").slice(0, 80) || says.saysNoWords;
  find("state").textContent = says[`state${note.state[0].toUpperCase()}${note.state.slice(1)}`];
  find("receipt").textContent = note.receipt ?? "";
  find("state").dataset.tone = TONES[note.state];
  showErrors(find("why"), "li", note.errors);
  find("change").hidden = !CHANGEABLE.includes(note.state);
  find("change").addEventListener("click", () => open(note.kind, note));
  find("drop").addEventListener("click", () => remove(note.seq));
  if (note.url) { find("open").href = note.url; find("open").hidden = false; }
  return made;
}

async function remove(seq) {
  const opener = key;
  await alone(async () => {
    const now = await one(opener, seq);
    if (now?.state !== "sending" || confirm(says.saysMayHaveArrived)) await drop(seq);
  });
  if (changing?.seq === seq) close(openForm());
  await show();
  await send();
}

// ── sending ──

const RESULTS = {
  offline: says.saysOffline, lost: says.saysLost, later: says.saysLater, signed_out: says.saysSignedOut, not_allowed: says.saysNotAllowed,
};
const AGAIN = ["offline", "lost", "later"]; // what is tried again by itself
const NOT_NOW = [401, 403, 429]; // about who sends or how much, not about this note
const PATIENCE = 60000;

/* What the server says; nothing at all is an error. Who is led elsewhere is to sign in, or to set up a second factor. */
async function ask(more) {
  const answer = await fetch(says.send, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...more });
  if (answer.redirected) return { fate: "signed_out" };
  if (answer.ok) return answer.json();
  if (NOT_NOW.includes(answer.status)) return { fate: "not_now" };
  if (answer.status >= 500) return { fate: "fault" };
  return { fate: "refused", errors: { "": [says.saysTurnedDown.replace("{n}", answer.status)] } };
}

/* A network that is back does not always answer at once: asked again after 5 seconds, 10, 20 … a minute. */
const FIRST_PAUSE = 5000, LONGEST_PAUSE = 60000;
let pause = FIRST_PAUSE, timer = 0;

function later(result) {
  clearTimeout(timer);
  const failed = AGAIN.includes(result);
  if (failed) timer = setTimeout(send, pause);
  pause = failed ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
}

/* In order, one at a time, from one window only. */
async function send() {
  if (!key) return;
  const opener = key;
  await navigator.locks.request("wakimizu-sending", async () => {
    const notes = (await all(opener)).filter((note) => ["waiting", "sending"].includes(note.state) && !isOpen(note));
    const result = notes.length ? await sendThese(notes, opener) : "";
    if (key !== opener) return;
    later(result);
    part("sign-in-link").hidden = result !== "signed_out";
    await show();
    if (RESULTS[result]) tell(RESULTS[result]);
    else if (notes.length) tell((await all(opener)).every((note) => note.state === "kept") ? says.saysAll : says.saysSome);
  });
}

const isOpen = (note) => changing?.seq === note.seq;

async function sendThese(notes, opener) {
  let ready, faults = false;
  try { ready = await ask(); } catch { return "offline"; }
  if (["not_now", "fault", "refused"].includes(ready.fate)) return "later";
  if (ready.fate !== "ready") return ready.fate;
  for (const { seq } of notes) {
    if (key !== opener) return "";
    const fate = await alone(() => sendOne(seq, opener, ready.token));
    if (["lost", "signed_out"].includes(fate)) return fate;
    if (fate === "not_now") return "later";
    faults ||= fate === "fault";
    await show();
  }
  return faults ? "later" : "";
}

/* As it stands now: it may have been changed, sent or removed since the list was made. A voice comes after its meeting. */
async function sendOne(seq, opener, token) {
  const notes = await all(opener), note = notes.find((each) => each.seq === seq);
  if (!note || !["waiting", "sending"].includes(note.state) || isOpen(note)) return "";
  if (note.visit && notes.some((each) => each.kind === "visit" && each.key === note.visit && each.state !== "kept")) return "";
  await keep(opener, { ...note, state: "sending", errors: undefined });
  await show();
  let answer;
  try { answer = await ask(post(note, token)); } catch { return "lost"; }
  if (["kept", "refused"].includes(answer.fate)) await keep(opener, became(note, answer));
  else if (answer.fate !== "fault") await keep(opener, note); // not taken, for certain
  return answer.fate;
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
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kept) root.dataset.kept = "";
    tell(event.data?.kept ? says.saysKept : says.saysNotKept);
  });
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
