"""How far one gets from the plot within so many kilometres or minutes: asked for, told, drawn on the map."""

import re

import streamlit as st

from planner.appraisal import Appraisal
from planner.logistics.reach import Reach
from planner.text import _, distance, quantity
from planner.ui import cache, drives, state
from planner.ui.markup import joined, lines, quiet, show, strong, swatch

_WRITTEN = re.compile(r"(km|min):(\d{1,4}(?:\.\d)?)")
_MOST = {"km": 200.0, "min": 240.0}
_FIRST = {"km": 5.0, "min": 10.0}


def render(appraisal: Appraisal) -> None:
    """Show the question, and what was found."""
    asked = wanted(state.current().reach)
    with st.expander(_("Reachable area"), expanded=asked is not None):
        _ask(*(asked or ("km", _FIRST["km"])))
        found = chosen_reach(appraisal.area, appraisal.plot_id)
        if asked and found is None:
            st.caption(_("No roads are at hand in this area."))
        elif asked and found:
            _told(asked, found)


def wanted(text: str) -> tuple[str, float] | None:
    """Return unit and number of the reach that the address names; None where it names none.

    Examples
    --------
    >>> wanted("km:5"), wanted("min:12.5"), wanted("km:0"), wanted("far")
    (('km', 5.0), ('min', 12.5), None, None)
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    unit, value = found[1], float(found[2])
    return (unit, value) if 0 < value <= _MOST[unit] else None


def chosen_reach(area: str, plot_id: str) -> Reach | None:
    """Return what is reached from the plot; None where nothing is asked for, or no roads are at hand."""
    asked = wanted(state.current().reach)
    if asked is None or not cache.atlas(area).has("roads"):
        return None
    return cache.plot_reach(area, plot_id, state.current().scenario, _driver(asked[0]), asked)


def _driver(unit: str) -> str:
    """Return who drives: minutes need a vehicle, and without a chosen one that of the scenario drives."""
    chosen = state.current().vehicle
    return drives.timed(chosen, cache.scenario(state.current().scenario)) if unit == "min" else chosen


def _ask(unit: str, value: float) -> None:
    titles = {"km": _("km"), "min": _("minutes")}
    with st.form("plot.reach_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            _("By road within"),
            0.5,
            max(_MOST.values()),
            value,
            step=0.5,
            format="%.1f",
            key="plot.reach_value",
            width=110,
        )
        st.selectbox(
            _("Unit"),
            list(titles),
            index=list(titles).index(unit),
            format_func=lambda name: titles[name],
            key="plot.reach_unit",
            width=120,
        )
        keys = ("plot.reach_unit", "plot.reach_value")
        st.form_submit_button(_("Show"), on_click=state.take_parts, args=("reach", keys))
        if state.current().reach:
            st.form_submit_button(_("Hide"), on_click=state.let_go, args=("reach",))


def _told(asked: tuple[str, float], found: Reach) -> None:
    unit, value = asked
    drive = drives.drive_of(_driver(unit), cache.scenario(state.current().scenario))
    who = drive.vehicle.name if drive else _("no vehicle, no limits")
    text = _("{length} of roads within {limit}, {who}").format(
        length=distance(found.length_m), limit=quantity(value, unit, 1), who=who
    )
    show(lines(strong(text), *(quiet(note) for note in found.notes)))
    show(quiet(joined((_("On the map:"), swatch("reach", _("reached by road"))), "  ")))
