"""The commands: each reads, asks the planner, and shows what it answers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from layers.atlas import Atlas
from layers.errors import DataError
from layers.io import broken_areas, list_areas, read_atlas, read_scenario_text, read_text_file
from planner.appraisal import Appraisal, appraise_many
from planner.capacity.statuses import STATUS_TITLES
from planner.cli import views
from planner.cli.errors import EXIT_MENDABLE, Commands, refuse
from planner.cli.labels import word
from planner.cli.output import STDOUT, show_bytes, show_json, slow, today, write_file
from planner.cli.plot_text import plot_text
from planner.cli.table import Column, one_line, table_text
from planner.comparison import compare as compare_appraisals
from planner.reports import REPORTS, Content
from planner.scenario.scenario import Scenario, parse_scenario
from planner.text import LANGUAGES, _, day, n_, number, title_of, translate, use_language

_ABOUT = "Which plot suits, what may still be built there, how far it is to port, track, pipe and road."

app = typer.Typer(
    cls=Commands,
    help=_ABOUT,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How a command shows its answer."""

    TABLE = "table"
    JSON = "json"


def _known_report(name: str) -> str:
    if name not in REPORTS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(repr(known) for known in REPORTS)}.")
    return name


def known_language(name: str | None) -> str | None:
    """Return the code of a language that there are texts in."""
    if name is not None and name not in LANGUAGES:
        known = ", ".join(repr(language) for language in LANGUAGES)
        raise typer.BadParameter(f"{name!r} is not one of {known}.")
    return name


def spoken(name: str | None) -> str | None:
    """Set the language that all texts from here on are in."""
    if known_language(name) is not None:
        use_language(str(name))
    return name


@app.callback(help=_ABOUT)
def options(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="|".join(LANGUAGES),
            callback=spoken,
            is_eager=True,
            help="Language of what is shown; else SIJAINTI_LANG, else that of the system.",
        ),
    ] = None,
) -> None:
    """Take the language, which is set as soon as it is read: --help follows it."""


AreaName = Annotated[str, typer.Argument(metavar="AREA", help="An area, as the command areas names it.")]
PlotId = Annotated[str, typer.Argument(metavar="PLOT", help="A plot, as the command plots names it.")]
Shown = Annotated[Format, typer.Option("--format", help="Aligned text, or JSON for other programs.")]
ScenarioFile = Annotated[
    Path | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        help="Rules, weights and factors of your own (TOML); else the default ones.",
    ),
]


class FirmHazard(StrEnum):
    """What a firm handles that decides how strict a rule is."""

    DANGEROUS_CHEMICALS = "dangerous_chemicals"
    FUELS = "fuels"


Handles = Annotated[
    FirmHazard | None,
    typer.Option("--hazard", help="What the firm handles; rules that name it are then stricter."),
]


@app.command()
def areas(shown: Shown = Format.TABLE) -> None:
    """List the areas at hand."""
    rows: list[dict[str, Any]] = []
    faults = [translate(broken.reason) for broken in broken_areas()]
    for info in list_areas():
        try:
            atlas = atlas_of(info.name)
        except DataError as error:
            atlas = None
            faults.append(translate(error))
        rows.append(views.area_row(info.name, title_of(info), info.epsg, atlas))
    show_rows(
        shown, rows, views.AREA_COLUMNS, [{**row, "place_kind": word(row["place_kind"])} for row in rows]
    )
    for fault in faults:
        refuse(fault)
    if faults:
        raise typer.Exit(EXIT_MENDABLE)


@app.command()
def plots(area: AreaName, shown: Shown = Format.TABLE) -> None:
    """List the plots of an area."""
    atlas = atlas_of(area)
    rows = views.plot_rows(atlas)
    show_rows(shown, rows, views.PLOT_COLUMNS, [_worded(row) for row in rows])


@app.command()
def appraise(
    area: AreaName,
    plot: PlotId,
    scenario: ScenarioFile = None,
    hazard: Handles = None,
    shown: Shown = Format.TABLE,
) -> None:
    """Appraise a plot: what fits, what hinders, how far to what."""
    (appraisal,) = appraisals_of(atlas_of(area), [plot], rules_for(scenario, hazard))
    if shown is Format.JSON:
        show_json(appraisal.to_dict())
    else:
        typer.echo(plot_text(appraisal))


@app.command()
def compare(
    area: AreaName,
    plots: Annotated[list[str], typer.Argument(metavar="PLOT PLOT...", help="Two to six plots.")],
    scenario: ScenarioFile = None,
    hazard: Handles = None,
    shown: Shown = Format.TABLE,
) -> None:
    """Compare two to six plots.

    A star marks the best value of a figure.
    """
    found = appraisals_of(atlas_of(area), list(dict.fromkeys(plots)), rules_for(scenario, hazard))
    by_id = {appraisal.plot_id: appraisal for appraisal in found}
    comparison = compare_appraisals([by_id[plot_id] for plot_id in plots])
    if shown is Format.JSON:
        show_json(views.comparison_value(comparison, found))
        return
    columns, rows = views.comparison_rows(comparison)
    typer.echo(table_text(columns, rows))
    _tell_illustrative(found)


@app.command()
def rank(
    area: AreaName, scenario: ScenarioFile = None, hazard: Handles = None, shown: Shown = Format.TABLE
) -> None:
    """Rank the plots of an area by their assured score; say which have no rank, and why."""
    rows = views.rank_rows(appraisals_of(atlas_of(area), None, rules_for(scenario, hazard)))
    if shown is Format.JSON:
        show_json(rows)
        return
    typer.echo("\n\n".join(_rank_tables(rows)))


@app.command()
def export(
    area: AreaName,
    plot: Annotated[
        str | None, typer.Argument(metavar="[PLOT]", help="A plot; all of them if left out.")
    ] = None,
    *,
    kind: Annotated[
        str, typer.Option("--format", metavar="|".join(REPORTS), callback=_known_report, help="Kind of file.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to write it; - for standard output.")
    ],
    scenario: ScenarioFile = None,
) -> None:
    """Write a plot or a whole area to a file."""
    atlas, rules = atlas_of(area), scenario_of(scenario)
    found = appraisals_of(atlas, [plot] if plot else None, rules)
    content = Content(found, atlas, rules, default=scenario_of(None))
    with slow(_("Writing the export ...")):
        made = REPORTS[kind].make(content)
    if out == STDOUT:
        show_bytes(made)
        return
    write_file(out, made)
    written = n_(
        "{n} plot of {{area}} written to {{file}}",
        "{n} plots of {{area}} written to {{file}}",
        len(content.appraisals),
    )
    typer.echo(written.format(area=title_of(atlas.info), file=out), err=True)


def atlas_of(area: str) -> Atlas:
    """Return the atlas of the area that the user named."""
    with slow(_("Reading {area} ...").format(area=one_line(area))):
        return read_atlas(area)


def scenario_of(path: Path | None) -> Scenario:
    """Return the user's own scenario, or the default one."""
    return parse_scenario(read_scenario_text() if path is None else read_text_file(path))


def rules_for(path: Path | None, hazard: FirmHazard | None) -> Scenario:
    """Return the scenario of a file, or the default one, for a firm of this hazard."""
    return scenario_of(path).for_hazard(hazard.value if hazard else None)


def appraisals_of(atlas: Atlas, plot_ids: list[str] | None, scenario: Scenario) -> tuple[Appraisal, ...]:
    """Return the appraisals of these plots or of all, and tell of faults in the sources."""
    if atlas.issues:
        msg = n_(
            "{n} fault in the sources of {{area}}", "{n} faults in the sources of {{area}}", len(atlas.issues)
        )
        refuse(msg.format(area=title_of(atlas.info)))
    with slow(_("Appraising the plots of {area} ...").format(area=title_of(atlas.info))):
        return appraise_many(plot_ids, atlas, scenario, today())


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "status": _(STATUS_TITLES[row["status"]]), "place_kind": word(row["place_kind"])}


def _rank_tables(rows: list[dict[str, Any]]) -> list[str]:
    """Return a table for each list of the ranking that has plots, with its title."""
    for row in rows:
        place = number(row["rank"])
        row.update(
            place=_("{place}, tied").format(place=place) if row["tied"] else place,
            known_percent=100 * row["known_weight_share"],
            why=" ".join(row["reasons"]),
            available=day(row["available_from"]) if row["available_from"] else _("not known when"),
        )
    parts = [] if any(row["group"] == "ranked" for row in rows) else [_("No plot is in the ranking.")]
    for group, title, columns in views.RANK_LISTS:
        chosen = [_worded(row) for row in rows if row["group"] == group]
        if chosen:
            text = _table(columns, chosen)
            parts.append(f"{_(title)}\n{text}" if title else text)
    return parts


def show_rows(
    shown: Format,
    rows: list[dict[str, Any]],
    columns: tuple[Column, ...],
    worded: list[dict[str, Any]] | None = None,
) -> None:
    """Show the rows as JSON, or as a table of these columns; `worded` has the table's words for codes."""
    if shown is Format.JSON:
        show_json(rows)
    else:
        typer.echo(_table(columns, rows if worded is None else worded))


def _table(columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> str:
    translated = [Column(c.key, _(c.head), c.digits_n, c.grouped, c.to_right) for c in columns]
    return table_text(translated, rows)


def _tell_illustrative(appraisals: tuple[Appraisal, ...]) -> None:
    drawn = [appraisal.plot_id for appraisal in appraisals if appraisal.illustrative]
    if drawn:
        typer.echo(_("Illustrative, not surveyed: {plots}").format(plots=", ".join(drawn)))
