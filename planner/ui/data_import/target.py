"""What the data of an import become: a layer, in a new area or in one of the user's own."""

import streamlit as st

from layers.io.areas.saved_mappings import workspace_areas
from planner.scenario.table_texts import RASTER_TITLES
from planner.text import _, title_of
from planner.ui import cache, state
from planner.ui.data_import import draft as import_draft
from planner.ui.widgets.layer_names import LAYERS, layer_title


def choose_area(*, is_new_offered: bool) -> str:
    """Show the choice of the area that the data join, and return it; "" is a new one."""
    names = workspace_areas()
    known = {info.name: info for info in cache.areas()}
    options = ["", *names] if is_new_offered else list(names)
    chosen = import_draft.current().area
    key = state.preset("import.area", chosen if chosen in options else (options[0] if options else None))
    st.selectbox(
        _("Area"),
        options,
        format_func=lambda name: title_of(known[name]) if name in known else _("a new area"),
        key=key,
        on_change=lambda: import_draft.choose_area(state.value(key) or ""),
    )
    return str(state.value(key) or "")


def choose_layer(area: str) -> str:
    """Show the choice of what the data become, and return it; a new area begins with plots."""
    if not area:
        return import_draft.PLOTS
    key = state.preset("import.layer", import_draft.current().layer)
    st.selectbox(
        _("What they are"),
        [*LAYERS, *RASTER_TITLES],
        format_func=layer_title,
        key=key,
        on_change=lambda: import_draft.choose_layer(state.value(key)),
    )
    return import_draft.current().layer


def offer_new_start() -> None:
    """Show a button that lets everything read so far go, where something is."""
    draft = import_draft.current()
    if draft.main != import_draft.Reading() or draft.table != import_draft.Reading():
        st.button(
            _("Start over"),
            key="import.start_over",
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=_start_over,
        )


def _start_over() -> None:
    import_draft.start_over(area=import_draft.current().area)
