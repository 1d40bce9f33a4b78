"""The Logistics page: what a firm's freight costs and emits from each plot, and how it travels."""

import streamlit as st

from layers.atlas import AreaInfo
from planner.text import _
from planner.ui import cache, state
from planner.ui.freight import chains as chain_view
from planner.ui.freight import comparison as chain_comparison
from planner.ui.freight import editor as freight_editor
from planner.ui.freight import rail_and_sea
from planner.ui.widgets import area_picker, plot_picker
from planner.ui.widgets.freight_file import freight_toml
from planner.ui.widgets.labels import plain


def render() -> None:
    """Show the page."""
    st.header(_("Logistics"), anchor=False)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        area = area_picker.choose("logistics")
    with right:
        placeholder = _("Choose one here, on the map or in the table below")
        chosen = plot_picker.choose(area, "logistics", placeholder)
    rows = freight_editor.render(area.name)
    if rows:
        freight = freight_toml(rows)
        chain_comparison.render(area, freight)
        _chains(area, chosen, freight)
    else:
        st.info(_("Tell above what the firm brings in and sends out, or start from an example."))
    rail_and_sea.render(area, chosen)


def _chains(area: AreaInfo, chosen: str, freight: str) -> None:
    if not chosen:
        st.info(_("Choose a plot, on the map or in the table, to see how its freight travels."))
        return
    title = _("From zone {plot}") if area.place_kind == "zone" else _("From plot {plot}")
    st.subheader(plain(title.format(plot=chosen)), anchor=False)
    with st.spinner(_("Seeking the chains")):
        table = cache.chain_table(area.name, state.current().scenario, freight)
    chain_view.render(table, chosen, cache.scenario(state.current().scenario))
