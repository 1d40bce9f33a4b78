"""Long hauls: the national road and rail tables, joined to the area at its node."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.logistics.distance import NETWORK, NO_ROUTE, Distance, snap_too_long
from planner.logistics.network import shortest_links
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


def distances(plots: gpd.GeoDataFrame, atlas: Atlas, wanted: Sequence[str], mode: str) -> list[Distance]:
    """Return the distances of every plot to the wanted national nodes, by "road" or "rail".

    The way is a straight line from the edge of the plot to the joint, and the table from there. Where the
    table does not lead there, there is no route.

    Notes
    -----
    nationwide = straight line from the plot to the area's joint + shortest path along the table of links

    References
    ----------
    Links measured on the General map 1:1 000 000 (2013), National Land Survey of Finland, CC BY 4.0.
    """
    joint = atlas.joint
    if joint is None or not atlas.has(TABLES[mode]):
        return []
    nodes = atlas.table("nodes").set_index("node_id", drop=False)
    unknown = [node_id for node_id in wanted if node_id not in nodes.index]
    if unknown:
        msg = _("The scenario asks for the national node “{node}”, which is not in the table.").format(
            node=unknown[0]
        )
        raise PlannerError(msg)
    along_m = node_distances_m(nodes, atlas.table(TABLES[mode]), joint.node_id)
    local_m = shapely.distance(plots.geometry.to_numpy(), shapely.Point(joint.x_m, joint.y_m))
    return [
        _row(
            plot_id,
            nodes.loc[node_id],
            joint=nodes.loc[joint.node_id],
            mode=mode,
            legs_m=(float(leg), along_m[node_id]),
        )
        for plot_id, leg in zip(plots["plot_id"], local_m, strict=True)
        for node_id in wanted
        if node_id != joint.node_id
    ]


def _row(
    plot_id: str, node: pd.Series, *, joint: pd.Series, mode: str, legs_m: tuple[float, float]
) -> Distance:
    local_m, along_m = legs_m
    own_snap_m = max(_own_snap_m(node, mode), _own_snap_m(joint, mode))
    snap_m = max(local_m, own_snap_m)
    is_reached = bool(np.isfinite(along_m)) and own_snap_m <= _LONGEST_SNAP_M
    note = _(
        "Joined at “{node}”: {leg} in a straight line, then along the national {mode} table of 2013."
    ).format(node=joint["name"], leg=distance(local_m), mode=_(mode))
    if not is_reached:
        note = _("No route: the national {mode} table does not lead there from “{node}”.").format(
            mode=_(mode), node=joint["name"]
        )
    elif snap_too_long(snap_m, along_m):
        long = _("The straight part is long beside the way: the drive may be longer.")
        note = f"{note} {long}"
    return Distance(
        plot_id=plot_id,
        target_kind=NATIONAL_NODE,
        target_id=str(node["node_id"]),
        target=str(node["name"]),
        mode=mode,
        method=NETWORK if is_reached else NO_ROUTE,
        distance_m=float(local_m + along_m) if is_reached else None,
        snap_m=float(snap_m),
        source=_("National Land Survey of Finland, General map 1:1 000 000 (2013)"),
        note=note,
    )


def _own_snap_m(node: pd.Series, mode: str) -> float:
    snap = node[f"{mode}_snap_m"]
    return 0.0 if pd.isna(snap) else float(snap)
