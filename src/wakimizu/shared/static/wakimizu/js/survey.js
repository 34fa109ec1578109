/* Surveys: a code that came behind # goes into its field and out of the address; invitations get their square codes.
   <input name="code">   <div data-qr="ADDRESS#CODE" data-says="…"> */

const field = document.querySelector("input[name=code]");
const behind = decodeURIComponent(location.hash.slice(1));
if (field && /^[0-9A-Za-z-]{12,20}$/.test(behind)) {
  if (!field.value) field.value = behind;
  history.replaceState(null, "", location.pathname); // not kept in the browser's history
}

const squares = document.querySelectorAll("[data-qr]");
if (squares.length) {
  const { default: qrcode } = await import("../vendor/qrcode-generator/qrcode.mjs");
  for (const place of squares) {
    const code = qrcode(0, "M");
    code.addData(place.dataset.qr);
    code.make();
    const size = code.getModuleCount();
    let d = "";
    for (let row = 0; row < size; row += 1)
      for (let at = 0; at < size; at += 1) if (code.isDark(row, at)) d += `M${at + 4} ${row + 4}h1v1h-1z`;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS(svg.namespaceURI, "path");
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${size + 8} ${size + 8}`, role: "img", "aria-label": place.dataset.says, "shape-rendering": "crispEdges" })) svg.setAttribute(name, value);
    path.setAttribute("d", d);
    svg.append(path);
    place.replaceChildren(svg);
  }
}
