"""Transport chains of a firm's freight: from each plot over lorry, train and ship to the far place.

In the terms of ISO 14083 a leg is a transport chain element, a transfer a hub operation; transport activity
is tonnes by the shortest feasible distance, and emissions are well to wheel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.sea_network import SeaNetwork
from planner.logistics.beyond import (
    CO2E,
    COST,
    DISTANCE,
    METRICS_N,
    OBJECTIVES,
    TIME,
    Far,
    far,
)
from planner.logistics.chain_legs import Chain, LegMaker
from planner.logistics.chain_starts import Starts
from planner.logistics.freight import Carriers, FreightRow, carriers
from planner.logistics.freight_network import FreightNetwork
from planner.restrictions import chosen_plots
from planner.scenario import Scenario, Ship
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


class ChainTable:
    """Chains of many plots and streams: figures at once, legs on demand.

    `metrics` has an axis each for plot, stream, objective (cheapest, fastest, lowest emission) and metric
    (EUR a tonne, hours, kg CO2e a tonne, metres); inf where there is no chain.
    """

    def __init__(
        self, network: FreightNetwork, plot_ids: Sequence[str], rows: Sequence[FreightRow], starts: Starts
    ) -> None:
        self.network, self.rows = network, tuple(rows)
        self.plot_ids = tuple(str(plot_id) for plot_id in plot_ids)
        self._starts = starts
        self._who = [carriers(row, network.scenario) for row in rows]
        self._far = [_far(network, row, who, starts) for row, who in zip(rows, self._who, strict=True)]
        shape = (len(self.plot_ids), len(self.rows), len(OBJECTIVES), METRICS_N)
        self.metrics: Floats = np.full(shape, np.inf)
        self._gateway: NDArray[np.intp] = np.zeros(shape[:3], dtype=np.intp)
        for r in range(len(self.rows)):
            self._fill(r)

    def _fill(self, row_index: int) -> None:
        options = self._starts.options(self.rows[row_index], self._who[row_index])
        for o, (_name, column, _title) in enumerate(OBJECTIVES):
            totals = options + self._starts.beyond(self.rows[row_index], self._far[row_index], o)
            # Of equally good ways the shorter one: the tie must not hang on the order of gateways.
            order = totals[..., column] + 1e-9 * np.nan_to_num(totals[..., DISTANCE], posinf=0.0)
            best = np.argmin(order, axis=1)
            self._gateway[:, row_index, o] = best
            self.metrics[:, row_index, o] = totals[np.arange(len(best)), best]

    def chain(self, plot_id: str, row_index: int, objective: str) -> Chain | None:
        """Return the chain that is best at an objective, leg by leg; None where there is none."""
        p, o = self.plot_ids.index(plot_id), [name for name, _c, _t in OBJECTIVES].index(objective)
        if not np.isfinite(self.metrics[p, row_index, o, COST]):
            return None
        row, who, beyond = self.rows[row_index], self._who[row_index], self._far[row_index]
        gateway = int(self._gateway[p, row_index, o])
        maker = LegMaker(self.network, row, who, beyond)
        start = self._starts.start((p, gateway), plot_id, row, who)
        return maker.chain(objective, o, start, self.metrics[p, row_index, o])

    def course(self, plot_id: str, row_index: int, objective: str) -> Course | None:
        """Return where the chain that is best at an objective runs; None where there is none."""
        p, o = self.plot_ids.index(plot_id), [name for name, _c, _t in OBJECTIVES].index(objective)
        if not np.isfinite(self.metrics[p, row_index, o, COST]):
            return None
        row, who, beyond = self.rows[row_index], self._who[row_index], self._far[row_index]
        where = (p, int(self._gateway[p, row_index, o]))
        line, straight = self._starts.line(where, row, who)
        state = self._starts.state_index(where[1])
        steps = () if beyond is None else beyond.way(o, state)
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
        row, beyond = self.rows[row_index], self._far[row_index]
        found = beyond.notes if beyond is not None else ()
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
    well to wheel; time = Σ km / speed + Σ transfers

    References
    ----------
    Factors of the scenario, each with source and year (LIPASTO, VTT, and others named there).
    """
    network = FreightNetwork(atlas, scenario, sea)
    plots = chosen_plots(atlas, plot_ids)
    return ChainTable(network, list(plots["plot_id"]), rows, Starts(network, plots, rows))


def _far(network: FreightNetwork, row: FreightRow, who: Carriers, starts: Starts) -> Far | None:
    """Return the ways beyond the plots; None to a firm of the area, which lies within."""
    if row.place in starts.firm_index:
        return None
    return far(network, row.place, who, row.modes)
