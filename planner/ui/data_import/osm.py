"""An area of OpenStreetMap, by name, box, outline or file: read first, then confirmed and saved."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from layers import crs
from layers.errors import PlannerError, SijaintiError
from layers.io.areas.build import OsmRead, OsmSource, read_openstreetmap, save_openstreetmap
from layers.io.areas.save import AreaSettings, Saved
from layers.io.intake import read_upload
from layers.io.uploads import laid
from planner.text import _, marked, number
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import outline as import_outline
from planner.ui.data_import import save as import_save
from planner.ui.data_import import system as import_system
from planner.ui.data_import import work as import_work
from planner.ui.data_import.service import box
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import layer_title
from planner.ui.widgets.markup import show, table

_READ, _EPSG, _AGREED = "import.osm_read", "import.osm_epsg", "import.osm_agreed"
WAYS = {
    "pbf": marked("File (.osm.pbf)"),
    "place": marked("Name of a place"),
    "box": marked("Box"),
    "drawn": marked("Outline drawn on a map"),
    "outline": marked("Outline from a file"),
}


def render() -> None:
    """Show the ways to OpenStreetMap, what was read, and the button that saves it."""
    st.caption(
        _(
            "Roads, tracks, buildings, water, pipes and power lines of OpenStreetMap; industrial land use "
            "becomes zones that stand in for plots. A name, a box and an outline are asked from servers of "
            "OpenStreetMap; a file needs no network."
        )
    )
    draft = import_draft.current()
    key = state.preset("import.osm_way", state.held("import.osm_way") or "pbf")
    way = st.segmented_control(
        _("What to read"),
        list(WAYS),
        format_func=lambda one: _(WAYS[one]),
        key=key,
        on_change=lambda: state.hold("import.osm_way", state.value(key)),
    )
    asked = _FIELDS[way or "pbf"](draft.inputs_n)
    if st.button(_("Read"), key="import.osm_go", disabled=asked is None) and asked is not None:
        _read(asked)
    read: OsmRead | None = state.held(_READ)
    if read is not None:
        _show(read)


def _pbf(inputs_n: int) -> Callable[[], OsmRead] | None:
    file = st.file_uploader(_("OpenStreetMap file"), type=["pbf", "osm"], key=f"import.osm_file_{inputs_n}")
    if file is None:
        return None

    def read() -> OsmRead:
        with laid({file.name: file.getvalue()}) as path:
            return read_openstreetmap(OsmSource(pbf=path, origin=path.name))

    return read


def _place(inputs_n: int) -> Callable[[], OsmRead] | None:
    place = st.text_input(_("Place, with town or country"), key=f"import.osm_place_{inputs_n}")
    return (lambda: read_openstreetmap(OsmSource(place=place.strip()))) if place.strip() else None


def _box(inputs_n: int) -> Callable[[], OsmRead] | None:
    text = st.text_input(
        _("Box in degrees: west, south, east, north"),
        key=f"import.osm_box_{inputs_n}",
        placeholder="26.93, 60.52, 26.97, 60.54",
    )
    return (lambda: read_openstreetmap(OsmSource(bbox=box(text)))) if text.strip() else None


def _outline(inputs_n: int) -> Callable[[], OsmRead] | None:
    file = st.file_uploader(
        _("Outline"), type=["geojson", "json", "gpkg"], key=f"import.osm_outline_{inputs_n}"
    )
    if file is None:
        return None

    def read() -> OsmRead:
        frame = read_upload({file.name: file.getvalue()}).frame
        outline = crs.outline_deg(frame)
        if outline is None:
            raise PlannerError(_("The file holds no polygon whose coordinate system is known."))
        return read_openstreetmap(OsmSource(outline=outline))

    return read


def _drawn(inputs_n: int) -> Callable[[], OsmRead] | None:
    outline = import_outline.draw(inputs_n, _let_go)
    return None if outline is None else lambda: read_openstreetmap(OsmSource(outline=outline))


_FIELDS = {"pbf": _pbf, "place": _place, "box": _box, "drawn": _drawn, "outline": _outline}


def _let_go() -> None:
    """Let go what was read: it is of another place than the page shows."""
    for name in (_READ, _EPSG, _AGREED):
        state.hold(name, None)


def _read(work: Callable[[], OsmRead]) -> None:
    _let_go()
    title = _("Reading OpenStreetMap")
    read, fault = import_work.done(title, [(title, lambda _made: work())])
    state.hold(_READ, read)
    import_work.tell(fault)


def _show(read: OsmRead) -> None:
    rows = [(layer_title(layer), number(rows)) for layer, rows in read.counts.items()]
    rows[0:1] = [(_("Zones (industrial land use)"), rows[0][1])] if "plots" in read.counts else rows[0:1]
    st.subheader(_("What it holds"), anchor=False)
    show(table(rows, head=(_("Layer"), _("Rows")), numbers=(1,), css_class="figures"))
    draft = import_draft.current()
    import_save.names(draft)
    try:
        epsg = _confirmed(read)
    except SijaintiError as error:
        import_work.tell(error)
        return
    new = replace(draft, area="")
    if epsg is not None:
        import_save.country(epsg, read.bounds)
    ready = epsg is not None and import_save.can_save(new)
    if st.button(_("Save the area"), type="primary", key="import.osm_save", disabled=not ready):
        _save(import_save.name_of(new), read, epsg or 0, draft.title)


def _confirmed(read: OsmRead) -> int | None:
    """Return the working system that the user has confirmed, None before."""
    epsg: int | None = state.held(_EPSG) or read.proposed_epsg
    import_system.working_field("import.osm_working", epsg, read.proposed_epsg, _take_epsg)
    if epsg is None:
        return None
    working = crs.working_crs(epsg)
    said = _("The area is kept in {working}, which is proposed from the place.")
    if epsg != read.proposed_epsg:
        said = _("The area is kept in {working}.")
    key = state.preset("import.osm_confirmed", state.held(_AGREED) == epsg)
    st.checkbox(
        plain(said.format(working=f"EPSG:{working.epsg} · {working.name}")),
        key=key,
        on_change=_take_agreed,
        args=(key, epsg),
    )
    return epsg if state.held(_AGREED) == epsg else None


def _take_epsg(key: str) -> None:
    state.hold(_EPSG, import_system.number_of(state.value(key)))


def _take_agreed(key: str, epsg: int) -> None:
    state.hold(_AGREED, epsg if state.value(key) else None)


def _save(name: str, read: OsmRead, epsg: int, title: str) -> None:
    country = import_save.country_of(import_draft.current(), epsg, read.bounds)

    def write(_made: object) -> Saved:
        return save_openstreetmap(read, AreaSettings(name, epsg, title or name, country=country))

    saved, fault = import_work.done(_("Saving"), [(_("Writing the area"), write)])
    if fault is not None:
        import_work.tell(fault)
        return
    state.hold(_READ, None)
    import_save.finish(saved)
