"""Coordinate reference systems: the source's as declared, the area's as proposed; the user confirms both."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import geopandas as gpd
import streamlit as st

from layers import crs
from layers.errors import SijaintiError
from planner.text import _, lat_lon_text
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import work as import_work
from planner.ui.data_import.draft import Draft
from planner.ui.widgets.labels import plain

# Systems in which planners here keep their maps; any other is typed by its number.
USUAL_EPSG = (3067, *range(3873, 3886), 3006, 25832, 25833, 25834, 25835, 32633, 4326, 2393)


def render() -> None:
    """Show what is declared and proposed, and ask for a yes."""
    draft = import_draft.current()
    if draft.mapping is None or draft.raw is None or not isinstance(draft.raw.frame, gpd.GeoDataFrame):
        return
    st.subheader(_("Coordinates"), anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        _source(draft)
    with right:
        _working(import_draft.current())
    try:
        _confirm(import_draft.current())
    except SijaintiError as error:
        import_work.tell(error)


def _source(draft: Draft) -> None:
    """Ask for the system of the source: what it declares, or another that the user names."""
    raw, mapping = draft.raw, draft.mapping
    if raw is None or mapping is None or not isinstance(raw.frame, gpd.GeoDataFrame):
        return
    likely = crs.likely_epsgs(raw.frame, USUAL_EPSG) if not raw.crs_name else ()
    declared = [0] if raw.crs_name else []
    others = [epsg for epsg in (*likely, *USUAL_EPSG) if epsg != raw.epsg]
    options = list(dict.fromkeys([*declared, *others]))
    key = state.preset("import.source_epsg", mapping.source_epsg or (0 if raw.crs_name else None))
    st.selectbox(
        _("System of the source"),
        options if mapping.source_epsg in (None, *options) else [*options, mapping.source_epsg],
        format_func=partial(_source_label, draft),
        placeholder=_("Choose one, or type an EPSG number"),
        accept_new_options=True,
        key=key,
        on_change=_take_source,
        args=(key,),
    )
    if not raw.crs_name and mapping.source_epsg is None:
        st.warning(_("The source does not say in which system its coordinates are. Ask its owner."))
        if likely:
            names = ", ".join(label(epsg) for epsg in likely[:3])
            st.caption(plain(_("Its numbers would fit: {systems}.").format(systems=names)))


def _source_label(draft: Draft, epsg: int | str) -> str:
    if epsg == 0 and draft.raw is not None:
        code = f" (EPSG:{draft.raw.epsg})" if draft.raw.epsg else ""
        return _("as the source says: {system}").format(system=f"{draft.raw.crs_name}{code}")
    return label(epsg)


def label(epsg: int | str) -> str:
    """Return number and name of a system; one that is not known is told when it is confirmed."""
    try:
        return f"EPSG:{epsg} · {crs.system_name(int(epsg))}"
    except (SijaintiError, ValueError):
        return f"EPSG:{epsg}"


def number_of(chosen: int | str | None) -> int | None:
    """Return the number that was chosen or typed, also as "EPSG:3067"."""
    digits = "".join(filter(str.isdigit, str(chosen or "")))
    return int(digits[:9]) if digits else None


def _take_source(key: str) -> None:
    draft = import_draft.current()
    if draft.mapping is None:
        return
    epsg = number_of(state.value(key)) or None
    import_draft.keep(
        mapping=replace(draft.mapping, source_epsg=epsg),
        picture="",
        confirmed=False,
        checked=None,
        epsg=draft.epsg or (epsg if epsg and crs.is_suitable(epsg) else None),
    )


def _working(draft: Draft) -> None:
    """Ask for the working system of a new area; an area that is there keeps its own."""
    if draft.area and draft.epsg:
        st.text_input(_("Working system of the area"), label(draft.epsg), disabled=True)
        return
    proposed = draft.shown.proposed_epsg if draft.shown else None
    working_field("import.working_epsg", draft.epsg, proposed, _take_working)
    if proposed and draft.epsg == proposed != draft.source_epsg:
        st.caption(plain(_("{system} is proposed from the place.").format(system=label(proposed))))


def working_field(
    key: str, chosen_epsg: int | None, proposed_epsg: int | None, take: Callable[[str], None]
) -> None:
    """Show the choice of a working system; `take` is told the key of the field when it changes."""
    first = [epsg for epsg in (chosen_epsg, proposed_epsg) if epsg]
    usual = [epsg for epsg in USUAL_EPSG if crs.is_suitable(epsg)]
    state.preset(key, chosen_epsg)
    st.selectbox(
        _("Working system of the area (projected, in metres)"),
        list(dict.fromkeys((*first, *usual))),
        format_func=label,
        placeholder=_("Choose one, or type an EPSG number"),
        accept_new_options=True,
        key=key,
        on_change=take,
        args=(key,),
    )


def _take_working(key: str) -> None:
    import_draft.keep(epsg=number_of(state.value(key)), confirmed=False, checked=None, consent=False)


def _confirm(draft: Draft) -> None:
    """Ask for a yes to both systems; nothing goes on without it."""
    if draft.raw is None or draft.epsg is None or not (draft.source_epsg or draft.raw.crs_name):
        return
    working = crs.working_crs(draft.epsg)
    source = label(draft.source_epsg) if draft.source_epsg else draft.raw.crs_name
    said = _("The coordinates are in {source}, and the area is kept in {working}.")
    _where(draft)
    key = state.preset("import.confirmed", draft.confirmed)
    st.checkbox(
        plain(said.format(source=source, working=f"EPSG:{working.epsg} · {working.name}")),
        key=key,
        on_change=_take_confirmed,
        args=(key,),
    )


def _where(draft: Draft) -> None:
    """Say where the places lie by this system: who knows the town sees whether that is so."""
    raw, mapping = draft.raw, draft.mapping
    if raw is None or mapping is None or not isinstance(raw.frame, gpd.GeoDataFrame):
        return
    frame = crs.renamed(raw.frame, mapping.source_epsg) if mapping.source_epsg else raw.frame
    box_deg = crs.bounds_deg(frame)
    if box_deg is not None:
        west, south, east, north = box_deg
        place = lat_lon_text((south + north) / 2, (west + east) / 2, 2)
        st.caption(_("By this, the places lie around {place}.").format(place=place))


def _take_confirmed(key: str) -> None:
    import_draft.keep(confirmed=bool(state.value(key)), checked=None, consent=False)
