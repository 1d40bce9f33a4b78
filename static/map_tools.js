// What a reader does with the map itself: see it whole, measure, spread it over the screen, read coordinates, and put an
// outside ground below it. Metres are those of the area's own system: planner/drawing/plane.py gives the way to them.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    fit: "M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M8 8h8v8H8z",
    measure: "M3 17 17 3l4 4L7 21zM7 13l2 2M10 10l3 3M13 7l2 2",
    place: "M12 22s7-7.5 7-13a7 7 0 0 0-14 0c0 5.5 7 13 7 13zM12 6.5v5M9.5 9h5",
    full: "M14 3h7v7M10 21H3v-7M21 3l-7 7M3 21l7-7",
  };
  const INK = "#1d2529";

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function button(name, title, act) {
    const made = element("button", "map-tool");
    made.type = "button";
    made.title = title;
    made.setAttribute("aria-label", title);
    const image = document.createElementNS(SVG, "svg");
    image.setAttribute("viewBox", "0 0 24 24");
    image.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    image.append(path);
    made.append(image);
    made.addEventListener("click", act);
    return made;
  }

  function control(map, position, box) {
    const made = L.control({ position });
    made.onAdd = () => {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    return made.addTo(map);
  }

  // --- Metres ---

  function metres(plane, latlng) {
    const u = (latlng.lng - plane.centre_deg[0]) / plane.reach_deg[0];
    const v = (latlng.lat - plane.centre_deg[1]) / plane.reach_deg[1];
    if (Math.abs(u) > 1 || Math.abs(v) > 1) return null;
    const sum = (factors) => plane.powers.reduce((total, [i, j], term) => total + factors[term] * u ** i * v ** j, 0);
    return { east: sum(plane.east_m), north: sum(plane.north_m) };
  }

  const lengthOf = (places) => places.slice(1).reduce(
    (total, place, at) => total + Math.hypot(place.east - places[at].east, place.north - places[at].north), 0);

  const areaOf = (places) => Math.abs(places.reduce((total, place, at) => {
    const next = places[(at + 1) % places.length];
    return total + place.east * next.north - next.east * place.north;
  }, 0)) / 2;

  function figures(words, places) {
    const number = (value, digits) => value.toLocaleString(words.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const length = lengthOf(places);
    const told = [`${words.length} ${length < 10000 ? `${number(length, length < 100 ? 1 : 0)} m` : `${number(length / 1000, 2)} km`}`];
    if (places.length > 2) {
      const area = areaOf(places);
      told.push(`${words.area} ${area < 10000 ? `${number(area, 0)} m²` : `${number(area / 10000, 2)} ha`}`);
    }
    return told.join(" · ");
  }

  // --- Tools that wait for a place: by pointer, or by Enter for the cross in the middle of the map ---

  // `on.point` takes the place; `on.start`, `on.stop` and `on.back`, for Backspace, are told as they happen.
  function pointing(map, icon, title, on) {
    const box = element("div", "map-reading");
    box.setAttribute("role", "status");
    const container = map.getContainer();
    let shown = null;

    const take = (event) => on.point(event.latlng);
    function press(event) {
      if (event.key === "Escape") stop();
      else if (event.key === "Backspace" && on.back) on.back();
      else if (event.key === "Enter" && event.target === container) on.point(map.getCenter());
      else return;
      event.preventDefault();
    }

    function start() {
      if (map.stopPointing) map.stopPointing();
      map.stopPointing = stop;
      shown = control(map, "bottomleft", box);
      container.classList.add("pointing");
      map.doubleClickZoom.disable();
      map.on("click", take);
      container.addEventListener("keydown", press);
      container.focus({ preventScroll: true });
      tool.setAttribute("aria-pressed", "true");
      on.start();
    }

    function stop() {
      if (!shown) return;
      map.stopPointing = null;
      shown.remove();
      shown = null;
      // After the click that ends it: the map must not take that click for one on a plot.
      setTimeout(() => { if (!map.stopPointing) container.classList.remove("pointing"); });
      map.doubleClickZoom.enable();
      map.off("click", take);
      container.removeEventListener("keydown", press);
      tool.setAttribute("aria-pressed", "false");
      if (on.stop) on.stop();
    }

    const tool = button(icon, title, () => (shown ? stop() : start()));
    tool.setAttribute("aria-pressed", "false");
    return { tool, stop, say: (text) => { box.textContent = text; } };
  }

  function measuring(map, content) {
    const { words, plane } = content;
    let points = [], drawn = null;

    function clear() {
      if (drawn) drawn.remove();
      drawn = null;
    }

    function draw() {
      clear();
      const look = { color: INK, weight: 3, dashArray: "6 4", fillOpacity: 0.12, interactive: false, pane: "measure" };
      drawn = L.layerGroup([
        points.length > 2 ? L.polygon(points, look) : L.polyline(points, look),
        ...points.map((point) => L.circleMarker(point, { ...look, radius: 4, fillColor: "#ffffff", fillOpacity: 1, dashArray: null })),
      ]).addTo(map);
      const places = points.map((point) => metres(plane, point));
      made.say(points.length < 2 ? words.measuring : places.some((place) => !place) ? words.outside : figures(words, places));
    }

    const made = pointing(map, "measure", words.measure, {
      start: () => { points = []; draw(); },
      point: (latlng) => { points.push(latlng); draw(); },
      back: () => { points.pop(); draw(); },
      stop: clear,
    });
    return made.tool;
  }

  // One place, told to the server: how far one gets from it. Only pages that answer show the tool (map.css).
  function placing(map, words, told) {
    const made = pointing(map, "place", words.place, {
      start: () => made.say(words.placing),
      point: (latlng) => { made.stop(); told(latlng); },
    });
    made.tool.classList.add("map-tool-place");
    return made.tool;
  }

  // --- Coordinates under the pointer, or in the middle of a map that is moved by keyboard ---

  function coordinates(map, content) {
    const { plane, words } = content;
    const box = element("div", "map-coordinates");
    const number = (value) => Math.round(value).toLocaleString(words.language, { useGrouping: true });
    const tell = (latlng) => {
      const place = metres(plane, latlng);
      box.textContent = place ? `N ${number(place.north)}  E ${number(place.east)} · EPSG:${plane.epsg}` : `EPSG:${plane.epsg}: ${words.outside}`;
    };
    control(map, "bottomright", box);
    let isPointed = false;
    map.on("mousemove", (event) => { isPointed = true; tell(event.latlng); });
    map.on("moveend", () => { if (!isPointed || document.activeElement === map.getContainer()) tell(map.getCenter()); });
  }

  function spread(container) {
    if (document.fullscreenElement) document.exitFullscreen();
    else container.requestFullscreen().catch(() => {});
  }

  function add(map, content, act) {
    const { words } = content;
    const container = map.getContainer();
    container.setAttribute("aria-label", words.map);
    const bar = element("div", "map-tools leaflet-bar");
    bar.append(button("fit", words.fit, act.fit));
    if (content.plane) bar.append(measuring(map, content));
    bar.append(placing(map, words, act.place));
    if (document.fullscreenEnabled) bar.append(button("full", words.full, () => spread(container)));
    control(map, "topleft", bar);
    if (content.plane) coordinates(map, content);
  }

  // --- An outside ground: where it does not come, one sentence says so, and the map stays as it is ---

  function basemap(map, told) {
    const tiles = L.tileLayer(told.url, {
      maxNativeZoom: told.max_zoom, maxZoom: map.getMaxZoom(), referrerPolicy: "strict-origin-when-cross-origin",
    });
    const box = element("div", "map-reading", told.failure);
    box.setAttribute("role", "status");
    let notice = null;
    const calm = () => { if (notice) notice.remove(); notice = null; };
    tiles.on("tileerror", () => { notice = notice || control(map, "bottomleft", box); });
    // Our own land and water give way only to tiles that are there.
    const container = map.getContainer();
    tiles.on("tileload", () => { calm(); container.classList.add("outside-ground"); });
    tiles.on("remove", () => { calm(); container.classList.remove("outside-ground"); map.attributionControl.setPrefix(false); });
    // Before all others: of a line too long, the end is hidden.
    map.attributionControl.setPrefix(told.attribution);
    return tiles.addTo(map);
  }

  window.sijaintiTools = { add, basemap, element, control };
})();
