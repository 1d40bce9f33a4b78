"""Quays against a ship, and ways by sea with and without the canal."""

import pytest

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text, read_sea_network
from planner.logistics.quays import sea_ways, ships_at_quays
from planner.scenario.scenario import parse_scenario
from tests.planner.logistics.freight import freight_case as case


def test_each_quay_says_whether_it_takes_the_ship():
    rules = case.scenario()
    small, large = rules.ships
    atlas = case.atlas()
    found = {row.quay: row for row in ships_at_quays(atlas, small, rules)}
    assert (found["short"].verdict, found["short"].depth_m, found["short"].length_m) == ("asked", 6.0, 100.0)
    assert (found["silent"].verdict, found["silent"].depth_m) == ("unknown", None)
    assert {row.quay: row.verdict for row in ships_at_quays(atlas, large, rules)} == {
        "short": "too_shallow",
        "silent": "unknown",
    }


def test_an_area_without_quays_has_none():
    rules = case.scenario()
    assert ships_at_quays(case.atlas(ports=None), rules.ships[0], rules) == ()


def test_a_port_that_is_not_known_is_a_sentence():
    rules = case.scenario()
    with pytest.raises(PlannerError, match="no port abroad “atlantis”"):
        sea_ways(case.atlas(), case.sea(), rules.ships[0], "atlantis", rules)


def test_kokkola_to_rotterdam_with_and_without_the_canal():
    rules = parse_scenario(read_scenario_text())
    ways = sea_ways(read_atlas("kokkola"), read_sea_network(), rules.ships[0], "sea_rotterdam", rules)
    deep = next(way for way in ways if "syväsatama" in way.port)
    assert deep.way.distance_m == pytest.approx(2_046_000, rel=0.05)
    assert deep.without_canal.distance_m == pytest.approx(2_415_000, rel=0.05)


def test_the_fairway_of_kokkola_takes_14_m_and_no_more():
    rules = parse_scenario(read_scenario_text())
    panamax = next(ship for ship in rules.ships if ship.ship_id == "panamax")
    rows = {row.quay_id: row for row in ships_at_quays(read_atlas("kokkola"), panamax, rules)}
    deep = rows["port_kokkolasyva-6"]
    assert (deep.quay, deep.fairway_draught_m, deep.owner) == ("Laituri 11", 14.0, "public")
    assert deep.verdict in {"fits", "asked"}
    deeper = panamax.model_copy(update={"draught_m": 14.2})
    rows = {row.quay_id: row for row in ships_at_quays(read_atlas("kokkola"), deeper, rules)}
    assert rows["port_kokkolasyva-6"].depth_m == 15.7
    assert rows["port_kokkolasyva-6"].verdict == "fairway"


def test_a_deep_ship_says_through_which_straits_it_does_not_fit():
    rules = parse_scenario(read_scenario_text())
    panamax = next(ship for ship in rules.ships if ship.ship_id == "panamax")
    ways = sea_ways(read_atlas("kokkola"), read_sea_network(), panamax, "sea_rotterdam", rules)
    assert {way.way.passages for way in ways} == {("great_belt",)}
    assert any("Drogden" in limit for limit in ways[0].limits)
