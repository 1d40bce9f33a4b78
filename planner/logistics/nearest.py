"""The nearest of many lines to each of many places: exact, on two threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

_THREADS_N = 2
# Fewer places are not worth a second thread.
_FEW_N = 2000


def nearest(
    places: NDArray[np.object_], lines: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return for each place which of the lines is nearest, and how far away it is in metres.

    Of lines that are equally near the first one counts. Places and lines may be of any geometry but empty.
    """
    tree = shapely.STRtree(lines)
    if len(places) < _FEW_N:
        return _of_part(tree, places)
    with ThreadPoolExecutor(_THREADS_N) as pool:
        found = list(pool.map(lambda part: _of_part(tree, part), np.array_split(places, _THREADS_N)))
    return np.concatenate([index for index, _m in found]), np.concatenate([metres for _i, metres in found])


def _of_part(
    tree: shapely.STRtree, places: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    (place, line), metres = tree.query_nearest(places, all_matches=True, return_distance=True)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    return np.minimum.reduceat(line, first) if len(first) else line, metres[first]
