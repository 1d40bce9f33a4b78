"""The plot of the draft that is looked at: what it is, as the planner says; its figures and findings."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.atlas import Atlas
from layers.specs.plots import STATUSES
from planner.appraisal import Appraisal
from planner.drawing.colours import STATUS_LOOKS
from planner.logistics.access import access_points
from planner.parcels.attributes import known
from planner.parcels.edits import overlaps
from planner.text import _, number, quantity
from planner.ui import cache, state
from planner.ui.draw import draft as draw_draft
from planner.ui.draw.draft import Draft
from planner.ui.widgets import plot_distances, plot_figures, plot_findings, plot_score
from planner.ui.widgets.labels import plain, status
from planner.ui.widgets.markup import joined, show, tag

_RATIO, _RIGHT, _UNKNOWN = "floor_area_ratio", "building_right_m2", ""


def render(area: str, now: Atlas, draft: Draft) -> None:
    """Show the chosen plot."""
    (plot_id,) = draft.chosen
    appraisal = draw_draft.appraisal(area, draft.edits, plot_id, state.current().scenario)
    st.subheader(plain(_("Plot {plot}").format(plot=plot_id)), anchor=False)
    show(joined(_tags(appraisal)))
    _overlaps(area, now, plot_id)
    with st.expander(_("Name, zoning code, status, e"), icon=":material/edit:", key=f"draw.what.{plot_id}"):
        _form(area, now, appraisal, draft.turn_n)
    plot_figures.render(appraisal)
    plot_findings.render(appraisal)
    # The draft's plot is in no saved area: its access points are those of the draft.
    plot_distances.show_distances(appraisal, access_points(plot_id, now))
    plot_score.render(appraisal)


def _tags(appraisal: Appraisal) -> list[str]:
    tags: list[str] = [tag(_(STATUS_LOOKS[appraisal.status].title))]
    accuracy_m = appraisal.plot.get("accuracy_m")
    if appraisal.illustrative:
        tags.append(tag(_("drawn, not surveyed"), "warn"))
    if accuracy_m is not None:
        told = _("places known to about {accuracy}")
        tags.append(tag(told.format(accuracy=quantity(accuracy_m, "m", 1)), "warn"))
    if appraisal.knocked_out:
        tags.append(tag(_("ruled out"), "stop"))
    elif appraisal.too_little_known:
        tags.append(tag(_("too little is known"), "warn"))
    return tags


def _overlaps(area: str, now: Atlas, plot_id: str) -> None:
    """Say which other plots claim the same ground, and offer to leave it to them."""
    found = overlaps(now, [plot_id])
    if not found:
        return
    parts = ", ".join(f"{plain(one.other_id)}: {number(one.overlap_m2)} m²" for one in found)
    st.warning(_("It lies over other plots: {parts}.").format(parts=parts))
    st.button(
        _("Leave that ground to the others"),
        key="draw.clip",
        on_click=draw_draft.attempt,
        args=(area, "clip"),
    )


def _form(area: str, now: Atlas, appraisal: Appraisal, turn_n: int) -> None:
    """Show the fields; their keys name plot and turn, so that each shows what the draft says now."""
    plot = appraisal.plot
    base = f"draw.{turn_n}.{appraisal.plot_id}"
    codes = _codes(area, now)
    with st.form(f"{base}.form", border=False):
        left, right = st.columns(2)
        left.text_input(_("Name"), value=appraisal.name, key=f"{base}.name", max_chars=120)
        right.selectbox(
            _("Status"),
            STATUSES,
            index=STATUSES.index(appraisal.status),
            format_func=status,
            key=f"{base}.status",
        )
        st.selectbox(
            _("Zoning code"),
            codes,
            index=codes.index(appraisal.zoning_code) if appraisal.zoning_code in codes else None,
            format_func=lambda code: _code_title(area, code),
            placeholder=_("code not given"),
            accept_new_options=True,
            key=f"{base}.zoning_code",
        )
        _floor_area(plot, base)
        st.form_submit_button(_("Take over"), on_click=_take, args=(area, appraisal.plot_id, base))


def _floor_area(plot: Mapping[str, Any], base: str) -> None:
    """Ask for e or a building right in floor area: one of them, or neither."""
    by = next((name for name in (_RIGHT, _RATIO) if known(plot.get(name))), _UNKNOWN)
    ways = {_RATIO: _("e"), _RIGHT: _("building right, k-m²"), _UNKNOWN: _("not known")}
    st.radio(
        _("Floor area by"),
        list(ways),
        index=list(ways).index(by),
        format_func=ways.__getitem__,
        horizontal=True,
        key=f"{base}.by",
    )
    st.number_input(
        _("e, or building right"),
        min_value=0.0,
        value=float(plot[by]) if by else 0.0,
        step=0.05,
        key=f"{base}.right",
    )


def _codes(area: str, now: Atlas) -> list[str]:
    """Return the codes to choose from: those of this area's plots first, then those of the list."""
    used = now.frame("plots")["zoning_code"].dropna().unique()
    listed = cache.atlas(area).table("zoning_codes")["code"] if now.has("zoning_codes") else []
    return list(dict.fromkeys([*sorted(used), *sorted(listed)]))


def _code_title(area: str, code: str) -> str:
    meaning = cache.code_meaning(area, code)
    return f"{code} · {meaning}" if meaning else code


def _take(area: str, plot_id: str, base: str) -> None:
    state.speak()
    by = state.value(f"{base}.by")
    right = state.value(f"{base}.right")
    said: dict[str, Any] = {
        name: (state.value(f"{base}.{name}") or "").strip() or None
        for name in ("name", "zoning_code", "status")
    }
    said |= {name: float(right) if by == name else None for name in (_RATIO, _RIGHT)}
    draw_draft.attempt(area, "describe", plot_ids=(plot_id,), **said)
