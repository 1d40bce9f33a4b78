"""The map of all parks: the network of roads and tracks between towns and ports stands in for a ground."""

import re
from collections.abc import Mapping
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely

from layers import crs
from layers.atlas import Atlas
from planner.drawing.colours import ACCENT, GROUND, INK, PAPER
from planner.drawing.web.map_layer import Feature, Group, Look, MapLayer, Row, WebMap, lat_lon_points
from planner.text import _, localised, marked, quantity

# What a click on a park tells.
PARK_KEY = "park_id"

# Two links that are together no longer than this many times a third replace it.
_DETOUR_RATIO = 1.05
_ROAD: Look = {"color": "#c9c3b5", "weight": 1.2, "fill": False}
_RAIL: Look = {"color": "#6d6a66", "weight": 1.2, "dashArray": "5 3", "fill": False}
_HARBOUR: Look = {"color": PAPER, "weight": 1, "fillColor": "#56b4e9", "fillOpacity": 1, "radius": 3.5}
_PARK: Look = {"color": PAPER, "weight": 2, "fillColor": ACCENT, "fillOpacity": 1, "radius": 8}
# What a filter says of a park -> how it is drawn: filled, open or small, so that the form tells as well.
FITS, UNKNOWN, OUT = "fits", "unknown", "out"
_MARKS: dict[str, Look] = {
    FITS: _PARK,
    UNKNOWN: {"color": ACCENT, "weight": 2.5, "fillColor": PAPER, "fillOpacity": 1, "radius": 7},
    OUT: {"color": PAPER, "weight": 1, "fillColor": "#8a959b", "fillOpacity": 1, "radius": 4.5},
}
_MARK_TITLES = {
    FITS: marked("Parks that fit"),
    UNKNOWN: marked("Parks of which it is not known"),
    OUT: marked("Parks that do not fit"),
}


def parks_map(national: Atlas, marks: Mapping[str, str] | None = None) -> WebMap:
    """Return the map of parks, harbours, and the links between the nodes of the national tables.

    `marks` says for each park whether it fits a filter; without one all look alike.
    """
    parks, harbours = national.frame("parks"), national.frame("harbours")
    layers = (
        _links(national, "road_links", 210, _ROAD),
        _links(national, "rail_links", 220, _RAIL),
        MapLayer(
            "harbours",
            430,
            harbours.geometry,
            [Feature(_HARBOUR, tip=_harbour_tip(row)) for row in harbours.itertuples()],
        ),
        *_park_layers(parks, marks),
    )
    rows = (
        *_park_rows(marks),
        Row(_("Merchant harbours"), "point", _HARBOUR, ("harbours",)),
        Row(_("Railway between nodes, drawn straight"), "line", _RAIL, ("rail_links",)),
        Row(_("Road between nodes, drawn straight"), "line", _ROAD, ("road_links",)),
    )
    return WebMap(
        layers=layers,
        legend=(Group(_("National network"), rows),),
        legend_title=_("Legend"),
        bounds=parks.geometry,
        background=GROUND,
        sources=national.sources,
    )


def park_selection(national: Atlas, park_id: str) -> folium.FeatureGroup | None:
    """Return the ring that marks the selected park; it lies over the map, which is not drawn anew for it."""
    parks = national.frame("parks")
    chosen = parks[parks["park_id"] == park_id]
    if chosen.empty:
        return None
    group = folium.FeatureGroup(name="selected", control=False)
    place = lat_lon_points(chosen.geometry)[0]
    folium.CircleMarker(place, radius=13, color=INK, weight=3, fill=False, interactive=False).add_to(group)
    return group


def _park_layers(parks: gpd.GeoDataFrame, marks: Mapping[str, str] | None) -> list[MapLayer]:
    if marks is None:
        return [MapLayer("parks", 450, parks.geometry, _park_features(parks, _PARK))]
    layers = []
    for place, (mark, look) in enumerate(_MARKS.items()):
        chosen = parks[[marks.get(park_id) == mark for park_id in parks["park_id"]]]
        if len(chosen):
            layers.append(
                MapLayer(f"parks_{mark}", 450 - place, chosen.geometry, _park_features(chosen, look))
            )
    return layers


def _park_rows(marks: Mapping[str, str] | None) -> list[Row]:
    if marks is None:
        return [Row(_("Eco-industrial parks"), "point", _PARK, ("parks",))]
    return [
        Row(_(_MARK_TITLES[mark]), "point", look, (f"parks_{mark}",))
        for mark, look in _MARKS.items()
        if mark in marks.values()
    ]


def _park_features(parks: gpd.GeoDataFrame, look: Look) -> list[Feature]:
    return [
        Feature(
            look,
            key={PARK_KEY: row.park_id},
            tip=tuple(str(text) for text in (row.name, row.municipality) if isinstance(text, str)),
            label={"kind": "park", "text": _short(row.municipality), "at": at, "from_zoom": 0},
        )
        for row, at in zip(parks.itertuples(), lat_lon_points(parks.geometry), strict=True)
    ]


def _short(municipality: object) -> str:
    return re.split(r"[;(]", str(municipality))[0].strip()


def _harbour_tip(row: Any) -> tuple[str, ...]:
    depth = (
        ""
        if pd.isna(row.max_depth_m)
        else _("deepest quay {depth}").format(depth=quantity(row.max_depth_m, "m", 1))
    )
    return tuple(text for text in (_harbour_name(row), depth) if text)


def _harbour_name(row: Any) -> str:
    names = {"en": row.name_en, "fi": row.name_fi, "sv": row.name_sv}
    return str(localised({code: name for code, name in names.items() if isinstance(name, str)}))


def _links(national: Atlas, name: str, order_index: int, look: Look) -> MapLayer:
    working = national.working
    places = {
        row.node_id: crs.easting_northing(lat=row.lat, lon=row.lon, working=working)
        for row in national.table("nodes").itertuples()
    }
    lines = [
        shapely.LineString([places[start], places[end]]) for start, end in direct_links(national.table(name))
    ]
    shapes = gpd.GeoSeries(lines, crs=f"EPSG:{working.epsg}")
    return MapLayer(name, order_index, shapes, [Feature(look)] * len(lines), interactive=False)


def direct_links(links: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the links that pass no third node: left out is what two others replace at about its length.

    Examples
    --------
    >>> links = pd.DataFrame(
    ...     {"from_id": ["a", "b", "a"], "to_id": ["b", "c", "c"], "length_km": [10.0, 10.0, 20.1]}
    ... )
    >>> direct_links(links)
    [('a', 'b'), ('b', 'c')]
    """
    lengths_km: dict[str, dict[str, float]] = {}
    for row in links.itertuples():
        for start, end in ((row.from_id, row.to_id), (row.to_id, row.from_id)):
            lengths_km.setdefault(start, {})[end] = row.length_km
    return [
        (row.from_id, row.to_id)
        for row in links.itertuples()
        if not any(
            by_way_km + lengths_km[way][row.to_id] <= _DETOUR_RATIO * row.length_km
            for way, by_way_km in lengths_km[row.from_id].items()
            if way != row.to_id and row.to_id in lengths_km[way]
        )
    ]
