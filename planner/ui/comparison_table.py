"""A comparison as a table on the page and as CSV."""

import csv
import io
from collections.abc import Sequence

from planner.appraisal import Appraisal
from planner.comparison import Comparison, Figure
from planner.reports.csv import cell
from planner.text import _, number, unit_name
from planner.ui.markup import Markup, joined, lines, quiet, show, strong, table, tag, wide
from planner.ui.words import status, word

_BEST = "★"
_WORDS = {"status": status, "binding_limit": word}


def render(comparison: Comparison, appraisals: Sequence[Appraisal]) -> None:
    """Show the table; the best value of a line is bold and has a star."""
    head = ("", _("Unit"), *(_head(appraisal) for appraisal in appraisals))
    rows = [(figure.title, quiet(unit_name(figure.unit)), *_cells(figure)) for figure in comparison.figures]
    figures = table(rows, head=head, numbers=range(2, len(head)), css_class="figures")
    show(wide(figures))
    show(quiet(_("{star} marks the best value of a line.").format(star=_BEST)))


def csv_bytes(comparison: Comparison) -> bytes:
    """Return the comparison as CSV; text that a spreadsheet would run as a formula is made harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_("Figure"), _("Unit"), *(cell(plot_id) for plot_id in comparison.plot_ids)])
    for figure in comparison.figures:
        writer.writerow(
            [figure.title, unit_name(figure.unit), *(_csv_value(figure, value) for value in figure.values)]
        )
    return buffer.getvalue().encode()


def _csv_value(figure: Figure, value: float | str | None) -> object:
    if isinstance(value, str) and figure.figure_id in _WORDS:
        return cell(_WORDS[figure.figure_id](value))
    return round(value, 1) if isinstance(value, float) else cell(value)


def _head(appraisal: Appraisal) -> Markup:
    marks = []
    if appraisal.knocked_out:
        marks.append(tag(_("ruled out"), "stop"))
    if appraisal.illustrative:
        marks.append(tag(_("illustrative"), "warn"))
    return lines(appraisal.plot_id, quiet(appraisal.name), joined(marks))


def _cells(figure: Figure) -> list[str]:
    return [
        strong(f"{_BEST}\u00a0{_text(figure, value)}") if position in figure.best else _text(figure, value)
        for position, value in enumerate(figure.values)
    ]


def _text(figure: Figure, value: float | str | None) -> str:
    if value is None:
        return quiet(_("not known"))
    if isinstance(value, str):
        return _WORDS[figure.figure_id](value) if figure.figure_id in _WORDS else value
    return number(value)
