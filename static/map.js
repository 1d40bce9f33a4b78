// Draws what planner/drawing/web_map.py describes: layers in their order, labels that fit, and a legend with switches.
// Texts become text nodes, never markup: a plot may be called <img src=x onerror=...> and stay a name.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const EQUATOR_M = 40075016.686;
  // Where the map is narrower, an open legend would hide what it explains.
  const NARROW_PX = 700;
  const SEEN_PX = 14;
  const LABEL_N = 28;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = legible(text);
    return made;
  }

  // Signs that turn the direction of writing would turn what stands beside a name as well.
  const legible = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  const short = (text) => text.length > LABEL_N ? `${text.slice(0, LABEL_N - 1)}…` : text;

  function drawn(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  }

  // --- Hatching: one pattern a colour, told by its number; "dots #rrggbb" has dots instead of stripes ---

  function hatch(id, told) {
    const colour = told.split(" ").pop();
    const pattern = drawn("pattern", {
      id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
    });
    pattern.append(drawn("rect", { width: 7, height: 7, fill: told.startsWith("dots ") ? "#ffffff" : colour }));
    pattern.append(told.startsWith("dots ")
      ? drawn("circle", { cx: 3.5, cy: 3.5, r: 1.7, fill: colour })
      : drawn("line", { x1: 0, y1: 0, x2: 0, y2: 7, stroke: "#ffffff", "stroke-width": 3, "stroke-opacity": 0.6 }));
    return pattern;
  }

  // Stripes without a ground, for what is laid over the map later: planner/drawing/plot_overlay.py names them.
  const OVERLAYS = { taken: "#d55e00", permit: "#a65f00", won: "#0072b2" };

  function stripes(id, colour, turn) {
    const pattern = drawn("pattern", {
      id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})`,
    });
    pattern.append(drawn("rect", { width: 6, height: 6, fill: "#ffffff", "fill-opacity": 0.55 }));
    pattern.append(drawn("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, "stroke-width": 4 }));
    return pattern;
  }

  // By the names that planner/drawing/map_layer.py gives them.
  const hatchId = (told) => `hatch-${told.replace(/[^a-z0-9]/gi, "")}`;

  function hatches(container) {
    const image = drawn("svg", { width: 0, height: 0, "aria-hidden": "true" });
    image.style.position = "absolute";
    const defs = drawn("defs", {});
    Object.entries(OVERLAYS).forEach(([name, colour], index) => defs.append(stripes(`over-${name}`, colour, 45 + 90 * index)));
    image.append(defs);
    container.append(image);
    const known = new Set();
    return (looks) => looks.filter((look) => look.hatch && !known.has(look.hatch)).forEach((look) => {
      known.add(look.hatch);
      defs.append(hatch(hatchId(look.hatch), look.hatch));
    });
  }

  // --- Layers ---

  function tip(lines) {
    const made = element("div", "tip");
    lines.forEach((line, index) => made.append(element("div", index ? "tip-line" : "tip-title", line)));
    return made;
  }

  function pane(map, name, order, passive) {
    const made = map.createPane(name);
    made.style.zIndex = order;
    if (passive) made.style.pointerEvents = "none";
    return name;
  }

  const UNPAINTED = { stroke: false, fillOpacity: 0 };

  function geojson(map, layer) {
    const name = pane(map, layer.id, layer.order, !layer.interactive);
    const renderer = layer.interactive || layer.hatched ? L.svg({ pane: name, padding: 0.5 }) : L.canvas({ pane: name, padding: 0.5 });
    const style = (feature) => layer.painted ? UNPAINTED : layer.styles[feature.properties.style];
    const options = (feature) => ({ ...style(feature), pane: name, renderer, interactive: layer.interactive });
    return L.geoJson(layer.features, {
      pane: name,
      style: options,
      pointToLayer: (feature, place) => feature.properties.radius_m
        ? L.circle(place, { ...options(feature), radius: feature.properties.radius_m })
        : L.circleMarker(place, options(feature)),
      onEachFeature: (feature, shape) => {
        const told = feature.properties;
        if (layer.keyed) {
          shape.on("click", () => { told.click_n = nextClick(); tell(shape.toGeoJSON()); });
        }
        if (layer.interactive && told.tip) {
          shape.bindTooltip(() => tip([...told.tip, ...(told.added || []), ...(told.tip_end || [])]), { sticky: true, opacity: 1 });
        }
      },
    });
  }

  function packed(map, layer) {
    return new sijaintiPacked.Packed(layer, { pane: pane(map, layer.id, layer.order, true) });
  }

  // The server is told at once: streamlit-folium by itself waits for a quarter of a second. What it then has to say is
  // the same, so nothing is told twice; the count tells a second click on the same place.
  let clicksN = 0;

  function tell(feature) {
    const data = window.__GLOBAL_DATA__;
    if (!data || String(data.returned_objects) !== "last_active_drawing") return;
    data.last_active_drawing = feature;
    data.previous_data = { last_active_drawing: feature };
    window.Streamlit.setComponentValue(data.previous_data);
  }

  function nextClick() {
    clicksN += 1;
    return clicksN;
  }

  function tellPlace({ lat, lng }) {
    tell({ type: "Feature", properties: { place: `${lat.toFixed(5)},${lng.toFixed(5)}`, click_n: nextClick() }, geometry: null });
  }

  // --- Labels: shown whole, shortened or not at all, as the place has room ---

  function labelOf(feature) {
    const told = feature.properties.label;
    const box = element("div", `map-label ${told.kind}`);
    const badge = element("span", "badge", told.badge || "");
    badge.hidden = !told.badge;
    box.append(badge);
    const words = element("span", "words");
    words.append(element("span", "code", short(told.text)));
    if (told.small) words.append(element("span", "small", short(told.small)));
    box.append(words);
    const marker = L.marker(told.at, {
      pane: "labels", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "map-label-anchor", html: box, iconSize: [0, 0] }),
    });
    return { marker, box, badge, told };
  }

  function metresPerPixel(map) {
    return EQUATOR_M * Math.cos((map.getCenter().lat * Math.PI) / 180) / (256 * 2 ** map.getZoom());
  }

  function fitLabels(map, labels) {
    const metres = metresPerPixel(map);
    labels.forEach(({ box, badge, told }) => {
      const room = told.room_m ? (2 * told.room_m) / metres : 0;
      const needed = 10 + 7.5 * Math.max(told.text.length + (badge.hidden ? 0 : 2), (told.small || "").length);
      const whole = told.room_m ? room >= Math.min(needed, 84) : map.getZoom() >= told.from_zoom;
      box.classList.toggle("whole", whole);
      box.classList.toggle("short", !whole && !badge.hidden && room >= 17);
    });
  }

  function labelled(map, layer) {
    const labels = layer.features.features.filter((feature) => feature.properties.label).map(labelOf);
    if (!labels.length) return null;
    const group = L.layerGroup(labels.map((label) => label.marker));
    const fit = () => fitLabels(map, labels);
    map.on("zoomend", fit);
    group.on("add", fit);
    return { group, labels, fit };
  }

  // --- Paint: how plots look, given to a map that stands ---

  function bits(text) {
    const found = text && new Uint8Array(sijaintiPacked.bytes(text));
    return (row) => !found || Boolean(found[row >> 3] & (128 >> (row & 7)));
  }

  function unpackPaint(paint) {
    return {
      ...paint,
      classes: new Uint8Array(sijaintiPacked.bytes(paint.classes)),
      tips: paint.tips.map(sijaintiPacked.column),
    };
  }

  function added(board, row) {
    return board.paint.tips.map((column) => sijaintiPacked.textAt(column, row)).filter(Boolean);
  }

  // Style, letter and whether faded of a plot; null where its class is switched off.
  function lookOf(board, row, illustrative) {
    const { paint, off, passes } = board;
    const at = paint.classes[row];
    if (off.has(at)) return null;
    const key = 2 * at + (illustrative ? 1 : 0);
    return { style: paint.styles[key], letter: paint.letters[at], faded: !passes(row), key };
  }

  const FADED = { fillOpacity: 0.12, opacity: 0.25, fillColor: "#9aa5ab" };

  function repaintShapes(board, { layer, group, labelled: told }) {
    const shapes = board.shapes || (board.shapes = group.getLayers());
    shapes.forEach((shape, row) => {
      const { illustrative } = layer.styles[shape.feature.properties.style];
      const look = lookOf(board, row, illustrative);
      const label = told.labels[row];
      label.box.classList.toggle("off", !look || look.faded);
      if (!look) { group.removeLayer(shape); return; }
      shape.setStyle({ stroke: true, dashArray: null, opacity: 1, ...look.style, ...(look.faded ? FADED : {}) });
      shape.feature.properties.added = added(board, row);
      label.badge.textContent = look.letter;
      label.badge.hidden = !look.letter;
      if (!group.hasLayer(shape)) group.addLayer(shape);
    });
    told.fit();
  }

  function repaint(board) {
    if (!board.paint) return;
    board.hatch(board.paint.styles);
    const { plots } = board;
    if (!plots.layer.packed) {
      repaintShapes(board, plots);
      countPaints(board);
      return;
    }
    plots.group.once("drawn", () => countPaints(board));
    plots.group.repaint((row) => lookOf(board, row, plots.group.illustrative(row)));
  }

  // How often the plots got their colours: for those who wait for it, as tests and benchmarks do.
  function countPaints(board) {
    const told = board.map.getContainer().dataset;
    told.painted = String((Number(told.painted) || 0) + 1);
  }

  // --- Packed layers have no elements to click or hover: the map asks them ---

  function listen(board) {
    const { map } = board;
    const asked = board.packed.filter((entry) => entry.layer.interactive).sort((a, b) => b.layer.order - a.layer.order);
    if (!asked.length) return;
    const bubble = L.tooltip({ opacity: 1, offset: [12, 0], direction: "right" });
    const overShape = (event) => event.originalEvent.target.classList.contains("leaflet-interactive");
    const at = (latlng) => {
      for (const entry of asked) {
        const row = map.hasLayer(entry.group) ? entry.group.hit(latlng) : null;
        if (row !== null) return { ...entry, row };
      }
      return null;
    };
    map.on("click", (event) => {
      const found = overShape(event) || map.getContainer().classList.contains("pointing") ? null : at(event.latlng);
      if (!found) return;
      bubble.remove();
      const feature = { type: "Feature", properties: { ...found.group.told(found.row), click_n: nextClick() }, geometry: null };
      if (found.layer.keyed) tell(feature);
      board.clicked = feature.properties.plot_id;
      board.clicks.fire("click", { latlng: event.latlng, layer: { toGeoJSON: () => feature } });
    });
    let asking = 0;
    map.on("mousemove", (event) => {
      cancelAnimationFrame(asking);
      asking = requestAnimationFrame(() => {
        const found = overShape(event) ? null : at(event.latlng);
        map.getContainer().classList.toggle("over-plot", Boolean(found));
        if (!found) { bubble.remove(); return; }
        const lines = found.group.tip(found.row, found.layer.painted && board.paint ? added(board, found.row) : []);
        bubble.setLatLng(event.latlng).setContent(tip(lines));
        if (!map.hasLayer(bubble)) bubble.addTo(map);
      });
    });
    map.on("mouseout movestart", () => { cancelAnimationFrame(asking); bubble.remove(); });
  }

  // --- Legend ---

  function swatch(sample) {
    const image = drawn("svg", { width: 26, height: 16, viewBox: "0 0 26 16", "aria-hidden": "true" });
    const line = { stroke: sample.color || "none", "stroke-width": Math.min(sample.weight || 1, 3), "stroke-dasharray": sample.dashArray || "none" };
    if (sample.shape === "line") {
      image.append(drawn("line", { x1: 1, y1: 8, x2: 25, y2: 8, ...line }));
    } else if (sample.shape === "point") {
      image.append(drawn("circle", { cx: 13, cy: 8, r: 5, fill: sample.fillColor || "none", "fill-opacity": sample.fillOpacity ?? 1, ...line }));
    } else {
      image.append(drawn("rect", { x: 2, y: 1.5, width: 22, height: 13, fill: sample.fillColor || "none", "fill-opacity": sample.fillOpacity ?? 1, ...line }));
    }
    return image;
  }

  function switchRow(board, row, on) {
    if (row.class === null) {
      row.layers.forEach((id) => board.groups[id].forEach((group) => { if (on) group.addTo(board.map); else group.remove(); }));
      return;
    }
    if (on) board.off.delete(row.class); else board.off.add(row.class);
    repaint(board);
  }

  function legendRow(board, row) {
    const line = element("label", "legend-row");
    if (row.layers.length || row.class !== null) {
      const box = element("input");
      box.type = "checkbox";
      box.checked = row.shown && !board.off.has(row.class);
      box.addEventListener("change", () => switchRow(board, row, box.checked));
      line.append(box);
    } else {
      line.append(element("span", "legend-space"));
    }
    line.append(swatch(row.sample));
    if (row.badge) line.append(element("span", "badge", row.badge));
    line.append(element("span", "legend-text", row.text));
    return line;
  }

  function legendGroup(board, group) {
    const part = element("details", "legend-group");
    part.open = group.open;
    part.append(element("summary", "", group.title));
    group.rows.forEach((row) => part.append(legendRow(board, row)));
    if (group.note) part.append(element("p", "legend-note", group.note));
    return part;
  }

  function legend(board, content) {
    const box = element("details", "legend leaflet-control-layers");
    box.open = board.map.getContainer().clientWidth > NARROW_PX;
    box.append(element("summary", "", content.legend_title));
    board.paintLegend = element("div");
    box.append(board.paintLegend, ...content.legend.map((group) => legendGroup(board, group)));
    sijaintiTools.control(board.map, "topright", box);
    return box;
  }

  // --- The whole ---

  async function fetched(content) {
    if (!content.address) return content;
    const answer = await fetch(content.address);
    if (!answer.ok) throw new Error(`${answer.status} ${content.address}`);
    return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).json();
  }

  // What needs no fetching stands at once: streamlit-folium looks for layers to listen to when the script has run.
  function draw(map, content) {
    const board = { map, groups: {}, packed: [], off: new Set(), passes: bits(""), clicks: L.layerGroup().addTo(map) };
    map.sijainti = board;
    board.hatch = hatches(map.getContainer());
    if (!content.address) { build(board, content); return; }
    fetched(content).then((found) => build(board, found)).catch((error) => fail(board, error));
  }

  function fail(board, error) {
    const words = { en: "The map could not be loaded. Load the page anew.", ...board.words };
    console.warn(error);
    sijaintiTools.control(board.map, "bottomleft", sijaintiTools.element("div", "map-reading", words.unloaded || words.en));
  }

  function build(board, content) {
    const { map } = board;
    const container = map.getContainer();
    container.style.background = content.background;
    board.words = content.words;
    pane(map, "labels", 460, true);
    pane(map, "measure", 620, true);
    L.control.scale({ imperial: false }).addTo(map);
    content.layers.forEach((layer) => addLayer(board, layer));
    listen(board);
    const box = legend(board, content);
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(content.attribution);
    keepInView(board, content, box);
    board.built = true;
    if (content.paint) setPaint(board, content.paint);
    if (board.told) view(map, board.told);
  }

  function addLayer(board, layer) {
    board.hatch(layer.styles);
    const group = layer.packed ? packed(board.map, layer) : geojson(board.map, layer);
    const told = layer.packed ? null : labelled(board.map, layer);
    const entry = { layer, group, labelled: told };
    if (layer.packed) board.packed.push(entry);
    if (layer.painted) {
      board.plots = entry;
      if (!layer.packed) group.on("click", (event) => { board.clicked = event.layer.feature.properties.plot_id; });
    }
    board.groups[layer.id] = told ? [group, told.group] : [group];
    if (layer.shown) board.groups[layer.id].forEach((one) => one.addTo(board.map));
  }

  function keepInView(board, content, box) {
    const { map } = board;
    const container = map.getContainer();
    const whole = () => map.fitBounds(content.bounds, {
      paddingTopLeft: [14, 14], paddingBottomRight: [box.open ? box.offsetWidth + 24 : 14, 30], animate: false,
    });
    // Drawn anew in another language, the same ground stays in view as the reader left it.
    const seen = window.sijaintiView;
    const same = seen && JSON.stringify(seen.bounds) === JSON.stringify(content.bounds);
    const fit = () => same ? map.setView(seen.centre, seen.zoom, { animate: false }) : whole();
    sijaintiTools.add(map, content, { fit: whole, place: tellPlace });
    fit();
    // The style sheet may come after the map has measured itself, and the page may change its width.
    board.fitted = Boolean(same);
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (board.fitted || !container.clientWidth) return;
      fit();
      if (board.focus) show(board, board.focus);
    }).observe(container);
    map.on("moveend", () => {
      if (board.fitted) window.sijaintiView = { bounds: content.bounds, centre: map.getCenter(), zoom: map.getZoom() };
    });
    container.addEventListener("pointerdown", () => { board.fitted = true; }, { once: true });
    container.addEventListener("wheel", () => { board.fitted = true; }, { once: true, passive: true });
    container.addEventListener("keydown", () => { board.fitted = true; }, { once: true });
  }

  // --- What is told to a map that stands: paint, filter, what to look at, the ground below ---

  function setPaint(board, paint) {
    // The same figure by other rules: classes that were switched off stay so.
    if (!board.paint || board.paint.legend.title !== paint.legend.title) board.off.clear();
    board.paint = unpackPaint(paint);
    showPaintLegend(board);
    repaint(board);
  }

  // A draft over the map counts its own plots. What the reader folded stays so.
  function showPaintLegend(board) {
    const before = board.paintLegend.firstElementChild;
    const part = legendGroup(board, board.legend || board.paint.legend);
    if (before) part.open = before.open;
    board.paintLegend.replaceChildren(part);
  }

  function setLegend(board, legend) {
    if (JSON.stringify(legend) === JSON.stringify(board.legend)) return;
    board.legend = legend;
    if (board.paint) showPaintLegend(board);
  }

  // A place that is in view and large enough to be seen stays where it is.
  function show(board, focus) {
    const { map } = board;
    const bounds = L.latLngBounds(focus.bounds);
    const from = map.latLngToContainerPoint(bounds.getNorthWest()), to = map.latLngToContainerPoint(bounds.getSouthEast());
    const isSeen = map.getBounds().contains(bounds) && Math.max(to.x - from.x, to.y - from.y) >= SEEN_PX;
    if (!isSeen || focus.closer) map.fitBounds(bounds, { maxZoom: 17, padding: [60, 60], animate: false });
  }

  function setBasemap(board, told) {
    if ((board.tiles || {}).url === (told || {}).url) return;
    if (board.tiles) board.tiles.layer.remove();
    board.tiles = told ? { url: told.url, layer: sijaintiTools.basemap(board.map, told) } : null;
  }

  function view(map, told) {
    const board = map.sijainti;
    board.told = told;
    if (!board.built) return;
    const key = JSON.stringify(told.paint);
    // A map without plots has no paint.
    const isNew = Boolean(told.paint) && key !== board.paintKey;
    const isFiltered = told.shown !== board.shown;
    board.shown = told.shown;
    board.passes = bits(told.shown);
    if (isNew) {
      board.paintKey = key;
      fetched(told.paint).then((paint) => { if (board.paintKey === key) setPaint(board, paint); }).catch((error) => fail(board, error));
    } else if (isFiltered) {
      repaint(board);
    }
    setLegend(board, told.legend);
    setBasemap(board, told.basemap);
    map.getContainer().classList.toggle("takes-places", Boolean(told.places));
    const focus = told.focus;
    if (focus && focus.key !== (board.focus || {}).key && focus.key !== `plot:${board.clicked}`) show(board, focus);
    board.focus = focus;
  }

  window.sijainti = { draw, view, metresPerPixel, labelText: (text) => short(legible(text)) };
})();
