"""Cutting in bulk gives what cutting one by one gives, in threads too."""

import threading

import numpy as np
import pytest
import shapely

from planner.capacity.overlay import _CHUNK_N, left_of, meeting, shared, within_zones


def pairs(count):
    random = np.random.default_rng(3)
    shapes = shapely.buffer(shapely.points(random.uniform(0, 500, (count, 2))), 20, quad_segs=2)
    # Many shapes to one zone, as plots in one area are.
    zones = shapely.buffer(shapely.points(random.uniform(0, 500, (9, 2))), 150, quad_segs=4)
    return shapes, zones[random.integers(0, len(zones), count)]


@pytest.mark.parametrize("count", [5, 3 * _CHUNK_N])
@pytest.mark.parametrize("prepared", [False, True])
def test_what_is_shared_and_what_is_left_make_up_the_whole(count, prepared):
    shapes, zones = pairs(count)
    if prepared:
        shapely.prepare(zones)
    parts = shared(shapes, zones)
    np.testing.assert_allclose(
        shapely.area(parts), shapely.area(shapely.intersection(shapes, zones)), atol=1e-6
    )
    left = shapely.area(left_of(shapes, parts))
    np.testing.assert_allclose(left + shapely.area(parts), shapely.area(shapes), atol=1e-6)


def test_a_prepared_zone_is_never_asked_from_two_threads_and_is_nobody_else_s(monkeypatch):
    """GEOS would crash, now and then, and take the program with it."""
    asked_in = []
    ask = shapely.contains_properly

    def watched(zones, shapes):
        asked_in.append(threading.current_thread() is threading.main_thread())
        return ask(zones, shapes)

    monkeypatch.setattr(shapely, "contains_properly", watched)
    shapes, zones = pairs(3 * _CHUNK_N)
    within_zones(shapes, zones, np.arange(len(zones)))
    assert asked_in == [True]
    assert not shapely.is_prepared(zones).any()


def test_a_shape_that_is_its_own_zone_is_shared_whole_and_leaves_nothing():
    shapes, _zones = pairs(5)
    assert all(piece is shape for piece, shape in zip(shared(shapes, shapes), shapes, strict=True))
    assert shapely.is_empty(left_of(shapes, shapes)).all()


@pytest.mark.parametrize("count", [5, 3 * _CHUNK_N])
def test_what_meets_is_found_whole_and_in_order(count):
    shapes, _zones = pairs(count)
    zones = shapely.buffer(shapely.points(np.arange(0, 500, 50), 250), 30)
    which_shape, which_zone = meeting(shapes, zones)
    plainly = np.argwhere(shapely.intersects(shapes[:, None], zones[None, :]))
    assert np.column_stack([which_shape, which_zone]).tolist() == plainly.tolist()
