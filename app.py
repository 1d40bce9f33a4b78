"""Sijainti in the browser: configures the page and navigates, nothing else."""

from pathlib import Path

import streamlit as st

from planner.text import _, marked
from planner.ui import errors as failure
from planner.ui import state
from planner.ui.capacity import page as capacity_page
from planner.ui.compare import page as compare_page
from planner.ui.data import page as data_page
from planner.ui.data_import import page as import_page
from planner.ui.draw import page as draw_page
from planner.ui.freight import page as logistics_page
from planner.ui.help import page as help_page
from planner.ui.map import page as map_page
from planner.ui.parks import page as parks_page
from planner.ui.plot import page as plot_page
from planner.ui.widgets import language_picker

HOUSE = Path(__file__).parent
# Title, address and sign of each page, in the order of the navigation; the first is where the app opens.
PAGES = (
    (map_page, marked("Map"), "map", ":material/map:"),
    (plot_page, marked("Plot"), "plot", ":material/article:"),
    (compare_page, marked("Compare"), "compare", ":material/table_chart:"),
    (logistics_page, marked("Logistics"), "logistics", ":material/local_shipping:"),
    (draw_page, marked("Draw"), "draw", ":material/draw:"),
    (capacity_page, marked("Capacity"), "capacity", ":material/stacked_bar_chart:"),
    (parks_page, marked("Parks"), "parks", ":material/hub:"),
    (data_page, marked("Data"), "data", ":material/database:"),
    (import_page, marked("Import"), "import", ":material/upload_file:"),
    (help_page, marked("Help"), "help", ":material/help:"),
)


def main() -> None:
    """Show the page that the address names."""
    state.speak()
    st.set_page_config(page_title="Sijainti", page_icon=HOUSE / "static" / "icon.svg", layout="wide")
    st.html(HOUSE / "static" / "app.css")
    pages = [
        st.Page(page.render, title=_(title), url_path=path, icon=icon, default=page is map_page)
        for page, title, path, icon in PAGES
    ]
    page = st.navigation(pages, position="top")
    # Tabs and the list behind the back button tell the pages apart.
    st.set_page_config(page_title=f"{page.title} – Sijainti")
    state.arrive(page.url_path)
    language_picker.choose()
    with failure.show_user_errors():
        page.run()
    state.mirror()


main()
