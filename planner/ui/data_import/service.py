"""Services: national ones that are known, added with a click, and an address of the user's own."""

from dataclasses import replace

import streamlit as st

from layers import crs
from layers.errors import PlannerError, SijaintiError
from layers.io.areas.save import Provenance
from layers.io.intake import SourceRef, check_rows, database_ref, read_source, source_items
from layers.io.services import host_of, without_password
from layers.io.services.ready import ReadyService, ready_services
from planner.text import _, marked
from planner.ui import cache, state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import work as import_work
from planner.ui.data_import.draft import MAIN, Reading
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import layer_title
from planner.ui.widgets.markup import joined, lines, link, quiet, show, strong, table, tag

Box = tuple[float, float, float, float]
# Kinds of services, as they call themselves.
KINDS = {
    "wfs": marked("WFS"),
    "ogcapi": marked("OGC API Features"),
    "arcgis": marked("ArcGIS feature layer"),
    "postgis": marked("PostGIS database (read only)"),
}
_ITEM, _KIND, _BOX = "import.service_item", "import.kind", "import.box"
_ADDRESS = "import.address_field"
# What serves an area also lies around it: a kilometre or two.
_AROUND_DEG = 0.015


def render() -> None:
    """Show the services that are known and the fields for another."""
    _box_field()
    ready, own = st.tabs([_("National services"), _("Another address")])
    with ready:
        _ready()
    with own:
        _own()
    asked = import_draft.current().asked
    if asked is not None:
        _choose_item_and_read(*asked)
    import_work.tell(import_draft.current().main.fault)


def _box_field() -> None:
    """Ask for the box, preset with that of the area that the layer joins."""
    area = import_draft.current().area
    held = state.held(_BOX)
    if held is None or held[0] != area:
        state.hold(_BOX, (area, _box_of(area)))
    key = state.preset_typed("import.box_field", state.held(_BOX)[1])
    st.text_input(
        _("Box of the area in degrees: west, south, east, north"),
        key=key,
        placeholder="26.93, 60.52, 26.97, 60.54",
        help=_("A service is asked for what lies in this box alone: most hold the whole country."),
        on_change=lambda: state.hold(_BOX, (area, state.value(key))),
    )


def _box_of(area: str) -> str:
    box_deg = crs.bounds_deg(cache.atlas(area).frame("plots")) if area else None
    if box_deg is None:
        return ""
    west, south, east, north = box_deg
    sides_deg = (west - 2 * _AROUND_DEG, south - _AROUND_DEG, east + 2 * _AROUND_DEG, north + _AROUND_DEG)
    return ", ".join(f"{side:.4f}" for side in sides_deg)


def box(text: str) -> Box | None:
    """Return a box that was typed, None for none.

    Raises
    ------
    PlannerError
        If it is no box.

    Examples
    --------
    >>> box("26.93, 60.52, 26.97, 60.54"), box(" ")
    ((26.93, 60.52, 26.97, 60.54), None)
    """
    if not text.strip():
        return None
    try:
        west, south, east, north = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        west = south = east = north = 0.0
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
        msg = _("The box is west,south,east,north in degrees, for example 26.93,60.52,26.97,60.54.")
        raise PlannerError(msg)
    return west, south, east, north


def _ready() -> None:
    st.caption(
        _("Each needs a network, and is asked from this computer. Terms marked unverified are from memory.")
    )
    for service in ready_services():
        about, press = st.columns([6, 1], vertical_alignment="center")
        with about:
            show(table([(_about(service),)], css_class="findings"))
        with press:
            st.button(
                _("Add"),
                key=f"import.ready_{service.service_id}",
                on_click=_choose_ready,
                args=(service,),
            )


def _about(service: ReadyService) -> str:
    becomes = _("becomes: {layer}").format(layer=layer_title(service.layer)) if service.layer else ""
    return lines(
        joined((strong(link(_(service.title), service.url)), tag(becomes) if becomes else "")),
        _(service.gives),
        quiet(joined((_(service.licence), service.attribution, _(service.note)), " · ")),
    )


def _choose_ready(service: ReadyService) -> None:
    """Take a known service with its terms; what needs no choice is read at once."""
    ref = SourceRef(service.kind, service.url, service.item)
    import_draft.keep(main=Reading())
    if service.layer and import_draft.current().area:
        import_draft.choose_layer(service.layer)
    terms = Provenance(service.licence, service.attribution, "", service.attribution, service.url)
    import_draft.keep(provenance=terms, asked=(ref, service.item == ""))


def _own() -> None:
    with st.form("import.own", border=False):
        st.selectbox(_("Kind"), list(KINDS), format_func=lambda one: _(KINDS[one]), key=_KIND)
        st.text_input(
            _("Address"),
            key=_ADDRESS,
            placeholder="https://…",
            help=_(
                "A database: postgresql://user@host/database. A password in it is used once and kept nowhere."
            ),
        )
        st.form_submit_button(_("List what it holds"), on_click=_take_address)


def _take_address() -> None:
    """Request what the fields name; the field of the address then shows it without its password."""
    kind, address = state.value(_KIND), str(state.value(_ADDRESS) or "").strip()
    if not address:
        return
    ref = database_ref(address) if kind == "postgis" else SourceRef(kind, address)
    import_draft.keep(main=Reading(), provenance=Provenance("", "", ""), asked=(ref, not ref.item))
    state.preset(_ADDRESS, without_password(address))


def _choose_item_and_read(ref: SourceRef, is_open: bool) -> None:  # noqa: FBT001 - the choice as it is held
    """Let one of what the service hands out be chosen, where that is open, and read it."""
    if is_open:
        found = _chosen_item(ref)
        if found is None:
            return
        ref = found
    reading = import_draft.current().main
    if reading.fault is None and (reading.raw is None or reading.item != ref.item):
        _read(ref)


def _chosen_item(ref: SourceRef) -> SourceRef | None:
    """List what the service hands out; return what is chosen of it when it is to be read."""
    reading = import_draft.current().main
    if not reading.items and reading.fault is None:
        title = _("Asking {place} what it holds").format(place=_place(ref))
        items, fault = import_work.done(title, [(title, lambda _made: source_items(ref))])
        reading = import_draft.keep(main=Reading(items=tuple(items or ()), fault=fault)).main
        if fault is not None:
            _drop_password(ref)
    if not reading.items:
        return None
    item = st.selectbox(
        _("It holds several; which one?"),
        reading.items,
        index=None,
        placeholder=_("Choose one"),
        key=_ITEM,
    )
    if item and st.button(_("Read {item}").format(item=plain(item)), key="import.read_item"):
        return replace(ref, item=item)
    return None


def _read(ref: SourceRef) -> None:
    items = import_draft.current().main.items
    title = _("Reading from {place}").format(place=_place(ref))
    try:
        asked = replace(ref, bbox=box(state.held(_BOX)[1]))
    except SijaintiError as error:
        import_draft.take_reading(MAIN, Reading(items=items, fault=error))
        return
    raw, fault = import_work.done(title, [(title, lambda _made: check_rows(read_source(asked)))])
    _drop_password(ref)
    import_draft.take_reading(MAIN, Reading(items=items, item=ref.item, raw=raw, fault=fault))


def _drop_password(ref: SourceRef) -> None:
    """Keep the address without the password that was used; for another layer it is typed again."""
    asked = import_draft.current().asked
    if asked is not None:
        safe = replace(ref, location=without_password(ref.location))
        import_draft.keep(asked=(safe, asked[1]))


def _place(ref: SourceRef) -> str:
    """Return the host of an address; the rest may hold a password."""
    return host_of(ref.location) or _(KINDS[ref.kind])
