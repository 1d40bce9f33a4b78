"""Where the map is to go on which an outline is drawn: an area, a park, a town, or a place in degrees."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import folium
import geopandas as gpd
import shapely
import streamlit as st

from layers.crs import LONLAT
from layers.errors import SijaintiError
from planner import text
from planner.drawing.web.map_layer import lat_lon_bounds
from planner.drawing.web.outline_map import place_bounds
from planner.drawing.web.search_mark import found_mark
from planner.parcels.parsing import read_place
from planner.text import _, marked, title_of
from planner.ui import cache, state
from planner.ui.widgets.labels import plain

_HELD, _CHOSEN, _MARKED = "import.place", "import.place_chosen", "import.place_marked"
# So much of the ground is shown around a place.
_AROUND_M = 3_000.0
_PARK, _TOWN = marked("park"), marked("town")
_AREA_KIND = "area"
_WIDTH = 340
# What static/map.js is told: a key, and the bounds to show.
Focus = Mapping[str, Any]


@cache.cached_per_language(2)
def _known() -> Mapping[str, tuple[str, float, float]]:
    """Return kind:name -> title, latitude and longitude of parks and towns."""
    parks, nodes = cache.national().frame("parks"), cache.national().table("nodes")
    towns = nodes[nodes["kind"] == "town"].sort_values("name")
    found = {
        f"park:{row.park_id}": (_("{name} · {kind}").format(name=row.name, kind=_(_PARK)), row.lat, row.lon)
        for row in parks.itertuples()
    }
    found |= {
        f"town:{row.node_id}": (_("{name} · {kind}").format(name=row.name, kind=_(_TOWN)), row.lat, row.lon)
        for row in towns.itertuples()
    }
    return MappingProxyType(found)


def choose() -> None:
    """Show the box for a place."""
    titles = {f"{_AREA_KIND}:{info.name}": title_of(info) for info in cache.areas()}
    titles |= {entry: title for entry, (title, _lat, _lon) in _known().items()}
    chosen = state.held(_CHOSEN)
    typed = [] if chosen is None or chosen in titles else [chosen]
    key = state.preset("import.place_field", chosen)
    st.selectbox(
        _("Go to a place"),
        [*typed, *titles],
        format_func=lambda entry: titles.get(entry, entry),
        placeholder=_("Area, park, town, or latitude, longitude"),
        accept_new_options=True,
        width=_WIDTH,
        key=key,
        on_change=_take,
        args=(key,),
    )


def focus() -> Focus | None:
    """Return what the map is to have in view, None for the whole country; tell why a place is none."""
    found: Focus | SijaintiError | None = state.held(_HELD)
    if isinstance(found, SijaintiError):
        st.error(plain(text.translate(found)))
        return None
    return found


def marks() -> list[folium.FeatureGroup]:
    """Return the mark on a place that was typed; parks and towns are named on the map."""
    found: tuple[str, float, float] | None = state.held(_MARKED)
    if found is None:
        return []
    title, lat, lon = found
    return [found_mark(gpd.GeoSeries([shapely.Point(lon, lat)], crs=LONLAT), title)]


def look_at(shape: shapely.Geometry) -> None:
    """Keep a shape in degrees in view: where it is so already, the map stays as it is."""
    west, south, east, north = shape.bounds
    state.hold(_HELD, {"key": shape.wkt, "bounds": [[south, west], [north, east]], "closer": False})


def _take(key: str) -> None:
    state.speak()
    entry = state.value(key)
    state.hold(_CHOSEN, entry)
    state.hold(_MARKED, None)
    if not entry:
        return
    try:
        bounds = _bounds(str(entry))
    except SijaintiError as error:
        state.hold(_HELD, error)
        return
    state.hold(_HELD, {"key": entry, "bounds": bounds, "closer": True})


def _bounds(entry: str) -> list[list[float]]:
    """Return what is to be in view; a place that was typed is marked as well."""
    kind, _colon, name = entry.partition(":")
    if kind == _AREA_KIND and name in {info.name for info in cache.areas()}:
        return lat_lon_bounds(cache.atlas(name).frame("plots").geometry)
    known = _known().get(entry)
    if known is not None:
        return place_bounds(*known[1:], _AROUND_M)
    lat, lon = read_place(entry)
    state.hold(_MARKED, (entry, lat, lon))
    return place_bounds(lat, lon, _AROUND_M)
