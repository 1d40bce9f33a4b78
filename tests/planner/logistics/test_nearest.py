"""The nearest line: as a table of all distances has it, on one thread and on two."""

import numpy as np
import pytest
import shapely

from planner.logistics.nearest import nearest
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
    assert metres.tolist() == table.min(axis=1).tolist()


def test_of_equally_near_lines_the_first():
    lines = np.array([line((0, 500), (100, 500)), line((0, 0), (50, 0)), line((50, 0), (100, 0))])
    index, metres = nearest(np.array([point(50, 40), square(-50, -300)]), lines)
    assert index.tolist() == [1, 1]
    assert metres.tolist() == [40, 200]
