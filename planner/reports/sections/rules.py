"""The rules of a what-if: in what they differ from the default, so that no reader takes one for the other."""

from planner.reports.report import Content
from planner.reports.typst.blocks import Cell, Head, Section, Table, Words
from planner.text import _, localised


def changed_rules(content: Content) -> str:
    """Return the remark that the report goes by other rules than the default; empty if it does not."""
    if not content.changes:
        return ""
    return _("what-if: by the rules “{name}”, not the default").format(name=localised(content.scenario.title))


def rules_sections(content: Content) -> tuple[Section, ...]:
    """Return the section that tells in what the rules differ from the default; none if they do not."""
    if not content.changes:
        return ()
    heads = (Head(_("What differs"), 2.2), Head(_("Default rules"), 1.4), Head(_("In this report"), 2.0))
    rows = tuple((Cell(one.what, strong=True), Cell(one.before), Cell(one.after)) for one in content.changes)
    told = _(
        "This report goes by the rules “{name}”. Here is all in which they differ from the default rules."
    ).format(name=localised(content.scenario.title))
    return (Section(_("What if"), (Words(told, loud=True), Table(heads, rows))),)
