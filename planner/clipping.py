"""Cutting shapes by shapes in bulk: what they share, what is left, and what of it counts as ground."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Positions = NDArray[np.intp]

POLYGON_DIMENSIONS = 2
# What is left of a plot is no ground when it is smaller than this: rounding leaves slivers along its edges.
SLIVER_M2 = 1e-3
# A wall drawn across the boundary puts no building on the plot: this share or area of it must stand there.
STANDING_SHARE, STANDING_M2 = 0.01, 100.0
# GEOS works outside Python's lock, so two threads halve the time; for fewer pairs than this it does not pay.
_THREADS, _PAIRS_N = 2, 4000


def shared(shapes: Shapes, zones: Shapes) -> Shapes:
    """Return what each shape shares with its zone; a shape wholly inside its zone is returned as it is.

    Zones may be prepared. A prepared geometry must not be asked from two threads at once, so only the
    cutting, which does not use what is prepared, is done in threads.
    """
    pieces = shapes.copy()
    crossing = np.flatnonzero(~shapely.contains_properly(zones, shapes))
    pieces[crossing] = _in_threads(shapely.intersection, shapes[crossing], zones[crossing])
    return pieces


def left_of(shapes: Shapes, parts: Shapes) -> Shapes:
    """Return what is left of each shape without its part."""
    left = np.full(len(shapes), shapely.Polygon(), dtype=object)
    some = np.flatnonzero([shape is not part for shape, part in zip(shapes, parts, strict=True)])
    left[some] = _in_threads(shapely.difference, shapes[some], parts[some])
    return left


def grounds(shapes: Shapes) -> Shapes:
    """Return the shapes with the lines and points left out that an intersection leaves where edges touch."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION.value)
    for position in mixed:
        pieces = shapely.get_parts(shapes[position])
        shapes[position] = shapely.union_all(pieces[shapely.get_dimensions(pieces) == POLYGON_DIMENSIONS])
    return shapes


def united(pieces: Shapes, starts: Positions) -> Shapes:
    """Return the union of each run of pieces; a run begins at each start."""
    ends = np.append(starts[1:], len(pieces))
    whole = pieces[starts]
    for run in np.flatnonzero(ends - starts > 1):
        whole[run] = shapely.union_all(pieces[starts[run] : ends[run]])
    return whole


def without_slivers(shapes: Shapes) -> Shapes:
    """Return the shapes, those too small to be ground emptied."""
    return np.where(shapely.area(shapes) < SLIVER_M2, shapely.Polygon(), shapes)


def stands_on(features: Shapes, plots: Shapes) -> NDArray[np.bool_]:
    """Return for each pair whether the feature stands on the plot, wholly or with a part that counts.

    Several plots may share a feature, as one may lie within another, or a hall may cross a boundary.
    """
    common = shapely.intersection(features, plots)
    on_ground = shapely.get_dimensions(features) == POLYGON_DIMENSIONS
    size = np.where(on_ground, shapely.area(features), shapely.length(features))
    common_size = np.where(on_ground, shapely.area(common), shapely.length(common))
    point_inside = (shapely.get_dimensions(features) == 0) & ~shapely.is_empty(common)
    large = on_ground & (common_size > STANDING_M2)
    return np.asarray(point_inside | large | (common_size > STANDING_SHARE * size))


def _in_threads(cut: Callable[[Shapes, Shapes], Shapes], shapes: Shapes, zones: Shapes) -> Shapes:
    if len(shapes) < _PAIRS_N:
        return np.asarray(cut(shapes, zones), dtype=object)
    halves = zip(np.array_split(shapes, _THREADS), np.array_split(zones, _THREADS), strict=True)
    with ThreadPoolExecutor(_THREADS) as pool:
        return np.concatenate(list(pool.map(lambda half: cut(*half), halves)))
