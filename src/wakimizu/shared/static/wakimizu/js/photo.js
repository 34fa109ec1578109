/* Photos before they are sent: says at once what is too large or of the wrong kind, and shows the rest.
   <div data-photo data-max-mb="8" data-max-count="3" data-says-size data-says-kind data-says-count>
     <input type="file"> <p data-photo-error hidden> <ul data-photo-preview hidden>
   The sentences come translated from the page; "{name}" stands for the file's name. The server checks again. */

function refusal(box, file) {
  const { maxMb = "8", saysSize, saysKind } = box.dataset;
  const kinds = (box.querySelector("input[type=file]").accept || "image/*").split(",").map((kind) => kind.trim());
  const fits = kinds.some((kind) =>
    kind.endsWith("/*") ? file.type.startsWith(kind.slice(0, -1))
      : kind.startsWith(".") ? file.name.toLowerCase().endsWith(kind.toLowerCase())
        : file.type === kind);
  if (!fits) return saysKind.replace("{name}", file.name);
  if (file.size > Number(maxMb) * 1024 * 1024) return saysSize.replace("{name}", file.name);
  return "";
}

function preview(file) {
  const item = document.createElement("li");
  const figure = document.createElement("figure");
  const picture = document.createElement("img");
  const caption = document.createElement("figcaption");
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  picture.addEventListener("error", () => picture.remove(), { once: true }); // nothing to show: the server says what is wrong with it
  caption.textContent = file.name;
  figure.append(picture, caption);
  item.append(figure);
  return item;
}

for (const box of document.querySelectorAll("[data-photo]")) {
  const input = box.querySelector("input[type=file]");
  const error = box.querySelector("[data-photo-error]");
  const list = box.querySelector("[data-photo-preview]");
  input.addEventListener("change", () => {
    const files = [...input.files];
    const most = Number(box.dataset.maxCount || 3);
    const problems = files.map((file) => refusal(box, file)).filter(Boolean);
    if (files.length > most) problems.unshift(box.dataset.saysCount);
    error.textContent = problems.join(" ");
    error.hidden = problems.length === 0;
    input.toggleAttribute("aria-invalid", problems.length > 0);
    if (problems.length) {
      input.setAttribute("aria-invalid", "true");
      input.value = ""; // nothing unwanted can be sent by mistake
      input.focus();
    }
    list.replaceChildren(...(problems.length ? [] : files.map(preview)));
    list.hidden = list.children.length === 0;
  });
}
