"""The one place where a map meets the page: st_folium with the arguments that keep it from redrawing."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import folium
from streamlit_folium import st_folium

from planner.drawing.web.area_map import PLACE_KEY, MapContent, browser_map, clicked_key, view
from planner.ui import state
from planner.ui.maps import files as map_files

# In pixels; static/app.css lets the map fill the screen instead.
_HEIGHT = 720


Over = folium.FeatureGroup | Sequence[folium.FeatureGroup]


def show(
    content: str | MapContent,
    *,
    key: str,
    told: Mapping[str, str],
    over: Over | None = None,
    seen: dict[str, Any] | None = None,
) -> None:
    """Show a map; a click sets each field of the State to what the feature has under the name `told` for it.

    Where a field is told a place, the map has a tool that takes any.
    Panning and zooming ask nothing of the server. `over` lies over the map without its being drawn anew, and
    another paint or what is `seen` (as `web_map.view` takes it) leaves it standing as well.
    """
    map_files.serve()
    reads = {field: partial(clicked_key, key=name) for field, name in told.items()}
    groups = [over] if isinstance(over, folium.FeatureGroup) else list(over or ())
    if isinstance(content, MapContent):
        groups = [view(content, places=PLACE_KEY in told.values(), **(seen or {})), *groups]
    st_folium(
        browser_map(content),
        key=key,
        height=_HEIGHT,
        use_container_width=True,
        # With this alone, static/map.js tells a click at once, and counts it: a second one is told as well.
        returned_objects=["last_active_drawing"],
        feature_group_to_add=groups or None,
        on_change=partial(state.take_click, key, reads),
    )
