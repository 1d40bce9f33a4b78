"""Distances by road, recomputed with networkx on a graph of its own.

Every vertex of a road is a node, rounded to a centimetre; every straight piece between two is an edge. Where
plots and targets meet the roads, the edges are cut. One search per target runs against the direction of
driving, so that it reaches the plots.
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas
from planner.verification.figures import Figures
from planner.verification.places import Place, distance_figures, places_of

# What is driven to; firms only where their place is known this well.
_DRIVEN_TO = ("quay", "company", "gate", "junction", "rail_terminal", "airport", "terminal")
_ROUTABLE_ACCURACY_M = 300.0
# Places of the road itself: they are met at any road, all others at one that takes an entrance.
_MAIN_ROAD, _ON_ROADS = "main_road", ("main_road", "junction")
# A metre of a road that is closed to through traffic counts as so many in the choice of the way.
_NO_THROUGH = 100.0
# Places that differ by less are equally near; roads that end farther away do not reach.
_EQUALLY_NEAR_M, _LONGEST_ACCESS_M = 0.05, 1000.0
_ON_IT_M, _SAME_PLACE_M = 0.01, 1e-6
_AREA_DIMENSIONS = 2
_MAIN_GROUP = "main roads"


@dataclass(frozen=True)
class Edge:
    """A straight piece of a road; `cost_ratio` is what a metre counts in the choice of the way."""

    start: Hashable
    end: Hashable
    line: shapely.LineString
    row: Any
    cost_ratio: float

    @property
    def takes_entrance(self) -> bool:
        """Whether a plot may be entered from it: not from a motorway, tunnel or bridge, unless it says so."""
        if self.row.entrance in ("yes", "no"):
            return bool(self.row.entrance == "yes")
        return self.row.road_class != "motorway" and not self.row.tunnel and not self.row.bridge


@dataclass(frozen=True)
class Meeting:
    """A place where something meets the roads: the edge, how far along it, and how far away."""

    edge_index: int
    along_m: float
    snap_m: float


@dataclass(frozen=True)
class Route:
    """The way from a plot to a target: metres along the roads, both access legs, and what it runs on."""

    place: Place
    start: Meeting | None
    network_m: float
    access_m: float
    target_access_m: float
    illustrative_m: float = 0.0
    accuracy_m: float = 0.0


def recompute_roads(atlas: Atlas) -> dict[str, Figures]:
    """Return the distances by road of every plot."""
    plots = atlas.frame("plots")
    figures: dict[str, Figures] = {plot_id: {} for plot_id in plots["plot_id"]}
    if not atlas.has("roads"):
        return figures
    groups = _groups(places_of(atlas))
    network = _Network(_edges(atlas.frame("roads")))
    if not groups or not network.edges:
        return figures
    starts = {row.plot_id: network.meetings(row.geometry, any_road=False) for row in plots.itertuples()}
    ends = {
        name: [(place, meeting) for place in several for meeting in _ends(network, place)]
        for name, several in groups.items()
    }
    search = _Search(network, [*_flat(starts.values()), *(end for rows in ends.values() for _p, end in rows)])
    for name, several in groups.items():
        reach = search.towards(ends[name])
        for plot in plots.itertuples(index=False):
            route = _route(plot, several, starts[plot.plot_id], network, reach)
            figures[plot.plot_id] |= _figures(plot, several, route, network)
    return figures


class LocalLines:
    """The roads or tracks of an area, and the routes along them to one place: legs of longer ways."""

    def __init__(self, lines: gpd.GeoDataFrame) -> None:
        self._network = _Network(_edges(lines))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to go along."""
        return not self._network.edges

    def nearest(self, point: shapely.Point) -> shapely.Point:
        """Return the place of the largest connected part that is nearest to a point."""
        parts = [self._network.edges[one].line for one in self._network.any_road]
        nearest = min(parts, key=point.distance)
        return nearest.interpolate(nearest.project(point))

    def routes(self, starts: gpd.GeoDataFrame, place: Place) -> dict[str, tuple[Route, float | None]]:
        """Return the route from each start, by `plot_id`, and how well its access leg is placed.

        A start is left out where no route leads to the place, or an access leg is too long.
        """
        meetings = {
            row.plot_id: self._network.meetings(row.geometry, any_road=False)
            for row in starts.itertuples(index=False)
        }
        ends = [(place, meeting) for meeting in _ends(self._network, place)]
        search = _Search(self._network, [*_flat(meetings.values()), *(end for _place, end in ends)])
        reach = search.towards(ends)
        routes = {}
        for row in starts.itertuples(index=False):
            route = _route(row, [place], meetings[row.plot_id], self._network, reach)
            if route is not None and not _is_too_far(route):
                routes[row.plot_id] = (route, _access_accuracy_m(row, route, self._network))
        return routes


def _is_too_far(route: Route) -> bool:
    return max(route.access_m, route.target_access_m) > _LONGEST_ACCESS_M


def _flat(lists: Iterable[Sequence[Meeting]]) -> Iterator[Meeting]:
    for several in lists:
        yield from several


def _groups(places: Sequence[Place]) -> dict[str, list[Place]]:
    groups: dict[str, list[Place]] = {}
    for place in places:
        is_firm = place.kind == "company"
        well_placed = place.accuracy_m is not None and place.accuracy_m <= _ROUTABLE_ACCURACY_M
        if place.kind == _MAIN_ROAD:
            groups.setdefault(_MAIN_GROUP, []).append(place)
        elif place.kind in _DRIVEN_TO and (well_placed or not is_firm):
            groups[f"{place.kind} {place.target_id}"] = [place]
    return groups


def _edges(roads: gpd.GeoDataFrame) -> list[Edge]:
    edges = []
    for row in roads[roads["road_class"] != "path"].itertuples(index=False):
        cost_ratio = _NO_THROUGH if row.through == "no" else 1.0
        for part in shapely.get_parts(row.geometry):
            points = shapely.get_coordinates(part)
            for one, other in pairwise(points):
                if tuple(one) != tuple(other):
                    line = shapely.LineString([one, other])
                    edges.append(Edge(_junction(one), _junction(other), line, row, cost_ratio))
    return edges


def _junction(point: Any) -> Hashable:
    return (round(float(point[0]), 2), round(float(point[1]), 2))


class _Network:
    """The edges with the largest connected part of them, and where things meet it."""

    def __init__(self, edges: list[Edge]) -> None:
        self.edges = edges
        graph = nx.Graph()
        length_m: dict[Hashable, float] = {}
        for edge in edges:
            graph.add_edge(edge.start, edge.end)
            length_m[edge.start] = length_m.get(edge.start, 0.0) + edge.line.length
        parts = list(nx.connected_components(graph))
        largest: set[Hashable] = max(
            parts, key=lambda part: sum(length_m.get(node, 0.0) for node in part), default=set()
        )
        connected = [place for place, edge in enumerate(edges) if edge.start in largest]
        self.any_road = np.array(connected, dtype=np.intp)
        self.entrances = np.array([one for one in connected if edges[one].takes_entrance], dtype=np.intp)
        lines = np.array([edge.line for edge in edges], dtype=object)
        self._trees = {
            True: shapely.STRtree(lines[self.any_road]),
            False: shapely.STRtree(lines[self.entrances]),
        }

    def meetings(self, shape: BaseGeometry, *, any_road: bool) -> list[Meeting]:
        """Return the places where a shape is nearest to the roads; a street along it counts at both ends.

        An area that streets cross is met where they enter it; one that holds all its streets, at these.
        """
        usable, tree = (self.any_road if any_road else self.entrances), self._trees[any_road]
        if not len(usable):
            return []
        nearest_m = float(tree.query_nearest(shape, return_distance=True, all_matches=False)[1][0])
        near = usable[tree.query(shape, predicate="dwithin", distance=nearest_m + _EQUALLY_NEAR_M)]
        outline = shape
        is_area = shapely.get_dimensions(shape) == _AREA_DIMENSIONS
        crossing = [one for one in near if not shape.contains_properly(self.edges[one].line)]
        if is_area and crossing:
            near, outline = crossing, shape.boundary
        return [
            Meeting(int(one), along_m, nearest_m)
            for one in sorted(near)
            for along_m in _nearest_places(self.edges[one].line, outline, nearest_m + _EQUALLY_NEAR_M)
        ]


def _nearest_places(line: shapely.LineString, outline: BaseGeometry, reach_m: float) -> list[float]:
    """Return how far along a straight line its first and last place near an outline are."""
    if outline.geom_type == "Point":
        return [float(line.project(outline))]
    corners = shapely.points(shapely.get_coordinates(outline))
    feet = [*corners[shapely.distance(corners, line) <= reach_m]]
    feet += [end for end in line.boundary.geoms if outline.distance(end) <= reach_m]
    feet += [*shapely.points(shapely.get_coordinates(line.intersection(outline)))]
    feet.append(shapely.get_point(shapely.shortest_line(line, outline), 0))
    along_m = [float(line.project(foot)) for foot in feet]
    return sorted({min(along_m), max(along_m)})


def _ends(network: _Network, place: Place) -> list[Meeting]:
    """Return where a target meets the roads: with each of its vertices.

    A main road is reached on it, not across fields from a road that it is not joined to.
    """
    points = shapely.points(shapely.get_coordinates(place.geometry))
    meetings = [
        meeting for point in points for meeting in network.meetings(point, any_road=place.kind in _ON_ROADS)
    ]
    if place.kind == _MAIN_ROAD:
        return [meeting for meeting in meetings if meeting.snap_m <= _ON_IT_M]
    return meetings


@dataclass(frozen=True)
class _Reach:
    """The ways towards one group of targets: from each node the cost, and the next node on the way."""

    search: "_Search"
    cost: Mapping[Hashable, float]
    following: Mapping[Hashable, list[Hashable]]
    ends: Mapping[Hashable, tuple[Place, Meeting]]

    def from_place(self, start: Meeting) -> float:
        """Return the cost of the way from a place; infinite where there is none."""
        return float(self.cost.get(self.search.node(start), math.inf))

    def arcs(self, start: Meeting) -> tuple[list[dict[str, Any]], tuple[Place, Meeting]]:
        """Return the arcs of the way from a place, and the end that it leads to."""
        node, arcs = self.search.node(start), []
        while node not in self.ends:
            following = self.following[node][0]
            if following not in self.ends:
                arcs.append(self.search.graph.edges[node, following])
            node = following
        return arcs, self.ends[node]


class _Search:
    """The graph of the edges, cut where plots and targets meet them."""

    def __init__(self, network: _Network, meetings: Sequence[Meeting]) -> None:
        self.network = network
        self.graph = nx.DiGraph()
        cuts: dict[int, set[float]] = {}
        for meeting in meetings:
            cuts.setdefault(meeting.edge_index, set()).add(round(meeting.along_m, 6))
        for place, edge in enumerate(network.edges):
            along_m = sorted({0.0, edge.line.length, *cuts.get(place, ())})
            for one_m, other_m in pairwise(along_m):
                self._add(place, edge, one_m, other_m)
        self.against = self.graph.reverse(copy=False)

    def _add(self, edge_index: int, edge: Edge, one_m: float, other_m: float) -> None:
        one, other = self._node(edge_index, one_m), self._node(edge_index, other_m)
        if one == other:
            return
        length_m = other_m - one_m
        arc = {"length_m": length_m, "cost": length_m * edge.cost_ratio, "row": edge.row}
        ends = [(one, other)] if edge.row.oneway != "backward" else []
        ends += [(other, one)] if edge.row.oneway != "forward" else []
        for start, end in ends:
            if not self.graph.has_edge(start, end) or self.graph.edges[start, end]["cost"] > arc["cost"]:
                self.graph.add_edge(start, end, **arc)

    def _node(self, edge_index: int, along_m: float) -> Hashable:
        edge = self.network.edges[edge_index]
        if along_m <= _SAME_PLACE_M:
            return edge.start
        return edge.end if along_m >= edge.line.length - _SAME_PLACE_M else (edge_index, along_m)

    def node(self, meeting: Meeting) -> Hashable:
        """Return the node of a place where something meets the roads."""
        return self._node(meeting.edge_index, round(meeting.along_m, 6))

    def towards(self, ends: Sequence[tuple[Place, Meeting]]) -> _Reach:
        """Return the ways from everywhere to the end that is reached first, its access leg included."""
        graph = self.against.copy()
        goal: Hashable = "goal"
        graph.add_node(goal)
        named: dict[Hashable, tuple[Place, Meeting]] = {}
        for number, end in enumerate(ends):
            name = ("end", number)
            named[name] = end
            graph.add_edge(goal, name, cost=0.0)
            graph.add_edge(name, self.node(end[1]), cost=end[1].snap_m)
        following, cost = nx.dijkstra_predecessor_and_distance(graph, goal, weight="cost")
        return _Reach(self, cost, following, named)


def _route(
    plot: Any, several: Sequence[Place], starts: Sequence[Meeting], network: _Network, reach: _Reach
) -> Route | None:
    """Return the way of a plot to the place of a group that is reached first; None where none leads there."""
    if several[0].kind != _MAIN_ROAD and plot.geometry.distance(several[0].geometry) == 0:
        return Route(several[0], None, 0.0, 0.0, 0.0)
    if several[0].kind == _MAIN_ROAD:
        for place, start in product(several, starts):
            point = network.edges[start.edge_index].line.interpolate(start.along_m)
            if place.geometry.distance(point) <= _ON_IT_M:
                return Route(place, start, 0.0, start.snap_m, 0.0)
    best = min(starts, key=reach.from_place, default=None)
    if best is None or not math.isfinite(reach.from_place(best)):
        return None
    arcs, (place, end) = reach.arcs(best)
    accuracy_m = [0.0 if pd.isna(arc["row"].accuracy_m) else float(arc["row"].accuracy_m) for arc in arcs]
    return Route(
        place,
        best,
        network_m=sum(arc["length_m"] for arc in arcs),
        access_m=best.snap_m,
        target_access_m=end.snap_m,
        illustrative_m=sum(arc["length_m"] for arc in arcs if arc["row"].illustrative),
        accuracy_m=max(accuracy_m, default=0.0),
    )


def _figures(plot: Any, several: Sequence[Place], route: Route | None, network: _Network) -> Figures:
    metres = [plot.geometry.distance(place.geometry) for place in several]
    nearest, straight_m = several[metres.index(min(metres))], min(metres)
    if route and _is_too_far(route):
        route = None
    place = route.place if route else nearest
    is_vague = place.kind == "company" and place.accuracy_m is not None and straight_m <= place.accuracy_m
    name = f"distances.road.{place.kind}.{place.target_id}"
    common = {"accuracy_m": place.accuracy_m, "illustrative": place.illustrative}
    if is_vague or route is None:
        return distance_figures(name, method="below_accuracy" if is_vague else "no_route", **common)
    common["illustrative"] = place.illustrative or route.illustrative_m > _ON_IT_M
    return distance_figures(
        name,
        method="network",
        distance_m=route.network_m + route.access_m + route.target_access_m,
        snap_m=route.access_m + route.target_access_m,
        network_m=route.network_m,
        access_m=route.access_m,
        target_access_m=route.target_access_m,
        access_accuracy_m=_access_accuracy_m(plot, route, network),
        way_illustrative_m=route.illustrative_m,
        way_accuracy_m=route.accuracy_m or None,
        **common,
    )


def _access_accuracy_m(plot: Any, route: Route, network: _Network) -> float | None:
    """Return how well both ends of the access leg at the plot are placed, the worse one."""
    if route.start is None:
        return None
    both_m = (plot.accuracy_m, network.edges[route.start.edge_index].row.accuracy_m)
    return max((float(one) for one in both_m if not pd.isna(one)), default=0.0) or None
