"""The map that is drawn on: the area as it is, the draft over it, and what the hand did read back."""

from functools import partial

import streamlit as st
from streamlit_folium import st_folium

from layers.errors import SijaintiError
from planner import text
from planner.drawing.web import area_map, draw_map
from planner.drawing.web.draw_map import CHOOSE, LINE, OUTLINE, POLYGON, DrawingTools, Task
from planner.drawing.web.map_layer import lat_lon_bounds
from planner.drawing.web.plot_overlay import PlotGround, plot_overlay
from planner.text import _
from planner.ui import cache, state
from planner.ui.draw import draft as draw_draft
from planner.ui.draw.draft import Draft
from planner.ui.maps import content as map_contents
from planner.ui.maps import files as map_files

_HEIGHT = 720
KEY = "draw.map"
_MODES = {"draw": POLYGON, "split": LINE, "reshape": OUTLINE}


def render(area: str) -> None:
    """Show the map; a click chooses a plot, a finished drawing is done at once."""
    draft = draw_draft.current(area)
    with st.spinner(_("Drawing the map")):
        content = map_contents.area_map(area, state.current().scenario)
        drawn = area_map.browser_map(content).add_child(DrawingTools())
    map_files.serve()
    st_folium(
        drawn,
        key=KEY,
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            area_map.view(content, **_focus(area, draft), **_legend(area, draft)),
            *_over(area, draft),
        ],
        on_change=partial(take, area, KEY),
    )


def mode(draft: Draft) -> str:
    """Return what the map waits for: a tool that needs a plot waits for its being clicked first."""
    if draft.tool in draw_draft.SINGLE and len(draft.chosen) != 1:
        return CHOOSE
    return _MODES.get(draft.tool, CHOOSE)


def take(area: str, key: str) -> None:
    """Do what was drawn, or choose the plot that was clicked."""
    state.speak()
    draft = draw_draft.current(area)
    now = draw_draft.parcelled(area, draft.edits).atlas
    try:
        drawn = draw_map.drawn(state.value(key), now)
    except SijaintiError as error:
        draw_draft.refuse(area, text.translate(error))
        return
    if drawn is not None:
        if (drawn.tool, drawn.turn_n) == (draft.tool, draft.turn_n):
            draw_draft.attempt(area, drawn.tool, shape=drawn.shape, accuracy_m=drawn.accuracy_m)
        return
    plot_id = area_map.clicked_key(state.value(key), area_map.PLOT_KEY)
    if plot_id and mode(draft) == CHOOSE and plot_id in set(now.frame("plots")["plot_id"]):
        draw_draft.click(area, plot_id)


def _over(area: str, draft: Draft) -> list[object]:
    """Return the draft with its tools, and the ground of the plot that is looked at."""
    now = draw_draft.parcelled(area, draft.edits).atlas
    task = Task(mode(draft), draft.tool, draft.turn_n, draft.chosen)
    touched = draw_draft.touched(area, draft.edits)
    groups: list[object] = [draw_map.draft_group(cache.atlas(area), now, touched, task)]
    if not draft.tool and len(draft.chosen) == 1:
        rules, (plot_id,) = state.current().scenario, draft.chosen
        ground = PlotGround(draw_draft.restricted(area, draft.edits, plot_id, rules))
        groups.append(plot_overlay(now, cache.scenario(rules), plot_id, ground))
    return [group for group in groups if group]


def _legend(area: str, draft: Draft) -> dict[str, object]:
    """Return the legend that counts the plots of the draft, where there is one."""
    if not draft.edits:
        return {}
    return {"legend": area_map.status_legend(draw_draft.parcelled(area, draft.edits).atlas)}


def _focus(area: str, draft: Draft) -> dict[str, object]:
    """Return where the chosen plot lies, so that the map shows it."""
    if len(draft.chosen) != 1:
        return {}
    plots = draw_draft.parcelled(area, draft.edits).atlas.frame("plots")
    (plot_id,) = draft.chosen
    bounds = lat_lon_bounds(plots.geometry[plots["plot_id"] == plot_id])
    # Corners are moved, and a line is drawn, where the plot fills the map: the hand is the surer.
    closer = mode(draft) in (LINE, OUTLINE)
    key = f"{draft.tool}:{plot_id}" if closer else plot_id
    return {"focus": {"key": key, "bounds": bounds, "closer": closer}}
