"""Ground that is too steep or too low, recomputed from the elevation model cell by cell."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import correlate

from layers.terrain import Elevation, Grid
from planner.scenario.scenario import Rule

# Horn (1981): the eight neighbours of a cell, weighted 1-2-1 on each side.
_TO_EAST = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
_TO_NORTH = _TO_EAST.T[::-1]


def cells_beyond(rule: Rule, plots: gpd.GeoDataFrame, terrain: Elevation) -> gpd.GeoDataFrame:
    """Return for each plot the cells that are beyond the threshold of a rule: columns as plots have them."""
    shapes = []
    for plot in plots.geometry:
        west, south, east, north = plot.bounds
        cell_m = terrain.cell_m
        # One cell more on each side, for the slope of the outermost.
        grid = terrain.window((west - cell_m, south - cell_m, east + cell_m, north + cell_m))
        shapes.append(_outline(grid, _beyond(rule, grid)))
    return (
        plots[["plot_id"]]
        .assign(accuracy_m=np.nan, illustrative=terrain.illustrative)
        .set_geometry(gpd.GeoSeries(shapes, index=plots.index, crs=plots.crs))
    )


def _beyond(rule: Rule, grid: Grid) -> NDArray[np.bool_]:
    levels = grid.values.astype(float)
    if rule.kind == "raster_below":
        return levels < (rule.threshold_m or 0.0)
    rise = [correlate(levels, weights, mode="nearest") for weights in (_TO_EAST, _TO_NORTH)]
    percent = 100.0 * np.hypot(*rise) / (8.0 * grid.cell_m)
    percent[np.isnan(levels)] = np.nan
    # The outermost cells lack neighbours; no plot covers them.
    percent[[0, -1], :] = percent[:, [0, -1]] = np.nan
    return np.asarray(percent > (rule.threshold_percent or 0.0))


def _outline(grid: Grid, chosen: NDArray[np.bool_]) -> shapely.Geometry:
    row, column = np.nonzero(chosen)
    left_m, top_m = grid.left_m + column * grid.cell_m, grid.top_m - row * grid.cell_m
    return shapely.union_all(shapely.box(left_m, top_m - grid.cell_m, left_m + grid.cell_m, top_m))
