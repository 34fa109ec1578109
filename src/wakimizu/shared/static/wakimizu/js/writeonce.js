/* Fill in once 書かない窓口: what is typed stays in this page. It is not sent, not stored, and gone when the page is left.
   <div data-write-once data-says-…> inputs with name; [data-household] with <template>; [data-result] with [data-qr], [data-sheet]
   The page's own policy forbids it to connect to anything (connect-src 'none'; form-action 'none'). */

import qrcode from "../vendor/qrcode-generator/qrcode.mjs";
import { encode, fill, hasMyNumber } from "./sheetcode.js";

const MOST_MEMBERS = 8;
const MOST_LETTERS = 1400; // of a code that a phone's camera and a hand scanner still read from paper
const root = document.querySelector("[data-write-once]");
const says = root.dataset;
const household = root.querySelector("[data-household]");
const pattern = household.querySelector("template");
const result = document.querySelector("[data-result]");
const sheet = document.querySelector("[data-sheet]");
const qr = result.querySelector("[data-qr]");
const letters = result.querySelector("[data-letters]");
const status = document.querySelector("[data-status]");
const inputs = () => [...root.querySelectorAll("input")];
let made = 0;

function mark(input, sentence) {
  const error = document.getElementById(`${input.id}_error`);
  error.querySelector("span").textContent = sentence;
  error.hidden = !sentence;
  if (sentence) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function check(input) {
  const sentence = hasMyNumber(input.value) ? says.saysMyNumber : input.required && !input.value.trim() ? says.saysRequired : "";
  mark(input, sentence);
  return !sentence;
}

function addMember() {
  made += 1;
  const item = pattern.content.cloneNode(true);
  for (const each of item.querySelectorAll("[id], [for], [aria-describedby]"))
    for (const name of ["id", "for", "aria-describedby"])
      if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replaceAll("0", made));
  household.querySelector("ol").append(item);
  const added = household.querySelector("ol > li:last-child");
  added.querySelector("[data-take-out]").addEventListener("click", () => { added.remove(); count(); household.querySelector("[data-add]").focus(); stale(); });
  count();
  added.querySelector("input").focus();
}

function count() {
  const rows = [...household.querySelectorAll("ol > li")];
  household.querySelector("[data-add]").disabled = rows.length >= MOST_MEMBERS;
  rows.forEach((row, i) => { row.querySelector("[data-number]").textContent = i + 1; });
}

function read() {
  const value = (box, name) => box.querySelector(`[name="${name}"]`).value.normalize("NFC").trim();
  const all = (box, names) => Object.fromEntries(names.map((name) => [name, value(box, name)]));
  const members = [...household.querySelectorAll("ol > li")].map((row) => Object.fromEntries(
    ["name", "kana", "birth", "relation"].map((name) => [name, value(row, `member-${name}`)])));
  return { ...all(root, ["name", "kana", "birth", "phone", "newPost", "newAddress", "oldPost", "oldAddress"]), members: members.filter((each) => Object.values(each).some(Boolean)) };
}

function draw(text) {
  const code = qrcode(0, "M");
  code.addData(text, "Alphanumeric");
  code.make();
  const size = code.getModuleCount();
  let d = "";
  for (let row = 0; row < size; row += 1)
    for (let at = 0; at < size; at += 1) {
      let run = 0;
      while (at + run < size && code.isDark(row, at + run)) run += 1;
      if (run) { d += `M${at + 4} ${row + 4}h${run}v1h-${run}z`; at += run; }
    }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${size + 8} ${size + 8}`, role: "img", "aria-label": says.saysQr, "shape-rendering": "crispEdges" })) svg.setAttribute(name, value);
  path.setAttribute("d", d);
  svg.append(path);
  qr.replaceChildren(svg);
}

function make() {
  const wrong = inputs().filter((input) => !check(input));
  if (wrong.length) { stale(); wrong[0].focus(); return; }
  const written = read();
  if (hasMyNumber(Object.values(written).filter((each) => typeof each === "string").join("|"))) { tell(says.saysMyNumber); return; }
  const text = encode(written);
  fill(sheet, written);
  qr.parentElement.hidden = text.length > MOST_LETTERS;
  if (text.length <= MOST_LETTERS) { draw(text); letters.textContent = text; tell(""); } else { qr.replaceChildren(); letters.textContent = ""; tell(says.saysTooMuch); }
  result.hidden = sheet.hidden = false;
  result.focus();
}

function stale() { // what is shown no longer says what is written
  result.hidden = sheet.hidden = true;
  qr.replaceChildren();
  letters.textContent = "";
  fill(sheet, { members: [] });
}

function clear() {
  for (const input of inputs()) { input.value = ""; mark(input, ""); }
  household.querySelector("ol").replaceChildren();
  count();
  stale();
}

function tell(sentence) {
  status.textContent = sentence;
  status.hidden = !sentence;
}

root.addEventListener("input", ({ target }) => {
  if (hasMyNumber(target.value) || target.hasAttribute("aria-invalid")) check(target);
  if (!result.hidden) stale();
  tell("");
});
root.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing && event.target.matches("input")) { event.preventDefault(); make(); } });
household.querySelector("[data-add]").addEventListener("click", () => { addMember(); stale(); });
root.querySelector("[data-make]").addEventListener("click", make);
for (const button of document.querySelectorAll("[data-clear]")) button.addEventListener("click", () => { clear(); tell(says.saysCleared); root.querySelector("input").focus(); });
result.querySelector("[data-print]").addEventListener("click", () => window.print());
addEventListener("pagehide", clear); // so that "back" on a shared computer shows nothing
clear();
root.hidden = false;
document.querySelector("[data-blank]").hidden = true;
