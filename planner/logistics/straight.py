"""Straight-line distances, from the edge of a plot."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from planner.logistics.distance import BELOW_ACCURACY, STRAIGHT_LINE, Distance
from planner.logistics.network.nearest import nearest
from planner.logistics.targets import NEAREST_ANY, NEAREST_BY_NAME, Target
from planner.text import _, distance

# A plant placed better than this stands for its plot.
EXACT_M = 150.0
MODE = "direct"


def straight_line_m(from_geometry: shapely.Geometry, to_geometry: shapely.Geometry) -> float:
    """Return the shortest distance in metres between two geometries in the working system.

    Examples
    --------
    >>> straight_line_m(shapely.Point(0, 0), shapely.Point(3, 4))
    5.0
    """
    return float(shapely.distance(from_geometry, to_geometry))


def reference_points(plots: gpd.GeoDataFrame, atlas: Atlas) -> NDArray[np.object_]:
    """Return the point that stands for each plot: the plant that stands on it, else a point inside the plot.

    A plant counts where its place is known to 150 m or better; of several, the first by its identifier.
    """
    shapes = plots.geometry.to_numpy()
    points: NDArray[np.object_] = shapely.point_on_surface(shapes)
    if not atlas.has("companies"):
        return points
    firms = atlas.frame("companies").sort_values("company_id", ascending=False)
    exact = firms[firms["accuracy_m"] <= EXACT_M].geometry.to_numpy()
    plot, firm = shapely.STRtree(exact).query(shapes, predicate="contains")
    order = np.argsort(firm)
    points[plot[order]] = exact[firm[order]]
    return points


def distances(plots: gpd.GeoDataFrame, found: Sequence[Target]) -> list[Distance]:
    """Return the straight lines from every plot's edge to every target; of tracks and pipes to the nearest.

    A target that lies on the plot is 0 m away. So no route is shorter: it begins at the edge too.

    Notes
    -----
    straight line = √((E₂ − E₁)² + (N₂ − N₁)²) between the nearest points, in the area's working system

    References
    ----------
    Plane geometry in the working system; places as accurate as the layers say.
    """
    shapes = plots.geometry.to_numpy()
    rows: list[Distance] = []
    for group in _groups(found):
        indices, metres = nearest_m(shapes, group)
        rows.extend(
            _row(plot_id, group[best], float(straight_m))
            for plot_id, best, straight_m in zip(plots["plot_id"], indices, metres, strict=True)
        )
    return rows


def nearest_m(
    shapes: NDArray[np.object_], group: Sequence[Target]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return for each plot which target of the group is nearest to its edge, and how far it is in metres."""
    geometries = np.array([target.geometry for target in group], dtype=object)
    if len(geometries) == 1:
        return np.zeros(len(shapes), dtype=np.intp), shapely.distance(shapes, geometries[0])
    return nearest(shapes, geometries)


def below_accuracy(target: Target, metres: float) -> bool:
    """Return whether a firm is placed so roughly that it may stand on the plot: then no distance is given."""
    return target.kind == "company" and target.accuracy_m is not None and metres <= target.accuracy_m


def accuracy_note(target: Target) -> str:
    """Return what the reader must know of how well a firm is placed; empty where there is nothing to say."""
    if target.accuracy_m is not None:
        return _("Its place is only known to {accuracy}, so no distance is given.").format(
            accuracy=distance(target.accuracy_m)
        )
    return _("How well its place is known is not recorded.") if target.kind == "company" else ""


def _groups(found: Sequence[Target]) -> list[list[Target]]:
    """Return the targets in groups of which the nearest counts; a group of one where each counts."""
    groups: dict[tuple[str, ...], list[Target]] = {}
    for target in found:
        key: tuple[str, ...] = (target.kind, target.target_id)
        if target.kind in NEAREST_ANY:
            key = (target.kind,)
        elif target.kind in NEAREST_BY_NAME:
            key = (target.kind, target.name)
        groups.setdefault(key, []).append(target)
    return list(groups.values())


def _row(plot_id: str, target: Target, metres: float) -> Distance:
    vague = below_accuracy(target, metres)
    note = accuracy_note(target) if vague or target.accuracy_m is None else ""
    return Distance(
        plot_id=plot_id,
        target_kind=target.kind,
        target_id=target.target_id,
        target=target.name,
        mode=MODE,
        method=BELOW_ACCURACY if vague else STRAIGHT_LINE,
        distance_m=None if vague else metres,
        accuracy_m=target.accuracy_m,
        illustrative=target.illustrative,
        source=target.source,
        detail=target.detail,
        note=note,
    )
