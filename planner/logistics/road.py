"""Distances along the roads and streets of an area."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, STRAIGHT_LINE, Distance, snap_too_long
from planner.logistics.network import LineNetwork, Snaps
from planner.logistics.straight import accuracy_note, below_accuracy, nearest_m, reference_points
from planner.logistics.targets import ROUTABLE_ACCURACY_M, Target
from planner.text import _, distance

MODE = "road"
MAIN_ROAD = "main_road"
# A place this near to a road is on it.
_ON_IT_M = 0.01
# Millimetres: what lies below is how links of no length are summed up, and differs with the plots at hand.
_DIGITS = 3
# What a truck drives to. A track, a pipe and a power line are not entered by road.
_DRIVEN_TO = ("quay", "company", "gate", "junction", "rail_terminal", "airport", "terminal")


@dataclass(frozen=True)
class _Way:
    """The way from a plot to a target: along the network, the snaps at both ends, the road nearer by."""

    network_m: float
    snaps_m: tuple[float, float]
    island: str


def distances(plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target]) -> list[Distance]:
    """Return the distances along the roads of every plot to every target that a truck drives to.

    A plot is entered where it is nearest to a road; where several places are equally near, at the one with
    the shortest way. Of the main roads the one that is reached first counts. Where a snap exceeds a fifth of
    the network distance the network does not reach: the straight line is given, with the reason.
    """
    groups = _groups(found)
    if not groups or not len(plots) or not atlas.has("roads"):
        return []
    network = road_network(atlas)
    if not len(network.length_m):
        return []
    shapes, points = plots.geometry.to_numpy(), reference_points(plots, atlas)
    starts = network.snap(shapes)
    start_snap_m = starts.snap_m[np.unique(starts.owner, return_index=True)[1]]
    rows: list[Distance] = []
    for group, (goal, along_m, end_snap_m) in zip(groups, _reached(network, starts, groups), strict=True):
        nearest, straight_m = nearest_m(shapes, points, group)
        for i, plot_id in enumerate(plots["plot_id"]):
            snaps_m = (float(start_snap_m[i]), float(end_snap_m[i]))
            way = _Way(round(float(along_m[i]), _DIGITS), snaps_m, starts.nearer_island[i])
            rows.append(_row(plot_id, group[goal[i]], group[nearest[i]], float(straight_m[i]), way))
    return rows


def road_network(atlas: Atlas) -> LineNetwork:
    """Return the network of all roads that vehicles may use, each named by its name, number or identifier."""
    roads = atlas.frame("roads")
    roads = roads[roads["road_class"] != "path"]
    label = roads["name"].fillna(roads["road_number"]).fillna(roads["road_id"])
    return LineNetwork.of(roads.assign(label=label), "label")


def _driven_to(target: Target) -> bool:
    if target.kind == "company":
        return target.accuracy_m is not None and target.accuracy_m <= ROUTABLE_ACCURACY_M
    return target.kind in _DRIVEN_TO


def _groups(found: Sequence[Target]) -> list[list[Target]]:
    """Return the targets that are driven to; main roads are one group: the first that is reached counts."""
    main = [target for target in found if target.kind == MAIN_ROAD]
    return [group for group in [main, *([target] for target in found if _driven_to(target))] if group]


_Reached = tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]


def _reached(network: LineNetwork, starts: Snaps, groups: Sequence[Sequence[Target]]) -> Iterator[_Reached]:
    """Yield for each group, plot by plot, which target is reached first, how far along, and its own snap.

    A main road is reached at any of its vertices, or where the plot itself meets it.
    """
    targets = [(group, position) for group, several in enumerate(groups) for position in range(len(several))]
    vertices = [shapely.points(shapely.get_coordinates(groups[i][k].geometry)) for i, k in targets]
    of_group, of_target = np.repeat(np.array(targets), [len(places) for places in vertices], axis=0).T
    ends = network.snap(np.concatenate(vertices))
    snap_m = ends.snap_m[np.unique(ends.owner, return_index=True)[1]]
    all_m = network.distances_m(starts, ends)
    for group, several in enumerate(groups):
        columns = np.flatnonzero(of_group == group)
        best = columns[np.argmin(all_m[:, columns] + snap_m[columns], axis=1)]
        reached = of_target[best], all_m[np.arange(len(all_m)), best], snap_m[best]
        yield _met(network, starts, several, reached) if several[0].kind == MAIN_ROAD else reached


def _met(network: LineNetwork, starts: Snaps, main: Sequence[Target], reached: _Reached) -> _Reached:
    """Return what is reached, with the main road that a plot meets itself, between two of its vertices."""
    meets = shapely.line_interpolate_point(network.shapes[starts.segment], starts.along_m)
    lines = np.array([target.geometry for target in main], dtype=object)
    stop, line = shapely.STRtree(lines).query(meets, predicate="dwithin", distance=_ON_IT_M)
    plot = starts.owner[stop]
    goal, along_m, snap_m = reached
    goal[plot], along_m[plot], snap_m[plot] = line, 0.0, 0.0
    return goal, along_m, snap_m


def _row(plot_id: str, target: Target, nearest: Target, straight_m: float, way: _Way) -> Distance:
    method, metres, note = NETWORK, way.network_m + sum(way.snaps_m), ""
    if not np.isfinite(way.network_m):
        method, note = STRAIGHT_LINE, _("No way along the roads at hand: the straight line is given.")
    elif way.network_m <= _ON_IT_M:
        method = STRAIGHT_LINE
        note = _("Plot and target meet the roads at one place: the straight line is given.")
    elif snap_too_long(max(way.snaps_m), way.network_m):
        method = STRAIGHT_LINE
        note = _("The roads at hand end {snap} short: the straight line is given.").format(
            snap=distance(max(way.snaps_m))
        )
    elif way.island:
        note = _("“{road}” is nearer to the plot, but is not joined to the other roads.").format(
            road=way.island
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
