"""Distances by road: ours beside scipy alone, networkx, osmnx and pandana on one made-up graph of streets.

Also 20 targets on a million nodes, the nearest of 3 000 lines to 100 000 points beside PyLUSAT, and the
ranking of 300 plots of a made-up city of 4 000 roads, with and without a vehicle.

networkx and osmnx are installed with the app. pandana 0.8 and PyLUSAT 0.5.8 are not: PANDANA_PYTHON and
PYLUSAT_PYTHON name the Python of an environment with one of them (`python3 -m venv peer`, then
`peer/bin/pip install pandana==0.8`, or `pylusat==0.5.8`). Without it a line says that the peer was left out.
Such a peer runs alone in a process of its own; its figure is the best of its runs. `--small` shows in less
than a minute that all of it works.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx
import shapely
from scipy.sparse.csgraph import dijkstra
from side_by_side import case, machine, seconds

from layers.atlas import AreaInfo, Atlas
from layers.crs import working_crs
from layers.io import read_scenario_text
from layers.layer import Layer
from layers.specs import SPECS
from planner.appraisal import appraise_many
from planner.logistics import road
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.network.nearest import nearest
from planner.logistics.network.snapping import Snaps
from planner.logistics.targets import targets
from planner.logistics.vehicles import Drive, vehicle_of
from planner.ranking import rank
from planner.scenario.scenario import parse_scenario

EPSG, CELL_M, KEPT_SHARE = 3067, 100.0, 0.81
CORNER_M = np.array([300_000.0, 6_800_000.0])
PLOTS_N, TARGETS_N, PAIRS_N = 5000, 20, 40
POINTS_N, LINES_N, SIDE_M, THREADS_N = 100_000, 3000, 20_000.0, 2
RUNS_N = 3
# Roads of the city have so many vertices each, as those of OpenStreetMap have; so many of its plots are zones
# that streets cross, with so many corners.
CITY_PLOTS_N, CITY_SIDE_N, ROAD_VERTICES_N = 300, 51, 13
ZONE_SHARE, ZONE_CORNERS_N, PLOT_CORNERS_N = 0.4, 300, 8

PEERS = Path(__file__).with_name("peers")


def streets(side_n: int) -> gpd.GeoDataFrame:
    """Return a grid of streets whose corners are moved a little and of which a fifth is missing."""
    random = np.random.default_rng(1)
    column, row = np.meshgrid(np.arange(side_n), np.arange(side_n))
    places = np.stack([column.ravel(), row.ravel()], axis=1) * CELL_M
    places = places + random.uniform(-30, 30, places.shape) + CORNER_M
    number = np.arange(side_n**2).reshape(side_n, side_n)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    up = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    pairs = np.concatenate([across, up])
    pairs = pairs[random.random(len(pairs)) < KEPT_SHARE]
    names = np.arange(len(pairs)).astype(str)
    return gpd.GeoDataFrame({"name": names}, geometry=shapely.linestrings(places[pairs]), crs=EPSG)


def at_junctions(network: LineNetwork, places_n: int, seed_n: int) -> tuple[np.ndarray, Snaps]:
    """Return junctions of the network drawn by lot, and the same as ours takes them: snapped."""
    random = np.random.default_rng(seed_n)
    segment = random.choice(np.flatnonzero(network.main), places_n, replace=False)
    places = shapely.points(network.places_at(segment, np.zeros(places_n)))
    return network.start[segment], network.snap(places)


def told(name: str, ours_m: np.ndarray, theirs_m: np.ndarray) -> None:
    """Print how far two answers differ; a difference that matters ends the run."""
    worst_m = np.abs(ours_m - theirs_m).max()
    print(f"agreement={name} largest_difference_m={worst_m:.3g}", flush=True)
    if worst_m > 0.5:
        message = f"ours and {name} do not give the same distances"
        raise SystemExit(message)


def by_networkx(graph: nx.Graph, plots: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return the distances as networkx finds them: a tree for each target."""
    trees = [nx.single_source_dijkstra_path_length(graph, target) for target in targets.tolist()]
    return np.array([[tree[plot] for tree in trees] for plot in plots.tolist()])


def networkx_graph(network: LineNetwork) -> nx.MultiDiGraph:
    """Return the graph as osmnx keeps one: nodes with x and y, edges with a length in both directions."""
    graph = nx.MultiDiGraph(crs=f"EPSG:{EPSG}")
    places = np.zeros((network.nodes_n, 2))
    places[network.start] = network.places_at(np.arange(len(network.start)), np.zeros(len(network.start)))
    places[network.end] = network.places_at(np.arange(len(network.end)), network.length_m)
    graph.add_nodes_from((node, {"x": x, "y": y}) for node, (x, y) in enumerate(places.tolist()))
    rows = list(zip(network.start.tolist(), network.end.tolist(), network.length_m.tolist(), strict=True))
    graph.add_edges_from((a, b, {"length": metres, "weight": metres}) for a, b, metres in rows)
    graph.add_edges_from((b, a, {"length": metres, "weight": metres}) for a, b, metres in rows)
    return graph


def many_by_many(side_n: int, plots_n: int) -> None:
    """Compare ours with scipy alone, networkx, osmnx and pandana."""
    lines = streets(side_n)
    build_s = seconds(lambda: LineNetwork.of(lines, "name").links.matrix)
    network = LineNetwork.of(lines, "name")
    print(f"nodes={network.nodes_n} directed_edges={2 * len(network.start)} ours_build_s={build_s:.3g}")
    plots, starts = at_junctions(network, plots_n, 2)
    targets, ends = at_junctions(network, TARGETS_N, 3)
    matrix, graph = network.links.matrix, networkx_graph(network)
    plain = nx.DiGraph(graph)
    ours_m = network.distances_m(starts, ends)
    told("scipy", ours_m, dijkstra(matrix, indices=targets)[:, plots].T)
    told("networkx", ours_m, by_networkx(plain, plots, targets))
    work = f"{plots_n} plots x {TARGETS_N} targets"

    def ours() -> np.ndarray:
        return network.distances_m(starts, ends)

    def ours_whole() -> np.ndarray:
        return LineNetwork.of(lines, "name").distances_m(starts, ends)

    case(
        work,
        "scipy alone",
        ours=ours,
        peer=lambda: dijkstra(matrix, indices=targets)[:, plots],
        runs_n=RUNS_N,
    )
    case(work, "networkx", ours=ours, peer=lambda: by_networkx(plain, plots, targets), runs_n=RUNS_N)
    pairs = plots[:PAIRS_N].tolist(), np.resize(targets, PAIRS_N).tolist()
    part = PAIRS_N / (plots_n * TARGETS_N)
    case(
        work,
        "osmnx.shortest_path",
        ours=ours,
        peer=lambda: osmnx.shortest_path(graph, *pairs, weight="length", cpus=1),
        runs_n=1,
        peer_part=part,
    )
    beside_pandana(network, plots, targets, ours_m, (median_s(ours), median_s(ours_whole)))
    snapped = network.snap(shapely.buffer(shapely.points(middles(network, plots_n)), 20, cap_style="square"))
    between_s = median_s(lambda: network.distances_m(snapped, ends))
    print(f"case={plots_n}_plots_between_junctions ours_s={between_s:.4g} runs={RUNS_N}", flush=True)


def median_s(work: Callable[[], object]) -> float:
    """Return the median time of a few runs."""
    return statistics.median(seconds(work) for _run in range(RUNS_N))


def middles(network: LineNetwork, places_n: int) -> np.ndarray:
    """Return places beside the middle of segments."""
    segment = np.random.default_rng(4).choice(np.flatnonzero(network.main), places_n, replace=False)
    return network.places_at(segment, network.length_m[segment] / 2) + 30


def elsewhere(variable: str, package: str, *args: str) -> list[float] | None:
    """Run a script of a peer in its own environment and return its figures; None where there is none."""
    python = os.environ.get(variable)
    if not python:
        print(f"left_out={package} because={variable}_names_no_Python", flush=True)
        return None
    done = subprocess.run(
        [python, PEERS / f"of_{package.lower()}.py", *args], check=True, capture_output=True, text=True
    )
    result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    return [float(part) for part in result.split()[1:]]


def beside_pandana(
    network: LineNetwork,
    plots: np.ndarray,
    targets: np.ndarray,
    ours_m: np.ndarray,
    ours_s: tuple[float, float],
) -> None:
    """Compare with pandana in an environment of its own, with and without building the graph."""
    graph = networkx_graph(network)
    places = np.array([[data["x"], data["y"]] for _node, data in graph.nodes(data=True)])
    with tempfile.TemporaryDirectory() as folder:
        kept, answer = Path(folder) / "graph.npz", Path(folder) / "found.npy"
        segments = {"start": network.start, "end": network.end, "length": network.length_m}
        np.savez(kept, x=places[:, 0], y=places[:, 1], plots=plots, targets=targets, **segments)
        found = elsewhere("PANDANA_PYTHON", "pandana", str(kept), str(answer))
        if found is None:
            return
        told("pandana", ours_m, np.load(answer))
    work = f"{len(plots)}_plots_x_{len(targets)}_targets"
    for name, ours_now_s, theirs_s in (("", ours_s[0], found[1]), ("_with_build", ours_s[1], sum(found))):
        print(
            f"case={work}{name} ours_s={ours_now_s:.4g} peer=pandana_0.8 peer_s={theirs_s:.4g} "
            f"ratio={theirs_s / ours_now_s:.3g} runs=1",
            flush=True,
        )


def a_million(side_n: int) -> None:
    """Time 20 targets to all nodes of a large graph."""
    network = LineNetwork.of(streets(side_n), "name")
    _junctions, ends = at_junctions(network, TARGETS_N, 5)
    everywhere, starts = at_junctions(network, min(network.nodes_n // 2, 400_000), 6)
    build_s = seconds(lambda: network.reversed.links.matrix)
    took_s = median_s(lambda: network.distances_m(starts, ends))
    print(
        f"case={TARGETS_N}_targets_to_all_nodes nodes={network.nodes_n} asked_for={len(everywhere)} "
        f"graph_s={build_s:.3g} ours_s={took_s:.4g} runs={RUNS_N}",
        flush=True,
    )


def nearest_lines(points_n: int) -> None:
    """Compare the exact nearest distances with those of PyLUSAT, which counts cells."""
    random = np.random.default_rng(3)
    points = shapely.points(random.uniform(0, SIDE_M, (points_n, 2)) + CORNER_M)
    corners = random.uniform(0, SIDE_M, (LINES_N, 1, 2)) + random.normal(0, 100, (LINES_N, 6, 2)).cumsum(
        axis=1
    )
    lines = shapely.linestrings(corners + CORNER_M)
    exact_m = nearest(points, lines)[1]
    bare_m = shapely.STRtree(lines).query_nearest(points, return_distance=True, all_matches=False)[1]
    told("one STRtree", exact_m, bare_m)
    ours_s = min(seconds(lambda: nearest(points, lines)) for _run in range(5))
    print(f"case=nearest_of_{LINES_N}_lines points={points_n} threads={THREADS_N} ours_s={ours_s:.4g} runs=5")
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("points.gpkg", "lines.gpkg", "found.npy")]
        for path, shapes in zip(paths, (points, lines), strict=False):
            gpd.GeoDataFrame(geometry=shapes, crs=EPSG).to_file(path)
        for cell_m, runs_n in ((30, 5), (1, 1)):
            found = elsewhere("PYLUSAT_PYTHON", "PyLUSAT", *paths, str(cell_m), str(runs_n))
            if found is None:
                return
            error_m = np.abs(np.load(paths[2]) - exact_m)
            print(
                f"case=nearest_of_{LINES_N}_lines ours_s={ours_s:.4g} peer=PyLUSAT_0.5.8_at_{cell_m}_m "
                f"peer_s={found[0]:.4g} ratio={found[0] / ours_s:.3g} runs={runs_n} "
                f"peer_error_mean_m={error_m.mean():.3g} peer_error_largest_m={error_m.max():.3g}",
                flush=True,
            )


def city_roads(side_n: int) -> gpd.GeoDataFrame:
    """Return the bent streets of a city; every tenth row and column is a main road."""
    random = np.random.default_rng(7)
    ends = streets(side_n).geometry.get_coordinates().to_numpy().reshape(-1, 2, 2)
    share = np.linspace(0, 1, ROAD_VERTICES_N)[None, :, None]
    places = ends[:, :1] * (1 - share) + ends[:, 1:] * share
    places[:, 1:-1] += random.normal(0, 2, places[:, 1:-1].shape)
    row = np.round((ends - CORNER_M) / CELL_M).astype(int)
    is_main = ((row[:, 0] == row[:, 1]) & (row[:, 0] % 10 == 0)).any(axis=1)
    ids = [f"r{place}" for place in range(len(places))]
    road_class = np.where(is_main, "main", "street")
    limits = {"max_height_m": np.where(random.random(len(ids)) < 0.01, 4.0, np.nan)}
    table = {"road_id": ids, "road_class": road_class, "name": ids, **limits}
    return gpd.GeoDataFrame(table, geometry=shapely.linestrings(places), crs=EPSG)


def city_plots(side_n: int, plots_n: int) -> gpd.GeoDataFrame:
    """Return plots beside the streets, and among them large zones of many corners that streets cross."""
    random = np.random.default_rng(8)
    is_zone = random.random(plots_n) < ZONE_SHARE
    radius_m = np.where(is_zone, random.uniform(150, 600, plots_n), random.uniform(15, 40, plots_n))
    centres = random.uniform(0, side_n * CELL_M, (plots_n, 2)) + CORNER_M
    shapes = []
    for centre, metres, corners_n in zip(
        centres, radius_m, np.where(is_zone, ZONE_CORNERS_N, PLOT_CORNERS_N), strict=True
    ):
        angle = np.linspace(0, 2 * np.pi, corners_n, endpoint=False)
        reach = (metres * random.uniform(0.9, 1.0, corners_n))[:, None]
        shapes.append(shapely.Polygon(centre + reach * np.stack([np.cos(angle), np.sin(angle)], axis=1)))
    table = {
        "plot_id": [str(place) for place in range(plots_n)],
        "status": "free",
        "zoning_code": "T",
        "floor_area_ratio": 0.5,
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=EPSG)


def city(side_n: int, plots_n: int) -> Atlas:
    """Return a city with plots, roads, ten quays and thirty firms."""
    random = np.random.default_rng(9)
    places = shapely.points(random.uniform(0, side_n * CELL_M, (40, 2)) + CORNER_M)
    ids = [f"{place}" for place in range(40)]
    quays = {"quay_id": ids[:10], "port": "port", "name": ids[:10]}
    firms = {"company_id": ids[10:], "name": ids[10:], "accuracy_m": 10.0}
    frames = {
        "plots": city_plots(side_n, plots_n),
        "roads": city_roads(side_n),
        "ports": gpd.GeoDataFrame(quays, geometry=places[:10], crs=EPSG),
        "companies": gpd.GeoDataFrame(firms, geometry=places[10:], crs=EPSG),
    }
    working = working_crs(EPSG)
    layers = [Layer.build(SPECS[name], frame, working) for name, frame in frames.items()]
    return Atlas(AreaInfo("city", "City", EPSG, "plot"), working, layers)


def ranking_of_a_city(side_n: int, plots_n: int) -> None:
    """Time the ranking of a city's plots, and the distances of a vehicle."""
    atlas, scenario = city(side_n, plots_n), parse_scenario(read_scenario_text())
    roads_n, plots = len(atlas.frame("roads")), atlas.frame("plots")
    drive = Drive(vehicle_of(scenario, scenario.vehicles[0].vehicle_id), scenario)
    for name, work in (
        ("rank", lambda: rank(appraise_many(None, atlas, scenario))),
        ("distances_by_vehicle", lambda: road.distances(plots, atlas, targets(atlas), drive)),
    ):
        cpu_s = time.process_time()
        ours_s = seconds(work)
        cpu_s = time.process_time() - cpu_s
        print(
            f"case={name}_of_{plots_n}_plots roads={roads_n} ours_s={ours_s:.3g} cpu_s={cpu_s:.3g} runs=1",
            flush=True,
        )


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--small", action="store_true", help="a town instead of a region")
    small = parser.parse_args().small
    started = time.perf_counter()
    many_by_many(60 if small else 330, 500 if small else PLOTS_N)
    a_million(60 if small else 1000)
    nearest_lines(2500 if small else POINTS_N)
    ranking_of_a_city(12 if small else CITY_SIDE_N, 40 if small else CITY_PLOTS_N)
    print(json.dumps({"all_s": round(time.perf_counter() - started, 1)}))
    machine("numpy", "scipy", "shapely", "networkx", "osmnx")


if __name__ == "__main__":
    main()
