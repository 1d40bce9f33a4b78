"""The Map page: the area's map, and beside it what is known of the selected plot."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from layers.atlas import AreaInfo
from planner.drawing.web.area_map import PLACE_KEY, PLOT_KEY
from planner.drawing.web.packed import base64_text
from planner.text import _
from planner.ui import cache, state
from planner.ui.map import area_summary, figure_picker, plot_panel
from planner.ui.map import search as map_search
from planner.ui.maps import buildable_overlay, isochrones, route_overlays
from planner.ui.maps import content as map_contents
from planner.ui.maps import view as map_view
from planner.ui.widgets import area_picker, basemap_picker, plot_filter, scenario_picker


def render() -> None:
    """Show the page."""
    beside_map, panel = st.columns([2, 1], gap="medium")
    with panel:
        area = area_picker.choose("map")
        passed = plot_filter.passing(area.name)
        chosen = map_search.choose(area, passed)
        scenario_picker.choose("map")
        figure = figure_picker.choose(area.name)
        with st.container(horizontal=True, vertical_alignment="center", key="map_filter"):
            basemap_picker.choose()
            plot_filter.choose(area, passed)
    # What changes with a click comes first: the figures of the plot. Without one, the map comes first.
    if chosen:
        with panel, st.spinner(_("Appraising the plot")):
            plot_panel.render(cache.appraisal(area.name, chosen, state.current().scenario))
    with beside_map, st.container(key="map_view"):
        _map(area, chosen, figure, passed)
    with panel:
        isochrones.ask(area.name, chosen)
        if not chosen:
            area_summary.render(area)


def _map(area: AreaInfo, chosen: str, figure: str, passed: NDArray[np.bool_] | None) -> None:
    with st.spinner(_("Drawing the map")):
        content = map_contents.area_map(area.name, state.current().scenario, figure)
        over = [map_search.mark(area.name), route_overlays.overlay(area.name, chosen)]
        if chosen:
            over.append(buildable_overlay.overlay(area.name, chosen))
    map_view.show(
        content,
        key="map.area_map",
        told={"plot": PLOT_KEY, "reach_from": PLACE_KEY},
        over=[group for group in over if group],
        seen={
            "shown": None if passed is None else base64_text(np.packbits(passed)),
            "focus": map_search.focus(area.name),
            "basemap": basemap_picker.shown(),
        },
    )
