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

# Seven decimals of a degree are about a centimetre.
_DECIMALS_N = 7
_OSM = "© OpenStreetMap contributors"
Look = dict[str, Any]


@dataclass(frozen=True)
class Feature:
    """What a map knows of one row besides its shape.

    `key` is told when it is clicked, `tip` are the lines shown on hover, `label` is written on the map.
    """

    look: Look
    key: dict[str, str] = field(default_factory=dict)
    tip: tuple[str, ...] = ()
    label: dict[str, Any] | None = None
    radius_m: float | None = None


@dataclass(frozen=True)
class MapLayer:
    """One layer of a map; `order_index` says what lies above what."""

    layer_id: str
    order_index: int
    shapes: gpd.GeoSeries
    features: Sequence[Feature]
    interactive: bool = True
    shown: bool = True


@dataclass(frozen=True)
class Row:
    """One line of the legend; without layers it has no switch."""

    text: str
    shape: str
    look: Look
    layers: tuple[str, ...] = ()
    badge: str = ""
    shown: bool = True


@dataclass(frozen=True)
class Group:
    """Lines of the legend under one heading, with a remark below; a closed group shows its heading alone."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class WebMap:
    """All that a map shows; `bounds` are shapes in the working system that are in view first."""

    layers: tuple[MapLayer, ...]
    legend: tuple[Group, ...]
    legend_title: str
    bounds: gpd.GeoSeries
    background: str
    sources: tuple[Source, ...] = ()

    def to_json(self) -> str:
        """Return the map as text that may stand in a script and in a template."""
        drawn = [entry.look for layer in self.layers for entry in layer.features]
        drawn += [row.look for group in self.legend for row in group.rows]
        hatches = sorted({look["hatch"] for look in drawn if "hatch" in look})
        content = {
            "background": self.background,
            "hatches": hatches,
            "bounds": lat_lon_bounds(self.bounds),
            "attribution": attribution_html(self.sources),
            "legend_title": self.legend_title,
            "legend": [_group(group, hatches) for group in self.legend],
        }
        layers = ",".join(_layer_json(layer, hatches) for layer in self.layers)
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


def _layer_json(layer: MapLayer, hatches: list[str]) -> str:
    looks: dict[str, int] = {}
    features = []
    for entry, shape in zip(layer.features, shape_texts(layer.shapes), strict=True):
        look = json.dumps(_path_options(entry.look, hatches), sort_keys=True)
        told: dict[str, Any] = {**entry.key, "style": looks.setdefault(look, len(looks))}
        told |= {name: getattr(entry, name) for name in ("tip", "label", "radius_m") if getattr(entry, name)}
        features.append(f'{{"type": "Feature", "properties": {json.dumps(told)}, "geometry": {shape}}}')
    head = {
        "id": layer.layer_id,
        "order": layer.order_index,
        "interactive": layer.interactive,
        "hatched": any("hatch" in entry.look for entry in layer.features),
        "shown": layer.shown,
    }
    collection = f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'
    return f'{json.dumps(head)[:-1]}, "styles": [{", ".join(looks)}], "features": {collection}}}'


def _path_options(look: Look, hatches: list[str]) -> Look:
    """Return the look in Leaflet's words: a hatched fill is one of the numbered patterns."""
    options = {name: value for name, value in look.items() if name != "hatch"}
    if "hatch" in look:
        options["fillColor"] = f"url(#hatch-{hatches.index(look['hatch'])})"
    return options


def _group(group: Group, hatches: list[str]) -> dict[str, Any]:
    rows = [
        {
            "text": row.text,
            "badge": row.badge,
            "layers": list(row.layers),
            "shown": row.shown,
            "sample": {**_path_options(row.look, hatches), "shape": row.shape},
        }
        for row in group.rows
    ]
    return {"title": group.title, "rows": rows, "note": group.note, "open": group.is_open}
