"""Distances along the roads and streets of an area."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from planner.logistics.distance import NETWORK, STRAIGHT_LINE, Distance, snap_too_long
from planner.logistics.network import LineNetwork
from planner.logistics.targets import ROUTABLE_ACCURACY_M, Target
from planner.text import _, distance

MODE = "road"
# What a truck drives to. A track, a pipe and a power line are not entered by road.
_DRIVEN_TO = ("quay", "company", "gate", "junction", "rail_terminal", "airport", "terminal")


def distances(plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target]) -> list[Distance]:
    """Return the distances along the roads of every plot to every target that a truck drives to.

    A plot is entered where its boundary is nearest to a road; of the main roads the one that is reached first
    counts. Where a snap exceeds a fifth of the network distance the network does not reach: the straight line
    is given, with the reason.
    """
    goals = [stop for target in found if _driven_to(target) for stop in _stops(target)]
    if not goals or not atlas.has("roads"):
        return []
    network = road_network(atlas)
    shapes = plots.geometry.to_numpy()
    places = np.array([place for _target, place in goals], dtype=object)
    starts, ends = network.snap(shapes), network.snap(places)
    along_m = network.distances_m(starts, ends)
    rows: list[Distance] = []
    for columns in _columns([target for target, _place in goals]):
        first = columns[np.argmin(along_m[:, columns], axis=1)]
        straight_m = shapely.distance(shapes[:, None], places[None, columns]).min(axis=1)
        rows.extend(
            _row(
                plot_id,
                goals[column][0],
                network_m=float(along_m[i, column]),
                snaps_m=(float(starts.snap_m[i]), float(ends.snap_m[column])),
                straight_m=float(straight_m[i]),
                island=starts.nearer_island[i],
            )
            for i, (plot_id, column) in enumerate(zip(plots["plot_id"], first, strict=True))
        )
    return rows


def road_network(atlas: Atlas) -> LineNetwork:
    """Return the network of all roads that vehicles may use, each named by its name, number or identifier."""
    roads = atlas.frame("roads")
    roads = roads[roads["road_class"] != "path"]
    label = roads["name"].fillna(roads["road_number"]).fillna(roads["road_id"])
    return LineNetwork.of(roads.assign(label=label), "label")


def _driven_to(target: Target) -> bool:
    placed = target.accuracy_m is None or target.accuracy_m <= ROUTABLE_ACCURACY_M
    return target.kind == "main_road" or (target.kind in _DRIVEN_TO and placed)


def _stops(target: Target) -> list[tuple[Target, shapely.Geometry]]:
    """Return where a target can be reached: a main road at any of its vertices."""
    if target.kind != "main_road":
        return [(target, target.geometry)]
    return [(target, point) for point in shapely.points(shapely.get_coordinates(target.geometry))]


def _columns(goals: list[Target]) -> list[NDArray[np.intp]]:
    """Return the columns that belong together: all main roads, else one a target."""
    main = np.flatnonzero([target.kind == "main_road" for target in goals])
    single = [np.array([i]) for i, target in enumerate(goals) if target.kind != "main_road"]
    return [main, *single] if len(main) else single


def _row(
    plot_id: str,
    target: Target,
    *,
    network_m: float,
    snaps_m: tuple[float, float],
    straight_m: float,
    island: str,
) -> Distance:
    reached = np.isfinite(network_m)
    total_m = network_m + sum(snaps_m)
    method, metres, note = NETWORK, total_m, ""
    if not reached:
        method, metres = STRAIGHT_LINE, straight_m
        note = _("No way along the roads at hand: the straight line is given.")
    elif snap_too_long(max(snaps_m), network_m):
        method, metres = STRAIGHT_LINE, straight_m
        note = _("The roads at hand end {snap} short: the straight line is given.").format(
            snap=distance(max(snaps_m))
        )
    elif island:
        note = _("“{road}” is nearer to the plot, but is not joined to the other roads.").format(road=island)
    return Distance(
        plot_id=plot_id,
        target_kind=target.kind,
        target_id=target.target_id,
        target=target.name,
        mode=MODE,
        method=method,
        distance_m=metres,
        snap_m=sum(snaps_m) if reached else None,
        accuracy_m=target.accuracy_m,
        illustrative=target.illustrative,
        source=target.source,
        detail=target.detail,
        note=note,
    )
