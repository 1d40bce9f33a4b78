"""Files of the user's own: the map, and a table that is joined to it by the id of the plot."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from layers.io.formats.readers import SOURCES
from layers.io.intake import check_rows, read_upload
from layers.io.limits import SIDE_FILES
from layers.io.uploads import upload_items
from planner.text import _
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import work as import_work
from planner.ui.data_import.draft import MAIN, TABLE, Draft, Reading

_ENDINGS = [ending.lstrip(".") for ending in (*SOURCES, *SIDE_FILES)]


def render() -> None:
    """Show the fields for files, and read what is handed over."""
    import_work.tell_unconfined()
    draft = import_draft.current()
    left, right = st.columns(2, gap="medium")
    with left:
        files = st.file_uploader(
            _("Map of the plots: zipped Shapefile, GeoPackage, GeoJSON, GML, DXF, KML, and others")
            if draft.layer == import_draft.PLOTS
            else _("File of the layer: zipped Shapefile, GeoPackage, GeoJSON, and others"),
            type=_ENDINGS,
            accept_multiple_files=True,
            key=f"import.files_{draft.inputs_n}",
            on_change=_let_go,
            args=(MAIN, f"import.files_{draft.inputs_n}"),
        )
        _take(MAIN, files)
    with right:
        table = st.file_uploader(
            _("Table with further columns, joined by the id of the plot: XLSX or CSV (if there is one)"),
            type=_ENDINGS,
            accept_multiple_files=True,
            key=f"import.table_{draft.inputs_n}",
            on_change=_let_go,
            args=(TABLE, f"import.table_{draft.inputs_n}"),
        )
        _take(TABLE, table)


def _let_go(which: str, key: str) -> None:
    """Forget a source whose files the user took away."""
    if not state.value(key):
        import_draft.take_reading(which, Reading())


def _take(which: str, files: Sequence[UploadedFile]) -> None:
    """Read files that are new; show what they hold several of, or why they cannot be read."""
    reading = _reading(import_draft.current(), which)
    names = tuple(file.file_id for file in files)
    if names and names != reading.files:
        reading = _listed(files, names)
        import_draft.take_reading(which, reading)
    if len(reading.items) > 1:
        _choose_item(which, reading)
        reading = _reading(import_draft.current(), which)
    is_chosen = bool(reading.item) or len(reading.items) <= 1
    if names and is_chosen and reading.raw is None and reading.fault is None:
        reading = _read(files, reading)
        import_draft.take_reading(which, reading)
    import_work.tell(reading.fault)


def _reading(draft: Draft, which: str) -> Reading:
    return draft.main if which == MAIN else draft.table


def _contents(files: Sequence[UploadedFile]) -> dict[str, bytes]:
    return {file.name: file.getvalue() for file in files}


def _listed(files: Sequence[UploadedFile], names: tuple[str, ...]) -> Reading:
    """Return what the files hold several of, before any of it is read."""
    title = _("Looking at {file}").format(file=files[0].name)
    items, fault = import_work.done(title, [(title, lambda _made: upload_items(_contents(files)))])
    return Reading(names, tuple(items or ()), fault=fault)


def _read(files: Sequence[UploadedFile], reading: Reading) -> Reading:
    title = _("Reading {file}").format(file=files[0].name)
    steps = [(title, lambda _made: check_rows(read_upload(_contents(files), reading.item)))]
    raw, fault = import_work.done(title, steps)
    return Reading(reading.files, reading.items, reading.item, raw, fault)


def _choose_item(which: str, reading: Reading) -> None:
    key = state.preset(f"import.item_{which}", reading.item or None)
    st.selectbox(
        _("The file holds several layers; which one?"),
        reading.items,
        placeholder=_("Choose one"),
        key=key,
        on_change=partial(_take_item, which, key),
    )


def _take_item(which: str, key: str) -> None:
    reading = _reading(import_draft.current(), which)
    import_draft.take_reading(which, Reading(reading.files, reading.items, state.value(key) or ""))
