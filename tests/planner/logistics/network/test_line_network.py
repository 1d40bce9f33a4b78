"""Networks whose distances one can do in the head, and a real one against networkx."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layers.io import read_atlas
from planner.logistics.network.line_network import LineNetwork, shortest_links
from planner.logistics.road import road_network
from tests.tiny import frame, line, point, rectangle

approx = pytest.approx


def network(*rows):
    """Return the network of lines, each a geometry or a pair of geometry and direction."""
    pairs = [row if isinstance(row, tuple) else (row, "no") for row in rows]
    named = [
        {"geometry": shape, "oneway": oneway, "name": f"street {n}"}
        for n, (shape, oneway) in enumerate(pairs)
    ]
    return LineNetwork.of(frame("roads", named), "name")


def metres(net, start, end):
    """Return the distance along the network between two places, without snaps."""
    places = np.array([start, end], dtype=object)
    return net.distances_m(net.snap(places[:1]), net.snap(places[1:]))[0, 0]


# --- By hand ---


def test_along_one_segment():
    net = network(line((0, 0), (1000, 0)))
    assert metres(net, point(100, 30), point(700, -30)) == approx(600)
    assert net.snap(np.array([point(100, 30)])).snap_m == approx([30])


def test_round_a_corner():
    net = network(line((0, 0), (1000, 0), (1000, 500)))
    assert metres(net, point(0, 0), point(1000, 500)) == approx(1500)


def test_lines_are_joined_where_they_share_a_vertex():
    net = network(line((0, 0), (500, 0), (1000, 0)), line((500, 0), (500, 300)))
    assert metres(net, point(0, 0), point(500, 300)) == approx(800)


def test_a_street_along_a_plot_is_met_at_the_near_end_though_the_far_one_is_a_millimetre_nearer():
    # A front of 300 m, 10 m off the street: by 1 mm of rounding its far corner is nearer than its near one.
    net = network(line((0, 0), (1000, 0)))
    front = shapely.Polygon(line((300, 10.001), (600, 10), (600, 100), (300, 100)))
    assert metres(net, front, point(0, 0)) == approx(300)
    assert metres(net, front, point(1000, 0)) == approx(400)
    assert net.snap(np.array([front])).of_each_m == approx([10])


def test_of_two_streets_a_millimetre_apart_in_nearness_the_one_with_the_shorter_way_counts():
    net = network(line((0, 0), (0, 500)), line((0, 0), (200, 0), (200, 500)))
    between = rectangle(10, 400, 179.999, 50)
    assert metres(net, between, point(0, 0)) == approx(400)


def test_a_place_that_is_a_metre_nearer_is_the_only_one():
    net = network(line((0, 0), (1000, 0)))
    skewed = shapely.Polygon(line((300, 11), (600, 10), (600, 100), (300, 100)))
    assert metres(net, skewed, point(0, 0)) == approx(600)


def test_lines_that_cross_without_a_shared_vertex_are_a_bridge():
    net = network(line((0, 0), (1000, 0)), line((500, -400), (500, 400)), line((1000, 0), (500, 400)))
    assert metres(net, point(0, 0), point(500, -400)) == approx(1000 + np.hypot(500, 400) + 800)


def test_a_t_junction_without_a_vertex_is_not_joined():
    net = network(line((0, 0), (1000, 0)), line((500, 1), (500, 300)))
    assert net.main.tolist() == [True, False]
    found = net.snap(np.array([point(510, 300)]))
    assert (found.snap_m.tolist(), found.nearer_island) == (approx([300]), ("street 1",))


def test_the_largest_part_is_the_longest_not_the_one_with_most_vertices():
    wiggles = line(*((n, 5000) for n in range(50)))
    assert network(wiggles, line((0, 0), (1000, 0))).main.tolist() == [False] * 49 + [True]


def test_one_way_streets_lead_round():
    loop = (line((0, 0), (100, 0), (100, 100), (0, 100), (0, 0)), "forward")
    assert metres(network(loop), point(20, 0), point(80, 0)) == approx(60)
    assert metres(network(loop), point(80, 0), point(20, 0)) == approx(340)
    back = (loop[0], "backward")
    assert metres(network(back), point(20, 0), point(80, 0)) == approx(340)
    assert metres(network(back), point(80, 0), point(20, 0)) == approx(60)


def test_a_one_way_dead_end_has_no_way_back():
    net = network((line((0, 0), (100, 0)), "forward"))
    assert metres(net, point(90, 0), point(10, 0)) == np.inf


@pytest.mark.parametrize("direction", ["forward", "backward", "no"])
def test_two_stops_at_one_place_are_no_way_apart(direction):
    net = network((line((0, 0), (100, 0)), direction))
    assert metres(net, point(50, 5), point(50, -5)) == approx(0, abs=1e-3)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_a_stop_at_a_junction_is_reached_by_any_street_of_it(direction):
    """The one-way street must not be driven along to reach, or leave, the junction at its end."""
    side = line((100, -300), (100, 0))
    for shape in (line((0, 0), (100, 0)), line((100, 0), (0, 0))):
        for streets in ([(shape, direction), (side, "no")], [(side, "no"), (shape, direction)]):
            net = network(*streets)
            assert metres(net, point(100, -300), point(100, 0)) == approx(300, abs=1e-3)
            assert metres(net, point(100, 0), point(100, -300)) == approx(300, abs=1e-3)


def test_of_parallel_links_the_shortest_counts_and_they_are_not_added():
    net = network(line((0, 0), (50, 80), (100, 0)), line((0, 0), (100, 0)), line((0, 0), (100, 0)))
    assert metres(net, point(0, 0), point(100, 0)) == approx(100)
    links = shortest_links(np.array([0, 0]), np.array([1, 1]), np.array([7.0, 5.0]), 2)
    assert links[0, 1] == 5


def test_a_link_of_no_length_is_a_link():
    links = shortest_links(np.array([0]), np.array([1]), np.array([0.0]), 2)
    assert 0 < links[0, 1] < 1e-3


def test_equal_consecutive_vertices_change_nothing():
    net = network(line((0, 0), (50, 0), (50, 0), (100, 0)))
    assert len(net.length_m) == 2
    assert metres(net, point(0, 0), point(100, 0)) == approx(100)


def test_a_plot_between_two_streets_is_entered_where_the_way_is_shortest():
    streets = [
        line((0, 0), (1000, 0), (1000, 1000)),
        line((0, 100), (0, 5000), (1000, 5000), (1000, 1000)),
    ]
    plot = shapely.box(*point(400, 0).coords[0], *point(500, 100).coords[0])
    plot_between = shapely.union(plot, shapely.box(*point(0, 90).coords[0], *point(500, 100).coords[0]))
    for order in (streets, streets[::-1]):
        net = network(*order)
        starts = net.snap(np.array([plot_between]))
        assert set(starts.owner) == {0}
        assert net.distances_m(starts, net.snap(np.array([point(1000, 500)])))[0, 0] == approx(500 + 500)


def test_parts_of_a_line_are_lines():
    parts = shapely.MultiLineString([line((0, 0), (100, 0)), line((100, 0), (100, 100))])
    assert metres(network(parts), point(0, 0), point(100, 100)) == approx(200)


def test_no_lines_are_an_empty_network():
    assert len(network(line((0, 0), (1, 0))).length_m) == 1
    empty = LineNetwork.of(frame("roads", [{"geometry": line((0, 0), (1, 0)), "name": ""}]).iloc[:0], "name")
    assert (len(empty.length_m), len(empty.main), empty.nodes_n) == (0, 0, 0)


# --- Properties, on a grid of streets ---

CELL_M = 100.0
places = st.lists(
    st.tuples(st.floats(0, 400, allow_nan=False), st.floats(0, 400, allow_nan=False)), min_size=3, max_size=6
)
left_out = st.sets(st.integers(0, 39), max_size=12)


def grid(without=()):
    across = [line((x, y), (x + CELL_M, y)) for x in np.arange(4) * CELL_M for y in np.arange(5) * CELL_M]
    up = [line((x, y), (x, y + CELL_M)) for x in np.arange(5) * CELL_M for y in np.arange(4) * CELL_M]
    return [street for n, street in enumerate(across + up) if n not in without]


def snapped_to(net, stops):
    return net.snap(shapely.points([point(x, y).coords[0] for x, y in stops]))


def between(net, stops):
    snapped = snapped_to(net, stops)
    return net.distances_m(snapped, snapped)


def entered_once(net, stops):
    """Return for each stop whether it is entered at one place: through others one passes for nothing."""
    snapped = snapped_to(net, stops)
    at = net.places_at(snapped.segment, snapped.along_m)
    return [np.ptp(at[snapped.owner == n], axis=0).max() < 1e-6 for n in range(len(stops))]


@settings(max_examples=25)
@given(places, left_out)
@example([(0.0, 1.0), (1.0, 0.0), (1.0, 1.0)], set())
def test_the_same_there_and_back_and_no_detour_is_shorter(stops, without):
    net = network(*grid(without))
    found = between(net, stops)
    assert np.allclose(found, found.T, atol=1e-4)
    middle = np.flatnonzero(entered_once(net, stops))
    if len(middle):
        via = (found[:, middle, None] + found[None, middle, :]).min(axis=1)
        assert (found <= via + 1e-3).all()


@settings(max_examples=25)
@given(st.sets(st.integers(0, 39), min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_another_road_lengthens_no_way_between_junctions(without, random):
    """Between junctions that both networks reach: elsewhere the place of entry itself may change."""
    fewer, all_streets = network(*grid(without)), network(*grid())
    junctions = shapely.get_coordinates(fewer.shapes[fewer.main])
    picked = np.array(random.choices(list(shapely.points(junctions)), k=6), dtype=object)
    before, after = (net.distances_m(net.snap(picked), net.snap(picked)) for net in (fewer, all_streets))
    assert (after <= before + 1e-3).all()


@settings(max_examples=15)
@given(places, st.permutations(range(40)))
def test_the_order_of_the_lines_changes_nothing(stops, order):
    streets = grid()
    assert np.allclose(
        between(network(*streets), stops), between(network(*(streets[n] for n in order)), stops), atol=1e-4
    )


# --- Against networkx, on real roads ---


def test_karhula_as_networkx_has_it():
    net = road_network(read_atlas("karhula"))
    graph = nx.DiGraph()
    for start, end, length, forward, backward in zip(
        net.start, net.end, net.length_m, net.forward, net.backward, strict=True
    ):
        for is_open, pair in ((forward, (start, end)), (backward, (end, start))):
            if is_open and length < graph.get_edge_data(*pair, {"weight": np.inf})["weight"]:
                graph.add_edge(*pair, weight=length)
    nodes = np.unique(net.start[net.main])
    place_of = dict(zip(net.start, shapely.points(shapely.get_coordinates(net.shapes)[::2]), strict=True))
    random = np.random.default_rng(7)
    pairs = random.choice(nodes, (100, 2))
    starts, ends = (
        net.snap(np.array([place_of[node] for node in pairs[:, k]], dtype=object)) for k in (0, 1)
    )
    ours = np.diag(net.distances_m(starts, ends))
    for (start, end), found in zip(pairs, ours, strict=True):
        try:
            expected = nx.dijkstra_path_length(graph, start, end)
        except nx.NetworkXNoPath:
            expected = np.inf
        assert found == approx(expected, rel=1e-9, abs=1e-6)
    assert np.isfinite(ours).mean() > 0.5
    assert isinstance(net.shapes, np.ndarray)
    assert gpd.GeoSeries(net.shapes).length.to_numpy() == approx(net.length_m)
