"""Fetch the world's sea lanes into data/national/sea_lanes.geojson.

The lanes are those of the PyPI package searoute and those of data/national/sea_lanes_added.toml. Parts that
a land mask of about 1 km (PyPI package global-land-mask) puts on land are marked, so that a route along them
can be told as doubtful. Both packages come by pip, which checks their hashes; neither is needed to run the
product.

Run it by hand after a new release of searoute, then tools/record_hashes.py.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NATIONAL = Path(__file__).resolve().parent.parent / "data" / "national"
TARGET = NATIONAL / "sea_lanes.geojson"
ADDED = NATIONAL / "sea_lanes_added.toml"
REQUIREMENTS = """\
searoute==1.6.0 --hash=sha256:a2f9827b0aa0f1216f4696aa9cd9d358e9950cba496e8445dc2a3d5691862697
global-land-mask==1.0.0 --hash=sha256:07751fbb4e3834ee508a84ea64d9bd5340fbd0a8c951e24b43c323fcc670bb62
"""
LANES = "searoute-1.6.0/searoute/data/marnet_searoute.geojson"
MASK = "global_land_mask/globe_combined_mask_compressed.npz"
# Places of added lanes this near to a place of searoute are joined to it.
JOINED_KM = 20.0
KM_PER_DEGREE = 111.2
_FAIRWAY = "fairway"
_MEANT = ("kiel", _FAIRWAY)
SAMPLES_N = 20
# A coast is drawn coarsely by both: a shorter share of a segment on land tells nothing.
LAND_SHARE = 0.15

Point = tuple[float, float]


class Lane(NamedTuple):
    """A run of segments of one passage that are all on land by the mask, or all at sea."""

    passage: str
    on_land: bool
    points: tuple[Point, ...]


def main() -> None:
    """Write the lanes."""
    with tempfile.TemporaryDirectory() as folder:
        lines, mask = _fetched(Path(folder))
    gates = _gates()
    lanes = [
        lane
        for passage, points in lines
        for passed, piece in _gated(passage, points, gates)
        for lane in _runs(passed, piece, mask)
    ]
    features = ",\n".join(_feature(number, lane) for number, lane in enumerate(lanes, start=1))
    head = '{"type":"FeatureCollection","name":"sea_lanes","features":[\n'
    TARGET.write_text(f"{head}{features}\n]}}\n", encoding="utf-8")
    print(f"{len(lanes)} lanes, {sum(lane.on_land for lane in lanes)} of them on land by the mask")


def _fetched(folder: Path) -> tuple[list[tuple[str, list[Point]]], NDArray[np.bool_]]:
    (folder / "requirements.txt").write_text(REQUIREMENTS, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "--requirement", "requirements.txt"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("searoute-*.tar.gz"))) as archive:
        member = archive.extractfile(LANES)
        if member is None:
            raise SystemExit(f"{LANES} is not in the archive of searoute.")
        features = json.load(member)["features"]
    lines = [
        (feature["properties"].get("passage") or "", [_rounded(*place) for place in line])
        for feature in features
        for line in _lines(feature["geometry"])
    ]
    with zipfile.ZipFile(next(folder.glob("global_land_mask-*.whl"))) as wheel:
        mask = np.load(io.BytesIO(wheel.read(MASK)))["mask"]
    return [*lines, *_added(lines)], ~mask


def _added(lines: list[tuple[str, list[Point]]]) -> list[tuple[str, list[Point]]]:
    """Return the added lanes, and what joins them to the nearest places of the others."""
    known = np.array([point for _passage, points in lines for point in points])
    rows = tomllib.loads(ADDED.read_text(encoding="utf-8"))["lanes"]
    added = [
        (
            row.get("passage", _FAIRWAY if row.get("fairway") else ""),
            [_rounded(*place) for place in row["places"]],
        )
        for row in rows
    ]
    joints = []
    for place in sorted({point for _passage, points in added for point in points}):
        scale = np.cos(np.radians(place[1]))
        away_km = np.hypot((known[:, 0] - place[0]) * scale, known[:, 1] - place[1]) * KM_PER_DEGREE
        nearest = int(away_km.argmin())
        if 0 < away_km[nearest] <= JOINED_KM:
            joints.append(("", [place, _rounded(*known[nearest].tolist())]))
    return [*added, *joints]


def _gates() -> list[tuple[str, tuple[Point, Point]]]:
    """Return the gates across straits, each with its passage."""
    rows = tomllib.loads(ADDED.read_text(encoding="utf-8"))["gates"]
    return [(row["passage"], (tuple(row["places"][0]), tuple(row["places"][1]))) for row in rows]


def _gated(
    passage: str, points: list[Point], gates: list[tuple[str, tuple[Point, Point]]]
) -> Iterator[tuple[str, list[Point]]]:
    """Yield the line in pieces: segments that cross a gate belong to its passage."""
    named = [
        (next((name for name, gate in gates if _crosses(a, b, *gate)), passage), a, b)
        for a, b in pairwise(points)
    ]
    for name, run in groupby(named, key=lambda segment: segment[0]):
        pieces = list(run)
        yield name, [pieces[0][1], *(b for _name, _a, b in pieces)]


def _crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Return whether two segments cross; one over the date line crosses no gate."""
    if abs(a[0] - b[0]) > 180:
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _lines(geometry: dict) -> list[list[list[float]]]:
    coordinates = geometry["coordinates"]
    return coordinates if geometry["type"] == "MultiLineString" else [coordinates]


def _rounded(lon: float, lat: float) -> Point:
    """Five decimals are about a metre; the network counts some longitudes beyond 180 degrees."""
    return round((lon + 180) % 360 - 180, 5), round(lat, 5)


def _runs(passage: str, points: list[Point], mask: NDArray[np.bool_]) -> Iterator[Lane]:
    """Yield the line in pieces: a canal or a fairway between islands is no mistake, and stays whole."""
    segments = [(a, b) for a, b in pairwise(points) if a != b]
    marked = [(passage not in _MEANT and _land_share(a, b, mask) > LAND_SHARE, a, b) for a, b in segments]
    for on_land, run in groupby(marked, key=lambda segment: segment[0]):
        pieces = list(run)
        yield Lane(
            "" if passage == _FAIRWAY else passage, on_land, (pieces[0][1], *(b for _land, _a, b in pieces))
        )


def _land_share(start: Point, end: Point, mask: NDArray[np.bool_]) -> float:
    """Return the share of a segment that lies on land by the mask: rows from north, columns from west."""
    part = (np.arange(SAMPLES_N) + 0.5) / SAMPLES_N
    step = (end[0] - start[0] + 180) % 360 - 180
    lon = (start[0] + part * step + 180) % 360 - 180
    lat = start[1] + part * (end[1] - start[1])
    rows_n, columns_n = mask.shape
    row = np.clip(((90 - lat) / 180 * rows_n).astype(int), 0, rows_n - 1)
    column = np.clip(((lon + 180) / 360 * columns_n).astype(int), 0, columns_n - 1)
    return float(mask[row, column].mean())


def _feature(number: int, lane: Lane) -> str:
    feature = {
        "type": "Feature",
        "properties": {"lane_id": f"s{number}", "passage": lane.passage, "on_land": lane.on_land},
        "geometry": {"type": "LineString", "coordinates": lane.points},
    }
    return json.dumps(feature, separators=(",", ":"))


if __name__ == "__main__":
    main()
