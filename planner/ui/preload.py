"""What is made ready before the first user comes.

The pages themselves are not loaded here: streamlit-folium must meet the running server when it is imported.
"""

from contextlib import suppress

from layers.errors import SijaintiError
from layers.io.sandbox.confined import start_worker
from planner.ui import cache, state
from planner.ui.compare import table as comparison_table
from planner.ui.map import area_summary, plot_panel
from planner.ui.maps import content as map_contents
from planner.ui.widgets import area_picker, issue_table

# Parts of the pages with all that they rest on: loaded now, used at the first click.
LOADED = (area_summary, comparison_table, issue_table, plot_panel)
# No more areas than the caches keep.
_AREAS_N = 8


def first_page() -> None:
    """Make the maps of the areas, and appraise the area that a new user sees first."""
    start_worker()
    known = {info.name: info for info in cache.areas()}
    scenario = state.State().scenario
    for area in list(known)[:_AREAS_N]:
        # An area that cannot be read says so on its pages; the others are served.
        with suppress(SijaintiError):
            map_contents.area_map(area, scenario)
    if known:
        with suppress(SijaintiError):
            cache.all_appraisals(area_picker.first(known), scenario)
