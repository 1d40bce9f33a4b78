"""What a web map is made of: layers of features with a style, and a legend. Plain values, written as JSON."""

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers import crs
from layers.sources import Source
from planner.drawing.web.packed import base64_text, mercator_steps, packed_lines, packed_shapes, packed_texts
from planner.drawing.web.texts import tool_words

# Seven decimals of a degree are about a centimetre.
_DECIMALS_N = 7
_OSM = "© OpenStreetMap contributors"
# A layer of more features than these is packed, and drawn by static/map_packed.js.
MANY_N = 2_000
Look = dict[str, Any]


@dataclass(frozen=True)
class Feature:
    """What a map knows of one row besides its shape.

    `key` is told when it is clicked, `tip` are the lines shown on hover, `tip_end` those below what a paint
    adds, `label` is written on the map.
    """

    look: Look
    key: dict[str, str] = field(default_factory=dict)
    tip: tuple[str, ...] = ()
    tip_end: tuple[str, ...] = ()
    label: dict[str, Any] | None = None
    radius_m: float | None = None


@dataclass(frozen=True)
class MapLayer:
    """One layer of a map; `order_index` says what lies above what. A painted one gets its look by a Paint."""

    layer_id: str
    order_index: int
    shapes: gpd.GeoSeries
    features: Sequence[Feature]
    interactive: bool = True
    shown: bool = True
    painted: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the legend; its switch is for layers or for a class of the paint, else it has none."""

    text: str
    shape: str
    look: Look
    layers: tuple[str, ...] = ()
    badge: str = ""
    shown: bool = True
    class_index: int | None = None


@dataclass(frozen=True)
class Group:
    """Lines of the legend under one heading, with a remark below; a closed group shows its heading alone."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    is_open: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the group as the browser reads it."""
        rows = [
            {
                "text": row.text,
                "badge": row.badge,
                "layers": list(row.layers),
                "class": row.class_index,
                "shown": row.shown,
                "sample": {**_path_options(row.look), "shape": row.shape},
            }
            for row in self.rows
        ]
        return {"title": self.title, "rows": rows, "note": self.note, "open": self.is_open}


@dataclass(frozen=True)
class Paint:
    """How the features of the painted layer look, in their order: another paint needs no other map.

    `looks` holds two a class, the second for what is illustrative; `letters` one a class. `tips` are lines
    added on hover, none where there is nothing to add.
    """

    looks: tuple[Look, ...]
    letters: tuple[str, ...]
    classes: NDArray[np.uint8]
    tips: Sequence[tuple[str, ...]]
    legend: Group

    def to_dict(self) -> dict[str, Any]:
        """Return the paint as plain values."""
        return {
            "styles": [_path_options(look) for look in self.looks],
            "letters": list(self.letters),
            "classes": base64_text(self.classes),
            "tips": packed_lines(self.tips),
            "legend": self.legend.to_dict(),
        }

    def to_json(self) -> str:
        """Return the paint as text that may stand in a script and in a template."""
        return script_safe(json.dumps(self.to_dict()))


@dataclass(frozen=True)
class WebMap:
    """All that a map shows; `bounds` are shapes in the working system that are in view first.

    `plane` leads from degrees to metres, for coordinates and for measuring; without it there are none.
    """

    layers: tuple[MapLayer, ...]
    legend: tuple[Group, ...]
    legend_title: str
    bounds: gpd.GeoSeries
    background: str
    sources: tuple[Source, ...] = ()
    paint: Paint | None = None
    plane: dict[str, Any] | None = None
    words: dict[str, str] = field(default_factory=tool_words)

    def to_json(self) -> str:
        """Return the map as text that may stand in a script and in a template."""
        content = {
            "background": self.background,
            "bounds": lat_lon_bounds(self.bounds),
            "attribution": attribution_html(self.sources),
            "legend_title": self.legend_title,
            "legend": [group.to_dict() for group in self.legend],
            "plane": self.plane,
            "words": self.words,
            "paint": self.paint.to_dict() if self.paint else None,
        }
        layers = ",".join(_layer_json(layer) for layer in self.layers)
        return script_safe(f'{json.dumps(content)[:-1]}, "layers": [{layers}]}}')


def script_safe(text: str) -> str:
    r"""Return JSON that neither ends a script nor speaks to a template: folium reads scripts as templates.

    Examples
    --------
    >>> script_safe('{"name": "</script>{{ 7 * 7 }}"}')
    '{"name": "\\u003c/script\\u003e\\u007b{ 7 * 7 }}"}'
    """
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    # JSON itself never has two of these beside each other: what is met here stands within a text.
    for opening, code in (("{{", "\\u007b{"), ("{%", "\\u007b%"), ("{#", "\\u007b#")):
        text = text.replace(opening, code)
    return text


def attribution_html(sources: Iterable[Source]) -> str:
    """Return whom the map must name, each once, as HTML; OpenStreetMap first, for all to see."""
    names = list(dict.fromkeys(source.attribution for source in sources if source.attribution))
    if any(_OSM in name for name in names):
        names = [_OSM, *(name for name in names if name != _OSM)]
    return " · ".join(html.escape(name) for name in names)


def lat_lon_bounds(shapes: gpd.GeoSeries) -> list[list[float]]:
    """Return south-west and north-east corner in degrees, latitude first."""
    west, south, east, north = crs.to_lonlat(shapes).total_bounds
    return [[float(south), float(west)], [float(north), float(east)]]


def lat_lon_points(shapes: gpd.GeoSeries) -> list[list[float]]:
    """Return points as pairs in degrees, latitude first."""
    degrees = crs.to_lonlat(shapes)
    return [
        [round(float(lat), 7), round(float(lon), 7)] for lon, lat in zip(degrees.x, degrees.y, strict=True)
    ]


def shape_texts(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Return each shape as GeoJSON in degrees, longitude first, to the centimetre."""
    degrees = crs.to_lonlat(shapes).to_numpy()
    rounded = shapely.transform(degrees, lambda pairs: np.round(pairs, _DECIMALS_N))
    return np.asarray(shapely.to_geojson(rounded), dtype=object)


def _layer_json(layer: MapLayer) -> str:
    looks: dict[str, int] = {}
    styles = [
        looks.setdefault(json.dumps(_path_options(entry.look), sort_keys=True), len(looks))
        for entry in layer.features
    ]
    head = {
        "id": layer.layer_id,
        "order": layer.order_index,
        "interactive": layer.interactive,
        "hatched": any("hatch" in entry.look for entry in layer.features),
        "shown": layer.shown,
        "painted": layer.painted,
        "keyed": any(entry.key for entry in layer.features),
    }
    content = (
        f'"packed": {json.dumps(_packed(layer, styles))}'
        if _is_packed(layer)
        else f'"features": {_collection(layer, styles)}'
    )
    return f'{json.dumps(head)[:-1]}, "styles": [{", ".join(looks)}], {content}}}'


def _is_packed(layer: MapLayer) -> bool:
    """Return whether the layer has many features, all points, all lines or all polygons."""
    if len(layer.features) <= MANY_N or any(entry.radius_m for entry in layer.features):
        return False
    shapes = layer.shapes.to_numpy()
    return len(np.unique(shapely.get_dimensions(shapes))) == 1 and not shapely.is_empty(shapes).any()


def _collection(layer: MapLayer, styles: Sequence[int]) -> str:
    """Return the layer as GeoJSON; each feature names its style by number."""
    features = []
    for entry, shape, style in zip(layer.features, shape_texts(layer.shapes), styles, strict=True):
        told: dict[str, Any] = {**entry.key, "style": style}
        told |= {name: getattr(entry, name) for name in _TOLD if getattr(entry, name)}
        features.append(f'{{"type": "Feature", "properties": {json.dumps(told)}, "geometry": {shape}}}')
    return f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'


_TOLD = ("tip", "tip_end", "label", "radius_m")


def _packed(layer: MapLayer, styles: Sequence[int]) -> dict[str, Any]:
    """Return the layer as columns, a row a feature; labels are kept where it is told how much room is."""
    labels = [entry.label if entry.label and "room_m" in entry.label else None for entry in layer.features]
    told: dict[str, Any] = {
        **packed_shapes(layer.shapes),
        "styles": base64_text(np.array(styles, dtype="<u4")),
        "keys": {
            name: [entry.key[name] for entry in layer.features]
            for name in (layer.features[0].key if layer.features else ())
        },
        "tips": packed_lines([entry.tip for entry in layer.features]),
        "tip_ends": packed_lines([entry.tip_end for entry in layer.features]),
    }
    if any(labels):
        filled = [label or {"at": [0.0, 0.0], "room_m": 0.0, "text": ""} for label in labels]
        told["labels"] = {
            "kind": next(label["kind"] for label in labels if label),
            "places": base64_text(mercator_steps(np.array([label["at"][::-1] for label in filled]))),
            "rooms_m": base64_text(np.array([label["room_m"] for label in filled], dtype="<f4")),
            "texts": packed_texts([label["text"] for label in filled]),
            "smalls": packed_texts([label.get("small", "") for label in filled]),
        }
    return told


def _path_options(look: Look) -> Look:
    """Return the look in Leaflet's words: a hatched fill is a pattern, named by what is hatched."""
    if "hatch" not in look:
        return look
    return {**look, "fillColor": f"url(#{hatch_id(look['hatch'])})"}


def hatch_id(hatch: str) -> str:
    """Return the name of the pattern of a hatch, as static/map.js makes it.

    Examples
    --------
    >>> hatch_id("dots #b3b3b3")
    'hatch-dotsb3b3b3'
    """
    return "hatch-" + "".join(sign for sign in hatch if sign.isalnum())
