"""The map on which an outline is drawn around a place of which nothing is known here yet.

No outline of a country is at hand: the network of roads and tracks between towns, the harbours and the parks
show where one is, and of the open area its roads, tracks, land and water.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import folium
import geopandas as gpd
import shapely

from layers import crs
from layers.atlas import Atlas
from planner.drawing.web import base_layers, infrastructure
from planner.drawing.web.draw_map import told_group
from planner.drawing.web.map_layer import Feature, Group, MapLayer, WebMap, lat_lon_points
from planner.drawing.web.parks_map import parks_map
from planner.text import title_of

# What of an area helps to find one's way; the rest would hide the outline.
_SHOWN = ("land", "water", "roads", "rail", "zoning")
_TOWN_LOOK = {"stroke": False, "fillOpacity": 0, "radius": 1}
_TOWNS_FROM_ZOOM = 7
_DEGREE_M = 111_320.0
# At the poles a degree of longitude has no length.
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class OutlineTask:
    """What the map waits for, in which turn, and the outline in degrees that is there, if any."""

    mode: str
    turn_n: int
    shape: shapely.Geometry | None = None


def outline_ground(national: Atlas, area: Atlas | None = None) -> WebMap:
    """Return the map below an outline: the whole country in view, the open area in more detail."""
    country = parks_map(national)
    layers, legend, sources = [*country.layers, _towns(national)], list(country.legend), list(country.sources)
    if area is not None:
        found = (*base_layers.layers(area), *infrastructure.layers(area))
        layers += [one for one in found if one.layer_id.partition("-")[0] in _SHOWN]
        rows = (*infrastructure.line_rows(area), *base_layers.rows(area))
        shown = tuple(row for row in rows if set(row.layers) & set(_SHOWN))
        legend.append(Group(title_of(area.info), shown))
        sources += area.sources_of(name for name in _SHOWN if area.has(name))
    return replace(country, layers=tuple(layers), legend=tuple(legend), sources=tuple(sources))


def outline_group(task: OutlineTask) -> folium.FeatureGroup:
    """Return what shows the outline and sets the tools to work; one that crosses itself is drawn as well.

    That it does is then told in a sentence, which says more than a line that turns red.
    """
    shown = [] if task.shape is None else [_feature(task.shape)]
    return told_group(
        {
            "mode": task.mode,
            "tool": "draw",
            "turn": task.turn_n,
            "crossings": True,
            "chosen": shown,
            "start": shown,
        }
    )


def place_bounds(lat: float, lon: float, around_m: float) -> list[list[float]]:
    """Return south-west and north-east corner of the ground around a place in degrees, latitude first.

    Examples
    --------
    >>> [[round(side, 2) for side in corner] for corner in place_bounds(60.0, 25.0, 11_100.0)]
    [[59.9, 24.8], [60.1, 25.2]]
    """
    up_deg = around_m / _DEGREE_M
    right_deg = up_deg / max(math.cos(math.radians(lat)), _LEAST_SHARE)
    return [[lat - up_deg, lon - right_deg], [lat + up_deg, lon + right_deg]]


def _feature(shape: shapely.Geometry) -> dict[str, object]:
    return {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}


def _towns(national: Atlas) -> MapLayer:
    """Return the names of towns: what a reader knows of the country."""
    nodes = national.table("nodes")
    rows = nodes[nodes["kind"] == "town"]
    working = national.working
    places = [
        crs.easting_northing(lat=lat, lon=lon, working=working)
        for lat, lon in zip(rows["lat"], rows["lon"], strict=True)
    ]
    shapes = gpd.GeoSeries([shapely.Point(place) for place in places], crs=f"EPSG:{working.epsg}")
    return MapLayer("towns", 440, shapes, _town_features(rows["name"], shapes), interactive=False)


def _town_features(names: Sequence[str], shapes: gpd.GeoSeries) -> list[Feature]:
    return [
        Feature(
            dict(_TOWN_LOOK),
            label={"kind": "town", "text": name, "at": at, "from_zoom": _TOWNS_FROM_ZOOM},
        )
        for name, at in zip(names, lat_lon_points(shapes), strict=True)
    ]
