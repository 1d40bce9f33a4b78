"""Free stretches of strips across shapes whose answers one can do in the head."""

import numpy as np
import pytest
import shapely

from planner.capacity.scanlines import Outline, free_intervals

approx = pytest.approx
RING = shapely.box(0, 0, 100, 100) - shapely.box(30, 30, 70, 70)


def free(ground, *strips, angles_deg=(0.0,), angle_index=0):
    """Return for each strip its free stretches as (start, length), from left to right."""
    rings = shapely.get_rings(shapely.get_parts(ground))
    outline = Outline.turned(*shapely.get_coordinates(rings, return_index=True), np.radians(angles_deg))
    low, high = np.array(strips, dtype=float).T
    found = free_intervals(outline, np.full(len(low), angle_index), low, high)
    return [
        [(start, length) for start, length in zip(starts, lengths, strict=True) if length]
        for starts, lengths in zip(found.start_m, found.length_m, strict=True)
    ]


def test_a_hole_parts_the_strips_that_meet_it():
    below, through, touching = free(RING, (0, 20), (20, 40), (0, 30))
    assert below == touching == [approx((0, 100))]
    assert through == [approx((0, 30)), approx((70, 30))]


def test_a_slanting_edge_takes_what_it_reaches_within_the_strip():
    triangle = shapely.Polygon([(0, 0), (100, 0), (0, 100)])
    assert free(triangle, (0, 40), (50, 60)) == [[approx((0, 60))], [approx((0, 40))]]


def test_a_strip_outside_the_ground_and_one_across_a_level_edge_have_none():
    steps = shapely.box(0, 0, 100, 50) | shapely.box(0, 50, 40, 100)
    outside, across = free(steps, (120, 130), (40, 60))
    assert outside == []
    assert across == [approx((0, 40))]


def test_each_angle_turns_the_ground():
    square = shapely.box(0, 0, 10, 10)
    # A quarter turn: what was west is now up.
    assert free(square, (-4, -2), angles_deg=(0, 90), angle_index=1) == [[approx((0, 10))]]
    turned = shapely.affinity.rotate(square, 30, origin=(0, 0))
    assert free(turned, (2, 4), angles_deg=(0, 30), angle_index=1) == [[approx((0, 10), abs=1e-9)]]


def test_the_longest_stretch_is_told_with_its_start():
    rings = shapely.get_rings([RING - shapely.box(0, 0, 10, 100)])
    outline = Outline.turned(*shapely.get_coordinates(rings, return_index=True), np.zeros(1))
    start_m, length_m = free_intervals(
        outline, np.zeros(1, int), np.array([40.0]), np.array([50.0])
    ).longest()
    assert (start_m[0], length_m[0]) == approx((70, 30))
