"""Law has a country: outside it a rule of law takes nothing, and says that it was not checked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.io import read_scenario_text
from layers.io.areas.read import read_atlas
from planner.appraisal import appraise, appraise_many
from planner.capacity.restrictions import restrict
from planner.logistics.vehicles import size_note
from planner.reports import Content
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas, line, rule, scenario, setback, square

LAW = rule("along_line", "roads", 20.0, legal_reference="Act 1/2000 s 1")
HABIT = setback(4.0, law=False)
FINNISH = scenario(LAW, HABIT, country="FI")


def lying_in(area, country):
    """Return the area as it would be in another country, or in an unknown one ("")."""
    layers = [area.layer(name) for name in area.layers]
    info = replace(area.info, country=country)
    return Atlas(info, area.working, layers, sources=area.sources, joint=area.joint, rasters=area.rasters)


@given(country=st.sampled_from(["", "SE", "DE", "NZ"]), road_m=st.floats(-50, 150))
def test_a_rule_of_law_takes_no_ground_in_another_country_and_says_so(country, road_m):
    area = lying_in(atlas(square(0, 0), roads=[line((-50, road_m), (150, road_m))]), country)
    restricted = restrict(area, FINNISH)
    assert set(restricted.touches["rule_id"]) == {"setback plots"}
    (entry,) = restricted.unchecked
    assert entry.rule_id == "along_line roads"
    assert entry.reason.startswith("rules of Finland")


def test_in_its_own_country_a_rule_of_law_holds():
    area = lying_in(atlas(square(0, 0), roads=[line((-50, 50), (150, 50))]), "FI")
    restricted = restrict(area, FINNISH)
    assert set(restricted.touches["rule_id"]) == {"along_line roads", "setback plots"}
    assert not restricted.unchecked


def test_rules_of_no_country_hold_anywhere():
    area = atlas(square(0, 0), roads=[line((-50, 50), (150, 50))])
    assert not restrict(area, scenario(LAW, HABIT)).unchecked


@pytest.mark.parametrize("country", ["", "SE"])
def test_abroad_the_default_scenario_leaves_nothing_to_a_permission_by_finnish_law(country):
    default = parse_scenario(read_scenario_text())
    abroad = lying_in(read_atlas("karhula"), country)
    found = appraise_many(None, abroad, default)
    assert all(one.capacity.needs_permit_m2 == 0 for one in found)
    laws = {one.rule_id for one in default.rules if one.law}
    assert laws
    assert all(laws <= {entry.rule_id for entry in one.unchecked} for one in found)
    assert not any(finding.rule in laws for one in found for finding in one.findings)


def test_only_sources_that_gave_something_are_credited():
    atlas_of = read_atlas("karhula")
    default = parse_scenario(read_scenario_text())
    (plot_id, *_rest) = atlas_of.frame("plots")["plot_id"]
    layers = {source.layer for source in appraise(plot_id, atlas_of, default).sources}
    # Freight is not asked for, and no zone of Karhula has a code.
    assert not layers & {"national_quays", "sea_ports", "zoning_codes", "parks"}
    assert {"plots", "buildings", "roads", "nodes", "road_links", "rail_links"} <= layers
    alone = Atlas(
        replace(atlas_of.info, node_id=""),
        atlas_of.working,
        [atlas_of.layer(name) for name in atlas_of.layers],
        sources=atlas_of.sources,
    )
    appraised = appraise_many(None, alone, default)
    assert {source.attribution for source in Content(appraised, alone, default).sources} == {
        "© OpenStreetMap contributors"
    }


def test_a_lorry_of_one_countrys_size_is_remarked_upon_elsewhere():
    default = parse_scenario(read_scenario_text())
    largest = next(one for one in default.vehicles if one.vehicle_id == "hct_76t")
    assert size_note(largest, "FI") == ""
    assert "Finland" in size_note(largest, "DE")
    assert "Finland" in size_note(largest, "")
