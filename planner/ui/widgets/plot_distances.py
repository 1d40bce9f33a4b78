"""How far it is, with the method in words; and which companies are near."""

from collections.abc import Sequence

import streamlit as st

from planner.appraisal import Appraisal
from planner.logistics.access import AccessPoint
from planner.logistics.distance import Distance
from planner.siting.criteria import nearest_or_no_route
from planner.text import _, distance
from planner.ui import cache
from planner.ui.widgets import headings
from planner.ui.widgets.labels import TARGETS, access_legs, method, target
from planner.ui.widgets.markup import Markup, joined, lines, quiet, show, strong, table

_COMPANIES_SHOWN_N = 8
_APART = ("company", "national_node")
_LOCAL, _FAR = ("direct", "road"), ("road", "rail")
Ways = dict[str, Distance]


def render(appraisal: Appraisal) -> None:
    """Show the distances of a plot of an area."""
    show_distances(appraisal, cache.plot_access(appraisal.area, appraisal.plot_id))


def show_distances(appraisal: Appraisal, points: Sequence[AccessPoint]) -> None:
    """Show the nearest target of each kind by each mode; `points` is where the plot is entered."""
    headings.section(_("How far"), "road")
    local = [row for row in appraisal.distances if row.target_kind not in _APART]
    if not local:
        st.caption(_("Nothing to measure to is at hand in this area."))
        return
    local_head = (_("Nearest"), _("Straight line"), _("Along roads"))
    near = _nearest_of_each(local)
    show(table([_row(ways, _LOCAL) for ways in near], head=local_head, numbers=(1, 2), css_class="ways"))
    show(quiet(_entered(points)))
    far = _by_target([row for row in appraisal.distances if row.target_kind == "national_node"])
    if far:
        head = (_("Town or port"), _("By road"), _("By rail"))
        with st.expander(_("To towns and ports of the country")):
            show(table([_row(ways, _FAR) for ways in far], head=head, numbers=(1, 2), css_class="ways"))
    every = _by_target(local)
    if len(every) > len(near):
        with st.expander(_("All {n} targets").format(n=len(every))):
            head = (_("To"), *local_head[1:])
            show(table([_row(ways, _LOCAL) for ways in every], head=head, numbers=(1, 2), css_class="ways"))


def _entered(points: Sequence[AccessPoint]) -> str:
    """Return from where distances count, and on which road the plot is entered."""
    origin = _(
        "All distances count from the edge of the plot: straight lines from the place nearest to the target."
    )
    if not points:
        return origin
    routes = _(
        "Routes begin at the access point on the map, assumed: nearest to {road}, {leg} off road."
    ).format(road=" / ".join(dict.fromkeys(point.road for point in points)), leg=distance(points[0].leg_m))
    return f"{origin} {routes}"


def render_companies(appraisal: Appraisal) -> None:
    """Show the companies of the area, the nearest first; those placed too roughly at the end."""
    rows = [row for row in appraisal.distances if row.target_kind == "company"]
    if not rows:
        return
    st.subheader(_("With whom"), anchor=False)
    companies = sorted(_by_target(rows), key=_company_order)
    head = (_("Company"), _("Straight line"), _("Along roads"))
    shown, rest = companies[:_COMPANIES_SHOWN_N], companies[_COMPANIES_SHOWN_N:]
    show(table([_row(ways, _LOCAL) for ways in shown], head=head, numbers=(1, 2), css_class="ways"))
    if rest:
        with st.expander(_("{n} more companies").format(n=len(rest))):
            show(table([_row(ways, _LOCAL) for ways in rest], head=head, numbers=(1, 2), css_class="ways"))


def _nearest_of_each(rows: Sequence[Distance]) -> list[Ways]:
    kinds = sorted(dict.fromkeys(row.target_kind for row in rows), key=_kind_place)
    found = [
        {mode: row for mode in _LOCAL if (row := nearest_or_no_route(rows, kind, mode)) is not None}
        for kind in kinds
    ]
    return [ways for ways in found if ways]


def _by_target(rows: Sequence[Distance]) -> list[Ways]:
    grouped: dict[tuple[str, str], Ways] = {}
    for row in rows:
        grouped.setdefault((row.target_kind, row.target_id), {})[row.mode] = row
    return sorted(grouped.values(), key=lambda ways: _kind_place(next(iter(ways.values())).target_kind))


def _kind_place(kind: str) -> int:
    order = list(TARGETS)
    return order.index(kind) if kind in order else len(order)


def _company_order(ways: Ways) -> tuple[bool, float, str]:
    first = next(iter(ways.values()))
    metres = [row.distance_m for row in ways.values() if row.distance_m is not None]
    return (not metres, min(metres, default=0.0), first.target)


def _row(ways: Ways, modes: Sequence[str]) -> tuple[Markup, ...]:
    rows = [ways[mode] for mode in modes if mode in ways]
    names = dict.fromkeys(_name(row) for row in rows)
    first = rows[0]
    # That the way is illustrative, a note tells already.
    drawn = any(row.illustrative and not row.way_illustrative_m for row in rows)
    own_name = first.target_kind in _APART
    told = lines(
        strong(first.target if own_name else target(first.target_kind)),
        "" if own_name else quiet(joined(names, " / ")),
        quiet(first.detail) if first.target_kind == "company" else "",
        *(quiet(note) for note in dict.fromkeys(row.note for row in rows)),
        quiet(_("illustrative")) if drawn else "",
    )
    return told, *(_measured(ways.get(mode)) for mode in modes)


def _name(row: Distance) -> str:
    """Return what the target is called; an identifier is no name."""
    name = "" if row.target == row.target_id else row.target
    if row.detail and row.target_kind == "quay":
        return _("{name}, depth {depth}").format(name=name, depth=row.detail)
    return name


def _measured(row: Distance | None) -> Markup:
    if row is None:
        return quiet("–")
    if row.distance_m is None:
        return quiet(method(row.mode, row.method))
    return lines(distance(row.distance_m), quiet(access_legs(row)))
