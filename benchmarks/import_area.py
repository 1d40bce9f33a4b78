"""Import and check 200 000 plots with 20 columns from a GeoPackage: seconds and memory.

Each step runs in a process of its own, so that its peak memory is its own too. Run it by `make bench` or
`python benchmarks/import_area.py [PLOTS]`; the target is 30 s and 2 GB for both steps together. (`import.py`
could not be imported by anything: the word is taken.)
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
PLOTS = 200_000
TARGET_S, TARGET_GB = 30.0, 2.0


def make(path: Path, plots: int) -> None:
    """Write a town of square plots in blocks, some of them faulty: duplicate ids, wrong areas, overlaps."""
    across = int(np.ceil(np.sqrt(plots)))
    place = np.arange(plots)
    x, y = 300_000 + place % across * 60.0, 7_000_000 + place // across * 60.0
    wide = np.where(place % 1000 == 0, 70.0, 60.0)
    area = np.round(wide * 60.0 * np.where(place % 500 == 1, 1.1, 1.0))
    columns = {
        "kiinttunn": [f"091-{number}" for number in place],
        "kaavamerk": np.array(["T", "TY", "T/kem", "KTY", "EV"])[place % 5],
        "tehokkuus": np.array([0.4, 0.5, 0.6])[place % 3],
        "rakoikeus": area * np.array([0.4, 0.5, 0.6])[place % 3],
        "pinta_ala": area,
        "tila": np.array(["Vapaa", "Varattu", "Myyty", "Rakennettu"])[place % 4],
        "kortteli": (place // 10).astype(str),
        "varattu_asti": np.where(place % 4 == 1, "2030-12-31", ""),
        "kaavapvm": "2015-06-01",
        "kerrosluku": place % 4 + 1,
        **{f"muu_{number}": place * number for number in range(1, 11)},
    }
    shapes = shapely.box(x, y, x + wide, y + 60.0)
    pyogrio.write_dataframe(gpd.GeoDataFrame(columns, geometry=shapes, crs=3067), path, layer="tontit")


def import_step(path: Path) -> dict[str, float]:
    """Read, map, check row by row and save."""
    from layers.io.areas.save import AreaSettings, Provenance, save_area  # noqa: PLC0415 - timed apart
    from layers.io.intake import guess, parse_ref, prepare, read_source  # noqa: PLC0415

    times = {}
    started = time.perf_counter()
    raw = read_source(parse_ref(str(path)))
    times["read_s"] = time.perf_counter() - started
    mapping = guess(raw, "plots").mapping
    times["guessed_s"] = time.perf_counter() - started
    prepared = prepare(raw, mapping, 3067)
    times["prepared_s"] = time.perf_counter() - started
    saved = save_area(AreaSettings("bench", 3067), [prepared], Provenance(), consent=True)
    times["saved_s"] = time.perf_counter() - started
    return times | {"rows": saved.rows["plots"]}


def check_step(_path: Path) -> dict[str, float]:
    """Read the area and compare its layers with each other."""
    from layers.io import read_atlas  # noqa: PLC0415
    from layers.io.areas.check import check_issues  # noqa: PLC0415

    started = time.perf_counter()
    atlas = read_atlas("bench")
    read_s = time.perf_counter() - started
    issues = check_issues("bench", atlas=atlas)
    return {"read_s": read_s, "checked_s": time.perf_counter() - started, "issues": len(issues)}


STEPS = {"import": import_step, "check": check_step}


def measure(step: str, path: Path, home: Path) -> dict[str, float]:
    """Run one step in a process of its own; return its figures, the whole time and the peak of its memory."""
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, __file__, "--step", step, str(path)],
        env={**os.environ, "SIJAINTI_HOME": str(home)},
        check=True,
        capture_output=True,
        text=True,
    )
    figures = json.loads(ended.stdout.splitlines()[-1])
    return figures | {"whole_s": time.perf_counter() - started}


def main(arguments: list[str]) -> int:
    """Run the benchmark, or one step of it; returns the exit code."""
    if arguments[:1] == ["--step"]:
        figures = STEPS[arguments[1]](Path(arguments[2]))
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(json.dumps(figures | {"peak_gb": peak_gb}))
        return 0
    plots = int(arguments[0]) if arguments else PLOTS
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {plots:,} plots"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.gpkg"
        make(path, plots)
        print(f"source: {path.stat().st_size / 1e6:.0f} MB")
        steps = {step: measure(step, path, Path(folder) / "home") for step in STEPS}
    for step, figures in steps.items():
        print(f"{step}: " + ", ".join(f"{name} {value:,.1f}" for name, value in figures.items()))
    whole_s = sum(figures["whole_s"] for figures in steps.values())
    peak_gb = max(figures["peak_gb"] for figures in steps.values())
    print(f"both: {whole_s:.1f} s (target {TARGET_S:.0f}), {peak_gb:.2f} GB (target {TARGET_GB:.0f})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
