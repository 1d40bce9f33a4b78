"""The nearest line: as a table of all distances has it, on one thread and on two."""

import numpy as np
import pytest
import shapely

from planner.logistics.network.nearest import nearest
from tests.tiny import line, point, square


@pytest.mark.parametrize("places_n", [0, 1, 500, 5000])
def test_as_a_table_of_all_distances(places_n):
    random = np.random.default_rng(5)
    places = shapely.points(random.uniform(0, 5000, (places_n, 2)))
    lines = shapely.linestrings(
        random.uniform(0, 5000, (60, 1, 2)) + random.uniform(0, 400, (60, 4, 2)).cumsum(axis=1)
    )
    index, metres = nearest(places, lines)
    table = shapely.distance(places[:, None], lines[None, :]).reshape(places_n, 60)
    assert index.tolist() == table.argmin(axis=1).tolist()
    assert metres.tolist() == pytest.approx(table.min(axis=1).tolist(), rel=1e-12, abs=1e-9)


def test_far_from_all_lines():
    random = np.random.default_rng(5)
    places = shapely.points(random.uniform(0, 100_000, (3000, 2)))
    lines = shapely.linestrings(50_000 + random.uniform(0, 20, (200, 2, 2)))
    index, metres = nearest(places, lines)
    table = shapely.distance(places[:, None], lines[None, :])
    assert metres.tolist() == pytest.approx(table.min(axis=1).tolist(), rel=1e-12)
    assert table[np.arange(3000), index].tolist() == pytest.approx(metres.tolist(), rel=1e-12)


def test_lines_with_a_part_of_no_length_and_places_on_them():
    corners = [[(0, 0), (0, 0), (100, 0)], [(0, 50), (100, 50)], [(7, 80), (7, 80)]]
    lines = np.array([shapely.LineString(places) for places in corners], dtype=object)
    places = shapely.points([[place % 100, 80.0 if place % 2 else 0.0] for place in range(3000)])
    index, metres = nearest(places, lines)
    assert index[:8].tolist() == [0, 2, 0, 2, 0, 2, 0, 2]
    assert metres[:8].tolist() == [0, 6, 0, 4, 0, 2, 0, 0]


def test_many_points_on_one_place_are_as_near_to_the_first_of_two_lines():
    lines = np.array([line((0, 500), (100, 500)), line((0, 0), (50, 0)), line((50, 0), (100, 0))])
    index, metres = nearest(np.array([point(50, 40)] * 2500), lines)
    assert set(index.tolist()) == {1}
    assert set(metres.tolist()) == {40}


def test_of_equally_near_lines_the_first():
    lines = np.array([line((0, 500), (100, 500)), line((0, 0), (50, 0)), line((50, 0), (100, 0))])
    index, metres = nearest(np.array([point(50, 40), square(-50, -300)]), lines)
    assert index.tolist() == [1, 1]
    assert metres.tolist() == [40, 200]
