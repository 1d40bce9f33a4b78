"""The Help page: how each figure is computed, how-tos, what works by keyboard, and terms."""

import streamlit as st

from planner.text import _, marked
from planner.ui import state
from planner.ui.help import sections as help_parts
from planner.ui.help.figures import FIGURES

# Code in the address -> title and what it shows. A figure or a how-to is named by its own code.
_PARTS = {
    "figures": (marked("Figures"), help_parts.figures),
    "howto": (marked("How-tos"), help_parts.how_tos),
    "keys": (marked("Keyboard"), help_parts.keys),
    "terms": (marked("Terms"), help_parts.terms),
}


def render() -> None:
    """Show the page."""
    st.header(_("Help"), anchor=False)
    part = _part(state.current().help)
    key = state.preset("help.part", part)
    st.segmented_control(
        _("Part of the help"),
        list(_PARTS),
        format_func=lambda code: _(_PARTS[code][0]),
        key=key,
        on_change=state.take,
        args=("help", key),
        label_visibility="collapsed",
    )
    _title, show_part = _PARTS[part]
    show_part()


def _part(asked: str) -> str:
    """Return the part of the page that holds what is asked for."""
    if asked in FIGURES:
        return "figures"
    code = asked.partition(".")[0]
    return code if code in _PARTS else "figures"
