"""Which plots pass the filter of the Map page: by status, zoning code, size and remaining floor area."""

from collections.abc import Mapping
from urllib.parse import unquote

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from layers.atlas import AreaInfo
from planner.drawing.colours import STATUS_LOOKS
from planner.text import _, n_, number
from planner.ui import cache, state

_M2_PER_HA = 10_000
# What a click on + or − adds, in ha and k-m².
_STEPS = {"size": 0.5, "left": 1000.0}
FIELDS = ("status", "code", "size", "left")


def is_set() -> bool:
    """Return whether any plot is filtered out on purpose."""
    chosen = state.current()
    return any(getattr(chosen, name) for name in FIELDS)


def passing(area: str) -> NDArray[np.bool_] | None:
    """Return which plots pass, in the order of the plots; None without a filter."""
    if not is_set():
        return None
    chosen = state.current()
    return _passing(area, chosen.scenario if chosen.left else "", chosen.status, chosen.code, _ranges())


def _ranges() -> tuple[str, str]:
    return state.current().size, state.current().left


@cache.cached(64)
def _passing(area: str, scenario: str, status: str, code: str, ranges: tuple[str, str]) -> NDArray[np.bool_]:
    plots = cache.atlas(area).frame("plots")
    plots = plots.assign(status=plots["plot_id"].map(cache.plot_statuses(area)))
    size, left = ranges
    left_m2 = None
    if left:
        found = cache.area_capacities(area, scenario)
        left_m2 = {capacity.plot_id: capacity.remaining_floor_area_m2 for capacity in found}
    passed = filtered(
        plots,
        chosen={"status": listed(status), "zoning_code": listed(code)},
        size_ha=ends(size),
        left_m2=ends(left),
        known_left_m2=left_m2,
    )
    passed.setflags(write=False)
    return passed


def filtered(
    plots: pd.DataFrame,
    *,
    chosen: Mapping[str, tuple[str, ...]],
    size_ha: tuple[float, float],
    left_m2: tuple[float, float],
    known_left_m2: Mapping[str, float | None] | None,
) -> NDArray[np.bool_]:
    """Return which plots have one of the chosen values in each column, and figures within both ranges.

    No chosen value lets every plot pass. What remains of a plot and is not known passes no range.
    """
    passed = np.ones(len(plots), dtype=bool)
    for column, values in chosen.items():
        if values:
            passed &= plots[column].isin(values).to_numpy()
    areas_ha = plots.geometry.area.to_numpy() / _M2_PER_HA
    passed &= (areas_ha >= size_ha[0]) & (areas_ha <= size_ha[1])
    if known_left_m2 is not None:
        left = plots["plot_id"].map(known_left_m2).astype(float).to_numpy()
        passed &= (left >= left_m2[0]) & (left <= left_m2[1])
    return passed


def listed(text: str) -> tuple[str, ...]:
    """Return the values that the address parts by commas.

    Examples
    --------
    >>> listed("T/kem,K%2CT"), listed("")
    (('T/kem', 'K,T'), ())
    """
    return tuple(unquote(part) for part in text.split(",") if part)


def ends(text: str) -> tuple[float, float]:
    """Return the ends of a range "from:to"; an end that is not told, or is no number, is open.

    Examples
    --------
    >>> ends("1.5:"), ends(":x"), ends("")
    ((1.5, inf), (-inf, inf), (-inf, inf))
    """
    low, high = (_number(part) for part in text.partition(":")[::2])
    return -np.inf if low is None else low, np.inf if high is None else high


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return None if np.isnan(value) else value


def choose(area: AreaInfo, passed: NDArray[np.bool_] | None) -> None:
    """Show the filter, folded away, and how many plots pass."""
    plots_n = len(cache.plot_titles(area.name))
    shown_n = plots_n if passed is None else int(passed.sum())
    zones = area.place_kind == "zone"
    told = (
        n_("{{shown}} of {n} zone", "{{shown}} of {n} zones", plots_n)
        if zones
        else n_("{{shown}} of {n} plot", "{{shown}} of {n} plots", plots_n)
    ).format(shown=number(shown_n))
    with st.popover(_("Filter"), icon=":material/filter_list:"):
        _lists(area.name)
        _range("size", (_("Size from, ha"), _("Size to, ha")))
        _range("left", (_("Remaining from, k-m²"), _("Remaining to, k-m²")))
    st.markdown(told)
    if passed is not None:
        st.button(
            _("Clear filter"),
            key="map.unfilter",
            type="tertiary",
            on_click=state.let_go_all,
            args=(FIELDS,),
        )


@cache.cached(8)
def _codes(area: str) -> tuple[str, ...]:
    return tuple(sorted(set(cache.atlas(area).frame("plots")["zoning_code"].dropna())))


def _lists(area: str) -> None:
    titles = {status: _(look.title) for status, look in STATUS_LOOKS.items()}
    for field, label, known in (
        ("status", _("Status"), list(titles)),
        ("code", _("Zoning code"), list(_codes(area))),
    ):
        told = [value for value in listed(getattr(state.current(), field)) if value in known]
        key = state.preset(f"map.{field}", told)
        st.multiselect(
            label,
            known,
            format_func=lambda value: titles.get(value, value),
            placeholder=_("All"),
            key=key,
            on_change=state.take_list,
            args=(field, key),
        )


def _range(field: str, labels: tuple[str, str]) -> None:
    keys = (f"map.{field}_from", f"map.{field}_to")
    told = ends(getattr(state.current(), field))
    with st.container(horizontal=True):
        for key, label, end in zip(keys, labels, told, strict=True):
            state.preset(key, end if np.isfinite(end) else None)
            st.number_input(
                label,
                step=_STEPS[field],
                format="%g",
                placeholder=_("any"),
                key=key,
                on_change=state.take_range,
                args=(field, keys),
            )
