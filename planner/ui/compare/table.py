"""A comparison as a table on the page and as CSV."""

import csv
import io
from collections.abc import Sequence

import streamlit as st

from planner.appraisal import Appraisal
from planner.comparison import Comparison, Figure, compare
from planner.reports.csv import cell
from planner.text import _, number, signed, unit_name
from planner.ui import state
from planner.ui.widgets.labels import status, word
from planner.ui.widgets.markup import Markup, joined, lines, quiet, show, strong, table, tag, wide

_BEST = "★"
_WORDS = {"status": status, "binding_limit": word, "remaining_binding_limit": word}


def render(found: Sequence[Appraisal]) -> None:
    """Show the figures; the best value of a line is bold and has a star, others may be differences."""
    comparison = compare(found)
    st.subheader(_("Figures side by side"), anchor=False)
    against = _choose_other(comparison.plot_ids)
    head = ("", _("Unit"), *(_head(appraisal) for appraisal in found))
    rows = [
        (figure.title, quiet(unit_name(figure.unit)), *cells(figure, against))
        for figure in comparison.figures
    ]
    show(wide(table(rows, head=head, numbers=range(2, len(head)), css_class="figures")))
    show(quiet(_("{star} marks the best value of a line.").format(star=_BEST)))


def _choose_other(plot_ids: Sequence[str]) -> int | None:
    """Show the choice of the plot that the others are measured against; return its place, if any."""
    asked = state.current().against
    key = state.preset("compare.against", asked if asked in plot_ids else None)
    st.selectbox(
        _("Difference to"),
        list(plot_ids),
        placeholder=_("None: the values themselves"),
        key=key,
        on_change=state.take,
        args=("against", key),
        width=320,
    )
    return plot_ids.index(asked) if asked in plot_ids else None


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
    elif appraisal.too_little_known:
        marks.append(tag(_("too little is known"), "warn"))
    if appraisal.illustrative:
        marks.append(tag(_("illustrative"), "warn"))
    return lines(appraisal.plot_id, quiet(appraisal.name), joined(marks))


def cells(figure: Figure, against_index: int | None) -> list[str]:
    """Return the values as text; against one of the plots, what the others have more or less."""
    start = None if against_index is None else figure.values[against_index]
    made = []
    for place, value in enumerate(figure.values):
        told = _text(figure, value) if place == against_index else _difference(figure, value, start)
        made.append(strong(f"{_BEST}\u00a0{told}") if place in figure.best else told)
    return made


def _difference(figure: Figure, value: float | str | None, start: float | str | None) -> str:
    """Return how much more or less a value is; values that are no numbers, or have no start, stay."""
    if isinstance(value, str) or isinstance(start, str) or value is None or start is None:
        return _text(figure, value)
    return signed(value - start)


def _text(figure: Figure, value: float | str | None) -> str:
    if value is None:
        return quiet(_("not known"))
    if isinstance(value, str):
        return _WORDS[figure.figure_id](value) if figure.figure_id in _WORDS else value
    return number(value)
