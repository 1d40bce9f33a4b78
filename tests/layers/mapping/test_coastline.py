"""The sea from coastlines: closed at the edge, islands left out, and not known where the coast says both."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.mapping.coastline import CoastLine, sea_within

OUTLINE = shapely.box(0, 0, 1000, 1000)


def coast(*places, **cut):
    return CoastLine(shapely.LineString(places), **cut)


def area_m2(sea):
    return sum(part.area for part in sea.polygons)


def test_the_sea_lies_on_the_right_of_the_coastline():
    sea = sea_within([coast((400, -100), (400, 1100))], OUTLINE)
    # Northwards, land in the west: the sea is the east.
    assert sea.is_known
    (part,) = sea.polygons
    assert part.equals(shapely.box(400, 0, 1000, 1000))
    turned = sea_within([coast((400, 1100), (400, -100))], OUTLINE)
    assert turned.polygons[0].equals(shapely.box(0, 0, 400, 1000))


def test_an_island_is_left_out_of_the_sea():
    island = coast((600, 600), (700, 600), (700, 700), (600, 700), (600, 600))
    sea = sea_within([coast((400, -100), (400, 1100)), island], OUTLINE)
    assert sea.is_known
    assert area_m2(sea) == pytest.approx(600 * 1000 - 100 * 100)
    assert not any(part.contains(shapely.Point(650, 650)) for part in sea.polygons)


def test_an_outline_in_the_sea_with_islands_alone_is_sea_but_for_them():
    island = coast((600, 600), (700, 600), (700, 700), (600, 700), (600, 600))
    assert area_m2(sea_within([island], OUTLINE)) == pytest.approx(1000 * 1000 - 100 * 100)


def test_several_ways_make_one_coast_in_any_order():
    ways = [coast((500, 600), (400, 1100)), coast((400, -100), (300, 400)), coast((300, 400), (500, 600))]
    whole = sea_within([coast((400, -100), (300, 400), (500, 600), (400, 1100))], OUTLINE)
    assert area_m2(sea_within(ways, OUTLINE)) == pytest.approx(area_m2(whole))


def test_a_coast_with_a_gap_leaves_the_sea_not_known():
    sea = sea_within([coast((400, -100), (400, 450)), coast((400, 550), (400, 1100))], OUTLINE)
    assert not sea.is_known
    assert not sea.polygons
    assert sea.unknown.area == pytest.approx(OUTLINE.area)


def test_a_way_drawn_the_wrong_way_round_leaves_the_sea_not_known():
    sea = sea_within([coast((400, -100), (400, 450)), coast((400, 1100), (400, 450))], OUTLINE)
    assert not sea.is_known
    assert not sea.polygons


def test_an_island_drawn_the_wrong_way_round_leaves_the_water_round_it_not_known():
    island = coast((600, 600), (600, 700), (700, 700), (700, 600), (600, 600))
    sea = sea_within([coast((400, -100), (400, 1100)), island], OUTLINE)
    assert not sea.is_known
    assert sea.unknown.contains(shapely.Point(900, 900))
    assert not sea.unknown.contains(shapely.Point(100, 100))


def test_a_coast_that_the_extract_cut_is_led_on_to_its_edge():
    cut = coast((400, 20), (400, 970), starts_cut=True, ends_cut=True)
    sea = sea_within([cut], OUTLINE)
    assert sea.is_known
    assert area_m2(sea) == pytest.approx(600 * 1000)
    # The same line of which nobody knows that it goes on separates nothing.
    assert not sea_within([coast((400, 20), (400, 970))], OUTLINE).is_known


def test_without_a_coastline_there_is_no_sea():
    assert sea_within([], OUTLINE).is_known
    assert not sea_within([], OUTLINE).polygons
    assert not sea_within([coast((2000, 0), (2000, 500))], OUTLINE).polygons


@given(st.lists(st.tuples(st.floats(100, 900), st.floats(10, 400)), min_size=1, max_size=8))
def test_land_and_sea_share_the_outline_whatever_the_coast(steps):
    places, y_m = [(steps[0][0], -50.0)], 0.0
    for x_m, up_m in steps:
        y_m += up_m
        places.append((x_m, y_m))
    places.append((places[-1][0], 5000.0))
    line = shapely.LineString(places)
    sea = sea_within([CoastLine(line)], OUTLINE)
    assert sea.is_known
    right = shapely.Polygon([*line.coords, (9000, 5000), (9000, -50)]).buffer(0).intersection(OUTLINE)
    assert area_m2(sea) == pytest.approx(right.area, rel=1e-4, abs=5)
