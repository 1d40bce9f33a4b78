"""In what scenarios differ, in words that a reader of a report can check."""

import pytest

from layers.io import read_scenario_text
from planner.scenario.diff import ScenarioChange, scenario_changes
from planner.scenario.edit import changed, scenario_text
from planner.scenario.scenario import Assumption, parse_scenario
from tests.tiny import rule, scenario, setback

DEFAULT = parse_scenario(read_scenario_text())


def told(before, after):
    return [(one.what, one.before, one.after) for one in scenario_changes(before, after)]


def test_a_scenario_does_not_differ_from_itself_under_another_name():
    assert scenario_changes(DEFAULT, changed(DEFAULT, name="the same")) == ()
    assert scenario_changes(DEFAULT, parse_scenario(scenario_text(DEFAULT))) == ()


def test_widths_rules_left_out_and_factors_are_told_as_before_and_after():
    made = changed(
        DEFAULT, name="x", distances_m={"plot_setback": 10}, without=["rail"], factors={"net_share": 0.7}
    )
    found = {one.what: (one.before, one.after) for one in scenario_changes(DEFAULT, made)}
    assert found["Setback from plot boundary"] == ("4.0\u00a0m", "10.0\u00a0m")
    assert found["Railway protective zone"] == ("30.0\u00a0m", "left out")
    assert found["net_share"] == ("0.84", "0.7")
    assert len(found) == 3


def test_an_assumed_e_says_for_which_plots():
    denser = Assumption(
        title={"en": "e of TT"}, where={"zoning_code": ["TT"]}, floor_area_ratio=0.8, only_missing=False
    )
    filled = denser.model_copy(update={"only_missing": True})
    one, other = (changed(scenario(), name="x", assumptions=[entry]) for entry in (denser, filled))
    assert told(scenario(), one) == [("e of TT", "as the plan gives it", "e = 0.8")]
    assert told(scenario(), other) == [
        ("e of TT", "as the plan gives it", "e = 0.8 where the plan gives none")
    ]


def test_a_rule_that_is_new_reordered_or_changed_otherwise_is_told():
    one, two = setback(4, rule_id="a"), rule("along_line", "roads", 20, rule_id="b")
    assert told(scenario(one), scenario(one, two)) == [("a rule", "none", "20.0\u00a0m")]
    (order,) = scenario_changes(scenario(one, two), scenario(two, one))
    assert order.what == "Order of the rules"
    permitted = {**two, "effect": "permit", "where": {"road_class": ["street"]}, "note": "no figure"}
    assert told(scenario(two), scenario(permitted)) == [
        ("a rule", "20.0\u00a0m", "20.0\u00a0m; other in the file: effect, where")
    ]


@pytest.mark.parametrize("field", ["note", "legal_reference", "confidence"])
def test_what_no_figure_depends_on_is_no_difference(field):
    one = setback(4)
    assert scenario_changes(scenario(one), scenario({**one, field: "other"})) == ()


def test_weights_and_sections_of_the_file_are_told():
    criteria = list(DEFAULT.criteria)
    criteria[0] = criteria[0].model_copy(update={"weight": criteria[0].weight + 1})
    made = DEFAULT.model_copy(update={"criteria": tuple(criteria), "jobs": ()})
    weight, section = scenario_changes(DEFAULT, made)
    assert weight.what == criteria[0].name
    assert weight.after.startswith(f"weight {criteria[0].weight:g}, from")
    assert section == ScenarioChange("Section jobs of the file", "", "differs")
