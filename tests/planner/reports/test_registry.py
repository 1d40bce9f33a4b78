import json

import pytest

from planner.reports import REPORTS

# What a file of each kind begins with.
BEGINNINGS = {
    "pdf": b"%PDF",
    "xlsx": b"PK",
    "geojson": b"{",
    "gpkg": b"SQLite format 3\x00",
    "csv": b"area,plot_id,",
    "json": b"{",
}


def test_every_report_stands_under_its_name():
    assert {name: report.report_id for name, report in REPORTS.items()} == {name: name for name in REPORTS}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_makes_a_file_of_its_kind(name, karhula):
    assert REPORTS[name].make(karhula).startswith(BEGINNINGS[name])
    assert REPORTS[name].suffix == f".{name}"
    assert REPORTS[name].title


@pytest.mark.parametrize("name", ["geojson", "csv", "json"])
def test_a_report_made_twice_is_the_same(name, karhula):
    assert REPORTS[name].make(karhula) == REPORTS[name].make(karhula)


@pytest.mark.parametrize(
    "name", ["geojson", "gpkg", "csv", "json"]
)  # pdf and xlsx are packed: see their own tests
def test_every_report_names_licence_and_attribution(name, karhula):
    made = REPORTS[name].make(karhula).decode("utf-8", errors="replace")
    assert "© OpenStreetMap contributors" in made
    assert "ODbL 1.0" in made


def test_json_holds_every_appraisal_without_what_json_does_not_know(karhula):
    def refuse(constant):
        raise AssertionError(constant)

    found = json.loads(REPORTS["json"].make(karhula), parse_constant=refuse)
    assert (found["area"], found["epsg"], found["scenario"]) == ("karhula", 3067, "default")
    assert [entry["plot_id"] for entry in found["appraisals"]] == list(karhula.plot_ids)
    assert found["appraisals"][0]["capacity"]["permitted_floor_area_m2"] == 0.0
    assert found["appraisals"][1]["capacity"]["permitted_floor_area_m2"] is None
