"""Rectangles and halls: what is claimed to fit does fit, and the search finds what a plain one finds."""

import numpy as np
import pytest
import shapely
from shapely import affinity

from planner.capacity.rectangles import TOLERANCE_M, largest_rectangle, place_halls

CELL_M = 0.25
POLYGONS_N = 500


def polygon(rng, corners_n, size_m=18.0):
    """Return a simple polygon, star-shaped round the origin, often spiky."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners_n))
    radius = rng.uniform(0.3, 1.0, corners_n) * size_m / 2
    return shapely.Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))


def random_polygons():
    rng = np.random.default_rng(20261124)
    found = []
    while len(found) < POLYGONS_N:
        candidate = polygon(rng, int(rng.integers(4, 41)))
        if candidate.is_valid and candidate.area > 10:
            found.append(candidate)
    return found


def largest_on_grid_m2(ground):
    """Return the largest upright rectangle of whole cells of a 0.25 m grid: every pair of rows is tried."""
    west, south, east, north = ground.bounds
    x, y = np.meshgrid(np.arange(west, east, CELL_M), np.arange(south, north, CELL_M))
    shapely.prepare(ground)
    free = shapely.covers(ground, shapely.box(x, y, x + CELL_M, y + CELL_M))
    column = np.arange(free.shape[1])
    best, rows = 0, free.copy()
    for height in range(len(free)):
        if height:
            rows = rows[:-1] & free[height:]
        last_blocked = np.maximum.accumulate(np.where(rows, -1, column), axis=1)
        best = max(best, int((column - last_blocked).max()) * (height + 1))
    return best * CELL_M**2


def overhang_m2(footprint, ground):
    return footprint.difference(ground).area


def test_the_rectangle_is_inside_and_at_least_98_percent_of_the_best_upright_one_on_a_grid():
    for ground in random_polygons():
        found = largest_rectangle(ground)
        assert overhang_m2(found.footprint, ground) <= TOLERANCE_M * found.footprint.length
        assert found.area_m2 >= 0.98 * largest_on_grid_m2(ground)
        assert found.footprint.area == pytest.approx(found.area_m2, rel=1e-9)


RING = shapely.box(0, 0, 100, 100) - shapely.box(30, 30, 70, 70)
KNOWN = {
    "rectangle": (shapely.box(0, 0, 80, 30), 2400),
    "turned rectangle": (affinity.rotate(shapely.box(0, 0, 80, 30), 33), 2400),
    "L": (shapely.box(0, 0, 100, 100) - shapely.box(40, 40, 100, 100), 4000),
    # The largest rectangle in a triangle has half its area.
    "triangle": (shapely.Polygon([(0, 0), (60, 0), (20, 50)]), 750),
    "ring": (RING, 3000),
    "turned ring": (affinity.rotate(RING, 17), 3000),
    "far from the origin": (affinity.translate(affinity.rotate(RING, 17), 306_000, 7_087_000), 3000),
    "two parts": (shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(50, 0, 80, 20)]), 600),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_rectangle_is_within_two_percent_of_a_known_optimum(name):
    ground, best_m2 = KNOWN[name]
    found = largest_rectangle(ground)
    assert found.area_m2 == pytest.approx(best_m2, rel=0.02)
    assert overhang_m2(found.footprint, ground) <= TOLERANCE_M * found.footprint.length


def test_no_ground_has_no_rectangle():
    assert largest_rectangle(shapely.Polygon()) is None


def test_a_hall_of_the_very_size_of_the_ground_fits():
    fit = place_halls(shapely.box(0, 0, 92, 60), length_m=60, width_m=92)
    assert fit.fits
    assert overhang_m2(fit.halls[0].footprint, shapely.box(0, 0, 92, 60)) <= TOLERANCE_M * 304


def test_a_hall_a_little_too_long_does_not_fit():
    assert not place_halls(shapely.box(0, 0, 92, 60), length_m=92.1, width_m=60).fits


def test_halls_in_rows_keep_their_clearance():
    ground = shapely.box(0, 0, 100, 70)
    fit = place_halls(ground, length_m=40, width_m=30, count=10, clearance_m=8)
    assert len(fit.halls) == 4  # two by two: 40 + 8 + 40 <= 100 and 30 + 8 + 30 <= 70
    for number, hall in enumerate(fit.halls):
        for other in fit.halls[number + 1 :]:
            assert hall.footprint.distance(other.footprint) >= 8 - 2 * TOLERANCE_M


def test_too_narrow_and_too_small_ground_is_proved_impossible():
    assert place_halls(shapely.box(0, 0, 500, 9), length_m=20, width_m=10).verdict == "impossible"
    assert place_halls(shapely.box(0, 0, 30, 30), length_m=40, width_m=25).verdict == "impossible"


@pytest.mark.parametrize(
    ("sides_m", "clearance_m", "hall_m", "most_n"),
    [
        ((100, 100), 0, (50, 50), 4),
        ((100, 100), 0, (50, 51), 3),  # by area; a closer look says 2
        ((100, 40), 8, (45, 35), 2),  # (4000 + 280 × 4 + 16 π) / (1575 + 80 × 8 + 16 π) = 2.3
        ((100, 10), 0, (30, 12), 0),
    ],
)
def test_no_more_halls_fit_than_have_room(sides_m, clearance_m, hall_m, most_n):
    ground = shapely.box(0, 0, *sides_m)
    length_m, width_m = hall_m
    fit = place_halls(ground, length_m=length_m, width_m=width_m, count=20, clearance_m=clearance_m)
    assert fit.most_n == most_n
    assert len(fit.halls) <= most_n


def test_parts_of_the_ground_hold_halls_each_for_itself():
    two = shapely.MultiPolygon([shapely.box(0, 0, 40, 40), shapely.box(90, 0, 130, 40)])
    fit = place_halls(two, length_m=35, width_m=35, count=9)
    assert (len(fit.halls), fit.most_n) == (2, 2)


def test_a_hall_does_not_stand_in_a_hole():
    fit = place_halls(RING, length_m=95, width_m=28)
    assert fit.fits
    assert overhang_m2(fit.halls[0].footprint, RING) <= TOLERANCE_M * 250
    assert not place_halls(RING, length_m=95, width_m=35).fits


def punched(ground, rng):
    """Return the ground in two parts, with holes: what setbacks and buildings leave."""
    holes = [
        shapely.Point(rng.uniform(-6, 6, 2)).buffer(rng.uniform(0.3, 1.5), quad_segs=4) for _hole in range(4)
    ]
    return ground.difference(shapely.union_all([*holes, shapely.box(-0.5, -20, 0.5, 20)]))


def test_nothing_is_placed_across_holes_and_parts():
    rng = np.random.default_rng(11)
    placed = 0
    for whole in random_polygons()[:120]:
        ground = punched(whole, rng)
        found = largest_rectangle(ground)
        assert overhang_m2(found.footprint, ground) <= TOLERANCE_M * found.footprint.length
        assert found.area_m2 >= 0.95 * largest_on_grid_m2(ground)
        for hall in place_halls(ground, length_m=3, width_m=2, count=4, clearance_m=0.5).halls:
            placed += 1
            assert overhang_m2(hall.footprint, ground) <= 2 * TOLERANCE_M * hall.footprint.length
    assert placed > 200


def test_every_placed_hall_lies_inside_random_ground():
    rng = np.random.default_rng(7)
    placed = 0
    for ground in random_polygons()[:150]:
        length_m, width_m = rng.uniform(2, 9), rng.uniform(2, 6)
        fit = place_halls(ground, length_m=length_m, width_m=width_m, count=3, clearance_m=1.0)
        for hall in fit.halls:
            placed += 1
            assert overhang_m2(hall.footprint, ground) <= 2 * TOLERANCE_M * hall.footprint.length
            assert hall.length_m == pytest.approx(max(length_m, width_m))
        assert len(fit.halls) <= fit.most_n
        assert (fit.most_n == 0) == (fit.verdict == "impossible")
    assert placed > 100


def test_a_larger_hall_never_fits_where_a_smaller_one_is_proved_impossible():
    for ground in random_polygons()[:100]:
        if place_halls(ground, length_m=8, width_m=6).verdict == "impossible":
            assert not place_halls(ground, length_m=9, width_m=7).fits
