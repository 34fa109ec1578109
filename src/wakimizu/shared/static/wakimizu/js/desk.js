/* The desk by keyboard: j and k walk the queue, Enter opens, a digit does what the item's button of that number does,
   ? explains. The reader can switch it off (WCAG 2.1.4) and the choice is kept.
   <ol data-queue> <li> <a> … <button data-key="1"> …   <dialog data-keys> <input type="checkbox" data-keys-on> */

const SWITCH = "wakimizu.keys";
const queue = document.querySelector("[data-queue]");
const help = document.querySelector("dialog[data-keys]");
const on = help?.querySelector("[data-keys-on]");

const enabled = () => { try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; } };
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
const items = () => [...queue.children].filter((item) => item.querySelector("a[href]"));

function here() {
  const list = items();
  const focused = list.findIndex((item) => item.contains(document.activeElement));
  return focused >= 0 ? focused : list.findIndex((item) => item.hasAttribute("data-here"));
}

function go(to) {
  const list = items();
  const item = list[Math.max(0, Math.min(list.length - 1, to))];
  if (!item) return;
  for (const other of list) other.toggleAttribute("data-here", other === item);
  item.querySelector("a[href]").focus();
  item.scrollIntoView({ block: "nearest" });
}

function act(digit) {
  const item = items()[here()];
  const button = [...(item?.querySelectorAll("[data-key]") ?? [])].find((one) => one.dataset.key === digit);
  button?.click();
}

if (queue) {
  for (const opener of document.querySelectorAll("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help?.showModal());
  }
  if (on) {
    on.checked = enabled();
    on.addEventListener("change", () => { try { localStorage.setItem(SWITCH, on.checked ? "on" : "off"); } catch { /* not kept */ } });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || !enabled()) return;
    if (event.key === "j") go(here() + 1);
    else if (event.key === "k") go(here() < 0 ? 0 : here() - 1);
    else if (event.key === "?") help?.showModal();
    else if (/^[1-9]$/.test(event.key)) act(event.key);
    else return;
    event.preventDefault();
  });
}
