"""Distances along the roads and streets of an area."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np

from layers.atlas import Atlas
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, STRAIGHT_LINE, Distance, snap_too_long
from planner.logistics.network import LineNetwork
from planner.logistics.road_ways import ON_IT_M, Roads, Way, driven_to, roads_of, ways_to
from planner.logistics.snapping import Snaps
from planner.logistics.straight import accuracy_note, below_accuracy, nearest_m, reference_points
from planner.logistics.targets import Target
from planner.logistics.truck import Drive
from planner.text import _, distance

MODE = "road"
# Millimetres: what lies below is how links of no length are summed up, and differs with the plots at hand.
_DIGITS = 3
_CLOSED_SHOWN_N = 3


def distances(
    plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target], drive: Drive | None = None
) -> list[Distance]:
    """Return the distances along the roads of every plot to every target that a truck drives to.

    A plot is entered where it is nearest to a road; where several places are equally near, at the one with
    the shortest way. Of the main roads the one that is reached first counts. Where a snap exceeds a fifth of
    the network distance the network does not reach: the straight line is given, with the reason. With a
    vehicle what is closed to it is left out first, and the time is told; without one nothing is closed.

    Notes
    -----
    by road = snap at the plot + shortest path along the roads + snap at the target

    References
    ----------
    E. W. Dijkstra (1959): A note on two problems in connexion with graphs. Numerische Mathematik 1, 269–271
    (scipy.sparse.csgraph). That a snap may be a fifth of the way at most is this project's rule.
    """
    measured = measure(plots, atlas, found, drive)
    return [] if measured is None else [row for row, _way in measured.rows]


@dataclass(frozen=True)
class Measured:
    """Distances by road, each with its way, and what they were measured on."""

    roads: Roads
    starts: Snaps
    rows: list[tuple[Distance, Way]]


def measure(
    plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target], drive: Drive | None = None
) -> Measured | None:
    """Return the distances with their ways; None where there is nothing to measure to, or no road."""
    groups = driven_to(found)
    if not groups or not len(plots) or not atlas.has("roads"):
        return None
    roads = roads_of(atlas)
    if not len(roads.network.length_m):
        return None
    shapes, points = plots.geometry.to_numpy(), reference_points(plots, atlas)
    starts = roads.network.snap(shapes)
    rows: list[tuple[Distance, Way]] = []
    for group, found_ways in zip(groups, ways_to(roads, starts, groups, drive), strict=True):
        nearest, straight_m = nearest_m(shapes, points, group)
        for i, (plot_id, exact) in enumerate(zip(plots["plot_id"], found_ways, strict=True)):
            way = replace(exact, network_m=round(exact.network_m, _DIGITS))
            row = _row(plot_id, (group[way.goal_index], group[nearest[i]]), float(straight_m[i]), way)
            island = _island_note(starts.nearer_island[i]) if row.method == NETWORK else ""
            rows.append((_for_vehicle(_with_way(row, way, island), way, drive), way))
    return Measured(roads, starts, rows)


def road_network(atlas: Atlas) -> LineNetwork:
    """Return the network of all roads that vehicles may use, each named by its name, number or identifier."""
    return roads_of(atlas).network


def _row(plot_id: str, goals: tuple[Target, Target], straight_m: float, way: Way) -> Distance:
    """Return the distance to the target reached first, or straight to the nearest one where no way serves."""
    target, nearest = goals
    method, metres, note = NETWORK, way.network_m + sum(way.snaps_m), ""
    if not np.isfinite(way.network_m):
        method, note = STRAIGHT_LINE, _("No way along the roads at hand: the straight line is given.")
    elif way.network_m <= ON_IT_M:
        method = STRAIGHT_LINE
        note = _("Plot and target meet the roads at one place: the straight line is given.")
    elif snap_too_long(max(way.snaps_m), way.network_m):
        method = STRAIGHT_LINE
        note = _("The roads at hand end {snap} short: the straight line is given.").format(
            snap=distance(max(way.snaps_m))
        )
    if method == STRAIGHT_LINE:
        target, metres = nearest, straight_m
    vague = below_accuracy(target, straight_m)
    return Distance(
        plot_id=plot_id,
        target_kind=target.kind,
        target_id=target.target_id,
        target=target.name,
        mode=MODE,
        method=BELOW_ACCURACY if vague else method,
        distance_m=None if vague else metres,
        snap_m=sum(way.snaps_m) if np.isfinite(way.network_m) else None,
        accuracy_m=target.accuracy_m,
        illustrative=target.illustrative,
        source=target.source,
        detail=target.detail,
        note=accuracy_note(target) if vague else note,
    )


def _island_note(road: str) -> str:
    if not road:
        return ""
    return _("“{road}” is nearer to the plot, but is not joined to the other roads.").format(road=road)


def _with_way(row: Distance, way: Way, island: str) -> Distance:
    """Return the distance with what is known of the roads on the way, if one is taken."""
    if row.method != NETWORK:
        return row
    drawn = ""
    if way.illustrative_m > ON_IT_M:
        drawn = _("{length} of it along illustrative roads.").format(length=distance(way.illustrative_m))
    return replace(
        row,
        illustrative=row.illustrative or way.illustrative_m > ON_IT_M,
        way_illustrative_m=round(way.illustrative_m, _DIGITS),
        way_accuracy_m=way.accuracy_m,
        note=" ".join(note for note in (row.note, island, drawn) if note),
    )


def _for_vehicle(row: Distance, way: Way, drive: Drive | None) -> Distance:
    """Return the distance with the time of the vehicle, and the roads that are closed to it."""
    if drive is None:
        return row
    note = row.note
    if way.closed_to and row.method != BELOW_ACCURACY:
        names = {"vehicle": drive.vehicle.name, "roads": _shortened(way.closed_to)}
        if np.isfinite(way.network_m):
            closed = _("Closed to {vehicle}: {roads}; the way leads round.").format(**names)
        else:
            closed = _("Closed to {vehicle}: {roads}.").format(**names)
        note = f"{closed} {note}".rstrip()
    return replace(
        row,
        vehicle=drive.vehicle.vehicle_id,
        time_min=way.time_min if row.method == NETWORK else None,
        closed_roads="; ".join(way.closed_to),
        note=note,
    )


def _shortened(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_CLOSED_SHOWN_N])
    rest_n = len(names) - _CLOSED_SHOWN_N
    return shown if rest_n <= 0 else _("{roads} and {n} more").format(roads=shown, n=rest_n)
