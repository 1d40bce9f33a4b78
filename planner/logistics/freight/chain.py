"""Transport chains of a firm's freight: from each plot over lorry, train and ship to the far place.

In the terms of ISO 14083 a leg is a transport chain element, a transfer a hub operation; transport activity
is tonnes by the shortest feasible distance, and emissions are well to wheel.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas, chosen_plots
from layers.sea_network import SeaNetwork
from planner.logistics.freight.demand import Carriers, FreightRow, carriers, rail_refusal
from planner.logistics.freight.driver_rest import rest_of, resting_h
from planner.logistics.freight.first_mile import FirstMile
from planner.logistics.freight.legs import Chain, LegMaker
from planner.logistics.freight.main_haul import (
    CO2E,
    COST,
    DISTANCE,
    METRICS_N,
    OBJECTIVES,
    TIME,
    MainHaul,
    main_haul,
)
from planner.logistics.freight.network import FreightNetwork
from planner.scenario.scenario import Scenario, Ship
from planner.text import _

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FreightChains:
    """One stream of one plot: its best chains by objective, None where there is none; `notes` say why."""

    plot_id: str
    row: FreightRow
    place: str
    chains: dict[str, Chain | None]
    notes: tuple[str, ...]

    @property
    def distinct(self) -> tuple[tuple[Chain, tuple[str, ...]], ...]:
        """The chains, each once, with the titles of all that it is best at; translated where shown."""
        found: list[tuple[Chain, list[str]]] = []
        for name, _column, title in OBJECTIVES:
            chain = self.chains.get(name)
            if chain is None:
                continue
            same = next((titles for other, titles in found if other.legs == chain.legs), None)
            if same is None:
                found.append((chain, [title]))
            else:
                same.append(title)
        return tuple((chain, tuple(titles)) for chain, titles in found)


@dataclass(frozen=True)
class Course:
    """Where a chain runs: the local way as a line in the working system, and the steps beyond it.

    A step is the state left, the state reached and the kind of the link; a ship's legs depend on the ship.
    """

    line: shapely.LineString
    mode: str
    straight: bool
    steps: tuple[tuple[int, int, int], ...]
    ship: Ship | None


@dataclass(frozen=True)
class _Chosen:
    """The best chain of a plot: positions of plot and gateway, the ways beyond, the tree among them."""

    where: tuple[int, int]
    beyond: MainHaul | None
    tree_index: int
    metrics: Floats


class ChainTable:
    """Chains of many plots and streams: figures at once, legs on demand.

    `metrics` has an axis each for plot, stream, objective (cheapest, fastest, lowest emission) and metric
    (EUR a tonne, hours, kg CO2e a tonne, metres); inf where there is no chain.
    """

    def __init__(
        self, network: FreightNetwork, plot_ids: Sequence[str], rows: Sequence[FreightRow], starts: FirstMile
    ) -> None:
        self.network, self.rows = network, tuple(rows)
        self._rail_notes = [rail_refusal(row, network.scenario) for row in rows]
        rows = [_without_rail(row) if note else row for row, note in zip(rows, self._rail_notes, strict=True)]
        self._rows = tuple(rows)
        self.plot_ids = tuple(str(plot_id) for plot_id in plot_ids)
        self._starts = starts
        self._who = [carriers(row, network.scenario) for row in rows]
        self._far = [_fars(network, row, who, starts) for row, who in zip(rows, self._who, strict=True)]
        shape = (len(self.plot_ids), len(self.rows), len(OBJECTIVES), METRICS_N)
        self.metrics: Floats = np.full(shape, np.inf)
        self._gateway: NDArray[np.intp] = np.zeros(shape[:3], dtype=np.intp)
        self._tree: NDArray[np.intp] = np.zeros(shape[:3], dtype=np.intp)
        for r in range(len(self.rows)):
            self._fill(r)

    def _fill(self, row_index: int) -> None:
        """Fill in the best of all trees: of those of fewer modes too, so that more modes are never worse."""
        row, who = self._rows[row_index], self._who[row_index]
        options, drive_h = self._starts.options(row, who), self._starts.drive_h(row, who)
        rest, on = rest_of(who, self.network.scenario), self._starts.drives_on
        best = np.full((len(self.plot_ids), len(OBJECTIVES)), np.inf)
        plots = np.arange(len(self.plot_ids))
        for tree, (beyond, tree_index) in enumerate(self._trees(row_index)):
            further, lead_h = self._starts.beyond(row, beyond, tree_index)
            totals = options + further
            totals[..., TIME] += resting_h(np.where(on, drive_h + lead_h, drive_h), rest)
            totals[..., TIME] += np.where(on, 0.0, resting_h(lead_h, rest))
            for o, (_name, column, _title) in enumerate(OBJECTIVES):
                # Of equally good ways the shorter one: the tie must not hang on the order of gateways.
                order = totals[..., column] + 1e-9 * np.nan_to_num(totals[..., DISTANCE], posinf=0.0)
                gateway = np.argmin(order, axis=1)
                better = order[plots, gateway] < best[:, o]
                best[better, o] = order[plots, gateway][better]
                self._gateway[better, row_index, o] = gateway[better]
                self._tree[better, row_index, o] = tree
                self.metrics[better, row_index, o] = totals[plots, gateway][better]

    def _trees(self, row_index: int) -> list[tuple[MainHaul | None, int]]:
        """Return the trees of a stream: the ways beyond the plots, and the position of the tree in them."""
        return [
            (beyond, tree_index)
            for beyond in self._far[row_index]
            for tree_index in range(1 if beyond is None else len(beyond.metrics))
        ]

    def _chosen(self, plot_id: str, row_index: int, objective: str) -> "_Chosen | None":
        """Return where the chain that is best at an objective is found; None where there is none."""
        p, o = self.plot_ids.index(plot_id), [name for name, _c, _t in OBJECTIVES].index(objective)
        if not np.isfinite(self.metrics[p, row_index, o, COST]):
            return None
        beyond, tree_index = self._trees(row_index)[int(self._tree[p, row_index, o])]
        return _Chosen(
            (p, int(self._gateway[p, row_index, o])), beyond, tree_index, self.metrics[p, row_index, o]
        )

    def chain(self, plot_id: str, row_index: int, objective: str) -> Chain | None:
        """Return the chain that is best at an objective, leg by leg; None where there is none."""
        chosen = self._chosen(plot_id, row_index, objective)
        if chosen is None:
            return None
        row, who = self._rows[row_index], self._who[row_index]
        maker = LegMaker(self.network, row, who, chosen.beyond)
        start = self._starts.start(chosen.where, plot_id, row, who)
        return maker.chain(objective, chosen.tree_index, start, chosen.metrics)

    def course(self, plot_id: str, row_index: int, objective: str) -> Course | None:
        """Return where the chain that is best at an objective runs; None where there is none."""
        chosen = self._chosen(plot_id, row_index, objective)
        if chosen is None:
            return None
        row, who, beyond, where = self._rows[row_index], self._who[row_index], chosen.beyond, chosen.where
        line, straight = self._starts.line(where, row, who)
        state = self._starts.state_index(where[1])
        steps = () if beyond is None else beyond.way(chosen.tree_index, state)
        return Course(
            line=line,
            mode="rail" if where[1] == len(self._starts.gateways) else "truck",
            straight=straight,
            steps=tuple((a, b, int(beyond.edges.kind[edge])) for a, b, edge in steps) if beyond else (),
            ship=who.ship,
        )

    def of_plot(self, plot_id: str) -> tuple[FreightChains, ...]:
        """Return every stream of a plot with its best chains."""
        return tuple(
            FreightChains(
                plot_id=plot_id,
                row=row,
                place=self._starts.name_of(row.place),
                chains={name: self.chain(plot_id, r, name) for name, _column, _title in OBJECTIVES},
                notes=self.notes(plot_id, r),
            )
            for r, row in enumerate(self.rows)
        )

    def notes(self, plot_id: str, row_index: int) -> tuple[str, ...]:
        """Return what was left out of the search, and why there is no chain where there is none."""
        row, beyond = self.rows[row_index], self._far[row_index][0]
        found = beyond.notes if beyond is not None else ()
        if self._rail_notes[row_index]:
            found = (self._rail_notes[row_index], *found)
        if "truck" in row.modes and self.network.roads is None:
            found = (_("No roads are at hand in this area."), *found)
        p = self.plot_ids.index(plot_id)
        if np.isfinite(self.metrics[p, row_index, :, COST]).any():
            return found
        if "truck" not in row.modes and not np.isfinite(self._starts.own_track_m[p]):
            return (*found, _("No chain: lorries are not allowed, and no track reaches the plot."))
        found = (*found, *self._shut_out(p, row_index))
        modes = ", ".join(_(mode) for mode in row.modes)
        text = _("No chain to {place} by {modes} along the networks at hand.")
        return (*found, text.format(place=self._starts.name_of(row.place), modes=modes))

    def _shut_out(self, plot_index: int, row_index: int) -> tuple[str, ...]:
        row, who = self.rows[row_index], self._who[row_index]
        closed = self._starts.shut_out(plot_index, row, who)
        if not closed or who.vehicle is None:
            return ()
        text = _("Closed to {vehicle}: {roads}.")
        return (text.format(vehicle=who.vehicle.name, roads=", ".join(closed)),)

    def totals(self, objective: str) -> pd.DataFrame:
        """Return a row for each plot: EUR and kg CO2e a year over all streams, and how many have no chain."""
        o = [name for name, _column, _title in OBJECTIVES].index(objective)
        t_yr = np.array([row.t_yr for row in self.rows])
        metrics = self.metrics[:, :, o]
        reached = np.isfinite(metrics[..., COST])
        yearly = np.where(reached[..., None], metrics, 0.0) * t_yr[None, :, None]
        return pd.DataFrame(
            {
                "plot_id": self.plot_ids,
                "cost_eur_yr": yearly[..., COST].sum(axis=1),
                "co2e_kg_yr": yearly[..., CO2E].sum(axis=1),
                "activity_t_km_yr": yearly[..., DISTANCE].sum(axis=1) / 1000,
                "longest_time_h": np.where(reached, metrics[..., TIME], 0.0).max(axis=1, initial=0.0),
                "without_chain_n": (~reached).sum(axis=1),
            }
        )


def chains(
    atlas: Atlas,
    rows: Sequence[FreightRow],
    scenario: Scenario,
    sea: SeaNetwork | None = None,
    plot_ids: Sequence[str] | None = None,
) -> ChainTable:
    """Return the chains of every stream from every plot, or from some.

    What lies beyond the plots is worked out once for each stream: a plot adds its own way to the gateways.

    Raises
    ------
    PlannerError
        If a plot, a place or a carrier is unknown.

    Notes
    -----
    cost = t/yr × (Σ legs km × EUR/t km + Σ transfers EUR/t); emission = t/yr × Σ legs km × g CO₂e/t km,
    well to wheel; time = Σ km / speed + Σ transfers + rests of drivers

    References
    ----------
    Factors of the scenario, each with source and year (LIPASTO, VTT, and others named there).
    """
    network = FreightNetwork(atlas, scenario, sea)
    plots = chosen_plots(atlas, plot_ids)
    return ChainTable(network, list(plots["plot_id"]), rows, FirstMile(network, plots, rows))


def _without_rail(row: FreightRow) -> FreightRow:
    return row.model_copy(update={"modes": tuple(mode for mode in row.modes if mode != "rail")})


def _fars(
    network: FreightNetwork, row: FreightRow, who: Carriers, starts: FirstMile
) -> list[MainHaul | None]:
    """Return the ways beyond the plots by all modes of a stream, then by fewer; None: within the area."""
    if row.place in starts.firm_index:
        return [None]
    modes = row.modes
    # Without lorries the receiver must have a track of its own: that is another stream, no part of this.
    needed = {"truck"} & set(modes)
    fewer = [chosen for n in range(len(modes) - 1, 0, -1) for chosen in itertools.combinations(modes, n)]
    some = [chosen for chosen in fewer if needed <= set(chosen)]
    return [main_haul(network, row.place, who, chosen) for chosen in (modes, *some)]
