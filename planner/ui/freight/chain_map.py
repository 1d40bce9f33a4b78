"""What lies over the map of freight: the chosen plot, and how its goods travel."""

import folium

from planner.drawing.charts.freight_chains import MODE_COLOURS
from planner.drawing.web.area_map import selection
from planner.drawing.web.chain_overlay import chain_overlay
from planner.logistics.freight.demand import ALL_MODES
from planner.logistics.freight.lines import chain_lines
from planner.text import _, quantity
from planner.ui import cache, state
from planner.ui.widgets.labels import carried_by
from planner.ui.widgets.markup import Markup, colour_key, joined, lines, quiet


def over(area: str, freight: str, objective: str) -> list[folium.FeatureGroup]:
    """Return the mark of the chosen plot and the lines of its chains; nothing where none is chosen."""
    chosen = state.current().plot
    if not chosen:
        return []
    unit = _("t a year")
    table = cache.chain_table(area, state.current().scenario, freight)
    named = [
        (
            f"{row.commodity}, {quantity(row.t_yr, unit)}",
            chain_lines(table, chosen, position, objective),
        )
        for position, row in enumerate(table.rows)
    ]
    groups = (chain_overlay(named), selection(cache.atlas(area), chosen))
    return [group for group in groups if group is not None]


def key() -> Markup:
    """Return what the lines mean."""
    modes = (colour_key(MODE_COLOURS[mode], carried_by(mode)) for mode in ALL_MODES)
    dashed = _("Dashed: straight from place to place, as no line is at hand.")
    return quiet(lines(joined((_("On the map:"), *modes), "  "), dashed))
