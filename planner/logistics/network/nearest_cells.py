"""Nearest lines of many points: what may be nearest is found for a whole cell of points at once.

The line that is nearest to a point of a cell is no farther from the middle of the cell than the line nearest
to the middle, and twice the way from the middle to a corner.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

_POINTS_A_CELL_N = 10
# Cells that are worked on together: what belongs to them stays near to the processor.
_CELLS_AT_ONCE_N = 512
# Where more parts than this may be nearest in a cell, as where all lines are far away, points are asked for
# one by one.
_MOST_PARTS_N = 64
_SAMPLE_N = 64
# Lines nearer to each other than this are equally near.
_EQUAL_M2 = 1e-12
_EQUAL_RATIO = 1 + 1e-9


@dataclass(frozen=True)
class Parts:
    """The straight parts of lines: where each begins, how far it leads, and which line it is of."""

    begin: Floats
    ahead: Floats
    length_m2: Floats
    line: Ints
    tree: shapely.STRtree

    @classmethod
    def of(cls, lines: NDArray[np.object_]) -> Self:
        """Return the parts of these lines."""
        places, line = shapely.get_coordinates(lines, return_index=True)
        begin = np.flatnonzero(line[1:] == line[:-1])
        ahead = places[begin + 1] - places[begin]
        tree = shapely.STRtree(shapely.linestrings(np.stack([places[begin], places[begin + 1]], axis=1)))
        return cls(places[begin], ahead, (ahead**2).sum(axis=1), line[begin], tree)

    def away_m2(self, points: Floats, part: Ints) -> Floats:
        """Return the squared distances of points from parts, pair by pair."""
        x_m, y_m = (points - self.begin[part]).T
        ahead_x_m, ahead_y_m = self.ahead[part].T
        # A part of no length is the place where it begins.
        share = (x_m * ahead_x_m + y_m * ahead_y_m) / np.maximum(self.length_m2[part], _EQUAL_M2)
        share = np.clip(share, 0.0, 1.0)
        return np.asarray((x_m - share * ahead_x_m) ** 2 + (y_m - share * ahead_y_m) ** 2)


@dataclass(frozen=True)
class _Cells:
    """Cells in which there are points: their middles, and the points of each, which follow one another."""

    middle: Floats
    first: Ints
    count: Ints
    order: Ints
    corner_m: float

    @classmethod
    def of(cls, points: Floats) -> Self:
        """Return cells of a size that some ten points fall into each."""
        low, high = points.min(axis=0), points.max(axis=0)
        side_m = max(float(np.sqrt(np.prod(high - low) * _POINTS_A_CELL_N / len(points))), 1.0)
        column, row = np.floor((points - low) / side_m).astype(np.int64).T
        key = row * (column.max() + 1) + column
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        count = np.diff(first, append=len(points))
        place = np.stack([column[order[first]], row[order[first]]], axis=1)
        return cls(low + (place + 0.5) * side_m, first, count, order, side_m / np.sqrt(2))


def nearest_by_cells(points: Floats, parts: Parts) -> tuple[Ints, Floats]:
    """Return for each point, in metres east and north, the nearest line and how far away it is."""
    cells = _Cells.of(points)
    sample = np.linspace(0, len(cells.first) - 1, _SAMPLE_N).astype(np.intp)
    if _possible(cells, parts, sample)[0].mean() > _MOST_PARTS_N:
        return _one_by_one(points, parts)
    line, away_m2 = np.empty(len(points), dtype=np.intp), np.empty(len(points))
    for start in range(0, len(cells.first), _CELLS_AT_ONCE_N):
        some = np.arange(start, min(start + _CELLS_AT_ONCE_N, len(cells.first)))
        last = int(cells.first[some[-1]] + cells.count[some[-1]])
        mine = cells.order[cells.first[start] : last]
        line[mine], away_m2[mine] = _of_cells(
            points[mine], parts, cells.count[some], _possible(cells, parts, some)
        )
    return line, np.sqrt(away_m2)


def _of_cells(
    points: Floats, parts: Parts, points_n: Ints, possible: tuple[Ints, Ints]
) -> tuple[Ints, Floats]:
    """Return the nearest lines and squared distances of the points of some cells, one cell after another."""
    count, part = possible
    of_cell = np.repeat(np.arange(len(points_n)), points_n)
    each = count[of_cell]
    begins = np.cumsum(each) - each
    shift = (np.cumsum(count) - count)[of_cell] - begins
    pair_part = part[np.arange(int(each.sum())) + np.repeat(shift, each)]
    pair_m2 = parts.away_m2(np.repeat(points, each, axis=0), pair_part)
    least_m2 = np.minimum.reduceat(pair_m2, begins)
    is_near = pair_m2 <= np.repeat(least_m2 * _EQUAL_RATIO + _EQUAL_M2, each)
    of_line = np.where(is_near, parts.line[pair_part], np.iinfo(np.intp).max)
    return np.minimum.reduceat(of_line, begins), least_m2


def _one_by_one(points: Floats, parts: Parts) -> tuple[Ints, Floats]:
    (point, part), away_m = parts.tree.query_nearest(
        shapely.points(points), all_matches=True, return_distance=True
    )
    first = np.flatnonzero(np.diff(point, prepend=-1))
    return np.minimum.reduceat(parts.line[part], first), away_m[first]


def _possible(cells: _Cells, parts: Parts, some: Ints) -> tuple[Ints, Ints]:
    """Return the parts that may be nearest to a point of each cell: how many, and one cell after another."""
    middle = cells.middle[some]
    nearest_m = parts.tree.query_nearest(shapely.points(middle), all_matches=False, return_distance=True)[1]
    within_m = (nearest_m + 2 * cells.corner_m) * _EQUAL_RATIO
    low, high = middle - within_m[:, None], middle + within_m[:, None]
    cell, part = parts.tree.query(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    kept = parts.away_m2(middle[cell], part) <= within_m[cell] ** 2
    cell, part = cell[kept], part[kept]
    return np.bincount(cell, minlength=len(some)), part
