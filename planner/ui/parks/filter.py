"""The filter of the parks and their table: which fit, of which it is not known, which do not."""

from collections.abc import Mapping, Sequence

import streamlit as st

from planner.drawing.web.parks_map import FITS, OUT, UNKNOWN
from planner.text import _, marked, n_, number, quantity
from planner.ui import state
from planner.ui.parks.listing import NO, ORDERS, YES, Park, Wanted, in_order, verdict
from planner.ui.widgets.markup import Markup, lines, quiet, show, strong, table

_AREAS_HA = ("50", "100", "500", "1000")
_JOBS_N = ("100", "500", "1000", "3000")
_DEPTHS_M = ("10", "12", "15")
_SORT_TITLES = {
    "situation": marked("Starting situation"),
    "size": marked("Size"),
    "jobs": marked("Jobs"),
    "depth": marked("Port depth"),
    "rail": marked("Railway"),
}
_RAIL = {YES: marked("yes"), NO: marked("no")}


def choose(parks: Sequence[Park]) -> Wanted:
    """Show what can be asked of a park, and return what is asked."""
    situations = {park.situation: park.situation_title for park in parks if park.situation}
    wanted = _wanted(situations)
    with (
        st.expander(_("Filter and sort"), expanded=wanted != Wanted()),
        st.container(horizontal=True, key="park_filter"),
    ):
        _select("park_situation", _("Starting situation"), situations)
        _select("park_ha", _("Size at least"), {size: quantity(float(size), "ha") for size in _AREAS_HA})
        _select("park_jobs", _("Jobs at least"), {jobs: number(float(jobs)) for jobs in _JOBS_N})
        _select("park_depth", _("Port depth at least"), {d: quantity(float(d), "m") for d in _DEPTHS_M})
        _select("park_rail", _("Railway"), {code: _(title) for code, title in _RAIL.items()})
        _select("park_sort", _("Sort by"), {code: _(_SORT_TITLES[code]) for code in ORDERS}, _("Name"))
    return wanted


def _select(field: str, label: str, titles: Mapping[str, str], none: str = "") -> None:
    asked = getattr(state.current(), field)
    key = state.preset(f"parks.{field}", asked if asked in titles else None)
    st.selectbox(
        label,
        list(titles),
        format_func=titles.__getitem__,
        placeholder=none or _("any"),
        key=key,
        on_change=state.take,
        args=(field, key),
        width=190,
    )


def _wanted(situations: Mapping[str, str]) -> Wanted:
    """Return what the address asks for; what it cannot ask for counts as nothing."""
    asked = state.current()

    def least(text: str, steps: Sequence[str]) -> float | None:
        return float(text) if text in steps else None

    return Wanted(
        situation=asked.park_situation if asked.park_situation in situations else "",
        rail=asked.park_rail if asked.park_rail in _RAIL else "",
        area_ha=least(asked.park_ha, _AREAS_HA),
        jobs_n=least(asked.park_jobs, _JOBS_N),
        depth_m=least(asked.park_depth, _DEPTHS_M),
    )


def show_table(parks: Sequence[Park], wanted: Wanted) -> None:
    """Show the parks that fit, then those of which it is not known, and name those that do not."""
    ordered = in_order(parks, state.current().park_sort)
    groups = {
        mark: [park for park in ordered if verdict(park, wanted) == mark] for mark in (FITS, UNKNOWN, OUT)
    }
    st.subheader(_("Parks side by side"), anchor=False)
    if wanted != Wanted():
        st.caption(n_("{n} park fits.", "{n} parks fit.", len(groups[FITS])))
    if groups[FITS]:
        _show_rows(groups[FITS])
    if groups[UNKNOWN]:
        st.caption(
            n_(
                "Of {n} park it is not known whether it fits:",
                "Of {n} parks it is not known whether they fit:",
                len(groups[UNKNOWN]),
            )
        )
        _show_rows(groups[UNKNOWN])
    if groups[OUT]:
        show(quiet(_("Do not fit: {parks}").format(parks=", ".join(park.name for park in groups[OUT]))))


def _show_rows(parks: Sequence[Park]) -> None:
    head = (
        _("Park"),
        _("Starting situation"),
        _("Size, ha"),
        _("Jobs"),
        _("Port depth, m"),
        _("Railway"),
    )
    show(table([_row(park) for park in parks], head=head, numbers=(2, 3, 4), css_class="parks stacked"))


def _row(park: Park) -> tuple[str, ...]:
    return (
        lines(strong(park.name), quiet(park.municipality)),
        park.situation_title or _unknown(),
        _known(park.area_ha),
        _known(park.jobs_n),
        _("no port") if park.depth_m == 0 else _known(park.depth_m, 1),
        _(_RAIL[park.rail]) if park.rail else _unknown(),
    )


def _known(value: float | None, digits_n: int = 0) -> str:
    return _unknown() if value is None else number(value, digits_n)


def _unknown() -> Markup:
    return quiet(_("not known"))
