"""What lies over the map of the ways from the selected plot, as far as it was asked for."""

import folium

from planner.drawing.ways_overlay import Ways, ways_overlay
from planner.logistics.rail import KIND
from planner.ui import cache, plot_lines, plot_ways, reach_view, state


def overlay(area: str, plot_id: str) -> folium.FeatureGroup | None:
    """Return where the plot is entered, and the route, reach, siding or pipe that were asked for.

    Without a plot only the reach of a place on the map can be asked for.
    """
    rules = state.current().scenario
    kind = plot_lines.sought_kind(plot_id)
    is_pipe = kind in cache.scenario(rules).corridor and kind != KIND
    ways = Ways(
        route=plot_ways.chosen_route(area, plot_id) if plot_id else None,
        reach=reach_view.chosen_reach(area, plot_id),
        place=reach_view.chosen_place(area),
        siding=plot_lines.found_siding(area, plot_id) if kind == KIND else None,
        corridor=cache.found_corridor(area, plot_id, rules, kind) if is_pipe else None,
        access=cache.plot_access(area, plot_id) if plot_id else (),
    )
    return ways_overlay(cache.atlas(area), ways)
