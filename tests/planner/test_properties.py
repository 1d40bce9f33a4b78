"""What must hold for any plots and rules, tried on many."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.base import Layer
from planner import logistics
from planner.appraisal import appraise_many
from planner.ranking import rank
from planner.restrictions import restrict
from planner.scenario import Scenario
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


# --- Ranking ---


def ranked(plots, weights):
    titles = {"title": {"en": "x"}}
    area = atlas(
        *({"geometry": plot, "floor_area_ratio": 0.5} for plot in plots),
        rail=[line((0, 0), (300, 7))],
        buildings=[rectangle(900, 900, 9, 9)],
    )
    criteria = [
        {"criterion_id": "largest_part", "unit": "m²", "worst": 0, "best": 30_000, **titles},
        {"criterion_id": "track_distance", "unit": "m", "worst": 500, "best": 0, **titles},
        {"criterion_id": "quay_distance", "unit": "m", "worst": 500, "best": 0, **titles},
    ]
    weighed = [{**one, "weight": weight} for one, weight in zip(criteria, weights, strict=True)]
    rules: Scenario = scenario(setback(2), criteria=weighed)
    found = appraise_many(None, area, rules)
    return [one.appraisal.plot_id for one in rank(found).ranked], {one.plot_id: one.score for one in found}


@few
@given(plots, st.tuples(*[st.integers(1, 9)] * 3))
def test_doubled_weights_change_no_rank_and_no_score(plots, weights):
    order, scores = ranked(plots, weights)
    order_twice, scores_twice = ranked(plots, [2 * weight for weight in weights])
    assert order == order_twice
    for plot_id, one in scores.items():
        assert one.low_score == approx(scores_twice[plot_id].low_score)
        assert one.low_score <= one.high_score
        parts = [entry.contribution_score or 0 for entry in one.contributions]
        assert sum(parts) == approx(one.low_score)


@few
@given(plots, crooked, st.tuples(*[st.integers(1, 9)] * 3))
def test_another_plot_changes_no_rank_among_the_others(plots, another, weights):
    before, scores = ranked(plots, weights)
    after, scores_after = ranked([*plots, another], weights)
    assert [plot_id for plot_id in after if plot_id in scores] == before
    assert all(scores[plot_id] == scores_after[plot_id] for plot_id in scores)
    assert np.isfinite([one.low_score for one in scores_after.values()]).all()
