// Drawing on the map, as planner/drawing/draw_map.py tells it: Geoman catches corners and moves them; what comes of it is
// told to the page as one feature, which carries the tool and how many metres a pixel is.
(function () {
  "use strict";

  const EARTH_M = 111320;
  const SNAP_PX = 12;
  const LONG_M = 10000, LARGE_M2 = 1e6;
  // What Geoman calls what is drawn.
  const SHAPES = { polygon: "Polygon", line: "Line", box: "Rectangle" };
  const INK = "#1d2529";
  const ACCENT = "#0b6378";
  // Nine decimals of a degree are a tenth of a millimetre: what is caught by a corner stays on it.
  const DECIMALS_N = 9;
  const DRAWN = { color: ACCENT, weight: 3, fillColor: "#5cb8cc", fillOpacity: 0.25 };

  // Only what is named below can be caught or moved, not the thousands of shapes that a map has.
  L.PM.setOptIn(true);

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function pane(map, name, order, passive) {
    if (map.getPane(name)) return;
    const made = map.createPane(name);
    made.style.zIndex = order;
    if (passive) made.style.pointerEvents = "none";
  }

  function begin(map) {
    pane(map, "draft-cover", 330, false);
    pane(map, "draft", 340, false);
    pane(map, "draft-labels", 465, true);
    pane(map, "draft-chosen", 470, true);
    map.options.pmIgnore = false;
    L.PM.reInitLayer(map);
    map.pm.setGlobalOptions({
      snappable: true, snapDistance: SNAP_PX, allowSelfIntersection: false, continueDrawing: false,
      pathOptions: DRAWN, templineStyle: { color: ACCENT, weight: 3 }, hintlineStyle: { color: ACCENT, weight: 2, dashArray: "5 5" },
    });
    const table = { map, told: null, layers: [], box: null, bar: null };
    map.on("pm:create", ({ layer }) => { table.layers.push(layer); tell(table, layer); });
    map.on("pm:drawstart", ({ workingLayer }) => {
      workingLayer.on("pm:vertexadded pm:vertexremoved", () => measure(table, workingLayer));
      // A rectangle has no corners to add: it is measured as it is drawn out.
      if (table.told.mode === "box") workingLayer.on("pm:change", () => { if (map.hasLayer(workingLayer)) measure(table, workingLayer); });
    });
    map.on("zoomend", () => fit(table));
    map.getContainer().addEventListener("keydown", (event) => press(table, event));
    return table;
  }

  // --- What is told to the page ---

  function tell(table, layer) {
    const { map, told } = table;
    const feature = layer.toGeoJSON(DECIMALS_N);
    const one = feature.type === "FeatureCollection" ? feature.features[0] : feature;
    const answer = {
      type: "Feature", geometry: one.geometry,
      properties: { tool: told.tool, turn: told.turn, pixel_m: window.sijainti.metresPerPixel(map) },
    };
    stop(table);
    // After the click that finishes: streamlit-folium keeps the last shape that it hears of, be it a mere corner.
    setTimeout(() => map.fire("draw:created", { layer: { toGeoJSON: () => answer }, layerType: "polygon" }), 0);
  }

  // --- How large it is so far ---

  function measure(table, layer) {
    const corners = layer.getLatLngs().flat(2);
    if (!table.box || corners.length < 2) return;
    const narrow = Math.cos((corners[0].lat * Math.PI) / 180);
    const places = corners.map(({ lat, lng }) => ({ x: (lng - corners[0].lng) * EARTH_M * narrow, y: (lat - corners[0].lat) * EARTH_M }));
    const number = (value, digits) => value.toLocaleString(table.told.language, { maximumFractionDigits: digits });
    const ways = (value) => value < LONG_M ? `${number(value, 0)} m` : `${number(value / 1000, 1)} km`;
    const grounds = (value) => value < LARGE_M2 ? `${number(value, 0)} m²` : `${number(value / 1e6, 2)} km²`;
    const length = places.slice(1).reduce((total, place, at) => total + Math.hypot(place.x - places[at].x, place.y - places[at].y), 0);
    const area = Math.abs(places.reduce((total, place, at) => {
      const next = places[(at + 1) % places.length];
      return total + place.x * next.y - next.x * place.y;
    }, 0)) / 2;
    const told = { line: [ways(length)], box: [grounds(area)] }[table.told.mode] || [ways(length), grounds(area)];
    table.box.textContent = `≈ ${told.join(" · ")}`;
  }

  // --- Buttons on the map: for those who find no corner to click, and for fingers ---

  function bar(table, actions) {
    const control = L.control({ position: "bottomleft" });
    const box = element("div", "draw-bar");
    control.onAdd = () => box;
    table.box = element("span", "draw-size", "");
    actions.forEach(([text, act, isMain]) => {
      const button = element("button", isMain ? "main" : "", text);
      button.type = "button";
      button.addEventListener("click", act);
      box.append(button);
    });
    box.append(table.box);
    L.DomEvent.disableClickPropagation(box);
    control.addTo(table.map);
    table.bar = control;
  }

  const active = (table) => table.map.pm.Draw[SHAPES[table.told.mode]];

  function press(table, event) {
    if (!table.bar || table.told.mode === "outline" || event.target.closest("button")) return;
    if (event.key === "Escape") again(table);
    else if (table.told.mode === "box") return;
    else if (event.key === "Backspace") active(table)._removeLastVertex();
    else if (event.key === "Enter") active(table)._finishShape();
    else return;
    event.preventDefault();
  }

  function again(table) {
    stop(table);
    start(table);
  }

  function start(table) {
    const { map, told } = table;
    const { words } = told;
    if (told.mode === "choose") return;
    // static/map.js asks no plot for its name while somebody measures, and no more while somebody draws.
    map.getContainer().classList.add("drawing", "pointing");
    if (told.mode === "outline") { edit(table); return; }
    const corners = [[words.finish, () => active(table)._finishShape(), true], [words.back, () => active(table)._removeLastVertex()]];
    bar(table, [...(told.mode === "box" ? [] : corners), [words.again, () => again(table)]]);
    map.pm.enableDraw(SHAPES[told.mode], { finishOn: null, allowSelfIntersection: Boolean(told.crossings) });
  }

  function edit(table) {
    const { map, told } = table;
    const group = L.geoJson(told.start, { pmIgnore: false, style: { ...DRAWN, pane: "draft-chosen" }, pane: "draft-chosen" }).addTo(map);
    const layer = group.getLayers()[0];
    table.layers.push(group);
    L.PM.reInitLayer(layer);
    layer.pm.enable({ allowSelfIntersection: Boolean(told.crossings), snappable: true, snapDistance: SNAP_PX });
    layer.on("pm:markerdragend pm:vertexadded pm:vertexremoved", () => measure(table, layer));
    bar(table, [[told.words.take, () => tell(table, layer), true], [told.words.again, () => again(table)]]);
  }

  function stop(table) {
    const { map } = table;
    map.pm.disableDraw();
    map.getContainer().classList.remove("drawing", "pointing");
    if (table.bar) table.bar.remove();
    table.bar = table.box = null;
    if (table.told && table.told.mode === "outline") table.layers.splice(0).forEach((layer) => layer.remove());
  }

  // --- The draft: covers over what is no more, the plots made, those chosen ---

  function show(table) {
    const { map, told } = table;
    const plain = (shapes, options) => L.geoJson({ type: "FeatureCollection", features: shapes }, { snapIgnore: true, ...options });
    const covers = plain(told.covers, { pane: "draft-cover", style: { fillColor: told.ground, fillOpacity: 1, color: "#8b969c", weight: 1, dashArray: "2 4" } });
    const snaps = plain(told.snaps, { pane: "draft", interactive: false, snapIgnore: false, style: { stroke: false, fill: false } });
    const plots = plain(told.plots, {
      pane: "draft", snapIgnore: false, bubblingMouseEvents: false,
      style: (feature) => ({ ...feature.properties.look, pane: "draft" }),
      onEachFeature: (feature, layer) => {
        const box = element("div", "tip");
        feature.properties.tip.forEach((line, at) => box.append(element("div", at ? "tip-line" : "tip-title", line)));
        layer.bindTooltip(box, { sticky: true, opacity: 1 });
      },
    });
    const chosen = [["#ffffff", 7], [INK, 3]].map(([color, weight]) => plain(told.chosen, {
      pane: "draft-chosen", interactive: false, style: { color, weight, fill: false },
    }));
    table.labels = told.plots.map((feature) => label(feature.properties));
    table.shown = L.layerGroup([covers, snaps, plots, ...chosen, ...table.labels.map((entry) => entry.marker)]).addTo(map);
    hideLabels(map, new Set(told.covers.map((feature) => feature.properties.hidden)));
    fit(table);
  }

  function label({ label: told }) {
    const box = element("div", "map-label plot");
    if (told.badge) box.append(element("span", "badge", told.badge));
    const words = element("span", "words");
    words.append(element("span", "code", told.text));
    if (told.small) words.append(element("span", "small", told.small));
    box.append(words);
    const icon = L.divIcon({ className: "map-label-anchor", html: box, iconSize: [0, 0] });
    return { box, told, marker: L.marker(told.at, { pane: "draft-labels", interactive: false, keyboard: false, pmIgnore: true, icon }) };
  }

  function fit({ map, labels }) {
    const metres = window.sijainti.metresPerPixel(map);
    (labels || []).forEach(({ box, told }) => {
      const room = (2 * told.room_m) / metres;
      const needed = 10 + 7.5 * Math.max(told.text.length + 2, (told.small || "").length);
      box.classList.toggle("whole", room >= Math.min(needed, 84));
      box.classList.toggle("short", room < Math.min(needed, 84) && room >= 17);
    });
  }

  function hideLabels(map, ids) {
    const pane_ = map.getPane("labels");
    if (!pane_) return;
    pane_.querySelectorAll(".map-label.plot").forEach((box) => {
      const own = (box.querySelector(".small") || box.querySelector(".code") || {}).textContent;
      box.style.visibility = ids.has(own) ? "hidden" : "";
    });
  }

  function use(map, told) {
    const table = map.sijaintiTable || (map.sijaintiTable = begin(map));
    stop(table);
    table.layers.splice(0).forEach((layer) => layer.remove());
    if (table.shown) table.shown.remove();
    table.told = told;
    // The words of the tool itself, where ours do not stand, are those of the language.
    map.pm.setLang(told.language, { tooltips: told.tips }, told.language);
    show(table);
    start(table);
    map.getContainer().dataset.draft = `${told.mode} ${told.turn}`;
  }

  window.sijaintiDrawing = { use };
})();
