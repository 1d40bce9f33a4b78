"""Offers and needs that meet: codes, qualities, distances, and what stays open."""

import math
import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import PlannerError
from planner.symbiosis.matching import MatchingRules, matches
from planner.symbiosis.streams import (
    Entry,
    Haul,
    Quality,
    Stream,
    ewc_digits,
    possible_entries,
    shares_industry,
)

TRUCK = Haul("truck", 30.0, 100.0, "", "")
SLAG = Stream("slag", "slag", "t", "solid", ewc=("100201", "100202"), cn=("2618",), hauls=(TRUCK,))
STEAM = Stream("steam", "steam", "MWh", "gas", hauls=(Haul("pipe", 1.0, 3.0, "", ""),))
RULES = MatchingRules(
    catalogue=(SLAG, STEAM),
    default_hauls=(TRUCK,),
    smallest_difference_k=10.0,
    entry_kinds={"100201": "absolute non-hazardous", "100202": "mirror non-hazardous"},
)
PLACES = pd.DataFrame(
    {"e_m": [0.0, 3_000.0, 300_000.0], "n_m": [0.0, 4_000.0, 0.0], "accuracy_m": 0.0}, index=["a", "b", "far"]
)


def offer(company="a", unit="t", **more):
    return Entry(more.pop("entry_id", f"o-{company}"), company, "offer", unit, **more)


def need(company="b", unit="t", **more):
    return Entry(more.pop("entry_id", f"n-{company}"), company, "need", unit, **more)


def only(entries, places=PLACES, rules=RULES):
    found = matches(entries, places, rules)
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    ("given_by", "asked_by", "code_fit"),
    [
        ({"stream_id": "slag"}, {"stream_id": "slag"}, "same_stream"),
        ({"ewc": "100201"}, {"ewc": "100202"}, "same_stream"),
        ({"ewc": "100201"}, {"cn": "2618"}, "same_stream"),
        ({"ewc": "030105"}, {"ewc": "030105"}, "same_code"),
        ({"ewc": "030105"}, {"ewc": "030101"}, "same_sub_chapter"),
        ({"cn": "280610"}, {"cn": "280620"}, "same_heading"),
    ],
)
def test_entries_meet_by_the_closest_code(given_by, asked_by, code_fit):
    match = only([offer(**given_by), need(**asked_by)])
    assert (match.code_fit, match.distance_m, match.transport) == (code_fit, 5_000, "truck")
    assert match.nearness_share == pytest.approx(0.5 ** (5 / 30))


def test_other_codes_units_and_the_firm_itself_do_not_meet():
    for entries in (
        [offer(ewc="030105"), need(ewc="100201")],
        [offer(stream_id="slag"), need(stream_id="slag", unit="m3")],
        [offer(stream_id="slag"), need("a", stream_id="slag")],
        [offer(stream_id="slag"), offer("b", stream_id="slag")],
        [],
    ):
        assert matches(entries, PLACES, RULES).empty


def test_a_match_beyond_every_transport_is_none():
    assert matches([offer(stream_id="slag"), need("far", stream_id="slag")], PLACES, RULES).empty
    assert matches(
        [offer(stream_id="steam", unit="MWh"), need(stream_id="steam", unit="MWh")], PLACES, RULES
    ).empty


def test_a_place_that_is_not_exact_is_measured_to_its_far_end_and_asked_about():
    places = PLACES.assign(accuracy_m=[0.0, 98_000.0, 0.0])
    match = only([offer(stream_id="slag"), need(stream_id="slag")], places)
    assert match.distance_accuracy_m == 98_000
    assert match.nearness_share == pytest.approx(0.5 ** (103 / 30))
    assert "place" in match.open_questions
    assert matches([offer(stream_id="slag"), need("nowhere", stream_id="slag")], places, RULES).empty


def heat(temperature):
    return {"stream_id": "steam", "unit": "MWh", "quality": Quality(temperature_degc=temperature)}


@pytest.mark.parametrize(
    ("given_degc", "asked_degc", "meets"), [(110, 100, True), (109.9, 100, False), (60, 90, False)]
)
def test_heat_only_flows_down(given_degc, asked_degc, meets):
    near = PLACES.assign(n_m=0.0, e_m=[0.0, 500.0, 0.0])
    found = matches([offer(**heat(given_degc)), need(**heat(asked_degc))], near, RULES)
    assert len(found) == meets


def test_a_quality_that_is_not_known_is_asked_about_not_assumed():
    near = PLACES.assign(n_m=0.0, e_m=[0.0, 500.0, 0.0])
    assert "temperature" in only([offer(**heat(None)), need(**heat(100))], near).open_questions
    assert "temperature" not in only([offer(**heat(None)), need(**heat(None))], near).open_questions


@pytest.mark.parametrize(
    ("given_by", "asked_by", "meets"),
    [
        (Quality(purity_share=0.98), Quality(purity_share=0.96), True),
        (Quality(purity_share=0.90), Quality(purity_share=0.96), False),
        (Quality(moisture_share=0.2), Quality(moisture_share=0.3), True),
        (Quality(moisture_share=0.5), Quality(moisture_share=0.3), False),
        (Quality(pressure_bar=5), Quality(pressure_bar=6), False),
        (Quality(grade="fine"), Quality(grade="fine"), True),
        (Quality(grade="coarse"), Quality(grade="fine"), False),
    ],
)
def test_what_is_not_pure_dry_or_dense_enough_does_not_meet(given_by, asked_by, meets):
    entries = [offer(stream_id="slag", quality=given_by), need(stream_id="slag", quality=asked_by)]
    assert len(matches(entries, PLACES, RULES)) == meets


def test_waste_asks_for_its_status_and_a_mirror_entry_for_an_assessment():
    plain = only([offer(ewc="100201", quantity_yr=5.0), need(ewc="100201", quantity_yr=9.0)])
    assert (plain.open_questions, plain.quantity_yr) == (("permit",), 5.0)
    mirror = only([offer(ewc="100202"), need(ewc="100202")])
    assert set(mirror.open_questions) == {"permit", "hazard", "quantity"}
    assert math.isnan(mirror.quantity_yr)
    assert "hazard" in only([offer(ewc="191212"), need(ewc="191212")]).open_questions  # not in the list here


def test_what_an_industry_usually_gives_is_possible_and_stands_last():
    acid = replace(SLAG, stream_id="acid", ewc=(), cn=(), emitting_nace=("24.43",), using_nace=("20.15",))
    rules = replace(RULES, catalogue=(SLAG, acid))
    possible = possible_entries({"a": ["24.43"], "b": ["20.15"]}, [acid])
    stated = [offer(stream_id="slag"), need(stream_id="slag")]
    found = matches([*possible, *stated], PLACES, rules)
    assert found["basis"].tolist() == ["stated", "possible"]
    assert "listed_only" in found["open_questions"].iloc[1]
    said = [replace(possible[0], basis="stated", entry_id="said")]
    assert [entry.kind for entry in possible_entries({"a": ["24.43"], "b": ["20.15"]}, [acid], said)] == [
        "need"
    ]


def test_two_entries_of_one_id_are_refused():
    with pytest.raises(PlannerError, match="o-a is there twice"):
        matches([offer(), offer()], PLACES, RULES)


def test_codes_and_industries_nest_by_their_digits():
    assert [ewc_digits(code) for code in ("06 01 01*", "060101", "6 01 01", "06.01.01")] == [
        "060101",
        "060101",
        None,
        "060101",
    ]
    assert shares_industry("2443", ["24.4"])
    assert not shares_industry("", ["24.43"])
    assert not shares_industry("24.43", [""])


companies = st.lists(
    st.tuples(st.integers(0, 40_000), st.integers(0, 40_000), st.integers(0, 3_000)), min_size=2, max_size=6
)


@settings(max_examples=25)
@given(companies, st.data(), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing_and_no_place_improves_by_being_less_exact(
    placed, data, order: random.Random
):
    names = [f"c{n}" for n in range(len(placed))]
    places = pd.DataFrame(placed, columns=["e_m", "n_m", "accuracy_m"], index=names, dtype=float)
    entries = [
        make(
            name,
            entry_id=f"{name}-{make.__name__}",
            ewc=data.draw(st.sampled_from(["100201", "030105", "030101"])),
        )
        for name in names
        for make in (offer, need)
    ]
    found = matches(entries, places, RULES)
    shuffled = list(entries)
    order.shuffle(shuffled)
    pd.testing.assert_frame_equal(found, matches(shuffled, places.sample(frac=1, random_state=1), RULES))
    vaguer = matches(entries, places.assign(accuracy_m=places["accuracy_m"] + 500.0), RULES)
    both = found.merge(vaguer, on=["offer_id", "need_id"], suffixes=("", "_vaguer"))
    assert (both["nearness_share_vaguer"] < both["nearness_share"]).all()
