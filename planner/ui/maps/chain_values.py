"""What plots are compared by where freight counts: cost, emissions, time and transport work."""

from dataclasses import dataclass

import pandas as pd

from planner.drawing.web.plot_colours import Colouring
from planner.drawing.web.value_colours import PlotValue, by_value
from planner.logistics.freight.chain import ChainTable
from planner.logistics.freight.main_haul import OBJECTIVES
from planner.text import _, marked, quantity


@dataclass(frozen=True)
class Figure:
    """One figure of `ChainTable.totals`, divided into its unit; `head` is the head of its column."""

    title: str
    head: str
    unit: str
    column: str
    divide_ratio: float = 1.0
    digits_n: int = 0


FIGURES: dict[str, Figure] = {
    "cost": Figure(marked("Cost, EUR a year (example values)"), marked("EUR/yr"), "EUR", "cost_eur_yr"),
    "co2e": Figure(
        marked("Emissions, t CO2e a year, well to wheel"),
        marked("t CO2e/yr"),
        "t CO2e",
        "co2e_kg_yr",
        1000.0,
        1,
    ),
    "time": Figure(
        marked("Slowest stream, hours (example values)"), marked("Slowest, h"), "h", "longest_time_h", 1.0, 1
    ),
    "activity": Figure(
        marked("Transport work, 1,000 t·km a year"),
        marked("1,000 t·km"),
        marked("1,000 t·km"),
        "activity_t_km_yr",
        1000.0,
    ),
}


def ranked(table: ChainTable, objective: str, figure_id: str) -> pd.DataFrame:
    """Return a row a plot, the least first and numbered; plots with a stream without a chain at the end."""
    totals = table.totals(objective)
    found = totals[["plot_id", "without_chain_n"]].copy()
    for name, figure in FIGURES.items():
        values = (totals[figure.column] / figure.divide_ratio).round(figure.digits_n)
        # A sum that lacks a stream would look good.
        found[name] = values.where(totals["without_chain_n"] == 0)
    exact = totals[FIGURES[figure_id].column].where(totals["without_chain_n"] == 0)
    found = found.loc[exact.sort_values(kind="stable", na_position="last").index]
    ranks = pd.Series(range(1, len(found) + 1), index=found.index, dtype="Int64")
    return found.assign(rank=ranks.where(found["without_chain_n"] == 0)).reset_index(drop=True)


def freight_colouring(table: ChainTable, objective: str, figure_id: str) -> Colouring:
    """Return the colouring of plots by one figure of the chains that are best at an objective."""
    figure = FIGURES[figure_id]
    best = next(_(title) for name, _column, title in OBJECTIVES if name == objective)
    rows = ranked(table, objective, figure_id)
    values = {
        str(plot_id): _value(float(value), figure, best)
        for plot_id, value in zip(rows["plot_id"], rows[figure_id], strict=True)
    }
    title = _("{figure} – {objective} chains").format(figure=_(figure.title), objective=best)
    return by_value(title, values, lambda value: quantity(value, _(figure.unit)))


def _value(value: float, figure: Figure, best: str) -> PlotValue:
    if pd.isna(value):
        return PlotValue(None, _("A stream has no chain from here"))
    told = _("{value}, {objective}").format(
        value=quantity(value, _(figure.unit), figure.digits_n), objective=best
    )
    return PlotValue(value, told)
