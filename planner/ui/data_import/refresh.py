"""An area read again from its sources: what is added, gone and altered is shown before it is taken."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from layers.errors import PlannerError
from layers.io.areas.build import (
    OsmRead,
    openstreetmap_changes,
    openstreetmap_source,
    read_openstreetmap,
    save_openstreetmap,
)
from layers.io.areas.check import check_issues
from layers.io.areas.export import area_gpkg_bytes
from layers.io.areas.refresh import Again, read_again, take_again
from layers.io.areas.save import OSM_KINDS, RASTER, Saved, area_settings, imports_of
from layers.io.intake import RawSource, read_upload
from layers.io.uploads import UPLOAD
from layers.issues import Issue
from planner.text import _, n_
from planner.ui import cache, state
from planner.ui.data_import import changes as import_changes
from planner.ui.data_import import save as import_save
from planner.ui.data_import import work as import_work
from planner.ui.widgets import issue_table
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import layer_title
from planner.ui.widgets.markup import quiet, show, table

_FOUND = "import.refresh"
# Read again and not yet taken: the layers of files and services, and those of OpenStreetMap.
Found = tuple[str, Again | None, OsmRead | None]
Imports = Mapping[str, Mapping[str, Any]]


def render(area: str) -> None:
    """Show the sources of the area, what reading them again would change, and how to take it."""
    if not area:
        st.info(_("Choose an area of yours above. Areas that come with the product are not read again."))
        return
    imports = imports_of(area)
    rows = [(layer_title(layer), _origin(origin)) for layer, origin in imports.items()]
    show(table(rows, head=(_("Layer"), _("Source")), css_class="figures"))
    handed = _handed(area, imports)
    if st.button(_("Read the sources again"), type="primary", key="import.again"):
        _read(area, imports, handed)
    found: Found | None = state.held(_FOUND)
    if found is not None and found[0] == area:
        _show(found)
    _more(area)


def _origin(origin: Mapping[str, Any]) -> str:
    name = Path(str(origin["location"])).name or str(origin["location"]) or _("OpenStreetMap's servers")
    return f"{name}#{origin['item']}" if origin.get("item") else name


def _uploads(imports: Imports) -> list[str]:
    """Return the names of the files that came through the browser and must be handed over anew."""
    origins = [one for origin in imports.values() for one in (origin, *origin.get("joins", ()))]
    return list(dict.fromkeys(str(one["location"]) for one in origins if one["kind"] == UPLOAD))


def _handed(area: str, imports: Imports) -> dict[str, dict[str, bytes]]:
    """Ask for new states of the files that were not kept; return their contents by their first names."""
    handed = {}
    for place, name in enumerate(_uploads(imports)):
        files = st.file_uploader(
            _("New state of {file}, which came through the browser and was not kept").format(
                file=plain(name)
            ),
            accept_multiple_files=True,
            key=f"import.again_{area}_{place}",
            on_change=partial(state.hold, _FOUND, None),
        )
        if files:
            handed[name] = {file.name: file.getvalue() for file in files}
    return handed


def _read(area: str, imports: Imports, handed: Mapping[str, Mapping[str, bytes]]) -> None:
    state.hold(_FOUND, None)
    osm = any(origin["kind"] in OSM_KINDS for origin in imports.values())
    only = [layer for layer, origin in imports.items() if _is_at_hand(origin, handed)]
    if not osm and not only:
        import_work.tell(PlannerError(_("Hand over the new files first.")))
        return

    def read_files(_made: object) -> dict[str, RawSource]:
        items = _items(imports)
        return {name: read_upload(files, items.get(name, "")) for name, files in handed.items()}

    def read_layers(files: dict[str, RawSource]) -> Again | None:
        return read_again(area, only=only, handed=files) if only else None

    def read_osm(again: Again | None) -> Found:
        return area, again, read_openstreetmap(openstreetmap_source(area)) if osm else None

    steps: list[import_work.Step] = [
        (_("Reading the files"), read_files),
        (_("Reading and checking the layers"), read_layers),
        (_("Comparing with what the area has now"), read_osm),
    ]
    found, fault = import_work.done(_("Reading the sources again"), steps)
    state.hold(_FOUND, found)
    import_work.tell(fault)


def _is_at_hand(origin: Mapping[str, Any], handed: Mapping[str, object]) -> bool:
    parts = (origin, *origin.get("joins", ()))
    is_layer = origin["kind"] not in (*OSM_KINDS, RASTER)
    return is_layer and all(one["kind"] != UPLOAD or one["location"] in handed for one in parts)


def _items(imports: Imports) -> dict[str, str]:
    origins = [one for origin in imports.values() for one in (origin, *origin.get("joins", ()))]
    return {str(one["location"]): str(one.get("item", "")) for one in origins if one["kind"] == UPLOAD}


def _show(found: Found) -> None:
    area, again, osm = found
    settings = area_settings(area)
    changed = again.changed if again else ()
    if osm is not None and settings is not None:
        changed += openstreetmap_changes(area, osm, settings.epsg)
    import_changes.render(changed)
    issues: tuple[Issue, ...] = tuple(
        issue for one in (again.layers if again else ()) for issue in one.issues
    )
    if issues:
        issue_table.show_issues(issues, key="import.again_issues", file_name=f"{area}_faults.csv")
    left_out = again.left_out if again else 0
    what = n_("{n} row is left out", "{n} rows are left out", left_out)
    label = plain(_("I agree: {what}. The source stays as it is.").format(what=what))
    agreed = not left_out or st.checkbox(label, key="import.again_agreed")
    if not any(changed):
        st.success(_("Nothing has changed: the area is as its sources are."))
    elif st.button(_("Take the new state"), type="primary", key="import.take", disabled=not agreed):
        _take(found)


def _take(found: Found) -> None:
    area, again, osm = found
    settings = area_settings(area)

    def write(_made: object) -> list[Saved]:
        saved = [take_again(again, consent=True)] if again is not None else []
        if osm is not None and settings is not None:
            saved.append(save_openstreetmap(osm, settings))
        return saved

    saved, fault = import_work.done(_("Saving"), [(_("Writing the area"), write)])
    if fault is not None:
        import_work.tell(fault)
        return
    state.hold(_FOUND, None)
    import_save.finish(saved[-1])


def _more(area: str) -> None:
    """Offer what else an area of one's own is good for: a check of all of it, and its layers in one file."""
    st.subheader(_("The area as it is"), anchor=False)
    checking, exporting = st.columns(2, gap="medium")
    with exporting:
        st.download_button(
            _("Download all layers as GeoPackage, styled for QGIS"),
            partial(_gpkg, area),
            file_name=f"{area}.gpkg",
            mime="application/geopackage+sqlite3",
            key="import.gpkg",
            on_click="ignore",
        )
    with checking:
        check = st.button(_("Check the whole area"), key="import.check_area")
    if not check:
        return
    title = _("Checking")
    issues, fault = import_work.done(title, [(title, lambda _made: check_issues(area))])
    import_work.tell(fault)
    if issues:
        issue_table.show_issues(issues, key="import.area_issues", file_name=f"{area}_faults.csv")
    elif fault is None:
        show(quiet(_("Nothing was found wrong.")))


def _gpkg(area: str) -> bytes:
    return area_gpkg_bytes(cache.atlas(area))
