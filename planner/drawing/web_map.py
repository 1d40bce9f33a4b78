"""The map of an area for the browser. Metres become degrees only here and in map_layer."""

import json
from collections.abc import Sequence
from typing import Any

import folium
import geopandas as gpd
from folium.elements import JSCSSMixin
from folium.template import Template

from layers.atlas import Atlas
from planner.capacity import Capacity
from planner.drawing import ground, infrastructure
from planner.drawing.assets import OfflineMap, static_links
from planner.drawing.colours import GROUND, INK, PAPER, SEA
from planner.drawing.map_colours import Colouring, by_status
from planner.drawing.map_layer import Group, Row, WebMap, shape_texts
from planner.drawing.plot_layer import plot_layers, plot_rows
from planner.text import _

# What a click on a plot tells; the app reads the plot's identifier from it.
PLOT_KEY = "plot_id"


class DrawnLayers(JSCSSMixin):
    """The layers, labels and legend of a map, drawn by static/map.js."""

    default_js = static_links("map.js")
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sijainti.draw({{ this._parent.get_name() }}, {{ this.content }});"
        "{% endmacro %}"
    )

    def __init__(self, content: str) -> None:
        """Take the content as `WebMap.to_json` writes it."""
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives no types
        self._name = "DrawnLayers"
        self.content = content


def browser_map(content: str) -> folium.Map:
    """Return the map that shows this content; making it costs next to nothing."""
    drawn = OfflineMap(location=(0.0, 0.0), zoom_start=12, zoomSnap=0.25, zoomDelta=0.5)
    drawn.add_child(DrawnLayers(content))
    return drawn


def area_map(atlas: Atlas, found: Sequence[Capacity], colouring: Colouring | None = None) -> WebMap:
    """Return the map of an area: ground, zoning, plots, infrastructure, companies; by status if not told."""
    plots = atlas.frame("plots")
    colouring = colouring or by_status(plots, zones=atlas.info.place_kind == "zone")
    with_plots = plot_layers(plots, {capacity.plot_id: capacity for capacity in found}, colouring)
    drawn = [*ground.layers(atlas), *with_plots, *infrastructure.layers(atlas)]
    return WebMap(
        layers=tuple(drawn),
        legend=tuple(group for group in _legend(atlas, plots, colouring) if group.rows),
        legend_title=_("Legend"),
        bounds=plots.geometry,
        background=SEA if atlas.has("land") else GROUND,
        sources=atlas.sources_of(layer for layer in atlas.layers if atlas.layer(layer).spec.geometry),
    )


def selection(atlas: Atlas, plot_id: str) -> folium.FeatureGroup | None:
    """Return the outline that marks the selected plot; the map under it is not drawn anew."""
    plots = atlas.frame("plots")
    chosen = plots[plots["plot_id"] == plot_id]
    if chosen.empty:
        return None
    return _outline(chosen.geometry)


def _outline(shapes: gpd.GeoSeries) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name="selected", control=False)
    shape = json.loads(shape_texts(shapes)[0])
    for colour, weight_px in ((PAPER, 8), (INK, 4)):
        look = {"color": colour, "weight": weight_px, "fill": False, "interactive": False}
        folium.GeoJson(shape, style_function=lambda _feature, look=look: look, interactive=False).add_to(
            group
        )
    return group


def clicked_key(answer: dict[str, Any] | None, key: str) -> str | None:
    """Return the identifier that a click on the map told, None where it was on something else."""
    drawing = (answer or {}).get("last_active_drawing") or {}
    value = (drawing.get("properties") or {}).get(key)
    return str(value) if value else None


def _legend(atlas: Atlas, plots: gpd.GeoDataFrame, colouring: Colouring) -> list[Group]:
    note = (
        _("Hatched: illustrative, drawn for this project and not surveyed.")
        if plots["illustrative"].any()
        else ""
    )
    note = " ".join(text for text in (colouring.note, note) if text)
    sea = (
        (Row(_("Sea"), "fill", {"fillColor": SEA, "fillOpacity": 1, "color": "#9dbfd6"}),)
        if atlas.has("land")
        else ()
    )
    return [
        Group(colouring.title, plot_rows(plots, colouring), note),
        Group(_("Infrastructure"), infrastructure.line_rows(atlas)),
        Group(_("Companies"), infrastructure.company_rows(atlas)),
        Group(_("Other zoning"), ground.zoning_rows(atlas), is_open=False),
        Group(_("Ground"), (*ground.rows(atlas), *sea), is_open=False),
    ]
