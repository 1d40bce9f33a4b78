"""A coastal place of OpenStreetMap: the sea is no land, piers may be quays, and what is dropped is listed.

The extract is made by hand: 0.02° by 0.01° (about 1.1 km each way) with the coast along the middle.
"""

from dataclasses import replace

import pytest
import shapely

from layers.io import read_atlas, read_scenario_text
from layers.io.areas.build import OsmSource, build_area
from planner.appraisal import appraise_many
from planner.capacity.restrictions import restrict
from planner.cli.plot_text import plot_text
from planner.logistics.quays import ships_at_quays
from planner.reports.sections.restrictions import restrictions_section
from planner.scenario.scenario import parse_scenario

MADE = 'version="1" timestamp="2020-01-01T00:00:00Z"'
WEST, EAST, SOUTH, NORTH, COAST = 26.930, 26.950, 60.520, 60.530, 26.940
BOUNDS = f'<bounds minlat="{SOUTH}" minlon="{WEST}" maxlat="{NORTH}" maxlon="{EAST}"/>'
DEFAULT = parse_scenario(read_scenario_text())


class Drawing:
    """Objects of an .osm file; places are (longitude, latitude), and each becomes a node of its own."""

    def __init__(self):
        self.nodes, self.rest, self.number_of = [], [], {}

    def node(self, lon, lat, **tags):
        if (lon, lat) not in self.number_of or tags:
            number = len(self.nodes) + 1
            self.number_of[lon, lat] = number
            self.nodes.append(f'<node id="{number}" {MADE} lat="{lat}" lon="{lon}">{_tags(tags)}</node>')
        return self.number_of[lon, lat]

    def way(self, *places, missing=(), **tags):
        """Add a way; `missing` nodes follow those that are at hand, and are not in the file."""
        numbers = [*(self.node(*place) for place in places), *missing]
        refs = "".join(f'<nd ref="{number}"/>' for number in numbers)
        number = 100 + len(self.rest)
        self.rest.append(f'<way id="{number}" {MADE}>{refs}{_tags(tags)}</way>')
        return number

    def relation(self, members, **tags):
        listed = "".join(f'<member type="way" ref="{number}" role="outer"/>' for number in members)
        number = 100 + len(self.rest)
        self.rest.append(f'<relation id="{number}" {MADE}>{listed}{_tags(tags)}</relation>')

    def build(self, folder, **named):
        text = f'<?xml version="1.0"?><osm version="0.6">{BOUNDS}{"".join([*self.nodes, *self.rest])}</osm>'
        (folder / "coast.osm").write_text(text, encoding="utf-8")
        return build_area("coast", OsmSource(pbf=folder / "coast.osm"), **named)


def _tags(tags):
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


def ring(west, south, east, north):
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))


@pytest.fixture
def drawing():
    """Return a harbour zone that lies half in the sea, an island, and a road through the zone."""
    made = Drawing()
    made.way(*ring(26.9380, 60.5240, 26.9420, 60.5260), landuse="industrial")
    made.way(*ring(26.9460, 60.5240, 26.9470, 60.5250), natural="coastline")
    made.way((26.9320, 60.5250), (26.9395, 60.5250), highway="service")
    return made


def coast(made, south=SOUTH - 0.001, north=NORTH + 0.001):
    # Northwards the land on its left is in the west.
    made.way((COAST, south), (COAST, 60.5245), (COAST, north), natural="coastline")


def test_no_buildable_ground_and_no_hall_lies_in_the_sea(drawing, tmp_path):
    coast(drawing)
    drawing.build(tmp_path, country="FI")
    atlas = read_atlas("coast")
    water = atlas.frame("water")
    assert water["kind"].tolist() == ["sea"]
    sea = shapely.union_all(water.geometry.to_numpy())
    # The east of the extract is sea but for the island.
    extract = atlas.coverage("roads")
    assert sea.area == pytest.approx(extract.area / 2, rel=0.02)
    lonlat = water.to_crs("OGC:CRS84").geometry.iloc[0]
    assert lonlat.contains(shapely.Point(26.9440, 60.5220))
    assert not lonlat.intersects(shapely.Point(26.9465, 60.5245))
    (plot,) = atlas.frame("plots").geometry
    assert plot.intersection(sea).area == pytest.approx(plot.area / 2, rel=0.02)
    (left,) = restrict(atlas, DEFAULT).buildable
    assert 0 < left.area < plot.area / 2
    assert left.intersection(sea).area < 0.01
    # The road of the zone is no ground either, and it is said that its width is assumed.
    road = atlas.frame("roads").geometry.iloc[0]
    assert left.intersection(road).length == 0
    (found,) = appraise_many(None, atlas, DEFAULT)
    assumed = next(finding for finding in found.findings if finding.rule == "ground_road")
    assert "assumed" in assumed.legal_reference
    assert assumed.confidence == "unverified"


def test_a_coast_with_a_gap_says_sea_not_known_and_checks_no_shore(drawing, tmp_path):
    drawing.way((COAST, SOUTH - 0.001), (COAST, 60.5235), natural="coastline")
    drawing.way((COAST, 60.5265), (COAST, NORTH + 0.001), natural="coastline")
    # A lake, so that there is a layer of water at all.
    drawing.way(*ring(26.9310, 60.5210, 26.9320, 60.5215), natural="water")
    built = drawing.build(tmp_path, country="FI")
    assert any("sea not known" in issue.reason for issue in built.saved.issues)
    atlas = read_atlas("coast")
    assert "sea" not in set(atlas.frame("water")["kind"])
    (found,) = appraise_many(None, atlas, DEFAULT)
    assert {"shore", "ground_water"} <= {entry.rule_id for entry in found.unchecked}
    plots = atlas.layer("plots")
    unplanned = atlas.with_layer(replace(plots, frame=plots.frame.assign(plan_level="none")))
    (found,) = appraise_many(None, unplanned, DEFAULT)
    told = {entry.rule_id: entry.reason for entry in found.unchecked}
    assert told["shore"].startswith("sea not known")
    assert told["ground_water"].startswith("sea not known")
    assert "sea not known" in plot_text(found)
    assert "sea not known" in repr(restrictions_section(found))
    assert "water" in found.capacity.beyond_data
    assert found.capacity.remaining_floor_area_m2 is None


def test_a_coast_drawn_against_the_rule_is_no_sea(drawing, tmp_path):
    drawing.way((COAST, NORTH + 0.001), (COAST, 60.5235), natural="coastline")
    drawing.way((COAST, SOUTH - 0.001), (COAST, 60.5235), natural="coastline")
    built = drawing.build(tmp_path)
    assert any("sea not known" in issue.reason for issue in built.saved.issues)
    assert not read_atlas("coast").has("water")


def test_a_coast_that_the_extract_cuts_is_closed_at_its_edge(drawing, tmp_path):
    drawing.way((COAST, 60.5205), (COAST, 60.5295), missing=(9001,), natural="coastline")
    drawing.way((COAST, 60.5205), missing=(9002,), natural="coastline")
    drawing.build(tmp_path)
    # Its southern end is joined to nothing that is known to go on: no sea.
    assert not read_atlas("coast").has("water")


def test_without_a_coast_the_extract_is_land(tmp_path):
    made = Drawing()
    made.way(*ring(26.9380, 60.5240, 26.9420, 60.5260), landuse="industrial")
    built = made.build(tmp_path)
    assert not built.saved.issues
    assert not read_atlas("coast").has("water")


def test_a_pier_may_be_a_quay_and_counts_as_none(drawing, tmp_path):
    coast(drawing)
    drawing.way((26.9400, 60.5230), (26.9410, 60.5230), man_made="pier", name="Laituri 3")
    drawing.build(tmp_path)
    atlas = read_atlas("coast")
    (pier,) = atlas.frame("ports").itertuples()
    assert pier.candidate
    assert pier.depth_m != pier.depth_m
    assert "not known" in pier.note
    (found,) = appraise_many(None, atlas, DEFAULT)
    assert {row.target_kind for row in found.distances if row.target_id == pier.quay_id} == {"pier"}
    score = {entry.criterion_id: entry.value for entry in found.score.contributions}
    assert score["quay_distance"] is None


def test_the_extract_says_where_its_layers_end(drawing, tmp_path):
    coast(drawing)
    drawing.build(tmp_path)
    atlas = read_atlas("coast")
    corners = atlas.frame("plots").to_crs("OGC:CRS84").total_bounds
    assert corners.tolist() == pytest.approx([26.9380, 60.5240, 26.9420, 60.5260])
    for layer in ("roads", "water"):
        coverage = atlas.coverage(layer)
        assert coverage.area == pytest.approx(1_098 * 1_114, rel=0.01)


def test_buildings_drawn_as_points_are_listed_and_relations_of_no_concern_are_not(drawing, tmp_path):
    drawing.node(26.9390, 60.5245, building="industrial")
    street = drawing.way((26.9320, 60.5220), (26.9330, 60.5220), highway="residential")
    drawing.relation([street], type="route", route="bus")
    drawing.relation([street], type="boundary")
    drawing.relation([street], type="restriction", restriction="no_left_turn")
    drawing.relation([street], type="multipolygon", building="yes")
    issues = drawing.build(tmp_path).saved.issues
    told = {(issue.layer, issue.value) for issue in issues}
    assert ("buildings", "industrial") in told
    assert ("relations", "restriction") in told
    assert ("buildings", "1 ways") in told
    assert not {"route", "boundary"} & {value for _layer, value in told}


def test_a_line_of_unknown_voltage_takes_the_widest_zone_and_a_minor_one_is_listed(drawing, tmp_path):
    drawing.way((26.9320, 60.5255), (26.9420, 60.5255), power="line")
    drawing.way((26.9320, 60.5220), (26.9420, 60.5220), power="minor_line")
    issues = drawing.build(tmp_path, country="FI").saved.issues
    actions = {issue.action for issue in issues if issue.layer == "power_lines"}
    assert actions == {"taken as unknown", "left out"}
    atlas = read_atlas("coast")
    assert atlas.frame("power_lines")["voltage_kv"].isna().tolist() == [True]
    (found,) = appraise_many(None, atlas, DEFAULT)
    widths = [one.width_max_m for one in found.findings if one.rule.startswith("power")]
    assert widths == [30.0]


def test_no_ship_calls_at_a_pier_that_only_may_be_a_quay(drawing, tmp_path):
    drawing.way((26.9400, 60.5230), (26.9410, 60.5230), man_made="pier")
    drawing.way(*ring(26.9400, 60.5220, 26.9405, 60.5222), man_made="quay", name="Laituri 1")
    drawing.build(tmp_path)
    atlas = read_atlas("coast")
    assert len(atlas.frame("ports")) == 2
    ship = next(one for one in DEFAULT.ships if one.ship_id == "general_cargo_5000")
    assert [one.quay for one in ships_at_quays(atlas, ship, DEFAULT)] == ["Laituri 1"]
