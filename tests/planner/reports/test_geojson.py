import json

import pytest

from layers import crs
from layers.io import read_atlas
from layers.io.formats.readers import read
from planner.reports import REPORTS
from planner.reports.figures import rows
from tests.planner.reports.conftest import HOSTILE_NAME


@pytest.fixture
def collection(karhula):
    return json.loads(REPORTS["geojson"].make(karhula))


def test_it_is_in_degrees_longitude_first(collection):
    lon, lat = collection["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 26.93 < lon < 26.97
    assert 60.52 < lat < 60.54


def test_it_reads_back_with_the_same_plots_and_areas(karhula, tmp_path):
    path = tmp_path / "plots.geojson"
    path.write_bytes(REPORTS["geojson"].make(karhula))
    frame = crs.to_working(read(path), karhula.atlas.working)
    assert list(frame["plot_id"]) == list(karhula.plot_ids)
    assert list(frame.geometry.area) == pytest.approx(
        [row["gross_area_m2"] for row in rows(karhula)], abs=0.05
    )
    assert list(frame["gross_area_m2"]) == [row["gross_area_m2"] for row in rows(karhula)]


def test_members_of_its_own_say_where_it_comes_from(collection):
    assert "© OpenStreetMap contributors" in collection["attribution"]
    assert "ODbL 1.0" in collection["licence"]
    assert {"layer", "licence", "attribution", "illustrative"} <= set(collection["sources"][0])


def test_what_is_not_known_is_null(collection):
    assert collection["features"][1]["properties"]["permitted_floor_area_m2"] is None


def test_outer_rings_run_anticlockwise(karhula, tmp_path):
    path = tmp_path / "plots.geojson"
    path.write_bytes(REPORTS["geojson"].make(karhula))
    rings = [part.exterior for shape in read(path).geometry for part in shape.geoms]
    assert all(ring.is_ccw for ring in rings)


def test_a_hostile_name_stays_text(hostile):
    found = json.loads(REPORTS["geojson"].make(hostile))
    assert found["features"][0]["properties"]["name"] == HOSTILE_NAME


def test_illustrative_plots_say_so(kokkola):
    found = json.loads(REPORTS["geojson"].make(kokkola))
    assert len(found["features"]) == len(read_atlas("kokkola").frame("plots"))
    assert all(feature["properties"]["illustrative"] for feature in found["features"])
