"""One box that finds a plot by identifier, code or name, and a company, street, place or quay by name.

What the area has many of is searched on the server: the browser gets no list of tens of thousands.
"""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from layers.atlas import AreaInfo
from planner.drawing.web.map_layer import lat_lon_bounds
from planner.drawing.web.search_mark import found_mark
from planner.text import _, marked, n_, title_of
from planner.ui import cache, state
from planner.ui.widgets.labels import plain

PLOT = "plot"
# Kind -> layer, the column by which a thing is named in the address, and the word for the kind.
_KINDS = {
    "company": ("companies", "company_id", marked("company")),
    "street": ("roads", "name", marked("street")),
    "place": ("places", "place_id", marked("place")),
    "quay": ("ports", "quay_id", marked("quay")),
}
_LIST_N = 1_500
_HITS_N = 10


@cache.cached_per_language(8)
def _entries(area: str) -> Mapping[str, str]:
    """Return kind:name -> title of all that can be found, plots first."""
    atlas = cache.atlas(area)
    found = {f"{PLOT}:{plot_id}": title for plot_id, title in cache.plot_titles(area).items()}
    for kind, (layer, column, word) in _KINDS.items():
        if not atlas.has(layer):
            continue
        rows = atlas.frame(layer).dropna(subset=["name"]).drop_duplicates(column).sort_values("name")
        for name, key in zip(rows["name"], rows[column], strict=True):
            found[f"{kind}:{key}"] = _("{name} · {kind}").format(name=name, kind=_(word))
    return MappingProxyType(found)


def choose(area: AreaInfo, passed: NDArray[np.bool_] | None) -> str:
    """Show the box and return the selected plot; what the address names in vain is told and let go."""
    entries = _entries(area.name)
    _let_go_unknown(area, entries)
    left_out = _left_out(area.name, passed)
    if len(entries) <= _LIST_N:
        _list(entries, left_out)
    else:
        _words(area, entries, left_out)
    return state.current().plot


def _let_go_unknown(area: AreaInfo, entries: Mapping[str, str]) -> None:
    chosen = state.current()
    if chosen.plot and f"{PLOT}:{chosen.plot}" not in entries:
        message = _("There is no plot “{plot}” in {area}.")
        st.warning(message.format(plot=plain(chosen.plot), area=plain(title_of(area))))
        state.change(plot="")
    if chosen.find and (chosen.find not in entries or chosen.find.startswith(f"{PLOT}:")):
        state.change(find="")


def _left_out(area: str, passed: NDArray[np.bool_] | None) -> frozenset[str]:
    """Return the plots that do not pass the filter, but for the selected one."""
    if passed is None:
        return frozenset()
    ids = np.array(list(cache.plot_titles(area)), dtype=object)
    return frozenset(f"{PLOT}:{plot_id}" for plot_id in ids[~passed]) - {_chosen()}


def _chosen() -> str | None:
    """Return what the box shows: what was found, else the selected plot."""
    chosen = state.current()
    return chosen.find or (f"{PLOT}:{chosen.plot}" if chosen.plot else None)


def _list(entries: Mapping[str, str], left_out: frozenset[str]) -> None:
    key = state.preset("map.find", _chosen())
    st.selectbox(
        _("Plot, company or street"),
        [entry for entry in entries if entry not in left_out],
        format_func=lambda entry: entries[entry],
        placeholder=_("Click a plot on the map, or type here"),
        key=key,
        on_change=lambda: _take(state.value(key)),
    )


def _take(entry: str | None) -> None:
    kind, _colon, name = (entry or "").partition(":")
    if kind == PLOT:
        state.change(plot=name, find="")
    elif entry:
        state.change(find=entry)
    elif state.current().find:
        state.let_go("find")
    else:
        state.let_go("plot")


def _words(area: AreaInfo, entries: Mapping[str, str], left_out: frozenset[str]) -> None:
    """Show a box for words, and what they find as buttons."""
    asked = st.text_input(
        _("Plot, company or street"),
        placeholder=_("Click a plot on the map, or type and press Enter"),
        key="map.words",
    )
    chosen = _chosen()
    if chosen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(entries[chosen]))
            st.button(_("Let go"), key="map.let_go", type="tertiary", on_click=partial(_take, None))
    if not asked:
        return
    found = hits(asked, {entry: title for entry, title in entries.items() if entry not in left_out})
    with st.container(gap=None):
        for entry in found[:_HITS_N]:
            key = f"map.hit_{entry}"
            st.button(plain(entries[entry]), key=key, type="tertiary", on_click=partial(_take, entry))
    if not found:
        st.caption(
            _("Nothing in {area} is called “{words}”.").format(area=plain(title_of(area)), words=plain(asked))
        )
    elif len(found) > _HITS_N:
        more_n = len(found) - _HITS_N
        st.caption(n_("{n} more: type more of it.", "{n} more: type more of it.", more_n))


def hits(asked: str, entries: Mapping[str, str]) -> list[str]:
    """Return what has all the words in its title; what begins with them first.

    Examples
    --------
    >>> hits("sata 7", {"a": "Tie 7 Satama", "b": "Satama 7", "c": "Satama"})
    ['b', 'a']
    """
    words = asked.casefold().split()
    found = [
        (not title.startswith(words[0]), entry)
        for entry, title in ((entry, title.casefold()) for entry, title in entries.items())
        if all(word in title for word in words)
    ]
    return [entry for _is_later, entry in sorted(found, key=lambda pair: pair[0])] if words else []


def focus(area: str) -> dict[str, Any] | None:
    """Return what the map must have in view: what was found, else the selected plot."""
    entry = _chosen()
    if entry is None:
        return None
    closer = not entry.startswith(f"{PLOT}:")
    return {"key": entry, "bounds": lat_lon_bounds(_shapes(area, entry)), "closer": closer}


def mark(area: str) -> folium.FeatureGroup | None:
    """Return the mark on what was found; the selected plot has an outline of its own."""
    entry = state.current().find
    return found_mark(_shapes(area, entry), _entries(area)[entry]) if entry else None


def _shapes(area: str, entry: str) -> gpd.GeoSeries:
    kind, _colon, name = entry.partition(":")
    layer, column = ("plots", "plot_id") if kind == PLOT else _KINDS[kind][:2]
    frame = cache.atlas(area).frame(layer)
    return frame.geometry[frame[column] == name]
