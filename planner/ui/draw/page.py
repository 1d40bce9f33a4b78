"""The Draw page: plots drawn, split, merged and changed on the map, each appraised at once."""

import streamlit as st

from layers.errors import SijaintiError
from planner import text
from planner.text import _
from planner.ui.draw import candidate as draw_candidate
from planner.ui.draw import coordinates as draw_coordinates
from planner.ui.draw import draft as draw_draft
from planner.ui.draw import map_view as draw_map_view
from planner.ui.draw import save as draw_save
from planner.ui.draw import toolbar as draw_tools
from planner.ui.widgets import area_picker, scenario_picker
from planner.ui.widgets.labels import plain


def render() -> None:
    """Show the page."""
    beside_map, panel = st.columns([2, 1], gap="medium")
    with panel:
        area = area_picker.choose("draw")
        scenario_picker.choose("draw")
    draft = draw_draft.current(area.name)
    try:
        made = draw_draft.parcelled(area.name, draft.edits)
    except SijaintiError as error:
        # The area was changed meanwhile, and an edit no longer fits.
        st.error(plain(text.translate(error)))
        st.button(_("Let the draft go"), on_click=draw_draft.let_go, args=(area.name,))
        return
    known = frozenset(made.atlas.frame("plots")["plot_id"])
    if not known.issuperset(draft.chosen):
        draft = draw_draft.change(area.name, chosen=tuple(one for one in draft.chosen if one in known))
    with beside_map:
        board = st.container(key="draw_view")
    with board:
        draw_tools.render(area.name)
    with panel:
        draw_tools.choose(area.name, draw_draft.titles(area.name, draft.edits))
        draw_tools.outcome(area.name, made)
        draw_coordinates.render(area.name)
        draw_save.render(area, made.atlas, draft)
        if len(draft.chosen) == 1 and not draft.tool:
            with st.spinner(_("Appraising the plot")):
                draw_candidate.render(area.name, made.atlas, draft)
    # What changes with a click comes first: the figures of the plot.
    with board:
        draw_map_view.render(area.name)
