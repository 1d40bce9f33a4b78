"""The Import page: from a source of the user's own to an area that appraises, step by step."""

import streamlit as st

from planner.scenario.table_texts import RASTER_TITLES
from planner.text import _, marked
from planner.ui import state
from planner.ui.data_import import checks as import_checks
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import fields as import_fields
from planner.ui.data_import import files as import_files
from planner.ui.data_import import osm as import_osm
from planner.ui.data_import import preview as import_preview
from planner.ui.data_import import raster as import_raster
from planner.ui.data_import import refresh as import_refresh
from planner.ui.data_import import save as import_save
from planner.ui.data_import import service as import_service
from planner.ui.data_import import system as import_system
from planner.ui.data_import import target as import_target
from planner.ui.widgets.labels import plain

_WAY = "import.way"
WAYS = {
    "files": marked("Files"),
    "service": marked("Service"),
    "osm": marked("OpenStreetMap"),
    "again": marked("Read again"),
}


def render() -> None:
    """Show the page."""
    st.header(_("Import"), anchor=False)
    about = _(
        "Plots of your own become an area that can be appraised, compared and reported. It is kept in "
        "{folder}; nothing is sent anywhere, and your files stay as they are."
    )
    st.caption(plain(about.format(folder=import_save.folder_shown())))
    import_save.render_saved()
    way = _way()
    if way == "osm":
        import_osm.render()
        return
    area = import_target.choose_area(is_new_offered=way != "again")
    if way == "again":
        import_refresh.render(area)
        return
    layer = import_target.choose_layer(area)
    if layer in RASTER_TITLES:
        import_raster.render(area, layer)
        return
    import_target.offer_new_start()
    (import_service if way == "service" else import_files).render()
    for step in (import_preview, import_fields, import_system, import_checks, import_save):
        step.render()


def _way() -> str:
    """Show the choice of where the data come from, and return it."""
    key = state.preset(_WAY, state.held(_WAY) or "files")
    st.segmented_control(
        _("Where the data come from"),
        list(WAYS),
        format_func=lambda one: _(WAYS[one]),
        key=key,
        on_change=_take_way,
        args=(key,),
    )
    return str(state.held(_WAY) or "files")


def _take_way(key: str) -> None:
    """Go another way; what was read on the one before is let go."""
    way = state.value(key) or state.held(_WAY)
    if way != (state.held(_WAY) or "files"):
        import_draft.start_over(area=import_draft.current().area)
    state.hold(_WAY, way)
