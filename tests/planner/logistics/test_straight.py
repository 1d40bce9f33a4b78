"""Straight lines: from which point, to which of several targets, and when not at all."""

import pytest

from planner import logistics
from planner.logistics.distance import BELOW_ACCURACY, STRAIGHT_LINE
from planner.logistics.straight import reference_points
from tests.tiny import atlas, line, point, scenario, square

approx = pytest.approx
PLOT = square(0, 0)


def direct(*plots, **layers):
    area = atlas(*plots, **layers)
    return [row for row in logistics.distances(area.frame("plots"), area, scenario()) if row.mode == "direct"]


def test_points_are_measured_from_the_edge_of_the_plot():
    (row,) = direct(PLOT, ports=[point(400, 500)])
    assert (row.distance_m, row.method) == (approx(500), STRAIGHT_LINE)


def test_a_plant_that_is_placed_well_stands_for_its_plot():
    firms = [
        {"geometry": point(90, 50), "accuracy_m": 150, "company_id": "b"},
        {"geometry": point(10, 50), "accuracy_m": 100, "company_id": "a"},
        {"geometry": point(50, 90), "accuracy_m": 151, "company_id": "0"},
        {"geometry": point(50, 10), "accuracy_m": None, "company_id": "00"},
    ]
    area = atlas(PLOT, square(500, 0), companies=firms)
    found = reference_points(area.frame("plots"), area)
    assert found.tolist() == [point(10, 50), point(550, 50)]


def test_lines_are_measured_from_the_edge_of_the_plot_and_the_nearest_counts():
    rows = [
        {"geometry": line((300, 0), (300, 100)), "name": "far"},
        {"geometry": line((130, 0), (130, 9)), "name": "near"},
    ]
    (row,) = direct(PLOT, rail=rows)
    assert (row.target, row.target_kind, row.distance_m) == ("near", "track", 30)


def test_a_track_across_the_plot_is_no_way_off():
    (row,) = direct(PLOT, rail=[line((50, -10), (50, 110))])
    assert row.distance_m == 0


def test_each_medium_of_a_pipe_bridge_is_a_target_of_its_own():
    pipes = [
        {"geometry": line((150, 0), (150, 100)), "medium": "steam; sulphuric acid"},
        {"geometry": line((120, 0), (120, 100)), "medium": "steam;"},
        {"geometry": line((110, 0), (110, 100)), "medium": "steam", "pipe_class": "buried"},
    ]
    found = {(row.target_kind, row.target): row.distance_m for row in direct(PLOT, pipelines=pipes)}
    assert found == {
        ("pipe_bridge", "steam"): approx(20),
        ("pipe_bridge", "sulphuric acid"): approx(50),
        ("buried", "steam"): approx(10),
    }


@pytest.mark.parametrize(("accuracy_m", "method"), [(300, BELOW_ACCURACY), (299, STRAIGHT_LINE)])
def test_a_firm_nearer_than_its_place_is_known_gets_no_distance(accuracy_m, method):
    (row,) = direct(PLOT, companies=[{"geometry": point(400, 50), "accuracy_m": accuracy_m}])
    assert row.method == method
    assert row.distance_m == (None if method == BELOW_ACCURACY else approx(300))
    assert row.accuracy_m == accuracy_m
    assert ("300\xa0m" in row.note) == (method == BELOW_ACCURACY)


def test_a_firm_of_which_nobody_says_how_well_it_is_placed_says_so():
    (row,) = direct(PLOT, companies=[point(400, 50)])
    assert (row.distance_m, row.note) == (approx(300), "How well its place is known is not recorded.")


def test_every_quay_place_and_firm_is_listed_for_every_plot():
    rows = direct(
        PLOT, square(200, 0), ports=[point(0, 500)] * 2, places=[point(0, 900)], companies=[point(9, 9)]
    )
    assert len(rows) == 2 * 4
    assert {row.target_kind for row in rows} == {"quay", "gate", "company"}


def test_what_is_illustrative_stays_so():
    (row,) = direct(PLOT, rail=[{"geometry": line((300, 0), (300, 100)), "illustrative": True}])
    assert row.illustrative


def test_an_atlas_of_plots_alone_has_no_distances():
    area = atlas(PLOT)
    assert logistics.distances(area.frame("plots"), area, scenario()) == []
