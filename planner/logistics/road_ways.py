"""Ways along the roads of an area, from plots to targets, and what is to be told of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from planner.logistics.graph import Flags, Floats, Ints, Segments, Stops
from planner.logistics.network import LineNetwork
from planner.logistics.search import Tally, Ways, ways
from planner.logistics.snapping import Snaps
from planner.logistics.targets import ROUTABLE_ACCURACY_M, Target
from planner.logistics.truck import Drive, Driven, driven

MAIN_ROAD = "main_road"
# A place this near to a road is on it.
ON_IT_M = 0.01
# A metre of a road that is closed to through traffic counts as so many: it is used to reach what lies on it,
# and passed only where there is no other way.
_NO_THROUGH = 100.0
# What a truck drives to. A track, a pipe and a power line are not entered by road.
_DRIVEN_TO = ("quay", "company", "gate", "junction", "rail_terminal", "airport", "terminal")
# A whole number holds a set of so many roads.
_BITS_N = 62


@dataclass(frozen=True)
class Roads:
    """The roads of an area that vehicles may use, and their network; `label` names each road."""

    frame: gpd.GeoDataFrame
    network: LineNetwork

    @property
    def label(self) -> NDArray[np.object_]:
        """What each road is called: its name, else its number, else its identifier."""
        return np.asarray(self.frame["label"].to_numpy(dtype=object))

    @property
    def illustrative(self) -> Flags:
        """Which segments are drawn for illustration."""
        return np.asarray(self.frame["illustrative"].to_numpy(dtype=bool)[self.network.row])

    @property
    def accuracy_m(self) -> Floats:
        """How well each segment is placed; zero where that is not recorded."""
        return np.asarray(self.frame["accuracy_m"].fillna(0.0).to_numpy(dtype=float)[self.network.row])

    def driven(self, drive: Drive) -> Driven:
        """Return the network as a vehicle finds it."""
        return driven(self.network, self.frame, drive)

    def for_ways(self, network: LineNetwork) -> LineNetwork:
        """Return the network priced for seeking ways: not through what is closed to through traffic."""
        through = self.frame["through"].to_numpy(dtype=object)[network.row]
        return network.priced(network.cost * np.where(through == "no", _NO_THROUGH, 1.0))


@dataclass(frozen=True)
class Way:
    """The way from one plot to the target of a group that is reached first: `goal_index` is its place there.

    `network_m` is the way along the roads without the snaps, inf where none leads; `end` is where it ends.
    `closed_to` names the roads that would be on the way if they were not closed to the vehicle.
    """

    goal_index: int
    network_m: float
    snaps_m: tuple[float, float]
    end: tuple[int, float] = (-1, 0.0)
    time_min: float | None = None
    illustrative_m: float = 0.0
    accuracy_m: float | None = None
    assumed_m: float | None = None
    closed_to: tuple[str, ...] = ()


def roads_of(atlas: Atlas) -> Roads:
    """Return the roads of an atlas; a path is for walking, and no vehicle is led along it."""
    roads = atlas.frame("roads")
    roads = roads[roads["road_class"] != "path"].reset_index(drop=True)
    label = roads["name"].fillna(roads["road_number"]).fillna(roads["road_id"])
    roads = roads.assign(label=label)
    return Roads(roads, LineNetwork.of(roads, "label"))


def driven_to(found: Sequence[Target]) -> list[list[Target]]:
    """Return the targets that are driven to; main roads are one group: the first that is reached counts."""
    main = [target for target in found if target.kind == MAIN_ROAD]
    return [group for group in [main, *([target] for target in found if _is_driven_to(target))] if group]


def _is_driven_to(target: Target) -> bool:
    if target.kind == "company":
        return target.accuracy_m is not None and target.accuracy_m <= ROUTABLE_ACCURACY_M
    return target.kind in _DRIVEN_TO


def ways_to(
    roads: Roads, starts: Snaps, groups: Sequence[Sequence[Target]], drive: Drive | None = None
) -> Iterator[list[Way]]:
    """Yield for each group the way of each plot to the target of it that is reached first.

    A main road is reached at any of its vertices, or where the plot itself meets it.
    """
    goals = _Goals.of(roads.network, groups)
    told = _Told.of(roads, drive)
    entry = goals.ends.snap_m * (1.0 if drive is None or drive.by == "distance" else told.local_min_per_m)
    stops = replace(goals.ends, owner=goals.group)
    found = ways(told.segments, starts, stops, told.tallies, entry)
    barred = _Barred.of(told, roads, starts, stops, entry)
    start_snap_m = starts.of_each_m
    for group, several in enumerate(groups):
        met = _met(roads.network, starts, several) if several[0].kind == MAIN_ROAD else {}
        made = [
            Way(met[plot], 0.0, (float(start_snap_m[plot]), 0.0), time_min=told.minutes(0.0, 0.0))
            if plot in met
            else _way(told, goals, found, (plot, group), float(start_snap_m[plot]))
            for plot in range(len(found.cost))
        ]
        yield [
            replace(way, closed_to=barred.on((plot, group))) if barred.sets and plot not in met else way
            for plot, way in enumerate(made)
        ]


def closed_on(roads: Roads, drive: Drive, starts: Stops, ends: Stops) -> tuple[str, ...]:
    """Return the roads on the best way that are closed to the vehicle, each with the reason."""
    barred = _Barred.of(_Told.of(roads, drive), roads, starts, ends, np.zeros(len(ends.owner)))
    return barred.on((0, 0)) if barred.sets else ()


@dataclass(frozen=True)
class _Goals:
    """Where the targets meet the roads: the group and the place in it of each stop."""

    ends: Snaps
    group: Ints
    target: Ints

    @classmethod
    def of(cls, network: LineNetwork, groups: Sequence[Sequence[Target]]) -> "_Goals":
        pairs = [(group, place) for group, several in enumerate(groups) for place in range(len(several))]
        vertices = [shapely.points(shapely.get_coordinates(groups[i][k].geometry)) for i, k in pairs]
        of_group, of_target = np.repeat(np.array(pairs), [len(places) for places in vertices], axis=0).T
        ends = network.snap(np.concatenate(vertices))
        return cls(ends, of_group[ends.owner], of_target[ends.owner])


@dataclass(frozen=True)
class _Told:
    """What is to be told of each way: its metres; with a vehicle also the minutes and the assumed speeds."""

    segments: Segments
    tallies: tuple[Tally, ...]
    drive: Drive | None = None
    found: Driven | None = None

    @classmethod
    def of(cls, roads: Roads, drive: Drive | None) -> "_Told":
        metres = Tally(np.ones(len(roads.network.row)))
        plain = (metres, Tally(roads.illustrative.astype(float)), Tally(roads.accuracy_m, "worst"))
        if drive is None:
            return cls(roads.for_ways(roads.network), plain)
        found = roads.driven(drive)
        more = (Tally(found.min_per_m), Tally(found.assumed.astype(float)))
        return cls(roads.for_ways(found.open_network), (*plain, *more), drive, found)

    @property
    def local_min_per_m(self) -> float:
        """Pace off the roads: as on a street."""
        return 0.0 if self.drive is None else self.drive.local_min_per_m

    def minutes(self, along_min: float, snap_m: float) -> float | None:
        """Return the time of a way with its snaps; None without a vehicle."""
        return None if self.drive is None else along_min + snap_m * self.local_min_per_m


def _way(told: _Told, goals: _Goals, found: Ways, at: tuple[int, int], start_snap_m: float) -> Way:
    stop = int(found.end_stop[at])
    network_m, illustrative_m, accuracy_m, *more = (float(tally[at]) for tally in found.tallies)
    end_snap_m = float(goals.ends.snap_m[stop])
    if not np.isfinite(found.cost[at]):
        return Way(int(goals.target[stop]), np.inf, (start_snap_m, end_snap_m))
    return Way(
        goal_index=int(goals.target[stop]),
        network_m=network_m,
        snaps_m=(start_snap_m, end_snap_m),
        end=(int(goals.ends.segment[stop]), float(goals.ends.along_m[stop])),
        time_min=told.minutes(more[0], start_snap_m + end_snap_m) if more else None,
        illustrative_m=illustrative_m,
        accuracy_m=accuracy_m or None,
        assumed_m=more[1] if more else None,
    )


@dataclass(frozen=True)
class _Barred:
    """The closed roads on the ways that would be taken if nothing were closed, as bits of a number."""

    names: tuple[str, ...]
    sets: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(cls, told: _Told, roads: Roads, starts: Stops, stops: Stops, entry: Floats) -> "_Barred":
        if told.found is None or not told.found.closed.any():
            return cls((), ())
        why = told.found.why
        rows = [row for row, reason in enumerate(why) if reason]
        names = tuple(f"{roads.label[row]} ({why[row]})" for row in rows)
        place = np.full(len(why), -1)
        place[rows] = np.arange(len(rows))
        of_segment = place[roads.network.row]
        tallies = [
            Tally(np.where(of_segment // _BITS_N == chunk, np.int64(1) << of_segment % _BITS_N, 0), "any")
            for chunk in range(-(-len(rows) // _BITS_N))
        ]
        return cls(names, ways(roads.for_ways(told.found.network), starts, stops, tallies, entry).tallies)

    def on(self, at: tuple[int, int]) -> tuple[str, ...]:
        """Return the closed roads on the way from this plot to this group."""
        found: list[str] = []
        for chunk, table in enumerate(self.sets):
            bits = int(table[at])
            found += [
                self.names[chunk * _BITS_N + bit] for bit in range(bits.bit_length()) if bits >> bit & 1
            ]
        return tuple(dict.fromkeys(found))


def _met(network: LineNetwork, starts: Snaps, main: Sequence[Target]) -> dict[int, int]:
    """Return the plots that meet a main road themselves, also between two of its vertices, and which one."""
    meets = shapely.line_interpolate_point(network.shapes[starts.segment], starts.along_m)
    lines = np.array([target.geometry for target in main], dtype=object)
    stop, line = shapely.STRtree(lines).query(meets, predicate="dwithin", distance=ON_IT_M)
    return dict(zip(starts.owner[stop].tolist(), line.tolist(), strict=True))
