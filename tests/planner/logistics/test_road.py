"""Distances by road from plots to what a truck drives to."""

import pytest

from planner import logistics
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, NO_ROUTE
from planner.siting.criteria import nearest, nearest_or_no_route
from tests.tiny import atlas, line, point, scenario, square

approx = pytest.approx
# A plot whose upper edge lies on a street that leads 5 km east.
PLOT = square(0, 0)
STREET = line((0, 100), (5000, 100))


def by_road(*plots, kind=None, **layers):
    """Return the distances by road of these plots, those of one kind of target if it is named."""
    area = atlas(*plots, **layers)
    rows = logistics.distances(area.frame("plots"), area, scenario())
    return [row for row in rows if row.mode == "road" and kind in (None, row.target_kind)]


def one(rows):
    assert len(rows) == 1
    return rows[0]


def test_a_quay_by_road():
    quay = {"geometry": point(3100, 150), "depth_m": 13, "port": "Deep port", "name": "Laituri 11"}
    row = one(by_road(PLOT, roads=[STREET], ports=[quay]))
    assert (row.method, row.target, row.detail) == (NETWORK, "Deep port: Laituri 11", "13 m")
    # The plot lies along the first 100 m of the street and is entered where the way is shortest.
    assert row.distance_m == approx(3000 + 50, abs=1e-3)
    assert row.snap_m == approx(50)


def test_snaps_at_both_ends_are_told_and_added():
    row = one(by_road(square(0, -40), roads=[line((50, 100), (5000, 100))], ports=[point(2050, 130)]))
    assert row.snap_m == approx(40 + 30)
    assert row.distance_m == approx(1950 + 40 + 30)


@pytest.mark.parametrize(("gap_m", "is_long"), [(199, False), (201, True)])
def test_an_access_leg_above_a_fifth_of_the_route_is_shown_apart_and_said_to_be_long(gap_m, is_long):
    row = one(by_road(square(0, -gap_m), roads=[line((100, 100), (5000, 100))], ports=[point(1100, 100)]))
    assert (row.method, row.distance_m) == (NETWORK, approx(1000 + gap_m))
    assert (row.network_m, row.access_m, row.target_access_m) == approx((1000, gap_m, 0))
    assert ("201\xa0m, is long beside 1.00\xa0km along roads" in row.note) == is_long


def test_a_long_leg_at_the_target_is_said_too():
    row = one(by_road(PLOT, roads=[STREET], ports=[point(1100, 350)]))
    assert (row.network_m, row.access_m, row.target_access_m) == approx((1000, 0, 250), abs=1e-3)
    assert row.note.startswith("The access leg from the road to the target, 250\xa0m, is long beside")


def test_the_accuracy_of_the_access_leg_is_that_of_its_worse_end():
    plot = {"geometry": square(0, -20), "accuracy_m": 3}
    road = {"geometry": STREET, "accuracy_m": 10}
    assert one(by_road(plot, roads=[road], ports=[point(3000, 100)])).access_accuracy_m == 10
    assert one(by_road(plot, roads=[STREET], ports=[point(3000, 100)])).access_accuracy_m == 3
    unknown = one(by_road(PLOT, roads=[STREET], ports=[point(3000, 100)]))
    assert unknown.access_accuracy_m is None


@pytest.mark.parametrize(("gap_m", "method"), [(1000, NETWORK), (1001, NO_ROUTE)])
def test_where_the_roads_end_more_than_a_kilometre_short_there_is_no_route(gap_m, method):
    row = one(by_road(square(0, -gap_m), roads=[STREET], ports=[point(4900, 100)]))
    assert row.method == method
    assert (row.distance_m is None) == (method == NO_ROUTE)
    assert ("end 1\xa0km from the plot" in row.note.replace("1.00", "1")) == (method == NO_ROUTE)


def test_no_way_gives_no_route_and_no_straight_line():
    away = {"geometry": line((5000, 100), (0, 100)), "oneway": "forward"}
    row = one(by_road(square(0, 0), roads=[away], ports=[point(4000, 100)]))
    assert (row.method, row.distance_m, row.snap_m) == (NO_ROUTE, None, None)
    assert row.note == "No route along the roads at hand."


def test_a_target_on_the_plot_is_at_hand():
    row = one(by_road(PLOT, roads=[STREET], ports=[point(50, 20)]))
    assert (row.method, row.distance_m, row.note) == (NETWORK, 0, "It lies on the plot, or touches it.")


def test_the_nearest_by_road_is_the_nearest_of_the_routed_ones():
    quays = [
        {"geometry": point(120, 1200), "name": "across the water"},
        {"geometry": point(3000, 100), "name": "by the street"},
    ]
    rows = by_road(PLOT, roads=[STREET], ports=quays)
    assert [(row.method, row.distance_m is None) for row in rows] == [(NO_ROUTE, True), (NETWORK, False)]
    assert nearest(rows, "quay", "road").target == "deep port: by the street"
    assert nearest_or_no_route(rows[:1], "quay", "road").method == NO_ROUTE


@pytest.mark.parametrize(
    "closed",
    [
        {"road_class": "motorway"},
        {"tunnel": True},
        {"bridge": True},
        {"road_class": "main", "entrance": "no"},
    ],
)
def test_a_plot_is_entered_only_from_a_road_that_takes_an_entrance(closed):
    street = line((0, 300), (2000, 300), (5000, 100))
    roads = [{"geometry": line((0, 101), (5000, 100)), **closed}, street]
    row = one(by_road(PLOT, roads=roads, ports=[point(5000, 100)], kind="quay"))
    assert row.access_m == approx(200)
    signed = [{**roads[0], "entrance": "yes"}, street]
    row = one(by_road(PLOT, roads=signed, ports=[point(5000, 100)], kind="quay"))
    assert row.access_m == approx(1, abs=0.1)


def test_a_motorway_in_a_tunnel_below_the_plot_is_not_at_hand():
    roads = [
        {"geometry": line((-3000, 50), (50, 50), (3000, 50)), "road_class": "motorway", "tunnel": True},
        {"geometry": line((3000, 50), (6000, 50)), "road_class": "motorway", "name": "open"},
        line((100, 120), (3000, 120), (3000, 50)),
    ]
    area = atlas(PLOT, roads=roads)
    rows = logistics.distances(area.frame("plots"), area, scenario())
    found = {row.mode: (row.target, row.distance_m) for row in rows if row.target_kind == "main_road"}
    assert found["road"] == ("open", approx(20 + 2900 + 70))
    assert found["direct"] == ("open", approx(2900))


def test_where_no_road_takes_an_entrance_there_is_no_route():
    motorway = {"geometry": line((0, 120), (5000, 120)), "road_class": "motorway"}
    row = one(by_road(PLOT, roads=[motorway], ports=[point(4000, 120)], kind="quay"))
    assert (row.method, row.distance_m) == (NO_ROUTE, None)
    assert row.note == "No road at hand takes an entrance: no route."


def test_an_island_that_is_nearer_is_named():
    island = {"geometry": line((0, -20), (60, -20)), "name": "Saarentie"}
    row = one(by_road(PLOT.buffer(-10), roads=[STREET, island], ports=[point(4000, 100)]))
    assert row.note == ""
    row = one(by_road(square(0, -15), roads=[STREET, island], ports=[point(4000, 100)]))
    assert row.method == NETWORK
    assert row.note.startswith("“Saarentie” is nearer")


def test_the_main_road_that_is_reached_first_counts():
    roads = [
        {"geometry": line((5000, 100), (9000, 100)), "road_class": "main", "name": "far"},
        {"geometry": line((2100, 100), (2100, 900), (2100, 5000)), "road_class": "main", "name": "near"},
        line((0, 100), (2100, 100), (5000, 100)),
    ]
    rows = by_road(PLOT, roads=roads, kind="main_road")
    assert (one(rows).target, one(rows).distance_m) == ("near", approx(2000, abs=1e-3))


def test_a_main_road_that_is_an_island_is_not_reached_through_its_snap():
    roads = [
        {"geometry": line((0, 100), (4000, 100), (9000, 100)), "road_class": "street"},
        {"geometry": line((300, 800), (310, 800)), "road_class": "main", "name": "island"},
        {"geometry": line((4000, 100), (4000, 900)), "road_class": "main", "name": "joined"},
    ]
    # 200 m along the street and 700 m across fields is nearer than the joined one, but no way leads there.
    row = one(by_road(PLOT, roads=roads, kind="main_road"))
    assert (row.method, row.target, row.distance_m) == (NETWORK, "joined", approx(3900, abs=1e-3))
    row = one(by_road(PLOT, roads=roads[:2], kind="main_road"))
    assert (row.method, row.target, row.distance_m) == (NO_ROUTE, "island", None)


def test_a_plot_at_a_main_road_meets_it_between_two_vertices():
    roads = [{"geometry": line((-5000, 112), (5000, 112)), "road_class": "main", "name": "8"}]
    row = one(by_road(PLOT, roads=roads, kind="main_road"))
    assert (row.target, row.distance_m, row.method) == ("8", approx(12), NETWORK)
    assert row.note == "Plot and target meet the roads at one place: the distance is that of the access legs."


def test_plot_and_quay_that_meet_the_road_at_one_place_are_as_far_as_both_access_legs():
    area = atlas(square(0, 0), roads=[line((-100, 130), (50, 130), (1000, 130))], ports=[point(50, 190)])
    rows = logistics.distances(area.frame("plots"), area, scenario())
    direct, road = (next(row for row in rows if row.mode == mode) for mode in ("direct", "road"))
    assert (road.method, road.distance_m, direct.distance_m) == (NETWORK, approx(30 + 60), approx(90))


def test_a_firm_nearer_than_its_place_is_known_gets_no_distance():
    rows = [
        {"geometry": point(250, 100), "accuracy_m": 300, "name": "vague"},
        {"geometry": point(2100, 100), "accuracy_m": 300, "name": "placed"},
        {"geometry": point(2100, 100), "accuracy_m": 1500, "name": "somewhere"},
        {"geometry": point(2100, 100), "accuracy_m": None, "name": "unknown"},
    ]
    found = {row.target: row for row in by_road(PLOT, roads=[STREET], companies=rows)}
    assert set(found) == {"vague", "placed"}
    assert (found["vague"].method, found["vague"].distance_m) == (BELOW_ACCURACY, None)
    assert found["placed"].distance_m == approx(2000, abs=1e-3)


def test_a_path_is_no_road_for_a_truck():
    path = {"geometry": STREET, "road_class": "path"}
    assert by_road(PLOT, roads=[path], ports=[point(3000, 100)]) == []


def test_without_roads_or_targets_there_is_no_distance_by_road():
    assert by_road(PLOT, ports=[point(3000, 100)]) == []
    assert by_road(PLOT, roads=[STREET]) == []


def test_an_empty_layer_of_roads_gives_none():
    area = atlas(PLOT, roads=[STREET], ports=[point(3000, 100)])
    roads = area.layer("roads")
    area = area.with_layer(type(roads)(roads.spec, roads.frame.iloc[:0], roads.epsg))
    rows = logistics.distances(area.frame("plots"), area, scenario())
    assert {row.mode for row in rows} == {"direct"}


def test_one_road_serves_every_plot():
    rows = by_road(PLOT, square(1000, 100), roads=[STREET], ports=[point(4000, 100)])
    assert [row.plot_id for row in rows] == ["A", "B"]
    assert [row.distance_m for row in rows] == approx([3900, 2900], abs=1e-3)


def test_plots_far_from_all_roads_have_no_route():
    row = one(by_road(square(0, 40_000), roads=[STREET], ports=[point(4000, 100)]))
    assert (row.method, row.distance_m) == (NO_ROUTE, None)
