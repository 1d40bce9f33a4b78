"""One chain leg by leg, with what every figure rests on."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.logistics.distance import NETWORK, STRAIGHT_LINE
from planner.logistics.freight.demand import Carriers, FreightRow, load_t
from planner.logistics.freight.driver_rest import rest_of, resting_h
from planner.logistics.freight.main_haul import (
    CO2E,
    COST,
    DISTANCE,
    TIME,
    MainHaul,
    per_km,
    transfer_metrics,
    transfer_of,
)
from planner.logistics.freight.network import RAIL, SEA, SIDING, TRUCK, TRUCK_RAIL, FreightNetwork, Gateway
from planner.logistics.vehicles import size_note
from planner.scenario.scenario import CarryMode, FreightFactor
from planner.text import _, distance, marked, quantity

SEA_LANES, TRANSFER, ASSUMED = "sea_lanes", "transfer", "assumed"
_COUNTRIES = {"FI": marked("Finland"), "GB": marked("United Kingdom"), "EU": marked("Europe")}
_MODES: dict[int, CarryMode] = {TRUCK: "truck", RAIL: "rail", SEA: "sea"}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """One transport chain element, or a transfer (hub operation) with mode "transfer".

    `co2e_kg_t` is well to wheel; None for a transfer without a factor. `year` and `source` are those of the
    emission factor, `country` that whose vehicles it was measured on; `cost_basis` says what the cost rests
    on.
    """

    mode: str
    from_name: str
    to_name: str
    distance_m: float
    method: str
    time_h: float
    cost_eur_t: float
    co2e_kg_t: float | None
    cost_eur_yr: float
    co2e_kg_yr: float | None
    activity_t_km_yr: float
    vehicle_class: str
    factor_id: str
    source: str
    year: int | None
    confidence: str
    cost_basis: str
    country: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chain:
    """One transport chain; sums over its legs, a tonne at a time and a year.

    `joint` names where the area's own network meets the national one; empty where the chain stays within.
    """

    objective: str
    legs: tuple[Leg, ...]
    distance_m: float
    time_h: float
    cost_eur_t: float
    co2e_kg_t: float
    cost_eur_yr: float
    co2e_kg_yr: float
    activity_t_km_yr: float
    joint: str
    illustrative: bool
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class LocalStart:
    """The way within the area: from a plot by lorry to a gateway, or on its own track where that is None.

    `closed` names the roads that the lorry has to go round.
    """

    plot_id: str
    gateway: Gateway | None
    distance_m: float
    illustrative: bool
    accuracy_m: float | None
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _How:
    """How the length of a leg was found, the speed if not that of the factor, and what must be said."""

    method: str = NETWORK
    straight: bool = False
    speed_kmh: float | None = None
    notes: tuple[str, ...] = ()


class LegMaker:
    """Makes the legs of the chains of one stream."""

    def __init__(
        self, network: FreightNetwork, row: FreightRow, who: Carriers, beyond: MainHaul | None
    ) -> None:
        self.network, self.row, self.who, self.beyond = network, row, who, beyond

    def chain(self, objective: str, tree_index: int, start: LocalStart, metrics: Floats) -> Chain:
        """Return the chain of one plot; its sums are those that the search found."""
        legs = [*self._rested([*self._local(start), *self._beyond(tree_index, start)])]
        if self.row.direction == "in":
            legs = [_turned(leg) for leg in reversed(legs)]
        t_yr = self.row.t_yr
        return Chain(
            objective=objective,
            legs=tuple(legs),
            distance_m=float(metrics[DISTANCE]),
            time_h=float(metrics[TIME]),
            cost_eur_t=float(metrics[COST]),
            co2e_kg_t=float(metrics[CO2E]),
            cost_eur_yr=float(metrics[COST]) * t_yr,
            co2e_kg_yr=float(metrics[CO2E]) * t_yr,
            activity_t_km_yr=float(metrics[DISTANCE]) / 1000 * t_yr,
            joint=self._joint(start),
            illustrative=start.illustrative,
            notes=tuple(self._notes(legs)),
        )

    def _rested(self, legs: list[Leg]) -> Iterator[Leg]:
        """Yield the legs with the rests of the driver, who drives on where one lorry leg follows another."""
        rest = rest_of(self.who, self.network.scenario)
        drive_h = 0.0
        for leg in legs:
            if leg.mode != "truck":
                drive_h = 0.0
                yield leg
                continue
            before_h = float(resting_h(drive_h, rest))
            drive_h += leg.time_h
            resting = float(resting_h(drive_h, rest)) - before_h
            if resting <= 0:
                yield leg
                continue
            text = _("With {hours} of breaks and rests of the driver ({source}).")
            note = text.format(hours=quantity(resting, "h", 2), source=_(rest.source) if rest else "")
            yield replace(leg, time_h=leg.time_h + resting, notes=(*leg.notes, note))

    def _joint(self, start: LocalStart) -> str:
        if self.beyond is None:
            return ""
        if start.gateway is not None and start.gateway.transfer_index != TRUCK_RAIL:
            return start.gateway.name
        return self.network.names[self.network.rail_joint_index or 0]

    def _notes(self, legs: list[Leg]) -> Iterator[str]:
        yield _("Costs and times are examples until you confirm them.")
        country = self.network.atlas.info.country
        size = size_note(self.who.vehicle, country) if self.who.vehicle is not None else ""
        if size and any(leg.mode == "truck" for leg in legs):
            yield size
        if any(leg.mode == TRANSFER and leg.co2e_kg_t is None for leg in legs):
            yield _("Emissions of transfers are not counted: no factor is at hand.")
        if any(leg.method == STRAIGHT_LINE for leg in legs):
            yield _("A leg is a straight line, as the network at hand does not reach: the way is longer.")

    # --- within the area ---

    def _local(self, start: LocalStart) -> Iterator[Leg]:
        if start.gateway is None:
            joint = self.network.names[self.network.rail_joint_index or 0]
            yield self._transferred(SIDING, start.plot_id)
            yield self._carried("rail", (start.plot_id, joint), start.distance_m, _How())
            return
        gateway = start.gateway
        notes = []
        if start.accuracy_m is not None and start.distance_m <= start.accuracy_m:
            text = _("The place of {firm} is only known to {accuracy}: the distance is no better.")
            notes.append(text.format(firm=gateway.name, accuracy=distance(start.accuracy_m)))
        if start.closed and self.who.vehicle is not None:
            text = _("Closed to {vehicle}: {roads}; the way leads round.")
            notes.append(text.format(vehicle=self.who.vehicle.name, roads=", ".join(start.closed)))
        speed_kmh = self.network.scenario.freight.local_speed_kmh
        how = _How(speed_kmh=speed_kmh, notes=tuple(notes))
        yield self._carried("truck", (start.plot_id, gateway.name), start.distance_m, how)
        if gateway.transfer_index != TRUCK:
            yield self._transferred(gateway.transfer_index, gateway.name)

    # --- beyond ---

    def _beyond(self, tree_index: int, start: LocalStart) -> Iterator[Leg]:
        if self.beyond is None:
            return
        state = start.gateway.state_index if start.gateway else self.network.rail_joint_index or 0
        edges = self.beyond.edges
        run: list[tuple[int, int, int]] = []
        for step in self.beyond.way(tree_index, state):
            kind = int(edges.kind[step[2]])
            if run and not self._goes_on(run[-1][2], step[2]):
                yield self._run(run)
                run = []
            if kind in _MODES:
                run.append(step)
            else:
                yield self._transferred(kind, self._name(step[0]), assumed=True)
        if run:
            yield self._run(run)

    def _name(self, state_index: int) -> str:
        """Return the name of a state; the terminal of the last mile is called like the receiver's place."""
        network = self.network
        if state_index != network.last_mile_index:
            return network.names[state_index]
        place = self.row.place
        node_id = network.regions[place].node_id if place in network.regions else place
        return network.names[network.index_of[node_id]]

    def _goes_on(self, before_index: int, edge_index: int) -> bool:
        """Return whether two edges make one leg: the same mode, and lengths found in the same way."""
        assert self.beyond is not None  # noqa: S101 - only called where there is a way beyond
        edges = self.beyond.edges
        same_mode = (
            bool(edges.kind[edge_index] == edges.kind[before_index]) and int(edges.kind[edge_index]) in _MODES
        )
        return same_mode and bool(edges.straight[edge_index] == edges.straight[before_index])

    def _run(self, run: list[tuple[int, int, int]]) -> Leg:
        """Return one leg of a run of edges of one mode."""
        assert self.beyond is not None  # noqa: S101 - only called where there is a way beyond
        edges = self.beyond.edges
        numbers = [edge for _from, _to, edge in run]
        kind = int(edges.kind[numbers[0]])
        ends = (self._name(run[0][0]), self._name(run[-1][1]))
        length_m = float(edges.distance_m[numbers].sum())
        if kind == SEA:
            return self._sailed(run[0], ends, length_m)
        if self.network.last_mile_index in {state for step in run for state in step[:2]}:
            note = _("The last mile, from the railway's terminal to the receiver, is assumed to be {length}.")
            how = _How(ASSUMED, notes=(note.format(length=distance(length_m)),))
            return self._carried(_MODES[kind], ends, length_m, how)
        straight = bool(edges.straight[numbers].any())
        note = _("Along the national table of 2013, General map 1:1 000 000.")
        return self._carried(_MODES[kind], ends, length_m, _How(straight=straight, notes=(note,)))

    def _sailed(self, step: tuple[int, int, int], ends: tuple[str, str], length_m: float) -> Leg:
        home, away = (step[0], step[1]) if step[0] < self.network.first_abroad_index else (step[1], step[0])
        way = self.network.voyages_from(away, self.who.ship).get(home)
        way = way or self.network.voyages_from(home, self.who.ship)[away]
        notes = [*way.notes]
        if way.passages:
            titles = {passage.passage_id: passage.name for passage in self.network.scenario.passages}
            through = ", ".join(titles.get(passage, passage) for passage in way.passages)
            notes.append(_("Through: {passages}.").format(passages=through))
        asked = self.network.takes(self.who).asked
        notes += [
            _("Only if the port confirms. {question}").format(question=asked[state])
            for state in (home, away)
            if state in asked
        ]
        if away >= self.network.first_abroad_index:
            notes.append(_("Whether the port abroad takes the ship is not checked."))
        return self._carried("sea", ends, length_m, _How(SEA_LANES, notes=tuple(notes)))

    def _carried(self, mode: CarryMode, ends: tuple[str, str], length_m: float, how: "_How") -> Leg:
        factor: FreightFactor = self.who.factors[mode]
        metrics = length_m / 1000 * per_km(factor, how.speed_kmh)
        t_yr = self.row.t_yr
        return Leg(
            mode=mode,
            from_name=ends[0],
            to_name=ends[1],
            distance_m=length_m,
            method=STRAIGHT_LINE if how.straight else how.method,
            time_h=float(metrics[TIME]),
            cost_eur_t=float(metrics[COST]),
            co2e_kg_t=float(metrics[CO2E]),
            cost_eur_yr=float(metrics[COST]) * t_yr,
            co2e_kg_yr=float(metrics[CO2E]) * t_yr,
            activity_t_km_yr=length_m / 1000 * t_yr,
            vehicle_class=_("{vehicle} ({country})").format(
                vehicle=_(factor.vehicle_class), country=country_name(factor.country)
            ),
            factor_id=factor.factor_id,
            source=_(factor.source),
            year=factor.year,
            confidence=factor.confidence,
            cost_basis=_(factor.cost_basis),
            country=factor.country,
            notes=tuple(note for note in (*how.notes, self._loads(factor), _(factor.note)) if note),
        )

    def _loads(self, factor: FreightFactor) -> str:
        """Return how many trains a stream fills, or that the least load of the railway is not known."""
        if factor.mode != "rail":
            return ""
        if factor.least_load_t is None or factor.train_load_t is None:
            return _("The least load that the railway takes is not stated: ask for it.")
        text = _(
            "{load} a dispatch; a whole train carries {train}. That the railway takes it is to be agreed."
        )
        load = quantity(load_t(self.row, self.network.scenario), "t")
        return text.format(load=load, train=quantity(factor.train_load_t, "t"))

    def _transferred(self, kind_index: int, place: str, *, assumed: bool = False) -> Leg:
        transfer = transfer_of(self.network.scenario, kind_index)
        metrics = transfer_metrics(transfer)
        counted = transfer.co2e_kg_t is not None
        note = _("That anyone can load at {place} is assumed: no table of loading places is at hand.")
        return Leg(
            mode=TRANSFER,
            from_name=place,
            to_name=place,
            distance_m=0.0,
            method=TRANSFER,
            time_h=transfer.time_h,
            cost_eur_t=transfer.cost_eur_t,
            co2e_kg_t=float(metrics[CO2E]) if counted else None,
            cost_eur_yr=transfer.cost_eur_t * self.row.t_yr,
            co2e_kg_yr=float(metrics[CO2E]) * self.row.t_yr if counted else None,
            activity_t_km_yr=0.0,
            vehicle_class=transfer.name,
            factor_id="",
            source=_(transfer.source),
            year=None,
            confidence=transfer.confidence,
            cost_basis=_(transfer.source),
            notes=(note.format(place=place),) if assumed else (),
        )


def country_name(country: str) -> str:
    """Return the country of a factor in words."""
    return _(_COUNTRIES.get(country, country)) if country else _("country not stated")


def _turned(leg: Leg) -> Leg:
    """Return the leg of goods that come in: from the far end to the plot."""
    return Leg(**{**leg.__dict__, "from_name": leg.to_name, "to_name": leg.from_name})
