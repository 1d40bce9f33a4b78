"""The command that recomputes every figure of an area by a second way and lists what differs."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import typer

from planner.cli.commands import (
    AreaName,
    Format,
    Handles,
    ScenarioFile,
    Shown,
    app,
    appraisals_of,
    atlas_of,
    rules_for,
    show_rows,
)
from planner.cli.output import show_json, slow
from planner.cli.table import Column
from planner.ranking import rank
from planner.text import _, marked, n_, number, title_of
from planner.verification import FigureCheck, check_figures

EXIT_DIFFERENT = 1
COLUMNS = (
    Column("plot_id", marked("plot")),
    Column("figure", marked("figure")),
    Column("ours", marked("shown"), digits_n=3, to_right=True),
    Column("independent", marked("recomputed"), digits_n=3, to_right=True),
    Column("tolerance", marked("tolerance"), digits_n=3),
    Column("missing", marked("only in")),
)
STEPS = {
    "areas": marked("Recomputing areas and rules ..."),
    "floor_area": marked("Recomputing floor area ..."),
    "straight_lines": marked("Recomputing straight lines ..."),
    "roads": marked("Recomputing routes by road ..."),
    "nationwide": marked("Recomputing distances nationwide ..."),
    "scores": marked("Recomputing scores and ranks ..."),
}
ONLY_IN = {
    "": "",
    "independent": marked("the figures shown"),
    "ours": marked("the second computation"),
}
NOT_RECOMPUTED = {
    "ground": marked("slope, earthworks and flood level of the ground"),
}


@app.command(name="check-figures")
def check(
    area: AreaName, scenario: ScenarioFile = None, hazard: Handles = None, shown: Shown = Format.TABLE
) -> None:
    """Recompute every figure of every plot by a second way and list what differs."""
    atlas, rules = atlas_of(area), rules_for(scenario, hazard)
    appraisals = appraisals_of(atlas, None, rules)
    ranks = {placed.appraisal.plot_id: placed.rank_n for placed in rank(appraisals).placed}
    with ExitStack() as running:
        values = [appraisal.to_dict() for appraisal in appraisals]
        result = check_figures(atlas, rules, values, ranks, _progress(running))
    if shown is Format.JSON:
        show_json({"area": atlas.name, "scenario": rules.name, **asdict(result)})
    else:
        _show(result, title_of(atlas.info))
    if result.differences:
        raise typer.Exit(EXIT_DIFFERENT)


def _progress(running: ExitStack) -> Callable[[str], None]:
    """Return what says on stderr which step is being done, if it takes long."""

    def step(name: str) -> None:
        running.close()
        running.enter_context(slow(_(STEPS[name])))

    return step


def _show(result: FigureCheck, area: str) -> None:
    if result.differences:
        rows: list[dict[str, Any]] = [
            {**asdict(entry), "missing": _(ONLY_IN[entry.missing]) if entry.missing else ""}
            for entry in result.differences
        ]
        show_rows(Format.TABLE, rows, COLUMNS)
        differing_n = len(result.differences)
        typer.echo("\n" + n_("{n} figure differs.", "{n} figures differ.", differing_n))
    else:
        typer.echo(_("No figure differs."))
    text = _("{figures} figures of {plots} plots in {area} were computed twice.")
    typer.echo(text.format(figures=number(result.figures_n), plots=number(result.plots_n), area=area))
    for name in result.not_recomputed:
        typer.echo(_("Not computed twice: {what}.").format(what=_(NOT_RECOMPUTED[name])))
