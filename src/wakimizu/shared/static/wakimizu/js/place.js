/* Where it is: fills the hidden latitude and longitude from the device, or from a pick on the map.
   <div data-place data-lat="id_lat" data-lon="id_lon" data-says-…>
     <button data-locate hidden> <button data-clear hidden> <p data-place-status role="status"> [<div data-map data-pick>]
   Nothing is asked of the device until the button is pressed. */

const POSITION = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };

for (const box of document.querySelectorAll("[data-place]")) {
  const lat = document.getElementById(box.dataset.lat);
  const lon = document.getElementById(box.dataset.lon);
  const status = box.querySelector("[data-place-status]");
  const locate = box.querySelector("[data-locate]");
  const clear = box.querySelector("[data-clear]");
  const map = box.querySelector("[data-map]");

  const say = (sentence) => { status.textContent = sentence; };
  const keep = (at, sentence) => {
    lat.value = at.lat.toFixed(6);
    lon.value = at.lon.toFixed(6);
    if (clear) clear.hidden = false;
    say(sentence);
  };

  if (locate && "geolocation" in navigator && window.isSecureContext) {
    locate.hidden = false;
    locate.addEventListener("click", () => {
      say(box.dataset.saysLooking);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const at = { lat: coords.latitude, lon: coords.longitude };
          keep(at, box.dataset.saysFound);
          map?.dispatchEvent(new CustomEvent("place:show", { detail: at }));
        },
        (problem) => say(problem.code === 1 ? box.dataset.saysDenied : box.dataset.saysFailed),
        POSITION,
      );
    });
  }

  map?.addEventListener("place:picked", ({ detail }) => keep(detail, box.dataset.saysPicked));

  clear?.addEventListener("click", () => {
    lat.value = lon.value = "";
    clear.hidden = true;
    say(box.dataset.saysCleared);
    map?.dispatchEvent(new CustomEvent("place:clear"));
  });

  if (lat.value && lon.value) { // the form came back with an error: show what was chosen
    const at = { lat: Number(lat.value), lon: Number(lon.value) };
    if (clear) clear.hidden = false;
    say(box.dataset.saysPicked);
    map?.addEventListener("map:ready", () => map.dispatchEvent(new CustomEvent("place:show", { detail: at })), { once: true });
  }
}
