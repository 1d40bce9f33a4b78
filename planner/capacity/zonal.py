"""The cells of a raster that plots cover: slope, areas, and the outlines of cells beyond a threshold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray

from layers.terrain import Bounds, Elevation, Raster
from planner.scenario.scenario import Rule
from planner.text import n_

Positions = NDArray[np.intp]
Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
# Side of a block in cells: a window of the plots that begin in one block is at most twice as wide.
BLOCK_CELLS_N = 1024
# A plot is known whole when no more than this share of it lacks a value: what is less is rounding.
WHOLE_SHARE = 1 - 1e-5
# Less of a cell is rounding of an outline that runs along the cell's edge.
LEAST_SHARE = 1e-6
# Runs longer than this on average are united as rectangles, shorter ones cell by cell: whichever is faster.
LONG_RUN_N = 16


@dataclass(frozen=True)
class Cells:
    """The cells of one block that some plots cover: an entry for each plot and cell, plot by plot.

    `plot_index` holds the positions of the plots that cover cells, `start_index` the first entry of each.
    `share` is the part of the cell inside the plot, `value` that of the raster, `slope_percent` not a number
    where a neighbour has no value. `row_index` and `column_index` count from the block's corner.
    """

    plot_index: Positions
    start_index: Positions
    row_index: Positions
    column_index: Positions
    share: Floats
    value: NDArray[np.float32]
    slope_percent: NDArray[np.float32]
    left_m: float
    top_m: float
    cell_m: float

    @property
    def area_m2(self) -> Floats:
        """The area of each entry: the part of the cell inside the plot."""
        return self.share * self.cell_m**2

    def summed(self, amount: Floats) -> Floats:
        """Return the sum of each plot's entries."""
        return np.add.reduceat(amount, self.start_index) if len(amount) else np.zeros(0)

    def each(self, of_plot: NDArray[Any]) -> NDArray[Any]:
        """Return the plots' values, in the order of `plot_index`, for each of their entries."""
        return np.repeat(of_plot, np.diff(self.start_index, append=len(self.share)))


def slope_percent(levels: NDArray[np.float32], cell_m: float) -> NDArray[np.float32]:
    """Return the slope in percent by Horn's method, for all cells but those of the outer ring.

    Horn (1981) weights the eight neighbours 1-2-1 on each side, so one faulty cell tells little.

    Notes
    -----
    slope = 100 × √(p² + q²), p and q the rise by the run to east and north, each
    p = ((z₃ + 2 z₆ + z₉) − (z₁ + 2 z₄ + z₇)) / (8 × cell)

    References
    ----------
    B. K. P. Horn (1981): Hill shading and the reflectance map. Proceedings of the IEEE 69(1), 14–47.

    Examples
    --------
    A plane that falls 5 cm on each metre to the south:

    >>> slope_percent(np.array([[0.2, 0.2, 0.2], [0.1, 0.1, 0.1], [0.0, 0.0, 0.0]], np.float32), 2.0)
    array([[5.]], dtype=float32)
    """
    north, middle, south = levels[:-2], levels[1:-1], levels[2:]
    east_west = (north[:, 2:] - north[:, :-2]) + (south[:, 2:] - south[:, :-2])
    east_west += 2 * (middle[:, 2:] - middle[:, :-2])
    down = north - south
    north_south = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    slopes: NDArray[np.float32] = np.hypot(east_west, north_south) * np.float32(100 / (8 * cell_m))
    # A cell without a value has no slope, though its neighbours alone would give one.
    slopes[np.isnan(middle[:, 1:-1])] = np.nan
    return slopes


def batches(shapes: Shapes, raster: Raster) -> Iterator[tuple[Positions, list[Bounds]]]:
    """Yield the plots in groups that lie near each other, each with the blocks of the raster that hold them.

    Together the blocks hold every cell that a plot of the group touches, once. A plot larger than a block is
    a group of its own.
    """
    bounds = shapely.bounds(shapes)
    side_m = BLOCK_CELLS_N * raster.cell_m
    large = (bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=0) > side_m
    for position in np.flatnonzero(large):
        yield np.array([position]), _blocks(bounds[position], raster)
    small = np.flatnonzero(~large)
    if not len(small):
        return
    corner = np.floor((bounds[small, :2] - raster.bounds_m[:2]) / side_m).astype(np.int64)
    _corners, group = np.unique(corner, axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    for positions in np.split(small[order], np.flatnonzero(np.diff(group[order])) + 1):
        low, high = bounds[positions, :2].min(axis=0), bounds[positions, 2:].max(axis=0)
        yield positions, [(float(low[0]), float(low[1]), float(high[0]), float(high[1]))]


def _blocks(bounds: Floats, raster: Raster) -> list[Bounds]:
    """Return the bounds cut into blocks along edges of cells."""
    left_m, _bottom, _right, top_m = raster.bounds_m
    side_m = BLOCK_CELLS_N * raster.cell_m
    columns = range(int((bounds[0] - left_m) // side_m), int((bounds[2] - left_m) // side_m) + 1)
    rows = range(int((top_m - bounds[3]) // side_m), int((top_m - bounds[1]) // side_m) + 1)
    return [
        (
            left_m + column * side_m,
            top_m - (row + 1) * side_m,
            left_m + (column + 1) * side_m,
            top_m - row * side_m,
        )
        for row in rows
        for column in columns
    ]


def cells_of(shapes: Shapes, positions: Positions, block: Bounds, raster: Raster) -> Cells:
    """Return the cells of a block that the plots at these positions cover."""
    cell_m = raster.cell_m
    # One cell more on each side, for the slope of the outermost.
    grid = raster.window((block[0] - cell_m, block[1] - cell_m, block[2] + cell_m, block[3] + cell_m))
    values = grid.values[1:-1, 1:-1]
    left_m, top_m = grid.left_m + cell_m, grid.top_m - cell_m
    rows_n, columns_n = values.shape
    # A blank raster: values are looked up afterwards, so that a cell without one is not lost.
    blank = NumPyRasterSource(
        np.broadcast_to(np.uint8(0), values.shape),
        left_m,
        top_m - rows_n * cell_m,
        left_m + columns_n * cell_m,
        top_m,
    )
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": {}}
        for shape in shapes[positions]
    ]
    found = exact_extract(blank, JSONFeatureSource(features), ["cell_id", "coverage"])
    covered = [feature["properties"] for feature in found]
    share = np.concatenate([one["coverage"] for one in covered])
    number = np.concatenate([one["cell_id"] for one in covered])
    plot = np.repeat(positions, [len(one["coverage"]) for one in covered])
    keep = share > LEAST_SHARE
    if not keep.all():
        plot, share, number = plot[keep], share[keep], number[keep]
    start_index = np.flatnonzero(np.diff(plot, prepend=-1))
    row_index, column_index = np.divmod(number, columns_n)
    return Cells(
        plot_index=plot[start_index],
        start_index=start_index,
        row_index=row_index,
        column_index=column_index,
        share=share,
        value=values.ravel()[number],
        slope_percent=slope_percent(grid.values, cell_m).ravel()[number],
        left_m=left_m,
        top_m=top_m,
        cell_m=cell_m,
    )


def _steep(cells: Cells, rule: Rule) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    return cells.slope_percent, cells.slope_percent > (rule.threshold_percent or 0.0)


def _low(cells: Cells, rule: Rule) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    return cells.value, cells.value < (rule.threshold_m or 0.0)


# Kind of rule -> the figure of each cell that it goes by, and whether the cell is beyond the threshold.
BEYOND: dict[str, Callable[[Cells, Rule], tuple[NDArray[np.float32], NDArray[np.bool_]]]] = {
    "raster_above": _steep,
    "raster_below": _low,
}


def features_beyond(
    rule: Rule, plots: gpd.GeoDataFrame, terrain: Elevation
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the cells beyond the rule's threshold, a shape for each plot that has some, and what is unknown.

    `plot_index` is the plot's position. Cells are whole, also those at the edge of the plot: whoever takes
    them cuts them to the plot. What could not be told is a sentence.
    """
    outlines: dict[int, list[shapely.Geometry]] = {}
    shapes = plots.geometry.to_numpy()
    known_m2 = np.zeros(len(plots))
    for positions, blocks in batches(shapes, terrain):
        for block in blocks:
            cells = cells_of(shapes, positions, block, terrain)
            figure, beyond = BEYOND[rule.kind](cells, rule)
            known_m2[cells.plot_index] += cells.summed(np.where(np.isnan(figure), 0.0, cells.area_m2))
            for position, outline in _outlines(cells, beyond):
                outlines.setdefault(position, []).append(outline)
    frame = gpd.GeoDataFrame(
        {
            "plot_index": np.array(list(outlines), dtype=np.intp),
            "accuracy_m": np.full(len(outlines), np.nan),
            "illustrative": np.full(len(outlines), terrain.illustrative),
        },
        geometry=[parts[0] if len(parts) == 1 else shapely.union_all(parts) for parts in outlines.values()],
        crs=plots.crs,
    )
    unknown_n = int((known_m2 < WHOLE_SHARE * shapely.area(shapes)).sum())
    if not unknown_n:
        return frame, []
    return frame, [
        n_(
            "the elevation model does not cover {n} plot wholly",
            "the elevation model does not cover {n} plots wholly",
            unknown_n,
        )
    ]


def _outlines(cells: Cells, chosen: NDArray[np.bool_]) -> Iterator[tuple[int, shapely.Geometry]]:
    """Yield for each plot the outline of the cells chosen, from the runs of each row."""
    plot = cells.each(cells.plot_index)[chosen]
    row, column = cells.row_index[chosen], cells.column_index[chosen]
    if not len(plot):
        return
    order = np.lexsort((column, row, plot))
    plot, row, column = plot[order], row[order], column[order]
    follows = (np.diff(plot) == 0) & (np.diff(row) == 0) & (np.diff(column) == 1)
    starts = np.flatnonzero(np.concatenate([[True], ~follows]))
    firsts = np.flatnonzero(np.diff(plot[starts], prepend=-1))
    run_ends, plot_ends = np.append(starts[1:], len(plot)), np.append(firsts[1:], len(starts))
    for first, last in zip(firsts, plot_ends, strict=True):
        begin, end = starts[first:last], run_ends[first:last]
        if end[-1] - begin[0] > LONG_RUN_N * len(begin):
            yield (
                int(plot[begin[0]]),
                shapely.union_all(_boxes(cells, row[begin], column[begin], end - begin)),
            )
            continue
        # Short runs: as a coverage of single cells, whose corners meet, their union is found far sooner.
        single = slice(begin[0], end[-1])
        yield int(plot[begin[0]]), shapely.coverage_union_all(_boxes(cells, row[single], column[single], 1))


def _boxes(cells: Cells, row: Positions, column: Positions, width: Positions | int) -> Shapes:
    """Return runs of cells as rectangles; each begins at its row and column and is `width` cells wide."""
    boxes: Shapes = shapely.box(
        cells.left_m + column * cells.cell_m,
        cells.top_m - (row + 1) * cells.cell_m,
        cells.left_m + (column + width) * cells.cell_m,
        cells.top_m - row * cells.cell_m,
    )
    return boxes
