// Draws layers of many features, as planner/drawing/packed.py packs them: on one canvas a layer, what is in view only.
// The same index tells which feature lies under the pointer.
(function () {
  "use strict";

  const STEPS_N = 2 ** 31;
  const TILE_PX = 256;
  // Smaller features are dots, and between these sizes they have no outline: it would be all that is seen.
  const DOT_PX = 1.5;
  const OUTLINE_PX = 7;
  const HATCH_PX = 14;
  const DASH_PX = 24;
  const LOT_N = 100;
  const FADED = 0.15;
  const INK = "#1d2529";
  // Text is written for so many features at most; on a smaller map there is no room for it anyway.
  const LABELS_N = 4000;
  const NEAR_PX = 6;

  function bytes(text) {
    const found = atob(text);
    const made = new Uint8Array(found.length);
    for (let i = 0; i < found.length; i += 1) made[i] = found.charCodeAt(i);
    return made.buffer;
  }

  const whole = (text) => new Uint32Array(bytes(text));
  const column = (packed) => ({ texts: packed.texts, rows: packed.rows && whole(packed.rows) });
  const textAt = (packed, row) => packed.texts[packed.rows ? packed.rows[row] : row];

  function steps(latlng) {
    const sine = Math.sin((latlng.lat * Math.PI) / 180);
    return {
      x: ((latlng.lng + 180) / 360) * STEPS_N,
      y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * STEPS_N,
    };
  }

  // --- What is unpacked once ---

  function unpack(packed) {
    const shapes = {
      kind: packed.kind,
      places: new Int32Array(bytes(packed.places)),
      starts: whole(packed.starts),
      firsts: whole(packed.firsts),
      styles: whole(packed.styles),
      keys: packed.keys,
      tips: packed.tips.map(column),
      tipEnds: packed.tip_ends.map(column),
      labels: packed.labels && {
        kind: packed.labels.kind,
        places: new Int32Array(bytes(packed.labels.places)),
        rooms_m: new Float32Array(bytes(packed.labels.rooms_m)),
        texts: column(packed.labels.texts),
        smalls: column(packed.labels.smalls),
      },
    };
    const n = shapes.firsts.length - 1;
    shapes.boxes = new Float64Array(4 * n);
    shapes.index = new Flatbush(Math.max(n, 1));
    if (!n) shapes.index.add(0, 0, 0, 0);
    for (let row = 0; row < n; row += 1) {
      let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (let at = shapes.starts[shapes.firsts[row]]; at < shapes.starts[shapes.firsts[row + 1]]; at += 1) {
        const x = shapes.places[2 * at], y = shapes.places[2 * at + 1];
        if (x < west) west = x;
        if (x > east) east = x;
        if (y < north) north = y;
        if (y > south) south = y;
      }
      shapes.boxes.set([west, north, east, south], 4 * row);
      shapes.index.add(west, north, east, south);
    }
    shapes.index.finish();
    shapes.n = n;
    return shapes;
  }

  // --- Under the pointer ---

  function inside(shapes, row, x, y) {
    let odd = false;
    for (let ring = shapes.firsts[row]; ring < shapes.firsts[row + 1]; ring += 1) {
      const end = shapes.starts[ring + 1];
      for (let at = shapes.starts[ring], before = end - 1; at < end; before = at, at += 1) {
        const ax = shapes.places[2 * at], ay = shapes.places[2 * at + 1];
        const bx = shapes.places[2 * before], by = shapes.places[2 * before + 1];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
      }
    }
    return odd;
  }

  function along(shapes, row, x, y, reach) {
    for (let ring = shapes.firsts[row]; ring < shapes.firsts[row + 1]; ring += 1) {
      const start = shapes.starts[ring], end = shapes.starts[ring + 1];
      for (let at = start; at < end; at += 1) {
        const next = Math.min(at + 1, end - 1);
        const ax = shapes.places[2 * at], ay = shapes.places[2 * at + 1];
        const dx = shapes.places[2 * next] - ax, dy = shapes.places[2 * next + 1] - ay;
        const share = dx || dy ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy))) : 0;
        if (Math.hypot(ax + share * dx - x, ay + share * dy - y) <= reach) return true;
      }
    }
    return false;
  }

  // --- Drawing ---

  function pattern(context, told) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 10;
    const pen = tile.getContext("2d");
    const dots = told.startsWith("dots ");
    pen.fillStyle = dots ? "#ffffff" : told;
    pen.fillRect(0, 0, 10, 10);
    pen.fillStyle = told.split(" ").pop();
    pen.strokeStyle = "rgb(255 255 255 / 60%)";
    pen.lineWidth = 3.5;
    pen.beginPath();
    if (dots) pen.arc(5, 5, 2.2, 0, 7);
    else [-10, 0, 10].forEach((shift) => { pen.moveTo(shift - 1, 11); pen.lineTo(shift + 11, -1); });
    if (dots) pen.fill(); else pen.stroke();
    return context.createPattern(tile, "repeat");
  }

  // A renderer of Leaflet's: it moves with the map, is scaled while zooming, and draws when the map has come to rest.
  const Packed = L.Renderer.extend({
    initialize(layer, options) {
      L.Renderer.prototype.initialize.call(this, { ...options, padding: 0.25 });
      this._shapes = unpack(layer.packed);
      this._styles = layer.styles;
      // Until it is painted, nothing of a painted layer is shown.
      this._look = layer.painted ? () => null : (row) => ({ style: this._styles[this._shapes.styles[row]], faded: false, letter: "", key: this._shapes.styles[row] });
    },

    // Leaflet asks every renderer for these; shapes of ours are not layers of Leaflet's.
    _initContainer() {
      this._container = document.createElement("canvas");
      this._context = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
      delete this._context;
    },
    _updatePaths() {},

    // Several events ask for the same picture: it is drawn once, when the browser next shows anything.
    _update() {
      if (this._asked) return;
      this._asked = requestAnimationFrame(() => {
        this._asked = 0;
        if (this._map) this._redraw();
      });
    },
    _reset() {
      this._update();
    },
    _updateTransform(centre, zoom) {
      if (this._center) L.Renderer.prototype._updateTransform.call(this, centre, zoom);
    },

    _redraw() {
      L.Renderer.prototype._update.call(this);
      const ratio = window.devicePixelRatio || 1;
      const size = this._bounds.getSize();
      this._updateTransform(this._center, this._zoom);
      this._container.width = ratio * size.x;
      this._container.height = ratio * size.y;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this._context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._draw(size);
    },

    // `look` gives style, letter and whether faded for a row, or null where it is not shown.
    repaint(look) {
      this._look = look;
      if (this._map) this._update();
    },

    count() {
      return this._shapes.n;
    },

    illustrative(row) {
      return Boolean(this._styles[this._shapes.styles[row]].illustrative);
    },

    key(name, row) {
      return (this._shapes.keys[name] || [])[row];
    },

    told(row) {
      const keys = {};
      Object.keys(this._shapes.keys).forEach((name) => { keys[name] = this._shapes.keys[name][row]; });
      return keys;
    },

    tip(row, added) {
      const lines = (columns) => columns.map((packed) => textAt(packed, row)).filter(Boolean);
      return [...lines(this._shapes.tips), ...added, ...lines(this._shapes.tipEnds)];
    },

    // The uppermost feature at a place, null where there is none.
    hit(latlng) {
      const { x, y } = steps(latlng);
      const shapes = this._shapes;
      const reach = shapes.kind === "polygon" ? 0 : (NEAR_PX * STEPS_N) / (TILE_PX * 2 ** this._map.getZoom());
      const rows = shapes.index.search(x - reach, y - reach, x + reach, y + reach).sort((a, b) => b - a);
      const found = rows.find((row) => row < shapes.n && this._look(row)
        && (reach ? along(shapes, row, x, y, reach) : inside(shapes, row, x, y)));
      return found === undefined ? null : found;
    },

    _draw(size) {
      const zoom = this._map.getZoom();
      const scale = (TILE_PX * 2 ** zoom) / STEPS_N;
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      const shapes = this._shapes;
      const view = { scale, dx: -corner.x, dy: -corner.y };
      const rows = shapes.index.search(
        corner.x / scale, corner.y / scale, (corner.x + size.x) / scale, (corner.y + size.y) / scale,
      ).filter((row) => row < shapes.n).sort((a, b) => a - b);
      const alike = new Map();
      rows.forEach((row) => {
        const look = this._look(row);
        if (!look) return;
        const key = look.faded ? -1 - look.key : look.key;
        if (!alike.has(key)) alike.set(key, { look, rows: [] });
        alike.get(key).rows.push(row);
      });
      // What a filter leaves out lies below what it lets pass.
      [...alike.entries()].sort(([a], [b]) => a - b).forEach(([, { look, rows: its }]) => this._drawAlike(its, look, view));
      if (shapes.labels && rows.length <= LABELS_N) this._write(rows, view);
      this.fire("drawn");
    },

    // In small lots: a browser fills a path of very many corners slowly.
    _drawAlike(rows, look, view) {
      const pen = this._context;
      const { style } = look;
      const isFilled = this._shapes.kind !== "line" && style.fill !== false;
      const hatched = isFilled && style.hatch ? pattern(pen, style.hatch) : null;
      const opacity = look.faded ? FADED : 1;
      const isOutlined = style.weight && style.color && !look.faded;
      pen.strokeStyle = style.color || INK;
      pen.lineWidth = style.weight || 1;
      pen.lineJoin = "round";
      for (let start = 0; start < rows.length; start += LOT_N) {
        const lot = this._traced(rows.slice(start, start + LOT_N), style, view, isFilled);
        if (isFilled) {
          pen.globalAlpha = opacity * (style.fillOpacity ?? 0.2);
          pen.fillStyle = style.hatch ? style.hatch.split(" ").pop() : style.fillColor || style.color || INK;
          pen.fill(lot.small);
          if (hatched) pen.fillStyle = hatched;
          pen.fill(lot.large);
        }
        if (!isOutlined) continue;
        pen.globalAlpha = opacity * (style.opacity ?? 1);
        pen.stroke(lot.outlined);
        pen.setLineDash((style.dashArray || "").split(/[ ,]+/).filter(Boolean).map(Number));
        pen.stroke(lot.dashed);
        pen.setLineDash([]);
      }
      pen.globalAlpha = 1;
    },

    _traced(rows, style, view, isFilled) {
      const { boxes, kind } = this._shapes;
      const lot = { small: new Path2D(), large: new Path2D(), outlined: new Path2D(), dashed: new Path2D() };
      rows.forEach((row) => {
        const west = boxes[4 * row] * view.scale + view.dx, north = boxes[4 * row + 1] * view.scale + view.dy;
        const px = view.scale * Math.max(boxes[4 * row + 2] - boxes[4 * row], boxes[4 * row + 3] - boxes[4 * row + 1]);
        const draw = (path) => { if (kind === "point") this._dot(path, row, view, style.radius || 4); else this._trace(path, row, view); };
        if (kind === "polygon" && isFilled && px < DOT_PX) { lot.small.rect(west, north, Math.max(px, 1), Math.max(px, 1)); return; }
        if (isFilled) draw(kind === "polygon" && px < HATCH_PX ? lot.small : lot.large);
        if (kind !== "polygon" || !isFilled || px >= OUTLINE_PX) draw(style.dashArray && px >= DASH_PX ? lot.dashed : lot.outlined);
      });
      return lot;
    },

    _trace(path, row, { scale, dx, dy }) {
      const { places, starts, firsts, kind } = this._shapes;
      for (let ring = firsts[row]; ring < firsts[row + 1]; ring += 1) {
        const start = starts[ring], end = starts[ring + 1];
        path.moveTo(places[2 * start] * scale + dx, places[2 * start + 1] * scale + dy);
        for (let at = start + 1; at < end; at += 1) path.lineTo(places[2 * at] * scale + dx, places[2 * at + 1] * scale + dy);
        if (kind === "polygon") path.closePath();
      }
    },

    _dot(path, row, { scale, dx, dy }, radius) {
      const { places, starts, firsts } = this._shapes;
      for (let at = starts[firsts[row]]; at < starts[firsts[row + 1]]; at += 1) {
        const x = places[2 * at] * scale + dx, y = places[2 * at + 1] * scale + dy;
        path.moveTo(x + radius, y);
        path.arc(x, y, radius, 0, 2 * Math.PI);
      }
    },

    // The same rule as for labels of few features in static/map.js: whole, the letter alone, or nothing.
    _write(rows, view) {
      const pen = this._context;
      const { labels } = this._shapes;
      const { labelText } = window.sijainti;
      const metres = window.sijainti.metresPerPixel(this._map);
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      rows.forEach((row) => {
        const look = this._look(row);
        const room = (2 * labels.rooms_m[row]) / metres;
        if (!look || look.faded || room < 17) return;
        const text = labelText(textAt(labels.texts, row)), small = labelText(textAt(labels.smalls, row));
        const x = labels.places[2 * row] * view.scale + view.dx, y = labels.places[2 * row + 1] * view.scale + view.dy;
        const needed = 10 + 7.5 * Math.max(text.length + (look.letter ? 2 : 0), small.length);
        const isWhole = room >= Math.min(needed, 84);
        this._label(look.letter, isWhole ? [text, small].filter(Boolean) : [], x, y, labels.kind);
      });
    },

    _label(letter, lines, x, y, kind) {
      const pen = this._context;
      const family = "Inter, sans-serif";
      const fonts = [`${kind === "zoning" ? "italic 500" : "650"} 11px ${family}`, `400 10px ${family}`];
      const widths = lines.map((line, index) => { pen.font = fonts[index]; return pen.measureText(line).width; });
      const wide = Math.max(0, ...widths);
      const badge = letter ? 14 : 0;
      const left = x - (badge + (badge && wide ? 3 : 0) + wide) / 2;
      if (letter) {
        pen.beginPath();
        pen.arc(left + 7, y, 6.5, 0, 7);
        pen.fillStyle = "#ffffff";
        pen.fill();
        pen.lineWidth = 1;
        pen.strokeStyle = "#1d2529";
        pen.stroke();
        pen.font = `650 9px ${family}`;
        pen.fillStyle = "#1d2529";
        pen.fillText(letter, left + 7 - pen.measureText(letter).width / 2, y + 0.5);
      }
      lines.forEach((line, index) => {
        pen.font = fonts[index];
        const at = [left + (badge ? badge + 3 : 0) + (wide - widths[index]) / 2, y + (index - (lines.length - 1) / 2) * 12];
        pen.strokeStyle = "rgb(255 255 255 / 90%)";
        pen.lineWidth = 3;
        pen.strokeText(line, ...at);
        pen.fillStyle = kind === "zoning" ? "#46554b" : "#1d2529";
        pen.fillText(line, ...at);
      });
    },
  });

  window.sijaintiPacked = { Packed, bytes, column, textAt };
})();
