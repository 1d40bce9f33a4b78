"""The Parks page: all parks of the network on one map, and the profile of one."""

import streamlit as st

from planner.drawing.parks_map import PARK_KEY, park_selection
from planner.text import _
from planner.ui import cache, map_view, park_profile, state


def render() -> None:
    """Show the page."""
    beside_map, panel = st.columns([2, 1], gap="medium")
    with panel:
        chosen = _choose()
        if chosen:
            park_profile.render(chosen)
        else:
            st.info(_("Click a park on the map, or choose it above, to see its profile."))
    with beside_map, st.container(key="parks_view"):
        with st.spinner(_("Drawing the map")):
            content = cache.national_map()
            over = park_selection(cache.national(), chosen) if chosen else None
        map_view.show(content, key="parks.map", field="park", told=PARK_KEY, over=over)


def _choose() -> str:
    names = cache.park_names()
    if state.current().park not in names:
        state.change(park="")
    key = state.preset("parks.park", state.current().park or None)
    st.selectbox(
        _("Park"),
        list(names),
        format_func=lambda park_id: names[park_id],
        placeholder=_("Click one on the map, or choose it here"),
        key=key,
        on_change=state.take,
        args=("park", key),
    )
    return state.current().park
