"""Rasters of an area: the lie of the land and what covers it, handed to the planner window by window."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]
# Edges this near to a cell's edge, in cells, lie on it: what is less is rounding.
_ON_EDGE = 1e-6


@dataclass(frozen=True)
class RasterSpec:
    """The promise of a raster: one band, of measured values in `unit`, or of class numbers."""

    name: str
    title: str
    unit: str = ""
    categorical: bool = False
    minimum: float = -math.inf
    maximum: float = math.inf


# Dry land lies between these levels: anything else is a mark for “no value” that the file does not declare,
# for example -9999.
TERRAIN = RasterSpec("terrain", "elevation model", unit="m", minimum=-500.0, maximum=9000.0)
LANDCOVER = RasterSpec("landcover", "land cover", categorical=True)

# Every raster that an area may have.
RASTERS: dict[str, RasterSpec] = {spec.name: spec for spec in (TERRAIN, LANDCOVER)}


@dataclass(frozen=True)
class Grid:
    """A window of a raster: rows from north to south, not a number where no value is known."""

    values: NDArray[np.float32]
    left_m: float
    top_m: float
    cell_m: float


class Raster(Protocol):
    """A raster in the working system of its area, of square cells; whoever has one may serve as its source.

    `bounds_m` is minx, miny, maxx, maxy of the whole raster. `source` says where it comes from, `accuracy`
    what is known of its accuracy and what had to be assumed, in whole sentences.
    """

    @property
    def epsg(self) -> int:
        """The working system that windows are in."""
        ...

    @property
    def cell_m(self) -> float:
        """Side of a cell in metres."""
        ...

    @property
    def bounds_m(self) -> Bounds:
        """Extent in metres."""
        ...

    @property
    def title(self) -> str:
        """Name that a reader knows it by."""
        ...

    @property
    def source(self) -> str:
        """Where it comes from."""
        ...

    @property
    def accuracy(self) -> str:
        """What is known of its accuracy."""
        ...

    @property
    def illustrative(self) -> bool:
        """Whether it was made for show and not surveyed."""
        ...

    def window(self, bounds: Bounds) -> Grid:
        """Return all cells that the bounds touch; beyond the raster they are not a number."""
        ...


class Elevation(Raster, Protocol):
    """A raster of levels in metres."""


class LandCover(Raster, Protocol):
    """A raster of class numbers; `classes` names those that the owner of the data has named."""

    @property
    def classes(self) -> Mapping[int, str]:
        """Class number -> name."""
        ...


@dataclass(frozen=True)
class Rasters:
    """The rasters at hand of one area."""

    terrain: Elevation | None = None
    landcover: LandCover | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of those at hand."""
        return tuple(name for name in RASTERS if getattr(self, name) is not None)


class CellRange(NamedTuple):
    """Rows and columns of a raster, ends not included; they may lie beyond the raster."""

    row_start_index: int
    row_end_index: int
    column_start_index: int
    column_end_index: int


def cell_range(bounds: Bounds, raster_bounds: Bounds, cell_m: float) -> CellRange:
    """Return the cells that the bounds touch.

    Examples
    --------
    >>> cell_range((4.0, 2.0, 7.0, 10.0), (0.0, 0.0, 10.0, 10.0), 2.0)
    CellRange(row_start_index=0, row_end_index=4, column_start_index=2, column_end_index=4)
    """
    left_m, _bottom, _right, top_m = raster_bounds
    return CellRange(
        math.floor((top_m - bounds[3]) / cell_m + _ON_EDGE),
        math.ceil((top_m - bounds[1]) / cell_m - _ON_EDGE),
        math.floor((bounds[0] - left_m) / cell_m + _ON_EDGE),
        math.ceil((bounds[2] - left_m) / cell_m - _ON_EDGE),
    )


@dataclass(frozen=True)
class ArrayRaster:
    """A raster held in memory, for those who have their levels or classes in an array already."""

    values: NDArray[np.float32]
    left_m: float
    top_m: float
    cell_m: float
    epsg: int
    title: str = "array"
    source: str = "given in memory"
    accuracy: str = ""
    illustrative: bool = False
    classes: Mapping[int, str] = field(default_factory=dict)

    @property
    def bounds_m(self) -> Bounds:
        """Extent in metres."""
        rows_n, columns_n = self.values.shape
        right_m = self.left_m + columns_n * self.cell_m
        return (self.left_m, self.top_m - rows_n * self.cell_m, right_m, self.top_m)

    def window(self, bounds: Bounds) -> Grid:
        """Return all cells that the bounds touch; beyond the raster they are not a number."""
        wanted = cell_range(bounds, self.bounds_m, self.cell_m)
        inside = clipped(wanted, self.values.shape)
        return placed(self.values[rows(inside), columns(inside)], inside, wanted, self)


def rows(cells: CellRange) -> slice:
    """Return the rows as a slice."""
    return slice(cells.row_start_index, cells.row_end_index)


def columns(cells: CellRange) -> slice:
    """Return the columns as a slice."""
    return slice(cells.column_start_index, cells.column_end_index)


def clipped(wanted: CellRange, shape: tuple[int, ...]) -> CellRange:
    """Return the part of the cells that the raster has."""
    row_start, row_end = (min(max(row, 0), shape[0]) for row in wanted[:2])
    column_start, column_end = (min(max(column, 0), shape[1]) for column in wanted[2:])
    return CellRange(row_start, row_end, column_start, column_end)


def placed(values: NDArray[np.float32], inside: CellRange, wanted: CellRange, raster: Raster) -> Grid:
    """Return the window wanted, with the values of the part that the raster has in their place."""
    row_start, row_end, column_start, column_end = wanted
    window = np.full((row_end - row_start, column_end - column_start), np.nan, dtype=np.float32)
    window[
        inside.row_start_index - row_start : inside.row_end_index - row_start,
        inside.column_start_index - column_start : inside.column_end_index - column_start,
    ] = values
    left_m, _bottom, _right, top_m = raster.bounds_m
    cell_m = raster.cell_m
    return Grid(window, left_m + column_start * cell_m, top_m - row_start * cell_m, cell_m)
