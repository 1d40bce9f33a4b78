"""The choice of the plot: by name from the list, and one by one in its order."""

from collections.abc import Mapping, Sequence

import streamlit as st

from layers.atlas import AreaInfo
from planner.text import _, number, title_of
from planner.ui import cache, state
from planner.ui.widgets.labels import plain

# A list of more would keep the browser waiting; it then shows so many, around those that are chosen.
_LIST_N = 1_500


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
        listed(list(known), (state.current().plot,)),
        format_func=lambda plot_id: known[plot_id],
        placeholder=placeholder,
        key=key,
        on_change=state.take,
        args=("plot", key),
    )
    tell_more(known)
    return state.current().plot


def listed(plot_ids: Sequence[str], chosen: Sequence[str], most_n: int = _LIST_N) -> list[str]:
    """Return the plots that a list shows: all, or of very many the chosen ones with what stands around them.

    Examples
    --------
    >>> listed(["a", "b", "c", "d", "e", "f"], ["e", ""], most_n=2)
    ['d', 'e']
    """
    if len(plot_ids) <= most_n:
        return list(plot_ids)
    places = [place for place, plot_id in enumerate(plot_ids) if plot_id in set(chosen)]
    start = max(0, min((places or [0])[0] - most_n // 2, len(plot_ids) - most_n))
    shown = [*places, *range(start, start + most_n)]
    return [plot_ids[place] for place in sorted(dict.fromkeys(shown))]


def tell_more(known: Mapping[str, str]) -> None:
    """Say where the plots are found that a list leaves out."""
    if len(known) > _LIST_N:
        told = _("The list shows {shown} of {n} plots. All are found on the Map page.")
        st.caption(told.format(shown=number(_LIST_N), n=number(len(known))))


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
