/* Needs on a map. The page already holds a drawn map (SVG) and a list; where WebGL works the drawing is
   replaced by MapLibre, the list stays.
   <div class="map" data-map data-source="/needs.geojson" data-base="/areas.geojson" data-tiles="" [data-pick]
        data-bounds="w,s,e,n" data-says-…>
   source: points with properties title, url, label, tone (waiting moving done late stopped), where
   base:   polygons with property name; points with properties name, letter, label, where (a hub's, left out when picking)
   No glyph server: every word on the map is HTML. */

const HERE = import.meta.url;
const VENDOR = new URL("../vendor/maplibre-gl/", HERE);

const SHAPES = {
  waiting: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.3l2.2 1.4",
  moving: "M2.5 8h10M8.5 3.5 13 8l-4.5 4.5",
  done: "M2.5 8.5 6.3 12.3 13.5 4.5",
  late: "M8 2v7.5M8 12.5v1.5",
  stopped: "M4 4h8v8H4z",
  here: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
};

function shape(tone) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries({ d: SHAPES[tone] ?? SHAPES.moving, fill: "none", stroke: "currentColor", "stroke-width": "2" })) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

const hasWebGL = () => Boolean(document.createElement("canvas").getContext("webgl2"));

async function geojson(url) {
  if (!url) return { type: "FeatureCollection", features: [] };
  const answer = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

function* positions(coordinates) {
  if (typeof coordinates?.[0] === "number") yield coordinates;
  else for (const part of coordinates ?? []) yield* positions(part);
}

function extent(...collections) {
  let box = null;
  for (const { features } of collections) for (const { geometry } of features)
    for (const [x, y] of positions(geometry?.coordinates))
      box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y];
  return box;
}

/* The centroid of the largest ring: good enough for a name, no library needed. */
function middle(geometry) {
  const rings = geometry.type === "MultiPolygon" ? geometry.coordinates.map((polygon) => polygon[0]) : [geometry.coordinates[0]];
  let best = null;
  for (const ring of rings) {
    let twice = 0, x = 0, y = 0;
    const [ox, oy] = ring[0]; // near the origin, so that small areas keep their precision
    for (let i = 0; i < ring.length - 1; i += 1) {
      const [ax, ay] = [ring[i][0] - ox, ring[i][1] - oy], [bx, by] = [ring[i + 1][0] - ox, ring[i + 1][1] - oy];
      const cross = ax * by - bx * ay;
      twice += cross; x += (ax + bx) * cross; y += (ay + by) * cross;
    }
    if (twice && (!best || Math.abs(twice) > best.size)) best = { size: Math.abs(twice), at: [ox + x / (3 * twice), oy + y / (3 * twice)] };
  }
  return best?.at;
}

function style(base, points, box) {
  const words = box.dataset;
  const sheet = {
    version: 8,
    sources: {
      base: { type: "geojson", data: base, attribution: words.baseAttribution || undefined },
      needs: { type: "geojson", data: points, cluster: true, clusterRadius: box.clientWidth < 600 ? 38 : 44, clusterMaxZoom: 16 },
    },
    layers: [{ id: "ground", type: "background", paint: { "background-color": "#e9f7f9" } }],
  };
  if (words.tiles) {
    sheet.sources.tiles = {
      type: "raster", tiles: [words.tiles], tileSize: 256, minzoom: 5, maxzoom: 18,
      attribution: '<a href="https://maps.gsi.go.jp/development/ichiran.html">地理院タイル</a>',
    };
    sheet.layers.push({ id: "tiles", type: "raster", source: "tiles" });
  }
  sheet.layers.push(
    { id: "areas", type: "fill", source: "base", filter: ["!=", ["geometry-type"], "Point"], paint: { "fill-color": "#ffffff", "fill-opacity": words.tiles ? 0.15 : 1 } },
    { id: "edges", type: "line", source: "base", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#008299", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.8, 14, 2] } },
    { id: "needs", type: "circle", source: "needs", paint: { "circle-radius": 1, "circle-opacity": 0 } }, // keeps the tiles loaded; the pins are HTML
  );
  return sheet;
}

const LOCALE = {
  "Map.Title": "saysMap", "NavigationControl.ZoomIn": "saysZoomIn", "NavigationControl.ZoomOut": "saysZoomOut",
  "AttributionControl.ToggleAttribution": "saysSources", "Popup.Close": "saysClose", "Marker.Title": "saysPin",
  "CooperativeGesturesHandler.WindowsHelpText": "saysScroll", "CooperativeGesturesHandler.MacHelpText": "saysScrollMac",
  "CooperativeGesturesHandler.MobileHelpText": "saysTwoFingers",
};

function pinned(lib, map, feature) {
  const { title = "", url = "", label = "", where = "", tone = "moving" } = feature.properties;
  const pin = Object.assign(document.createElement("button"), { type: "button", className: "map-pin", tabIndex: -1 });
  pin.dataset.tone = tone;
  pin.setAttribute("aria-label", title);
  pin.append(shape(tone));
  const text = document.createElement("div");
  const badge = Object.assign(document.createElement("span"), { className: "badge" });
  badge.dataset.tone = tone;
  badge.append(shape(tone), label);
  const link = Object.assign(document.createElement(url ? "a" : "b"), { textContent: title });
  if (url) link.href = url;
  const place = Object.assign(document.createElement("p"), { textContent: where, className: "small soft" });
  text.append(badge, document.createElement("br"), link, place);
  text.className = "flow tight";
  const popup = new lib.Popup({ offset: 18, maxWidth: "none" }).setDOMContent(text);
  return new lib.Marker({ element: pin, anchor: "bottom-left" }).setLngLat(feature.geometry.coordinates).setPopup(popup);
}

function clustered(lib, map, feature, box) {
  const { cluster_id: id, point_count: count } = feature.properties;
  const knob = Object.assign(document.createElement("button"), { type: "button", className: "map-cluster", tabIndex: -1, textContent: String(count) });
  knob.dataset.size = count < 10 ? "1" : count < 100 ? "2" : "3";
  knob.setAttribute("aria-label", (box.dataset.saysCluster || "{count}").replace("{count}", count));
  knob.addEventListener("click", async () => {
    const zoom = await map.getSource("needs").getClusterExpansionZoom(id);
    map.easeTo({ center: feature.geometry.coordinates, zoom });
  });
  return new lib.Marker({ element: knob }).setLngLat(feature.geometry.coordinates);
}

/* Shows exactly the pins and counts in sight, reusing those that stay. */
function keepPins(lib, map, box) {
  let shown = new Map();
  const refresh = () => {
    if (!map.isSourceLoaded("needs")) return;
    const wanted = new Map();
    for (const feature of map.querySourceFeatures("needs")) {
      const { cluster, cluster_id: id, url, title } = feature.properties;
      const key = cluster ? `c${id}` : `p${url || title}${feature.geometry.coordinates}`;
      if (!wanted.has(key)) wanted.set(key, shown.get(key) ?? (cluster ? clustered : pinned)(lib, map, feature, box).addTo(map));
    }
    for (const [key, marker] of shown) if (!wanted.has(key) && !marker.getPopup()?.isOpen()) marker.remove();
      else if (!wanted.has(key)) wanted.set(key, marker);
    shown = wanted;
  };
  map.on("moveend", refresh);
  map.on("sourcedata", (event) => { if (event.sourceId === "needs") refresh(); });
  map.on("idle", refresh);
}

/* Landmarks, under the needs: a letter that the list below explains, the name where there is room, all of it when pressed. */
function placeHubs(lib, map, base) {
  return base.features.filter((hub) => hub.geometry?.type === "Point").map(({ geometry, properties }) => {
    const { name = "", letter = "", label = "", where = "" } = properties;
    const knob = Object.assign(document.createElement("button"), { type: "button", className: "map-hub", tabIndex: -1 });
    knob.setAttribute("aria-label", `${label} ${letter} ${name}`.trim());
    knob.append(Object.assign(document.createElement("span"), { textContent: letter }));
    const text = Object.assign(document.createElement("div"), { className: "flow tight" });
    text.append(...[["p", label, "small soft"], ["b", name, ""], ["p", where, "small soft"]]
      .map(([tag, textContent, className]) => Object.assign(document.createElement(tag), { textContent, className })));
    const popup = new lib.Popup({ offset: { bottom: [0, 0], top: [0, 32], left: [18, 16], right: [-18, 16] }, maxWidth: "none" }).setDOMContent(text);
    new lib.Marker({ element: knob, anchor: "top" }).setLngLat(geometry.coordinates).setPopup(popup).addTo(map);
    const element = Object.assign(document.createElement("span"), { className: "map-name hub", textContent: name });
    element.setAttribute("aria-hidden", "true");
    return { element, beside: true, marker: new lib.Marker({ element }).setLngLat(geometry.coordinates).addTo(map) };
  });
}

function nameAreas(lib, map, base, hubs) {
  const areas = base.features.filter((area) => area.properties?.name && /Polygon/.test(area.geometry?.type)).map((area) => {
    const element = Object.assign(document.createElement("span"), { className: "map-name", textContent: area.properties.name });
    element.setAttribute("aria-hidden", "true");
    return { element, marker: new lib.Marker({ element }).setLngLat(middle(area.geometry)).addTo(map) };
  });
  const names = [...hubs, ...areas]; // a hub's name comes first: there are few
  const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  const arrange = () => { // a name steps aside for pins and other names, but not out of its own area; else it is left out
    const pins = [...map.getContainer().querySelectorAll(".map-pin, .map-cluster, .map-hub")].map((pin) => pin.getBoundingClientRect());
    const taken = [];
    for (const { element, marker, beside = false } of names) {
      element.hidden = false;
      marker.setOffset([0, 0]);
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const moved = (down) => ({ left, right, top: top + down, bottom: bottom + down });
      const { x, y } = map.project(marker.getLngLat());
      const inside = (at) => map.queryRenderedFeatures(at, { layers: ["areas"] }).some(({ properties }) => properties.name === element.textContent);
      const athome = (down) => beside || down === 0 || [-12, 0, 12].every((aside) => inside([x + aside, y + down]));
      const free = (beside ? [42, -14] : [0, -28, 28, -48, 48]).find((down) => athome(down) && ![...pins, ...taken].some((other) => overlap(moved(down), other)));
      element.hidden = free === undefined;
      marker.setOffset([0, free ?? 0]);
      if (!element.hidden) taken.push(moved(free ?? 0));
    }
  };
  map.on("idle", arrange);
}

function pickable(lib, map, box) {
  let marker = null;
  const show = ({ lat, lon }) => {
    const element = Object.assign(document.createElement("span"), { className: "map-pin" });
    element.append(shape("here"));
    marker?.remove();
    marker = new lib.Marker({ element, anchor: "bottom-left" }).setLngLat([lon, lat]).addTo(map);
  };
  const pick = ({ lat, lng }) => {
    show({ lat, lon: lng });
    box.dispatchEvent(new CustomEvent("place:picked", { detail: { lat, lon: lng } }));
  };
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", (event) => pick(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); pick(map.getCenter()); } });
  box.addEventListener("place:show", ({ detail }) => { show(detail); map.easeTo({ center: [detail.lon, detail.lat], zoom: Math.max(map.getZoom(), 16) }); });
  box.addEventListener("place:clear", () => { marker?.remove(); marker = null; });
}

async function draw(box) {
  const words = box.dataset;
  const [lib, base, points] = await Promise.all([
    import(new URL("maplibre-gl.mjs", VENDOR)), geojson(words.base), geojson(words.source),
  ]);
  lib.setWorkerUrl(new URL("maplibre-gl-worker.mjs", VENDOR).href);
  const bounds = words.bounds ? words.bounds.split(",").map(Number) : extent(base, points) ?? [129.9, 31.2, 132.1, 34];
  const canvas = Object.assign(document.createElement("div"), { className: "map-canvas" });
  box.append(canvas);
  let map;
  try {
    map = new lib.Map({
      container: canvas, style: style(base, points, box), bounds, fitBoundsOptions: { padding: 24 },
      maxZoom: 18, dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: { compact: true },
      cooperativeGestures: true, renderWorldCopies: false,
      locale: Object.fromEntries(Object.entries(LOCALE).filter(([, key]) => words[key]).map(([name, key]) => [name, words[key]])),
    });
  } catch (problem) {
    canvas.remove();
    throw problem;
  }
  map.touchZoomRotate.disableRotation();
  map.addControl(new lib.NavigationControl({ showCompass: false }), "top-right");
  await new Promise((resolve) => { map.once("load", resolve); });
  box.toggleAttribute("data-ready", true);
  box.wakimizuMap = map;
  const hubs = "pick" in words ? [] : placeHubs(lib, map, base);
  keepPins(lib, map, box);
  nameAreas(lib, map, base, hubs);
  if ("pick" in words) pickable(lib, map, box);
  map.triggerRepaint();
  box.dispatchEvent(new CustomEvent("map:ready"));
}

function whenNear(box) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw(box).catch((problem) => console.warn("The drawn map stays:", problem));
  }, { rootMargin: "400px" });
  watcher.observe(box);
}

if (hasWebGL()) document.querySelectorAll("[data-map]").forEach(whenNear);
