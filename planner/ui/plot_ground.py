"""What is drawn over the selected plot: ground left and taken, largest hall, halls and joins asked for."""

import folium

from planner.drawing.plot_overlay import PlotGround, plot_overlay
from planner.ui import cache, plot_growth, plot_halls, state


def overlay(area: str, plot_id: str) -> folium.FeatureGroup | None:
    """Return what lies over the map for the selected plot."""
    rules = state.current().scenario
    fit = plot_halls.wanted_fit(area, plot_id)
    joins = plot_growth.wanted_joins(area, plot_id)
    ground = PlotGround(
        restricted=cache.plot_restricted(area, plot_id, rules),
        largest=cache.largest_hall(area, plot_id, rules),
        halls=fit.halls if fit else (),
        joined=joins[0].plot_ids if joins else (),
    )
    return plot_overlay(cache.atlas(area), cache.scenario(rules), plot_id, ground)
