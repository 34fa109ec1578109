/* Receipts: copy a code, keep it on this device if the resident wants, list what was kept, forget it again.
   <button data-copy="id" data-says-done hidden>
   <button data-remember="CODE" data-title data-url data-says-done hidden>
   <section data-receipts hidden> <ul> <template> … <a data-receipt-link> <time data-receipt-at> <button data-forget> … */

const SHELF = "wakimizu.receipts";
const MOST = 50;

function kept() {
  try {
    const list = JSON.parse(localStorage.getItem(SHELF) ?? "[]");
    return Array.isArray(list) ? list.filter((receipt) => receipt?.code && String(receipt.url).startsWith("/") && !String(receipt.url).startsWith("//")) : [];
  } catch { return []; }
}

function keep(list) {
  try { localStorage.setItem(SHELF, JSON.stringify(list.slice(0, MOST))); return true; } catch { return false; }
}

function done(button) {
  const before = button.textContent;
  button.textContent = button.dataset.saysDone;
  const status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  status.setAttribute("role", "status");
  button.after(status);
  status.textContent = button.dataset.saysDone;
  setTimeout(() => { button.textContent = before; status.remove(); }, 4000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    done(button);
  });
}

for (const button of document.querySelectorAll("[data-remember]")) {
  const { remember: code, title = "", url } = button.dataset;
  button.hidden = kept().some((receipt) => receipt.code === code);
  button.addEventListener("click", () => {
    const rest = kept().filter((receipt) => receipt.code !== code);
    if (keep([{ code, title, url, at: new Date().toISOString() }, ...rest])) done(button);
  });
}

for (const section of document.querySelectorAll("[data-receipts]")) {
  const list = section.querySelector("ul");
  const pattern = section.querySelector("template");
  const day = new Intl.DateTimeFormat(document.documentElement.lang || "ja", { dateStyle: "long" });
  const show = () => {
    list.replaceChildren(...kept().map((receipt) => {
      const item = pattern.content.cloneNode(true);
      const link = item.querySelector("[data-receipt-link]");
      const at = item.querySelector("[data-receipt-at]");
      link.href = receipt.url;
      link.textContent = receipt.title ? `${receipt.title}（${receipt.code}）` : receipt.code;
      at.dateTime = receipt.at;
      at.textContent = day.format(new Date(receipt.at));
      item.querySelector("[data-forget]").addEventListener("click", () => {
        keep(kept().filter((other) => other.code !== receipt.code));
        show();
      });
      return item;
    }));
    section.hidden = list.children.length === 0;
  };
  show();
}
