"""What stands in the way: rules that touch the plot, with the ground they cover, and what was not checked."""

from collections.abc import Sequence

from planner.appraisal import Appraisal, Finding
from planner.capacity.restrictions import Unchecked
from planner.reports.labels import word
from planner.reports.sections.phrases import at_least_something, confidence_tags, illustrative_tags
from planner.reports.typst.blocks import Block, Cell, Head, Points, Section, Table, Words
from planner.text import _, distance, number, quantity


def restrictions_section(appraisal: Appraisal) -> Section:
    """Return the section on rules; reasons against the plot as a whole stand first."""
    touching = [finding for finding in appraisal.findings if not finding.denies_rank]
    blocks: list[Block] = []
    if appraisal.reasons_unranked:
        text = (
            _("Out of the ranking: {reasons}")
            if appraisal.knocked_out
            else _("Too little is known for a rank: {reasons}")
        )
        blocks.append(Words(text.format(reasons=" ".join(appraisal.reasons_unranked)), loud=True))
    if touching:
        blocks.append(_table(touching))
    else:
        blocks.append(Words(_("None of the rules that were checked touches this ground.")))
    if appraisal.unchecked:
        blocks.append(not_checked(appraisal.unchecked))
    return Section(_("What stands in the way"), tuple(blocks))


def not_checked(unchecked: Sequence[Unchecked]) -> Points:
    """Return the rules that were not checked, those with the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for entry in unchecked:
        by_reason.setdefault(entry.reason, []).append(entry.title)
    items = tuple(Cell("; ".join(titles), note=reason) for reason, titles in by_reason.items())
    return Points(items, title=_("Not checked, or not for every feature"), columns_n=2)


def _table(findings: list[Finding]) -> Table:
    heads = (
        Head(_("Rule"), 2.1),
        Head(_("Effect"), 0.95),
        Head(_("Width"), 0.65, to_right=True),
        Head(_("Covers m²"), 0.75, to_right=True),
        Head(_("% of plot"), 0.65, to_right=True),
        Head(_("Legal reference"), 1.9),
    )
    return Table(heads, tuple(_row(finding) for finding in findings))


def _row(finding: Finding) -> tuple[Cell, ...]:
    share = finding.overlap_share
    tags = (*illustrative_tags(illustrative=finding.illustrative), *confidence_tags(finding.confidence))
    note = " ".join(part for part in (finding.note, _accuracy(finding)) if part)
    return (
        Cell(finding.title, note=note, tags=tags),
        Cell(word(finding.effect)),
        Cell(_width(finding)),
        Cell(at_least_something(finding.overlap_m2)),
        Cell(at_least_something(None if share is None else 100 * share, 1)),
        Cell(
            finding.legal_reference or _("none found"),
            url=finding.url,
            note=_("as of {when}").format(when=finding.as_of) if finding.as_of else "",
        ),
    )


def _accuracy(finding: Finding) -> str:
    if finding.accuracy_m is None:
        return ""
    return _("The place of what it goes by is known to {accuracy}.").format(
        accuracy=distance(finding.accuracy_m)
    )


def _width(finding: Finding) -> str:
    low, high = finding.width_min_m, finding.width_max_m
    if low is None or high is None or high == 0:
        return "–"
    if low == high:
        return quantity(high, "m")
    return f"{number(low)}–{quantity(high, 'm')}"
