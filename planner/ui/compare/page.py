"""The Compare page: two to six plots side by side."""

from collections.abc import Mapping

import streamlit as st

from planner.appraisal import Appraisal
from planner.comparison import FEWEST, MOST
from planner.drawing.charts.plots import comparison_chart, criterion_colours
from planner.text import _
from planner.ui import cache, state
from planner.ui.compare import files as comparison_files
from planner.ui.compare import maps as comparison_maps
from planner.ui.compare import table as comparison_table
from planner.ui.maps import top_plots
from planner.ui.widgets import area_picker, headings, plot_picker, scenario_picker
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import boxes, colour_key, show


def render() -> None:
    """Show the page."""
    st.header(_("Compare plots"), anchor=False)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        area = area_picker.choose("compare")
        scenario_picker.choose("compare")
    known = cache.plot_titles(area.name)
    with right:
        _choose(known)
    chosen = state.current().compare
    if len(chosen) < FEWEST:
        told = _("Choose {fewest} to {most} plots above, or add them on the Map page.")
        st.info(told.format(fewest=FEWEST, most=MOST))
        top_plots.offer(area.name)
        return
    with st.spinner(_("Appraising the plots")):
        found = tuple(cache.appraisal(area.name, plot_id, state.current().scenario) for plot_id in chosen)
    _compared(area.name, found)


def _choose(known: Mapping[str, str]) -> None:
    chosen = state.current().compare
    unknown = [plot_id for plot_id in chosen if plot_id not in known]
    if unknown:
        st.warning(
            _("Not in this area: {plots}.").format(plots=", ".join(plain(plot_id) for plot_id in unknown))
        )
        state.change(compare=tuple(plot_id for plot_id in chosen if plot_id in known))
    key = state.preset("compare.plots", list(state.current().compare))
    st.multiselect(
        _("Plots"),
        plot_picker.listed(list(known), state.current().compare),
        format_func=lambda plot_id: known[plot_id],
        max_selections=MOST,
        placeholder=_("Choose plots"),
        key=key,
        on_change=state.take_compare,
        args=(key,),
    )
    plot_picker.tell_more(known)


def _compared(area: str, found: tuple[Appraisal, ...]) -> None:
    rules = state.current().scenario
    comparison_files.render(area, found, rules)
    comparison_maps.render(area, tuple(appraisal.plot_id for appraisal in found), rules)
    comparison_table.render(found)
    headings.section(_("What the scores are made of"), "score")
    keys = criterion_colours(found).items()
    show(boxes((colour_key(colour, title) for title, colour in keys), "map-key"))
    st.altair_chart(comparison_chart(found), width="stretch", key="compare.chart")
    st.caption(_("A plot that is ruled out keeps its score here, but stands in no ranking."))
