"""What a plan leaves to build: against existing buildings, without a building right, by the register."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.appraisal import appraise
from planner.capacity.capacity import capacities
from planner.capacity.restrictions import restrict
from tests.tiny import atlas, rectangle, scenario, setback, square

approx = pytest.approx
# A plan that says all it has to say.
WHOLE_PLAN = {"floor_area_ratio": 0.5, "storeys": 2, "limits_not_set": "coverage, volume"}
WEIGHTS = [
    {"criterion_id": name, "title": {"en": name}, "weight": 50, "worst": 0, "best": 10_000, "unit": "m²"}
    for name in ("remaining_floor_area", "largest_part")
]


def capacity_of(plot, *rules, **layers):
    """Return the capacity of one plot: a square of 100 m unless the plot says otherwise."""
    area = atlas({"geometry": square(0, 0), **plot}, **layers)
    settings = scenario(*rules)
    return capacities(area.frame("plots"), restrict(area, settings), area, settings)[0]


# --- Existing buildings ---


def test_ground_that_is_covered_already_counts_against_the_coverage():
    # 5 ha, coverage 0.40, two storeys; a hall of one storey covers 38 %: 2 % × 5 ha × 2 are left.
    found = capacity_of(
        {
            "geometry": rectangle(0, 0, 500, 100),
            "floor_area_ratio": 0.8,
            "coverage_ratio": 0.4,
            "storeys": 2,
        },
        buildings=[{"geometry": rectangle(0, 0, 190, 100), "storeys": 1}],
    )
    assert (found.permitted_floor_area_m2, found.used_floor_area_m2) == approx((40_000, 19_000))
    assert found.remaining_floor_area_m2 == approx(2_000)
    assert (found.binding_limit, found.remaining_binding_limit) == ("building_right", "coverage")
    assert found.remaining_next_limit == "building_right"


def test_ground_that_is_covered_already_counts_against_the_buildable_ground():
    hall = {"geometry": rectangle(10, 10, 80, 60), "storeys": 1}
    found = capacity_of({"floor_area_ratio": 2, "storeys": 2}, setback(10), buildings=[hall])
    assert found.remaining_floor_area_m2 == approx(80 * 20 * 2)
    assert found.remaining_binding_limit == "buildable_area"


def test_a_building_on_ground_that_a_rule_takes_leaves_the_buildable_ground_whole():
    shed = {"geometry": rectangle(0, 0, 100, 10), "floor_area_m2": 100}
    found = capacity_of({"floor_area_ratio": 2, "storeys": 1}, setback(10), buildings=[shed])
    assert found.remaining_floor_area_m2 == approx(80 * 80)


@given(
    st.floats(0.05, 2),
    st.floats(0.05, 1),
    st.integers(1, 4),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(5, 40), st.integers(1, 5)), max_size=3
    ),
)
def test_no_more_is_left_than_each_limit_leaves_of_what_is_measured(ratio, coverage, storeys, halls):
    rows = [{"geometry": square(x, y, side), "storeys": n} for x, y, side, n in halls]
    rows += [square(900, 900)]
    plot = {"floor_area_ratio": ratio, "coverage_ratio": coverage, "storeys": storeys}
    found = capacity_of(plot, setback(4), buildings=rows)
    covered_m2 = found.built_footprint_m2
    terms = [
        10_000 * ratio - found.used_floor_area_m2,
        (10_000 * coverage - covered_m2) * storeys,
        92 * 92 * storeys,
    ]
    assert found.remaining_floor_area_m2 <= min(terms) + 1e-6
    assert found.remaining_floor_area_m2 >= min(*terms[:2], (92 * 92 - covered_m2) * storeys) - 1e-6


def test_a_recorded_floor_area_without_a_building_leaves_an_upper_bound():
    plot = {"used_floor_area_m2": 3000, "floor_area_ratio": 0.5, "coverage_ratio": 0.2, "storeys": 2}
    for layers in ({}, {"buildings": [square(500, 0)]}):
        found = capacity_of(plot, **layers)
        assert found.remaining_floor_area_m2 is None
        # The least footprint of 3000 k-m² in two storeys is 1500 m² of the 2000 m² that may be covered.
        assert found.remaining_at_most_m2 == approx(1000)
        assert "footprints" in found.unknown_inputs


def test_a_footprint_that_nobody_knows_does_not_matter_where_the_right_binds_anyway():
    plot = {"used_floor_area_m2": 1000, "floor_area_ratio": 0.3, "coverage_ratio": 0.9, "storeys": 2}
    assert capacity_of(plot).remaining_floor_area_m2 == approx(2000)


# --- Without a building right ---


def test_without_a_building_right_the_other_limits_give_an_upper_bound_and_no_permitted_floor_area():
    found = capacity_of({"coverage_ratio": 0.4, "storeys": 2}, buildings=[square(500, 0)])
    assert (found.building_right_m2, found.permitted_floor_area_m2, found.remaining_floor_area_m2) == (
        None,
        None,
        None,
    )
    assert (found.permitted_at_most_m2, found.remaining_at_most_m2) == approx((8000, 8000))
    assert (found.binding_limit, found.remaining_binding_limit) == ("coverage", "coverage")
    assert found.scored_floor_area_m2 is None


def test_an_upper_bound_stands_only_where_the_figure_is_not_known():
    found = capacity_of(WHOLE_PLAN, buildings=[square(500, 0)])
    assert (found.permitted_floor_area_m2, found.remaining_floor_area_m2) == approx((5000, 5000))
    assert (found.permitted_at_most_m2, found.remaining_at_most_m2) == (None, None)


def test_without_a_building_right_the_score_counts_the_floor_area_as_not_known():
    settings = scenario(criteria=WEIGHTS)
    known, blank = (
        appraise("A", atlas({"geometry": square(0, 0), **plan}, buildings=[square(500, 0)]), settings).score
        for plan in (WHOLE_PLAN, WHOLE_PLAN | {"floor_area_ratio": None})
    )
    assert (known.low_score, known.high_score, known.known_weight_share) == approx((75, 75, 1))
    assert (blank.low_score, blank.high_score, blank.known_weight_share) == approx((50, 100, 0.5))


@pytest.mark.parametrize(
    ("plan", "missing"),
    [
        ({}, ()),
        ({"floor_area_ratio": None}, ("floor_area_ratio",)),
        ({"floor_area_ratio": None, "building_right_m2": 700}, ()),
        ({"storeys": None}, ("storeys",)),
        ({"storeys": None, "height_m": 12}, ("storeys",)),
        ({"storeys": None, "height_m": 12, "limits_not_set": "coverage, storeys, volume"}, ()),
        ({"storeys": None, "limits_not_set": "coverage, storeys, volume"}, ("storeys",)),
        ({"storeys": None, "limits_not_set": "coverage, storeys, height, volume"}, ()),
        ({"limits_not_set": None}, ("coverage_ratio", "volume_ratio")),
        ({"limits_not_set": "volume", "coverage_ratio": 0.4}, ()),
    ],
)
def test_an_empty_value_is_not_known_unless_the_plan_sets_no_such_limit(plan, missing):
    found = capacity_of(WHOLE_PLAN | plan, buildings=[square(500, 0)])
    assert found.unknown_inputs == missing
    assert (found.scored_floor_area_m2 is None) == bool(missing)


def test_a_building_without_storeys_or_a_missing_layer_leaves_the_used_floor_area_unknown():
    hall = {"geometry": square(10, 10, 20)}
    assert capacity_of(WHOLE_PLAN, buildings=[hall]).unknown_inputs == ("used_floor_area_m2",)
    assert capacity_of(WHOLE_PLAN, buildings=[{**hall, "storeys": 2}]).unknown_inputs == ()
    assert capacity_of(WHOLE_PLAN).unknown_inputs == ("used_floor_area_m2", "footprints")


@pytest.mark.parametrize(
    ("plan", "buildings", "left"),
    [
        ({}, [], True),
        ({"floor_area_ratio": None}, [], True),
        ({"floor_area_ratio": None}, [{"geometry": square(10, 10, 20), "storeys": 1}], None),
        ({}, [{"geometry": square(10, 10, 20), "storeys": 1}], True),
        ({}, [{"geometry": square(0, 0), "storeys": 1}], False),
    ],
)
def test_whether_any_floor_area_is_left_is_not_known_where_missing_data_decide_it(plan, buildings, left):
    found = capacity_of(WHOLE_PLAN | plan, buildings=[square(500, 0), *buildings])
    assert found.floor_area_left is left


# --- Registered and drawn area ---


def test_the_registered_area_is_the_base_of_e_and_of_coverage():
    plot = {"floor_area_ratio": 0.5, "coverage_ratio": 0.3, "storeys": 3, "recorded_area_m2": 9_900}
    found = capacity_of(plot, buildings=[square(500, 0)])
    assert (found.gross_area_m2, found.registered_area_m2) == approx((10_000, 9_900))
    assert (found.building_right_m2, found.remaining_floor_area_m2) == approx((4950, 4950))
    only_coverage = capacity_of(plot | {"floor_area_ratio": 5})
    assert (only_coverage.permitted_floor_area_m2, only_coverage.binding_limit) == approx((8910, "coverage"))


@pytest.mark.parametrize(
    ("recorded_m2", "share", "differ"),
    [
        (None, None, False),
        (10_100, 0.01, False),
        (9_810, -0.019, False),
        (10_300, 0.03, True),
        (9_700, -0.03, True),
    ],
)
def test_a_difference_of_registered_and_drawn_area_is_flagged_above_two_percent(recorded_m2, share, differ):
    found = capacity_of({"recorded_area_m2": recorded_m2})
    assert found.area_difference_share == (None if share is None else approx(share))
    assert found.areas_differ is differ


def test_the_score_compares_plots_on_the_drawn_outline():
    for recorded_m2 in (None, 9_500, 10_500):
        found = capacity_of(WHOLE_PLAN | {"recorded_area_m2": recorded_m2}, buildings=[square(500, 0)])
        assert found.scored_floor_area_m2 == approx(5000)


# --- Free ground ---


def test_existing_buildings_take_from_the_largest_free_part():
    # A hall across the plot parts 100 m of ground into 60 and 20.
    found = capacity_of({}, buildings=[rectangle(0, 60, 100, 20)])
    assert (found.largest_part_m2, found.largest_free_part_m2) == approx((10_000, 6_000))


def test_the_clearance_of_the_scenario_stays_free_round_buildings():
    area = atlas(square(0, 0), buildings=[rectangle(0, 60, 100, 20)])
    clearance = {"value": 8.0, "unit": "m", "source": "test"}
    settings = scenario()
    settings = settings.model_copy(
        update={
            "factors": settings.factors
            | {"hall_clearance_m": scenario(factors={"a": clearance}).factors["a"]}
        }
    )
    found = capacities(area.frame("plots"), restrict(area, settings), area, settings)[0]
    assert found.largest_free_part_m2 == approx(5_200)


def test_without_a_layer_of_buildings_the_largest_free_part_is_not_known():
    assert capacity_of({}).largest_free_part_m2 is None
    assert capacity_of({"used_floor_area_m2": 10}).largest_free_part_m2 is None
    assert capacity_of({"used_floor_area_m2": 0}).largest_free_part_m2 == approx(10_000)


def test_a_zone_that_is_built_up_scores_little_for_its_free_part():
    halls = [square(x, y, 20) for x in range(5, 100, 25) for y in range(5, 100, 25)]
    settings = scenario(criteria=WEIGHTS)
    empty, full = (
        appraise("A", atlas(square(0, 0), buildings=rows), settings).score
        for rows in ([square(500, 0)], halls)
    )
    assert empty.contributions[1].value == approx(10_000)
    assert full.contributions[1].value == approx(10_000 - 16 * 400)


def test_ground_that_an_unchecked_rule_may_take_counts_as_not_known():
    settings = scenario({**setback(10), "plots_where": {"plan_level": ["none"]}}, criteria=WEIGHTS)
    for level, value in (("detailed", 10_000), ("none", 6_400), (np.nan, None)):
        area = atlas(
            {"geometry": square(0, 0), "plan_level": level, **WHOLE_PLAN}, buildings=[square(500, 0)]
        )
        found = appraise("A", area, settings)
        assert found.score.contributions[1].value == (None if value is None else approx(value))
        assert (found.score.contributions[0].value is None) == (value is None)
