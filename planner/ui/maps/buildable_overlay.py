"""What is drawn over the selected plot: ground left and taken, largest hall, halls and joins asked for."""

import folium

from planner.appraisal import Appraisal
from planner.drawing.web.plot_overlay import PlotGround, plot_overlay
from planner.text import _
from planner.ui import cache, state
from planner.ui.widgets import plot_growth, plot_halls
from planner.ui.widgets.markup import Markup, joined, quiet, swatch


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


def key(appraisal: Appraisal) -> Markup:
    """Return what the colours on the selected plot mean."""
    effects = {entry.effect for entry in appraisal.capacity.excluded_by_rule}
    parts = [swatch("left", _("buildable"))] if appraisal.capacity.buildable_area_m2 else []
    if "exclude" in effects:
        parts.append(swatch("taken", _("no building, by a rule")))
    if "permit" in effects:
        parts.append(swatch("permit", _("only by permission")))
    if cache.largest_hall(appraisal.area, appraisal.plot_id, state.current().scenario):
        parts.append(swatch("rectangle", _("largest hall")))
    fit = plot_halls.wanted_fit(appraisal.area, appraisal.plot_id)
    if fit and fit.fits:
        parts.append(swatch("hall", _("halls asked for")))
    return quiet(joined((_("On the map:"), *parts), "  "))
