"""Distances along the roads and streets of an area."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np

from layers.atlas import Atlas
from planner.logistics.distance import (
    BELOW_ACCURACY,
    LONGEST_ACCESS_M,
    NETWORK,
    NO_ROUTE,
    Distance,
    snap_too_long,
)
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.network.snapping import Snaps
from planner.logistics.road_paths import MAIN_ROAD, ON_IT_M, Roads, Way, driven_to, roads_of, ways_to
from planner.logistics.straight import accuracy_note, below_accuracy, nearest_m
from planner.logistics.targets import Target
from planner.logistics.vehicles import Drive
from planner.text import _, distance

MODE = "road"
# Millimetres: what lies below is how links of no length are summed up, and differs with the plots at hand.
_DIGITS = 3
_CLOSED_SHOWN_N = 3


def distances(
    plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target], drive: Drive | None = None
) -> list[Distance]:
    """Return the distances along the roads of every plot to every target that a truck drives to.

    A plot is entered where its edge is nearest to a road that takes an entrance; where several places are
    equally near, at the one with the shortest way. Of the main roads the one that is reached first counts.
    Where no way leads, or the roads end more than 1 km short, there is no route, and the reason is given; a
    straight line never stands in. A target that lies on the plot is 0 m away. With a vehicle what is closed
    to it is left out first, and the time is told; without one nothing is closed.

    Notes
    -----
    by road = access leg at the plot + shortest path along the roads + access leg at the target

    References
    ----------
    E. W. Dijkstra (1959): A note on two problems in connexion with graphs. Numerische Mathematik 1, 269–271
    (scipy.sparse.csgraph). That an access leg may be 1 km long at most, and is said to be long above a fifth
    of the way along roads, are this project's rules, unverified.
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
    shapes = plots.geometry.to_numpy()
    starts = roads.entrances.snap(shapes)
    accuracy_m = plots["accuracy_m"].to_numpy(dtype=float)
    rows: list[tuple[Distance, Way]] = []
    for group, found_ways in zip(groups, ways_to(roads, starts, groups, drive), strict=True):
        nearest, straight_m = nearest_m(shapes, group)
        for i, (plot_id, found_way) in enumerate(zip(plots["plot_id"], found_ways, strict=True)):
            lies_on_it = straight_m[i] == 0 and group[0].kind != MAIN_ROAD
            way = _on_the_plot(drive) if lies_on_it else found_way
            row = _row(plot_id, (group[way.goal_index], group[nearest[i]]), float(straight_m[i]), way)
            row = _with_way(row, way, starts.nearer_island[i], _accuracy_m(accuracy_m[i], roads, way))
            rows.append((_for_vehicle(row, way, drive), way))
    return Measured(roads, starts, rows)


def road_network(atlas: Atlas) -> LineNetwork:
    """Return the network of all roads that vehicles may use, each named by its name, number or identifier."""
    return roads_of(atlas).network


def _on_the_plot(drive: Drive | None) -> Way:
    """Return the way to a target that lies on the plot itself."""
    return Way(0, 0.0, (0.0, 0.0), time_min=None if drive is None else 0.0)


def _row(plot_id: str, goals: tuple[Target, Target], straight_m: float, way: Way) -> Distance:
    """Return the distance to the target reached first; of a group that is not reached, to the nearest one."""
    reason = _why_no_route(way)
    target = goals[1] if reason else goals[0]
    vague = below_accuracy(target, straight_m)
    row = Distance(
        plot_id=plot_id,
        target_kind=target.kind,
        target_id=target.target_id,
        target=target.name,
        mode=MODE,
        method=BELOW_ACCURACY if vague else NO_ROUTE if reason else NETWORK,
        distance_m=None,
        accuracy_m=target.accuracy_m,
        illustrative=target.illustrative,
        source=target.source,
        detail=target.detail,
        note=accuracy_note(target) if vague else reason or _legs_note(way),
    )
    if row.method != NETWORK:
        return row
    access_m, target_access_m = way.snaps_m
    return replace(
        row,
        distance_m=way.network_m + sum(way.snaps_m),
        snap_m=sum(way.snaps_m),
        network_m=way.network_m,
        access_m=access_m,
        target_access_m=target_access_m,
    )


def _why_no_route(way: Way) -> str:
    """Return why no route is given; empty where one is."""
    if not np.isfinite(way.snaps_m[0]):
        return _("No road at hand takes an entrance: no route.")
    if not np.isfinite(way.network_m):
        return _("No route along the roads at hand.")
    for gap_m, text in zip(
        way.snaps_m,
        (
            _("The roads at hand end {gap} from the plot: no route."),
            _("The roads at hand end {gap} from the target: no route."),
        ),
        strict=True,
    ):
        if gap_m > LONGEST_ACCESS_M:
            return text.format(gap=distance(gap_m))
    return ""


def _legs_note(way: Way) -> str:
    """Return what must be said of the access legs: that they are all there is, or long beside the route."""
    if not any(way.snaps_m) and way.network_m == 0:
        return _("It lies on the plot, or touches it.")
    if way.network_m <= ON_IT_M:
        return _("Plot and target meet the roads at one place: the distance is that of the access legs.")
    texts = (
        _("The access leg from the plot to the road, {leg}, is long beside {along} along roads."),
        _("The access leg from the road to the target, {leg}, is long beside {along} along roads."),
    )
    long = [
        text.format(leg=distance(leg_m), along=distance(way.network_m))
        for leg_m, text in zip(way.snaps_m, texts, strict=True)
        if snap_too_long(leg_m, way.network_m)
    ]
    return " ".join([*long, _("It is a straight line: the drive may be longer.")]) if long else ""


def _accuracy_m(plot_accuracy_m: float, roads: Roads, way: Way) -> float | None:
    """Return how well the access leg at the plot is placed: its worse end; None: not recorded."""
    if way.start[0] < 0:
        return None
    worst_m = np.nanmax([plot_accuracy_m, roads.accuracy_m[way.start[0]], 0.0])
    return float(worst_m) or None


def _island_note(road: str) -> str:
    if not road:
        return ""
    return _("“{road}” is nearer to the plot, but is not joined to the other roads.").format(road=road)


def _with_way(row: Distance, way: Way, island: str, access_accuracy_m: float | None) -> Distance:
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
        access_accuracy_m=access_accuracy_m,
        note=" ".join(note for note in (row.note, _island_note(island), drawn) if note),
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
