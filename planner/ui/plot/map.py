"""The map of the Plot page: what each rule takes of the plot, halls and ways that were asked for."""

from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers.atlas import chosen_plots
from planner.appraisal import Appraisal
from planner.drawing.web.area_map import PLACE_KEY, PLOT_KEY
from planner.drawing.web.map_layer import lat_lon_bounds
from planner.drawing.web.plot_colours import PLAIN
from planner.text import _
from planner.ui import cache, state
from planner.ui.maps import buildable_overlay, plot_routes, route_overlays
from planner.ui.maps import content as map_contents
from planner.ui.maps import view as map_view
from planner.ui.widgets.markup import show


def render(appraisal: Appraisal) -> None:
    """Show the map and the key to it; a click on another plot opens that one."""
    area, plot_id = appraisal.area, appraisal.plot_id
    with st.container(key="plot_view"):
        with st.spinner(_("Drawing the map")):
            content = map_contents.area_map(area, state.current().scenario, PLAIN)
            over = [buildable_overlay.overlay(area, plot_id), route_overlays.overlay(area, plot_id)]
        map_view.show(
            content,
            key="plot.map",
            told={"plot": PLOT_KEY, "reach_from": PLACE_KEY},
            over=[group for group in over if group],
            seen={"focus": _focus(area, plot_id)},
        )
        show(buildable_overlay.key(appraisal))


def _focus(area: str, plot_id: str) -> dict[str, Any]:
    """Return what the map must have in view: the plot, and the whole way that is drawn from it."""
    shapes = chosen_plots(cache.atlas(area), [plot_id]).geometry
    route = plot_routes.chosen_route(area, plot_id)
    if route and route.line is not None:
        shapes = pd.concat([shapes, gpd.GeoSeries([route.line], crs=shapes.crs)])
    drawn = state.current().route if route else ""
    return {"key": f"near:{plot_id}:{drawn}", "bounds": lat_lon_bounds(shapes), "closer": True}
