"""The command report: one plot, or several side by side, as a file to hand over."""

import contextvars
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.chain_command import freight_chains
from planner.cli.commands import (
    AreaName,
    ScenarioFile,
    app,
    appraisals_of,
    atlas_of,
    known_language,
    scenario_of,
)
from planner.cli.output import STDOUT, show_bytes, slow, write_file
from planner.reports import COMPARISONS, REPORTS, Content, Report
from planner.text import LANGUAGES, _, language, n_, title_of, use_language

FORMATS = ("pdf", "xlsx", "gpkg", "geojson")


def _known_format(name: str) -> str:
    if name not in FORMATS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(repr(known) for known in FORMATS)}.")
    return name


@app.command()
def report(  # noqa: PLR0913 - the options of one command
    area: AreaName,
    plots: Annotated[
        list[str],
        typer.Argument(metavar="PLOT...", help="A plot; two to six are set side by side (pdf, xlsx)."),
    ],
    *,
    kind: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), callback=_known_format, help="Kind of file.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to write it; - for standard output.")
    ],
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="|".join(LANGUAGES), callback=known_language, help="Its language."),
    ] = None,
    freight: Annotated[
        Path | None,
        typer.Option("--freight", metavar="FILE", help="A firm's freight (TOML): its chains are told too."),
    ] = None,
    scenario: ScenarioFile = None,
) -> None:
    """Write the report on a plot, or a comparison of several."""
    plot_ids = list(dict.fromkeys(plots))
    side_by_side = len(plot_ids) > 1 and kind in COMPARISONS
    chosen = COMPARISONS[kind] if side_by_side else REPORTS[kind]

    def content() -> Content:
        atlas, rules = atlas_of(area), scenario_of(scenario)
        found = appraisals_of(atlas, plot_ids, rules)
        travels = None if freight is None else freight_chains(atlas, freight, rules, plot_ids)
        return Content(found, atlas, rules, default=scenario_of(None), chains=travels)

    # The language holds for this command alone.
    contextvars.copy_context().run(_write, chosen, content, out, lang)


def _write(chosen: Report, read: Callable[[], Content], out: Path, lang: str | None) -> None:
    use_language(lang or language())
    content = read()
    with slow(_("Writing the report ...")):
        made = chosen.make(content)
    if out == STDOUT:
        show_bytes(made)
        return
    write_file(out, made)
    written = n_(
        "{{title}}: {n} plot of {{area}} written to {{file}}",
        "{{title}}: {n} plots of {{area}} written to {{file}}",
        len(content.appraisals),
    )
    typer.echo(written.format(title=_(chosen.title), area=title_of(content.atlas.info), file=out), err=True)
