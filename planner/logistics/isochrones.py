"""How far one gets by road from a plot or a place within so many minutes or metres."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.logistics.network.graph import EdgeSpans, Flags, Floats
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.network.shortest_paths import reached
from planner.logistics.network.snapping import Snaps
from planner.logistics.road_paths import Roads, roads_of
from planner.logistics.vehicles import Drive
from planner.text import _, distance, quantity, title_of

# The area is what lies this near to a road that is reached.
AREA_ROUND_ROADS_M = 100.0
_QUARTER_SEGMENTS = 4
_FARTHEST_M = 1_000_000.0
_LONGEST_MIN = 24 * 60
_NAMES_SHOWN_N = 5


@dataclass(frozen=True)
class Isochrone:
    """What is reached: `lines` are parts of roads, `area` all within 100 m of them, in the working system.

    `length_m` is the length of the roads reached, each counted once; `snap_m` how far the place is from its
    road, which is part of the way. `unconnected` names the roads at hand that are not joined to the others
    and never reached, `closed` those that are met and closed to the vehicle. `notes` are sentences to show.
    """

    lines: shapely.MultiLineString
    area: BaseGeometry
    length_m: float
    illustrative_m: float
    snap_m: float
    unconnected: tuple[str, ...]
    closed: tuple[str, ...]
    notes: tuple[str, ...]


def reach_m(place: BaseGeometry, atlas: Atlas, within_m: float, drive: Drive | None = None) -> Isochrone:
    """Return what is reached from a plot or a place, in the working system, within so many metres of driving.

    Raises
    ------
    PlannerError
        If the distance is none to drive, or there are no roads at hand.
    """
    if not 0 < within_m <= _FARTHEST_M:
        raise PlannerError(_("Name a distance above 0 and up to 1,000 km."))
    start = _Start.of(place, atlas, None if drive is None else replace(drive, by="distance"))
    return _reach(start, within_m - start.places.snap_m)


def reach_min(place: BaseGeometry, atlas: Atlas, within_min: float, drive: Drive) -> Isochrone:
    """Return what a vehicle reaches from a plot or a place within so many minutes of driving.

    Raises
    ------
    PlannerError
        If the time is none to drive, or there are no roads at hand.

    Notes
    -----
    reached = every place with Σ of driving times from the plot ≤ the minutes given

    References
    ----------
    E. W. Dijkstra (1959), as for distances by road. That all within 100 m of a reached road counts is this
    project's rule.
    """
    if not 0 < within_min <= _LONGEST_MIN:
        raise PlannerError(_("Name a time above 0 and up to 24 hours."))
    start = _Start.of(place, atlas, replace(drive, by="time"))
    return _reach(start, within_min - start.places.snap_m * drive.local_min_per_m)


@dataclass(frozen=True)
class _Start:
    """The roads as they are open, what of them is closed, and where the place meets them."""

    roads: Roads
    places: Snaps
    network: LineNetwork
    closed: Flags

    @classmethod
    def of(cls, place: BaseGeometry, atlas: Atlas, drive: Drive | None) -> "_Start":
        if place.is_empty or not np.isfinite(place.bounds).all():
            raise PlannerError(_("Name a place: this one is empty."))
        roads = roads_of(atlas) if atlas.has("roads") else None
        if roads is None or not len(roads.network.length_m):
            raise PlannerError(_("No roads are at hand in {area}.").format(area=title_of(atlas.info)))
        if roads.entrances.is_empty:
            msg = _("No road at hand in {area} takes an entrance.")
            raise PlannerError(msg.format(area=title_of(atlas.info)))
        places = roads.entrances.snap(np.array([place], dtype=object))
        if drive is None:
            return cls(roads, places, roads.network, np.zeros(len(roads.network.row), dtype=bool))
        found = roads.driven(drive)
        return cls(roads, places, found.open_network, found.closed)


def _reach(start: _Start, left: Floats) -> Isochrone:
    """Return what is reached with what is left to spend at each place where the roads are met."""
    roads, snap_m = start.roads, float(start.places.of_each_m[0])
    if left.max() <= 0:
        return _nothing(roads, snap_m)
    got = reached(start.network, start.places, left)
    if not len(got.parts.segment):
        return _nothing(roads, snap_m)
    at_end = np.isfinite(got.cost[start.network.start]) | np.isfinite(got.cost[start.network.end])
    closed = roads.network.line[start.closed & at_end]
    return _made(roads, got.parts, snap_m, tuple(dict.fromkeys(map(str, closed))))


def _made(roads: Roads, parts: EdgeSpans, snap_m: float, closed: tuple[str, ...]) -> Isochrone:
    lines = shapely.multilinestrings(roads.network.lines_of(parts))
    merged = shapely.line_merge(lines)
    return Isochrone(
        lines=merged if merged.geom_type == "MultiLineString" else shapely.multilinestrings([merged]),
        area=shapely.buffer(merged, AREA_ROUND_ROADS_M, quad_segs=_QUARTER_SEGMENTS),
        length_m=float(parts.length_m.sum()),
        illustrative_m=float(parts.length_m[roads.illustrative[parts.segment]].sum()),
        snap_m=snap_m,
        unconnected=roads.network.islands,
        closed=closed,
        notes=_notes(roads, parts, snap_m, closed),
    )


def _nothing(roads: Roads, snap_m: float) -> Isochrone:
    note = _("No road is reached: the nearest one is {distance} away in a straight line.")
    return Isochrone(
        lines=shapely.MultiLineString(),
        area=shapely.Polygon(),
        length_m=0.0,
        illustrative_m=0.0,
        snap_m=snap_m,
        unconnected=roads.network.islands,
        closed=(),
        notes=(note.format(distance=distance(snap_m)),),
    )


def _notes(roads: Roads, parts: EdgeSpans, snap_m: float, closed: tuple[str, ...]) -> tuple[str, ...]:
    drawn_m = float(parts.length_m[roads.illustrative[parts.segment]].sum())
    islands = roads.network.islands
    said = (
        (
            True,
            _("The area is what lies within {width} of a road that is reached."),
            {"width": quantity(AREA_ROUND_ROADS_M, "m")},
        ),
        (
            snap_m > AREA_ROUND_ROADS_M,
            _("The nearest road is {distance} away in a straight line."),
            {"distance": distance(snap_m)},
        ),
        (drawn_m > 0, _("{length} of the roads reached are illustrative."), {"length": distance(drawn_m)}),
        (bool(closed), _("Closed to the vehicle: {roads}."), {"roads": _few(closed)}),
        (
            bool(islands),
            _("Not joined to the other roads, and never reached: {roads}."),
            {"roads": _few(islands)},
        ),
    )
    return tuple(text.format(**values) for holds, text, values in said if holds)


def _few(names: tuple[str, ...]) -> str:
    shown, rest_n = ", ".join(names[:_NAMES_SHOWN_N]), len(names) - _NAMES_SHOWN_N
    return shown if rest_n <= 0 else _("{roads} and {n} more").format(roads=shown, n=rest_n)
