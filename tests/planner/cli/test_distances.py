"""The commands distances and route."""

import csv
import io
import json

import pytest
from shapely.geometry import LineString, shape

from planner.logistics.distance import NETWORK

KARHULA_PLOT = "w461415540"
QUAY = "Kokkolan syväsatama: Laituri 12"


def test_all_distances_as_json(run_json):
    found = run_json("distances", "karhula")
    assert (found["area"], found["epsg"], found["vehicle"]) == ("karhula", 3067, None)
    assert {"target_kind", "target", "mode", "method", "distance_m", "snap_m"} <= set(found["distances"][0])
    assert {row["mode"] for row in found["distances"]} == {"direct", "road", "rail"}
    assert len({row["plot_id"] for row in found["distances"]}) == 4


def test_with_a_vehicle_the_time_is_told_and_every_way_once(run_json):
    plain = run_json("distances", "karhula")["distances"]
    found = run_json("distances", "karhula", "--vehicle", "hct_76t", "--by", "time")
    assert len(found["distances"]) == len(plain)
    by_road = [row for row in found["distances"] if row["vehicle"]]
    assert {row["mode"] for row in by_road} == {"road"}
    assert all((row["time_min"] is None) == (row["method"] != NETWORK) for row in by_road)
    assert "all are open" in found["notes"][0]


def test_only_some_kinds(run_json):
    kinds = ("--targets", "main_road", "--targets", "track")
    assert {row["target_kind"] for row in run_json("distances", "karhula", *kinds)["distances"]} == {
        "main_road",
        "track",
    }


def test_as_csv(run):
    result = run("distances", "karhula", "--targets", "track", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["plot_id"] for row in rows] == ["w369836400", "w369849792", "w369849821", KARHULA_PLOT]
    assert float(rows[0]["distance_m"]) == pytest.approx(309, abs=1)
    assert rows[0]["time_min"] == ""


def test_as_a_table_the_nearest_of_each_kind(run):
    lines = run("distances", "karhula", "--targets", "main_road").stdout.splitlines()
    assert lines[0].split()[:4] == ["plot", "kind", "nearest", "of"]
    assert len(lines) == 1 + 4 * 2


def test_a_route_as_json(run_json):
    found = run_json("route", "kokkola", "1-1", QUAY, "--vehicle", "hct_76t")
    line = LineString(found["line"])
    assert line.length + found["snap_m"] == pytest.approx(found["distance_m"], abs=0.05)
    assert found["illustrative"]
    assert sum(leg["length_m"] for leg in found["legs"]) == pytest.approx(line.length, abs=0.05)


def test_a_route_as_geojson_is_in_degrees(run):
    result = run("route", "kokkola", "1-1", QUAY, "--format", "geojson")
    parts = {
        entry["properties"]["part"]: shape(entry["geometry"])
        for entry in json.loads(result.stdout)["features"]
    }
    assert set(parts) == {"road", "off_road"}
    minx, miny, maxx, maxy = parts["road"].bounds
    assert 22 < minx < maxx < 24
    assert 63 < miny < maxy < 65


def test_a_route_as_text(run):
    lines = run("route", "kokkola", "1-1", QUAY, "--vehicle", "van").stdout.splitlines()
    assert lines[0].startswith(f"1-1 → {QUAY}: 3.49 km, ")
    assert lines[0].endswith("illustrative")
    assert any(line.startswith("Kemirantie") for line in lines)
    # What stands in the table makes up the way: 3.33 km along roads, the rest in a straight line at the ends.
    metres = [int(line.split()[-2].replace(",", "")) for line in lines[2:] if line.endswith(("yes", " –"))]
    assert sum(metres) == pytest.approx(3490, abs=8)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("distances", "karhula", "--targets", "moon"), "no targets of the kind “moon”"),
        (("distances", "karhula", "--vehicle", "tank"), "no vehicle “tank”"),
        (("distances", "karhula", "--by", "time"), "need a vehicle"),
        (("route", "karhula", KARHULA_PLOT, "main_road", "--hazmat"), "need a vehicle"),
        (("route", "karhula", KARHULA_PLOT, "moon"), "no target “moon”"),
        (("route", "karhula", "moon", "main_road"), "moon"),
    ],
)
def test_what_can_be_mended_is_one_sentence(run, args, said):
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
