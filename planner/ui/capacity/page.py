"""The Capacity page: the land of a park, what is left of it, for how long, and what if rules changed."""

import streamlit as st

from planner.text import _
from planner.ui.capacity import bars as park_bars
from planner.ui.capacity import land as park_land
from planner.ui.capacity import what_if
from planner.ui.widgets import area_picker, scenario_picker


def render() -> None:
    """Show the page."""
    st.header(_("Capacity"), anchor=False)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        area = area_picker.choose("capacity")
        rules = scenario_picker.choose("capacity")
    with right:
        park_land.remark(area, rules)
    with st.spinner(_("Computing the capacity of all plots")):
        park_land.render(area, rules)
        park_bars.render(area, rules)
    what_if.render(area, rules)
