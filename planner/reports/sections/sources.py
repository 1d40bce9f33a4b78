"""Sources: where every layer comes from, on which terms, how accurate, and which edition this is."""

from collections.abc import Sequence

from layers.atlas import Atlas
from layers.sources import Source
from planner.reports.edition import VERSION, data_hash, rules_hash
from planner.reports.labels import source_accuracy, source_title
from planner.reports.sections.phrases import illustrative_tags
from planner.reports.typst.blocks import Block, Cell, Head, Points, Section, Table, Words
from planner.scenario.scenario import Scenario
from planner.text import _, day, localised, n_


def sources_section(sources: Sequence[Source], atlas: Atlas, scenario: Scenario) -> Section:
    """Return the section on sources."""
    heads = (
        Head(_("Data"), 1.6),
        Head(_("Accuracy"), 2.2),
        Head(_("Whom to name, on which terms"), 2.3),
    )
    # The edition stands first: after the long table it would often be alone on a last page.
    blocks: list[Block] = [_edition(sources, scenario)]
    if sources:
        blocks.append(Table(heads, tuple(_row(source) for source in sources)))
    else:
        blocks.append(Words(_("No record of the sources is at hand.")))
    if atlas.issues:
        blocks.append(
            Words(
                n_(
                    "{n} fault was found in the sources; the page Data lists it.",
                    "{n} faults were found in the sources; the page Data lists them.",
                    len(atlas.issues),
                )
            )
        )
    return Section(_("Sources"), tuple(blocks))


def _row(source: Source) -> tuple[Cell, ...]:
    return (
        Cell(
            source_title(source),
            url=source.url,
            note=_("retrieved {day}").format(day=day(source.retrieved)),
            tags=illustrative_tags(illustrative=source.illustrative),
        ),
        Cell(source_accuracy(source)),
        Cell(source.attribution, note=source.licence),
    )


def _edition(sources: Sequence[Source], scenario: Scenario) -> Points:
    rules = _("Rules and weights: {title} ({name}), SHA-256").format(
        name=scenario.name, title=localised(scenario.title)
    )
    items = (
        Cell(f"Sijainti {VERSION}"),
        Cell(_("Data: SHA-256 over the files’ own"), note=data_hash(sources)),
        Cell(rules, note=rules_hash(scenario)),
    )
    return Points(items, title=_("This report"))
