"""Long hauls: the national road and rail tables, joined to the area at its node."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.logistics.distance import NETWORK, NO_ROUTE, Distance, unmeasured
from planner.logistics.joint import Leg, rail_legs, road_legs
from planner.logistics.network.line_network import shortest_links
from planner.scenario.scenario import Scenario
from planner.text import _, distance

# Where the tables end farther from a place than this, they do not lead there: this project's rule.
_LONGEST_SNAP_M = 10_000.0
TABLES = {"road": "road_links", "rail": "rail_links"}
NATIONAL_NODE = "national_node"


def node_distances_m(nodes: pd.DataFrame, links: pd.DataFrame, from_id: str) -> pd.Series:
    """Return the shortest distance in metres from one node to every other along the links; inf: no way.

    Raises
    ------
    PlannerError
        If the node is unknown, or a link names a node that is.

    Examples
    --------
    >>> nodes = pd.DataFrame({"node_id": ["a", "b", "c"]})
    >>> links = pd.DataFrame({"from_id": ["a", "b"], "to_id": ["b", "c"], "length_km": [2.0, 3.5]})
    >>> node_distances_m(nodes, links, "a").round().tolist()
    [0.0, 2000.0, 5500.0]
    """
    position = pd.Series(np.arange(len(nodes)), index=nodes["node_id"])
    unknown = ({from_id} | set(links["from_id"]) | set(links["to_id"])) - set(position.index)
    if unknown:
        msg = _("The national tables name the node “{node}”, which is not among the nodes.").format(
            node=min(unknown)
        )
        raise PlannerError(msg)
    start, end = position[links["from_id"]].to_numpy(), position[links["to_id"]].to_numpy()
    length_m = links["length_km"].to_numpy() * 1000
    graph = shortest_links(
        np.concatenate([start, end]),
        np.concatenate([end, start]),
        np.concatenate([length_m, length_m]),
        len(nodes),
    )
    return pd.Series(dijkstra(graph, indices=position[from_id]), index=position.index, name="distance_m")


def distances(plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario, mode: str) -> list[Distance]:
    """Return the distances of every plot to the national nodes of the scenario, by "road" or "rail".

    The way leads along the roads or tracks of the area to the joint, and along the table from there. By rail
    it begins on the plot's own track, or by road at the nearest loading place. Where the area's own network
    or the table does not lead there, there is no route, and the reason is given.

    Notes
    -----
    nationwide = way from the plot to the area's joint + shortest path along the table of links

    References
    ----------
    Links measured on the General map 1:1 000 000 (2013), National Land Survey of Finland, CC BY 4.0.
    """
    joint = atlas.joint
    if joint is None or not atlas.has(TABLES[mode]):
        return []
    nodes = atlas.table("nodes").set_index("node_id", drop=False)
    wanted = scenario.logistics.national_nodes
    unknown = [node_id for node_id in wanted if node_id not in nodes.index]
    if unknown:
        msg = _("The scenario asks for the national node “{node}”, which is not in the table.").format(
            node=unknown[0]
        )
        raise PlannerError(msg)
    along_m = node_distances_m(nodes, atlas.table(TABLES[mode]), joint.node_id)
    local = _by_road(plots, atlas) if mode == "road" else _by_rail(plots, atlas, scenario)
    ends = {
        node_id: _Haul(nodes.loc[node_id], nodes.loc[joint.node_id], mode, float(along_m[node_id]))
        for node_id in wanted
        if node_id != joint.node_id
    }
    return [haul.row(leg) for leg in local for haul in ends.values()]


def _by_road(plots: gpd.GeoDataFrame, atlas: Atlas) -> list[Distance]:
    """Return the way by road of every plot to the joint."""
    legs = road_legs(plots, atlas)
    if legs is not None:
        return legs
    note = _("No roads are at hand: no route.")
    return [_local(plot_id, "road", note=note) for plot_id in plots["plot_id"]]


def _by_rail(plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario) -> list[Distance]:
    """Return the way by rail of every plot to the joint, the way by road to a loading place included."""
    legs = rail_legs(plots, atlas, scenario)
    if legs is None:
        note = _("No tracks are at hand: no route.")
        return [_local(plot_id, "rail", note=note) for plot_id in plots["plot_id"]]
    note = _("No track serves the plot, and no road leads to a loading place that a track joins: no route.")
    drawn = bool(atlas.frame("rail")["illustrative"].any())
    return [
        _local(plot_id, "rail", note=note) if leg is None else _loaded(plot_id, leg, drawn=drawn)
        for plot_id, leg in zip(plots["plot_id"], legs, strict=True)
    ]


def _loaded(plot_id: str, leg: Leg, *, drawn: bool) -> Distance:
    row = leg.by_road
    note = _("Loaded on the plot's own track.")
    if row is not None:
        note = _("{leg} by road to the loading place “{place}”, which is part of the distance.").format(
            leg=distance(row.distance_m or 0.0), place=leg.loading
        )
    return replace(
        row or _local(plot_id, "rail"),
        method=NETWORK,
        mode="rail",
        accuracy_m=leg.joint_gap_m,
        network_m=leg.network_m,
        access_m=leg.access_m,
        target_access_m=leg.end_m,
        snap_m=leg.access_m + leg.end_m,
        distance_m=leg.distance_m,
        illustrative=drawn or (row is not None and row.illustrative),
        note=note,
    )


def _local(plot_id: str, mode: str, note: str = "") -> Distance:
    """Return a way to the joint that is not there."""
    return Distance(plot_id, NATIONAL_NODE, "", "", mode, NO_ROUTE, None, note=note)


@dataclass(frozen=True)
class _Haul:
    """The haul from the joint to one node; `along_m` is inf where the table does not lead there."""

    node: pd.Series
    joint: pd.Series
    mode: str
    along_m: float

    def row(self, leg: Distance) -> Distance:
        """Return the distance of the plot that comes to the joint by this leg."""
        own_snap_m = max(_own_snap_m(self.node, self.mode), _own_snap_m(self.joint, self.mode))
        leads_there = bool(np.isfinite(self.along_m)) and own_snap_m <= _LONGEST_SNAP_M
        whole = replace(
            leg,
            target_kind=NATIONAL_NODE,
            target_id=str(self.node["node_id"]),
            target=str(self.node["name"]),
            accuracy_m=own_snap_m + (leg.accuracy_m or 0.0) or None,
            source=_("National Land Survey of Finland, General map 1:1 000 000 (2013)"),
            detail="",
        )
        if leg.method == NETWORK and leads_there:
            return replace(
                whole,
                distance_m=(leg.distance_m or 0.0) + self.along_m,
                network_m=(leg.network_m or 0.0) + self.along_m,
                note=self._note(leg),
            )
        note = leg.note
        if not leads_there:
            note = _("No route: the national {mode} table does not lead there from “{node}”.").format(
                mode=_(self.mode), node=self.joint["name"]
            )
        return unmeasured(replace(whole, illustrative=False), NO_ROUTE, note)

    def _note(self, leg: Distance) -> str:
        text = _("{leg} in the area to “{node}”, then along the national {mode} table of 2013.").format(
            leg=distance(leg.distance_m or 0.0), node=self.joint["name"], mode=_(self.mode)
        )
        return f"{text} {leg.note}".rstrip()


def _own_snap_m(node: pd.Series, mode: str) -> float:
    snap = node[f"{mode}_snap_m"]
    return 0.0 if pd.isna(snap) else float(snap)
