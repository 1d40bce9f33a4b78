"""A raster of the user's own, such as a terrain model, as part of an area that is there."""

import streamlit as st

from layers.io.areas.rasters import import_raster
from layers.io.areas.save import Saved
from layers.io.uploads import laid
from planner.text import _
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import save as import_save
from planner.ui.data_import import work as import_work


def render(area: str, kind: str) -> None:
    """Show the field for the file, the terms, and the button that copies it into the area."""
    draft = import_draft.current()
    file = st.file_uploader(
        _("GeoTIFF (also Cloud Optimized), with its coordinate reference system"),
        type=["tif", "tiff"],
        key=f"import.raster_{draft.inputs_n}",
    )
    import_save.terms()
    if not st.button(
        _("Add the layer to the area"), type="primary", key="import.raster_save", disabled=file is None
    ):
        return
    if file is None:
        return

    def copy(_made: object) -> Saved:
        terms = import_save.stated(import_draft.current().provenance)
        with laid({file.name: file.getvalue()}) as path:
            return import_raster(area, kind, path, terms, origin=path.name)

    title = _("Reading {file}").format(file=file.name)
    saved, fault = import_work.done(title, [(title, copy)])
    if fault is not None:
        import_work.tell(fault)
        return
    import_save.finish(saved)
