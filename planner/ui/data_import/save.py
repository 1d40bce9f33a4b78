"""Saving: what the area is called, where the source comes from and on which terms; then the area opens."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from layers import crs
from layers.io.areas.home import home
from layers.io.areas.save import AreaSettings, Provenance, Saved, area_settings, save_area
from layers.mapping.normalise import plain as without_accents
from planner.capacity.zoning_codes import unexplained_codes
from planner.text import _, country_codes, country_name, day, marked, n_, number
from planner.ui import cache, state
from planner.ui.data_import import checks as import_checks
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import work as import_work
from planner.ui.data_import.draft import Draft
from planner.ui.widgets import links
from planner.ui.widgets.labels import plain
from planner.ui.widgets.layer_names import layer_title
from planner.ui.widgets.markup import quiet, show, table

_NOT_STATED = "not stated"
_NAME_SIGNS_N = 60
# So many unknown zoning codes are asked one by one.
_CODES_ASKED_N = 10
# The classes of layers.specs.zoning_codes.OWN_CLASSES as a planner chooses them.
_CLASS_TITLES = {
    "industry": marked("industry or storage"),
    "business": marked("business premises, industry in part"),
    "special": marked("special uses such as energy, waste, utilities"),
    "transport": marked("port, railway or freight terminal"),
    "other": marked("no industry"),
}


def render() -> None:
    """Show the fields and the button that saves."""
    draft = import_draft.current()
    if draft.checked is None or draft.epsg is None:
        return
    st.subheader(_("Save"), anchor=False)
    if not draft.area:
        names(draft)
        country(draft.epsg, crs.bounds_deg(draft.checked.prepared.layer.frame))
    _zoning_classes(draft)
    terms()
    _covers()
    _origin(draft)
    draft = import_draft.current()
    agreed = draft.consent or not (draft.checked and import_checks.needs_consent(draft.checked.prepared))
    if not agreed:
        st.caption(_("Agree above to what is left out or mended, or mend the source."))
    if not name_of(draft):
        st.caption(_("Name the area first."))
    label = _("Add the layer to the area") if draft.area else _("Save the area")
    if st.button(label, type="primary", key="import.save", disabled=not agreed or not can_save(draft)):
        _save(draft)


def names(draft: Draft) -> None:
    """Ask what a new area is called."""
    left, right = st.columns(2, gap="medium")
    with left:
        text_field("title", _("Name of the area, as the pages show it"), draft.title)
    with right:
        field = text_field(
            "name", _("Name of its folder: small letters a–z, digits, - and _"), name_of(draft)
        )
    if field and area_settings(field) is not None:
        st.warning(_("There is an area of this name already: choose another name."))


def country(epsg: int, bounds: crs.Bounds | None) -> None:
    """Ask in which country a new area lies: whose law its rules are."""
    draft = import_draft.current()
    options: list[str] = ["", *country_codes()]
    key = state.preset("import.country", country_of(draft, epsg, bounds))
    st.selectbox(
        _("Country, whose law holds there"),
        options,
        format_func=lambda code: country_name(code) if code else _("not known: rules of law are not checked"),
        key=key,
        on_change=_take_country,
        args=(key,),
    )
    if draft.country is None and state.value(key):
        st.caption(_("The country is proposed from the place and its coordinate system."))


def _take_country(key: str) -> None:
    import_draft.keep(country=str(state.value(key) or ""))


def country_of(draft: Draft, epsg: int, bounds: crs.Bounds | None) -> str:
    """Return the country as it was chosen, else as the place and the working system propose it."""
    return crs.country_of(epsg, bounds) if draft.country is None else draft.country


def _zoning_classes(draft: Draft) -> None:
    """Ask what each zoning code allows that neither the list of codes nor the area explains."""
    if draft.checked is None or draft.layer != import_draft.PLOTS:
        return
    there = area_settings(draft.area) if draft.area else None
    codes = draft.checked.prepared.layer.frame["zoning_code"]
    listed = cache.national().table("zoning_codes")
    unknown = sorted(
        code or "" for code in unexplained_codes(codes, listed, there.zoning_classes if there else {})
    )
    if not unknown:
        return
    st.caption(_("These zoning codes are not known. Their plots have no rank until you say what they allow."))
    for code in unknown[:_CODES_ASKED_N]:
        _zoning_class(code)
    rest_n = len(unknown) - _CODES_ASKED_N
    if rest_n > 0:
        text = n_(
            "{n} more code is not known: area.toml can say what it allows, under zoning_classes.",
            "{n} more codes are not known: area.toml can say what they allow, under zoning_classes.",
            rest_n,
        )
        st.caption(plain(text))


def _zoning_class(code: str) -> None:
    key = state.preset(f"import.zoning_class_{code}", import_draft.current().zoning_classes.get(code, ""))
    st.selectbox(
        plain(_("Zoning code {code}").format(code=code)) if code else _("Plots without a zoning code"),
        ["", *_CLASS_TITLES],
        format_func=lambda named: _(_CLASS_TITLES[named]) if named else _("not known yet: no rank"),
        key=key,
        on_change=_take_class,
        args=(code, key),
    )


def _take_class(code: str, key: str) -> None:
    classes = dict(import_draft.current().zoning_classes)
    classes.pop(code, None)
    named = str(state.value(key) or "")
    import_draft.keep(zoning_classes=classes | ({code: named} if named else {}))


def _covers() -> None:
    """Ask whether the source is complete: else nothing is known outside the box round its rows."""
    key = state.preset("import.covers", bool(import_draft.current().provenance.covering))
    st.checkbox(
        _("The source covers the whole area: where it shows nothing, there is nothing"),
        key=key,
        help=_(
            "Without this, what lies outside the box round its rows counts as not known: rules there are not "
            "checked, and no figure rests on it."
        ),
        on_change=lambda: _take_covers(covers=bool(state.value(key))),
    )


def _take_covers(*, covers: bool) -> None:
    draft = import_draft.current()
    covering = frozenset({draft.layer}) if covers else frozenset()
    import_draft.keep(provenance=replace(draft.provenance, covering=covering))


def text_field(name: str, label: str, value: str) -> str:
    """Show a field of the draft."""
    key = state.preset_typed(f"import.field_{name}", value)
    st.text_input(label, key=key, on_change=_take, args=(name, key))
    return str(state.value(key) or "")


def _take(name: str, key: str) -> None:
    import_draft.keep(**{name: str(state.value(key) or "").strip()})


def name_of(draft: Draft) -> str:
    """Return the name of the folder: of the area there is, as it was typed, or made of the title."""
    return draft.area or draft.name or folder_name(draft.title)


def folder_shown() -> str:
    """Return the folder of the user's areas, as one writes it."""
    folder = home() / "areas"
    own = Path.home()
    return f"~/{folder.relative_to(own)}" if folder.is_relative_to(own) else str(folder)


def can_save(draft: Draft) -> bool:
    """Return whether there is a name, and no area that a new one would replace unseen."""
    name = name_of(draft)
    return bool(name) and (bool(draft.area) or area_settings(name) is None)


def folder_name(title: str) -> str:
    """Return a name for the folder of an area of this title.

    Examples
    --------
    >>> folder_name("Hästö, 2. vaihe")
    'hasto-2-vaihe'
    """
    return re.sub(r"[^a-z0-9]+", "-", without_accents(title))[:_NAME_SIGNS_N].strip("-")


def terms() -> None:
    """Ask who hands the source over, on which terms, and how accurate it is."""
    provenance = import_draft.current().provenance
    asked = {
        "supplied_by": _("Who hands it over"),
        "licence": _("Licence or terms of use"),
        "accuracy": _("Accuracy, for example: surveyed, 0.1 m"),
        "url": _("Web page of the source (if there is one)"),
    }
    for cell, (name, label) in zip(st.columns(len(asked), gap="medium"), asked.items(), strict=True):
        with cell:
            key = state.preset_typed(f"import.terms_{name}", getattr(provenance, name))
            st.text_input(label, key=key, on_change=_take_terms, args=(name, key))


def _take_terms(name: str, key: str) -> None:
    said: dict[str, Any] = {name: str(state.value(key) or "").strip()}
    import_draft.keep(provenance=replace(import_draft.current().provenance, **said))


def stated(provenance: Provenance) -> Provenance:
    """Return the terms with what nobody stated said to be so."""
    return replace(
        provenance,
        licence=provenance.licence or _NOT_STATED,
        accuracy=provenance.accuracy or _NOT_STATED,
        attribution=provenance.attribution or provenance.supplied_by,
    )


def _origin(draft: Draft) -> None:
    """Show what is kept of the source besides what the user says."""
    raws = [raw for raw in (draft.raw, draft.joined) if raw is not None]
    rows = [(raw.ref.location, day(raw.retrieved), quiet(f"SHA-256 {raw.sha256[:16]}…")) for raw in raws]
    show(table(rows, css_class="facts"))
    told = _("Kept in {folder}; nothing is written elsewhere.")
    st.caption(plain(told.format(folder=folder_shown())))


def _save(draft: Draft) -> None:
    if draft.checked is None:
        return
    prepared, name = draft.checked.prepared, name_of(draft)
    there = area_settings(name)
    title = there.title if there else draft.title or name
    settings = AreaSettings(
        name,
        prepared.working_epsg,
        title,
        there.place_kind if there else "plot",
        there.note if there else "",
        there.country
        if there
        else country_of(draft, prepared.working_epsg, crs.bounds_deg(prepared.layer.frame)),
        {**(there.zoning_classes if there else {}), **draft.zoning_classes},
    )
    steps = [
        (
            _("Writing the area"),
            lambda _made: save_area(settings, [prepared], stated(draft.provenance), consent=draft.consent),
        )
    ]
    saved, fault = import_work.done(_("Saving"), steps)
    if fault is not None:
        import_work.tell(fault)
        return
    finish(saved)


def finish(saved: Saved) -> None:
    """Let every page see the area as it is now, and start anew with what was saved on the page."""
    cache.forget()
    import_draft.start_over(area=saved.name, saved=saved)
    st.rerun()


def render_saved() -> None:
    """Show what was saved last, with the way to it."""
    saved = import_draft.current().saved
    if saved is None:
        return
    rows = ", ".join(f"{layer_title(layer)}: {number(rows)}" for layer, rows in saved.rows.items())
    there = area_settings(saved.name)
    told = _("“{area}” is saved ({rows}).").format(area=there.title if there else saved.name, rows=rows)
    faults = n_(
        "{n} fault is listed on the Data page.", "{n} faults are listed on the Data page.", len(saved.issues)
    )
    with st.container(key="import_saved"):
        st.success(plain(f"{told} {faults}" if saved.issues else told))
        if st.button(_("Open the area on the Map"), type="primary", key="import.open"):
            state.choose_area(saved.name)
            links.open_map()
        st.caption(_("Or go on below: add zoning, buildings, roads or a terrain model to it."))
