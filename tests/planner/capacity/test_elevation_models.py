"""Real elevation models, and another way to the figures of the ground: rasterio.mask, loops and numpy."""

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.features import geometry_mask
from rasterio.mask import mask

from layers.crs import working_crs
from layers.io.formats.rasters import open_raster
from layers.terrain import TERRAIN
from planner.capacity.terrain import TerrainProfile, terrain_profiles
from tests.real_terrain import EPSG, jacksboro, jacksboro_plot, levels_of, real_atlas
from tests.tiny import rule, scenario

approx = pytest.approx
STEEP = rule("raster_above", "terrain", threshold_percent=10.0)


def compare(raster, plot: shapely.Geometry, epsg: int, tolerance_m: float) -> TerrainProfile:
    """Check our figures of a plot against rasterio.mask on a copy of the window, and numpy."""
    area = real_atlas(raster, plot, epsg)
    (found,) = terrain_profiles(area.frame("plots"), area, scenario(STEEP))
    margin = 3 * raster.cell_m
    left, bottom, right, top = plot.bounds
    grid = raster.window((left - margin, bottom - margin, right + margin, top + margin))
    transform = rasterio.Affine(grid.cell_m, 0, grid.left_m, 0, -grid.cell_m, grid.top_m)
    inside = geometry_mask([plot], grid.values.shape, transform, invert=True)
    levels = grid.values[inside].astype(float)
    assert len(levels) > 1000
    assert found.level_mean_m == approx(levels.mean(), abs=tolerance_m)
    # We count every cell that the plot touches, the other route those whose middle lies inside.
    touched = grid.values[geometry_mask([plot], grid.values.shape, transform, invert=True, all_touched=True)]
    assert touched.min() <= found.level_min_m <= levels.min()
    assert levels.max() <= found.level_max_m <= touched.max()
    slopes = by_loops(grid.values, grid.cell_m)[inside]
    assert found.slope_mean_percent == approx(slopes.mean(), rel=0.02)
    assert found.steep[0].steep_share == approx((slopes > 10).mean(), abs=0.02)
    cut = np.maximum(levels - levels.mean(), 0).sum() * grid.cell_m**2
    assert found.pads[0].cut_m3 == approx(cut, rel=0.02)
    return found


def by_loops(levels: np.ndarray, cell_m: float) -> np.ndarray:
    """Return Horn's slope as his paper writes it, cell by cell."""
    slopes = np.full(levels.shape, np.nan)
    for row in range(1, levels.shape[0] - 1):
        for column in range(1, levels.shape[1] - 1):
            (a, b, c), (d, _e, f), (g, h, i) = levels[row - 1 : row + 2, column - 1 : column + 2].astype(
                float
            )
            east = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * cell_m)
            south = ((g + 2 * h + i) - (a + 2 * b + c)) / (8 * cell_m)
            slopes[row, column] = 100 * math.hypot(east, south)
    return slopes


# rasterio.mask multiplies transforms in a way that affine 3 will give up.
BY_MASK = pytest.mark.filterwarnings("ignore:Use `@`:PendingDeprecationWarning")


@BY_MASK
def test_jacksboro_fault_agrees_with_another_route(tmp_path):
    """The valley and fault near Jacksboro, Tennessee, that matplotlib carries: SRTM, 3 arc seconds."""
    area = jacksboro(tmp_path)
    raster = area.terrain
    assert raster.cell_m == approx(85, abs=10)
    found = compare(raster, jacksboro_plot(), EPSG, tolerance_m=0.5)
    # And without any warping, in degrees: cells there cover nearly equal ground.
    inside, touched = (
        levels_of(tmp_path / "jacksboro.tif", all_touched=all_touched) for all_touched in (False, True)
    )
    assert found.level_mean_m == approx(float(inside.mean()), abs=0.5)
    assert found.level_max_m == approx(float(touched.max()), abs=15)


def helsinki(root: Path) -> Path:
    path = root.parent / "shared" / "reference" / "r5py_helsinki" / "elevation_model_2021_lapinlahti.tif"
    if not path.is_file():
        pytest.skip(f"no {path.name} beside the project: the City of Helsinki’s elevation model, CC BY 4.0")
    return path


@BY_MASK
def test_lapinlahti_in_helsinki_agrees_with_another_route(root):
    path = helsinki(root)
    raster = open_raster(path, TERRAIN, working_crs(3067))
    degrees = shapely.Polygon([(24.911, 60.167), (24.9135, 60.1668), (24.9138, 60.1688), (24.9115, 60.169)])
    plot = gpd.GeoSeries([degrees], crs=4326).to_crs(3067).iloc[0]
    found = compare(raster, plot, 3067, tolerance_m=0.05)
    assert "EPSG:4326 to EPSG:3067" in found.accuracy
    with rasterio.open(path) as file:
        masked = mask(file, [degrees], crop=True, filled=False)[0]
    assert found.level_mean_m == approx(float(np.ma.masked_invalid(masked).mean()), abs=0.05)
    assert -0.01 < found.level_min_m < found.level_max_m < 11
