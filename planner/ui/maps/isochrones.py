"""How far one gets from the plot, or from a place on the map, within so many kilometres or minutes."""

import math
import re

import shapely
import streamlit as st

from layers.crs import easting_northing
from planner.appraisal import Appraisal
from planner.logistics.isochrones import Isochrone
from planner.text import _, distance, number, quantity
from planner.ui import cache, drives, state
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import joined, lines, quiet, show, strong, swatch

_WRITTEN = re.compile(r"(km|min):(\d{1,4}(?:\.\d)?)")
_PLACE = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")
_MOST = {"km": 200.0, "min": 240.0}
_FIRST = {"km": 5.0, "min": 10.0}
_LAT_MAX, _LON_MAX = 90.0, 180.0
Within = tuple[str, float]


def render(appraisal: Appraisal) -> None:
    """Show the question for a plot, and what was found."""
    ask(appraisal.area, appraisal.plot_id)


def ask(area: str, plot_id: str) -> None:
    """Show the question for a plot or the place clicked, and what was found; without a plot, how to begin."""
    within, place = chosen_within(), chosen_place(area)
    with st.expander(_("Reachable area"), expanded=within is not None):
        if not cache.atlas(area).has("roads"):
            st.caption(_("No roads are at hand in this area."))
            return
        if not (plot_id or place):
            st.caption(_("Choose a plot, or take a place on the map with the pin among its buttons."))
            return
        _start(area, plot_id)
        _ask(*(within or ("km", _FIRST["km"])))
        found = chosen_reach(area, plot_id)
        if within and found:
            _told(within, found)


def wanted(text: str) -> Within | None:
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


def lat_lon_of(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the place that the address names; None where it names none.

    Examples
    --------
    >>> lat_lon_of("63.85951,23.05284"), lat_lon_of("91,0"), lat_lon_of("harbour")
    ((63.85951, 23.05284), None, None)
    """
    found = _PLACE.fullmatch(text)
    if not found:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if abs(lat) <= _LAT_MAX and abs(lon) <= _LON_MAX else None


def chosen_within() -> Within | None:
    """Return how far is asked for; a place that was clicked asks by itself."""
    chosen = state.current()
    return wanted(chosen.reach) or (("km", _FIRST["km"]) if lat_lon_of(chosen.reach_from) else None)


def chosen_place(area: str) -> shapely.Point | None:
    """Return the place that the reach starts from instead of the plot, in the area's working system."""
    found = lat_lon_of(state.current().reach_from)
    if found is None:
        return None
    x_m, y_m = easting_northing(lat=found[0], lon=found[1], working=cache.atlas(area).working)
    return shapely.Point(x_m, y_m) if math.isfinite(x_m) and math.isfinite(y_m) else None


def chosen_reach(area: str, plot_id: str) -> Isochrone | None:
    """Return what is reached from the place or plot; None where nothing is asked for, or without roads."""
    within, place = chosen_within(), chosen_place(area)
    if within is None or not (plot_id or place) or not cache.atlas(area).has("roads"):
        return None
    start = (place.x, place.y) if place else plot_id
    return cache.found_reach(area, start, state.current().scenario, _driver(within[0]), within)


def _driver(unit: str) -> str:
    """Return who drives: minutes need a vehicle, and without a chosen one that of the scenario drives."""
    chosen = state.current().vehicle
    return drives.timed(chosen, cache.scenario(state.current().scenario)) if unit == "min" else chosen


def _start(area: str, plot_id: str) -> None:
    """Say where the way starts, and lead back to the plot."""
    place = chosen_place(area)
    if place is None:
        st.caption(_("From plot {plot}. The pin on the map takes any place.").format(plot=plain(plot_id)))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _("From the place N {north} E {east}, EPSG:{epsg}").format(
                north=number(place.y), east=number(place.x), epsg=cache.atlas(area).working.epsg
            )
        )
        if plot_id:
            st.button(
                _("From plot {plot}").format(plot=plain(plot_id)),
                key="reach.from_plot",
                on_click=state.let_go,
                args=("reach_from",),
            )


def _ask(unit: str, value: float) -> None:
    titles = {"km": _("km"), "min": _("minutes")}
    with st.form("reach.form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            _("By road within"),
            0.5,
            max(_MOST.values()),
            value,
            step=0.5,
            format="%.1f",
            key="reach.value",
            width=110,
        )
        st.selectbox(
            _("Unit"),
            list(titles),
            index=list(titles).index(unit),
            format_func=lambda name: titles[name],
            key="reach.unit",
            width=120,
        )
        keys = ("reach.unit", "reach.value")
        st.form_submit_button(_("Show"), on_click=state.take_parts, args=("reach", keys))
        if chosen_within():
            hidden = ("reach", "reach_from")
            st.form_submit_button(_("Hide"), on_click=state.let_go_all, args=(hidden,))


def _told(within: Within, found: Isochrone) -> None:
    unit, value = within
    drive = drives.drive_of(_driver(unit), cache.scenario(state.current().scenario))
    who = drive.vehicle.name if drive else _("no vehicle, no limits")
    text = _("{length} of roads within {limit}, {who}").format(
        length=distance(found.length_m), limit=quantity(value, unit, 1), who=who
    )
    show(lines(strong(text), *(quiet(note) for note in found.notes)))
    show(quiet(joined((_("On the map:"), swatch("reach", _("reached by road"))), "  ")))
