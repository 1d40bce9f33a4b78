"""Roads as no one should draw them: each gives the right number, or says what it does not know."""

import numpy as np
import pytest

from layers.io import read_scenario_text
from layers.layer import Layer
from layers.specs import SPECS
from planner.logistics import road
from planner.logistics.distance import NETWORK, NO_ROUTE
from planner.logistics.targets import targets
from planner.logistics.vehicles import Drive, vehicle_of
from planner.scenario.scenario import parse_scenario
from tests.tiny import WORKING, atlas, frame, line, point, square

approx = pytest.approx
DEFAULT = parse_scenario(read_scenario_text())
VAN = Drive(vehicle_of(DEFAULT, "van"), DEFAULT, "time")
ROAD = line((0, 100), (3000, 100))
QUAY = point(3000, 100)


def to_the_quay(*roads, drive=None, quay=QUAY):
    area = atlas(square(0, 0), roads=list(roads), ports=[quay])
    (row,) = road.distances(area.frame("plots"), area, targets(area), drive)
    return row


def test_a_negative_speed_is_no_speed():
    plain, negative = (
        to_the_quay({"geometry": ROAD, **more}, drive=VAN) for more in ({}, {"speed_kmh": -30})
    )
    assert negative.time_min == approx(plain.time_min)
    assert negative.time_min > 0


def test_a_speed_of_nought_is_no_speed():
    found = to_the_quay({"geometry": ROAD, "speed_kmh": 0.0}, drive=VAN)
    assert np.isfinite(found.time_min)
    assert found.distance_m == approx(2900)


def test_parts_of_no_length_change_nothing():
    found = to_the_quay(line((0, 100), (0, 100), (1500, 100), (1500, 100), (3000, 100)))
    assert (found.method, found.distance_m) == (NETWORK, approx(2900))


def test_a_road_of_ten_thousand_vertices():
    places = [(metres, 100.0) for metres in np.linspace(0, 3000, 10_000)]
    found = to_the_quay(line(*places))
    assert (found.method, found.distance_m) == (NETWORK, approx(2900))


def test_a_quay_on_an_island_of_the_network_is_not_reached_and_it_is_said():
    found = to_the_quay(ROAD, line((4000, 900), (4100, 900)), quay=point(4000, 900))
    assert (found.method, found.distance_m) == (NO_ROUTE, None)
    assert "end 1.28\xa0km from the target: no route" in found.note


def test_a_quay_far_off_the_roads_is_not_reached_and_it_is_said():
    found = to_the_quay(ROAD, quay=point(3000, 2000))
    assert (found.method, found.distance_m) == (NO_ROUTE, None)
    assert "The roads at hand end 1.9\xa0km from the target" in found.note.replace("1.90", "1.9")


def test_roads_given_in_degrees_are_as_long():
    roads = frame("roads", [{"geometry": ROAD}]).to_crs(4326)
    area = atlas(square(0, 0), ports=[QUAY]).with_layer(Layer.build(SPECS["roads"], roads, WORKING))
    (row,) = road.distances(area.frame("plots"), area, targets(area))
    assert (row.method, row.distance_m) == (NETWORK, approx(2900, abs=0.01))
