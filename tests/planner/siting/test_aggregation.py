"""Knock-outs, criteria, scores and their ranges."""

import tomllib
from dataclasses import replace

import pandas as pd
import pytest

from layers.errors import PlannerError
from layers.io import read_national, read_scenario_text
from layers.layer import Layer
from layers.specs import SPECS
from layers.specs.plots import STATUSES
from planner.appraisal import appraise
from planner.capacity.statuses import STATUS_TITLES
from planner.capacity.zoning_codes import code_class, unexplained_codes
from planner.logistics.distance import Distance
from planner.scenario.scenario import CriterionSetting, parse_scenario
from planner.siting.aggregation import score, value_score, without_route
from planner.siting.criteria import CRITERIA, Candidate
from planner.siting.knock_outs import code_verdicts, gaps, knock_outs
from tests.tiny import WORKING, atlas, rule, scenario, square, table

approx = pytest.approx
UNITS = {criterion.criterion_id: criterion.unit for criterion in CRITERIA}
BOUNDS = {
    "largest_part": (0, 20_000),
    "track_distance": (2000, 0),
    "quay_distance": (5000, 0),
    "partners_near": (0, 10),
}
CODES = [
    {"code": "T", "class_group": "industry", "developable_industry": "yes"},
    {"code": "EV", "class_group": "special", "developable_industry": "no"},
    {"code": "EN", "class_group": "special", "developable_industry": "energy plants"},
    {"code": "VL", "class_group": "green", "developable_industry": "no"},
]


def criterion(criterion_id, weight=1.0, **more):
    worst, best = BOUNDS[criterion_id]
    bounds = {"worst": worst, "best": best, "unit": UNITS[criterion_id], **more}
    return {"criterion_id": criterion_id, "title": {"en": criterion_id}, "weight": weight, **bounds}


def candidate(*distances, radius_m=5000.0):
    area = atlas(square(0, 0), buildings=[square(500, 0)])
    capacity = appraise("A", area, scenario()).capacity
    return Candidate(capacity, distances, radius_m)


def track(distance_m):
    return Distance("A", "track", "t", "spur", "direct", "straight_line", distance_m)


def firm(distance_m, accuracy_m):
    return Distance("A", "company", "c", "firm", "direct", "straight_line", distance_m, accuracy_m=accuracy_m)


# --- Value functions ---


@pytest.mark.parametrize(
    ("value", "expected"), [(2000, 0), (0, 100), (500, 75), (1000, 50), (9000, 0), (-5, 100)]
)
def test_a_value_scores_straight_between_its_bounds_and_flat_beyond(value, expected):
    setting = CriterionSetting(criterion_id="x", title={"en": "x"}, weight=1, worst=2000, best=0, unit="m")
    assert value_score(value, setting) == approx(expected)


# --- Scores ---


def test_contributions_add_up_to_the_score():
    settings = scenario(criteria=[criterion("largest_part", 3), criterion("track_distance", 1)])
    found = score(candidate(track(500)), settings)
    by_id = {entry.criterion_id: entry for entry in found.contributions}
    assert (by_id["largest_part"].value_score, by_id["track_distance"].value_score) == approx((50, 75))
    assert (by_id["largest_part"].contribution_score, by_id["track_distance"].contribution_score) == approx(
        (37.5, 18.75)
    )
    assert (found.low_score, found.high_score, found.known_weight_share) == approx((56.25, 56.25, 1))


def test_what_is_not_known_widens_the_range_and_is_not_guessed():
    settings = scenario(criteria=[criterion("largest_part", 3), criterion("track_distance", 1)])
    found = score(candidate(), settings)
    assert found.known_weight_share == approx(0.75)
    assert (found.low_score, found.high_score) == approx((37.5, 62.5))
    unknown = next(entry for entry in found.contributions if entry.criterion_id == "track_distance")
    assert (unknown.value, unknown.value_score, unknown.contribution_score, unknown.weight) == (
        None,
        None,
        None,
        1,
    )


def test_nothing_known_is_no_score():
    found = score(candidate(), scenario(criteria=[criterion("track_distance")]))
    assert (found.is_known, found.low_score, found.high_score, found.known_weight_share) == (
        False,
        0,
        100,
        0,
    )


def test_a_criterion_that_is_not_weighed_is_shown_without_weight():
    found = score(candidate(track(500)), scenario(criteria=[criterion("largest_part")]))
    entry = next(entry for entry in found.contributions if entry.criterion_id == "track_distance")
    assert (entry.value, entry.weight, entry.contribution_score) == (500, None, None)
    assert (found.low_score, found.high_score) == approx((50, 50))


def test_a_weight_of_zero_changes_nothing():
    with_zero = scenario(criteria=[criterion("largest_part"), criterion("track_distance", 0)])
    assert score(candidate(track(0)), with_zero).low_score == approx(50)
    found = score(candidate(), scenario(criteria=[criterion("largest_part", 0)]))
    assert (found.is_known, found.known_weight_share) == (False, 0)


def test_a_misspelt_criterion_is_not_passed_over():
    wrong = {**criterion("largest_part"), "criterion_id": "largest_prat"}
    with pytest.raises(PlannerError, match=r"largest_prat.*largest_part"):
        score(candidate(), scenario(criteria=[wrong]))


def test_bounds_in_another_unit_are_refused():
    with pytest.raises(PlannerError, match="“track_distance” in km; it is measured in m"):
        score(candidate(), scenario(criteria=[criterion("track_distance", unit="km")]))


def test_a_firm_is_near_when_its_whole_circle_is():
    settings = scenario(criteria=[criterion("partners_near")])
    rows = [firm(4900, 100), firm(4900, 101), firm(None, 2500), firm(None, 2501), firm(100, None)]
    found = score(candidate(*rows), settings)
    assert next(e for e in found.contributions if e.criterion_id == "partners_near").value == 3


def test_no_firm_at_hand_is_not_no_firm_near():
    settings = scenario(criteria=[criterion("partners_near")])
    assert not score(candidate(), settings).is_known


def test_every_status_has_a_word():
    assert set(STATUS_TITLES) == set(STATUSES)


# --- Zoning codes ---


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("T/kem", "industry"),
        ("T-6", "industry"),
        ("TY-2/kem", "industry"),
        ("T-2/kem", "industry"),
        ("T/kem-1", "industry"),
        ("EV", "special"),
        ("EV-1", "special"),
        ("M", "reserve"),
        ("XYZ", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_classes_of_codes_as_plans_write_them(code, expected):
    assert code_class(code, read_national().table("zoning_codes")) == expected


# --- Knock-outs ---


def out(plot, *rules, classes=("industry", "special", "unknown"), **layers):
    area = atlas(
        {"geometry": square(0, 0), "status": "free", **plot}, tables=[table("zoning_codes", CODES)], **layers
    )
    settings = scenario(*rules, knock_outs={"available_status": ["free"], "industry_classes": classes})
    row = area.frame("plots").iloc[0]
    capacity = appraise("A", area, settings).capacity
    unfit = code_verdicts([row["zoning_code"]], area, settings).unfit
    return dict(knock_outs(row, capacity, settings, unfit))


def test_a_free_industrial_plot_is_in():
    assert out({"zoning_code": "T"}) == {}


@pytest.mark.parametrize(
    ("plot", "said"),
    [
        ({"status": "built"}, "Its status is “built”."),
        ({"status": "reserved"}, "Its status is “reserved”."),
        ({"status": "reserved", "reserved_until": "2027-06-30"}, "It is reserved until Jun 30, 2027."),
    ],
)
def test_a_plot_that_cannot_be_had_is_out(plot, said):
    assert out(plot) == {"status": said}


@pytest.mark.parametrize("code", ["VL", "EV", "EV-1"])
def test_a_code_that_is_not_for_industry_is_out(code):
    assert out({"zoning_code": code}) == {"zoning": f"The zoning code {code} is not for industry."}


@pytest.mark.parametrize("code", ["EN", "EN-2", "XYZ", None])
def test_a_code_of_a_class_with_some_industry_or_unknown_is_not_ruled_out(code):
    assert out({"zoning_code": code}) == {}
    assert out({"zoning_code": code}, classes=["industry", "special"]) == {}


@pytest.mark.parametrize(
    "code", ["A", "AK", "AO", "AO-3", "C", "K", "KL", "LPA", "MT", "P", "RA", "SR", "VU", "Y", "YO"]
)
def test_known_codes_of_the_national_list_that_are_not_for_industry_are_out(code):
    listed = Layer.build(SPECS["zoning_codes"], read_national().table("zoning_codes"), WORKING)
    area = atlas({"geometry": square(0, 0), "zoning_code": code}, tables=[listed])
    rules = scenario(knock_outs=parse_scenario(read_scenario_text()).knock_outs.model_dump())
    verdicts = code_verdicts([code], area, rules)
    assert (verdicts.unfit, verdicts.unknown) == ({code}, frozenset())


def test_every_plan_notation_that_an_import_recognises_is_in_the_list_of_codes(root):
    names = tomllib.loads((root / "data" / "mappings" / "zoning_names.toml").read_text(encoding="utf-8"))
    listed = read_national().table("zoning_codes")
    assert set(names["zoning_code"]) <= set(listed["code"])


@pytest.mark.parametrize(
    ("code", "own", "said"),
    [
        ("XYZ", {}, "unknown"),
        ("XYZ", {"XYZ": "industry"}, "in"),
        ("XYZ-4", {"XYZ": "industry"}, "in"),
        ("XYZ", {"XYZ": "other"}, "out"),
        ("VL", {"VL": "industry"}, "in"),
        (None, {}, "unknown"),
        (None, {"": "industry"}, "in"),
        (None, {"": "other"}, "out"),
        ("XYZ", {"": "industry"}, "unknown"),
    ],
)
def test_what_an_area_says_of_its_own_codes_goes_before_the_list(code, own, said):
    area = atlas({"geometry": square(0, 0), "zoning_code": code}, tables=[table("zoning_codes", CODES)])
    area.info = replace(area.info, zoning_classes=own)
    rules = scenario(knock_outs={"industry_classes": ["industry"]})
    verdicts = code_verdicts([code], area, rules)
    assert ("out" if verdicts.unfit else "unknown" if verdicts.unknown else "in") == said
    explained = unexplained_codes([code], area.table("zoning_codes"), own)
    assert (code in explained) == (said == "unknown")


# --- What must be known for a rank ---


def missing(plot, **more):
    area = atlas(
        {"geometry": square(0, 0), "status": "free", **plot},
        tables=[table("zoning_codes", CODES)],
        buildings=[square(500, 0)],
    )
    settings = scenario(**more)
    row = area.frame("plots").iloc[0]
    codes = code_verdicts([row["zoning_code"]], area, settings)
    found = appraise("A", area, settings)
    return dict(gaps(row, found.capacity, found.score, settings, codes.unknown))


def rules(classes=("industry", "special"), statuses=("free",)):
    return {
        "knock_outs": {"available_status": statuses, "industry_classes": classes},
        "criteria": [criterion("largest_part", 3), criterion("track_distance", 1)],
    }


def test_a_code_or_status_that_nobody_has_explained_is_asked_for():
    assert missing({"zoning_code": "T"}, **rules()) == {}
    assert missing({"zoning_code": "XYZ"}, **rules()) == {
        "zoning_unknown": "The zoning code XYZ is not known: say what it allows."
    }
    assert missing({}, **rules()) == {"zoning_unknown": "No zoning code is known: say what the plan allows."}
    assert missing({"zoning_code": "T", "status": "unknown"}, **rules()) == {
        "status_unknown": "Its status is not known: ask whether it can be had."
    }


def test_a_scenario_may_let_the_unknown_in():
    assert missing({"status": "unknown"}, **rules(("industry", "unknown"), ("free", "unknown"))) == {}
    assert missing({"status": "unknown"}, criteria=[criterion("largest_part")]) == {}


def test_less_known_weight_than_the_scenario_asks_for_is_too_little():
    plot, wanted = {"zoning_code": "T"}, rules()
    assert missing(plot, **wanted, ranking={"minimum_known_weight_share": 0.75}) == {}
    assert missing(plot, **wanted, ranking={"minimum_known_weight_share": 0.76}) == {
        "known_weight": "75 % of the weight is known; a rank needs 76 %."
    }
    assert missing(plot) == {"known_weight": "No criterion that carries weight is known for it."}


def test_whether_any_floor_area_is_left_is_asked_where_something_stands_and_the_plan_is_not_known():
    wanted = rules()
    shed = {"zoning_code": "T", "used_floor_area_m2": 100}
    told = (
        "It is not known whether any floor area is left. Not known: floor-area ratio e, coverage, storeys, "
    )
    told += "volume ratio, ground under existing buildings."
    assert missing(shed, **wanted) == {"floor_area_unknown": told}
    assert missing({**shed, "building_right_m2": 500, "storeys": 1}, **wanted).keys() == {
        "floor_area_unknown"
    }
    whole = {"building_right_m2": 500, "limits_not_set": "coverage, storeys, height, volume"}
    assert missing({**shed, **whole, "used_floor_area_m2": 0}, **wanted) == {}


def test_no_ground_and_no_right():
    all_of_it = rule("area", "water")
    assert out({}, all_of_it, water=[square(-10, -10, 200)]) == {
        "no_ground": "The rules leave no ground to build on."
    }
    assert out({"building_right_m2": 100, "used_floor_area_m2": 100}) == {
        "no_right": "No floor area is left."
    }
    assert out({"used_floor_area_m2": 100}) == {}


def test_codes_without_a_word_on_industry_are_judged_by_their_class():
    codes = pd.DataFrame({"code": ["T"], "class_group": ["industry"]})
    assert code_class("T-1", codes) == "industry"


def test_what_no_route_leads_to_is_not_known_and_is_named():
    weighed = scenario(criteria=[criterion("quay_distance"), criterion("track_distance")])
    straight = Distance("A", "quay", "q", "quay", "direct", "straight_line", 900.0)
    missed = Distance("A", "quay", "q", "quay", "road", "no_route", None)
    found = score(candidate(straight, missed, track(100.0)), weighed)
    assert without_route(found) == ("quay_distance",)
    assert found.known_weight_share == 0.5
    assert found.low_score < found.high_score
    by_road = Distance("A", "quay", "r", "quay", "road", "network", 900.0)
    known = score(candidate(straight, missed, by_road, track(100.0)), weighed)
    assert (without_route(known), known.known_weight_share) == ((), 1.0)
