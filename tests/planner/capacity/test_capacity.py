"""The formulas of capacity, with answers one can do in the head."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.capacity.capacity import capacities, capacity_table, parts, used_floor_area
from planner.capacity.floor_area import (
    LIMITS,
    NONE_GIVEN,
    binding,
    building_right_m2,
    limits_m2,
    storeys_allowed,
)
from planner.capacity.restrictions import restrict
from tests.tiny import atlas, line, rectangle, rule, scenario, setback, square

approx = pytest.approx
STOREY_M = 3.5


def capacity_of(plot, *rules, **layers):
    """Return the capacity of one plot: a square of 100 m unless the plot says otherwise."""
    area = atlas({"geometry": square(0, 0), **plot}, **layers)
    settings = scenario(*rules)
    return capacities(area.frame("plots"), restrict(area, settings), area, settings)[0]


# --- Building right ---


@pytest.mark.parametrize(
    ("area_ha", "ratio", "right_m2"),
    [(21.5, 0.6, 129_000), (3.1, 0.5, 15_500), (2.1, 0.4, 8_400), (3.2, 0.3, 9_600)],
)
def test_kapuli_iii_as_published(area_ha, ratio, right_m2):
    plot = {"geometry": rectangle(0, 0, area_ha * 100, 100), "floor_area_ratio": ratio}
    found = capacity_of(plot)
    assert (found.building_right_m2, found.permitted_floor_area_m2) == approx((right_m2, right_m2))
    assert (found.binding_limit, found.next_limit) == ("building_right", NONE_GIVEN)


def test_floor_area_that_the_plan_gives_wins_over_e():
    assert capacity_of({"floor_area_ratio": 0.6, "building_right_m2": 1234}).building_right_m2 == 1234


def test_e_counts_the_whole_plot_not_its_buildable_part():
    found = capacity_of({"floor_area_ratio": 0.5}, setback(4))
    assert (found.building_right_m2, found.buildable_area_m2) == approx((5000, 92 * 92))


def test_a_right_of_zero_is_a_right():
    found = capacity_of({"building_right_m2": 0, "floor_area_ratio": 0.5})
    assert (found.permitted_floor_area_m2, found.binding_limit) == (0, "building_right")


# --- The other limits ---


def test_coverage_times_storeys():
    found = capacity_of({"coverage_ratio": 0.4, "storeys": 2, "floor_area_ratio": 1.5})
    assert (found.permitted_floor_area_m2, found.binding_limit) == approx((8000, "coverage"))
    assert found.next_limit == "building_right"


def test_coverage_without_storeys_limits_nothing():
    found = capacity_of({"coverage_ratio": 0.4})
    assert (found.permitted_floor_area_m2, found.binding_limit) == (None, NONE_GIVEN)


def test_buildable_area_times_storeys():
    found = capacity_of({"floor_area_ratio": 2, "storeys": 2}, setback(25))
    assert found.permitted_floor_area_m2 == approx(50 * 50 * 2)
    assert (found.binding_limit, found.next_limit) == ("buildable_area", "building_right")


def test_nothing_buildable_permits_nothing_even_where_no_storeys_are_given():
    found = capacity_of({"floor_area_ratio": 0.5}, setback(60))
    assert (found.permitted_floor_area_m2, found.binding_limit) == (0, "buildable_area")
    assert (found.buildable_parts_n, found.largest_part_m2) == (0, 0)


def test_volume_by_storey_height():
    found = capacity_of({"volume_ratio": 7})
    assert (found.permitted_at_most_m2, found.binding_limit) == approx((7 * 10_000 / STOREY_M, "volume"))


@pytest.mark.parametrize(
    ("height_m", "storeys"), [(10.5, 3), (10.4, 2), (14, 4), (3.4, 1), (2.0, 1), (np.nan, np.nan)]
)
def test_height_becomes_whole_storeys_at_least_one(height_m, storeys):
    plots = pd.DataFrame({"storeys": [np.nan], "height_m": [height_m]})
    assert storeys_allowed(plots, STOREY_M).tolist() == approx([storeys], nan_ok=True)


def test_storeys_are_not_lost_to_rounding():
    plots = pd.DataFrame({"storeys": np.nan, "height_m": [3.3, 5.7, 6.9, 9.9, 14.4]})
    by_height = [storeys_allowed(plots.iloc[[n]], h)[n] for n, h in enumerate([1.1, 1.9, 2.3, 3.3, 3.6])]
    assert by_height == [3, 3, 3, 3, 4]


def test_storeys_that_the_plan_gives_win_over_the_height():
    assert storeys_allowed(pd.DataFrame({"storeys": [2.0], "height_m": [35.0]}), STOREY_M).tolist() == [2]


def test_no_limit_given_is_not_known_rather_than_nothing():
    found = capacity_of({})
    assert (found.permitted_floor_area_m2, found.remaining_floor_area_m2) == (None, None)
    assert (found.binding_limit, found.next_limit) == (NONE_GIVEN, NONE_GIVEN)


def test_a_tie_is_named_in_the_order_of_the_limits():
    table = pd.DataFrame({name: [1000.0] for name in LIMITS})
    assert binding(table).loc[0, ["binding_limit", "next_limit"]].tolist() == ["building_right", "coverage"]


def test_limits_stand_in_the_order_in_which_ties_are_named():
    plots = pd.DataFrame(
        dict.fromkeys(
            (
                "floor_area_ratio",
                "building_right_m2",
                "coverage_ratio",
                "volume_ratio",
                "storeys",
                "height_m",
            ),
            1.0,
        ),
        index=["A"],
    )
    one = pd.Series([1.0], index=["A"])
    assert tuple(limits_m2(plots, one, one, STOREY_M).columns) == LIMITS
    assert building_right_m2(plots, one).tolist() == [1.0]


# --- Used ---


def test_recorded_floor_area_wins_over_buildings():
    rows = [{"geometry": square(10, 10, 20), "floor_area_m2": 999}]
    found = capacity_of({"used_floor_area_m2": 300, "floor_area_ratio": 0.5}, buildings=rows)
    assert (found.used_floor_area_m2, found.used_basis) == (300, "recorded")
    assert found.remaining_floor_area_m2 == approx(4700)
    assert (found.built_footprint_m2, found.buildings_n) == approx((400, 1))


def test_recorded_floor_area_of_buildings_is_added_up():
    rows = [
        {"geometry": square(10, 10, 20), "floor_area_m2": 700},
        {"geometry": square(50, 50, 10), "floor_area_m2": 50, "storeys": 9},
    ]
    found = capacity_of({}, buildings=rows)
    assert (found.used_floor_area_m2, found.used_basis) == approx((750, "buildings_recorded"))
    assert found.storeys_assumed_n == 0


def test_footprint_times_storeys_is_an_estimate_and_says_how_many_storeys_are_assumed():
    rows = [
        {"geometry": square(10, 10, 20), "storeys": 3},
        {"geometry": square(50, 50, 10)},
        {"geometry": square(80, 80, 10), "floor_area_m2": 55},
    ]
    found = capacity_of({}, buildings=rows)
    assert (found.used_floor_area_m2, found.used_basis) == approx((1200 + 100 + 55, "estimated"))
    assert (found.buildings_n, found.storeys_assumed_n) == (3, 1)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_building_drawn_twice_counts_once(reverse):
    twice = square(10, 10, 20)
    rows = [{"geometry": twice}, {"geometry": twice, "storeys": 3}, {"geometry": square(60, 60, 10)}]
    found = capacity_of({}, buildings=rows[::-1] if reverse else rows)
    assert (found.used_floor_area_m2, found.built_footprint_m2) == approx((400 * 3 + 100, 500))
    assert (found.buildings_n, found.storeys_assumed_n) == (2, 1)


def test_a_building_recorded_twice_counts_once():
    found = capacity_of({}, buildings=[{"geometry": square(10, 10, 20), "floor_area_m2": 1000}] * 2)
    assert (found.used_floor_area_m2, found.buildings_n) == approx((1000, 1))
    assert found.used_basis == "buildings_recorded"


def test_ground_under_two_buildings_counts_by_the_higher_one():
    low, high = {"geometry": rectangle(0, 0, 60, 10)}, {"geometry": rectangle(50, 0, 30, 10), "storeys": 4}
    assert capacity_of({}, buildings=[low, high]).used_floor_area_m2 == approx(500 + 1200)


def test_two_records_of_one_outline_that_differ_both_count():
    rows = [{"geometry": square(10, 10, 20), "floor_area_m2": floor_m2} for floor_m2 in (300, 700)]
    found = capacity_of({}, buildings=rows)
    assert (found.used_floor_area_m2, found.built_footprint_m2) == approx((1000, 400))


def test_a_recorded_floor_area_stays_whole_though_a_canopy_overlaps_it():
    rows = [
        {"geometry": square(10, 10, 20), "floor_area_m2": 700},
        {"geometry": rectangle(25, 10, 30, 20), "floor_area_m2": 50},
    ]
    assert capacity_of({}, buildings=rows).used_floor_area_m2 == approx(750)


def test_a_building_on_two_plots_counts_on_each_by_its_part():
    area = atlas(
        square(0, 0),
        square(100, 0),
        buildings=[
            {"geometry": rectangle(80, 0, 80, 10), "floor_area_m2": 1600},
            {"geometry": rectangle(90, 50, 40, 10), "storeys": 2},
        ],
    )
    used = used_floor_area(area.frame("plots"), area.frame("buildings"))
    assert used["used_floor_area_m2"].tolist() == approx([400 + 200, 1200 + 600])
    assert used["used_basis"].tolist() == ["estimated", "estimated"]


def test_a_wall_on_the_boundary_is_no_building_on_the_plot_but_a_wing_of_a_large_hall_is():
    area = atlas(
        square(0, 0),
        square(100, 0),
        square(0, 300),
        buildings=[rectangle(99.9, 0, 50, 50), rectangle(50, 350, 1000, 150)],
    )
    used = used_floor_area(area.frame("plots"), area.frame("buildings"))
    assert used["buildings_n"].tolist() == [0, 1, 1]
    small_part = atlas(square(0, 0), buildings=[rectangle(95, 0, 600, 60)])
    used = used_floor_area(small_part.frame("plots"), small_part.frame("buildings"))
    assert used["used_floor_area_m2"].tolist() == approx([5 * 60])


def test_a_plot_without_buildings_is_not_built():
    found = capacity_of({"floor_area_ratio": 0.5}, buildings=[square(500, 0)])
    assert (found.used_floor_area_m2, found.used_basis, found.buildings_n) == (0, "none_built", 0)
    assert found.remaining_floor_area_m2 == approx(5000)


def test_without_a_layer_of_buildings_nothing_is_known_of_what_is_built():
    found = capacity_of({"floor_area_ratio": 0.5})
    assert (found.used_floor_area_m2, found.used_basis) == (None, "unknown")
    assert (found.buildings_n, found.storeys_assumed_n, found.remaining_floor_area_m2) == (None, None, None)


def test_over_built_is_negative():
    rows = [{"geometry": square(10, 10, 50), "storeys": 4}]
    found = capacity_of({"floor_area_ratio": 0.5}, buildings=rows)
    assert found.remaining_floor_area_m2 == approx(5000 - 10_000)


def test_storeys_of_zero_are_no_storeys():
    rows = [{"geometry": square(10, 10, 20), "storeys": 0}]
    area = atlas({"geometry": square(0, 0), "storeys": 0, "coverage_ratio": 0.5}, buildings=rows)
    assert [issue.reason for issue in area.issues] == ["below 1", "below 1"]
    found = capacity_of({"storeys": 0, "coverage_ratio": 0.5}, buildings=rows)
    assert (found.permitted_floor_area_m2, found.used_floor_area_m2) == (None, approx(400))


# --- What the rules take ---


def test_every_rule_that_takes_ground_is_listed_in_order():
    roads = [{"geometry": line((0, -100), (0, 200)), "illustrative": True}]
    found = capacity_of({}, setback(10), rule("along_line", "roads", 30, effect="permit"), roads=roads)
    assert [(entry.rule_id, entry.alone_m2, entry.waterfall_m2) for entry in found.excluded_by_rule] == [
        ("setback plots", approx(3600), approx(3600)),
        ("along_line roads", approx(3000), approx(20 * 80)),
    ]
    assert [entry.illustrative for entry in found.excluded_by_rule] == [False, True]
    assert (found.buildable_area_m2, found.needs_permit_m2) == approx((60 * 80, 20 * 80))


def test_parts_are_counted_from_the_smallest_that_is_of_use():
    found = capacity_of(
        {}, rule("along_line", "roads", 5), roads=[line((20, -100), (20, 200)), line((95, -9), (95, 200))]
    )
    assert (found.buildable_area_m2, found.buildable_parts_n) == approx((1500 + 65 * 100, 2))
    assert found.largest_part_m2 == approx(6500)


def test_an_empty_shape_has_no_parts_even_where_the_least_part_is_nothing():
    table = parts([shapely.Polygon(), square(0, 0)], 0.0)
    assert table["buildable_parts_n"].tolist() == [0, 1]
    assert table["largest_part_m2"].tolist() == [0, 10_000]


def test_the_table_keeps_the_order_and_the_ids_of_the_plots():
    area = atlas(square(0, 0), square(200, 0, 50), square(300, 0, 10))
    settings = scenario(setback(4))
    plots = area.frame("plots").iloc[[2, 0]]
    table = capacity_table(plots, restrict(area, settings, ["C", "A"]), area, settings)
    assert table["buildable_area_m2"].to_dict() == approx({"C": 4, "A": 92 * 92})
    assert isinstance(plots, gpd.GeoDataFrame)
