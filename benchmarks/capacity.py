"""Ground left of many plots by the rules: ours beside geopandas.overlay and DuckDB spatial; how it grows.

Plots and zones are strewn polygons of eight corners; all ways must give the same sum of areas to 0.1 m².
DuckDB spatial is not installed with the app: DUCKDB_PYTHON names the Python of an environment that has it
(`python -m venv peer; peer/bin/pip install duckdb==1.5.5 duckdb-extension-spatial==1.5.5`). Without it a line
says that the peer was left out. `--small` shows in a few seconds that everything runs.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from side_by_side import case, machine, seconds

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.layer import Layer
from layers.specs import SPECS
from planner.capacity.rectangles import largest_rectangle, place_halls
from planner.capacity.restrictions import restrict
from planner.scenario.scenario import Scenario

WORKING = working_crs(3067)
PLOTS_N, MOST_PLOTS_N, HALLS_N = 100_000, 1_000_000, 1_000
PLOTS_BY_ZONE = 12
SAME_M2 = 0.1
DUCKDB = Path(__file__).with_name("peers") / "of_duckdb.py"


def strewn(
    random: np.random.Generator, count: int, side_m: float, radius_m: tuple[float, float]
) -> np.ndarray:
    """Return polygons of eight corners, strewn over a square."""
    centre = np.array((300_000, 6_800_000)) + random.uniform(0, side_m, (count, 2))
    angle = np.sort(random.uniform(0, 2 * np.pi, (count, 8)), axis=1)
    radius = random.uniform(*radius_m, (count, 1)) * random.uniform(0.7, 1, (count, 8))
    places = np.stack(
        [centre[:, :1] + radius * np.cos(angle), centre[:, 1:] + radius * np.sin(angle)], axis=2
    )
    shapes = shapely.polygons(np.concatenate((places, places[:, :1]), axis=1))
    return shapes[shapely.is_valid(shapes)]


def layer(name: str, shapes: np.ndarray, **columns: object) -> Layer:
    """Return a layer of these shapes, ids counted up."""
    spec = SPECS[name]
    table = pd.DataFrame({spec.key: np.arange(len(shapes)).astype(str), **columns})
    return Layer.build(spec, gpd.GeoDataFrame(table, geometry=shapes, crs=WORKING.epsg), WORKING)


def town(plots_n: int) -> Atlas:
    """Return an atlas of so many plots, with a zone for each twelve."""
    random = np.random.default_rng(7)
    side_m = float(np.sqrt(plots_n) * 60)
    plots = strewn(random, plots_n, side_m, (15, 30))
    zones = strewn(random, plots_n // PLOTS_BY_ZONE, side_m, (20, 60))
    layers = [layer("plots", plots), layer("zoning", zones, zoning_code="EV")]
    return Atlas(AreaInfo("town", "Town", WORKING.epsg, "plot"), WORKING, layers)


def rules() -> Scenario:
    """Return one rule: no building inside a zone."""
    factors = {"storey_height_m": 3.5, "quarter_segments": 16, "min_part_m2": 100.0}
    rule = {
        "rule_id": "green",
        "title": {"en": "green"},
        "layer": "zoning",
        "kind": "area",
        "effect": "exclude",
    }
    named = {key: {"value": value, "unit": "-", "source": "bench"} for key, value in factors.items()}
    return Scenario.model_validate({"name": "bench", "title": {"en": "b"}, "rules": [rule], "factors": named})


def ours_m2(atlas: Atlas) -> float:
    """Return the ground left by our rules, in m²."""
    return float(restrict(atlas, rules()).buildable.area.sum())


def overlay_m2(atlas: Atlas) -> float:
    """Return the same by geopandas.overlay."""
    plots, zones = (atlas.frame(name)[["geometry"]] for name in ("plots", "zoning"))
    return float(gpd.overlay(plots, zones, how="difference").area.sum())


def beside_duckdb(atlas: Atlas, expected_m2: float, runs_n: int) -> None:
    """Compare with DuckDB spatial in an environment of its own."""
    python = os.environ.get("DUCKDB_PYTHON")
    if python is None:
        print("peer=duckdb_spatial_1.5.5 left_out=DUCKDB_PYTHON_is_not_set")
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.parquet" for name in ("plots", "zoning")]
        for file in files:
            pd.DataFrame({"shape": atlas.frame(file.stem).geometry.to_wkb()}).to_parquet(file)
        told = subprocess.run(
            [python, DUCKDB, *files, str(runs_n)], check=True, capture_output=True, text=True
        ).stdout.split("RESULT")[1]
    theirs_s, theirs_m2 = map(float, told.split())
    ours_s = statistics.median(seconds(lambda: ours_m2(atlas)) for _run in range(runs_n))
    print(
        f"case=capacity_of_{len(atlas.frame('plots'))}_plots ours_s={ours_s:.4g} peer=duckdb_spatial_1.5.5 "
        f"peer_s={theirs_s:.4g} ratio={theirs_s / ours_s:.3g} runs={runs_n} "
        f"difference_m2={abs(theirs_m2 - expected_m2):.3g}"
    )


def growth(sizes: list[int]) -> None:
    """Print how the time grows with the number of plots, and the memory of the largest.

    The time of the processor is told too: other programs on the machine stretch a long run more than a short.
    """
    first_s = first_cpu_s = 0.0
    for size in sizes:
        atlas = town(size)
        before_s = time.process_time()
        spent_s = statistics.median(seconds(lambda atlas=atlas: ours_m2(atlas)) for _run in range(3))
        cpu_s = (time.process_time() - before_s) / 3
        first_s, first_cpu_s = first_s or spent_s, first_cpu_s or cpu_s
        grown, cpu_grown = (
            spent / first / (size / sizes[0]) for spent, first in ((spent_s, first_s), (cpu_s, first_cpu_s))
        )
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"case=capacity_of_{size}_plots ours_s={spent_s:.4g} peer=none by_linear={grown:.3g} "
            f"processor_s={cpu_s:.4g} processor_by_linear={cpu_grown:.3g} peak_gb={peak_gb:.2f}"
        )


def halls(count: int) -> None:
    """Print how long the largest rectangle and a hall take on so many plots."""
    grounds = shapely.buffer(strewn(np.random.default_rng(5), count, 6_000.0, (30, 120)), -4)

    def both() -> None:
        for ground in grounds:
            largest_rectangle(ground)
            place_halls(ground, length_m=40, width_m=25)

    print(f"case=rectangle_and_hall_on_{len(grounds)}_plots ours_s={seconds(both):.4g} peer=none")


def main() -> None:
    """Compare the answers, then the times."""
    small = "--small" in sys.argv
    plots_n, most_n = (2_000, 4_000) if small else (PLOTS_N, MOST_PLOTS_N)
    runs_n = 2 if small else 5
    atlas = town(plots_n)
    expected_m2 = ours_m2(atlas)
    difference_m2 = abs(expected_m2 - overlay_m2(atlas))
    counts = {name: len(atlas.frame(name)) for name in ("plots", "zoning")}
    print(f"plots={counts['plots']} zones={counts['zoning']} difference_m2={difference_m2:.3g}")
    if difference_m2 > SAME_M2:
        message = "the two ways do not give the same area"
        raise SystemExit(message)
    name = f"capacity of {counts['plots']} plots"
    case(
        name, "geopandas.overlay", ours=lambda: ours_m2(atlas), peer=lambda: overlay_m2(atlas), runs_n=runs_n
    )
    beside_duckdb(atlas, expected_m2, runs_n)
    halls(HALLS_N // 10 if small else HALLS_N)
    growth([most_n // 100, most_n // 10, most_n] if not small else [most_n // 2, most_n])
    machine("geopandas", "shapely", "pandas", "numpy")


if __name__ == "__main__":
    main()
