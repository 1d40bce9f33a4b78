"""Scenarios: what is refused, and that all faults come in one message."""

import pytest

from layers.errors import PlannerError
from layers.io import read_scenario_text, scenario_names
from planner.capacity.restrictions import KINDS
from planner.scenario.scenario import parse_scenario
from planner.siting.criteria import CRITERIA

HEAD = 'name = "mine"\ntitle = { en = "Mine" }\n'
RULE = """
[[rules]]
rule_id = "strip"
title = { en = "Strip" }
layer = "plots"
kind = "setback"
effect = "exclude"
distance_m = 4
"""
CRITERION = """
[[criteria]]
criterion_id = "largest_part"
title = { en = "Largest part" }
weight = 1
worst = 0
best = 100
unit = "m²"
"""


def fault(text):
    with pytest.raises(PlannerError) as error:
        parse_scenario(HEAD + text)
    return str(error.value)


@pytest.mark.parametrize("name", scenario_names())
def test_what_comes_with_the_product_can_be_read(name):
    scenario = parse_scenario(read_scenario_text(name))
    assert scenario.name == name
    assert {setting.criterion_id for setting in scenario.criteria} <= {one.criterion_id for one in CRITERIA}


def test_the_default_rules_are_of_known_kinds_with_english_titles():
    scenario = parse_scenario(read_scenario_text())
    assert len(scenario.rules) >= 20
    assert all(rule.title["en"] for rule in scenario.rules)
    assert {rule.kind for rule in scenario.rules} - set(KINDS) <= {"raster_above", "raster_below"}


def test_a_sound_scenario():
    scenario = parse_scenario(HEAD + RULE + CRITERION)
    assert (scenario.rules[0].distance_m, scenario.rules[0].name) == (4.0, "Strip")
    assert scenario.criteria[0].name == "Largest part"
    with pytest.raises(ValueError, match="frozen"):
        scenario.rules[0].distance_m = 5


def test_all_faults_come_in_one_message():
    text = (
        RULE.replace("distance_m = 4", "distance_m = -4").replace('"setback"', '"moat"') + "colour = 'red'\n"
    )
    text += CRITERION.replace("weight = 1", "weight = nan")
    found = fault(text)
    for place in ("rules.1.distance_m", "rules.1.kind", "rules.1.colour", "criteria.1.weight"):
        assert f"- {place}: " in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rules", "not valid TOML"),
        ("colour = 1", "- colour: Extra inputs are not permitted"),
        (RULE.replace('rule_id = "strip"', ""), "rules.1.rule_id: Field required"),
        (RULE.replace("= 4", "= -4"), "greater than or equal to 0"),
        (RULE.replace("= 4", "= nan"), "rules.1.distance_m"),
        (RULE.replace("= 4", "= inf"), "rules.1.distance_m"),
        (RULE.replace("= 4", '= "four"'), "valid number"),
        (RULE.replace('"exclude"', '"forbid"'), "rules.1.effect"),
        (RULE.replace('en = "Strip"', 'fi = "Kaistale"'), "an English title is needed"),
        (RULE + RULE, "strip stands twice"),
        (CRITERION + CRITERION, "largest_part stands twice"),
        (CRITERION.replace("best = 100", "best = 0"), "must differ"),
        (CRITERION.replace("best = 100", "best = nan"), "criteria.1.best"),
        (CRITERION.replace("weight = 1", "weight = -1"), "criteria.1.weight"),
        ('[factors.x]\nvalue = nan\nunit = "m"\nsource = "s"', "factors.x.value"),
        ('[factors.storey_height_m]\nvalue = 0\nunit = "m"\nsource = "s"', "storey_height_m must be above 0"),
        ('[factors.x]\nvalue = 1\nsource = "s"', "factors.x.unit"),
    ],
)
def test_what_a_scenario_cannot_say(text, said):
    assert said in fault(text)


def test_a_factor_that_is_not_there_is_a_sentence():
    with pytest.raises(PlannerError, match="no factor “net_share”"):
        parse_scenario(HEAD).factor("net_share")


def test_a_rule_above_a_slope_is_named_by_what_it_covers():
    # What is steeper than 3 % is also what is steeper than 10 %: a range in the name would be wrong.
    rules = [rule for rule in parse_scenario(read_scenario_text()).rules if rule.kind == "raster_above"]
    assert [rule.title["en"] for rule in rules] == [
        f"Slope above {rule.threshold_percent:g} %" for rule in rules
    ]
