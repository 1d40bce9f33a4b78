"""A what-if: the changed scenario, its text, and the difference that it makes."""

import pytest

from layers.errors import PlannerError
from layers.io import read_scenario_text
from planner.appraisal import appraise_many
from planner.capacity.changes import differences
from planner.scenario.edit import changed, scenario_text
from planner.scenario.scenario import Assumption, parse_scenario
from tests.tiny import atlas, scenario, setback, square


def capacities(area, rules):
    return [entry.capacity for entry in appraise_many(None, area, rules)]


def test_the_default_scenario_survives_being_written_and_read():
    default = parse_scenario(read_scenario_text())
    assert parse_scenario(scenario_text(default)) == default


def test_a_wider_setback_takes_ground_and_the_difference_says_how_much():
    now = scenario(setback(4, rule_id="plot_setback"))
    wider = changed(now, name="wider", distances_m={"plot_setback": 10})
    area = atlas(square(0, 0))
    table = differences(capacities(area, now), capacities(area, wider))
    assert table.loc["A", "buildable_area_m2_change"] == pytest.approx(80 * 80 - 92 * 92, abs=0.1)
    assert parse_scenario(scenario_text(wider)) == wider


def test_without_a_rule_its_ground_is_open():
    now = scenario(setback(4, rule_id="plot_setback"))
    free = changed(now, name="free", without=["plot_setback"])
    area = atlas(square(0, 0))
    assert capacities(area, free)[0].buildable_area_m2 == pytest.approx(10_000)


def test_another_e_changes_the_permitted_floor_area():
    now = scenario()
    assumed = Assumption(title={"en": "e"}, floor_area_ratio=0.8, only_missing=False, basis="what-if")
    higher = changed(now, name="higher e", assumptions=[assumed])
    area = atlas({"geometry": square(0, 0), "floor_area_ratio": 0.5})
    table = differences(capacities(area, now), capacities(area, higher))
    assert table.loc["A", "permitted_floor_area_m2_change"] == pytest.approx(3000)
    assert [(one.column, one.value) for one in capacities(area, higher)[0].assumed] == [
        ("floor_area_ratio", 0.8)
    ]


@pytest.mark.parametrize("width_m", [-1.0, float("inf"), float("nan")])
def test_a_width_that_is_none_is_refused(width_m):
    with pytest.raises(PlannerError, match="zero or more"):
        changed(scenario(setback(4, rule_id="s")), name="x", distances_m={"s": width_m})


def test_an_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(PlannerError, match="There are: s"):
        changed(scenario(setback(4, rule_id="s")), name="x", without=["t"])


def test_another_factor_says_that_it_is_a_what_if_and_an_unknown_one_is_refused():
    now = scenario()
    other = changed(now, name="x", factors={"min_part_m2": 50.0})
    assert other.factor("min_part_m2") == 50.0
    assert other.factors["min_part_m2"].source == "what-if"
    assert parse_scenario(scenario_text(other)) == other
    with pytest.raises(PlannerError, match="gives no factor"):
        changed(now, name="x", factors={"nothing": 1.0})
