"""The ground of the selected plot: levels, slope, what is too steep or lies low, earth to move for a pad."""

import streamlit as st

from planner.appraisal import Appraisal
from planner.capacity.terrain import TerrainProfile
from planner.reports.terrain_lines import ground_lines
from planner.text import _, number, unit_name
from planner.ui.widgets import links
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import Markup, joined, lines, quiet, show, table, tag

_HOW_TO = "howto.add-a-terrain-model"


def render(appraisal: Appraisal) -> None:
    """Show the ground; where the area has no elevation model, say so, and how to add one."""
    ground = appraisal.ground
    known = ground is not None and ground.known_share > 0
    with st.expander(_("Ground and slope"), expanded=known):
        if ground is not None:
            _figures(ground)
        st.caption(plain(_method(appraisal)))
        if not known:
            links.to_page("help", _("How to add an elevation model"), icon="help", help=_HOW_TO)


def _figures(ground: TerrainProfile) -> None:
    if ground.illustrative:
        show(tag(_("illustrative"), "warn"))
    rows = [
        (
            joined((line.title, tag(_("estimate")) if line.estimate else "")),
            *_value(line.value, line.unit, line.digits_n),
        )
        for line in ground_lines(ground)
    ]
    show(table(rows, numbers=(1,), css_class="amounts"))
    show(lines(*(quiet(text) for text in (ground.note, ground.source, ground.accuracy) if text)))


def _value(value: float | None, unit: str, digits_n: int) -> tuple[str | Markup, str]:
    return (quiet(_("not known")), "") if value is None else (number(value, digits_n), unit_name(unit))


def _method(appraisal: Appraisal) -> str:
    return " ".join(basis.method for basis in appraisal.basis if basis.figure == "ground")
