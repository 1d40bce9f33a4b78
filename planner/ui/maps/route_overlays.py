"""What lies over the map of the ways from the selected plot, as far as it was asked for."""

import folium

from planner.drawing.web.route_overlay import Ways, ways_overlay
from planner.logistics.rail import KIND
from planner.ui import cache, state
from planner.ui.maps import connections, isochrones, plot_routes


def overlay(area: str, plot_id: str) -> folium.FeatureGroup | None:
    """Return where the plot is entered, and the route, reach, siding or pipe that were asked for.

    Without a plot only the reach of a place on the map can be asked for.
    """
    rules = state.current().scenario
    kind = connections.sought_kind(plot_id)
    is_pipe = kind in cache.scenario(rules).corridor and kind != KIND
    ways = Ways(
        route=plot_routes.chosen_route(area, plot_id) if plot_id else None,
        reach=isochrones.chosen_reach(area, plot_id),
        place=isochrones.chosen_place(area),
        siding=connections.found_siding(area, plot_id) if kind == KIND else None,
        corridor=cache.found_corridor(area, plot_id, rules, kind) if is_pipe else None,
        access=cache.plot_access(area, plot_id) if plot_id else (),
    )
    return ways_overlay(cache.atlas(area), ways)
