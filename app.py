"""Sijainti in the browser: configures the page and navigates, nothing else."""

from pathlib import Path

import streamlit as st

from planner.text import _
from planner.ui import (
    capacity_page,
    compare_page,
    data_page,
    failure,
    language_picker,
    logistics_page,
    map_page,
    parks_page,
    state,
)

HOUSE = Path(__file__).parent


def main() -> None:
    """Show the page that the address names."""
    state.speak()
    st.set_page_config(page_title="Sijainti", page_icon=HOUSE / "static" / "icon.svg", layout="wide")
    st.html(HOUSE / "static" / "app.css")
    page = st.navigation(
        [
            st.Page(map_page.render, title=_("Map"), url_path="map", icon=":material/map:", default=True),
            st.Page(
                compare_page.render, title=_("Compare"), url_path="compare", icon=":material/table_chart:"
            ),
            st.Page(
                logistics_page.render,
                title=_("Logistics"),
                url_path="logistics",
                icon=":material/local_shipping:",
            ),
            st.Page(
                capacity_page.render,
                title=_("Capacity"),
                url_path="capacity",
                icon=":material/stacked_bar_chart:",
            ),
            st.Page(parks_page.render, title=_("Parks"), url_path="parks", icon=":material/hub:"),
            st.Page(data_page.render, title=_("Data"), url_path="data", icon=":material/database:"),
        ],
        position="top",
    )
    language_picker.choose()
    with failure.told():
        page.run()
    state.mirror()


main()
