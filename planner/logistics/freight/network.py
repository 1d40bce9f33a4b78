"""What lies beyond the plots of an area: national road and rail, terminals, quays, ports, in one network.

A state is a place and the mode by which goods are there; a transfer leads from one mode to another at the
same place. Whatever holds for all plots is worked out here once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.crs import LatLon, lat_lon
from layers.errors import PlannerError
from layers.sea_network import SeaNetwork
from planner.logistics.freight.demand import Carriers
from planner.logistics.joint import along_tracks, joint_place, loading_places, rail_network
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.quays import known_quays
from planner.logistics.road_paths import roads_of
from planner.logistics.sea import (
    ASKED,
    FITS,
    OTHER_CARGO,
    PRIVATE,
    UNKNOWN,
    Lanes,
    Quay,
    Voyage,
    closed_to,
    quay_fit,
)
from planner.scenario.scenario import Scenario, Ship
from planner.text import _, marked

# What an edge is: carrying by a mode, or a transfer between two.
TRUCK, RAIL, SEA, TRUCK_RAIL, TRUCK_SEA, RAIL_SEA, SIDING = range(7)
KIND_MODES = (
    *(("truck",), ("rail",), ("sea",)),
    *(("truck", "rail"), ("truck", "sea"), ("rail", "sea"), ("rail",)),
)
TRANSFERS = {TRUCK_RAIL: "truck_rail", TRUCK_SEA: "truck_sea", RAIL_SEA: "rail_sea", SIDING: "siding"}
PORT = "port"

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


_NOT_USED = {
    UNKNOWN: marked("Not used, as depth or length of the quay is not known: {quays}."),
    OTHER_CARGO: marked("Not used, as the quay handles other cargo: {quays}."),
    PRIVATE: marked("Not used, as the quay is private and its owner has not agreed: {quays}."),
}


@dataclass(frozen=True)
class Takes:
    """The states at which a ship may call; `asked` says on which condition, `notes` what is not used."""

    states: frozenset[int]
    asked: Mapping[int, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gateway:
    """Where a lorry from a plot of the area hands over: to a state, by a transfer or by driving on."""

    name: str
    state_index: int
    point: shapely.Point
    transfer_index: int = TRUCK


@dataclass(frozen=True)
class Edges:
    """Undirected links between states; `straight` where the length is that of a straight line."""

    start: Ints
    end: Ints
    kind: Ints
    distance_m: Floats
    straight: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, float, bool]]) -> Self:
        """Return the edges of rows: two states, the kind, the length, whether that is a straight line."""
        columns = list(zip(*rows, strict=True))
        ends = np.sort(np.array(columns[:2], dtype=np.intp), axis=0)
        return cls(
            start=ends[0],
            end=ends[1],
            kind=np.array(columns[2], dtype=np.intp),
            distance_m=np.array(columns[3], dtype=float),
            straight=np.array(columns[4], dtype=bool),
        )

    def joined(self, other: "Edges") -> "Edges":
        """Return both."""
        return Edges(
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in ("start", "end", "kind", "distance_m", "straight")
            )
        )

    def kept(self, mask: NDArray[np.bool_]) -> "Edges":
        """Return those that are marked."""
        return Edges(*(getattr(self, n)[mask] for n in ("start", "end", "kind", "distance_m", "straight")))


@dataclass
class _Rows:
    """Edges while they are collected."""

    rows: list[tuple[int, int, int, float, bool]] = field(default_factory=list)

    def add(
        self, ends: tuple[int, int], kind_index: int, distance_m: float = 0.0, *, straight: bool = False
    ) -> None:
        self.rows.append((min(ends), max(ends), kind_index, distance_m, straight))

    def edges(self) -> Edges:
        """Return them, the shortest of those between the same two states."""
        columns = ["start", "end", "kind", "distance_m", "straight"]
        table = pd.DataFrame(self.rows, columns=columns).sort_values("distance_m", kind="stable")
        table = table.drop_duplicates(["start", "end"])
        return Edges(
            table["start"].to_numpy(dtype=np.intp),
            table["end"].to_numpy(dtype=np.intp),
            table["kind"].to_numpy(dtype=np.intp),
            table["distance_m"].to_numpy(dtype=float),
            table["straight"].to_numpy(dtype=bool),
        )


class FreightNetwork:
    """The network beyond the plots of one area; build it once and ask it for every stream."""

    def __init__(self, atlas: Atlas, scenario: Scenario, sea: SeaNetwork | None = None) -> None:
        self.atlas, self.scenario, self.sea = atlas, scenario, sea
        empty = pd.DataFrame({"node_id": [], "kind": [], "name": [], "lat": [], "lon": []})
        self.nodes = atlas.table("nodes") if atlas.has("nodes") else empty
        self.abroad = atlas.table("sea_ports") if atlas.has("sea_ports") else empty.assign(port_id=[])
        self.terminals = loading_places(atlas)
        quays = known_quays(atlas)
        self.quays = None if quays.empty else quays
        self.nodes_n = len(self.nodes)
        self.first_terminal_index = 3 * self.nodes_n
        self.first_quay_index = self.first_terminal_index + len(self.terminals)
        self.first_abroad_index = self.first_quay_index + (0 if self.quays is None else len(self.quays))
        # The terminal at the far end of a railway, from which a lorry drives the last mile.
        self.last_mile_index = self.first_abroad_index + len(self.abroad)
        self.states_n = self.last_mile_index + 1
        self.index_of = {str(node_id): i for i, node_id in enumerate(self.nodes["node_id"])}
        self.regions = {
            name: region for name, region in scenario.regions.items() if region.node_id in self.index_of
        }
        self.joint_index = self.index_of.get(atlas.joint.node_id) if atlas.joint else None
        self.railed = self._railed()
        self.local_rail = rail_network(atlas)
        roads = roads_of(atlas) if atlas.has("roads") else None
        self.roads = roads if roads is not None and len(roads.network.row) else None
        self.unlinked: tuple[str, ...] = ()
        self.static = self._static()
        self.names = self._names()
        self.gateways = self._gateways()
        self._takes: dict[tuple[str, str, frozenset[str]], Takes] = {}
        self._lanes: dict[frozenset[str], Lanes] = {}
        self._voyages: dict[tuple[int, frozenset[str]], dict[int, Voyage]] = {}

    # --- states ---

    def _names(self) -> list[str]:
        quays = (
            [] if self.quays is None else [f"{r.port}: {r.name}" for r in self.quays.itertuples(index=False)]
        )
        terminals = [str(name) for name in self.terminals["name"]]
        return [*self.nodes["name"].tolist() * 3, *terminals, *quays, *self.abroad["name"].tolist()]

    def _railed(self) -> set[int]:
        if not self.atlas.has("rail_links"):
            return set()
        links = self.atlas.table("rail_links")
        return {self._node(name) for name in {*links["from_id"], *links["to_id"]}}

    def _node(self, node_id: str) -> int:
        if node_id not in self.index_of:
            msg = _("The national tables name the node “{node}”, which is not among the nodes.")
            raise PlannerError(msg.format(node=node_id))
        return self.index_of[node_id]

    @property
    def rail_joint_index(self) -> int | None:
        """State of the railway where the area joins the national rail table; None where it does not."""
        if self.joint_index is None or self.joint_index not in self.railed:
            return None
        return self.nodes_n + self.joint_index

    @property
    def _road_network(self) -> LineNetwork | None:
        return None if self.roads is None else self.roads.network

    # --- edges ---

    def _static(self) -> Edges:
        rows = _Rows()
        for table, shift in (("road_links", 0), ("rail_links", self.nodes_n)):
            if self.atlas.has(table):
                for link in self.atlas.table(table).itertuples(index=False):
                    ends = (shift + self._node(link.from_id), shift + self._node(link.to_id))
                    rows.add(ends, TRUCK if not shift else RAIL, link.length_km * 1000)
        local = self._covered_locally()
        for i, kind in enumerate(self.nodes["kind"]):
            truck, rail, sea = i, self.nodes_n + i, 2 * self.nodes_n + i
            if i in self.railed and not (local[i] and len(self.terminals)):
                rows.add((truck, rail), TRUCK_RAIL)
            if kind == "port" and not (local[i] and self.quays is not None):
                rows.add((truck, sea), TRUCK_SEA)
                if i in self.railed:
                    rows.add((rail, sea), RAIL_SEA)
        self._add_terminals(rows)
        return rows.edges()

    def _covered_locally(self) -> NDArray[np.bool_]:
        """Return which national nodes lie within the area: its own quays and terminals are used instead."""
        bounds = self.atlas.info.frame
        if bounds is None or not self.nodes_n:
            return np.zeros(self.nodes_n, dtype=bool)
        corners = [lat_lon(bounds[x], bounds[y], self.atlas.working) for x in (0, 2) for y in (1, 3)]
        lats, lons = [corner.lat for corner in corners], [corner.lon for corner in corners]
        lat, lon = self.nodes["lat"].to_numpy(), self.nodes["lon"].to_numpy()
        inside = (lat >= min(lats)) & (lat <= max(lats)) & (lon >= min(lons)) & (lon <= max(lons))
        return np.asarray(inside)

    def _add_terminals(self, rows: _Rows) -> None:
        if self.rail_joint_index is None or not len(self.terminals):
            return
        along_m = self.local_rail_m(self.terminals.geometry.to_numpy())
        self.unlinked = tuple(self.terminals["name"][~np.isfinite(along_m)].astype(str))
        for t in np.flatnonzero(np.isfinite(along_m)):
            ends = (self.first_terminal_index + int(t), self.rail_joint_index)
            rows.add(ends, RAIL, float(along_m[t]))

    def local_rail_m(self, geometries: NDArray[np.object_]) -> Floats:
        """Return the distances along the tracks at hand to the rail joint; inf where none lead there."""
        joint = self.atlas.joint
        if joint is None:
            return np.full(len(geometries), np.inf)
        place = joint_place(self.local_rail, joint)
        return along_tracks(self.local_rail, geometries, [place])[:, 0]

    # --- gateways ---

    def _gateways(self) -> list[Gateway]:
        found = []
        joint = self.atlas.joint
        if joint is not None and self.joint_index is not None:
            place = joint_place(self._road_network, joint)
            found.append(Gateway(joint.name, self.joint_index, place))
        if self.rail_joint_index is not None:
            found += [
                Gateway(str(row.name), self.first_terminal_index + t, row.geometry, TRUCK_RAIL)
                for t, row in enumerate(self.terminals.itertuples(index=False))
            ]
        if self.quays is not None:
            found += [
                Gateway(f"{row.port}: {row.name}", self.first_quay_index + q, row.geometry, TRUCK_SEA)
                for q, row in enumerate(self.quays.itertuples(index=False))
            ]
        return found

    # --- sea ---

    def sea_places(self) -> dict[int, LatLon]:
        """Return the place of every state that a ship may call at."""
        places = {
            2 * self.nodes_n + i: LatLon(float(row.lat), float(row.lon))
            for i, row in enumerate(self.nodes.itertuples(index=False))
            if row.kind == "port"
        }
        if self.quays is not None:
            for q, point in enumerate(self.quays.geometry):
                places[self.first_quay_index + q] = lat_lon(point.x, point.y, self.atlas.working)
        for a, row in enumerate(self.abroad.itertuples(index=False)):
            places[self.first_abroad_index + a] = LatLon(float(row.lat), float(row.lon))
        return places

    def takes(self, who: Carriers) -> Takes:
        """Return which home ports and quays take the ship of a stream, and on which conditions."""
        if who.ship is None or who.ship_refuses:
            return Takes(frozenset(), {}, (who.ship_refuses,) if who.ship_refuses else ())
        key = (who.ship.ship_id, who.cargo_kind, who.agreed_quays)
        if key not in self._takes:
            self._takes[key] = self._taken(who)
        return self._takes[key]

    def _taken(self, who: Carriers) -> Takes:
        fits, asked = set(), dict[int, str]()
        refused: dict[str, list[str]] = {UNKNOWN: [], OTHER_CARGO: [], PRIVATE: []}
        for state, name, quay, names in self._all_quays():
            call = who.call(*names)
            if call is None:
                continue
            fit = quay_fit(quay, call, self.scenario)
            if fit.verdict == FITS:
                fits.add(state)
            elif fit.verdict == ASKED:
                asked.setdefault(state, _("{quay}: {questions}").format(quay=name, questions=fit.note))
            elif fit.verdict in refused and state >= self.first_quay_index:
                refused[fit.verdict].append(name)
        notes = tuple(
            _(text).format(quays=", ".join(refused[verdict]))
            for verdict, text in _NOT_USED.items()
            if refused[verdict]
        )
        return Takes(frozenset(fits | set(asked)), {s: t for s, t in asked.items() if s not in fits}, notes)

    def _all_quays(self) -> Iterator[tuple[int, str, Quay, tuple[str, str]]]:
        """Yield state, name, quay and identifiers of the quays of the area and of the country's ports."""
        if self.quays is not None:
            for q, row in enumerate(self.quays.itertuples(index=False)):
                names = (str(row.quay_id), str(row.port))
                yield self.first_quay_index + q, f"{row.port}: {row.name}", Quay.of(row), names
        if self.atlas.has("national_quays"):
            for row in self.atlas.table("national_quays").itertuples(index=False):
                if row.port_id in self.index_of:
                    state = 2 * self.nodes_n + self.index_of[row.port_id]
                    yield state, str(row.quay), Quay.of(row), (str(row.quay_id), str(row.port_id))

    def voyages_from(self, state_index: int, ship: Ship | None) -> dict[int, Voyage]:
        """Return the ways by sea from one state to every other that a ship may call at in this country."""
        if self.sea is None:
            return {}
        closed = closed_to(ship, self.scenario)
        key = (state_index, closed)
        if key not in self._voyages:
            if closed not in self._lanes:
                self._lanes[closed] = Lanes.of(self.sea, closed)
            places = self.sea_places()
            others = [s for s in places if s != state_index and s < self.first_abroad_index]
            found = self._lanes[closed].voyages(places[state_index], [places[s] for s in others])
            self._voyages[key] = dict(zip(others, found, strict=True))
        return self._voyages[key]

    def sea_edges(self, state_index: int, ship: Ship | None) -> Edges:
        """Return the links by sea from one state; ways without a distance are no links."""
        rows = _Rows()
        for other, way in self.voyages_from(state_index, ship).items():
            if way.distance_m is not None:
                rows.add((state_index, other), SEA, way.distance_m)
        return rows.edges()
