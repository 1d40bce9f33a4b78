"""The choice of what colours the plots of the map: their status, a figure, or a way to a target."""

import streamlit as st

from planner.drawing.web.plot_colours import FIGURES, PATIENT, QUICK, STATUS
from planner.text import _, unit_name
from planner.ui import cache, state
from planner.ui.maps import content as map_contents


def choose(area: str) -> str:
    """Show the choice and return it, with who drives; an unknown one in the address is let go.

    Of very many plots, what takes minutes to find for all is not offered.
    """
    known = {STATUS: _("Status")}
    known |= {
        name: _("{figure}, {unit}").format(figure=_(figure.title), unit=unit_name(figure.unit))
        for name, figure in FIGURES.items()
        if name in QUICK or cache.is_small(area) or (name in PATIENT and cache.is_patient(area))
    }
    ways = cache.way_titles(area, state.current().route) if cache.is_patient(area) else {}
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
    if figure in PATIENT and not cache.is_small(area):
        _prepare(area)
    return f"{figure}@{state.current().vehicle}" if figure in ways else figure


def _prepare(area: str) -> None:
    """Find the scores of very many plots, and tell how far it is; what was found before is there at once."""
    blocks = map_contents.score_blocks(area)
    bar = st.progress(0.0, _("Appraising all plots"))
    for done_n, first_n in enumerate(blocks, 1):
        map_contents.scores(area, state.current().scenario, first_n)
        bar.progress(done_n / len(blocks), _("Appraising all plots"))
    bar.empty()
