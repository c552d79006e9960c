// Places of events on an outline of the world, drawn by Leaflet from a data attribute. A table beside it tells the same.
"use strict";
(() => {
  const WORLD = "/static/vendor/world-atlas-2.0.2-countries-110m.json";
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let world = null;
  const outlines = () => {
    world ??= fetch(WORLD).then((answer) => answer.json()).then((data) => topojson.feature(data, data.objects.countries));
    return world;
  };
  const told = (place) => {
    const box = document.createElement("div");
    const name = document.createElement(place.key ? "a" : "span");
    if (place.key) name.href = `/entities/${encodeURIComponent(place.key)}`;
    name.textContent = place.name;
    const rest = document.createElement("span");
    rest.textContent = ` ${place.count} event${place.count === 1 ? "" : "s"}${place.exact ? "" : " (drawn at the capital of its state)"} `;
    const query = new URLSearchParams(location.pathname === "/map" ? location.search : "");
    query.set("place", place.key ?? place.name);
    const all = document.createElement("a");
    all.href = `/events?${query}`;
    all.textContent = "sentences";
    box.append(name, rest, all);
    return box;
  };
  const fill = (map, layer, places, fit) => {
    layer.clearLayers();
    for (const place of [...places].sort((one, other) => other.count - one.count)) {
      L.circleMarker([place.lat, place.lon], {
        radius: 4 + 3 * Math.sqrt(Math.log2(1 + place.count) * 2), color: style("--trigger"), weight: 1, fillOpacity: 0.45, dashArray: place.exact ? null : "3 3",
      }).bindPopup(() => told(place)).addTo(layer);
    }
    if (fit && places.length) map.fitBounds(places.map((place) => [place.lat, place.lon]), { maxZoom: 4, padding: [30, 30] });
  };
  const read = (element) => JSON.parse((element.dataset.placesFrom ? document.querySelector(element.dataset.placesFrom) : element).dataset.places);
  const draw = (element) => {
    const map = L.map(element, { worldCopyJump: true, attributionControl: false, minZoom: 1, maxZoom: 8, scrollWheelZoom: false }).setView([25, 15], 1);
    outlines().then((shapes) => L.geoJSON(shapes, { interactive: false, style: { color: style("--soft"), weight: 0.6, fillColor: style("--paper"), fillOpacity: 1 } }).addTo(map).bringToBack());
    const layer = L.layerGroup().addTo(map);
    fill(map, layer, read(element), true);
    if (element.dataset.placesFrom) document.addEventListener("results", () => fill(map, layer, read(element), false));
  };
  // What htmx has brought, and the page itself.
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll(".map").forEach(draw));
})();
