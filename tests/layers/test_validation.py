"""Faults of single rows and values: each listed, the rest used."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.issues import GEOMETRY_MENDED, ROW_LEFT_OUT, VALUE_IGNORED, Issue
from layers.layer import Layer
from layers.specs import SPECS
from tests.tiny import WORKING, X0_M, Y0_M, frame, layer, line, point, rectangle, square

SOUND = {"geometry": square(0, 0), "plot_id": "sound"}


def faults(*rows, name="plots"):
    """Return the layer of a sound row and these, and its issues as (row, field, reason, action)."""
    built = layer(name, [SOUND, *rows])
    return built, [(issue.row, issue.field, issue.reason, issue.action) for issue in built.issues]


def plot_with(**values):
    return faults({"geometry": square(200, 0), "plot_id": "B", **values})


# --- Numbers ---


@pytest.mark.parametrize("written", ["0,5", "half", "nan", np.inf, "inf", "1 200"])
def test_a_number_where_none_is(written):
    built, found = plot_with(floor_area_ratio=written)
    assert found == [(2, "floor_area_ratio", "not a number", VALUE_IGNORED)]
    assert np.isnan(built.frame["floor_area_ratio"][1])
    assert built.issues[0].value == str(written)


@pytest.mark.parametrize("written", [0.5, "0.5", " 0.5 "])
def test_numbers_may_be_written_as_text(written):
    built, found = plot_with(floor_area_ratio=written)
    assert (built.frame["floor_area_ratio"][1], found) == (0.5, [])


@pytest.mark.parametrize("empty", [None, "", " ", np.nan, pd.NA])
def test_no_value_is_no_fault(empty):
    built, found = plot_with(floor_area_ratio=empty, name=empty, plan_date=empty, illustrative=empty)
    assert found == []
    row = built.frame.iloc[1]
    assert np.isnan(row["floor_area_ratio"])
    assert (row["name"], row["plan_date"], row["illustrative"]) == (None, None, False)


def test_negative_e():
    _built, found = plot_with(floor_area_ratio=-0.5)
    assert found == [(2, "floor_area_ratio", "below 0", VALUE_IGNORED)]


def test_a_share_above_one():
    built, found = plot_with(coverage_ratio=40)
    assert found == [(2, "coverage_ratio", "above 1", VALUE_IGNORED)]
    assert np.isnan(built.frame["coverage_ratio"][1])


def test_a_column_that_is_empty_throughout_stays_a_column_of_numbers():
    built = layer("plots", [{"geometry": square(0, 0), "floor_area_ratio": None, "height_m": ""}])
    assert built.frame["floor_area_ratio"].dtype == built.frame["height_m"].dtype == float
    assert built.issues == ()


# --- Texts, ids, flags, dates ---


@pytest.mark.parametrize(
    ("written", "read"), [(7, "7"), (7.0, "7"), (" 7 ", "7"), ("007", "007"), (7.5, "7.5")]
)
def test_ids_are_text_and_lose_no_zero(written, read):
    assert layer("plots", [{**SOUND, "plot_id": written}]).frame["plot_id"].tolist() == [read]


def test_an_id_that_stands_twice_leaves_the_later_row_out():
    built, found = faults({"geometry": square(200, 0), "plot_id": "sound "})
    assert found == [(2, "plot_id", "this id stands in an earlier row", ROW_LEFT_OUT)]
    assert built.frame.geometry[0].equals(square(0, 0))


def test_an_id_is_free_where_its_earlier_row_cannot_be_used():
    built, found = faults({"geometry": None, "plot_id": "B"}, {"geometry": square(200, 0), "plot_id": "B"})
    assert [row for row, *_rest in found] == [2]
    assert built.frame["plot_id"].tolist() == ["sound", "B"]


def test_no_id():
    _built, found = faults({"geometry": square(200, 0), "plot_id": None})
    assert found == [(2, "plot_id", "a value is needed", ROW_LEFT_OUT)]


def test_a_word_that_is_no_choice_is_ignored_and_told():
    built, found = plot_with(status="vapaa")
    assert found[0][:2] == (2, "status")
    assert built.frame["status"][1] == "unknown"


def test_a_needed_choice_leaves_the_row_out():
    rows = [{"geometry": line((0, 0), (1, 0))}, {"geometry": line((0, 0), (1, 0)), "road_class": "footway"}]
    built = layer("roads", rows)
    assert [issue.action for issue in built.issues] == [VALUE_IGNORED, ROW_LEFT_OUT]
    assert len(built.frame) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [(True, True), (1.0, True), ("Yes", True), (False, False), (0.0, False), ("no", False), (None, False)],
)
def test_flags(written, read):
    built, found = plot_with(illustrative=written)
    assert (bool(built.frame["illustrative"][1]), found) == (read, [])


def test_a_flag_that_is_neither():
    _built, found = plot_with(illustrative="perhaps")
    assert found == [(2, "illustrative", "neither yes nor no", VALUE_IGNORED)]


@pytest.mark.parametrize("written", ["2026-11-24", "2026-11-24T08:00:00+02:00", "2026-11-24T00:00:00.000Z"])
def test_dates(written):
    built, found = plot_with(reserved_until=written, plan_date="2020-01-31")
    assert (built.frame["reserved_until"][1], found) == ("2026-11-24", [])


@pytest.mark.parametrize("written", ["24.11.2026", "2026", "2026-11", "2026-13-01", "soon", 2026])
def test_what_is_no_date_is_not_made_one(written):
    built, found = plot_with(reserved_until=written)
    assert found == [(2, "reserved_until", "not a date like 2026-11-24", VALUE_IGNORED)]
    assert built.frame["reserved_until"][1] is None


# --- Geometry ---


@pytest.mark.parametrize("geometry", [None, shapely.Polygon(), shapely.MultiPolygon()])
def test_no_geometry(geometry):
    _built, found = faults({"geometry": geometry})
    assert found == [(2, "geometry", "no geometry", ROW_LEFT_OUT)]


def test_a_stray_kind_of_geometry():
    _built, found = faults(
        {"geometry": point(0, 0)},
        {"geometry": shapely.GeometryCollection([square(0, 0), line((0, 0), (1, 1))])},
    )
    assert [(row, action) for row, _f, _r, action in found] == [(2, ROW_LEFT_OUT), (3, ROW_LEFT_OUT)]


def test_a_bow_tie_whose_halves_cancel_out_is_left_out():
    bow_tie = shapely.Polygon([(X0_M, Y0_M), (X0_M + 9, Y0_M + 9), (X0_M + 9, Y0_M), (X0_M, Y0_M + 9)])
    _built, found = faults({"geometry": bow_tie})
    assert found == [(2, "geometry", "invalid geometry", ROW_LEFT_OUT)]


def test_a_plot_without_area_is_left_out():
    flat = shapely.Polygon([(X0_M, Y0_M), (X0_M + 9, Y0_M), (X0_M + 4, Y0_M)])
    _built, found = faults({"geometry": flat})
    assert found == [(2, "geometry", "invalid geometry", ROW_LEFT_OUT)]


def test_parts_that_share_an_edge_are_mended_and_keep_their_area():
    halves = shapely.MultiPolygon([rectangle(0, 0, 50, 100), rectangle(50, 0, 50, 100)])
    built, found = faults({"geometry": halves})
    assert found == [(2, "geometry", "invalid geometry", GEOMETRY_MENDED)]
    assert built.frame.geometry[1].area == pytest.approx(10_000)
    assert built.frame.geometry[1].is_valid


def test_a_line_of_one_place_is_left_out_and_a_doubled_vertex_is_not():
    rows = [{"geometry": line((0, 0), (0, 0))}, {"geometry": line((0, 0), (1, 0), (1, 0), (2, 0))}]
    built = layer("roads", rows)
    assert [(issue.row, issue.action) for issue in built.issues] == [(1, ROW_LEFT_OUT)]
    assert built.frame.geometry[0].length == 2


def test_heights_are_dropped_and_told_once():
    built, found = faults({"geometry": shapely.force_3d(square(200, 0), 5.0)})
    assert found == [(0, "geometry", "1 rows carry heights, which this layer does not use", VALUE_IGNORED)]
    assert not built.frame.geometry.has_z.any()


def test_one_row_outside_the_area_is_left_out():
    _built, found = faults({"geometry": shapely.box(Y0_M, X0_M, Y0_M + 9, X0_M + 9)})
    assert found == [(2, "geometry", "outside the area of the system", ROW_LEFT_OUT)]


# --- All together ---


def test_all_faults_come_in_one_list_and_no_row_goes_in_silence():
    rows = [
        SOUND,
        {"geometry": None},
        {"geometry": square(0, 0), "plot_id": "sound"},
        {
            "geometry": square(200, 0),
            "plot_id": "B",
            "floor_area_ratio": -1,
            "storeys": "two",
            "status": "sold",
        },
        {"geometry": square(400, 0), "plot_id": ""},
        {"geometry": point(0, 0), "plot_id": "C"},
    ]
    built = layer("plots", rows)
    assert {issue.row for issue in built.issues} == {2, 3, 4, 5, 6}
    assert {issue.field for issue in built.issues if issue.row == 4} == {
        "floor_area_ratio",
        "storeys",
        "status",
    }
    left_out = {issue.row for issue in built.issues if issue.action == ROW_LEFT_OUT}
    assert len(built.frame) + len(left_out) == len(rows)
    assert all(isinstance(issue, Issue) and issue.layer == "plots" for issue in built.issues)


def test_the_source_is_left_as_it_was():
    raw = frame("plots", [SOUND, {"geometry": square(200, 0), "floor_area_ratio": "0.5"}])
    before = raw.copy(deep=True)
    Layer.build(SPECS["plots"], raw, WORKING)
    pd.testing.assert_frame_equal(pd.DataFrame(raw), pd.DataFrame(before))


def test_columns_beyond_the_promise_are_kept_lists_as_text():
    rows = [{**SOUND, "owner": "city", "tags": ["a", "b"], "more": {"a": 1}}]
    row = layer("plots", rows).frame.iloc[0]
    assert (row["owner"], row["tags"], row["more"]) == ("city", "['a', 'b']", "{'a': 1}")


def test_the_geometry_column_may_have_any_name():
    raw = frame("plots", [SOUND]).rename_geometry("geom")
    built = Layer.build(SPECS["plots"], raw, WORKING)
    assert isinstance(built.frame, gpd.GeoDataFrame)
    assert built.frame.geometry[0].area == pytest.approx(10_000)
    assert "geom" not in built.frame.columns


def test_an_issue_is_short_however_long_the_value():
    built, _found = plot_with(status="x" * 1000)
    assert len(built.issues[0].value) == 80
    assert json.dumps(built.issues[0].__dict__, allow_nan=False)
