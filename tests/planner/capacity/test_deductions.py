"""Taking zones from plots: what each covers alone, what of it is new, and what permissions give back."""

import numpy as np
import pytest
import shapely

from planner.capacity.deductions import RemainingLand

approx = pytest.approx
PLOT = shapely.box(0, 0, 100, 100)


def shapes(*given):
    made = np.empty(len(given), dtype=object)
    made[:] = given
    return made


def take(ground, zone, **more):
    bites = ground.subtract(np.array([0]), shapes(zone), **{"forbidden": True, **more})
    return bites.alone_m2.tolist(), bites.taken_m2.tolist()


@pytest.mark.parametrize("permits", [False, True])
def test_the_second_zone_counts_whole_alone_and_only_what_is_new_in_turn(permits):
    ground = RemainingLand(shapes(PLOT), permits=permits)
    assert take(ground, shapely.box(-50, 0, 40, 100)) == ([approx(4000)], [approx(4000)])
    assert take(ground, shapely.box(0, 0, 60, 100)) == ([approx(6000)], [approx(2000)])
    assert take(ground, shapely.box(10, 10, 20, 20)) == ([approx(100)], [0])
    assert ground.left[0].area == approx(4000)


def test_what_only_touches_is_no_bite_and_leaves_the_plot_untouched():
    ground = RemainingLand(shapes(PLOT), permits=False)
    assert take(ground, shapely.box(100, 0, 200, 100)) == ([], [])
    assert ground.left[0] is PLOT


def test_a_plot_that_is_its_own_zone_is_taken_whole():
    ground = RemainingLand(shapes(PLOT), permits=False)
    assert take(ground, PLOT) == ([10_000], [10_000])
    assert ground.left[0].is_empty


def test_a_permission_gives_back_what_is_not_forbidden():
    ground = RemainingLand(shapes(PLOT), permits=True)
    take(ground, shapely.box(0, 0, 50, 100), forbidden=False)
    take(ground, shapely.box(0, 0, 100, 30), forbidden=True)
    assert ground.left[0].area == approx(50 * 70)
    assert ground.with_permit[0].area == approx(100 * 70)


def test_looking_takes_nothing():
    ground = RemainingLand(shapes(PLOT), permits=False)
    bites = ground.measure_overlap(np.array([0]), shapes(shapely.box(50, 0, 150, 100)))
    assert (bites.alone_m2.tolist(), bites.taken_m2.tolist()) == ([approx(5000)], [0])
    assert ground.left[0] is PLOT
