"""Long hauls, recomputed with networkx: along the area's own lines, and the national tables as they are."""

from typing import Any

import networkx as nx
import pandas as pd
import shapely

from layers.atlas import Atlas
from planner.scenario.scenario import Scenario
from planner.verification.figures import Figures
from planner.verification.places import Place, distance_figures
from planner.verification.roads import LocalLines, Route

_TABLES = {"road": "road_links", "rail": "rail_links"}
# The tables count from the road or track nearest to the node, if it is as near as this.
_NODE_STANDS_FOR_M = 2000.0
# A node further than this from its road or track is not on it.
_LONGEST_SNAP_M = 10_000.0

_ON_IT_M = 0.01

# Columns of a distance, without the part along the tables.
Leg = dict[str, Any]


def recompute_nationwide(atlas: Atlas, scenario: Scenario) -> dict[str, Figures]:
    """Return the distances of every plot to the national nodes that the scenario names."""
    plots = atlas.frame("plots")
    figures: dict[str, Figures] = {plot_id: {} for plot_id in plots["plot_id"]}
    if atlas.joint is None:
        return figures
    nodes = atlas.table("nodes").set_index("node_id")
    own_legs = {"road": _legs_by_road, "rail": _legs_by_rail}
    for mode, table in _TABLES.items():
        if not atlas.has(table):
            continue
        along_m = _along_m(atlas.table(table), atlas.joint.node_id)
        legs, gap_m = own_legs[mode](atlas, scenario)
        for node_id in scenario.logistics.national_nodes:
            if node_id == atlas.joint.node_id:
                continue
            snap_m = max(_snap_m(nodes.loc[one], mode) for one in (node_id, atlas.joint.node_id))
            far_m = along_m.get(node_id) if snap_m <= _LONGEST_SNAP_M else None
            for plot_id in plots["plot_id"]:
                name = f"distances.{mode}.national_node.{node_id}"
                figures[plot_id] |= _row(name, legs.get(plot_id), far_m, (snap_m, gap_m))
    return figures


def _along_m(links: pd.DataFrame, start: str) -> dict[str, float]:
    graph = nx.MultiGraph()
    for link in links.itertuples(index=False):
        graph.add_edge(link.from_id, link.to_id, length_m=link.length_km * 1000.0)
    if start not in graph:
        return {start: 0.0}
    return dict(nx.single_source_dijkstra_path_length(graph, start, weight="length_m"))


def _snap_m(node: Any, mode: str) -> float:
    snap_m = node[f"{mode}_snap_m"]
    return 0.0 if pd.isna(snap_m) else float(snap_m)


def _row(name: str, leg: Leg | None, far_m: float | None, gaps_m: tuple[float, float]) -> Figures:
    accuracy_m = gaps_m[0] if leg is None else sum(gaps_m)
    if leg is None or far_m is None:
        return distance_figures(name, method="no_route", accuracy_m=accuracy_m or None)
    whole = leg | {"network_m": leg["network_m"] + far_m, "distance_m": leg["distance_m"] + far_m}
    return distance_figures(name, method="network", accuracy_m=accuracy_m or None, **whole)


def _place(atlas: Atlas, lines: LocalLines) -> Place:
    """Return the place from which the table counts: the nearest of the lines, or the node itself."""
    joint = atlas.joint
    node = shapely.Point(joint.x_m, joint.y_m) if joint is not None else shapely.Point()
    foot = lines.nearest(node)
    point = foot if foot.distance(node) <= _NODE_STANDS_FOR_M else node
    return Place("terminal", "", "", "", point, None, illustrative=False)


def _gap_m(atlas: Atlas, place: Place) -> float:
    joint = atlas.joint
    return 0.0 if joint is None else float(place.geometry.distance(shapely.Point(joint.x_m, joint.y_m)))


def _legs_by_road(atlas: Atlas, _scenario: Scenario) -> tuple[dict[str, Leg], float]:
    """Return the way of each plot to the joint, and how far that lies from the node of the tables."""
    lines = LocalLines(atlas.frame("roads")) if atlas.has("roads") else None
    if lines is None or lines.is_empty:
        return {}, 0.0
    joint = _place(atlas, lines)
    routes = lines.routes(atlas.frame("plots"), joint)
    legs = {plot_id: _leg(route, accuracy_m) for plot_id, (route, accuracy_m) in routes.items()}
    return legs, _gap_m(atlas, joint)


def _leg(route: Route, access_accuracy_m: float | None) -> Leg:
    return {
        "distance_m": route.network_m + route.access_m + route.target_access_m,
        "snap_m": route.access_m + route.target_access_m,
        "network_m": route.network_m,
        "access_m": route.access_m,
        "target_access_m": route.target_access_m,
        "access_accuracy_m": access_accuracy_m,
        "illustrative": route.illustrative_m > _ON_IT_M,
        "way_illustrative_m": route.illustrative_m,
        "way_accuracy_m": route.accuracy_m or None,
    }


# What is told of the way of a lorry, and not of a train.
_OF_ROADS = {"access_accuracy_m": None, "way_illustrative_m": 0.0, "way_accuracy_m": None}


def _legs_by_rail(atlas: Atlas, scenario: Scenario) -> tuple[dict[str, Leg], float]:
    """Return the shorter of both ways: on the plot's own track, or by road to a loading place."""
    if not atlas.has("rail") or atlas.frame("rail").empty:
        return {}, 0.0
    rail = atlas.frame("rail")
    tracks = LocalLines(
        rail.assign(road_class="", through="", oneway="", entrance="", tunnel=False, bridge=False)
    )
    joint = _place(atlas, tracks)
    reach_m = scenario.freight.siding_reach_m
    plots = atlas.frame("plots")
    loading = rail[[_is_for_loading(row, scenario) for _index, row in rail.iterrows()]]
    served = plots[[bool((loading.geometry.distance(plot) <= reach_m).any()) for plot in plots.geometry]]
    ways = [
        (plot_id, _leg(route, None) | _OF_ROADS | {"illustrative": False})
        for plot_id, (route, _accuracy_m) in tracks.routes(served, joint).items()
    ]
    ways += _over_loading_places(atlas, tracks, joint)
    drawn = bool(rail["illustrative"].any())
    best: dict[str, Leg] = {}
    for plot_id, leg in ways:
        if plot_id not in best or leg["distance_m"] < best[plot_id]["distance_m"]:
            best[plot_id] = leg | {"illustrative": leg["illustrative"] or drawn}
    return best, _gap_m(atlas, joint)


def _is_for_loading(track: pd.Series, scenario: Scenario) -> bool:
    """Return whether trains may be loaded on a track, by the first kind of connection that it is of."""
    siding = scenario.corridor.get("siding")
    for connection in siding.connection if siding else ():
        if all(str(track.get(column)) in map(str, values) for column, values in connection.where.items()):
            return connection.serves
    return True


def _over_loading_places(atlas: Atlas, tracks: LocalLines, joint: Place) -> list[tuple[str, Leg]]:
    if not atlas.has("places") or not atlas.has("roads"):
        return []
    places, roads = atlas.frame("places"), LocalLines(atlas.frame("roads"))
    loading = places[places["kind"] == "rail_terminal"]
    if loading.empty or roads.is_empty:
        return []
    onward = tracks.routes(loading.rename(columns={"place_id": "plot_id"}), joint)
    ways = []
    for row in loading.itertuples(index=False):
        if row.place_id not in onward:
            continue
        by_rail = onward[row.place_id][0]
        terminal = Place("terminal", "", "", "", row.geometry, None, illustrative=bool(row.illustrative))
        for plot_id, (route, accuracy_m) in roads.routes(atlas.frame("plots"), terminal).items():
            leg = _leg(route, accuracy_m)
            end_m = by_rail.access_m + by_rail.target_access_m
            for column in ("distance_m", "snap_m", "target_access_m"):
                leg[column] += end_m
            for column in ("distance_m", "network_m"):
                leg[column] += by_rail.network_m
            leg["illustrative"] = leg["illustrative"] or bool(row.illustrative)
            ways.append((plot_id, leg))
    return ways
