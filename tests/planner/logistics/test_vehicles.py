"""Vehicles with limits: what is closed to them, by which way they go instead, how long it takes."""

import pytest

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text
from planner import logistics
from planner.logistics import road
from planner.logistics.distance import NETWORK, NO_ROUTE
from planner.logistics.road_paths import roads_of
from planner.logistics.targets import targets
from planner.logistics.vehicles import Drive, limits_note, reasons, speeds_kmh, vehicle_of
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas, line, point, square

approx = pytest.approx
DEFAULT = parse_scenario(read_scenario_text())
HCT = vehicle_of(DEFAULT, "hct_76t")
VAN = vehicle_of(DEFAULT, "van")
# A plot on a street that leads 3 km east by a bridge; round by the north it is 5 km.
WEST, EAST = line((0, 100), (1000, 100)), line((2000, 100), (3000, 100))
BRIDGE = line((1000, 100), (2000, 100))
ROUND = line((1000, 100), (1000, 1100), (2000, 1100), (2000, 100))
QUAY = point(3000, 100)


def streets(**limits):
    """Return roads with a limit on the bridge."""
    bridge = {"geometry": BRIDGE, "name": "Bridge road", "road_number": "1", "bridge": True, **limits}
    return [WEST, EAST, bridge, {"geometry": ROUND, "name": "Round road"}]


def by_road(vehicle=None, by="distance", roads=None, ports=(QUAY,)):
    area = atlas(square(0, 0), roads=streets() if roads is None else roads, ports=list(ports))
    drive = None if vehicle is None else Drive(vehicle, DEFAULT, by)
    (row,) = road.distances(area.frame("plots"), area, targets(area), drive)
    return row


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ({"max_weight_t": 60}, "mass at most 60\xa0t"),
        ({"max_height_m": 4.2}, "height at most 4.2\xa0m"),
        ({"max_length_m": 25.25}, "length at most 25.25\xa0m"),
        ({"max_axle_load_t": 8}, "axle load at most 8\xa0t"),
        ({"max_weight_t": 0}, "mass at most 0\xa0t"),
    ],
)
def test_what_is_closed_is_gone_round_and_named(limit, said):
    row = by_road(HCT, roads=streets(**limit))
    assert (row.method, row.distance_m) == (NETWORK, approx(4900))
    assert row.closed_roads == f"Bridge road ({said})"
    assert f"Closed to HCT combination, 76 t: Bridge road ({said})" in row.note
    assert row.vehicle == "hct_76t"


def test_without_a_vehicle_nothing_is_closed_and_no_time_is_told():
    row = by_road(roads=streets(max_weight_t=3))
    assert (row.distance_m, row.closed_roads, row.time_min, row.vehicle) == (approx(2900), "", None, "")


@pytest.mark.parametrize("limit", [{"max_weight_t": 76}, {"max_height_m": 4.4}, {"max_weight_t": None}, {}])
def test_as_large_as_the_limit_passes(limit):
    row = by_road(HCT, roads=streets(**limit))
    assert (row.distance_m, row.closed_roads) == (approx(2900), "")


def test_a_van_passes_where_a_combination_does_not():
    assert by_road(VAN, roads=streets(max_weight_t=20)).distance_m == approx(2900)


def test_a_road_without_heavy_goods_vehicles_is_closed_to_lorries_alone():
    closed = streets(hgv="no")
    row = by_road(HCT, roads=closed)
    assert (row.distance_m, row.closed_roads) == (approx(4900), "Bridge road (no heavy goods vehicles)")
    assert by_road(VAN, roads=closed).distance_m == approx(2900)
    assert by_road(HCT, roads=streets(hgv="yes")).distance_m == approx(2900)


@pytest.mark.parametrize(("hazmat", "metres"), [(True, 4900), (False, 2900)])
def test_dangerous_goods(hazmat, metres):
    vehicle = vehicle_of(DEFAULT, "van", hazmat=hazmat)
    row = by_road(vehicle, roads=streets(hazmat="no"))
    assert row.distance_m == approx(metres)
    assert ("no dangerous goods" in row.closed_roads) == hazmat


def test_several_limits_of_one_road_are_all_named():
    roads = atlas(square(0, 0), roads=streets(max_weight_t=20, max_height_m=3)).frame("roads")
    assert reasons(roads, HCT)[2] == "height at most 3\xa0m, mass at most 20\xa0t"


def test_a_road_that_is_closed_off_the_way_is_not_named():
    assert (
        by_road(HCT, roads=[*streets(), {"geometry": line((0, 100), (0, 900)), "max_weight_t": 1}]).note == ""
    )


def test_no_way_but_over_the_closed_bridge_is_said():
    row = by_road(HCT, roads=streets(max_weight_t=20)[:3])
    assert (row.method, row.time_min) == (NO_ROUTE, None)
    assert row.note.startswith(
        "Closed to HCT combination, 76 t: Bridge road (mass at most 20\xa0t). No route"
    )


def test_a_plot_on_a_closed_street_is_not_reached_by_another():
    """It is not led across its neighbours to the next street that is open."""
    roads = [
        {"geometry": WEST, "name": "Plot street", "max_weight_t": 3},
        line((0, 300), (1000, 300), (1000, 100)),
    ]
    row = by_road(HCT, roads=roads, ports=[point(500, 300)])
    assert row.method == NO_ROUTE
    assert row.closed_roads == "Plot street (mass at most 3\xa0t)"


def test_a_closed_street_that_ends_at_the_stop_closes_nothing():
    side = {"geometry": line((3000, 100), (3000, 900)), "max_weight_t": 3}
    assert by_road(HCT, roads=[*streets(), side]).distance_m == approx(2900)


def test_more_closed_roads_than_a_whole_number_holds():
    steps = [
        {"geometry": line((n * 10, 100), (n * 10 + 10, 100)), "name": f"step {n}", "max_weight_t": 3}
        for n in range(150)
    ]
    roads = [*steps, line((0, 100), (0, 2000), (1500, 2000), (1500, 100))]
    row = by_road(HCT, roads=roads, ports=[point(1500, 100)])
    assert row.closed_roads.count(";") == 139  # the plot itself lies along the first ten
    assert "and 137 more" in row.note


def test_one_way_holds_for_vehicles():
    roads = streets()
    roads[2] |= {"oneway": "backward"}
    assert by_road(VAN, roads=roads).distance_m == approx(4900)


def test_what_is_closed_to_through_traffic_is_gone_round():
    assert by_road(roads=streets(through="no")).distance_m == approx(4900)
    assert by_road(VAN, roads=streets(through="no")).distance_m == approx(4900)


def test_what_lies_on_a_street_closed_to_through_traffic_is_reached():
    assert by_road(roads=streets(through="no"), ports=[point(1500, 100)]).distance_m == approx(1400)


def test_through_traffic_passes_where_there_is_no_other_way():
    row = by_road(VAN, roads=streets(through="no")[:3])
    assert (row.distance_m, row.time_min) == (approx(2900), approx(2.9 / 35 * 60))


# --- Time ---


def test_speed_is_signed_or_assumed():
    rows = [
        {"geometry": WEST, "road_class": "main"},
        {"geometry": WEST, "road_class": "street"},
        {"geometry": WEST, "road_class": "main", "speed_kmh": 50},
        {"geometry": WEST, "road_class": "motorway", "speed_kmh": 120},
        {"geometry": WEST, "road_class": "street", "speed_kmh": 0},
    ]
    speed, assumed = speeds_kmh(atlas(square(0, 0), roads=rows).frame("roads"), Drive(HCT, DEFAULT))
    assert speed.tolist() == [70, 35, 50, 70, 35]
    assert assumed.tolist() == [True, True, False, False, True]


def test_minutes_by_hand():
    row = by_road(HCT, roads=streets(speed_kmh=60))
    # 900 m and 1000 m at 35 km/h, the bridge at 60.
    assert row.time_min == approx(1.9 / 35 * 60 + 1.0)


def test_snaps_are_driven_as_slowly_as_streets():
    row = by_road(HCT, ports=[point(3000, 170)])
    assert row.time_min == approx(2.97 / 35 * 60)


def test_the_fastest_way_is_not_the_shortest():
    roads = streets()
    roads[3] |= {"speed_kmh": 70}
    roads[2] |= {"speed_kmh": 10}
    shortest, fastest = (by_road(HCT, by, roads=roads) for by in ("distance", "time"))
    assert (shortest.distance_m, fastest.distance_m) == (approx(2900), approx(4900))
    assert shortest.time_min == approx(1.9 / 35 * 60 + 6)
    assert fastest.time_min == approx(1.9 / 35 * 60 + 3 / 70 * 60)


# --- Illustrative and rough roads ---


@pytest.mark.parametrize("vehicle", [None, HCT])
def test_a_way_along_a_drawn_road_is_illustrative(vehicle):
    roads = streets(illustrative=True, accuracy_m=40)
    roads[3] |= {"accuracy_m": 300}
    row = by_road(vehicle, roads=roads)
    assert (row.illustrative, row.way_illustrative_m, row.way_accuracy_m) == (True, approx(1000), 40)
    assert "1.00\xa0km of it along illustrative roads." in row.note


def test_a_drawn_road_beside_the_way_does_not_matter():
    roads = streets()
    roads[3] |= {"illustrative": True}
    row = by_road(roads=roads)
    assert (row.illustrative, row.way_illustrative_m, row.way_accuracy_m) == (False, 0, None)


def test_a_way_that_ends_where_a_drawn_road_begins_is_not_illustrative():
    drawn = {"geometry": line((3000, 100), (3000, 900)), "illustrative": True}
    assert not by_road(roads=[*streets(), drawn]).illustrative


def test_in_kokkola_ways_along_drawn_streets_are_illustrative():
    area = read_atlas("kokkola")
    rows = logistics.distances(area.frame("plots"), area, DEFAULT)
    by_way = [row for row in rows if row.mode == "road" and row.method == NETWORK]
    assert any(row.way_illustrative_m for row in by_way)
    assert all(row.illustrative for row in by_way if row.way_illustrative_m)
    assert all(row.way_illustrative_m <= row.distance_m for row in by_way)


# --- Words ---


def test_an_unknown_vehicle_is_a_sentence():
    with pytest.raises(PlannerError, match=r"no vehicle “tank”.*hct_76t, combination_60t, artic_40t, van"):
        vehicle_of(DEFAULT, "tank")


def test_how_many_limits_are_known_is_told():
    none = atlas(square(0, 0), roads=streets()).frame("roads")
    assert "No limit of height" in limits_note(none)
    one = atlas(square(0, 0), roads=streets(max_height_m=4)).frame("roads")
    assert limits_note(one).startswith("A limit is recorded for 1 of 4 roads")
    assert "No limit" in limits_note(roads_of(read_atlas("karhula")).frame)
