"""The choice of what colours the plots of the map: their status, a figure, or a way to a target."""

import streamlit as st

from planner.drawing.map_colours import FIGURES, QUICK, STATUS
from planner.text import _, unit_name
from planner.ui import cache, state


def choose(area: str) -> str:
    """Show the choice and return it, with who drives; an unknown one in the address is let go.

    Of very many plots, what takes minutes to find for all is not offered.
    """
    known = {STATUS: _("Status")}
    is_small = cache.is_small(area)
    known |= {
        name: _("{figure}, {unit}").format(figure=_(figure.title), unit=unit_name(figure.unit))
        for name, figure in FIGURES.items()
        if is_small or name in QUICK
    }
    ways = cache.way_titles(area, state.current().route) if is_small else {}
    known |= ways
    if state.current().figure not in known:
        state.change(figure=STATUS)
    key = state.preset("map.figure", state.current().figure)
    st.selectbox(
        _("Colour plots by"),
        list(known),
        format_func=lambda name: known[name],
        key=key,
        on_change=state.take,
        args=("figure", key),
    )
    figure = state.current().figure
    return f"{figure}@{state.current().vehicle}" if figure in ways else figure
