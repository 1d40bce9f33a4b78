"""A real elevation model that matplotlib carries: the fault near Jacksboro, Tennessee, by SRTM."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.io.formats.rasters import open_raster
from layers.layer import Layer
from layers.specs import SPECS
from layers.terrain import TERRAIN, ArrayRaster, Rasters

EPSG = 32616
DEGREES = shapely.Polygon([(-84.36, 36.52), (-84.28, 36.5), (-84.22, 36.58), (-84.3, 36.64)])


def write_jacksboro(path: Path) -> None:
    """Write the model that matplotlib carries as GeoTIFF."""
    cbook = pytest.importorskip("matplotlib.cbook")
    with cbook.get_sample_data("jacksboro_fault_dem.npz") as dem:
        levels, step = dem["elevation"], float(dem["dx"])
        left, top = float(dem["xmin"]), max(float(dem["ymin"]), float(dem["ymax"]))
    transform = rasterio.Affine(step, 0, left, 0, -step, top)
    shape = {"height": levels.shape[0], "width": levels.shape[1], "count": 1, "dtype": "int16"}
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:4326", transform=transform, **shape) as file:
        file.write(levels, 1)


def jacksboro_plot() -> shapely.Geometry:
    """Return the ground across the fault, in the working system."""
    return gpd.GeoSeries([DEGREES], crs=4326).to_crs(EPSG).iloc[0]


def real_atlas(raster: ArrayRaster, plot: shapely.Geometry, epsg: int) -> Atlas:
    """Return an area of one plot on an elevation model."""
    frame = gpd.GeoDataFrame({"plot_id": ["A"], "zoning_code": ["T"]}, geometry=[plot], crs=epsg)
    layer = Layer.build(SPECS["plots"], frame, working_crs(epsg))
    info = AreaInfo("real", "Real", epsg, "plot")
    return Atlas(info, working_crs(epsg), [layer], rasters=Rasters(terrain=raster))


def jacksboro(folder: Path) -> Atlas:
    """Return an area of one plot across the fault, its elevation model in this folder."""
    path = folder / "jacksboro.tif"
    write_jacksboro(path)
    return real_atlas(open_raster(path, TERRAIN, working_crs(EPSG)), jacksboro_plot(), EPSG)


def levels_of(path: Path, *, all_touched: bool) -> np.ma.MaskedArray:
    """Return the levels inside the plot, in degrees and without any warping."""
    from rasterio.mask import mask

    with rasterio.open(path) as file:
        return mask(file, [DEGREES], crop=True, filled=False, all_touched=all_touched)[0]
