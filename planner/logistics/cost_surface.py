"""A cost surface: what it costs to lead a line over each cell of a window, from the layers of an atlas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from skimage import draw

from layers.atlas import Atlas
from planner.scenario.scenario import CorridorSetting, LandCostClass, Value
from planner.scenario.table_texts import layer_title
from planner.text import _, quantity

# More cells than this are made coarser: the search takes about a second for a million.
CELLS_N = 1_000_000
_HALF_DIAGONAL_RATIO = 0.71

Cells = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Surface:
    """Costs relative to free land, rows from north to south; inf: impassable."""

    costs: NDArray[np.float64]
    left_m: float
    top_m: float
    cell_m: float
    notes: tuple[str, ...] = ()

    def rows_columns(self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> tuple[Cells, Cells]:
        """Return the row and column of the cell that each place lies in; they may lie beyond the window."""
        row = np.floor((self.top_m - y_m) / self.cell_m).astype(np.intp)
        column = np.floor((x_m - self.left_m) / self.cell_m).astype(np.intp)
        return row, column

    def centres(self, cells: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the coordinates of the middles of cells given as row and column."""
        x_m = self.left_m + (cells[:, 1] + 0.5) * self.cell_m
        return np.column_stack([x_m, self.top_m - (cells[:, 0] + 0.5) * self.cell_m])

    def costs_at(self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the costs at places of any shape of array; inf beyond the window."""
        row, column, inside = self._within(x_m, y_m)
        return np.asarray(np.where(inside, self.costs[row, column], np.inf))

    def marked_at(
        self, mask: NDArray[np.bool_], x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return whether places lie in marked cells; nothing beyond the window is marked."""
        row, column, inside = self._within(x_m, y_m)
        return np.asarray(inside & mask[row, column])

    def _within(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> tuple[Cells, Cells, NDArray[np.bool_]]:
        """Return rows and columns that can be looked up, and which of them lie within the window."""
        row, column = self.rows_columns(x_m, y_m)
        inside = (row >= 0) & (row < self.costs.shape[0]) & (column >= 0) & (column < self.costs.shape[1])
        return np.where(inside, row, 0), np.where(inside, column, 0), inside

    def mask(self, shapes: Shapes) -> NDArray[np.bool_]:
        """Return the cells whose middles lie inside the polygons."""
        marked = np.zeros(self.costs.shape, dtype=bool)
        for polygon in shapely.get_parts(shapely.clip_by_rect(shapes, *self._bounds)):
            if shapely.get_type_id(polygon) != shapely.GeometryType.POLYGON.value:
                continue
            inside = self._ring(polygon.exterior)
            holes = [self._ring(ring) for ring in polygon.interiors]
            if holes:
                filled = np.zeros(self.costs.shape, dtype=bool)
                filled[inside] = True
                for hole in holes:
                    filled[hole] = False
                marked |= filled
            else:
                marked[inside] = True
        return marked

    def along(self, lines: Shapes) -> NDArray[np.intp]:
        """Return the cells that lines pass through, each once, as rows and columns."""
        dense = shapely.segmentize(lines, self.cell_m / 2)
        places = shapely.get_coordinates(dense)
        row, column = self.rows_columns(places[:, 0], places[:, 1])
        inside = (row >= 0) & (row < self.costs.shape[0]) & (column >= 0) & (column < self.costs.shape[1])
        return np.unique(np.column_stack([row[inside], column[inside]]), axis=0)

    @property
    def _bounds(self) -> tuple[float, float, float, float]:
        """The window, a cell wider so that cutting draws no edge within it."""
        rows_n, columns_n = self.costs.shape
        margin_m = self.cell_m
        return (
            self.left_m - margin_m,
            self.top_m - rows_n * self.cell_m - margin_m,
            self.left_m + columns_n * self.cell_m + margin_m,
            self.top_m + margin_m,
        )

    def _ring(self, ring: shapely.LinearRing) -> tuple[Cells, Cells]:
        places = shapely.get_coordinates(ring)
        row = (self.top_m - places[:, 1]) / self.cell_m - 0.5
        column = (places[:, 0] - self.left_m) / self.cell_m - 0.5
        found: tuple[Cells, Cells] = draw.polygon(row, column, self.costs.shape)
        return found


def cost_surface(
    atlas: Atlas, setting: CorridorSetting, bounds: Sequence[float], own_plot: str = "", own_target: str = ""
) -> Surface:
    """Return the costs within the bounds; the plot `own_plot` and the target `own_target` cost nothing extra.

    Impassable ground is widened by half a cell, so that a line from middle to middle never cuts its corner.
    """
    cell_m = setting.cell_m
    notes: list[str] = []
    while (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) / cell_m**2 > CELLS_N:
        cell_m *= 2
    if cell_m > setting.cell_m:
        notes.append(_("Sought on cells of {cell}, as the way is long.").format(cell=quantity(cell_m, "m")))
    shape = tuple(int(np.ceil((bounds[i + 2] - bounds[i]) / cell_m)) + 1 for i in (1, 0))
    surface = Surface(np.ones(shape), bounds[0], bounds[3], cell_m)
    found = []
    for ground in setting.ground:
        if not atlas.has(ground.layer):
            continue
        own = {setting.to_layer: own_target, "plots": own_plot}
        shapes = _shapes(ground, atlas, own.get(ground.layer, ""), surface)
        if len(shapes):
            found.append((ground.cost_ratio, surface.mask(shapes)))
    notes += unseen(atlas, setting)
    return Surface(_overlaid(surface.costs, found), bounds[0], bounds[3], cell_m, tuple(notes))


def unseen(atlas: Atlas, setting: CorridorSetting) -> tuple[str, ...]:
    """Return the sentences that say which kinds of ground are not considered, as their layer is missing."""
    by_layer: dict[str, list[str]] = {}
    for ground in setting.ground:
        if not atlas.has(ground.layer):
            by_layer.setdefault(ground.layer, []).append(ground.name)
    text = _("Not considered: {ground}, as no layer “{layer}” is at hand.")
    return tuple(
        text.format(ground=", ".join(names), layer=layer_title(layer)) for layer, names in by_layer.items()
    )


def _overlaid(free: NDArray[np.float64], found: list[tuple[float, NDArray[np.bool_]]]) -> NDArray[np.float64]:
    """Return the costs: the dearest holds, what is followed goes before it, impassable before all."""
    costs = free.copy()
    for ratio, marked in found:
        if 1 <= ratio < np.inf:
            costs[marked] = np.maximum(costs[marked], ratio)
    for ratio, marked in found:
        if ratio < 1:
            costs[marked] = ratio
    for ratio, marked in found:
        if np.isinf(ratio):
            costs[marked] = np.inf
    return costs


def _shapes(ground: LandCostClass, atlas: Atlas, own_id: str, surface: Surface) -> Shapes:
    """Return the ground as polygons; lines are no narrower than a cell, or they would have gaps."""
    frame = matching(atlas.frame(ground.layer), ground.where)
    frame = frame[frame[atlas.layer(ground.layer).spec.key] != own_id]
    shapes = frame.geometry.to_numpy()
    shapes = shapes[shapely.intersects(shapes, shapely.box(*surface._bounds))]  # noqa: SLF001 - same module
    least_m = surface.cell_m * _HALF_DIAGONAL_RATIO
    half_width_m = max(ground.half_width_m, least_m if np.isinf(ground.cost_ratio) else 0.0)
    flat = shapely.get_dimensions(shapes) < 2  # noqa: PLR2004 - polygons have two dimensions
    widths = np.where(flat, max(ground.half_width_m, least_m), half_width_m)
    return np.asarray(np.where(widths > 0, shapely.buffer(shapes, widths, quad_segs=2), shapes))


def matching(frame: gpd.GeoDataFrame, where: Mapping[str, Sequence[Value]]) -> gpd.GeoDataFrame:
    """Return the features that have one of the values in each column named."""
    for column, values in where.items():
        known = frame[column] if column in frame.columns else None
        frame = frame.iloc[:0] if known is None else frame[known.isin(list(values))]
    return frame
