"""Zones whose areas have a closed form: round points, segments, corners and squares.

A round end is made of straight pieces, sixteen a quarter circle: a polygon of 64 corners on the circle. Its
area is stated here by its own formula, and how far that is from the circle's: 0.16 %, always too small.
"""

import math

import pytest

from planner.capacity.restrictions import restrict
from tests.tiny import atlas, line, point, rectangle, rule, scenario, setback, square

approx = pytest.approx
PLOT = rectangle(-500, -500, 1000, 1000)
RADIUS_M = 40.0
CORNERS_N = 4 * 16
# The regular polygon on the circle, and a quarter of it.
ROUND_M2 = CORNERS_N / 2 * RADIUS_M**2 * math.sin(2 * math.pi / CORNERS_N)
QUARTER_M2 = ROUND_M2 / 4


def covered_m2(kind, layer, features, **more):
    """Return what a zone of 40 m covers of a plot far larger than it."""
    area = atlas(PLOT, **{layer: features})
    (taken_m2,) = restrict(area, scenario(rule(kind, layer, RADIUS_M, **more))).overlaps["alone_m2"]
    return taken_m2


def test_the_arc_error_is_a_sixth_of_a_percent_and_never_too_large():
    circle_m2 = math.pi * RADIUS_M**2
    assert 0 < 1 - ROUND_M2 / circle_m2 < 0.0017
    assert 1 - ROUND_M2 / circle_m2 == approx((2 * math.pi / CORNERS_N) ** 2 / 6, rel=1e-3)


def test_round_a_point():
    rows = [{"geometry": point(0, 0), "name": "x"}]
    assert covered_m2("round_polygon", "places", rows) == approx(ROUND_M2)


def test_along_a_segment_both_sides_and_two_round_ends():
    assert covered_m2("along_line", "roads", [line((-100, 0), (100, 0))]) == approx(
        200 * 2 * RADIUS_M + ROUND_M2
    )


def test_along_a_right_corner_the_outside_is_round_and_the_inside_shared():
    bent = [line((0, 0), (200, 0), (200, 150))]
    both_strips_m2 = (200 + 150) * 2 * RADIUS_M
    # On the inside the strips share a square of the width; outside a quarter circle joins them.
    expected_m2 = both_strips_m2 - RADIUS_M**2 + QUARTER_M2 + ROUND_M2
    assert covered_m2("along_line", "roads", bent) == approx(expected_m2)


def test_along_crossing_lines_the_crossing_counts_once():
    crossing = [line((-200, 0), (200, 0)), line((0, -200), (0, 200))]
    one_m2 = 400 * 2 * RADIUS_M + ROUND_M2
    assert covered_m2("along_line", "roads", crossing) == approx(2 * one_m2 - (2 * RADIUS_M) ** 2)


def test_round_a_square_four_strips_four_quarters_and_the_square_itself():
    expected_m2 = 100**2 + 4 * 100 * RADIUS_M + ROUND_M2
    assert covered_m2("round_polygon", "water", [square(0, 0)]) == approx(expected_m2)


def test_a_setback_goes_round_a_corner_that_juts_in():
    elbow = square(0, 0, 200).difference(square(100, 100, 100))
    left_m2 = restrict(atlas(elbow), scenario(setback(10))).buildable["A"].area
    # Of 180 × 180 inside the outer edges go the corner of 90 × 90, strips of 10 × 90 beside it, and a round.
    assert left_m2 == approx(180**2 - 90**2 - 2 * 10 * 90 - QUARTER_M2 * (10 / RADIUS_M) ** 2)
