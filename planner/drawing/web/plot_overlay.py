"""What is laid over a map: a plot's ground, halls and joins; what a what-if changes."""

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import shapely

from layers.atlas import Atlas
from planner.capacity.halls import Hall
from planner.capacity.restrictions import Restricted
from planner.drawing.colours import INK, PAPER
from planner.drawing.web.map_layer import Look, shape_texts
from planner.scenario.scenario import TAKING, Scenario
from planner.text import _, hectares, number, quantity

# Stripes that static/map.js defines for every map: ground taken, open by permission only, won.
_TAKEN: Look = {"color": "#d55e00", "weight": 1, "fillColor": "url(#over-taken)", "fillOpacity": 0.9}
_PERMIT: Look = {"color": "#a65f00", "weight": 1, "fillColor": "url(#over-permit)", "fillOpacity": 0.9}
_WON: Look = {"color": "#0072b2", "weight": 1, "fillColor": "url(#over-won)", "fillOpacity": 0.9}
_BUILDABLE: Look = {"color": "#00573f", "weight": 2.5, "fillColor": "#5fd6b1", "fillOpacity": 0.55}
_KEPT: Look = {"color": "#00573f", "weight": 1, "fillColor": "#5fd6b1", "fillOpacity": 0.5}
_RECTANGLE: Look = {"color": INK, "weight": 2, "dashArray": "8 5", "fill": False}
_HALL: Look = {"color": INK, "weight": 2, "fillColor": "#cc79a7", "fillOpacity": 0.85}
_JOIN: Look = {"color": "#cc79a7", "weight": 4, "dashArray": "10 6", "fill": False}
# Shapes smaller than this are what rounding leaves between two results.
_TRACE_M2 = 1.0


@dataclass(frozen=True)
class PlotGround:
    """What is drawn of one plot: what the rules leave and take, its largest rectangle, halls, joins."""

    restricted: Restricted
    largest: Hall | None = None
    halls: tuple[Hall, ...] = ()
    joined: tuple[str, ...] = ()


def plot_overlay(
    atlas: Atlas, scenario: Scenario, plot_id: str, ground: PlotGround
) -> folium.FeatureGroup | None:
    """Return what is drawn over the selected plot; None where there is no such plot."""
    plots = atlas.frame("plots")
    chosen = plots.geometry[plots["plot_id"] == plot_id]
    if chosen.empty:
        return None
    group = folium.FeatureGroup(name="selected", control=False)
    left = ground.restricted.buildable[[plot_id]]
    left_m2 = float(shapely.area(left.to_numpy()).sum())
    draw_over(group, left, _BUILDABLE, _("Buildable area {area}").format(area=hectares(left_m2)))
    _draw_taken(group, ground.restricted, scenario, plot_id)
    if ground.largest:
        draw_over(group, _shapes([ground.largest], left), _RECTANGLE)
    for hall in ground.halls:
        draw_over(group, _shapes([hall], left), _HALL, _sides(hall))
    joined = plots.geometry[plots["plot_id"].isin(ground.joined)]
    if len(joined):
        draw_over(group, joined, _JOIN)
    for colour, weight_px in ((PAPER, 6), (INK, 3)):
        draw_over(group, chosen, {"color": colour, "weight": weight_px, "fill": False})
    return group


def change_overlay(before: gpd.GeoSeries, after: gpd.GeoSeries) -> folium.FeatureGroup:
    """Return the buildable ground that a what-if keeps, takes and wins, over all plots."""
    group = folium.FeatureGroup(name="what_if", control=False)
    old, new = before.to_numpy(), after.to_numpy()
    for shapes, look, text in (
        (shapely.intersection(old, new), _KEPT, _("Buildable before and after")),
        (shapely.difference(old, new), _TAKEN, _("No longer buildable")),
        (shapely.difference(new, old), _WON, _("Newly buildable")),
    ):
        ground = gpd.GeoSeries(shapes[shapely.area(shapes) > _TRACE_M2], crs=before.crs)
        if len(ground):
            draw_over(group, ground, look, text)
    return group


def _draw_taken(group: folium.FeatureGroup, restricted: Restricted, scenario: Scenario, plot_id: str) -> None:
    """Draw what each rule takes, the last rule lowest, so that no rule hides what a former one took."""
    titles = {rule.rule_id: rule.name for rule in scenario.rules}
    overlaps = restricted.overlaps
    taking = overlaps[(overlaps["plot_id"] == plot_id) & overlaps["effect"].isin(TAKING)]
    for position in reversed(range(len(taking))):
        row = taking.iloc[position]
        look = _PERMIT if row["effect"] == "permit" else _TAKEN
        text = _("{rule}: {area} m²").format(rule=titles[row["rule_id"]], area=number(row["alone_m2"]))
        draw_over(group, taking.geometry.iloc[[position]], look, text)


def _sides(hall: Hall) -> str:
    return _("Hall {length} × {width}").format(
        length=quantity(hall.length_m, "m", 1), width=quantity(hall.width_m, "m", 1)
    )


def _shapes(halls: Iterable[Hall], like: gpd.GeoSeries) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Polygon(hall.corners) for hall in halls], crs=like.crs)


def draw_over(group: folium.FeatureGroup, shapes: gpd.GeoSeries, look: Look, text: str = "") -> None:
    """Add shapes in one look; with a text they tell it on hover, else they let the pointer through."""
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shape)} for shape in _texts(shapes)
    ]
    if not features:
        return
    options: dict[str, Any] = {**look, "interactive": bool(text)}
    drawn = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda _feature: options,
        interactive=bool(text),
    )
    if text:
        folium.Tooltip(markup_of(text), sticky=True).add_to(drawn)
    drawn.add_to(group)


def _texts(shapes: gpd.GeoSeries) -> Sequence[str]:
    filled = shapes[~shapes.is_empty]
    return [str(text) for text in shape_texts(filled)] if len(filled) else []


def markup_of(text: str) -> str:
    """Return text as HTML that neither ends a script nor speaks to a template: names may be anything."""
    signs = {"{": "&#123;", "}": "&#125;", "\\": "&#92;", "`": "&#96;"}
    return "".join(signs.get(sign, sign) for sign in html.escape(text))
