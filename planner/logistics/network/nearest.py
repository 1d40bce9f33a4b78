"""The nearest of many lines to each of many places: exact, on two threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.logistics.network.nearest_cells import Parts, nearest_by_cells

_THREADS_N = 2
# Fewer places are not worth a second thread.
_FEW_N = 2000

Found = tuple[NDArray[np.intp], NDArray[np.float64]]


def nearest(places: NDArray[np.object_], lines: NDArray[np.object_]) -> Found:
    """Return for each place which of the lines is nearest, and how far away it is in metres.

    Of lines that are equally near the first one counts. Places and lines may be of any geometry but empty.
    """
    if len(places) < _FEW_N:
        return _by_tree(shapely.STRtree(lines), places)
    if _all_are(places, shapely.GeometryType.POINT) and _all_are(lines, shapely.GeometryType.LINESTRING):
        return _of_points(shapely.get_coordinates(places), lines)
    tree = shapely.STRtree(lines)
    with ThreadPoolExecutor(_THREADS_N) as pool:
        found = list(pool.map(lambda part: _by_tree(tree, part), np.array_split(places, _THREADS_N)))
    return np.concatenate([index for index, _m in found]), np.concatenate([metres for _i, metres in found])


def _all_are(shapes: NDArray[np.object_], kind: shapely.GeometryType) -> bool:
    return bool((shapely.get_type_id(shapes) == kind).all())


def _of_points(points: NDArray[np.float64], lines: NDArray[np.object_]) -> Found:
    """Return the same for points: neighbours are asked for together, the southern half by one thread."""
    parts = Parts.of(lines)
    halves = np.array_split(np.argsort(points[:, 1], kind="stable"), _THREADS_N)
    index, metres = np.empty(len(points), dtype=np.intp), np.empty(len(points))
    with ThreadPoolExecutor(_THREADS_N) as pool:
        found = pool.map(lambda half: nearest_by_cells(points[half], parts), halves)
        for half, (line, away_m) in zip(halves, found, strict=True):
            index[half], metres[half] = line, away_m
    return index, metres


def _by_tree(tree: shapely.STRtree, places: NDArray[np.object_]) -> Found:
    (place, line), metres = tree.query_nearest(places, all_matches=True, return_distance=True)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    return np.minimum.reduceat(line, first) if len(first) else line, metres[first]
