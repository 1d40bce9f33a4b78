"""The Parks page: all parks on a map and in a table, the profile of one, two or three compared."""

import streamlit as st

from planner.drawing.web.parks_map import PARK_KEY, park_selection
from planner.text import _
from planner.ui import cache, state
from planner.ui.maps import view as map_view
from planner.ui.parks import filter as park_filter
from planner.ui.parks import listing
from planner.ui.parks import profile as park_profile
from planner.ui.parks.listing import Wanted

_MOST = 3


def render() -> None:
    """Show the page."""
    parks = listing.parks()
    wanted = park_filter.choose(parks)
    beside_map, panel = st.columns([2, 1], gap="medium")
    with panel:
        chosen = _choose()
        if chosen:
            park_profile.render(chosen)
        else:
            st.info(_("Click a park on the map, or choose it above, to see its profile."))
    with beside_map, st.container(key="parks_view"):
        marks = {park.park_id: listing.verdict(park, wanted) for park in parks}
        with st.spinner(_("Drawing the map")):
            content = listing.filtered_map(tuple(marks.items()) if wanted != Wanted() else ())
            over = park_selection(cache.national(), chosen) if chosen else None
        map_view.show(content, key="parks.map", told={"park": PARK_KEY}, over=over)
    park_filter.show_table(parks, wanted)
    _compare()


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


def _compare() -> None:
    names = cache.park_names()
    asked = [park_id for park_id in state.current().parks.split(",") if park_id in names][:_MOST]
    st.subheader(_("Compare parks"), anchor=False)
    key = state.preset("parks.compare", asked)
    st.multiselect(
        _("Two or three parks"),
        list(names),
        format_func=lambda park_id: names[park_id],
        placeholder=_("Choose two or three parks"),
        max_selections=_MOST,
        key=key,
        on_change=state.take_all,
        args=("parks", key),
    )
    if len(asked) > 1:
        park_profile.side_by_side(asked)
