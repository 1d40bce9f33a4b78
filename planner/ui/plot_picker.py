"""The choice of the plot: by name from the list, and one by one in its order."""

from collections.abc import Sequence

import streamlit as st

from layers.atlas import AreaInfo
from planner.text import _, title_of
from planner.ui import cache, state
from planner.ui.words import plain


def choose(area: AreaInfo, page: str, placeholder: str) -> str:
    """Show the choice and return the plot; an unknown one in the address is told and let go."""
    known = cache.plot_titles(area.name)
    asked = state.current().plot
    if asked and asked not in known:
        message = _("There is no plot “{plot}” in {area}.").format(
            plot=plain(asked), area=plain(title_of(area))
        )
        st.warning(message)
        state.change(plot="")
    key = state.preset(f"{page}.plot", state.current().plot or None)
    st.selectbox(
        _("Zone") if area.place_kind == "zone" else _("Plot"),
        list(known),
        format_func=lambda plot_id: known[plot_id],
        placeholder=placeholder,
        key=key,
        on_change=state.take,
        args=("plot", key),
    )
    return state.current().plot


def steps(area: str, plot_id: str, page: str) -> None:
    """Show buttons to the plots before and after this one, as the list has them; it has no ends."""
    before, after = beside(list(cache.plot_titles(area)), plot_id)
    with st.container(horizontal=True, key=f"{page}_steps"):
        for name, label, icon, other in (
            ("previous", _("Previous"), "chevron_left", before),
            ("next", _("Next"), "chevron_right", after),
        ):
            st.button(
                label,
                key=f"{page}.{name}",
                icon=f":material/{icon}:",
                help=plain(other),
                type="tertiary",
                disabled=other == plot_id,
                on_click=state.choose_plot,
                args=(other,),
            )


def beside(plot_ids: Sequence[str], plot_id: str) -> tuple[str, str]:
    """Return the plots before and after this one in the list; after the last comes the first.

    Examples
    --------
    >>> beside(["1-1", "1-2", "1-3"], "1-3")
    ('1-2', '1-1')
    """
    place = plot_ids.index(plot_id)
    return plot_ids[place - 1], plot_ids[(place + 1) % len(plot_ids)]
