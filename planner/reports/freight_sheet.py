"""The sheet of a workbook on a firm's freight: every leg of every chain of the plots."""

from planner.logistics.freight.chain import FreightChains
from planner.logistics.freight.legs import Chain, Leg
from planner.reports.labels import carried_by, leg_method
from planner.reports.report import Content
from planner.reports.workbook import Column, Sheet, Value
from planner.text import _


def freight_sheets(content: Content) -> tuple[Sheet, ...]:
    """Return the sheet of all legs; none where no freight was told."""
    if content.chains is None:
        return ()
    rows: list[list[Value]] = []
    for plot_id in content.plot_ids:
        for entry in content.chains.of_plot(plot_id):
            rows += _rows(entry)
    return (Sheet(_("Freight"), _columns(), rows, fixed_n=2),)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Plot")),
        Column(_("Goods")),
        Column(_("Tonnes a year"), "t", "number"),
        Column(_("Best at")),
        Column(_("Leg"), kind="number"),
        Column(_("Carried by")),
        Column(_("From")),
        Column(_("To")),
        Column(_("Distance"), "m", "number"),
        Column(_("How it was found")),
        Column(_("Time"), "h", "number", 2),
        Column(_("Cost, example value"), "EUR/t", "number", 2),
        Column(_("Emissions, well to wheel"), "kg CO2e/t", "number", 2),
        Column(_("Cost a year, example value"), "EUR", "number"),
        Column(_("Emissions a year"), "kg CO2e", "number"),
        Column(_("Vehicle class")),
        Column(_("Year of the factor"), kind="number"),
        Column(_("Source")),
        Column(_("Confidence")),
        Column(_("Illustrative"), kind="flag"),
        Column(_("Remark")),
    )


def _rows(entry: FreightChains) -> list[list[Value]]:
    if not entry.distinct:
        head: list[Value] = [entry.plot_id, entry.row.commodity, entry.row.t_yr]
        return [[*head, *[None] * (len(_columns()) - 4), " ".join(entry.notes)]]
    return [
        _row(entry, chain, (", ".join(_(name) for name in objectives), place), leg)
        for chain, objectives in entry.distinct
        for place, leg in enumerate(chain.legs, start=1)
    ]


def _row(entry: FreightChains, chain: Chain, of: tuple[str, int], leg: Leg) -> list[Value]:
    return [
        *(entry.plot_id, entry.row.commodity, entry.row.t_yr, *of),
        *(carried_by(leg.mode), leg.from_name, leg.to_name, leg.distance_m, leg_method(leg.method)),
        *(leg.time_h, leg.cost_eur_t, leg.co2e_kg_t, leg.cost_eur_yr, leg.co2e_kg_yr),
        *(leg.vehicle_class, leg.year, leg.source, _(leg.confidence) if leg.confidence else ""),
        *(chain.illustrative, " ".join(leg.notes)),
    ]
