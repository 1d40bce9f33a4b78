"""A made-up town of many plots, written as an area of a user's: for measuring how large an area may be.

    python benchmarks/large_area.py FOLDER [PLOTS]

Blocks of 5 x 4 plots between streets, a building on every third plot, power lines across. Plots have eight
corners. `SIJAINTI_HOME=FOLDER make run` then shows it beside the areas that come with the product.
"""

import sys
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

EPSG = 3067
NAME = "largetown"
X0_M, Y0_M = 330_000.0, 6_800_000.0
BLOCK_M, STREET_M, ACROSS_N, DOWN_N = (250.0, 200.0), 20.0, 5, 4
STATUSES = ("free", "reserved", "leased", "built")
CODES = ("T", "T/kem", "TY", "KT", "LT")


def plot_corners(columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return eight corners of each plot, by its column and row in the town."""
    width_m, depth_m = BLOCK_M[0] / ACROSS_N, BLOCK_M[1] / DOWN_N
    west = X0_M + columns * width_m + columns // ACROSS_N * STREET_M
    south = Y0_M + rows * depth_m + rows // DOWN_N * STREET_M
    steps = np.array([(0, 0), (0.5, 0.03), (1, 0), (0.97, 0.5), (1, 1), (0.5, 0.97), (0, 1), (0.03, 0.5)])
    return np.stack([west[:, None] + steps[:, 0] * width_m, south[:, None] + steps[:, 1] * depth_m], axis=2)


def plots(plots_n: int) -> gpd.GeoDataFrame:
    """Return the plots, numbered by block and place in it."""
    random = np.random.default_rng(1)
    side_n = int(np.ceil(np.sqrt(plots_n)))
    places = np.arange(plots_n)
    columns, rows = places % side_n, places // side_n
    blocks = columns // ACROSS_N + 1000 * (rows // DOWN_N)
    return gpd.GeoDataFrame(
        {
            "plot_id": [f"{block}-{place}" for block, place in zip(blocks, places, strict=True)],
            "name": [f"Tontti {place}" if place % 10 == 0 else None for place in places],
            "zoning_code": random.choice(CODES, plots_n),
            "status": random.choice(STATUSES, plots_n),
            "floor_area_ratio": random.choice([0.3, 0.5, 0.8], plots_n),
        },
        geometry=shapely.polygons(plot_corners(columns, rows)),
        crs=EPSG,
    )


def buildings(town: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a building on every third plot."""
    west, south = shapely.bounds(town.geometry.to_numpy()[::3])[:, :2].T
    shapes = shapely.box(west + 10, south + 10, west + 35, south + 30)
    names = [f"b{place}" for place in range(len(shapes))]
    return gpd.GeoDataFrame({"building_id": names, "storeys": 1}, geometry=shapes, crs=EPSG)


def streets(town: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a street between each row of blocks and the next, both ways, cut where they meet."""
    west, south, east, north = town.total_bounds
    xs = np.arange(west - STREET_M / 2, east + BLOCK_M[0], BLOCK_M[0] + STREET_M)
    ys = np.arange(south - STREET_M / 2, north + BLOCK_M[1], BLOCK_M[1] + STREET_M)
    lines, names = [], []
    for number, y in enumerate(ys):
        lines += [shapely.LineString([(a, y), (b, y)]) for a, b in pairwise(xs)]
        names += [f"Itäkatu {number}"] * (len(xs) - 1)
    for number, x in enumerate(xs):
        lines += [shapely.LineString([(x, a), (x, b)]) for a, b in pairwise(ys)]
        names += [f"Pohjoiskatu {number}"] * (len(ys) - 1)
    ids = [f"r{place}" for place in range(len(lines))]
    return gpd.GeoDataFrame({"road_id": ids, "road_class": "street", "name": names}, geometry=lines, crs=EPSG)


def power_lines(town: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a power line across the town every two kilometres."""
    west, south, east, north = town.total_bounds
    ys = np.arange(south + 500, north, 2000)
    lines = [shapely.LineString([(west, y), (east, y + 300)]) for y in ys]
    ids = [f"p{place}" for place in range(len(lines))]
    return gpd.GeoDataFrame({"line_id": ids, "voltage_kv": 110.0}, geometry=lines, crs=EPSG)


def write(home: Path, plots_n: int) -> Path:
    """Write the town as an area below a home folder, and return its folder."""
    folder = home / "areas" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    town = plots(plots_n)
    made = {
        "plots": town,
        "buildings": buildings(town),
        "roads": streets(town),
        "power_lines": power_lines(town),
    }
    for name, frame in made.items():
        frame.assign(
            source="made for measuring", as_of="2026-01-01", illustrative=True, accuracy_m=pd.NA, note=None
        ).to_parquet(folder / f"{name}.parquet")
    settings = [
        f'name = "{NAME}"',
        'title = "Large town"',
        f"epsg = {EPSG}",
        'place_kind = "plot"',
        "[layers]",
    ]
    settings += [f'{name} = "{name}.parquet"' for name in made]
    (folder / "area.toml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50_000))
