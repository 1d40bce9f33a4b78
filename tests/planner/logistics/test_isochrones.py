"""What is reached within so many metres or minutes: by hand, and as the distances have it."""

import numpy as np
import pytest
import shapely

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text
from planner.logistics.isochrones import reach_m, reach_min
from planner.logistics.road_paths import roads_of
from planner.logistics.vehicles import Drive, vehicle_of
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas, line, point, square

approx = pytest.approx
DEFAULT = parse_scenario(read_scenario_text())
HCT = Drive(vehicle_of(DEFAULT, "hct_76t"), DEFAULT)
# A crossing at 0, 0 with four arms of 1 km.
ARMS = [
    {"geometry": line((0, 0), (x, y)), "name": name}
    for name, x, y in (("north", 0, 1000), ("east", 1000, 0), ("south", 0, -1000), ("west", -1000, 0))
]
PLACE = point(0, 0)


def cross(*more, **east):
    return atlas(square(200, 300), roads=[ARMS[0], {**ARMS[1], **east}, *ARMS[2:], *more])


def test_as_far_on_every_arm():
    found = reach_m(PLACE, cross(), 300)
    assert found.length_m == approx(1200)
    assert found.lines.length == approx(1200)
    assert found.lines.bounds == approx(shapely.MultiPoint([point(-300, -300), point(300, 300)]).bounds)
    assert found.area.contains(point(399, 0))
    assert not found.area.contains(point(401, 0))
    assert found.notes == ("The area is what lies within 100\xa0m of a road that is reached.",)


def test_the_way_to_the_road_counts():
    found = reach_m(point(-300, 150), cross(), 300)
    assert (found.snap_m, found.length_m) == (approx(150), approx(300))
    assert "The nearest road is 150\xa0m away" in found.notes[1]


def test_from_a_plot_that_lies_along_a_road():
    # The south edge of the plot is 100 m of the road: 200 m further to both sides, and the stretch between.
    area = atlas(square(0, 100), roads=[line((-1000, 100), (1000, 100))])
    assert reach_m(area.frame("plots").geometry.iloc[0], area, 200).length_m == approx(500)


def test_out_of_reach_is_said():
    found = reach_m(point(-500, 400), cross(), 300)
    assert (found.length_m, found.area.is_empty, found.lines.is_empty) == (0, True, True)
    assert found.notes == ("No road is reached: the nearest one is 400\xa0m away in a straight line.",)


def test_a_one_way_arm_is_not_entered_from_its_end():
    assert reach_m(PLACE, cross(oneway="backward"), 300).length_m == approx(900)
    assert reach_m(PLACE, cross(oneway="forward"), 300).length_m == approx(1200)


def test_a_loop_reached_from_both_ends_counts_once():
    loop = line((1000, 0), (1000, 500), (0, 1000))
    found = reach_m(PLACE, cross(loop), 5000)
    assert found.length_m == approx(4000 + loop.length)
    assert found.lines.length == approx(found.length_m)


def test_a_closed_arm_is_named():
    found = reach_m(PLACE, cross(max_weight_t=10), 300, HCT)
    assert (found.length_m, found.closed) == (approx(900), ("east",))
    assert "Closed to the vehicle: east." in found.notes


def test_minutes():
    # 35 km/h on streets without a signed speed; 60 on the arm that has one.
    found = reach_min(PLACE, cross(speed_kmh=60), 0.6, HCT)
    assert found.length_m == approx(3 * 350 + 600)
    snapped = reach_min(point(-300, 35), cross(), 0.36, HCT)
    assert snapped.length_m == approx(2 * (210 - 35))


def test_islands_are_named():
    spur = {"geometry": line((10, 20), (60, 20)), "name": "Spur"}
    found = reach_m(PLACE, cross(spur), 300)
    assert found.unconnected == ("Spur",)
    assert any("never reached: Spur" in note for note in found.notes)


def test_illustrative_roads_are_told():
    found = reach_m(PLACE, cross(illustrative=True), 300)
    assert found.illustrative_m == approx(300)
    assert "300\xa0m of the roads reached are illustrative." in found.notes


@pytest.mark.parametrize("within_m", [0, -5, float("nan"), float("inf")])
def test_what_is_no_distance_is_a_sentence(within_m):
    with pytest.raises(PlannerError, match="Name a distance"):
        reach_m(PLACE, cross(), within_m)


@pytest.mark.parametrize("within_min", [0, -5, float("nan"), 1500])
def test_what_is_no_time_is_a_sentence(within_min):
    with pytest.raises(PlannerError, match="Name a time"):
        reach_min(PLACE, cross(), within_min, HCT)


def test_no_place_and_no_roads_are_sentences():
    with pytest.raises(PlannerError, match="this one is empty"):
        reach_m(shapely.Point(), cross(), 100)
    with pytest.raises(PlannerError, match="No roads are at hand"):
        reach_m(PLACE, atlas(square(0, 0)), 100)


def test_in_kokkola_as_the_distances_have_it():
    area = read_atlas("kokkola")
    plot = area.frame("plots").geometry.iloc[0]
    network = roads_of(area).network
    start = network.snap(np.array([plot], dtype=object))
    feet = shapely.line_interpolate_point(network.shapes, network.length_m / 2)
    metres = network.distances_m(start, network.snap(feet))[0] + start.snap_m[0]
    found = reach_m(plot, area, 3000)
    on_it = shapely.dwithin(found.lines, feet, 0.01)
    assert (on_it == (metres <= 3000)).all()
    assert 0 < on_it.sum() < len(on_it)
