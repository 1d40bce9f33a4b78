"""How far it is, with the method in words; and which companies are near."""

from collections.abc import Sequence

import streamlit as st

from planner.appraisal import Appraisal
from planner.comparison import nearest
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, Distance
from planner.text import _, distance
from planner.ui.markup import Markup, lines, quiet, show, strong, table
from planner.ui.words import TARGETS, method, target

_COMPANIES_SHOWN_N = 8
_APART = ("company", "national_node")


def render(appraisal: Appraisal) -> None:
    """Show the nearest target of each kind by each mode; all others on demand."""
    st.subheader(_("How far"), anchor=False)
    near = _nearest_of_each(appraisal.distances)
    if near:
        show(table([_row(row) for row in near], numbers=(1,), css_class="findings"))
    else:
        st.caption(_("Nothing to measure to is at hand in this area."))
    far = [row for row in appraisal.distances if row.target_kind == "national_node"]
    if far:
        with st.expander(_("To towns and ports of the country")):
            show(table([_row(row) for row in far], numbers=(1,), css_class="findings"))
    local = [row for row in appraisal.distances if row.target_kind not in _APART]
    if len(local) > len(near):
        with st.expander(_("All {n} distances").format(n=len(local))):
            ordered = sorted(local, key=lambda row: (_place(row), row.mode, row.distance_m or 0.0))
            show(table([_row(row) for row in ordered], numbers=(1,), css_class="findings"))


def render_companies(appraisal: Appraisal) -> None:
    """Show the companies of the area, the nearest first; those placed too roughly at the end."""
    rows = [row for row in appraisal.distances if row.target_kind == "company" and row.mode == "direct"]
    if not rows:
        return
    st.subheader(_("With whom"), anchor=False)
    ordered = sorted(rows, key=lambda row: (row.distance_m is None, row.distance_m or 0.0, row.target))
    show(table([_company(row) for row in ordered[:_COMPANIES_SHOWN_N]], numbers=(1,), css_class="findings"))
    rest = ordered[_COMPANIES_SHOWN_N:]
    if rest:
        with st.expander(_("{n} more companies").format(n=len(rest))):
            show(table([_company(row) for row in rest], numbers=(1,), css_class="findings"))


def _nearest_of_each(rows: Sequence[Distance]) -> list[Distance]:
    pairs = dict.fromkeys((row.target_kind, row.mode) for row in rows if row.target_kind not in _APART)
    found = [row for kind, mode in pairs if (row := nearest(rows, kind, mode)) is not None]
    return sorted(found, key=lambda row: (_place(row), row.mode != "direct"))


def _place(row: Distance) -> int:
    order = list(TARGETS)
    return order.index(row.target_kind) if row.target_kind in order else len(order)


def _row(row: Distance) -> tuple[Markup, Markup]:
    name = "" if row.target == row.target_id else row.target
    if row.detail and row.target_kind == "quay":
        name = _("{name}, depth {depth}").format(name=name, depth=row.detail)
    kind = strong(name if row.target_kind == "national_node" else target(row.target_kind))
    shown = "" if row.target_kind == "national_node" else name
    drawn = _("illustrative") if row.illustrative else ""
    return lines(kind, quiet(shown), quiet(row.note), quiet(drawn)), _measured(row)


def _measured(row: Distance) -> Markup:
    if row.distance_m is None:
        return quiet(method(row.mode, BELOW_ACCURACY))
    snap = ""
    if row.method == NETWORK and row.snap_m:
        snap = _("{snap} of it off the network").format(snap=distance(row.snap_m))
    return lines(distance(row.distance_m), quiet(method(row.mode, row.method)), quiet(snap))


def _company(row: Distance) -> tuple[Markup, Markup]:
    return lines(strong(row.target), quiet(row.detail), quiet(row.note)), _measured(row)
