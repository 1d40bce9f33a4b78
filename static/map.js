// Draws what planner/drawing/web_map.py describes: layers in their order, labels that fit, and a legend with switches.
// Texts become text nodes, never markup: a plot may be called <img src=x onerror=...> and stay a name.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const EQUATOR_M = 40075016.686;
  const NARROW_PX = 560;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

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

  function addHatches(container, colours) {
    const image = drawn("svg", { width: 0, height: 0, "aria-hidden": "true" });
    image.style.position = "absolute";
    const defs = drawn("defs", {});
    colours.forEach((colour, index) => defs.append(hatch(`hatch-${index}`, colour)));
    Object.entries(OVERLAYS).forEach(([name, colour], index) => defs.append(stripes(`over-${name}`, colour, 45 + 90 * index)));
    image.append(defs);
    container.append(image);
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

  function geojson(map, layer) {
    const name = pane(map, layer.id, layer.order, !layer.interactive);
    const renderer = layer.interactive || layer.hatched ? L.svg({ pane: name, padding: 0.5 }) : L.canvas({ pane: name, padding: 0.5 });
    const options = (feature) => ({ ...layer.styles[feature.properties.style], pane: name, renderer, interactive: layer.interactive });
    return L.geoJson(layer.features, {
      pane: name,
      style: options,
      pointToLayer: (feature, place) => feature.properties.radius_m
        ? L.circle(place, { ...options(feature), radius: feature.properties.radius_m })
        : L.circleMarker(place, options(feature)),
      onEachFeature: (feature, shape) => {
        if (layer.interactive && feature.properties.tip) {
          shape.bindTooltip(tip(feature.properties.tip), { sticky: true, opacity: 1 });
        }
      },
    });
  }

  // --- Labels: shown whole, shortened or not at all, as the place has room ---

  function labelOf(feature) {
    const told = feature.properties.label;
    const box = element("div", `map-label ${told.kind}`);
    if (told.badge) box.append(element("span", "badge", told.badge));
    const words = element("span", "words");
    words.append(element("span", "code", told.text));
    if (told.small) words.append(element("span", "small", told.small));
    box.append(words);
    const marker = L.marker(told.at, {
      pane: "labels", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "map-label-anchor", html: box, iconSize: [0, 0] }),
    });
    return { marker, box, told };
  }

  function fitLabels(map, labels) {
    const metres = EQUATOR_M * Math.cos((map.getCenter().lat * Math.PI) / 180) / (256 * 2 ** map.getZoom());
    labels.forEach(({ box, told }) => {
      const room = told.room_m ? (2 * told.room_m) / metres : 0;
      const needed = 10 + 7.5 * Math.max(told.text.length + (told.badge ? 2 : 0), (told.small || "").length);
      const whole = told.room_m ? room >= Math.min(needed, 84) : map.getZoom() >= told.from_zoom;
      box.classList.toggle("whole", whole);
      box.classList.toggle("short", !whole && Boolean(told.badge) && room >= 17);
    });
  }

  function labelled(map, layer) {
    const labels = layer.features.features.filter((feature) => feature.properties.label).map(labelOf);
    if (!labels.length) return null;
    const group = L.layerGroup(labels.map((label) => label.marker));
    const fit = () => fitLabels(map, labels);
    map.on("zoomend", fit);
    group.on("add", fit);
    return group;
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

  function legendRow(map, row, groups) {
    const line = element("label", "legend-row");
    if (row.layers.length) {
      const box = element("input");
      box.type = "checkbox";
      box.checked = row.shown;
      box.addEventListener("change", () => row.layers.forEach((id) => groups[id].forEach((group) => {
        if (box.checked) group.addTo(map); else group.remove();
      })));
      line.append(box);
    } else {
      line.append(element("span", "legend-space"));
    }
    line.append(swatch(row.sample));
    if (row.badge) line.append(element("span", "badge", row.badge));
    line.append(element("span", "legend-text", row.text));
    return line;
  }

  function legend(map, content, groups) {
    const control = L.control({ position: "topright" });
    const box = element("details", "legend leaflet-control-layers");
    control.onAdd = () => {
      box.open = map.getContainer().clientWidth > NARROW_PX;
      box.append(element("summary", "", content.legend_title));
      content.legend.forEach((group) => {
        const part = element("details", "legend-group");
        part.open = group.open;
        part.append(element("summary", "", group.title));
        group.rows.forEach((row) => part.append(legendRow(map, row, groups)));
        if (group.note) part.append(element("p", "legend-note", group.note));
        box.append(part);
      });
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    control.addTo(map);
    return box;
  }

  // --- The whole ---

  function draw(map, content) {
    const container = map.getContainer();
    container.style.background = content.background;
    addHatches(container, content.hatches);
    pane(map, "labels", 460, true);
    L.control.scale({ imperial: false }).addTo(map);
    const groups = {};
    content.layers.forEach((layer) => {
      const labels = labelled(map, layer);
      groups[layer.id] = labels ? [geojson(map, layer), labels] : [geojson(map, layer)];
      if (layer.shown) groups[layer.id].forEach((group) => group.addTo(map));
    });
    const box = legend(map, content, groups);
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(content.attribution);
    // Drawn anew in other colours, the same ground stays in view as the reader left it.
    const seen = window.sijaintiView;
    const same = seen && JSON.stringify(seen.bounds) === JSON.stringify(content.bounds);
    const fit = () => same ? map.setView(seen.centre, seen.zoom, { animate: false }) : map.fitBounds(content.bounds, {
      paddingTopLeft: [14, 14], paddingBottomRight: [box.open ? box.offsetWidth + 24 : 14, 30], animate: false,
    });
    fit();
    // The style sheet may come after the map has measured itself, and the page may change its width.
    let fitted = Boolean(same);
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!fitted && container.clientWidth > 0) fit();
    }).observe(container);
    map.on("moveend", () => {
      if (fitted) window.sijaintiView = { bounds: content.bounds, centre: map.getCenter(), zoom: map.getZoom() };
    });
    container.addEventListener("pointerdown", () => { fitted = true; }, { once: true });
    container.addEventListener("wheel", () => { fitted = true; }, { once: true, passive: true });
  }

  window.sijainti = { draw };
})();
