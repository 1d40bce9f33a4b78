"""Commands on capacity: what a park holds, and which plots a hall fits on."""

from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from layers.atlas import Atlas
from planner.appraisal import assumed_sentence
from planner.capacity.halls import PlotFit, fit_halls
from planner.capacity.land_supply import (
    Supply,
    by_code_and_status,
    counted_twice_text,
    net_land_ha,
    supply,
    supply_text,
    take_up_text,
)
from planner.capacity.statuses import STATUS_TITLES
from planner.cli.commands import (
    AreaName,
    Format,
    ScenarioFile,
    app,
    appraisals_of,
    atlas_of,
    scenario_of,
    show_rows,
)
from planner.cli.output import STDOUT, show_bytes, show_json, slow, today, write_file
from planner.cli.table import Column
from planner.reports import REPORTS, Content
from planner.reports.json import json_text
from planner.scenario.scenario import Scenario
from planner.text import _, marked, n_, number, quantity


class CapacityFormat(StrEnum):
    """How the capacity of a park is shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    GPKG = "gpkg"


CODE_COLUMNS = (
    Column("zoning_code", marked("zoning")),
    Column("status", marked("status")),
    Column("plots_n", marked("plots")),
    Column("area_ha", marked("area ha"), digits_n=2),
    Column("buildable_ha", marked("buildable ha"), digits_n=2),
    Column("permitted_floor_area_m2", marked("permitted k-m²")),
    Column("used_floor_area_m2", marked("used k-m²")),
    Column("remaining_floor_area_m2", marked("remaining k-m²")),
)
FIT_COLUMNS = (
    Column("plot_id", marked("plot")),
    Column("verdict", marked("fits")),
    Column("count", marked("halls at least")),
    Column("most_n", marked("at most")),
    Column("angle_deg", marked("angle °"), digits_n=1),
)
VERDICTS = {
    "fits": marked("yes"),
    "impossible": marked("no"),
    "not_found": marked("no place found"),
    "not_known": marked("not known"),
}


@app.command()
def capacity(
    area: AreaName,
    scenario: ScenarioFile = None,
    take_up_ha_yr: Annotated[
        float | None, typer.Option("--take-up", metavar="HA", min=0, help="Hectares handed over a year.")
    ] = None,
    shown: Annotated[
        CapacityFormat, typer.Option("--format", help="Text, or a file's content.")
    ] = CapacityFormat.TABLE,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")] = STDOUT,
) -> None:
    """Tell what a park holds: hectares and floor area by code and status, and years of supply."""
    if shown is CapacityFormat.TABLE and out != STDOUT:
        msg = _("A table is shown and not written: choose json, csv or gpkg.")
        raise typer.BadParameter(msg, param_hint="--out")
    atlas, rules = atlas_of(area), scenario_of(scenario)
    found = appraisals_of(atlas, None, rules)
    if shown in (CapacityFormat.CSV, CapacityFormat.GPKG):
        made = REPORTS[shown].make(Content(found, atlas, rules, default=scenario_of(None)))
        return show_bytes(made) if out == STDOUT else write_file(out, made)
    capacities = [entry.capacity for entry in found]
    park = supply(atlas, rules, datetime.now(tz=UTC).date(), take_up_ha_yr=take_up_ha_yr)
    table = by_code_and_status(atlas, capacities, today())
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    if shown is CapacityFormat.JSON:
        told = park_told(atlas, rules, park) | {
            "by_code_and_status": rows,
            "plots": [asdict(capacity) for capacity in capacities],
        }
        made = json_text(told).encode()
        return show_bytes(made) if out == STDOUT else write_file(out, made)
    worded = [{**row, "status": _(STATUS_TITLES[row["status"]])} for row in rows]
    show_rows(Format.TABLE, rows, CODE_COLUMNS, worded)
    if all(row["permitted_floor_area_m2"] is None for row in rows):
        typer.echo("\n" + _("Permitted and remaining floor area: not known; no building right is at hand."))
    if assumed_sentence(capacities):
        typer.echo("\n" + assumed_sentence(capacities))
    typer.echo("\n" + "\n".join((*supply_lines(park), *zone_lines(atlas, park, rules))))
    return tell_drawn(atlas)


def park_told(atlas: Atlas, scenario: Scenario, park: Supply) -> dict[str, Any]:
    """Return what JSON says of the park as a whole; the net share is that of zones, null for plots."""
    zones = is_of_zones(atlas)
    return {
        "area": atlas.name,
        "illustrative": drawn_n(atlas) > 0,
        "place_kind": atlas.info.place_kind,
        "net_share": scenario.factor("net_share") if zones else None,
        "net_land_ha": net_land_ha(park, scenario) if zones else None,
        "supply": asdict(park),
    }


def drawn_n(atlas: Atlas) -> int:
    """Return how many plots of the area are illustrative."""
    return int(atlas.frame("plots")["illustrative"].sum())


def tell_drawn(atlas: Atlas) -> None:
    """Say how many plots are illustrative, if any."""
    if drawn_n(atlas):
        text = n_(
            "{n} plot is illustrative, not surveyed.",
            "{n} plots are illustrative, not surveyed.",
            drawn_n(atlas),
        )
        typer.echo(text)


def is_of_zones(atlas: Atlas) -> bool:
    """Return whether the area has zones and no plots."""
    return atlas.info.place_kind == "zone"


def zone_lines(atlas: Atlas, park: Supply, scenario: Scenario) -> list[str]:
    """Return the sentence that tells zones from plots; none where there are plots."""
    if not is_of_zones(atlas):
        return []
    factor = scenario.factors["net_share"]
    text = _(
        "These are zones, not plots: streets and green take a part. Net share {share} ({confidence} "
        "confidence): net land for plots {net}."
    )
    net = quantity(net_land_ha(park, scenario), "ha", 1)
    return [text.format(share=number(factor.value, 2), confidence=_(factor.confidence), net=net)]


def supply_lines(park: Supply) -> list[str]:
    """Return the land of a park in sentences."""
    zoned, reserve = quantity(park.zoned_ha, "ha", 1), quantity(park.reserve_ha, "ha", 1)
    if park.fill_share is None:
        text = _("Zoned {zoned}, of it {unknown} of unknown status; reserve {reserve}.")
        lines = [text.format(zoned=zoned, unknown=quantity(park.unknown_ha, "ha", 1), reserve=reserve)]
    else:
        share = number(100 * park.fill_share)
        text = _("Zoned {zoned}, of it {share} % built or leased; reserve {reserve}.")
        lines = [text.format(zoned=zoned, share=share, reserve=reserve)]
    lines.append(supply_text(park))
    if park.most_supply_yr is not None and park.take_up.basis != "entered":
        lines.append(take_up_text(park.take_up))
    if park.falls_short:
        lines.append(
            _("That is less than the {years} years the scenario asks for.").format(
                years=number(park.warning_yr)
            )
        )
    if counted_twice_text(park):
        lines.append(counted_twice_text(park))
    return lines


@app.command()
def fit(
    area: AreaName,
    length_m: Annotated[float, typer.Option("--length", metavar="M", help="Length of the hall in metres.")],
    width_m: Annotated[float, typer.Option("--width", metavar="M", help="Width of the hall in metres.")],
    count: Annotated[int, typer.Option("--count", metavar="N", help="Halls of this size.")] = 1,
    scenario: ScenarioFile = None,
    shown: Annotated[Format, typer.Option("--format", help="Aligned text, or JSON.")] = Format.TABLE,
) -> None:
    """Tell on which plots halls of a given size fit, beside what stands there."""
    atlas, rules = atlas_of(area), scenario_of(scenario)
    with slow(_("Placing halls ...")):
        found = fit_halls(atlas, rules, (length_m, width_m), count=count)
    if shown is Format.JSON:
        drawn = dict(atlas.frame("plots")[["plot_id", "illustrative"]].itertuples(index=False))
        return show_json(
            [fit_row(entry, atlas, rules) | {"illustrative": drawn[entry.plot_id]} for entry in found]
        )
    rows = [
        {
            "plot_id": entry.plot_id,
            "verdict": _(VERDICTS[entry.verdict]),
            "count": len(entry.halls) or None,
            "most_n": entry.most_n,
            "angle_deg": entry.halls[0].angle_deg if entry.halls else None,
        }
        for entry in found
    ]
    show_rows(Format.TABLE, rows, FIT_COLUMNS)
    return tell_drawn(atlas)


def fit_row(found: PlotFit, atlas: Atlas, scenario: Scenario) -> dict[str, Any]:
    """Return what JSON says of one plot; footprints are corners in the working system, in metres."""
    return {
        "plot_id": found.plot_id,
        "fits": found.fits,
        "verdict": found.verdict,
        "count": len(found.halls),
        "count_is": "lower_bound",
        "count_at_most": found.most_n,
        "angles_searched": found.angles_n,
        "clearance_m": scenario.factor("hall_clearance_m"),
        "epsg": atlas.working.epsg,
        "footprints": [[list(corner) for corner in hall.corners] for hall in found.halls],
    }
