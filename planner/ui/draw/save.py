"""The draft kept: as an area of its own in the workspace, or as a file."""

from datetime import date
from functools import partial

import streamlit as st

from layers.atlas import AreaInfo, Atlas
from layers.errors import SijaintiError
from layers.io import geojson_bytes, gpkg_bytes
from layers.io.areas.copy import save_with_plots
from layers.io.areas.save import AreaSettings, Provenance
from planner import text
from planner.text import _, title_of
from planner.ui import state
from planner.ui.draw import draft as draw_draft
from planner.ui.draw.draft import Draft
from planner.ui.widgets import links
from planner.ui.widgets.labels import plain

_SAVED = "draw.saved"
_ENGLISH_ACCURACY = "drawn on screen"


def render(area: AreaInfo, now: Atlas, draft: Draft) -> None:
    """Show how to keep the draft, once there is one."""
    _saved()
    if not draft.edits:
        return
    with st.expander(_("Save or download"), key="draw.keep"):
        with st.form("draw.save", border=False):
            st.caption(
                _("Saved as an area of its own under another name; {area} stays as it is.").format(
                    area=plain(title_of(area))
                )
            )
            title = _("{area}, draft").format(area=title_of(area))
            st.text_input(_("Title of the area"), value=title, key="draw.title", max_chars=120)
            st.text_input(
                _("Name of its folder: small letters a–z, digits, - and _"),
                value=f"{area.name}-draft",
                key="draw.name",
                max_chars=60,
            )
            st.text_input(_("Drawn by"), key="draw.hand", max_chars=120)
            st.form_submit_button(_("Save as an area"), type="primary", on_click=_save, args=(area.name, now))
        with st.container(horizontal=True):
            plots = now.frame("plots")
            st.download_button(
                _("Plots as GeoJSON"),
                partial(geojson_bytes, plots),
                file_name=f"{area.name}_plots.geojson",
                mime="application/geo+json",
                key="draw.geojson",
                on_click="ignore",
            )
            st.download_button(
                _("Plots as GeoPackage"),
                partial(gpkg_bytes, {"plots": plots}),
                file_name=f"{area.name}_plots.gpkg",
                mime="application/geopackage+sqlite3",
                key="draw.gpkg",
                on_click="ignore",
            )


def _save(area: str, now: Atlas) -> None:
    state.speak()
    name = (state.value("draw.name") or "").strip()
    hand = (state.value("draw.hand") or "").strip()
    settings = AreaSettings(
        name, now.epsg, (state.value("draw.title") or "").strip(), now.place_kind, now.info.note
    )
    provenance = Provenance(
        licence="",
        attribution=f"drawn by {hand}" if hand else "drawn on screen",
        accuracy=_ENGLISH_ACCURACY,
        supplied_by=hand,
        illustrative=True,
    )
    try:
        save_with_plots(now, settings, provenance, today=date.today())  # noqa: DTZ011 - the user's day
    except SijaintiError as error:
        draw_draft.refuse(area, text.translate(error))
        return
    state.hold(_SAVED, name)
    state.choose_area(name)


def _saved() -> None:
    """Say that the open area was just saved, and lead to its map."""
    name = state.held(_SAVED)
    if name and name == state.current().area:
        st.success(_("Saved as an area of its own, which is open now."))
        links.to_page("map", _("See it on the map"), icon="map")
