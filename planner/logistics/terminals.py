"""Loading places of the railway: which is near, and how far it is by rail to other terminals and to ports."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.atlas import Atlas
from planner.logistics.distance import NETWORK, NO_ROUTE
from planner.logistics.freight.network import FreightNetwork
from planner.logistics.joint import along_tracks
from planner.logistics.national import node_distances_m
from planner.scenario.scenario import Scenario
from planner.text import _

PORT, TERMINAL = "port", "rail_terminal"


@dataclass(frozen=True)
class RailWay:
    """The way by rail from a loading place of the area to another one, or to a port of the country.

    `distance_m` is None where no track leads there. `electrified` is that of the track at the loading place
    (yes, no, unknown): the national table does not say it of its links. `joint` names where the tracks of the
    area meet the national table; empty within the area.
    """

    terminal_id: str
    terminal: str
    target_kind: str
    target_id: str
    target: str
    distance_m: float | None
    method: str
    electrified: str
    joint: str = ""
    note: str = ""


def rail_ways(atlas: Atlas, scenario: Scenario) -> list[RailWay]:
    """Return the ways by rail from every loading place of the area; an empty list where it has none."""
    network = FreightNetwork(atlas, scenario)
    if not len(network.terminals) or "geometry" not in network.terminals:
        return []
    return [*_within(network), *_to_ports(network)]


def _within(network: FreightNetwork) -> list[RailWay]:
    places = network.terminals.geometry.to_numpy()
    metres = along_tracks(network.local_rail, places, list(places))
    rows = network.terminals.to_dict("records")
    return [
        RailWay(
            terminal_id=str(start["place_id"]),
            terminal=str(start["name"]),
            target_kind=TERMINAL,
            target_id=str(end["place_id"]),
            target=str(end["name"]),
            distance_m=float(metres[i, j]) if np.isfinite(metres[i, j]) else None,
            method=NETWORK if np.isfinite(metres[i, j]) else NO_ROUTE,
            electrified=_electrified(network, start["geometry"]),
            note="" if np.isfinite(metres[i, j]) else _("The tracks at hand do not lead there."),
        )
        for i, start in enumerate(rows)
        for j, end in enumerate(rows)
        if i != j
    ]


def _to_ports(network: FreightNetwork) -> list[RailWay]:
    atlas = network.atlas
    if network.joint_index is None or atlas.joint is None or not atlas.has("rail_links"):
        return []
    beyond_m = node_distances_m(network.nodes, atlas.table("rail_links"), atlas.joint.node_id)
    local_m = network.local_rail_m(network.terminals.geometry.to_numpy())
    ports = network.nodes[network.nodes["kind"] == PORT]
    rows = []
    for t, start in enumerate(network.terminals.to_dict("records")):
        for port in ports.to_dict("records"):
            total_m = float(local_m[t] + beyond_m[port["node_id"]])
            reached = bool(np.isfinite(total_m))
            rows.append(
                RailWay(
                    terminal_id=str(start["place_id"]),
                    terminal=str(start["name"]),
                    target_kind=PORT,
                    target_id=str(port["node_id"]),
                    target=str(port["name"]),
                    distance_m=total_m if reached else None,
                    method=NETWORK if reached else NO_ROUTE,
                    electrified=_electrified(network, start["geometry"]),
                    joint=atlas.joint.name,
                    note="" if reached else _why_not(float(local_m[t])),
                )
            )
    return rows


def _why_not(local_m: float) -> str:
    if np.isfinite(local_m):
        return _("No way by rail: the national rail table does not lead there.")
    return _("No way by rail: the tracks at hand do not lead from the loading place to the national railway.")


def _electrified(network: FreightNetwork, place: shapely.Geometry) -> str:
    if not network.atlas.has("rail"):
        return "unknown"
    tracks = network.atlas.frame("rail")
    if tracks.empty:
        return "unknown"
    value = tracks["electrified"].iloc[int(np.argmin(shapely.distance(tracks.geometry.to_numpy(), place)))]
    return value if isinstance(value, str) else "unknown"
