"""Sea: which quay takes a ship, and how far it is to a port abroad."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from layers.crs import LatLon, geodesic_m
from layers.sea_network import SeaNetwork
from planner.logistics.distance import snap_too_long
from planner.logistics.network.line_network import shortest_links
from planner.scenario.scenario import Passage, Scenario, Ship
from planner.text import _, distance, marked, quantity

# A port further from the lanes than this gets a leg of its own, shown as such.
CONNECTING_LEG_M = 10_000.0
# A way that a land mask of about 1 km puts on land for longer than this, canals aside, is not vouched for.
ON_LAND_M = 20_000.0
FITS, ASKED, UNKNOWN = "fits", "asked", "unknown"
TOO_SHALLOW, TOO_SHORT, FAIRWAY = "too_shallow", "too_short", "fairway"
OTHER_CARGO, PRIVATE = "other_cargo", "private"
CARGO_TITLES: dict[str, str] = {
    "dry_bulk": marked("dry bulk"),
    "liquid_bulk": marked("liquid bulk"),
    "general": marked("general cargo"),
    "container": marked("containers"),
    "roro": marked("RoRo"),
}


@dataclass(frozen=True)
class Quay:
    """What is known of a quay: None or nothing where it is not."""

    depth_m: float | None = None
    length_m: float | None = None
    fairway_draught_m: float | None = None
    owner: str = ""
    cargo_kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the quay of a row of a table of quays."""
        kinds = row.cargo_kinds if isinstance(row.cargo_kinds, str) else ""
        return cls(
            depth_m=_known(row.depth_m),
            length_m=_known(row.length_m),
            fairway_draught_m=_known(row.fairway_draught_m),
            owner=row.owner if isinstance(row.owner, str) else "",
            cargo_kinds=tuple(part for kind in kinds.split(";") if (part := kind.strip())),
        )


@dataclass(frozen=True)
class Call:
    """A ship that calls at a quay: with which kind of cargo, and whether the quay has agreed to it."""

    ship: Ship
    cargo_kind: str = ""
    agreed: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of cargo, or all that the ship may carry where it is not stated."""
        return (self.cargo_kind,) if self.cargo_kind else self.ship.cargo_kinds


@dataclass(frozen=True)
class QuayFit:
    """Whether a quay takes a ship; `needed_m` is the draught with the water that stays under the keel.

    With the verdict "asked" the quay takes the ship if what `note` asks is answered with yes.
    """

    verdict: str
    needed_m: float
    note: str


def depth_needed_m(ship: Ship, scenario: Scenario) -> float:
    """Return the draught of a ship with the water that stays under its keel."""
    freight = scenario.freight
    return ship.draught_m + max(freight.under_keel_share * ship.draught_m, freight.under_keel_min_m)


def quay_fit(quay: Quay, call: Call, scenario: Scenario) -> QuayFit:
    """Return whether a quay takes a ship with its cargo; what is not known is asked, never assumed.

    Notes
    -----
    depth needed = draught + max(least water under the keel, share × draught); length needed = length of
    the ship; draught ≤ draught of the fairway

    References
    ----------
    Depth and length of quays: fairway cards, Finnish Transport Infrastructure Agency; fairways, owners and
    cargo: data/national/quay_uses.csv; water under the keel from the scenario.

    Examples
    --------
    >>> ship = Ship(ship_id="s", title={"en": "Ship"}, source="-", draught_m=10, length_m=150, factor_id="f")
    >>> fit = quay_fit(Quay(10.4, 250), Call(ship), Scenario(name="a", title={"en": "A"}))
    >>> fit.verdict, fit.needed_m
    ('too_shallow', 11.0)
    """
    needed_m = depth_needed_m(call.ship, scenario)
    refusal = _size_refusal(quay, call.ship, needed_m) or _use_refusal(quay, call)
    if refusal:
        return QuayFit(refusal[0], needed_m, refusal[1])
    if quay.depth_m is None:
        return QuayFit(UNKNOWN, needed_m, _("The depth of the quay is not known."))
    if quay.length_m is None:
        return QuayFit(UNKNOWN, needed_m, _("The length of the quay is not known."))
    asked = " ".join(_questions(quay, call))
    return QuayFit(ASKED if asked else FITS, needed_m, asked)


def _size_refusal(quay: Quay, ship: Ship, needed_m: float) -> tuple[str, str] | None:
    if quay.depth_m is not None and quay.depth_m < needed_m:
        note = _("The quay is {depth} deep, the ship needs {needed} with the water under its keel.")
        return TOO_SHALLOW, note.format(depth=_m(quay.depth_m), needed=_m(needed_m))
    if quay.fairway_draught_m is not None and quay.fairway_draught_m < ship.draught_m:
        note = _("The fairway takes ships of {fairway}, the ship draws {draught}.")
        return FAIRWAY, note.format(fairway=_m(quay.fairway_draught_m), draught=_m(ship.draught_m))
    if quay.length_m is not None and quay.length_m < ship.length_m:
        note = _("The quay is {quay} long, the ship {ship}.")
        return TOO_SHORT, note.format(quay=_m(quay.length_m), ship=_m(ship.length_m))
    return None


def _use_refusal(quay: Quay, call: Call) -> tuple[str, str] | None:
    if call.agreed:
        return None
    if quay.cargo_kinds and call.kinds and not set(quay.cargo_kinds) & set(call.kinds):
        note = _("The quay handles {kinds}, the ship carries {cargo}.")
        return OTHER_CARGO, note.format(kinds=cargo_words(quay.cargo_kinds), cargo=cargo_words(call.kinds))
    if quay.owner == PRIVATE:
        return PRIVATE, _("The quay is private: it takes ships of others only if its owner agrees.")
    return None


def _questions(quay: Quay, call: Call) -> Iterator[str]:
    """Yield what the port has to be asked before a call can be promised."""
    if quay.fairway_draught_m is None:
        yield _("Ask for the draught of the fairway: it is not known.")
    if call.agreed:
        return
    if not quay.cargo_kinds or not call.cargo_kind:
        cargo = cargo_words(call.kinds) or _("the cargo")
        yield _("Ask whether the quay handles {cargo}.").format(cargo=cargo)
    if not quay.owner:
        yield _("Ask whose the quay is: public or private is not known.")


def cargo_words(kinds: Iterable[str]) -> str:
    """Return kinds of cargo in words."""
    return ", ".join(_(CARGO_TITLES.get(kind, kind)) for kind in kinds)


def _known(value_m: float | None) -> float | None:
    return None if value_m is None or np.isnan(value_m) else float(value_m)


def _m(value_m: float) -> str:
    return quantity(value_m, "m", 1)


def closed_to(ship: Ship | None, scenario: Scenario) -> frozenset[str]:
    """Return the passages that are closed to all, or too shallow or short for the ship."""
    return frozenset(
        passage.passage_id
        for passage in scenario.passages
        if passage.closed or (ship is not None and closing_limit(passage, ship, scenario))
    )


def closing_limit(passage: Passage, ship: Ship, scenario: Scenario) -> str:
    """Return the sentence that says why a ship does not fit a passage; empty where it fits.

    Notes
    -----
    fits where draught + water under the keel ≤ depth, draught and length ≤ the largest allowed, and, where
    draughts are given by length, one of these sizes holds the ship

    References
    ----------
    Limits of the scenario's passages, each with its source.
    """
    needed_m = depth_needed_m(ship, scenario)
    if passage.depth_m is not None and needed_m > passage.depth_m:
        text = _("{passage}: {depth} deep, the ship needs {needed} with the water under its keel.")
        return text.format(passage=passage.name, depth=_m(passage.depth_m), needed=_m(needed_m))
    if ship.draught_m > (passage.max_draught_m or np.inf):
        text = _("{passage}: ships draw {limit} at most, this one {draught}.")
        limit = _m(passage.max_draught_m or np.inf)
        return text.format(passage=passage.name, limit=limit, draught=_m(ship.draught_m))
    if ship.length_m > (passage.max_length_m or np.inf):
        text = _("{passage}: ships are {limit} long at most, this one {length}.")
        limit = _m(passage.max_length_m or np.inf)
        return text.format(passage=passage.name, limit=limit, length=_m(ship.length_m))
    if passage.sizes and not any(
        ship.length_m <= size.max_length_m and ship.draught_m <= size.max_draught_m for size in passage.sizes
    ):
        text = _("{passage}: too small for a ship of {length} that draws {draught}.")
        return text.format(passage=passage.name, length=_m(ship.length_m), draught=_m(ship.draught_m))
    return ""


@dataclass(frozen=True)
class Voyage:
    """One way by sea; `distance_m` is None where the lanes do not reach.

    It is made of `along_m` on the lanes and a straight leg at each end. `vouched` is false where something in
    `notes` makes the number doubtful. `path` is in degrees, ends included.
    """

    distance_m: float | None
    along_m: float
    legs_m: tuple[float, float]
    passages: tuple[str, ...] = ()
    vouched: bool = True
    notes: tuple[str, ...] = ()
    source: str = ""
    path: tuple[LatLon, ...] = field(default=(), repr=False)


def voyage(sea: SeaNetwork, start: LatLon, end: LatLon, closed: Collection[str] = ()) -> Voyage:
    """Return the shortest way by sea between two places, keeping out of the closed passages."""
    return voyages(sea, start, [end], closed)[0]


def voyages(
    sea: SeaNetwork, start: LatLon, ends: Sequence[LatLon], closed: Collection[str] = ()
) -> list[Voyage]:
    """Return the shortest ways by sea from one place to each of several.

    Notes
    -----
    by sea = the way to the lanes + shortest path along the open lanes + the way from them

    References
    ----------
    Sea lanes: the marnet network of Eurostat's searoute. Limits of passages:
    the scenario; the lanes through them: data/national/sea_lanes_added.toml.

    Examples
    --------
    >>> import geopandas, shapely
    >>> line = shapely.LineString([(20, 60), (30, 60)])
    >>> columns = {"passage": [""], "on_land": [False]}
    >>> lanes = geopandas.GeoDataFrame(columns, geometry=[line], crs="OGC:CRS84")
    >>> sea = SeaNetwork.of(lanes)
    >>> round(voyage(sea, LatLon(60.01, 21), LatLon(60.01, 29)).distance_m / 1000)
    448
    """
    return Lanes.of(sea, closed).voyages(start, ends)


@dataclass(frozen=True)
class Lanes:
    """The open lanes, made ready for many searches."""

    sea: SeaNetwork
    segments: NDArray[np.intp]
    graph: csr_array
    keys: NDArray[np.int64]
    by_key: NDArray[np.intp]
    _stops: dict[LatLon, "_Stop"] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, sea: SeaNetwork, closed: Collection[str] = ()) -> "Lanes":
        """Return the lanes without the closed passages."""
        segments = np.flatnonzero(~np.isin(sea.passage.astype(str), list(closed)))
        start, end, length_m = sea.start[segments], sea.end[segments], sea.length_m[segments]
        graph = shortest_links(
            np.concatenate([start, end]), np.concatenate([end, start]), np.tile(length_m, 2), len(sea.lon)
        )
        keys = np.minimum(start, end).astype(np.int64) * len(sea.lon) + np.maximum(start, end)
        order = np.lexsort((length_m, keys))
        return cls(sea, segments, graph, keys[order], segments[order])

    def voyages(self, start: LatLon, ends: Sequence[LatLon]) -> list[Voyage]:
        """Return the shortest ways by sea from one place to each of several."""
        if not len(self.segments):
            return [_unreached(self.sea, _("Every lane of the sea network is closed."))] * len(ends)
        tree = _Tree(self, self.stop(start))
        return [_voyage(tree, self.stop(end)) for end in ends]

    def stop(self, place: LatLon) -> "_Stop":
        """Return where a place meets the lanes; each place is sought once."""
        if place not in self._stops:
            self._stops[place] = _stop(self, place)
        return self._stops[place]

    def between(self, nodes: list[int]) -> list[int]:
        """Return the segments, the shortest of parallel ones, that lead along these places."""
        places = np.array(nodes, dtype=np.int64)
        low, high = np.minimum(places[:-1], places[1:]), np.maximum(places[:-1], places[1:])
        found = np.searchsorted(self.keys, low * len(self.sea.lon) + high)
        return [int(segment) for segment in self.by_key[found]]


@dataclass(frozen=True)
class _Stop:
    """Where a place meets the lanes: on which segment, which share along it, how far away."""

    place: LatLon
    segment_index: int
    along_share: float
    leg_m: float
    foot: LatLon


def _stop(lanes: Lanes, place: LatLon) -> _Stop:
    """Return the nearest point of the lanes, sought in a plane that touches the globe at the place."""
    sea = lanes.sea
    start, end = sea.start[lanes.segments], sea.end[lanes.segments]
    scale = np.cos(np.radians(place.lat))
    ax = ((sea.lon[start] - place.lon + 180) % 360 - 180) * scale
    dx = ((sea.lon[end] - sea.lon[start] + 180) % 360 - 180) * scale
    ay = sea.lat[start] - place.lat
    dy = sea.lat[end] - sea.lat[start]
    share = np.clip(-(ax * dx + ay * dy) / np.maximum(dx**2 + dy**2, 1e-18), 0.0, 1.0)
    nearest = int(np.argmin((ax + share * dx) ** 2 + (ay + share * dy) ** 2))
    lon = place.lon + (ax + share * dx)[nearest] / scale
    foot = LatLon(lat=float(place.lat + (ay + share * dy)[nearest]), lon=float((lon + 180) % 360 - 180))
    here, there = np.array([place.lon]), np.array([foot.lon])
    leg_m = float(geodesic_m(here, np.array([place.lat]), there, np.array([foot.lat]))[0])
    return _Stop(place, int(lanes.segments[nearest]), float(share[nearest]), leg_m, foot)


class _Tree:
    """The shortest ways over the lanes from one stop."""

    def __init__(self, lanes: Lanes, origin: _Stop) -> None:
        self.lanes, self.sea, self.origin = lanes, lanes.sea, origin
        self.roots = (int(self.sea.start[origin.segment_index]), int(self.sea.end[origin.segment_index]))
        length_m = self.sea.length_m[origin.segment_index]
        self.offsets_m = (origin.along_share * length_m, (1 - origin.along_share) * length_m)
        self.along_m, self.previous = dijkstra(lanes.graph, indices=self.roots, return_predecessors=True)

    def to(self, stop: _Stop) -> "_Way":
        """Return the shortest way to a stop."""
        length_m = self.sea.length_m[stop.segment_index]
        ends = (
            (int(self.sea.start[stop.segment_index]), stop.along_share * length_m),
            (int(self.sea.end[stop.segment_index]), (1 - stop.along_share) * length_m),
        )
        best_m, root, node, rest_m = min(
            (self.offsets_m[root] + float(self.along_m[root, node]) + rest_m, root, node, rest_m)
            for root in (0, 1)
            for node, rest_m in ends
        )
        if stop.segment_index == self.origin.segment_index:
            direct_m = abs(stop.along_share - self.origin.along_share) * length_m
            if direct_m <= best_m:
                return _Way(float(direct_m), [], [], [stop.segment_index])
        if not np.isfinite(best_m):
            return _Way(best_m, [], [], [])
        nodes = [node]
        while nodes[-1] != self.roots[root]:
            nodes.append(int(self.previous[root, nodes[-1]]))
        nodes.reverse()
        outer = [self.origin.segment_index] if self.offsets_m[root] > 0 else []
        outer += [stop.segment_index] if rest_m > 0 else []
        return _Way(float(best_m), nodes, self.lanes.between(nodes), outer)


@dataclass(frozen=True)
class _Way:
    """The places and whole segments of a way, and the segments used in part at its ends; inf: no way."""

    along_m: float
    nodes: list[int]
    whole: list[int]
    outer: list[int]


def _voyage(tree: _Tree, stop: _Stop) -> Voyage:
    sea, origin = tree.sea, tree.origin
    way = tree.to(stop)
    along_m = way.along_m
    legs_m = (origin.leg_m, stop.leg_m)
    if not np.isfinite(along_m):
        return _unreached(sea, _("No way by sea: the open lanes do not join the two places."))
    if snap_too_long(max(legs_m), along_m):
        note = _("The sea lanes end {leg} short, too far for a way of {along} along them: no distance.")
        return _unreached(sea, note.format(leg=distance(max(legs_m)), along=distance(along_m)), legs_m)
    on_land_m = float(
        sum(sea.length_m[number] for number in way.whole if sea.on_land[number] and not sea.passage[number])
    )
    notes = [
        _(
            "A connecting leg of {leg} in a straight line leads to the nearest lane; it may cross land."
        ).format(leg=distance(leg_m))
        for leg_m in legs_m
        if leg_m > CONNECTING_LEG_M
    ]
    if on_land_m > ON_LAND_M:
        text = _("Doubtful: {length} of the lanes on the way lie on land by a land mask.")
        notes.append(text.format(length=distance(on_land_m)))
    passages = {str(sea.passage[number]): None for number in (*way.whole, *way.outer) if sea.passage[number]}
    inner = tuple(LatLon(lat=float(sea.lat[node]), lon=float(sea.lon[node])) for node in way.nodes)
    return Voyage(
        distance_m=along_m + sum(legs_m),
        along_m=along_m,
        legs_m=legs_m,
        passages=tuple(passages),
        vouched=on_land_m <= ON_LAND_M,
        notes=tuple(notes),
        source=sea.source,
        path=(origin.place, origin.foot, *inner, stop.foot, stop.place),
    )


def _unreached(sea: SeaNetwork, note: str, legs_m: tuple[float, float] = (np.nan, np.nan)) -> Voyage:
    return Voyage(None, np.nan, legs_m, vouched=False, notes=(note,), source=sea.source)
