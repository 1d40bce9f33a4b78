"""The choice of the area, the same on every page that shows one."""

import streamlit as st

from layers.atlas import AreaInfo
from layers.errors import PlannerError
from planner.text import _, title_of, translate
from planner.ui import cache, state
from planner.ui.widgets.labels import plain


def choose(page: str) -> AreaInfo:
    """Show the choice and return the open area; an unknown one in the address is told and replaced."""
    known = {info.name: info for info in cache.areas()}
    if not known:
        show_broken()
        raise PlannerError(_("There is no area yet. Bring one in on the Import page."))
    asked = state.current().area
    if asked not in known:
        if asked:
            st.warning(_("There is no area “{area}”. Another one is shown.").format(area=plain(asked)))
            show_broken(asked)
        state.choose_area(first(known))
    key = state.preset(f"{page}.area", state.current().area)
    st.selectbox(
        _("Area"),
        list(known),
        format_func=lambda name: title_of(known[name]),
        key=key,
        on_change=state.take_area,
        args=(key,),
    )
    return known[state.current().area]


def show_broken(only: str = "") -> None:
    """Show which areas cannot be used and why, all of them or only one."""
    for broken in cache.broken_areas():
        if only in ("", broken.name):
            msg = _("The area “{area}” is left out: {reason}")
            st.warning(plain(msg.format(area=broken.name, reason=translate(broken.reason))))


def first(known: dict[str, AreaInfo]) -> str:
    """Return the first area that belongs to a park, else the first."""
    return next((name for name, info in known.items() if info.park_id), next(iter(known)))
