"""Ways by rail between loading places, and to ports."""

import pytest

from layers.io import read_atlas, read_scenario_text
from planner.logistics.distance import NETWORK, NO_ROUTE
from planner.logistics.terminals import rail_ways
from planner.scenario.scenario import parse_scenario
from tests import tiny
from tests.planner.logistics.freight import freight_case as case


def test_to_a_port_along_the_tracks_and_the_table():
    ways = {way.target_id: way for way in rail_ways(case.atlas(), case.scenario())}
    assert ways["harbour"].distance_m == pytest.approx(20 + 1950 + 55_000)
    assert ways["harbour"].method == NETWORK
    assert ways["harbour"].joint == "the park"
    assert ways["harbour"].electrified == "unknown"


def test_a_port_without_rail_is_said():
    ways = rail_ways(case.atlas(rails=[("joint", "town", 110.0)]), case.scenario())
    assert [(way.target_id, way.distance_m) for way in ways] == [("harbour", None)]
    assert "No way by rail" in ways[0].note


def test_between_the_loading_places_of_the_area():
    places = [*case.TERMINAL, {"geometry": tiny.point(2100, -20), "kind": "rail_terminal", "name": "East"}]
    rail = [{"geometry": case.RAIL[0], "electrified": "yes"}]
    ways = rail_ways(case.atlas(places=places, rail=rail), case.scenario())
    within = [way for way in ways if way.target_kind == "rail_terminal"]
    assert [way.distance_m for way in within] == pytest.approx([1040, 1040])
    assert {way.electrified for way in ways} == {"yes"}


def test_without_tracks_there_is_no_way_by_rail_and_no_straight_line():
    places = [*case.TERMINAL, {"geometry": tiny.point(2100, -20), "kind": "rail_terminal", "name": "East"}]
    ways = rail_ways(case.atlas(places=places, rail=None), case.scenario())
    assert {(way.method, way.distance_m) for way in ways} == {(NO_ROUTE, None)}
    assert all("tracks at hand do not lead" in way.note for way in ways)


def test_an_area_without_loading_places_has_no_ways():
    assert rail_ways(case.atlas(places=None), case.scenario()) == []


def test_kokkola_s_yard_to_the_ports_of_the_country():
    ways = rail_ways(read_atlas("kokkola"), parse_scenario(read_scenario_text()))
    to = {way.target_id: way.distance_m for way in ways if way.distance_m is not None}
    assert 290_000 < to["port_kemi"] < 400_000
    assert to["port_mussalo"] > 400_000
    assert "port_maarianhamina" not in to
