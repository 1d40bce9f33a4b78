"""Ground of 10 000 plots on cells of 2 m: our whole `terrain_profiles` against rasterstats' levels alone.

Ours gives level, slope, shares beyond two thresholds, and cut and fill; rasterstats mean, lowest and highest
level. Both read the same GeoTIFF of 14 km × 14 km, made up for this benchmark. rasterstats counts cells whose
middle lies inside; ours counts parts of cells, so the means differ a little: by how much is printed.
"""

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterstats import zonal_stats
from side_by_side import case, machine

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.io.formats.rasters import open_raster
from layers.layer import Layer
from layers.specs import SPECS
from layers.terrain import TERRAIN, Rasters
from planner.capacity.restrictions import restrict
from planner.capacity.terrain import terrain_profiles
from planner.scenario.scenario import Factor, Rule, Scenario

EPSG, CELL_M, CELLS_N, PLOTS_N, PITCH_M = 3067, 2.0, 7100, 10_000, 140.0
LEFT_M, TOP_M = 300_000.0, 7_090_000.0


def write_raster(path: Path) -> None:
    """Write rolling ground with a rough surface."""
    rng = np.random.default_rng(1)
    along = np.arange(CELLS_N, dtype=np.float32) * CELL_M
    levels = 20 + 8 * np.sin(along / 400)[:, None] * np.cos(along / 300)[None, :]
    levels = (levels + rng.normal(0, 0.03, levels.shape)).astype(np.float32)
    shape = {"height": CELLS_N, "width": CELLS_N, "count": 1, "dtype": "float32"}
    place = rasterio.Affine(CELL_M, 0, LEFT_M, 0, -CELL_M, TOP_M)
    options = {"crs": f"EPSG:{EPSG}", "transform": place, "tiled": True, "compress": "deflate"}
    with rasterio.open(path, "w", driver="GTiff", **shape, **options) as file:
        file.write(levels, 1)


def plots() -> gpd.GeoDataFrame:
    """Return plots of half a hectare to one, side by side in rows, each turned another way."""
    rng = np.random.default_rng(2)
    row, column = np.divmod(np.arange(PLOTS_N), round(PLOTS_N**0.5))
    wide, deep = rng.uniform(35, 48, (2, PLOTS_N))
    shapes = [
        shapely.affinity.rotate(shapely.box(x_m - half_x, y_m - half_y, x_m + half_x, y_m + half_y), turn_deg)
        for x_m, y_m, half_x, half_y, turn_deg in zip(
            LEFT_M + 100 + PITCH_M * column,
            TOP_M - 100 - PITCH_M * row,
            wide,
            deep,
            rng.uniform(0, 90, PLOTS_N),
            strict=True,
        )
    ]
    ids = [f"plot {number}" for number in range(PLOTS_N)]
    return gpd.GeoDataFrame({"plot_id": ids, "zoning_code": "T"}, geometry=shapes, crs=EPSG)


def scenario() -> Scenario:
    """Return a scenario of two rules by slope."""
    rules = tuple(
        Rule(
            rule_id=f"slope above {percent:.0f} %",
            title={"en": "slope"},
            layer="terrain",
            kind="raster_above",
            effect="condition",
            threshold_percent=percent,
        )
        for percent in (3.0, 10.0)
    )
    segments = Factor(value=16, unit="", source="default")
    return Scenario(name="bench", title={"en": "Bench"}, rules=rules, factors={"quarter_segments": segments})


def main() -> None:
    """Print the times of both, and how far their mean levels are apart."""
    working = working_crs(EPSG)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dem.tif"
        write_raster(path)
        layer = Layer.build(SPECS["plots"], plots(), working)
        rasters = Rasters(terrain=open_raster(path, TERRAIN, working))
        atlas = Atlas(AreaInfo("bench", "Bench", EPSG, "plot"), working, [layer], rasters=rasters)
        frame, rules, stats = atlas.frame("plots"), scenario(), ["mean", "min", "max"]

        def peer() -> list[dict[str, float]]:
            return zonal_stats(frame, str(path), stats=stats)

        case(
            "ground of 10 000 plots on 2 m cells",
            "rasterstats",
            ours=lambda: terrain_profiles(frame, atlas, rules),
            peer=peer,
            runs_n=2,
        )
        case(
            "two slope rules as polygons on 10 000 plots",
            "rasterstats (levels alone)",
            ours=lambda: restrict(atlas, rules),
            peer=peer,
            runs_n=1,
        )
        pairs = zip(terrain_profiles(frame, atlas, rules), peer(), strict=True)
        apart_m = max(abs(one.level_mean_m - other["mean"]) for one, other in pairs)
        print(f"largest_difference_of_mean_level_m={apart_m:.3f}")
    machine("exactextract", "rasterio", "rasterstats", "shapely", "numpy")


if __name__ == "__main__":
    main()
