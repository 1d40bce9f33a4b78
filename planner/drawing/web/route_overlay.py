"""Ways laid over the map without its being drawn anew: a route, what is reached, a siding, a pipe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import folium
import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas
from planner.drawing.colours import INK, PAPER
from planner.drawing.web.map_layer import Look, lat_lon_points
from planner.drawing.web.plot_overlay import draw_over, markup_of
from planner.logistics.access import AccessPoint
from planner.logistics.corridor import Corridor
from planner.logistics.isochrones import Isochrone
from planner.logistics.rail import Siding
from planner.logistics.routes import Route
from planner.text import _, distance

_ROUTE = "#0072b2"
# Purple stands out from every way of colouring plots.
_REACH = "#8e3a80"
_PIPE = "#d55e00"
_OFF_ROAD: Look = {"color": _ROUTE, "weight": 3, "dashArray": "2 6", "fill": False}
_REACHED: Look = {"color": _REACH, "weight": 2.5, "opacity": 0.8, "fill": False}
_REACHED_AREA: Look = {"color": _REACH, "weight": 1, "fillColor": _REACH, "fillOpacity": 0.16}
_LEAST_COST: Look = {"color": INK, "weight": 2, "dashArray": "2 6", "fill": False}


@dataclass(frozen=True)
class Ways:
    """What is drawn of ways from the selected plot; what is absent was not asked for.

    `place` is where the reach starts from instead of the plot, in the working system. `access` are the places
    at which routes from the plot begin.
    """

    route: Route | None = None
    reach: Isochrone | None = None
    place: shapely.Point | None = None
    siding: Siding | None = None
    corridor: Corridor | None = None
    access: tuple[AccessPoint, ...] = ()


def ways_overlay(atlas: Atlas, ways: Ways) -> folium.FeatureGroup | None:
    """Return the ways as one group; None where there is nothing to draw."""
    group = folium.FeatureGroup(name="ways", control=False)
    if ways.reach:
        _draw(group, atlas, [ways.reach.area], _REACHED_AREA)
        _draw(group, atlas, [ways.reach.lines], _REACHED)
    if ways.place:
        _draw_place(group, atlas, ways.place)
    if ways.siding:
        _draw_siding(group, atlas, ways.siding)
    if ways.corridor and ways.corridor.geometry is not None:
        text = _("{title}, {length}").format(
            title=ways.corridor.title, length=distance(ways.corridor.length_m)
        )
        _cased(group, atlas, ways.corridor.geometry, (_PIPE, PAPER), text)
    if ways.route:
        _draw_route(group, atlas, ways.route)
    for point in ways.access:
        _draw_access(group, atlas, point)
    return group if group._children else None  # noqa: SLF001 - folium gives no other way to ask


def _draw_place(group: folium.FeatureGroup, atlas: Atlas, place: shapely.Point) -> None:
    for found in lat_lon_points(gpd.GeoSeries([place], crs=atlas.working.epsg)):
        folium.CircleMarker(
            found, radius=8, color=INK, weight=2, fill_color=_REACH, fill_opacity=1, interactive=False
        ).add_to(group)


def _draw_access(group: folium.FeatureGroup, atlas: Atlas, point: AccessPoint) -> None:
    """Draw where routes begin, with the leg to the road."""
    if point.leg is not None:
        _draw(group, atlas, [point.leg], _OFF_ROAD)
    text = _("Access point, assumed: nearest to {road}, {leg} off road").format(
        road=point.road, leg=distance(point.leg_m)
    )
    for found in lat_lon_points(gpd.GeoSeries([point.place], crs=atlas.working.epsg)):
        marker = folium.CircleMarker(
            found, radius=5, color=_ROUTE, weight=2.5, fill_color=PAPER, fill_opacity=1
        )
        marker.add_child(folium.Tooltip(markup_of(text)))
        marker.add_to(group)


def _draw_route(group: folium.FeatureGroup, atlas: Atlas, route: Route) -> None:
    _draw(group, atlas, route.off_road, _OFF_ROAD)
    if route.line is not None:
        text = _("To {target}: {length}").format(
            target=route.distance.target, length=distance(route.distance.distance_m)
        )
        _cased(group, atlas, route.line, (_ROUTE, PAPER), text)


def _draw_siding(group: folium.FeatureGroup, atlas: Atlas, siding: Siding) -> None:
    """Draw the alignment as maps draw a railway, and under it the least-cost line, which heeds no curves."""
    if siding.corridor and siding.corridor.geometry is not None:
        _draw(group, atlas, [siding.corridor.geometry], _LEAST_COST)
    if siding.alignment is not None:
        text = _("Siding, {length}").format(length=distance(siding.length_m))
        _cased(group, atlas, siding.alignment, (INK, PAPER), text)
        _draw(
            group, atlas, [siding.alignment], {"color": PAPER, "weight": 2, "dashArray": "7 7", "fill": False}
        )


def _cased(
    group: folium.FeatureGroup, atlas: Atlas, line: BaseGeometry, colours: tuple[str, str], text: str
) -> None:
    """Draw a line with a light edge, so that it is told from what it runs along."""
    colour, edge = colours
    _draw(group, atlas, [line], {"color": edge, "weight": 8, "opacity": 0.9, "fill": False})
    _draw(group, atlas, [line], {"color": colour, "weight": 4.5, "fill": False}, text)


def _draw(
    group: folium.FeatureGroup,
    atlas: Atlas,
    shapes: Sequence[BaseGeometry] | Iterable[BaseGeometry],
    look: Look,
    text: str = "",
) -> None:
    draw_over(group, gpd.GeoSeries(list(shapes), crs=atlas.working.epsg), look, text)
