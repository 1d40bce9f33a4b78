"""Distances by road from plots to what a truck drives to."""

import pytest
import shapely

from planner import logistics
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, STRAIGHT_LINE
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


@pytest.mark.parametrize(("gap_m", "method"), [(199, NETWORK), (201, STRAIGHT_LINE)])
def test_a_snap_of_more_than_a_fifth_means_that_the_network_does_not_reach(gap_m, method):
    row = one(by_road(square(0, -gap_m), roads=[line((100, 100), (5000, 100))], ports=[point(1100, 100)]))
    assert row.method == method
    if method == STRAIGHT_LINE:
        # The same straight line as is shown elsewhere: from the point that stands for the plot.
        assert row.distance_m == approx(shapely.distance(point(50, 50 - gap_m), point(1100, 100)))
        assert row.note.startswith("The roads at hand end 201\xa0m short")


def test_the_straight_line_is_the_one_of_the_other_mode():
    area = atlas(square(0, -1000), roads=[STREET], ports=[point(1100, 100)])
    rows = logistics.distances(area.frame("plots"), area, scenario())
    direct, road = (next(row for row in rows if row.mode == mode) for mode in ("direct", "road"))
    assert (road.method, road.distance_m) == (STRAIGHT_LINE, direct.distance_m)


def test_no_way_gives_the_straight_line_and_says_so():
    away = {"geometry": line((5000, 100), (0, 100)), "oneway": "forward"}
    row = one(by_road(square(0, 0), roads=[away], ports=[point(4000, 100)]))
    assert (row.method, row.snap_m) == (STRAIGHT_LINE, None)
    assert row.note.startswith("No way along the roads")


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
    assert row.method == STRAIGHT_LINE
    assert (row.target, row.distance_m) == (
        "island",
        approx(shapely.distance(PLOT, line((300, 800), (310, 800)))),
    )


def test_a_plot_at_a_main_road_meets_it_between_two_vertices():
    roads = [{"geometry": line((-5000, 112), (5000, 112)), "road_class": "main", "name": "8"}]
    row = one(by_road(PLOT, roads=roads, kind="main_road"))
    assert (row.target, row.distance_m, row.method) == ("8", approx(12), STRAIGHT_LINE)
    assert row.note == "Plot and target meet the roads at one place: the straight line is given."


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


def test_plots_far_from_all_roads_get_the_straight_line():
    row = one(by_road(square(0, 40_000), roads=[STREET], ports=[point(4000, 100)]))
    assert row.method == STRAIGHT_LINE
    assert row.distance_m > 39_000
