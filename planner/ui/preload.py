"""What is made ready before the first user comes.

The pages themselves are not loaded here: streamlit-folium must meet the running server when it is imported.
"""

from planner.drawing import charts
from planner.ui import area_picker, cache, state

# Altair and all that the appraisal rests on: loaded now, used at the first click.
LOADED = (charts,)


def first_map() -> None:
    """Make the map that a new user sees first."""
    known = {info.name: info for info in cache.areas()}
    if known:
        cache.area_map(area_picker.first(known), state.State().scenario)
