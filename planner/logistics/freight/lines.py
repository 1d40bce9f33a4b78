"""Where a chain runs, as lines to draw: local ways along their roads, ships along their lanes.

The national tables hold lengths and no lines: their links are drawn straight from place to place, and so is
what is measured straight.
"""

from dataclasses import dataclass

import geopandas as gpd
import shapely

from layers.crs import LatLon, lat_lon, to_lonlat
from planner.logistics.freight.chain import ChainTable, Course
from planner.logistics.freight.network import RAIL, SEA, TRUCK, FreightNetwork

_MODES = {TRUCK: "truck", RAIL: "rail", SEA: "sea"}


@dataclass(frozen=True)
class ChainLine:
    """One line of a chain in degrees, longitude first; `straight` where it does not show the real way."""

    mode: str
    line: shapely.LineString
    straight: bool


def chain_lines(table: ChainTable, plot_id: str, row_index: int, objective: str) -> tuple[ChainLine, ...]:
    """Return the lines of the chain that is best at an objective; none where there is no chain."""
    course = table.course(plot_id, row_index, objective)
    if course is None:
        return ()
    lines = [_local(table.network, course)]
    for here, there, kind in course.steps:
        if kind in _MODES:
            lines.append(_beyond(table.network, course, (here, there), kind))
    return tuple(line for line in lines if line.line.length > 0)


def _local(network: FreightNetwork, course: Course) -> ChainLine:
    frame = gpd.GeoDataFrame(geometry=[course.line], crs=network.atlas.working.epsg)
    return ChainLine(course.mode, to_lonlat(frame).geometry.iloc[0], course.straight)


def _beyond(network: FreightNetwork, course: Course, ends: tuple[int, int], kind_index: int) -> ChainLine:
    if kind_index == SEA:
        for home, away in (ends, ends[::-1]):
            way = network.voyages_from(away, course.ship).get(home)
            if way is not None and way.path:
                return ChainLine("sea", _line(way.path), straight=False)
    # The terminal of the last mile has no place of its own: it stands at that of the receiver.
    known = [state_index for state_index in ends if state_index != network.last_mile_index]
    places = [_place(network, state_index) for state_index in (known * 2)[:2]]
    return ChainLine(_MODES[kind_index], _line(places), straight=True)


def _line(places: list[LatLon] | tuple[LatLon, ...]) -> shapely.LineString:
    return shapely.LineString([(place.lon, place.lat) for place in places])


def _place(network: FreightNetwork, state_index: int) -> LatLon:
    """Return where a state is."""
    if state_index < network.first_terminal_index:
        row = network.nodes.iloc[state_index % network.nodes_n]
        return LatLon(float(row["lat"]), float(row["lon"]))
    if state_index >= network.first_quay_index:
        return network.sea_places()[state_index]
    point = network.terminals.geometry.iloc[state_index - network.first_terminal_index]
    return lat_lon(point.x, point.y, network.atlas.working)
