"""Rasters: what is read, what is refused, and that little memory serves a large file."""

import math
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.enums import ColorInterp
from rasterio.transform import Affine

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.errors import DataError, MissingCRS, MixedCRS, OutOfArea, Unreadable
from layers.io import list_areas, read_atlas, read_scenario_text
from layers.io.formats.rasters import open_raster, read_rasters
from layers.sources import Source
from layers.terrain import LANDCOVER, TERRAIN, ArrayRaster, Rasters
from planner.appraisal import appraise
from planner.scenario.scenario import parse_scenario

WORKING = working_crs(3067)
LEFT_M, TOP_M = 300_000.0, 7_080_100.0
PLACE = Affine(2, 0, LEFT_M, 0, -2, TOP_M)
FRAME = (LEFT_M, TOP_M - 100, LEFT_M + 100, TOP_M)


def write(path: Path, values: np.ndarray, transform: Affine | None = None, **more) -> Path:
    """Write a GeoTIFF of one band, or of several where the values have three dimensions."""
    values = values if values.ndim == 3 else values[np.newaxis]
    mask, crs = more.pop("mask", None), more.pop("crs", "EPSG:3067")
    count, height, width = values.shape
    shape = {"count": count, "height": height, "width": width, "dtype": values.dtype}
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(
            path, "w", driver="GTiff", crs=crs, transform=transform or PLACE, **shape, **more
        ) as file,
    ):
        file.write(values)
        if mask is not None:
            file.write_mask(mask)
    return path


def counted(rows_n: int = 50, columns_n: int = 50, dtype: str = "float32") -> np.ndarray:
    return np.arange(rows_n * columns_n).reshape(rows_n, columns_n).astype(dtype)


# --- Reading ---


def test_a_window_holds_the_cells_that_the_bounds_touch(tmp_path):
    raster = open_raster(write(tmp_path / "dem.tif", counted()), TERRAIN, WORKING, FRAME)
    grid = raster.window((LEFT_M + 4, TOP_M - 9, LEFT_M + 7, TOP_M - 2))
    assert (grid.left_m, grid.top_m, grid.cell_m) == (LEFT_M + 4, TOP_M - 2, 2)
    np.testing.assert_array_equal(grid.values, counted()[1:5, 2:4])
    assert grid.values.dtype == np.float32


def test_beyond_the_raster_nothing_is_known(tmp_path):
    raster = open_raster(write(tmp_path / "dem.tif", counted()), TERRAIN, WORKING)
    grid = raster.window((LEFT_M - 4, TOP_M - 2, LEFT_M + 2, TOP_M + 2))
    np.testing.assert_array_equal(grid.values, [[math.nan] * 3, [math.nan, math.nan, 0]])
    far = raster.window((LEFT_M - 90, TOP_M + 50, LEFT_M - 80, TOP_M + 60))
    assert far.values.shape == (5, 5)
    assert np.isnan(far.values).all()


@pytest.mark.parametrize("nodata", [-9999.0, math.nan, 0.0])
def test_no_value_becomes_not_a_number(tmp_path, nodata):
    levels = counted() + 1
    levels[3, 4] = nodata
    raster = open_raster(write(tmp_path / "dem.tif", levels, nodata=nodata), TERRAIN, WORKING)
    assert np.argwhere(np.isnan(raster.window(FRAME).values)).tolist() == [[3, 4]]


def test_a_mark_for_no_value_that_the_file_does_not_declare_is_seen_as_such(tmp_path):
    levels = counted()
    levels[0, :4] = [-9999, -32768, 3.4e38, np.inf]
    raster = open_raster(write(tmp_path / "dem.tif", levels), TERRAIN, WORKING)
    assert np.isnan(raster.window(FRAME).values).sum() == 4


def test_a_mask_beside_the_band_holds(tmp_path):
    mask = np.full((50, 50), 255, np.uint8)
    mask[10:20, 10:20] = 0
    raster = open_raster(write(tmp_path / "dem.tif", counted(), mask=mask), TERRAIN, WORKING)
    np.testing.assert_array_equal(np.isnan(raster.window(FRAME).values), mask == 0)


def test_whole_numbers_with_a_scale_become_metres(tmp_path):
    path = write(tmp_path / "dem.tif", counted(dtype="int16"), nodata=-32768)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.01,), (5,)
    values = open_raster(path, TERRAIN, WORKING).window(FRAME).values
    np.testing.assert_allclose(values, 5 + 0.01 * counted(), rtol=1e-6)


def test_what_is_known_and_assumed_is_told(tmp_path):
    path = write(tmp_path / "dem.tif", counted())
    plain = open_raster(path, TERRAIN, WORKING)
    assert plain.accuracy == (
        "Its accuracy is not stated. The file does not state the unit of its values: metres are assumed."
    )
    assert (plain.title, plain.source, plain.illustrative) == ("dem", "dem.tif", False)
    with rasterio.open(path, "r+") as file:
        file.units = ("metre",)
    record = Source(
        path="areas/a/dem.tif",
        layer="terrain",
        title="Elevation model 2 m",
        url="",
        licence="CC BY 4.0",
        attribution="NLS",
        retrieved="2026-01-01",
        accuracy="0.3 m",
        illustrative=True,
        sha256="",
    )
    told = open_raster(path, TERRAIN, WORKING, record=record)
    assert (told.title, told.source, told.accuracy) == ("Elevation model 2 m", "NLS", "0.3 m.")
    assert told.illustrative


# --- In another coordinate reference system ---


def in_degrees(tmp_path: Path, dtype: str, **more) -> Path:
    """Write levels that count eastings of EPSG:3067: 1 m higher on each 10 m to the east, from 100 m."""
    frame = gpd.GeoSeries([shapely.box(*FRAME).buffer(200)], crs=3067).to_crs(4326).total_bounds
    step = 2e-5
    columns, rows = (int((frame[2] - frame[0]) / step), int((frame[3] - frame[1]) / step))
    lon, lat = np.meshgrid(
        frame[0] + (np.arange(columns) + 0.5) * step, frame[3] - (np.arange(rows) + 0.5) * step
    )
    points = gpd.GeoSeries(gpd.points_from_xy(lon.ravel(), lat.ravel()), crs=4326).to_crs(3067)
    levels = 100 + (points.x.to_numpy().reshape(lon.shape) - LEFT_M) / 10
    transform = Affine(step, 0, frame[0], 0, -step, frame[3])
    return write(tmp_path / "dem.tif", levels.astype(dtype), transform, crs="EPSG:4326", **more)


def test_a_raster_in_degrees_is_seen_in_metres(tmp_path):
    raster = open_raster(in_degrees(tmp_path, "float32"), TERRAIN, WORKING, FRAME)
    assert raster.resampled
    assert 0.5 < raster.cell_m < 2.5
    assert "Resampled bilinearly from EPSG:4326 to EPSG:3067" in raster.accuracy
    grid = raster.window(FRAME)
    easting = grid.left_m + (np.arange(grid.values.shape[1]) + 0.5) * grid.cell_m
    # An eighth of a cell is what the warping may be wrong by: here a level of 3 cm.
    np.testing.assert_allclose(
        grid.values, np.broadcast_to(100 + (easting - LEFT_M) / 10, grid.values.shape), atol=0.03
    )


@pytest.mark.parametrize("unknown", ["nothing", "by a value", "by a mask"])
@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_beyond_a_raster_in_degrees_no_level_is_invented(tmp_path, dtype, unknown):
    more = {"nodata": -9999} if unknown == "by a value" else {}
    if unknown == "by a mask":
        with rasterio.open(in_degrees(tmp_path, dtype)) as file:
            more = {"mask": np.full(file.shape, 255, np.uint8)}
            more["mask"][: file.height // 2] = 0
    raster = open_raster(in_degrees(tmp_path, dtype, **more), TERRAIN, WORKING, FRAME)
    left, bottom, right, top = raster.bounds_m
    values = raster.window((left - 20, bottom - 20, right + 20, top + 20)).values
    known = values[~np.isnan(values)]
    assert known.min() > 70
    assert known.max() < 140
    # The degrees' rectangle stands askew in the working system: its corners hold nothing.
    assert np.isnan(values[:30, :30]).all()
    if "mask" in more:
        assert 0.35 < len(known) / values.size < 0.45


def test_cells_that_are_not_square_are_made_square_by_their_finer_side(tmp_path):
    path = write(tmp_path / "dem.tif", np.full((50, 25), 7, "float32"), Affine(4, 0, LEFT_M, 0, -2, TOP_M))
    raster = open_raster(path, TERRAIN, WORKING, FRAME)
    assert (raster.cell_m, raster.bounds_m) == (2, FRAME)
    np.testing.assert_array_equal(raster.window(FRAME).values, 7)


def test_a_raster_that_stands_askew_is_turned_upright(tmp_path):
    askew = Affine.translation(LEFT_M, TOP_M) @ Affine.rotation(-30) @ Affine.scale(2, -2)
    raster = open_raster(write(tmp_path / "dem.tif", counted() * 0 + 7, askew), TERRAIN, WORKING, FRAME)
    assert raster.resampled
    values = raster.window(raster.bounds_m).values
    assert set(np.unique(values[~np.isnan(values)])) == {7}
    known_m2 = (~np.isnan(values)).sum() * raster.cell_m**2
    assert known_m2 == pytest.approx(100 * 100, rel=0.05)


def test_classes_are_never_mixed(tmp_path):
    path = in_degrees(tmp_path, "int16")
    with rasterio.open(path) as file:
        codes, transform = np.where(file.read(1) % 2, 311, 112).astype("int16"), file.transform
    raster = open_raster(
        write(tmp_path / "cover.tif", codes, transform, crs="EPSG:4326"),
        LANDCOVER,
        WORKING,
        classes={311: "wood"},
    )
    assert set(np.unique(raster.window(FRAME).values)) == {112, 311}
    assert raster.classes == {311: "wood"}
    assert "by the nearest cell" in raster.accuracy
    assert "metres" not in raster.accuracy


# --- Refusals ---


def test_no_system_is_refused(tmp_path):
    with pytest.raises(MissingCRS, match=r"dem\.tif does not say in which coordinate reference system"):
        open_raster(write(tmp_path / "dem.tif", counted(), crs=None), TERRAIN, WORKING)


def test_no_place_is_refused(tmp_path):
    with warnings.catch_warnings(action="ignore"):
        path = write(tmp_path / "dem.tif", counted(), Affine.identity())
    with pytest.raises(DataError, match="does not say where it lies"):
        open_raster(path, TERRAIN, WORKING)


def test_no_common_ground_with_the_frame_is_refused(tmp_path):
    path = write(tmp_path / "dem.tif", counted())
    with pytest.raises(OutOfArea, match="wholly outside the frame"):
        open_raster(path, TERRAIN, WORKING, (LEFT_M + 100, TOP_M - 100, LEFT_M + 200, TOP_M))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.zeros((3, 5, 5), "uint8"), "has 3 bands; the elevation model needs exactly one"),
        (np.zeros((5, 5), "complex64"), "holds complex64 values"),
    ],
)
def test_what_is_no_elevation_model_is_refused(tmp_path, values, reason):
    with pytest.raises(DataError, match=reason):
        open_raster(write(tmp_path / "dem.tif", values), TERRAIN, WORKING)


def test_colours_are_no_levels(tmp_path):
    path = write(tmp_path / "dem.tif", counted(5, 5, "uint8"))
    with rasterio.open(path, "r+") as file:
        file.colorinterp = (ColorInterp.palette,)
        file.write_colormap(1, {0: (255, 0, 0, 255)})
    with pytest.raises(DataError, match="colours of a palette"):
        open_raster(path, TERRAIN, WORKING)
    assert open_raster(path, LANDCOVER, WORKING).cell_m == 2


def test_feet_are_refused(tmp_path):
    path = write(tmp_path / "dem.tif", counted())
    with rasterio.open(path, "r+") as file:
        file.units = ("US survey foot",)
    with pytest.raises(DataError, match=r"in “US survey foot”.*needs metres"):
        open_raster(path, TERRAIN, WORKING)


def test_a_file_that_is_no_geotiff_is_refused(tmp_path):
    with pytest.raises(Unreadable, match=r"dem\.tif is missing"):
        open_raster(tmp_path / "dem.tif", TERRAIN, WORKING)
    # A virtual raster may name any file and any address: it is not followed.
    inner = write(tmp_path / "inner.tif", counted())
    (tmp_path / "dem.tif").write_text(f'<VRTDataset rasterXSize="5" rasterYSize="5">{inner}</VRTDataset>')
    with pytest.raises(Unreadable, match="cannot be read as GeoTIFF"):
        open_raster(tmp_path / "dem.tif", TERRAIN, WORKING)


@pytest.mark.parametrize("content", [b"no raster", b"II*\0" + b"\xff" * 100])
def test_what_is_said_of_a_file_names_it_without_its_folder(tmp_path, content):
    (path := tmp_path / "dem.tif").write_bytes(content)
    with pytest.raises(Unreadable) as fault:
        open_raster(path, TERRAIN, WORKING)
    assert str(fault.value).startswith("dem.tif cannot be read as GeoTIFF: ")
    assert str(tmp_path) not in str(fault.value)
    assert not str(fault.value).endswith("..")


def test_a_file_cut_short_is_refused_when_its_end_is_read(tmp_path):
    path = write(tmp_path / "dem.tif", counted(500, 500))
    path.write_bytes(path.read_bytes()[:500_000])
    with pytest.raises(Unreadable, match="cannot be read"):
        open_raster(path, TERRAIN, WORKING).window((LEFT_M, TOP_M - 1000, LEFT_M + 1000, TOP_M))


# --- Areas ---


def read(folder: Path, settings: dict, frame: tuple | None = FRAME) -> Rasters:
    return read_rasters(settings, folder, AreaInfo("a", "A", 3067, "plot", frame=frame), WORKING, ())


def test_an_area_names_its_rasters(tmp_path):
    write(tmp_path / "dem.tif", counted())
    write(tmp_path / "cover.tif", counted(dtype="int16"))
    named = {"rasters": {"terrain": "dem.tif", "landcover": "cover.tif"}, "landcover_classes": {"7": "wood"}}
    rasters = read(tmp_path, named)
    assert rasters.names == ("terrain", "landcover")
    assert rasters.landcover.classes == {7: "wood"}
    assert read(tmp_path, {}) == Rasters()
    with pytest.raises(Unreadable, match="names the raster “slope”, not one of terrain, landcover"):
        read(tmp_path, {"rasters": {"slope": "dem.tif"}})


def test_an_area_opens_files_of_its_own_folder_only(tmp_path):
    (tmp_path / "area").mkdir()
    write(tmp_path / "dem.tif", counted())
    with pytest.raises(Unreadable, match=r"dem\.tif is missing in area/"):
        read(tmp_path / "area", {"rasters": {"terrain": "../dem.tif"}})


def test_an_atlas_refuses_a_raster_in_another_system():
    stray = ArrayRaster(counted(), LEFT_M, TOP_M, 2, 3879)
    with pytest.raises(MixedCRS, match="EPSG:3879"):
        Atlas(AreaInfo("a", "A", 3067, "plot"), WORKING, [], rasters=Rasters(terrain=stray))


def test_the_page_on_terrain_models_does_what_it_says(tmp_path, root):
    """With a plane in place of the National Land Survey's model."""
    data = tmp_path / "data"
    shutil.copytree(root / "data", data)
    page = (root / "docs" / "add-a-terrain-model.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 4
    left, bottom, right, top = list_areas(data)[-1].frame
    shape, place = (round((top - bottom) / 10), round((right - left) / 10)), Affine(10, 0, left, 0, -10, top)
    area = data / "areas" / "kokkola"
    write(area / "dem.tif", np.broadcast_to(np.arange(shape[1], dtype="float32") * 0.2, shape), place)
    write(area / "landcover.tif", np.full(shape, 24, "uint8"), place)
    for path, text in [(area / "area.toml", blocks[0] + blocks[1]), (data / "sources.toml", blocks[2])]:
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    scenario = parse_scenario(read_scenario_text(data=data) + "\n" + blocks[3])
    found = appraise("7-2", read_atlas("kokkola", data), scenario)
    assert found.ground.slope_mean_percent == pytest.approx(2, abs=1e-3)
    assert [one.title for one in found.ground.cover] == ["Coniferous forest"]
    assert found.ground.source.startswith("Contains data from the National Land Survey of Finland")
    assert [one.threshold_m for one in found.ground.low] == [2]
    assert "terrain" not in {one.rule_id for one in found.unchecked}
    assert "terrain" in {source.layer for source in found.sources}


# --- Larger than memory ---

HUGE = """
import resource, sys
import geopandas as gpd, numpy as np, rasterio, shapely
from pathlib import Path
from rasterio.windows import Window
from layers.crs import working_crs
from layers.io.formats.rasters import open_raster
from layers.terrain import TERRAIN, Rasters
from planner.capacity.terrain import terrain_profiles
from layers.specs import SPECS
from layers.atlas import AreaInfo, Atlas
from layers.layer import Layer
from planner.scenario.scenario import Scenario

path, side, left, top = Path(sys.argv[1]), 20_000, 300_000.0, 7_120_000.0
profile = dict(driver="GTiff", count=1, dtype="float32", width=side, height=side, crs="EPSG:3067",
               transform=rasterio.Affine(2, 0, left, 0, -2, top), tiled=True, blockxsize=512, blockysize=512,
               SPARSE_OK=True, nodata=-9999)
with rasterio.open(path, "w", **profile) as file:
    for column in range(0, 4608, 512):
        for row in range(0, 4608, 512):
            east = np.arange(column, column + 512, dtype="float32")
            levels = np.broadcast_to(east * np.float32(0.1), (512, 512))
            file.write(levels, 1, window=Window(column, row, 512, 512))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rng = np.random.default_rng(4)
corners = rng.uniform(10, 9000, (200, 2))
plots = [shapely.box(left + x, top - y - 100, left + x + 100, top - y) for x, y in corners]
plots.append(shapely.box(left + 10, top - 5010, left + 5010, top - 10))
raster = open_raster(path, TERRAIN, working_crs(3067))
rows = dict(plot_id=[f"p{n}" for n in range(201)], zoning_code="T")
frame = gpd.GeoDataFrame(rows, geometry=plots, crs=3067)
layer = Layer.build(SPECS["plots"], frame, working_crs(3067))
info = AreaInfo("huge", "Huge", 3067, "plot")
area = Atlas(info, working_crs(3067), [layer], rasters=Rasters(terrain=raster))
found = terrain_profiles(area.frame("plots"), area, Scenario(name="s", title={"en": "S"}))
assert min(one.known_share for one in found) > 1 - 1e-6
assert max(abs(one.slope_mean_percent - 5) for one in found) < 2e-3
large = found[-1]
assert abs(large.level_mean_m - (0.05 * 2510 - 0.1 / 2)) < 1e-3, large
assert abs(large.pads[0].cut_m3 / (5000 * 5000 * 250 / 8) - 1) < 1e-3, large
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_raster_of_400_million_cells_takes_little_memory(tmp_path, root):
    """The file holds 1.6 GB of levels when read whole; one plot has 6 million cells in nine blocks."""
    done = subprocess.run(
        [sys.executable, "-c", HUGE, str(tmp_path / "huge.tif")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    grown_mb = int(done.stdout) / 1024
    assert grown_mb < 500, f"{grown_mb:.0f} MB"
