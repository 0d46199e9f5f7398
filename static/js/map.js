// A map of the areas below, shaded by what the tiles of the page say. Leaflet comes when somebody opens it.
"use strict";
(function () {
  const LEVELS = ["darurat", "tinggi", "sedang", "rendah"];
  let view = null;

  // ---- what arrives when the map is opened ----

  function arrived(element) {
    return new Promise((resolve, reject) => {
      element.onload = resolve;
      element.onerror = () => {
        element.remove(); // the next try begins anew
        reject();
      };
      document.head.append(element);
    });
  }

  function style(href) {
    return arrived(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }

  async function outlines(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  function everything(box) {
    const leaflet = window.L || arrived(Object.assign(document.createElement("script"), { src: box.dataset.script }));
    const styles = document.querySelector(`link[href="${box.dataset.styles.split(" ")[0]}"]`)
      ? [] : box.dataset.styles.split(" ").map(style);
    return Promise.all([outlines(box.dataset.boundaries), leaflet, ...styles]);
  }

  // ---- what the page says of an area ----

  function tileOf(layer) {
    const { code, name } = layer.feature.properties;
    const tile = document.querySelector(`#tiles a[data-area="${CSS.escape(code)}"]`);
    const { open = 0, worst = "none" } = tile ? tile.dataset : {};
    const level = LEVELS.includes(worst) ? worst : "none";
    return { name, level, open: Number(open) || 0, href: tile && tile.href };
  }

  function figure(number) {
    return number.toLocaleString(document.documentElement.lang);
  }

  function levelWords(level) {
    const words = view.box.querySelector(`[data-level="${level}"]`);
    return words ? words.textContent.trim() : "";
  }

  function words(tile) {
    return [tile.name, `${view.box.dataset.number}: ${figure(tile.open)}`, levelWords(tile.level)].filter(Boolean);
  }

  function element(className, text) {
    const made = document.createElement("span");
    made.className = className;
    made.textContent = text;
    return made;
  }

  function tip(layer) {
    const [name, ...lines] = words(tileOf(layer));
    const made = document.createElement("span");
    made.append(name, ...lines.map((line) => element("map-tip", line)));
    return made;
  }

  // ---- drawing ----

  function go(layer) {
    const { href } = tileOf(layer);
    if (href) location.assign(href);
  }

  function shade(layer) {
    const tile = tileOf(layer);
    const path = layer.getElement();
    // The more reports are open, the stronger the mark.
    const strength = tile.open > 5 ? 1 : tile.open > 2 ? 0.8 : 0.6;
    layer.setStyle({ fillColor: `url(#map-${tile.level})`, fillOpacity: tile.open ? strength : 1 });
    path.classList.toggle("map-area-darurat", tile.level === "darurat");
    path.setAttribute("aria-label", words(tile).join(", "));
    path.setAttribute("role", tile.href ? "link" : "img");
    path.setAttribute("tabindex", tile.href ? "0" : "-1");
    label(layer, tile);
  }

  function label(layer, tile) {
    const shape = levelWords(tile.level).split(" ")[0];
    const parts = [element("map-label-name", tile.name)];
    if (tile.open) parts.unshift(element("map-label-number", `${shape} ${figure(tile.open)}`));
    layer.label.replaceChildren(...parts);
    layer.label.setAttribute("aria-hidden", "true");
  }

  // Name and number where both fit, the number alone where it does, else nothing: the tooltip has it all.
  function fit(layer) {
    const { map } = view;
    const largest = layer.feature.geometry.type === "Polygon" ? layer.getLatLngs()[0] : layer.getLatLngs()[0][0];
    const bounds = L.latLngBounds(largest);
    const room = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
    const name = layer.label.querySelector(".map-label-name");
    const fits = () => layer.label.offsetWidth <= room.x && layer.label.offsetHeight <= room.y;
    layer.label.hidden = name.hidden = false;
    name.hidden = !fits();
    layer.label.hidden = !fits() || !layer.label.innerText.trim();
  }

  function add(layer) {
    const icon = L.divIcon({ className: "", iconSize: null, html: element("map-label", "") });
    L.marker(layer.getCenter(), { icon, interactive: false, keyboard: false }).addTo(view.map);
    layer.label = icon.options.html;
    layer.bindTooltip(tip, { sticky: true });
    layer.on("click", () => go(layer));
    const path = layer.getElement();
    path.addEventListener("keydown", (event) => event.key === "Enter" && go(layer));
    path.addEventListener("focus", () => bringIntoView(layer));
    shade(layer);
  }

  // Who moves by keyboard in a map that is zoomed in must see where they are.
  function bringIntoView(layer) {
    const { map } = view;
    if (map.getZoom() > map.getMinZoom()) map.panTo(layer.getBounds().getCenter(), { animate: false });
  }

  function each(act) {
    if (view) view.areas.eachLayer(act);
  }

  function settle() {
    view.map.invalidateSize({ animate: false });
    view.map.setMinZoom(0).fitBounds(view.areas.getBounds(), { animate: false, padding: [8, 8] });
    view.map.setMinZoom(view.map.getZoom());
    each(fit);
  }

  function draw(box, collection) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const canvas = box.querySelector("[data-map-canvas]");
    box.querySelector("[data-map-body]").hidden = false;
    const map = L.map(canvas, {
      attributionControl: false, // nothing of others is shown
      zoomControl: false,
      scrollWheelZoom: false, // the wheel and the finger scroll the page
      dragging: !matchMedia("(pointer: coarse)").matches,
      doubleClickZoom: false,
      boxZoom: false,
      zoomSnap: 0.25,
      zoomAnimation: !still,
      fadeAnimation: !still,
      inertia: !still,
      renderer: L.svg({ padding: 1 }),
    });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    const areas = L.geoJSON(collection);
    view = { box, map, areas };
    map.fitBounds(areas.getBounds());
    areas.addTo(map);
    each(add);
    settle();
    map.on("zoomend", () => each(fit));
  }

  async function show(box) {
    if (view && view.box === box) return settle();
    const status = box.querySelector("[data-map-status]");
    status.textContent = box.dataset.loading;
    try {
      const [collection] = await everything(box);
      if (!view) draw(box, collection);
      status.textContent = "";
    } catch {
      status.textContent = box.dataset.failed;
    }
  }

  // ---- the page around it ----

  function foldOf(box) {
    return box.querySelector("details");
  }

  function leave() {
    const was = view && !view.box.isConnected;
    if (!was) return false;
    const { box, map } = view;
    view = null;
    map.remove();
    return foldOf(box).open;
  }

  function setUp() {
    const wasOpen = leave();
    const box = document.querySelector("[data-map]");
    const fold = box && foldOf(box);
    if (fold && fold.hidden) {
      fold.hidden = false;
      box.querySelector("[data-map-without]").hidden = true;
      fold.addEventListener("toggle", () => fold.open && show(box));
      fold.open = wasOpen;
    }
    each(shade);
    each(fit);
  }

  function paper(is) {
    if (!view || !foldOf(view.box).open) return;
    view.map.getContainer().classList.toggle("map-paper", is);
    settle();
  }

  setUp();
  document.addEventListener("htmx:afterSwap", setUp);
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
})();
