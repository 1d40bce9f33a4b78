"""Long hauls along the national tables, recomputed with networkx on the tables as they are."""

from typing import Any

import networkx as nx
import pandas as pd
import shapely

from layers.atlas import Atlas
from planner.scenario import Scenario
from planner.verification.figures import Figures
from planner.verification.places import distance_figures

_TABLES = {"road": "road_links", "rail": "rail_links"}


def recompute_nationwide(atlas: Atlas, scenario: Scenario) -> dict[str, Figures]:
    """Return the distances of every plot to the national nodes that the scenario names."""
    plots = atlas.frame("plots")
    figures: dict[str, Figures] = {plot_id: {} for plot_id in plots["plot_id"]}
    if atlas.joint is None:
        return figures
    for mode, table in _TABLES.items():
        if not atlas.has(table):
            continue
        along_m = _along_m(atlas.table(table), atlas.joint.node_id)
        nodes = atlas.table("nodes").set_index("node_id")
        for row in plots.itertuples(index=False):
            local_m = row.geometry.distance(shapely.Point(atlas.joint.x_m, atlas.joint.y_m))
            for node_id in scenario.logistics.national_nodes:
                if node_id != atlas.joint.node_id:
                    name = f"distances.{mode}.national_node.{node_id}"
                    snaps_m = [_snap_m(nodes.loc[one], mode) for one in (node_id, atlas.joint.node_id)]
                    figures[row.plot_id] |= _row(name, local_m, along_m.get(node_id), snaps_m)
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


def _row(name: str, local_m: float, along_m: float | None, snaps_m: list[float]) -> Figures:
    if along_m is None:
        return distance_figures(name, method="no_route", snap_m=max(local_m, *snaps_m))
    return distance_figures(
        name, method="network", distance_m=local_m + along_m, snap_m=max(local_m, *snaps_m)
    )
