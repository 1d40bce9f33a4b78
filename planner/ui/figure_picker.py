"""The choice of what colours the plots of the map."""

import streamlit as st

from planner.drawing.map_colours import FIGURES, STATUS
from planner.text import _
from planner.ui import state


def choose() -> str:
    """Show the choice and return it; an unknown one in the address is let go."""
    known = (STATUS, *FIGURES)
    if state.current().figure not in known:
        state.change(figure=STATUS)
    key = state.preset("map.figure", state.current().figure)
    st.selectbox(
        _("Colour plots by"), known, format_func=_title, key=key, on_change=state.take, args=("figure", key)
    )
    return state.current().figure


def _title(figure_id: str) -> str:
    if figure_id == STATUS:
        return _("Status")
    figure = FIGURES[figure_id]
    return _("{figure}, {unit}").format(figure=_(figure.title), unit=_(figure.unit))
