"""The Map page: the area's map, and beside it what is known of the selected plot."""

import streamlit as st

from layers.atlas import AreaInfo
from planner.drawing.web_map import PLOT_KEY
from planner.text import _, title_of
from planner.ui import (
    area_picker,
    area_summary,
    cache,
    figure_picker,
    map_view,
    plot_ground,
    plot_panel,
    scenario_picker,
    state,
    ways_over,
)
from planner.ui.words import plain


def render() -> None:
    """Show the page."""
    beside_map, panel = st.columns([2, 1], gap="medium")
    with panel:
        area = area_picker.choose("map")
        chosen = _choose_plot(area)
        scenario_picker.choose("map")
        figure = figure_picker.choose(area.name)
    # What changes with a click comes first: the figures of the plot. Without one, the map comes first.
    if chosen:
        with panel, st.spinner(_("Appraising the plot")):
            plot_panel.render(cache.appraisal(area.name, chosen, state.current().scenario))
    with beside_map, st.container(key="map_view"):
        _map(area, chosen, figure)
    if not chosen:
        with panel:
            area_summary.render(area)


def _choose_plot(area: AreaInfo) -> str:
    """Show the choice of the plot by its name, and return it; an unknown one is told and let go."""
    known = cache.plot_titles(area.name)
    asked = state.current().plot
    if asked and asked not in known:
        message = _("There is no plot “{plot}” in {area}.").format(
            plot=plain(asked), area=plain(title_of(area))
        )
        st.warning(message)
        state.change(plot="")
    key = state.preset("map.plot", state.current().plot or None)
    st.selectbox(
        _("Zone") if area.place_kind == "zone" else _("Plot"),
        list(known),
        format_func=lambda plot_id: known[plot_id],
        placeholder=_("Click one on the map, or choose it here"),
        key=key,
        on_change=state.take,
        args=("plot", key),
    )
    return state.current().plot


def _map(area: AreaInfo, chosen: str, figure: str) -> None:
    with st.spinner(_("Drawing the map")):
        content = cache.area_map(area.name, state.current().scenario, figure)
        over = (
            [plot_ground.overlay(area.name, chosen), ways_over.overlay(area.name, chosen)] if chosen else []
        )
    map_view.show(
        content, key="map.area_map", field="plot", told=PLOT_KEY, over=[group for group in over if group]
    )
