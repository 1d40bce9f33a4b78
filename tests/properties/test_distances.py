"""Distances survive a ruler: by road is by road, and no route is shorter than the straight line."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import logistics
from planner.logistics import road
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, NO_ROUTE, STRAIGHT_LINE
from planner.logistics.road_paths import roads_of, takes_entrance
from planner.logistics.routes import routes
from planner.logistics.straight import MODE as DIRECT
from planner.logistics.targets import targets
from planner.siting.criteria import CRITERIA, nearest
from tests.tiny import atlas, line, point, scenario, square

# Vertices nearer than 1 cm are one junction, and places that differ by 5 cm are equally near.
TOLERANCE_M = 0.1


def pairs(rows):
    """Return the distance by road beside the straight one, for all pairs of a plot and a target with both."""
    straight = {
        (row.plot_id, row.target_kind, row.target_id): row.distance_m for row in rows if row.mode == DIRECT
    }
    return [
        (row, straight[row.plot_id, row.target_kind, row.target_id])
        for row in rows
        if row.mode == "road"
        and row.distance_m is not None
        and (row.plot_id, row.target_kind, row.target_id) in straight
    ]


def all_rows(area):
    return [row for one in area.appraisals for row in one.distances]


def test_no_route_is_shorter_than_the_straight_line(any_area):
    found = pairs(all_rows(any_area))
    assert found
    assert [row for row, straight_m in found if row.distance_m < straight_m - TOLERANCE_M] == []


def test_no_route_is_shorter_than_a_straight_line_that_a_ruler_gives(any_area):
    """The ruler of shapely, laid from the edge of the plot; main roads too, of which only one is listed."""
    plots = any_area.atlas.frame("plots").set_index("plot_id").geometry
    places = {(one.kind, one.target_id): one.geometry for one in targets(any_area.atlas)}
    short = [
        row
        for row in all_rows(any_area)
        if row.method == NETWORK
        and (row.target_kind, row.target_id) in places
        and row.distance_m
        < shapely.distance(plots[row.plot_id], places[row.target_kind, row.target_id]) - TOLERANCE_M
    ]
    assert short == []


def test_no_straight_line_stands_in_for_a_route(any_area):
    rows = all_rows(any_area)
    by_mode = {row.method for row in rows if row.mode != DIRECT}
    assert by_mode <= {NETWORK, NO_ROUTE, BELOW_ACCURACY}
    assert {row.method for row in rows if row.mode == DIRECT} <= {STRAIGHT_LINE, BELOW_ACCURACY}
    assert all(row.distance_m is None and row.note for row in rows if row.method == NO_ROUTE)


def test_a_figure_by_road_is_the_least_of_the_routes(any_area):
    criteria = {one.criterion_id: one for one in CRITERIA if one.mode == "road"}
    kinds = {"quay_distance": "quay", "main_road_distance": "main_road"}
    for one in any_area.appraisals:
        for entry in one.score.contributions:
            if entry.criterion_id in criteria:
                kind = kinds[entry.criterion_id]
                routed = [
                    row.distance_m
                    for row in one.distances
                    if (row.target_kind, row.mode, row.method) == (kind, "road", NETWORK)
                ]
                assert entry.value == min(routed, default=None)


def test_a_route_is_its_access_legs_and_the_way_between(any_area):
    by_road = [row for row in all_rows(any_area) if row.mode == "road" and row.network_m is not None]
    assert by_road
    for row in by_road:
        assert row.network_m + row.access_m + row.target_access_m == pytest.approx(row.distance_m)
        assert min(row.network_m, row.access_m, row.target_access_m) >= 0


def test_a_route_drawn_is_as_long_as_it_says(any_area):
    atlas_, plot_id = any_area.atlas, any_area.appraisals[0].plot_id
    drawn = [one for one in routes(plot_id, atlas_, targets(atlas_)) if one.distance.method == NETWORK]
    for one in drawn:
        length_m = sum(part.length for part in (*one.off_road, one.line) if part is not None)
        assert length_m == pytest.approx(one.distance.distance_m, abs=TOLERANCE_M)


def test_no_plot_is_entered_from_a_motorway_a_ramp_a_tunnel_or_a_bridge(any_area):
    atlas_ = any_area.atlas
    measured = road.measure(atlas_.frame("plots"), atlas_, targets(atlas_))
    if measured is None:
        pytest.skip("nothing is driven to in this area")
    frame = roads_of(atlas_).frame
    entered = {measured.roads.network.row[way.start[0]] for _row, way in measured.rows if way.start[0] >= 0}
    used = frame.iloc[sorted(entered)]
    assert len(used)
    assert takes_entrance(used).all()
    assert not (used["tunnel"] | used["bridge"] | (used["road_class"] == "motorway")).any()


coordinate = st.integers(-20, 20).map(lambda place: place * 100)
streets = st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate), min_size=1, max_size=6).map(
    lambda ends: [line((a, b), (c, d)) for a, b, c, d in ends if (a, b) != (c, d)]
)


@settings(max_examples=60, deadline=None)
@given(streets, st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=3), coordinate, coordinate)
def test_no_route_is_shorter_than_the_straight_line_on_any_streets(roads, quays, x_m, y_m):
    if not roads:
        return
    area = atlas(square(x_m + 7, y_m + 3), roads=roads, ports=[point(*place) for place in quays])
    rows = logistics.distances(area.frame("plots"), area, scenario())
    assert len([row for row in rows if row.mode == "road"]) == len(quays)
    for row, straight_m in pairs(rows):
        assert row.distance_m >= straight_m - TOLERANCE_M
    best = nearest(rows, "quay", "road")
    assert best is None or best.method == NETWORK


def test_long_hauls_are_no_shorter_than_the_straight_line(shipped_area):
    atlas_ = shipped_area.atlas
    nodes = atlas_.table("nodes")
    places = gpd.GeoSeries.from_xy(nodes["lon"], nodes["lat"], crs=4326).to_crs(atlas_.working.epsg)
    by_id = dict(zip(nodes["node_id"], places, strict=True))
    plots = atlas_.frame("plots").set_index("plot_id").geometry
    hauls = [row for row in all_rows(shipped_area) if row.target_kind == "national_node"]
    routed = [row for row in hauls if row.method == NETWORK]
    assert {row.mode for row in routed} == {"road", "rail"}
    assert {row.method for row in hauls} <= {NETWORK, NO_ROUTE}
    assert all(row.distance_m is None for row in hauls if row.method == NO_ROUTE)
    for row in routed:
        assert row.distance_m == pytest.approx(row.network_m + row.access_m + row.target_access_m)
        assert row.distance_m >= shapely.distance(plots[row.plot_id], by_id[row.target_id])
