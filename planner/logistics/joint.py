"""Where an area joins the national tables, and how its plots come there by road and by rail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas, Joint
from planner.logistics import road
from planner.logistics.crossings import matches
from planner.logistics.distance import LONGEST_ACCESS_M, NETWORK, Distance
from planner.logistics.network.graph import Flags, Floats, Ints
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.road_paths import roads_of
from planner.logistics.targets import Target, targets
from planner.scenario.scenario import Scenario

# A national node stands for the road or track within this distance: the tables count from there.
JOINT_REACH_M = 2000.0
# Places where goods change between lorry and train.
RAIL_TERMINALS = ("rail_terminal",)


@dataclass(frozen=True)
class Leg:
    """The way from a plot to the joint: metres along roads and tracks, and the access legs at both ends.

    `by_road` is the part by road of a way by rail, to the loading place `loading`; None on its own track.
    `joint_gap_m` is how far the place where the way ends lies from the node that the tables count from.
    """

    network_m: float
    access_m: float
    end_m: float
    joint_gap_m: float = 0.0
    by_road: Distance | None = None
    loading: str = ""

    @property
    def distance_m(self) -> float:
        """The whole way in metres."""
        return self.network_m + self.access_m + self.end_m


def joint_place(network: LineNetwork | None, joint: Joint) -> shapely.Point:
    """Return the place of the network from which the national table counts: the one nearest to the node.

    Where the network does not come within JOINT_REACH_M of the node, it is the node itself.
    """
    node = shapely.Point(joint.x_m, joint.y_m)
    if network is None or not network.main.any():
        return node
    lines = network.shapes[network.main]
    nearest = lines[shapely.STRtree(lines).nearest(node)]
    foot = shapely.get_point(shapely.shortest_line(nearest, node), 0)
    return foot if shapely.distance(foot, node) <= JOINT_REACH_M else node


def _gap_m(place: shapely.Point, joint: Joint) -> float:
    return float(shapely.distance(place, shapely.Point(joint.x_m, joint.y_m)))


def road_legs(plots: gpd.GeoDataFrame, atlas: Atlas) -> list[Distance] | None:
    """Return the way by road of every plot to the joint, in the order of the plots; None: no road or joint.

    It is measured as to any other place that is driven to: without a route the reason is given. `accuracy_m`
    is how far the place where the way ends lies from the node that the tables count from.
    """
    roads = roads_of(atlas) if atlas.has("roads") else None
    joint = atlas.joint
    if joint is None or roads is None or not len(roads.network.row):
        return None
    place = joint_place(roads.network, joint)
    target = Target(
        kind="terminal",
        target_id=joint.node_id,
        name=joint.name,
        layer="roads",
        geometry=place,
        accuracy_m=_gap_m(place, joint),
        illustrative=False,
        source="",
    )
    return road.distances(plots, atlas, [target])


def rail_network(atlas: Atlas) -> LineNetwork | None:
    """Return the network of all tracks of an area; None where there is none."""
    if not atlas.has("rail") or atlas.frame("rail").empty:
        return None
    return LineNetwork.of(atlas.frame("rail"), "track_id")


def rail_legs(plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario) -> list[Leg | None] | None:
    """Return the shortest way of every plot to the rail joint, None without one; None: no track or joint.

    A plot that a track serves loads on it. All others drive to a loading place of the railway.
    """
    network = rail_network(atlas)
    if network is None or atlas.joint is None:
        return None
    place = joint_place(network, atlas.joint)
    gap_m = _gap_m(place, atlas.joint)
    shapes = plots.geometry.to_numpy()
    served = served_by_track(shapes, atlas, scenario)
    own = _tracks_to(network, shapes, place)
    by_loading = _over_loading_places(plots, atlas, network, place)
    ways = [
        [leg for leg in (own[i] if served[i] else None, by_loading[i]) if leg is not None]
        for i in range(len(shapes))
    ]
    best = [min(legs, key=lambda leg: leg.distance_m, default=None) for legs in ways]
    return [None if leg is None else replace(leg, joint_gap_m=gap_m) for leg in best]


def served_by_track(shapes: NDArray[np.object_], atlas: Atlas, scenario: Scenario) -> Flags:
    """Return which shapes a track serves: it comes near enough, and trains may be loaded on it.

    By what the scenario says of connections, the open main line serves no plot that it passes.
    """
    siding = scenario.corridor.get("siding")
    connections = siding.connection if siding else ()
    rail = atlas.frame("rail")
    serves = [
        next((one.serves for one in connections if matches(row, one.where)), True)
        for row in rail.to_dict("records")
    ]
    tracks = rail.geometry.to_numpy()[np.array(serves, dtype=bool)]
    served = np.zeros(len(shapes), dtype=bool)
    if len(tracks):
        near = shapely.STRtree(tracks).query(
            shapes, predicate="dwithin", distance=scenario.freight.siding_reach_m
        )
        served[near[0]] = True
    return served


def _over_loading_places(
    plots: gpd.GeoDataFrame, atlas: Atlas, network: LineNetwork, place: shapely.Point
) -> list[Leg | None]:
    """Return the shortest way of every plot by road to a loading place and along the tracks from there."""
    loading = [target for target in targets(atlas) if target.kind in RAIL_TERMINALS]
    best: dict[str, Leg] = {}
    if loading:
        onward = _tracks_to(network, np.array([target.geometry for target in loading], dtype=object), place)
        from_loading = dict(zip([target.target_id for target in loading], onward, strict=True))
        for row in road.distances(plots, atlas, loading):
            rail = from_loading[row.target_id]
            if rail is None or row.method != NETWORK or row.distance_m is None:
                continue
            leg = Leg(
                network_m=(row.network_m or 0.0) + rail.network_m,
                access_m=(row.access_m or 0.0),
                end_m=(row.target_access_m or 0.0) + rail.access_m + rail.end_m,
                by_road=row,
                loading=row.target,
            )
            if row.plot_id not in best or leg.distance_m < best[row.plot_id].distance_m:
                best[row.plot_id] = leg
    return [best.get(plot_id) for plot_id in plots["plot_id"]]


def _tracks_to(network: LineNetwork, starts: NDArray[np.object_], place: shapely.Point) -> list[Leg | None]:
    """Return the way along the tracks from each start to a place; None where they do not lead there."""
    if not len(starts):
        return []
    along_m, access_m, end_m = _along(network, starts, [place])
    return [
        Leg(float(metres), float(access), float(end_m[0])) if np.isfinite(metres) else None
        for metres, access in zip(along_m[:, 0], access_m, strict=True)
    ]


def loading_places(atlas: Atlas) -> pd.DataFrame:
    """Return the loading places of the railway."""
    if not atlas.has("places"):
        return pd.DataFrame({"name": [], "geometry": []})
    places = atlas.frame("places")
    return places[places["kind"].isin(RAIL_TERMINALS)].reset_index(drop=True)


def along_tracks(
    network: LineNetwork | None, starts: NDArray[np.object_], ends: Sequence[shapely.Geometry]
) -> Floats:
    """Return distances along the tracks, a row a start, a column an end; inf where they do not lead there.

    A place further from every track than the longest access leg is not on the railway.
    """
    if network is None or not len(ends) or not len(starts):
        return np.full((len(starts), len(ends)), np.inf)
    along_m, access_m, end_m = _along(network, starts, ends)
    return along_m + access_m[:, None] + end_m[None, :]


def _along(
    network: LineNetwork, starts: NDArray[np.object_], ends: Sequence[shapely.Geometry]
) -> tuple[Floats, Floats, Floats]:
    """Return the metres along the tracks, inf where none lead there, and the access legs at both ends.

    What lies on the start itself is 0 m away.
    """
    goals = np.array(list(ends), dtype=object)
    from_, to = network.snap(starts), network.snap(goals)
    access_m, end_m = _per_owner(from_.owner, from_.snap_m), _per_owner(to.owner, to.snap_m)
    too_far = np.maximum(access_m[:, None], end_m[None, :]) > LONGEST_ACCESS_M
    along_m = np.where(too_far, np.inf, network.distances_m(from_, to))
    lies_on_it = shapely.distance(starts[:, None], goals[None, :]) == 0
    return np.where(lies_on_it, 0.0, along_m), access_m, end_m


def _per_owner(owner: Ints, snap_m: Floats) -> Floats:
    return np.asarray(snap_m[np.unique(owner, return_index=True)[1]])
