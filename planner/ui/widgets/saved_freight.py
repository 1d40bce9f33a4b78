"""The freight that the user told on the Logistics page, where another page or a report needs it."""

from planner.ui import cache, state
from planner.ui.widgets.freight_file import checked, freight_toml


def as_toml(area: str) -> str:
    """Return the rows that can be computed in this area as TOML; empty where there are none."""
    records = state.current().freight
    if not records:
        return ""
    rows = checked(records, cache.freight_choices(area, state.current().scenario)).rows
    return freight_toml(rows) if rows else ""
