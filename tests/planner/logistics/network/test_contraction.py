"""A graph thinned out: what it leaves, and the same costs as on the whole graph."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from planner.logistics.network.contraction import Seeds
from planner.logistics.network.graph import Links


def links(rows, nodes_n):
    start, end, cost = zip(*rows, strict=True) if rows else ((), (), ())
    places = (np.array(start, dtype=np.intp), np.array(end, dtype=np.intp))
    return Links.of(*places, np.array(cost, dtype=float), nodes_n)


def test_a_chain_of_places_comes_down_to_almost_nothing():
    there = [(place, place + 1, 10.0) for place in range(99)]
    back = [(end, start, cost + 1) for start, end, cost in there]
    thinned = links(there + back, 100).thinned
    assert len(thinned.core) < 10
    cost = thinned.costs(Seeds(np.array([0]), np.array([0]), np.zeros(1)), 1, np.arange(100))
    assert cost[:, 0].tolist() == pytest.approx([10.0 * place for place in range(100)])


def test_no_way_is_no_way():
    cost = links([(0, 1, 5.0)], 3).thinned.costs(
        Seeds(np.array([0, 1]), np.array([1, 0]), np.array([0.0, 2.0])), 2, np.array([0, 1, 2])
    )
    assert cost.tolist() == [[np.inf, 2.0], [0.0, 7.0], [np.inf, np.inf]]


@st.composite
def graphs(draw):
    nodes_n = draw(st.integers(2, 25))
    place = st.integers(0, nodes_n - 1)
    row = st.tuples(place, place, st.floats(0, 1000, allow_nan=False))
    rows = [row for row in draw(st.lists(row, max_size=70)) if row[0] != row[1]]
    seeds = draw(st.lists(st.tuples(st.integers(0, 2), place, st.floats(0, 50)), min_size=1, max_size=5))
    return links(rows, nodes_n), seeds


@given(graphs())
def test_the_same_as_on_the_whole_graph(graph):
    whole, rows = graph
    root, node, cost = (np.array(part) for part in zip(*rows, strict=True))
    found = whole.thinned.costs(Seeds(root, node, cost), 3, np.arange(whole.nodes_n))
    from_all = dijkstra(whole.matrix) if len(whole.key) else np.full((whole.nodes_n,) * 2, np.inf)
    np.fill_diagonal(from_all, 0.0)
    for k in range(3):
        starts = [(n, c) for r, n, c in rows if r == k]
        wanted = np.min([from_all[n] + c for n, c in starts] or [[np.inf] * whole.nodes_n], axis=0)
        assert found[:, k].tolist() == pytest.approx(wanted.tolist(), rel=1e-12, abs=1e-7)
