"""The map of the Plot page: what each rule takes of the plot, halls and ways that were asked for."""

import streamlit as st

from planner.appraisal import Appraisal
from planner.drawing.map_colours import PLAIN
from planner.drawing.web_map import PLOT_KEY
from planner.text import _
from planner.ui import cache, map_view, plot_ground, state, ways_over
from planner.ui.markup import show


def render(appraisal: Appraisal) -> None:
    """Show the map and the key to it; a click on another plot opens that one."""
    area, plot_id = appraisal.area, appraisal.plot_id
    with st.container(key="plot_view"):
        with st.spinner(_("Drawing the map")):
            content = cache.area_map(area, state.current().scenario, PLAIN)
            over = [plot_ground.overlay(area, plot_id), ways_over.overlay(area, plot_id)]
        map_view.show(
            content,
            key="plot.map",
            field="plot",
            told=PLOT_KEY,
            over=[group for group in over if group],
        )
        show(plot_ground.key(appraisal))
