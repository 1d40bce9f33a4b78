"""What was wrong in the sources, row by row, on the page and as CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple

import streamlit as st

from layers.issues import Issue
from planner.reports.csv import cell
from planner.text import _, n_, translate
from planner.ui.widgets.layer_names import field_title, layer_title
from planner.ui.widgets.markup import show, table

_SHOWN_N = 200


def render(area: str, issues: Sequence[Issue]) -> None:
    """Show the issues, the first ones in a table and all of them as a file."""
    st.subheader(_("Faults found"), anchor=False)
    if not issues:
        st.caption(_("None: every row of every layer could be used as it is."))
        return
    found = n_("{n} fault was found and dealt with:", "{n} faults were found and dealt with:", len(issues))
    st.caption(found)
    show_issues(issues, key="data.download", file_name=f"{area}_faults.csv")


def show_issues(issues: Sequence[Issue], *, key: str, file_name: str) -> None:
    """Show the first issues in a table, and all of them as a file."""
    rows = [_shown(issue) for issue in issues[:_SHOWN_N]]
    show(table(rows, head=_head(), numbers=(1,), css_class="faults stacked"))
    if len(issues) > _SHOWN_N:
        st.caption(_("The first {n} are shown; the file holds all.").format(n=_SHOWN_N))
    st.download_button(
        _("Download as CSV"),
        csv_bytes(issues),
        file_name=file_name,
        mime="text/csv",
        key=key,
        on_click="ignore",
    )


def csv_bytes(issues: Sequence[Issue]) -> bytes:
    """Return the issues as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_head())
    writer.writerows([cell(value) for value in _cells(issue)] for issue in issues)
    return buffer.getvalue().encode()


def _shown(issue: Issue) -> tuple[str, ...]:
    """Return what the page says of an issue: layers and columns as it calls them, no row for a whole file."""
    layer, row, field, *rest = _cells(issue)
    return (layer_title(layer), row if issue.row else "", field_title(layer, field), *rest)


def _cells(issue: Issue) -> tuple[str, ...]:
    layer, row, field, value, reason, action = astuple(issue)
    return layer, str(row), field, value, translate(reason), translate(action)


def _head() -> tuple[str, ...]:
    return (_("Layer"), _("Row"), _("Field"), _("Value"), _("Reason"), _("What was done"))
