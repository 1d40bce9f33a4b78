"""What if the rules were others: sliders, and beside them map and figures, against the present."""

import streamlit as st

from layers.atlas import AreaInfo
from planner.drawing.web.area_map import PLOT_KEY
from planner.drawing.web.plot_colours import PLAIN
from planner.drawing.web.plot_overlay import change_overlay
from planner.text import _
from planner.ui import cache, state
from planner.ui.capacity import what_if_controls, what_if_figures, what_if_file
from planner.ui.maps import content as map_contents
from planner.ui.maps import view as map_view
from planner.ui.widgets.markup import joined, quiet, show, swatch
from planner.ui.widgets.scenario_picker import DEFAULT, title

_GROUND, _FLOOR = "ground", "remaining"


@st.fragment
def render(area: AreaInfo, rules: str) -> None:
    """Show the section; a slider draws only this part of the page anew."""
    state.speak()
    st.subheader(_("What if"), anchor=False)
    show(
        quiet(
            _(
                "Move a slider: map and figures are compared with the default rules at once. Nothing is kept "
                "until you keep it."
            )
        )
    )
    controls, shown = st.columns([1, 2], gap="medium")
    with controls:
        made = what_if_controls.render(area, rules)
        what_if_file.render(area, made)
    with shown:
        what_if_figures.totals(area, made)
        _map(area, made)
    what_if_figures.differs(made)
    what_if_figures.by_plot(area, made)


def _map(area: AreaInfo, made: str) -> None:
    titles = {_GROUND: _("Buildable ground"), _FLOOR: _("Remaining floor area, k-m²")}
    view = st.segmented_control(
        _("The map shows"), list(titles), format_func=titles.__getitem__, default=_GROUND, key="what_if.view"
    )
    over = []
    if view == _FLOOR:
        content = map_contents.area_map(area.name, made, _FLOOR)
        show(quiet(_("By the rules “{rules}”.").format(rules=title(made))))
    else:
        content = map_contents.area_map(area.name, DEFAULT, PLAIN)
        before = cache.area_restricted(area.name, DEFAULT).buildable
        over = [change_overlay(before, cache.area_restricted(area.name, made).buildable)]
        key = (
            swatch("left", _("before and after")),
            swatch("taken", _("no longer")),
            swatch("won", _("newly buildable")),
        )
        show(quiet(joined((_("Buildable:"), *key), "  ")))
    with st.container(key="what_if_view"):
        map_view.show(content, key="what_if.map", told={"plot": PLOT_KEY}, over=over)
