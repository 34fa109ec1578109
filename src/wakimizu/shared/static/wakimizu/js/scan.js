/* The counter reads a resident's code: typed by a hand scanner, pasted, or seen by the camera where the browser can.
   It is read in this page only; nothing is sent and nothing is stored.
   <div data-scan data-says-…> <textarea data-typed> <p data-problem> <button data-camera> <video> … [data-sheet] */

import { decode, fill, hasMyNumber, NoCode } from "./sheetcode.js";

const root = document.querySelector("[data-scan]");
const says = root.dataset;
const typed = root.querySelector("[data-typed]");
const problem = root.querySelector("[data-problem]");
const camera = root.querySelector("[data-camera]");
const video = root.querySelector("video");
const shown = document.querySelector("[data-shown]");
const sheet = document.querySelector("[data-sheet]");
const SENTENCES = { empty: says.saysEmpty, kana: says.saysKana, other: says.saysOther, newer: says.saysNewer, torn: says.saysTorn };
let stream = null;

function tell(sentence) {
  problem.querySelector("span").textContent = sentence;
  problem.hidden = !sentence;
  typed.toggleAttribute("aria-invalid", Boolean(sentence));
  if (sentence) typed.setAttribute("aria-invalid", "true");
}

function hide() {
  shown.hidden = true;
  fill(sheet, { members: [] });
}

function read() {
  hide();
  try {
    const found = decode(typed.value);
    const words = [...Object.values(found), ...found.members.flatMap(Object.values)].filter((each) => typeof each === "string");
    if (words.some(hasMyNumber)) { tell(says.saysMyNumber); return; }
    fill(sheet, found);
    shown.hidden = false;
    tell("");
    shown.focus();
  } catch (refusal) {
    if (!(refusal instanceof NoCode)) { tell(says.saysTorn); return; }
    tell(SENTENCES[refusal.message]);
    typed.select();
  }
}

function clear() {
  typed.value = "";
  tell("");
  hide();
  stop();
  typed.focus();
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.hidden = true;
}

async function look() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch { tell(says.saysNoCamera); return; }
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (stream) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code) { typed.value = code.rawValue; stop(); read(); return; }
    await new Promise((resolve) => { setTimeout(resolve, 150); });
  }
}

typed.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); read(); } });
root.querySelector("[data-read]").addEventListener("click", read);
for (const button of document.querySelectorAll("[data-clear]")) button.addEventListener("click", clear);
shown.querySelector("[data-print]").addEventListener("click", () => window.print());
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  BarcodeDetector.getSupportedFormats().then((formats) => { camera.hidden = !formats.includes("qr_code"); }).catch(() => {});
  camera.addEventListener("click", () => { if (stream) stop(); else look(); });
}
addEventListener("pagehide", () => { typed.value = ""; hide(); stop(); });
typed.value = "";
root.hidden = false;
typed.focus();
