"""The cells of a raster that plots cover: slope, areas, and the outlines of cells beyond a threshold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray

from layers.terrain import Bounds, Elevation, Raster
from planner.scenario import Rule
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


@dataclass(frozen=True)
class Cells:
    """The cells that some plots cover: a row for each plot and cell, plot by plot.

    `plot_index` is the plot's position, `row_index` and `column_index` those of the cell in `values` and
    `slopes`; `share` is the part of the cell inside the plot. `values` are those of the raster; `slopes`, in
    percent, are not a number where a neighbour has no value.
    """

    plot_index: Positions
    row_index: Positions
    column_index: Positions
    share: Floats
    values: NDArray[np.float32]
    slopes: NDArray[np.float32]
    left_m: float
    top_m: float
    cell_m: float

    @property
    def value(self) -> Floats:
        """The value of each row's cell."""
        return self.values[self.row_index, self.column_index].astype(float)

    @property
    def slope_percent(self) -> Floats:
        """The slope of each row's cell."""
        return self.slopes[self.row_index, self.column_index].astype(float)

    @property
    def area_m2(self) -> Floats:
        """The area of each row: the part of the cell inside the plot."""
        return self.share * self.cell_m**2


def slope_percent(levels: NDArray[np.float32], cell_m: float) -> NDArray[np.float32]:
    """Return the slope in percent by Horn's method, for all cells but those of the outer ring.

    Horn (1981) weights the eight neighbours 1-2-1 on each side, so one faulty cell tells little.

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
    numbers = [feature["properties"]["cell_id"] for feature in found]
    share = np.concatenate([feature["properties"]["coverage"] for feature in found])
    row, column = np.divmod(np.concatenate(numbers), columns_n)
    plot = np.repeat(positions, [len(one) for one in numbers])
    keep = share > LEAST_SHARE
    return Cells(
        plot_index=plot[keep],
        row_index=row[keep],
        column_index=column[keep],
        share=share[keep],
        values=values,
        slopes=slope_percent(grid.values, cell_m),
        left_m=left_m,
        top_m=top_m,
        cell_m=cell_m,
    )


def _steep(cells: Cells, rule: Rule) -> tuple[Floats, NDArray[np.bool_]]:
    slopes = cells.slope_percent
    return slopes, slopes > (rule.threshold_percent or 0.0)


def _low(cells: Cells, rule: Rule) -> tuple[Floats, NDArray[np.bool_]]:
    levels = cells.value
    return levels, levels < (rule.threshold_m or 0.0)


# Kind of rule -> the figure of each cell that it goes by, and whether the cell is beyond the threshold.
BEYOND: dict[str, Callable[[Cells, Rule], tuple[Floats, NDArray[np.bool_]]]] = {
    "raster_above": _steep,
    "raster_below": _low,
}


def features_beyond(
    rule: Rule, plots: gpd.GeoDataFrame, terrain: Elevation
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the cells beyond the rule's threshold as polygons, and a sentence on what could not be told.

    Cells are whole, also those at the edge of a plot: whoever takes them cuts them to the plots.
    """
    outlines: list[shapely.Geometry] = []
    shapes = plots.geometry.to_numpy()
    known_m2 = np.zeros(len(plots))
    for positions, blocks in batches(shapes, terrain):
        for block in blocks:
            cells = cells_of(shapes, positions, block, terrain)
            figure, beyond = BEYOND[rule.kind](cells, rule)
            known_m2 += _per_plot(
                cells.plot_index, np.where(np.isnan(figure), 0.0, cells.area_m2), len(plots)
            )
            outlines += _outlines(cells, beyond)
    frame = gpd.GeoDataFrame(
        {
            "accuracy_m": np.full(len(outlines), np.nan),
            "illustrative": np.full(len(outlines), terrain.illustrative),
        },
        geometry=outlines,
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


def _per_plot(plot_index: Positions, weights: Floats, plots_n: int) -> Floats:
    return np.bincount(plot_index, weights=weights, minlength=plots_n).astype(float)


def _outlines(cells: Cells, chosen: NDArray[np.bool_]) -> list[shapely.Geometry]:
    """Return for each plot the outline of the cells chosen, the runs of each row united."""
    plot, row, column = cells.plot_index[chosen], cells.row_index[chosen], cells.column_index[chosen]
    if not len(plot):
        return []
    order = np.lexsort((column, row, plot))
    plot, row, column = plot[order], row[order], column[order]
    follows = (np.diff(plot) == 0) & (np.diff(row) == 0) & (np.diff(column) == 1)
    starts = np.flatnonzero(np.concatenate([[True], ~follows]))
    ends = np.append(starts[1:], len(plot)) - 1
    runs = shapely.box(
        cells.left_m + column[starts] * cells.cell_m,
        cells.top_m - (row[starts] + 1) * cells.cell_m,
        cells.left_m + (column[ends] + 1) * cells.cell_m,
        cells.top_m - row[starts] * cells.cell_m,
    )
    of_plots = np.split(runs, np.flatnonzero(np.diff(plot[starts])) + 1)
    return [shapely.union_all(of_plot) for of_plot in of_plots]
