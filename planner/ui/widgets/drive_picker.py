"""The choice of who drives: the vehicle, dangerous goods or not, the shortest or the fastest way."""

import streamlit as st

from planner.logistics.vehicles import Drive
from planner.text import _, quantity
from planner.ui import cache, state
from planner.ui.drives import BY_TIME, HAZMAT, drive_of

_KEYS = ("plot.vehicle", "plot.drive_by", "plot.hazmat")


def choose() -> Drive | None:
    """Show the choice, and return who drives; nobody: shortest ways, and no limit counts."""
    scenario = cache.scenario(state.current().scenario)
    known = {vehicle.vehicle_id: vehicle for vehicle in scenario.vehicles}
    chosen, *more = state.current().vehicle.split(":")
    key = state.preset(_KEYS[0], chosen if chosen in known else "")
    st.selectbox(
        _("Vehicle"),
        ["", *known],
        format_func=lambda name: known[name].name if name else _("none: shortest way, no limits"),
        key=key,
        on_change=state.take_parts,
        args=("vehicle", _KEYS),
    )
    if chosen not in known:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {"": _("shortest"), BY_TIME: _("fastest")}
        st.segmented_control(
            _("Way"),
            list(titles),
            required=True,
            format_func=lambda name: titles[name],
            key=state.preset(_KEYS[1], BY_TIME if BY_TIME in more else ""),
            on_change=state.take_parts,
            args=("vehicle", _KEYS),
        )
        st.toggle(
            _("Dangerous goods"),
            key=state.preset(_KEYS[2], HAZMAT in more),
            on_change=state.take_parts,
            args=("vehicle", _KEYS),
        )
    vehicle = known[chosen]
    size = _("{height} high, {length} long, {weight}, {axle} an axle; {confidence}.")
    st.caption(
        size.format(
            height=quantity(vehicle.height_m, "m", 1),
            length=quantity(vehicle.length_m, "m", 1),
            weight=quantity(vehicle.weight_t, "t"),
            axle=quantity(vehicle.axle_load_t, "t"),
            confidence=_(vehicle.confidence),
        )
    )
    return drive_of(state.current().vehicle, scenario)
