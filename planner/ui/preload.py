"""What is made ready before the first user comes."""

from planner.ui import area_picker, cache, state


def first_map() -> None:
    """Make the map that a new user sees first."""
    known = {info.name: info for info in cache.areas()}
    if known:
        cache.area_map(area_picker.first(known), state.State().scenario)
