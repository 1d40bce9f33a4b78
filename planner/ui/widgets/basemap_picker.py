"""The switch for outside tiles below the map: the browser asks for them, and only once switched on."""

import html
from typing import Any

import streamlit as st

from layers.io.basemaps import Basemap, basemaps
from planner.text import _, localised
from planner.ui import state
from planner.ui.widgets.labels import plain

_OWN = ""
_HELD = "basemap_key"


def choose() -> None:
    """Show the choice of the ground, and ask for a key where the service needs one."""
    known = basemaps()
    if state.current().basemap not in known:
        state.change(basemap=_OWN)
    chosen = known.get(state.current().basemap)
    with st.popover(_("Background map"), icon=":material/layers:"):
        key = state.preset("map.basemap", state.current().basemap)
        st.radio(
            _("Background map"),
            [_OWN, *known],
            format_func=lambda name: localised(known[name].titles) if name else _("Sijainti's own, offline"),
            key=key,
            on_change=state.take,
            args=("basemap", key),
        )
        if chosen is not None:
            _terms(chosen)


def _terms(chosen: Basemap) -> None:
    if chosen.key:
        _ask_key(chosen)
    told = _("Your browser asks this service for tiles; it sees which part of the map you look at.")
    terms = _link(_("Terms of use"), chosen.terms_url)
    st.caption(f"{told} {terms}")


def _link(text: str, url: str) -> str:
    return f"[{plain(text)}]({url})"


def _ask_key(chosen: Basemap) -> None:
    """Ask for the user's own key; it stays in this session and is never a part of the address."""
    key = state.preset_typed("map.basemap_key", state.held(_HELD) or "")
    st.text_input(
        _("Your API key"),
        type="password",
        key=key,
        autocomplete="off",
        on_change=lambda: state.hold(_HELD, state.value(key)),
    )
    st.caption(_link(_("How to get a key"), chosen.key_url))


def shown() -> dict[str, Any] | None:
    """Return the tiles that the map shows below itself, None for its own ground."""
    chosen = basemaps().get(state.current().basemap)
    key = state.held(_HELD) or ""
    if chosen is None or (chosen.key and not key):
        return None
    failure = _("The tiles of {service} do not come. The map works without them.")
    return {
        "url": chosen.address(key),
        "attribution": html.escape(chosen.attribution),
        "max_zoom": chosen.max_zoom,
        "failure": failure.format(service=localised(chosen.titles)),
    }
