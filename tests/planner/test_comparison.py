"""Plots side by side."""

import pytest

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise_many
from planner.comparison import compare
from planner.logistics.distance import Distance
from planner.scenario.scenario import parse_scenario
from planner.siting.criteria import nearest
from tests.tiny import atlas, line, point, scenario, square

AREA = atlas(
    {"geometry": square(0, 0), "floor_area_ratio": 0.5, "status": "free"},
    {"geometry": square(200, 0, 50), "floor_area_ratio": 2.0},
    {"geometry": square(300, 0, 50)},
    rail=[line((260, 0), (260, 100))],
)


def compared(*plot_ids):
    return compare(appraise_many(plot_ids, AREA, scenario()))


def figure(found, figure_id):
    return next(one for one in found.figures if one.figure_id == figure_id)


def test_plots_stand_in_the_order_chosen_with_the_best_marked():
    found = compared("B", "A", "C")
    assert found.plot_ids == ("B", "A", "C")
    area = figure(found, "gross_area_m2")
    assert (area.values, area.best, area.unit) == (pytest.approx((2500, 10_000, 2500)), (1,), "m²")
    assert figure(found, "track_m").best == (0,)
    assert figure(found, "track_m").values == pytest.approx((10, 160, 40))


def test_what_is_not_known_is_never_best():
    permitted = figure(compared("A", "B", "C"), "permitted")
    assert (permitted.values[2], permitted.best) == (None, ())
    assert figure(compared("C", "A"), "permitted").best == ()


def test_what_a_floor_area_rests_on_is_told_where_it_is_no_record_and_no_plan():
    area = atlas(
        {"geometry": square(0, 0), "used_floor_area_m2": 50, "building_right_m2": 900},
        {"geometry": square(200, 0)},
        buildings=[square(210, 10, 20)],
    )
    example = {"title": {"en": "Example"}, "floor_area_ratio": 0.5}
    found = compare(appraise_many(["A", "B"], area, scenario(assumptions=[example])))
    assert figure(found, "used_basis").values == ("no", "yes")
    assert figure(found, "assumed").values == ("nothing", "floor-area ratio e")
    assert not {"used_basis", "assumed"} & {one.figure_id for one in compared("A", "B").figures}


def test_equals_are_marked_together_and_not_at_all_where_all_are_alike():
    assert figure(compared("A", "B", "C"), "buildable_area_m2").best == (0,)
    assert figure(compared("B", "C"), "buildable_area_m2").best == ()


def test_a_word_is_not_better_than_another():
    assert figure(compared("A", "B"), "status").best == ()


@pytest.mark.parametrize("plot_ids", [("A",), ("A", "A"), ()])
def test_too_few(plot_ids):
    with pytest.raises(PlannerError, match=r"Choose 2 to 6 different plots to compare; [01] were chosen"):
        compared(*plot_ids)


def test_too_many():
    many = appraise_many(None, atlas(*(square(200 * n, 0) for n in range(7))), scenario())
    with pytest.raises(PlannerError, match="7 were chosen"):
        compare(many)


def test_the_nearest_of_a_kind_passes_over_what_has_no_distance():
    rows = [
        Distance("A", "quay", "1", "far", "direct", "straight_line", 900.0),
        Distance("A", "quay", "2", "near", "direct", "straight_line", 0.0),
        Distance("A", "quay", "3", "vague", "direct", "below_accuracy", None),
        Distance("A", "quay", "4", "other mode", "road", "network", 1.0),
    ]
    assert nearest(rows, "quay", "direct").target == "near"
    assert nearest(rows[2:3], "quay", "direct") is None
    assert nearest(rows, "track", "direct") is None


def test_karhula_is_compared():
    default = parse_scenario(read_scenario_text())
    found = compare(appraise_many(None, read_atlas("karhula"), default))
    assert len(found.plot_ids) == 4
    assert len(figure(found, "gross_area_m2").best) == 1


def test_a_plot_without_a_route_is_not_compared_by_a_straight_line():
    area = atlas(
        {"geometry": square(0, 0), "status": "free"},
        {"geometry": square(1000, 5000), "status": "free"},
        roads=[line((0, -5), (1100, -5))],
        ports=[{"geometry": point(1050, -100)}],
    )
    found = compare(appraise_many(None, area, scenario()))
    # From A 950 m of road and both access legs; B is 5 km off all roads.
    assert figure(found, "quay_road_m").values == (pytest.approx(950 + 5 + 95), None)
    assert figure(found, "quay_road_m_method").values == ("along the network", "no route")


def test_routes_with_long_access_legs_are_compared_as_routes():
    area = atlas(
        {"geometry": square(0, 0), "status": "free"},
        {"geometry": square(1000, 0), "status": "free"},
        roads=[line((0, -5), (1100, -5))],
        ports=[{"geometry": point(1200, -5)}],
    )
    found = compare(appraise_many(None, area, scenario()))
    assert figure(found, "quay_road_m").values == pytest.approx((1000 + 5 + 100, 5 + 100), abs=1)
    assert figure(found, "quay_road_m").best == (1,)
    assert not [one for one in found.figures if one.figure_id == "quay_road_m_method"]
