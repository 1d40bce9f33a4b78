"""How often edges of shapes meet, counted within bounds before anything computes all crossings."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

# Pairs that one query of the tree may return: memory stays below 100 MB.
_PAIRS_AT_A_TIME = 2_000_000
# Each edge meets itself and its two neighbours.
_OWN_MEETINGS = 3


def self_meetings(shape: shapely.Geometry, most_n: int) -> int:
    """Return how many pairs of edges may cross, neighbours aside; counting ends above `most_n`."""
    edges = shapely.linestrings(_edges(shape))
    met_n = 0
    for some, met in _queries(edges, edges):
        met_n += max(met - _OWN_MEETINGS * some, 0)
        if met_n > 2 * most_n:
            break
    return met_n // 2


def meetings(one: shapely.Geometry, other: shapely.Geometry, most_n: int) -> int:
    """Return how many edges of one shape may cross edges of another; counting ends above `most_n`."""
    box = shapely.box(*one.bounds).intersection(shapely.box(*other.bounds)).bounds
    first, second = (shapely.linestrings(_within(_edges(shape), box)) for shape in (one, other))
    met_n = 0
    for _some, met in _queries(first, second):
        met_n += met
        if met_n > most_n:
            break
    return met_n


def _edges(shape: shapely.Geometry) -> NDArray[np.float64]:
    """Return the edges of all rings: number, end, coordinate."""
    rings = shapely.get_parts(shapely.boundary(shape))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.stack([points[:-1], points[1:]], axis=1)
    return np.asarray(edges[ring[:-1] == ring[1:]])


def _within(edges: NDArray[np.float64], box: tuple[float, ...]) -> NDArray[np.float64]:
    if not box or np.isnan(box).any():
        return edges[:0]
    meets = (edges.max(axis=1) >= box[:2]) & (edges.min(axis=1) <= box[2:])
    return np.asarray(edges[meets.all(axis=1)])


def _queries(first: NDArray[np.object_], second: NDArray[np.object_]) -> Iterator[tuple[int, int]]:
    """Give numbers of edges of the first, piece by piece, and of the pairs that their boxes make."""
    tree = shapely.STRtree(second)
    step = max(_PAIRS_AT_A_TIME // max(len(second), 1), 1)
    for start in range(0, len(first), step):
        some = first[start : start + step]
        yield len(some), tree.query(some).shape[1]
