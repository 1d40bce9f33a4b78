"""What the rules that come with the program do to a plot, and how sure they say they are."""

import csv
from pathlib import Path

import pytest

from layers.errors import PlannerError
from layers.io import read_scenario_text
from layers.terrain import Rasters
from planner.appraisal import appraise
from planner.capacity.restrictions import restrict
from planner.scenario.edit import scenario_text
from planner.scenario.scenario import TAKING, parse_scenario
from planner.siting.criteria import CRITERIA
from tests.planner.capacity.test_terrain import plane, terrain
from tests.tiny import atlas, line, rectangle, scenario, square

approx = pytest.approx
DEFAULT = parse_scenario(read_scenario_text())
RULES = {rule.rule_id: rule for rule in DEFAULT.rules}
LEGAL_CHECK = Path(__file__).parents[4] / "shared" / "facts" / "legal_check.csv"
HAZARDS = ("dangerous_chemicals", "fuels")


def left_m2(rules, area):
    return restrict(area, rules).buildable["A"].area


def only(*rule_ids):
    """Return the default scenario with these rules alone, as rules of no country: the tiny area has none."""
    rules = tuple(RULES[rule_id] for rule_id in rule_ids)
    return DEFAULT.model_copy(update={"rules": rules, "country": ""})


# --- Conditions and bans ---


@pytest.mark.parametrize("rule_id", ["groundwater_1", "groundwater_2"])
@pytest.mark.parametrize("groundwater_class", ["1", "1E", "2", "2E"])
def test_groundwater_bans_no_firm_but_one_of_a_hazard(rule_id, groundwater_class):
    """No layer of groundwater comes with the program: one of zoning, with the classes as codes, stands in."""
    area = atlas(square(0, 0), zoning=[{"geometry": square(-10, -10, 200), "zoning_code": groundwater_class}])
    meant = rule_id[-1] == groundwater_class[0]
    moved = RULES[rule_id].model_copy(
        update={"layer": "zoning", "where": {"zoning_code": RULES[rule_id].where["groundwater_class"]}}
    )
    rules = DEFAULT.model_copy(update={"rules": (moved,), "country": ""})
    assert left_m2(rules, area) == approx(10_000)
    assert [finding.effect for finding in appraise("A", area, rules).findings if not finding.denies_rank] == (
        ["consult"] if meant else []
    )
    for hazard in HAZARDS:
        assert left_m2(rules.for_hazard(hazard), area) == approx(0 if meant else 10_000)


def test_a_scenario_that_names_a_hazard_is_read_with_its_effects_and_written_with_them():
    text = read_scenario_text().replace('name = "default"', 'name = "mine"\nfirm_hazard = "fuels"', 1)
    mine = parse_scenario(text)
    assert {rule.effect for rule in mine.rules if rule.effect_by_hazard} == {"exclude"}
    assert parse_scenario(scenario_text(mine)) == mine
    with pytest.raises(PlannerError, match="firm_hazard"):
        parse_scenario(text.replace('"fuels"', '"noise"', 1))


def test_8_m_to_a_neighbours_building_is_a_condition():
    area = atlas(square(0, 0), buildings=[rectangle(102, 0, 50, 100)])
    assert left_m2(only("existing_building"), area) == approx(10_000)
    (finding,) = (
        one for one in appraise("A", area, only("existing_building")).findings if not one.denies_rank
    )
    assert (finding.effect, finding.overlap_m2) == ("condition", approx(600))


def test_steep_ground_is_a_condition_with_its_cost():
    """A plane of 12 % on 100 m × 100 m: 0.12 × 50²/2 × 100 = 15 000 m³ are cut, at 10 €/m³."""
    area = atlas(square(0, 0)).with_rasters(Rasters(terrain=terrain(plane(12))))
    assert left_m2(only("slope_steep"), area) == approx(10_000)
    (finding,) = (one for one in appraise("A", area, only("slope_steep")).findings if not one.denies_rank)
    assert finding.effect == "condition"
    assert "moves 15,000 m³, about 150,000 € at 10 €/m³ (unverified)." in finding.note.replace("\u00a0", " ")


def test_what_levelling_costs_is_not_known_of_a_plot_partly_beyond_the_model():
    area = atlas(rectangle(60, 0, 120, 100)).with_rasters(Rasters(terrain=terrain(plane(12))))
    (finding,) = (one for one in appraise("A", area, only("slope_steep")).findings if not one.denies_rank)
    assert "What levelling would cost is not known" in finding.note


def test_a_rule_that_prices_by_a_factor_that_is_missing_is_refused():
    priced = {**RULES["slope_steep"].model_dump(), "cost_factor": "gold_eur_m3"}
    with pytest.raises(ValueError, match="gold_eur_m3"):
        scenario(priced)


# --- Power lines ---


def power_m2(**attributes):
    across = [{"geometry": line((50, -100), (50, 200)), **attributes}]
    return 10_000 - left_m2(
        only("power_110", "power_220", "power_400", "power_unknown"), atlas(square(0, 0), power_lines=across)
    )


def test_a_line_of_unknown_voltage_takes_the_widest_zone_and_no_less_than_any_known_one():
    known_m2 = [power_m2(voltage_kv=voltage) for voltage in (110, 220, 400)]
    assert known_m2 == approx([4600, 5400, 6000])
    assert power_m2() == approx(max(known_m2))
    assert power_m2(building_limit_m=10) == approx(2000)
    assert power_m2(voltage_kv=20) == 0


def test_what_is_assumed_of_a_line_says_so_and_is_not_unchecked_as_well():
    across = [
        {"geometry": line((50, -100), (50, 200))},
        {"geometry": line((0, 0), (1, 1)), "voltage_kv": 110},
    ]
    found = appraise(
        "A", atlas(square(0, 0), power_lines=across), only("power_110", "power_400", "power_unknown")
    )
    (assumed,) = (one for one in found.findings if one.rule == "power_unknown")
    assert assumed.confidence.startswith("assumed")
    assert not found.unchecked


# --- How sure the rules are ---


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_is_dated_and_says_how_sure_it_is(rule_id):
    rule = RULES[rule_id]
    assert rule.as_of
    assert rule.confidence
    assert rule.legal_reference


@pytest.mark.parametrize("rule_id", [rule.rule_id for rule in DEFAULT.rules if rule.confidence == "high"])
def test_a_figure_that_is_only_usual_or_unverified_is_never_of_high_confidence(rule_id):
    rule = RULES[rule_id]
    assert "usual" not in rule.legal_reference
    if rule.effect in TAKING and rule.distance_m:
        assert rule.url


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_that_rests_on_an_unverified_section_is_not_of_high_confidence(rule_id):
    rule = RULES[rule_id]
    assert rule.confidence != "high" or "unverified" not in f"{rule.legal_reference} {rule.note}"


def test_sight_areas_of_roads_and_level_crossings_are_listed_as_not_checked():
    found = appraise("A", atlas(square(0, 0)), only("sight_areas"))
    (entry,) = found.unchecked
    assert entry.reason == "no data at hand: layer “Sight areas of roads and level crossings”"
    assert RULES["sight_areas"].confidence == "unverified"
    for section in ("503/2005 s 45", "s 46"):
        assert section in RULES["sight_areas"].legal_reference


def test_what_the_check_of_the_law_could_not_verify_is_not_of_high_confidence():
    if not LEGAL_CHECK.exists():
        pytest.skip("the table of checked legal references is not at hand")
    with LEGAL_CHECK.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["verified"].startswith(("yes", "partly"))]
    behind = {rule_id for row in rows for rule_id in row["rule_ids"].split("; ") if rule_id}
    # How a detailed plan changes a strip is verified nowhere; each rule on a strip says so in its note.
    for rule_id in behind:
        rule = RULES[rule_id]
        assert rule.confidence != "high" or "could not be verified" in rule.note, rule_id


@pytest.mark.parametrize("rule_id", ["road_motorway", "road_main", "road_other", "rail"])
def test_a_strip_along_a_route_says_that_the_effect_of_a_detailed_plan_is_not_verified(rule_id):
    assert "detailed plan in force changes the strip could not be verified" in RULES[rule_id].note


def test_widths_that_a_road_plan_sets_are_told_apart_from_the_law():
    for rule_id in ("road_motorway", "road_main"):
        assert "20 m by law" in RULES[rule_id].legal_reference
        assert RULES[rule_id].confidence == "usual width; the road plan decides"
    assert RULES["road_other"].distance_m == 20.0


@pytest.mark.parametrize(
    ("language", "by_mode"),
    [
        ("en", {"road": "by road", "direct": "straight line"}),
        ("fi", {"road": "tietä pitkin", "direct": "linnuntietä"}),
        ("sv", {"road": "längs väg", "direct": "fågelvägen"}),
    ],
)
def test_every_distance_in_a_score_says_by_which_mode_it_is(language, by_mode):
    titles = {setting.criterion_id: setting.title[language] for setting in DEFAULT.criteria}
    measured = [criterion for criterion in CRITERIA if criterion.mode]
    assert [
        titles[one.criterion_id] for one in measured if by_mode[one.mode] not in titles[one.criterion_id]
    ] == []
