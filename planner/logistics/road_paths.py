"""Ways along the roads of an area, from plots to targets, and what is to be told of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from planner.logistics.network.graph import Flags, Floats, Ints, Segments, Stops
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.network.shortest_paths import Tally, Ways, ways
from planner.logistics.network.snapping import SnapIndex, Snaps
from planner.logistics.targets import ROUTABLE_ACCURACY_M, Target
from planner.logistics.vehicles import Drive, Driven, driven
from planner.text import _, number

MAIN_ROAD = "main_road"
# Millimetres: what lies below is how links of no length are summed up, and differs with the plots at hand.
_DIGITS = 3
# A place this near to a road is on it.
ON_IT_M = 0.01
# A metre of a road that is closed to through traffic counts as so many: it is used to reach what lies on it,
# and passed only where there is no other way.
_NO_THROUGH = 100.0
# These are places of a road itself; all other targets are entered from a road as a plot is.
_ON_ROADS = (MAIN_ROAD, "junction")
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

    @cached_property
    def illustrative(self) -> Flags:
        """Which segments are drawn for illustration."""
        return np.asarray(self.frame["illustrative"].to_numpy(dtype=bool)[self.network.row])

    @cached_property
    def accuracy_m(self) -> Floats:
        """How well each segment is placed; zero where that is not recorded."""
        return np.asarray(self.frame["accuracy_m"].fillna(0.0).to_numpy(dtype=float)[self.network.row])

    @cached_property
    def entrances(self) -> SnapIndex:
        """The segments from which plots and targets may be entered."""
        return self.network.index_of(takes_entrance(self.frame)[self.network.row])

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

    `network_m` is the way along the roads without the access legs `snaps_m`, inf where none leads. It begins
    at `start` and ends at `end`: a segment, and how far along it.
    `closed_to` names the roads that would be on the way if they were not closed to the vehicle.
    """

    goal_index: int
    network_m: float
    snaps_m: tuple[float, float]
    start: tuple[int, float] = (-1, 0.0)
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


def routes_note() -> str:
    """Return the sentence that says what a route heeds of closed roads and barriers."""
    return _(
        "A metre of a road that is closed to through traffic counts {factor} times when a route is chosen, "
        "not in its length: such a road leads to what lies on it. Gates and other barriers are not known."
    ).format(factor=number(_NO_THROUGH))


def takes_entrance(roads: gpd.GeoDataFrame) -> Flags:
    """Return from which roads plots may be entered: not from motorways, ramps, tunnels and bridges.

    What the column `entrance` says of a road wins.
    """
    said = roads["entrance"].to_numpy(dtype=object)
    structure = roads["tunnel"].to_numpy(dtype=bool) | roads["bridge"].to_numpy(dtype=bool)
    usual = (roads["road_class"] != "motorway").to_numpy() & ~structure
    return np.asarray((said == "yes") | (usual & (said != "no")))


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

    A main road is reached at any of its vertices, or where the plot itself meets it. Where no road takes an
    entrance, no way leads anywhere.
    """
    if roads.entrances.is_empty:
        yield from ([Way(0, np.inf, (np.inf, np.inf))] * len(starts.nearer_island) for _group in groups)
        return
    goals = _Goals.of(roads, groups)
    told = _Told.of(roads, drive)
    entry = goals.ends.snap_m * (1.0 if drive is None or drive.by == "distance" else told.local_min_per_m)
    stops = replace(goals.ends, owner=goals.group)
    search = _Search(told, starts, goals, ways(told.segments, starts, stops, told.tallies, entry))
    barred = _Barred.of(told, roads, starts, stops, entry)
    columns = {int(group): column for column, group in enumerate(np.unique(goals.group))}
    for group, several in enumerate(groups):
        if group not in columns:
            yield [Way(0, np.inf, (float(snap_m), 0.0)) for snap_m in starts.of_each_m]
            continue
        met = _met(roads.network, starts, several) if several[0].kind == MAIN_ROAD else {}
        made = [
            search.at_the_plot(plot, *met[plot]) if plot in met else search.way(plot, columns[group])
            for plot in range(len(starts.of_each_m))
        ]
        yield [
            replace(way, closed_to=barred.on((plot, columns[group])))
            if barred.sets and plot not in met
            else way
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
    def of(cls, roads: Roads, groups: Sequence[Sequence[Target]]) -> "_Goals":
        pairs = [(group, place) for group, several in enumerate(groups) for place in range(len(several))]
        vertices = [shapely.points(shapely.get_coordinates(groups[i][k].geometry)) for i, k in pairs]
        counts = [len(places) for places in vertices]
        of_group, of_target = np.repeat(np.array(pairs), counts, axis=0).T
        on_road = np.repeat([groups[i][k].kind in _ON_ROADS for i, k in pairs], counts)
        ends = _snapped(roads, np.concatenate(vertices), on_road)
        is_main = np.repeat([groups[i][k].kind == MAIN_ROAD for i, k in pairs], counts)
        # A main road is reached on it: not across fields, from a road that it is not joined to.
        joined = np.flatnonzero(~is_main[ends.owner] | (ends.snap_m <= ON_IT_M))
        ends = Snaps(ends.owner[joined], ends.segment[joined], ends.along_m[joined], ends.snap_m[joined], ())
        return cls(ends, of_group[ends.owner], of_target[ends.owner])


def _snapped(roads: Roads, places: NDArray[np.object_], on_road: Flags) -> Snaps:
    """Return where places meet the roads: those on a road any road, the others one that takes an entrance."""
    parts = [
        (np.flatnonzero(mask), snap(places[mask]))
        for mask, snap in ((on_road, roads.network.snap), (~on_road, roads.entrances.snap))
        if mask.any()
    ]
    owner = np.concatenate([position[part.owner] for position, part in parts])
    segment, along_m, snap_m = (
        np.concatenate([getattr(part, name) for _position, part in parts])
        for name in ("segment", "along_m", "snap_m")
    )
    order = np.argsort(owner, kind="stable")
    return Snaps(owner[order], segment[order], along_m[order], snap_m[order], ())


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


@dataclass(frozen=True)
class _Search:
    """The ways that were searched, between the places where plots and targets meet the roads."""

    told: _Told
    starts: Snaps
    goals: _Goals
    found: Ways

    def way(self, plot_index: int, group_index: int) -> Way:
        """Return the way of a plot to the target of a group that is reached first."""
        at = plot_index, group_index
        stop, start = int(self.found.end_stop[at]), int(self.found.start_stop[at])
        snaps_m = (float(self.starts.of_each_m[plot_index]), float(self.goals.ends.snap_m[stop]))
        goal_index = int(self.goals.target[stop])
        if not np.isfinite(self.found.cost[at]):
            return Way(goal_index, np.inf, snaps_m)
        network_m, illustrative_m, accuracy_m, *more = (float(tally[at]) for tally in self.found.tallies)
        return Way(
            goal_index=goal_index,
            network_m=round(network_m, _DIGITS),
            snaps_m=snaps_m,
            start=_place(self.starts, start),
            end=_place(self.goals.ends, stop),
            time_min=self.told.minutes(more[0], sum(snaps_m)) if more else None,
            illustrative_m=illustrative_m,
            accuracy_m=accuracy_m or None,
            assumed_m=more[1] if more else None,
        )

    def at_the_plot(self, plot_index: int, goal_index: int, start_index: int) -> Way:
        """Return the way to a main road that the plot itself meets: the access leg alone."""
        snap_m = float(self.starts.of_each_m[plot_index])
        place = _place(self.starts, start_index)
        return Way(goal_index, 0.0, (snap_m, 0.0), place, place, time_min=self.told.minutes(0.0, snap_m))


def _place(stops: Stops, stop_index: int) -> tuple[int, float]:
    """Return a place on the network: the segment, and how far along it."""
    return int(stops.segment[stop_index]), float(stops.along_m[stop_index])


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


def _met(network: LineNetwork, starts: Snaps, main: Sequence[Target]) -> dict[int, tuple[int, int]]:
    """Return the plots that meet a main road themselves, which one, and where among the starts.

    A plot may meet it between two of its vertices.
    """
    meets = shapely.line_interpolate_point(network.shapes[starts.segment], starts.along_m)
    lines = np.array([target.geometry for target in main], dtype=object)
    stop, line = shapely.STRtree(lines).query(meets, predicate="dwithin", distance=ON_IT_M)
    # Of several the first in the order of the layer, at the first place: written last, it stays.
    order = np.lexsort((stop, line))[::-1]
    places = zip(line[order].tolist(), stop[order].tolist(), strict=True)
    return dict(zip(starts.owner[stop[order]].tolist(), places, strict=True))
