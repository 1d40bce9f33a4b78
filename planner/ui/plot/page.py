"""The Plot page: everything about one plot, in the order that every page and report keeps."""

import streamlit as st

from layers.atlas import AreaInfo
from planner.text import _
from planner.ui import cache, state
from planner.ui.maps import connections, isochrones, plot_routes, top_plots
from planner.ui.plot import map as plot_map
from planner.ui.plot import sources as source_list
from planner.ui.plot import terrain as plot_ground_figures
from planner.ui.widgets import (
    area_picker,
    links,
    plot_actions,
    plot_distances,
    plot_figures,
    plot_findings,
    plot_growth,
    plot_halls,
    plot_identity,
    plot_picker,
    plot_score,
    scenario_picker,
)

# What is it, what fits, what stands in the way, how far, with whom, why this score, by which sources.
SECTIONS = (
    plot_identity.headline,
    plot_actions.all_of_them,
    plot_identity.facts,
    plot_figures.render,
    plot_halls.render,
    plot_growth.render,
    plot_ground_figures.render,
    plot_findings.render,
    plot_distances.render,
    plot_routes.render,
    isochrones.render,
    connections.render,
    plot_distances.render_companies,
    plot_score.render,
    source_list.of_plot,
)


def render() -> None:
    """Show the page."""
    choices = st.columns([3, 3, 2, 3], gap="medium", vertical_alignment="bottom")
    with choices[0]:
        area = area_picker.choose("plot")
    with choices[3]:
        scenario_picker.choose("plot")
    with choices[1]:
        chosen = plot_picker.choose(area, "plot", _("Choose a plot"))
    if not chosen:
        _nothing_chosen(area)
        return
    with choices[2]:
        plot_picker.steps(area.name, chosen, "plot")
    with st.spinner(_("Appraising the plot")):
        appraisal = cache.appraisal(area.name, chosen, state.current().scenario)
    beside, told = st.columns(2, gap="large")
    with told:
        for section in SECTIONS:
            section(appraisal)
    # After the sections, in which halls and ways are asked for.
    with beside:
        plot_map.render(appraisal)


def _nothing_chosen(area: AreaInfo) -> None:
    st.header(_("No plot is chosen yet"), anchor=False)
    st.info(_("Choose a plot above, click one on the map, or begin with one that scores well."))
    links.to_page("map", _("Choose it on the map"), icon="map")
    top_plots.render(area, "plot")
