"""Where a plot is entered."""

import pytest

from layers.io import read_atlas
from planner.logistics import road
from planner.logistics.access import access_points
from planner.logistics.targets import targets
from tests.tiny import atlas, line, point, square

approx = pytest.approx


def test_a_plot_is_entered_at_its_edge_where_the_nearest_street_is():
    street = {"geometry": line((50, 130), (50, 900), (900, 900)), "name": "Street"}
    (found,) = access_points("A", atlas(square(0, 0), roads=[street]))
    assert (found.place, found.leg_m, found.road) == (point(50, 100), approx(30), "Street")
    assert found.leg.length == approx(30)


def test_a_street_that_crosses_the_plot_enters_it_at_its_edge():
    found = access_points("A", atlas(square(0, 0), roads=[line((50, 50), (50, 900))]))
    assert [(one.place, one.leg, one.leg_m) for one in found] == [(point(50, 100), None, 0)]


@pytest.mark.parametrize(
    "road_column", [{"road_class": "motorway"}, {"tunnel": True}, {"bridge": True}, {"entrance": "no"}]
)
def test_a_road_that_takes_no_entrance_gives_no_access_point(road_column):
    closed = {"geometry": line((0, 110), (900, 110)), **road_column}
    assert access_points("A", atlas(square(0, 0), roads=[closed])) == ()


def test_far_from_all_roads_and_without_any_there_is_none():
    assert access_points("A", atlas(square(0, 0), roads=[line((0, 1200), (900, 1200))])) == ()
    assert access_points("A", atlas(square(0, 0))) == ()


def test_the_access_leg_is_the_one_that_routes_begin_with():
    kokkola = read_atlas("kokkola")
    plots = kokkola.frame("plots").iloc[:10].reset_index(drop=True)
    for row in road.distances(plots, kokkola, targets(kokkola)):
        if row.access_m:
            points = access_points(row.plot_id, kokkola)
            assert points
            assert [one.leg_m for one in points] == approx([row.access_m] * len(points))
