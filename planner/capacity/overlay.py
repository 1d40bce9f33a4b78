"""Cutting shapes by shapes in bulk: what they share, what is left, and what of it counts as ground."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.prepared import prepared

Shapes = NDArray[np.object_]
Positions = NDArray[np.intp]

POLYGON_DIMENSIONS = 2
# What is left of a plot is no ground when it is smaller than this: rounding leaves slivers along its edges.
SLIVER_M2 = 1e-3
# A wall drawn across the boundary puts no building on the plot: this share or area of it must stand there.
STANDING_SHARE, STANDING_M2 = 0.01, 100.0
# GEOS works outside Python's lock, so two threads halve the time. Each takes another chunk of pairs when it
# has done one: no thread waits long for the other. Fewer pairs than a chunk are not worth a thread.
_THREADS, _CHUNK_N = 2, 1000


def shared(shapes: Shapes, zones: Shapes) -> Shapes:
    """Return what each shape shares with its zone; where both are one object, that is it."""
    pieces = shapes.copy()
    differ = np.flatnonzero(~same(shapes, zones))
    if len(differ):
        pieces[differ] = np.concatenate(_in_threads(shapely.intersection, shapes[differ], zones[differ]))
    return pieces


def meeting(shapes: Shapes, zones: Shapes) -> tuple[Positions, Positions]:
    """Return the pairs that share at least a point: positions of shapes, in their order, and of zones."""
    tree = shapely.STRtree(zones)

    def search(some: Shapes) -> Positions:
        return np.asarray(tree.query(some, predicate="intersects"))

    found = _in_threads(search, shapes)
    starts = np.cumsum([0, *(len(chunk) for chunk in _chunks(shapes)[:-1])])
    which_shape = np.concatenate([pairs[0] + start for pairs, start in zip(found, starts, strict=True)])
    which_zone = np.concatenate([pairs[1] for pairs in found])
    order = np.lexsort((which_zone, which_shape))
    return which_shape[order], which_zone[order]


def same(shapes: Shapes, others: Shapes) -> NDArray[np.bool_]:
    """Return for each pair whether both are one object, which costs no look at their places."""
    pairs = zip(shapes, others, strict=True)
    return np.fromiter((shape is other for shape, other in pairs), bool, count=len(shapes))


def within_zones(shapes: Shapes, zones: Shapes, zone_indexes: Positions) -> NDArray[np.bool_]:
    """Return for each shape whether it lies inside its zone, wholly and off the zone's edge.

    Copies of the zones are prepared and asked in this thread alone: the zones themselves may be in use by
    another session's thread, and a prepared geometry that two threads ask at once takes the program down.
    """
    return np.asarray(shapely.contains_properly(prepared(zones)[zone_indexes], shapes), dtype=bool)


def left_of(shapes: Shapes, parts: Shapes) -> Shapes:
    """Return what is left of each shape without its part; nothing where both are one object."""
    left = np.full(len(shapes), shapely.Polygon(), dtype=object)
    some = np.flatnonzero(~same(shapes, parts))
    if len(some):
        left[some] = np.concatenate(_in_threads(shapely.difference, shapes[some], parts[some]))
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
    runs = np.flatnonzero(ends - starts > 1)
    several = [pieces[starts[run] : ends[run]] for run in runs]
    if len(pieces) < _CHUNK_N:
        joined = [shapely.union_all(run) for run in several]
    else:
        with ThreadPoolExecutor(_THREADS) as pool:
            joined = list(pool.map(shapely.union_all, several))
    for run, shape in zip(runs, joined, strict=True):
        whole[run] = shape
    return whole


def without_slivers(shapes: Shapes) -> Shapes:
    """Return the shapes, those too small to be ground emptied."""
    return np.where(shapely.area(shapes) < SLIVER_M2, shapely.Polygon(), shapes)


def uncovered(shapes: Shapes, place: Positions) -> Shapes:
    """Return each shape without the ground that it shares with a shape whose place comes before its own."""
    first, second = meeting(shapes, shapes)
    later = place[second] < place[first]
    first, second = first[later], second[later]
    common = shapely.area(shapely.intersection(shapes[first], shapes[second])) > SLIVER_M2
    first, second = first[common], second[common]
    if not len(first):
        return shapes
    covered, starts = np.unique(first, return_index=True)
    left = shapes.copy()
    left[covered] = shapely.difference(shapes[covered], united(shapes[second], starts))
    return without_slivers(left)


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


def _in_threads(work: Callable[..., NDArray[Any]], *columns: Shapes) -> list[NDArray[Any]]:
    """Return what the work makes of each chunk of the columns, in their order."""
    chunks = [_chunks(column) for column in columns]
    if len(chunks[0]) == 1:
        return [work(*columns)]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, *chunks))


def _chunks(column: Shapes) -> list[Shapes]:
    return np.array_split(column, -(-len(column) // _CHUNK_N) or 1)
