"""Command chain: how a firm's freight travels from a plot, over lorry, train and ship."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from layers.atlas import Atlas
from layers.io import read_sea_network, read_text_file
from planner.cli.commands import AreaName, Format, PlotId, ScenarioFile, Shown, app, atlas_of, scenario_of
from planner.cli.labels import word
from planner.cli.output import show_json, slow
from planner.cli.table import Column, one_line, table_text
from planner.logistics.freight.chain import ChainTable, FreightChains, chains
from planner.logistics.freight.demand import parse_freight
from planner.logistics.freight.legs import Chain
from planner.logistics.freight.main_haul import OBJECTIVES
from planner.scenario.scenario import Scenario
from planner.text import _, marked, quantity

SUMMARY_COLUMNS = (
    Column("objective", marked("best at")),
    Column("modes", marked("modes")),
    Column("distance_km", marked("km"), digits_n=1),
    Column("time_h", marked("hours"), digits_n=1),
    Column("cost_eur_t", marked("EUR/t"), digits_n=2),
    Column("co2e_kg_t", marked("kg CO2e/t"), digits_n=2),
    Column("cost_eur_yr", marked("EUR/year")),
    Column("co2e_t_yr", marked("t CO2e/year"), digits_n=1),
)
LEG_COLUMNS = (
    Column("mode", marked("mode")),
    Column("from_name", marked("from")),
    Column("to_name", marked("to")),
    Column("distance_km", marked("km"), digits_n=1),
    Column("method", marked("how it was found")),
    Column("time_h", marked("hours"), digits_n=1),
    Column("cost_eur_t", marked("EUR/t"), digits_n=2),
    Column("co2e_kg_t", marked("kg CO2e/t"), digits_n=2),
    Column("vehicle_class", marked("vehicle class")),
    Column("year", marked("factor of"), grouped=False),
)


@app.command()
def chain(
    area: AreaName,
    plot: PlotId,
    freight: Annotated[
        Path, typer.Option("--freight", metavar="FILE", help="What the firm brings in and sends out (TOML).")
    ],
    scenario: ScenarioFile = None,
    shown: Shown = Format.TABLE,
) -> None:
    """Tell how a firm's freight travels from a plot: cheapest, fastest, lowest emission."""
    atlas, rules = atlas_of(area), scenario_of(scenario)
    with slow(_("Seeking chains ...")):
        table = freight_chains(atlas, freight, rules, [plot])
    found = table.of_plot(plot)
    if shown is Format.JSON:
        show_json(chain_values(table, plot))
        return
    typer.echo("\n\n".join(_stream_text(entry) for entry in found))
    typer.echo("\n" + "\n".join(_sayings(found)))


def freight_chains(
    atlas: Atlas, freight: Path, scenario: Scenario, plot_ids: Sequence[str] | None
) -> ChainTable:
    """Return the chains of the freight that a file tells, from these plots; None: from all of the area."""
    return chains(atlas, parse_freight(read_text_file(freight)), scenario, read_sea_network(), plot_ids)


def chain_values(table: ChainTable, plot_id: str) -> list[dict[str, Any]]:
    """Return the chains of a plot as plain values."""
    return [
        {
            "plot_id": entry.plot_id,
            **entry.row.model_dump(mode="json"),
            "place_name": entry.place,
            "notes": entry.notes,
            "chains": {name: None if best is None else best.to_dict() for name, best in entry.chains.items()},
        }
        for entry in table.of_plot(plot_id)
    ]


def _stream_text(entry: FreightChains) -> str:
    arrow = _("to {place}") if entry.row.direction == "out" else _("from {place}")
    title = " ".join(
        (
            one_line(entry.row.commodity) + ",",
            quantity(entry.row.t_yr, _("t a year")),
            arrow.format(place=entry.place),
        )
    )
    parts = [f"{title}\n{'-' * len(title)}"]
    found = {name: best for name, best in entry.chains.items() if best is not None}
    if found:
        parts.append(_table(SUMMARY_COLUMNS, [_summary(name, best) for name, best in found.items()]))
    told: list[Chain] = []
    for name, best in found.items():
        if not any(_same(best, other) for other in told):
            told.append(best)
            parts.append(f"{_objective(name)}:\n{_table(LEG_COLUMNS, [_leg(leg) for leg in best.legs])}")
            parts += _indented(_leg_notes(best))
    parts += list(entry.notes)
    return "\n".join(parts)


def _same(one: Chain, other: Chain) -> bool:
    return one.legs == other.legs


def _objective(name: str) -> str:
    return _(next(title for known, _column, title in OBJECTIVES if known == name))


def _summary(name: str, best: Chain) -> dict[str, Any]:
    modes = [leg.mode for leg in best.legs if leg.mode != "transfer"]
    return {
        "objective": _objective(name),
        "modes": ", ".join(dict.fromkeys(str(word(mode)) for mode in modes)),
        "distance_km": best.distance_m / 1000,
        "time_h": best.time_h,
        "cost_eur_t": best.cost_eur_t,
        "co2e_kg_t": best.co2e_kg_t,
        "cost_eur_yr": best.cost_eur_yr,
        "co2e_t_yr": best.co2e_kg_yr / 1000,
    }


def _leg(leg: Any) -> dict[str, Any]:
    return {
        **leg.__dict__,
        "mode": word(leg.mode),
        "method": word(leg.method),
        "distance_km": leg.distance_m / 1000 if leg.distance_m else None,
    }


def _leg_notes(best: Chain) -> Iterator[str]:
    if best.joint:
        yield _("Joined at {place}.").format(place=best.joint)
    yield from dict.fromkeys(note for leg in best.legs for note in leg.notes)


def _indented(notes: Iterator[str]) -> list[str]:
    return [f"  {note}" for note in notes]


def _sayings(found: tuple[FreightChains, ...]) -> list[str]:
    """Return what holds for all chains, and where their factors come from."""
    best = [chain for entry in found for chain in entry.chains.values() if chain is not None]
    notes = dict.fromkeys(note for chain in best for note in chain.notes)
    sources = dict.fromkeys(
        _("{vehicle}: {source} ({year}), {confidence}").format(
            vehicle=leg.vehicle_class, source=leg.source, year=leg.year, confidence=_(leg.confidence)
        )
        for chain in best
        for leg in chain.legs
        if leg.year is not None
    )
    lines = [*notes]
    if sources:
        lines.append(_("Emission factors, well to wheel:"))
        lines += [f"  {source}" for source in sources]
    if any(chain.illustrative for chain in best):
        lines.append(_("ILLUSTRATIVE: plot or roads are drawn for this project, not surveyed."))
    return lines


def _table(columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> str:
    translated = [Column(c.key, _(c.head), c.digits_n, c.grouped, c.to_right) for c in columns]
    return table_text(translated, rows)
