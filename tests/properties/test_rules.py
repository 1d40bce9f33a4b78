"""What holds for any plots and rules: over the areas at hand, and over generated ones."""

from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.layer import Layer
from planner import logistics
from planner.capacity.restrictions import restrict
from planner.scenario.scenario import Scenario
from tests.tiny import atlas, line, rectangle, rule, scenario, setback

approx = pytest.approx
few = settings(max_examples=10)

places_m = st.integers(0, 300)
sides_m = st.integers(10, 150)
shapes = st.builds(rectangle, places_m, places_m, sides_m, sides_m)
crooked = st.builds(
    lambda shape, degrees, hole: shapely.affinity.rotate(shape, degrees).difference(
        shapely.affinity.scale(shape, hole, hole)
    ),
    shapes,
    st.floats(0, 90),
    st.sampled_from([0.0, 0.3]),
)
plots = st.lists(crooked, min_size=1, max_size=4)
areas = st.lists(shapes, min_size=1, max_size=3)
lines = st.lists(
    st.builds(lambda a, b, c, d: line((a, b), (c + 0.5, d + 0.5)), places_m, places_m, places_m, places_m),
    min_size=1,
    max_size=3,
)
widths_m = st.floats(0.5, 60)
RULES = (setback(5), rule("along_line", "roads", 15, effect="permit"), rule("area", "zoning"))


def world(plots, roads, zones):
    return atlas(*plots, roads=roads, zoning=zones)


def left_m2(area, *rules):
    return restrict(area, scenario(*rules)).buildable.area.to_numpy()


def moved(area, transform):
    """Return the atlas with every geometry transformed."""
    for name in area.layers:
        old = area.layer(name)
        frame = gpd.GeoDataFrame(
            old.frame.drop(columns="geometry"), geometry=transform(old.frame.geometry), crs=old.frame.crs
        )
        area = area.with_layer(Layer(old.spec, frame, old.epsg))
    return area


@few
@given(plots, areas, lines, widths_m, st.floats(0, 30))
def test_a_wider_strip_opens_no_land(plots, zones, roads, width_m, more_m):
    area = world(plots, roads, zones)
    for kind, layer in (("setback", "plots"), ("along_line", "roads"), ("round_polygon", "zoning")):
        narrow, wide = (
            left_m2(area, rule(kind, layer, distance)) for distance in (width_m, width_m + more_m)
        )
        # A round end is made of straight pieces: a wider one may cut a corner short.
        assert (wide <= narrow + 0.01 * (width_m + more_m)).all()


@few
@given(plots, areas, lines)
def test_a_further_rule_opens_no_land(plots, zones, roads):
    area = world(plots, roads, zones)
    some = left_m2(area, *RULES[:1])
    for count in (2, 3):
        more = left_m2(area, *RULES[:count])
        assert (more <= some + 1e-6).all()
        some = more


@few
@given(plots, areas, lines)
def test_what_is_left_lies_between_nothing_and_the_whole_plot(plots, zones, roads):
    found = restrict(world(plots, roads, zones), scenario(*RULES))
    left, gross = found.buildable.area.to_numpy(), found.gross_m2.to_numpy()
    permit = found.with_permit.area.to_numpy()
    assert (left >= 0).all()
    assert (left <= permit + 1e-6).all()
    assert (permit <= gross + 1e-6).all()
    assert found.buildable.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    taken = (
        found.overlaps.groupby("plot_id")["waterfall_m2"].sum().reindex(found.buildable.index, fill_value=0)
    )
    assert gross - taken.to_numpy() == approx(left, abs=0.01)


@few
@given(plots, areas, lines, st.permutations(range(3)))
def test_the_order_of_rules_changes_neither_totals_nor_what_each_takes_alone(plots, zones, roads, order):
    area = world(plots, roads, zones)
    one, other = restrict(area, scenario(*RULES)), restrict(area, scenario(*(RULES[n] for n in order)))
    assert one.buildable.area.to_numpy() == approx(other.buildable.area.to_numpy(), abs=1e-3)
    assert one.with_permit.area.to_numpy() == approx(other.with_permit.area.to_numpy(), abs=1e-3)
    alone = [
        found.overlaps.set_index(["plot_id", "rule_id"])["alone_m2"].sort_index() for found in (one, other)
    ]
    assert alone[0].to_dict() == approx(alone[1].to_dict())


@few
@given(plots, areas, lines, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_layers_changes_nothing(plots, zones, roads, random):
    area = world(plots, roads, zones)
    mixed = area
    for name in area.layers:
        old = area.layer(name)
        order = random.sample(range(len(old.frame)), len(old.frame))
        mixed = mixed.with_layer(replace(old, frame=old.frame.iloc[order].reset_index(drop=True)))
    turned = [mixed.layer(name) for name in random.sample(mixed.layers, len(mixed.layers))]
    mixed = Atlas(mixed.info, mixed.working, turned)
    one, other = restrict(area, scenario(*RULES)), restrict(mixed, scenario(*RULES))
    assert one.buildable.area.to_dict() == approx(other.buildable.area.to_dict())
    assert road_m(area) == approx(road_m(mixed), abs=0.01)


def road_m(area):
    """Return the distances by plot, mode and target of an area in which every second road is a main road."""
    roads = area.layer("roads")
    frame = roads.frame.assign(road_class="main")
    area = area.with_layer(replace(roads, frame=frame))
    rows = logistics.distances(area.frame("plots"), area, scenario())
    return {(row.plot_id, row.mode, row.target_kind): row.distance_m for row in rows}


@few
@given(plots, areas, lines, st.floats(-20_000, 20_000), st.floats(-20_000, 20_000))
def test_where_the_area_lies_changes_nothing(plots, zones, roads, east_m, north_m):
    area = world(plots, roads, zones)
    shifted = moved(area, lambda shapes: shapes.translate(east_m, north_m))
    assert left_m2(area, *RULES) == approx(left_m2(shifted, *RULES), abs=1e-3)
    assert road_m(area) == approx(road_m(shifted), abs=1e-3)


@few
@given(plots, areas, lines)
def test_lengths_doubled_are_areas_fourfold(plots, zones, roads):
    area = world(plots, roads, zones)
    doubled = moved(area, lambda shapes: shapes.scale(2, 2, origin=(300_000, 7_080_000)))
    twice = [{**one, "distance_m": 2 * one["distance_m"]} for one in RULES]
    assert 4 * left_m2(area, *RULES) == approx(left_m2(doubled, *twice), abs=1e-2)


# --- On the areas themselves ---


def wider(one: Scenario, ratio: float) -> Scenario:
    """Return the scenario with all distances multiplied; a feature's own width stays as it is."""
    rules = [entry.model_copy(update={"distance_m": ratio * entry.distance_m}) for entry in one.rules]
    return one.model_copy(update={"rules": tuple(rules)})


def with_effect(one: Scenario, effect: str) -> Scenario:
    rules = [entry.model_copy(update={"effect": effect}) for entry in one.rules]
    return one.model_copy(update={"rules": tuple(rules)})


def test_no_wider_zone_frees_land_on_any_plot_of_any_area(any_area):
    areas_m2 = [
        restrict(any_area.atlas, wider(any_area.scenario, ratio)).buildable.area for ratio in (0.5, 1, 1.5, 2)
    ]
    for narrow, wide in pairwise(areas_m2):
        assert (wide <= narrow + 1e-3).all()
    assert (areas_m2[-1] < areas_m2[0]).any()


def test_rules_turned_round_leave_the_same_land_on_every_plot_of_every_area(any_area):
    turned = any_area.scenario.model_copy(update={"rules": any_area.scenario.rules[::-1]})
    one, other = (restrict(any_area.atlas, rules) for rules in (any_area.scenario, turned))
    assert one.buildable.area.to_dict() == approx(other.buildable.area.to_dict(), abs=1e-3)
    assert one.with_permit.area.to_dict() == approx(other.with_permit.area.to_dict(), abs=1e-3)
    alone = [
        result.touches.set_index(["plot_id", "rule_id"])["alone_m2"].to_dict() for result in (one, other)
    ]
    assert alone[0] == approx(alone[1], abs=1e-3)


@pytest.mark.parametrize("effect", ["consult", "condition"])
def test_a_duty_to_ask_takes_no_land_from_any_plot_of_any_area(any_area, effect):
    result = restrict(any_area.atlas, with_effect(any_area.scenario, effect))
    assert result.buildable.area.to_numpy() == approx(result.gross_m2.to_numpy())
    assert len(result.touches)


def test_a_ban_never_leaves_more_land_than_a_permission_on_any_plot_of_any_area(any_area):
    banned = restrict(any_area.atlas, with_effect(any_area.scenario, "exclude"))
    permitted = restrict(any_area.atlas, with_effect(any_area.scenario, "permit"))
    assert banned.buildable.area.to_dict() == approx(permitted.buildable.area.to_dict(), abs=1e-3)
    assert permitted.with_permit.area.to_numpy() == approx(permitted.gross_m2.to_numpy())
