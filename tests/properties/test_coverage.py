"""Beyond the data is unknown, not zero: what no source reaches gives no figure, no score and no rank."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.io import read_scenario_text
from layers.io.areas.read import read_atlas
from planner.appraisal import appraise_many
from planner.capacity.capacity import BEYOND_DATA
from planner.ranking import rank
from planner.scenario.scenario import parse_scenario
from planner.verification.ground import recompute_ground
from tests.tiny import atlas, line, point, rectangle, rule, scenario, setback, square

WEIGHED = tuple(
    {"criterion_id": name, "title": {"en": name}, "weight": 1.0, "worst": worst, "best": best, "unit": unit}
    for name, worst, best, unit in (
        ("remaining_floor_area", 0.0, 10_000.0, "m²"),
        ("largest_part", 0.0, 10_000.0, "m²"),
        ("track_distance", 5000.0, 0.0, "m"),
        ("main_road_distance", 5000.0, 0.0, "m"),
        ("partners_near", 0.0, 3.0, "firms"),
    )
)
RULES = scenario(
    setback(4.0), rule("along_line", "roads", 20.0), rule("along_line", "rail", 30.0), criteria=WEIGHED
)
LAYERS = ("buildings", "roads", "rail", "companies")


def covered_by(area, outline, layers=LAYERS):
    """Return the area with this outline as the coverage of its layers."""
    for name in layers:
        area = area.with_layer(replace(area.layer(name), coverage=outline))
    return area


def plain_area(*plots):
    plan = {"floor_area_ratio": 0.5, "storeys": 2.0, "limits_not_set": "coverage, volume"}
    return atlas(
        *({"geometry": plot, **plan} for plot in plots),
        buildings=[{"geometry": rectangle(20, 20, 20, 20), "storeys": 1}],
        roads=[{"geometry": line((-10, -10), (5000, -10)), "road_class": "main"}],
        rail=[line((-10, 200), (5000, 200))],
        companies=[{"geometry": point(50, 50), "accuracy_m": 10.0}],
    )


def test_a_plot_beyond_the_data_has_no_used_floor_area_no_distance_no_score_and_no_rank():
    near, far = square(0, 0), square(9000, 0)
    area = covered_by(plain_area(near, far), rectangle(-100, -100, 2000, 2000))
    inside, outside = appraise_many(None, area, RULES)
    assert inside.capacity.used_floor_area_m2 == pytest.approx(400)
    assert inside.score.known_weight_share == 1.0
    capacity = outside.capacity
    assert (capacity.used_floor_area_m2, capacity.used_basis) == (None, BEYOND_DATA)
    assert (capacity.buildings_n, capacity.built_footprint_m2) == (None, None)
    assert capacity.remaining_floor_area_m2 is None
    assert {row.distance_m for row in outside.distances} == {None}
    assert not outside.score.is_known
    order = rank((inside, outside))
    assert [one.appraisal.plot_id for one in order.ranked] == ["A"]
    assert order.too_little_known == (outside,)
    assert {entry.rule_id for entry in outside.unchecked} == {"along_line roads", "along_line rail"}
    assert not inside.unchecked


def test_a_rule_is_not_checked_where_its_zone_may_come_from_beyond_the_data():
    area = covered_by(plain_area(square(0, 0)), rectangle(-25, -25, 150, 150))
    (found,) = appraise_many(None, area, RULES)
    # A road of 20 m lies within 25 m; a track of 30 m may lie where the data end.
    assert [entry.rule_id for entry in found.unchecked] == ["along_line rail"]
    assert found.capacity.beyond_data == ("rail",)
    assert found.capacity.remaining_floor_area_m2 is None


@pytest.mark.parametrize(
    ("width_m", "edge_m", "unchecked"),
    # A feature beyond the edge may have the width of the rule, or the widest of those that give their own.
    [(60.0, 50.0, True), (60.0, 70.0, False), (10.0, 20.0, True), (10.0, 30.0, False), (None, 20.0, True)],
)
def test_a_width_that_features_give_themselves_counts_at_the_edge_of_the_data(width_m, edge_m, unchecked):
    lines = [
        {"geometry": line((-500, 400), (500, 400)), "voltage_kv": 110, "building_limit_m": width_m},
        # The rule does not ask for this line: its width says nothing.
        {"geometry": line((-500, 450), (500, 450)), "voltage_kv": 400, "building_limit_m": 300.0},
    ]
    area = covered_by(
        atlas(square(0, 0), power_lines=lines),
        rectangle(-edge_m, -edge_m, 100 + 2 * edge_m, 1000),
        ("power_lines",),
    )
    zone = rule(
        "along_line",
        "power_lines",
        25.0,
        width_attribute="building_limit_m",
        where={"voltage_kv": [110]},
        rule_id="zone",
    )
    (found,) = appraise_many(None, area, scenario(zone, criteria=WEIGHED))
    assert [entry.rule_id for entry in found.unchecked] == (["zone"] if unchecked else [])
    assert found.capacity.beyond_data == (("power_lines",) if unchecked else ())
    again = recompute_ground(area, scenario(zone))["A"].figures
    assert again["capacity.beyond_data"] == found.capacity.beyond_data


def test_a_recorded_floor_area_holds_beyond_the_data_too():
    plot = {"geometry": square(9000, 0), "used_floor_area_m2": 300.0}
    area = covered_by(atlas(plot, buildings=[square(0, 0, 10)]), square(0, 0), ("buildings",))
    (found,) = appraise_many(None, area, RULES)
    assert (found.capacity.used_floor_area_m2, found.capacity.used_basis) == (300.0, "recorded")
    assert found.capacity.buildings_n is None


@given(
    x_m=st.floats(-500, 3000),
    y_m=st.floats(-500, 3000),
    west_m=st.floats(-200, 500),
    south_m=st.floats(-200, 500),
    side_m=st.floats(0, 2500),
)
def test_less_data_never_adds_a_figure_or_raises_a_score(x_m, y_m, west_m, south_m, side_m):
    area = plain_area(square(x_m, y_m))
    (whole,) = appraise_many(None, area, RULES)
    (cut,) = appraise_many(None, covered_by(area, rectangle(west_m, south_m, side_m, side_m)), RULES)
    assert cut.score.low_score <= whole.score.low_score + 1e-9
    assert cut.score.known_weight_share <= whole.score.known_weight_share
    for name in ("used_floor_area_m2", "remaining_floor_area_m2"):
        assert getattr(cut.capacity, name) in (None, getattr(whole.capacity, name))


@pytest.mark.parametrize("name", ["kokkola", "karhula"])
def test_moved_out_of_its_frame_no_plot_of_an_area_keeps_a_score(name):
    atlas_of = read_atlas(name)
    assert {atlas_of.coverage(layer) for layer in ("buildings", "roads", "rail")} == {
        shapely.box(*atlas_of.info.frame)
    }
    plots = atlas_of.layer("plots")
    frame = plots.frame.head(1).copy()
    west, _south, east, _north = atlas_of.info.frame
    frame = frame.set_geometry(frame.geometry.translate(xoff=2 * (east - west)))
    moved = atlas_of.with_layer(replace(plots, frame=frame))
    (found,) = appraise_many(None, moved, parse_scenario(read_scenario_text()))
    assert not found.score.is_known
    assert found.capacity.used_floor_area_m2 is None
    assert all(row.distance_m is None for row in found.distances)
