import csv
import io
from dataclasses import replace

import pytest

from planner.ranking import rank
from planner.reports import REPORTS
from planner.reports.csv import cell
from planner.reports.figures import rows
from tests.planner.reports.conftest import FORMULA, HOSTILE_NAME


def read(content):
    return list(csv.DictReader(io.StringIO(REPORTS["csv"].make(content).decode("utf-8"))))


def test_figures_come_back_as_they_are(karhula):
    for found, row in zip(read(karhula), rows(karhula), strict=True):
        assert found["plot_id"] == row["plot_id"]
        assert float(found["gross_area_m2"]) == row["gross_area_m2"]
        assert found["remaining_floor_area_m2"] == (
            "" if row["remaining_floor_area_m2"] is None else str(row["remaining_floor_area_m2"])
        )


def test_over_built_stays_a_negative_number(karhula):
    capacity = replace(karhula.appraisals[0].capacity, remaining_floor_area_m2=-163.62)
    over_built = replace(karhula, appraisals=(replace(karhula.appraisals[0], capacity=capacity),))
    assert float(read(over_built)[0]["remaining_floor_area_m2"]) == pytest.approx(-163.62)


def test_an_upper_bound_stands_in_a_column_of_its_own(karhula):
    row = read(karhula)[0]
    assert (row["remaining_floor_area_m2"], row["remaining_at_most_m2"]) == ("", "0.0")
    assert row["unknown_inputs"].startswith("floor_area_ratio; coverage_ratio")


def test_a_row_says_what_it_is_and_how_it_was_found(karhula):
    row = read(karhula)[1]
    said = {
        name: row[name] for name in ("place_kind", "illustrative", "scenario", "used_basis", "binding_limit")
    }
    assert said == {
        "place_kind": "zone",
        "illustrative": "false",
        "scenario": "default",
        "used_basis": "estimated",
        "binding_limit": "none_given",
    }
    assert row["main_road_road_method"] == "network"


def test_a_formula_is_harmless_and_a_name_is_text(hostile):
    row = read(hostile)[0]
    assert row["plot_id"] == f"'{FORMULA}"
    assert row["name"] == HOSTILE_NAME


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-163.62, 0.0, 12, "T/kem", "1-5", "’=1"])
def test_numbers_and_other_text_stay(value):
    assert cell(value) == value


def test_rank_is_given_only_where_all_plots_are_there_and_enough_is_known(karhula, kokkola):
    assert [row["rank"] for row in rows(karhula)] == [None] * 4
    order = rank(kokkola.appraisals)
    expected = {one.appraisal.plot_id: one.rank_n for one in order.placed}
    assert expected
    assert {row["plot_id"]: row["rank"] for row in rows(kokkola) if row["rank"]} == expected
    some = replace(kokkola, appraisals=tuple(one.appraisal for one in order.ranked[:2]))
    assert [row["rank"] for row in rows(some)] == [None, None]


def test_ground_taken_by_what_is_drawn_says_so(kokkola):
    drawn = [row for row in read(kokkola) if "(illustrative)" in row["excluded_by_rule"]]
    assert drawn
    assert all(row["excluded_illustrative"] == "true" for row in drawn)
    assert all(row["illustrative"] == "true" for row in read(kokkola))
