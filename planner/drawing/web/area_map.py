"""The map of an area for the browser. Metres become degrees only here and in map_layer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import folium
import geopandas as gpd
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from layers.atlas import Atlas
from planner.capacity.capacity import Capacity
from planner.drawing.colours import GROUND, INK, PAPER, SEA
from planner.drawing.web import base_layers, infrastructure
from planner.drawing.web.assets import OfflineMap, static_links
from planner.drawing.web.map_layer import Group, Paint, Row, WebMap, script_safe, shape_texts
from planner.drawing.web.plane import plane
from planner.drawing.web.plot_colours import Colouring, by_status
from planner.drawing.web.plot_layer import PLOT_KEY, painted, plot_layer, plot_legend
from planner.text import _

__all__ = ["PLACE_KEY", "PLOT_KEY", "MapContent", "area_map", "browser_map", "clicked_key", "selection"]
# What a click of the tool that takes a place tells: its latitude and longitude, parted by a comma.
PLACE_KEY = "place"
# Longer content is fetched by the browser, once: the page is drawn anew at every click.
_IN_PAGE_N = 1_000_000


@dataclass(frozen=True)
class MapContent:
    """What a map shows, each as JSON or as the address of it: its ground, and how the plots are painted."""

    ground: str
    paint: str


class DrawnLayers(JSCSSMixin):
    """The layers, labels and legend of a map, drawn by static/map.js."""

    default_js = static_links("vendor/flatbush/flatbush.js", "map_packed.js", "map_tools.js", "map.js")
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


class View(MacroElement):
    """What is told to a map that stands already: no layer is drawn anew for it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sijainti.view({{ this._parent._parent.get_name() }}, {{ this.content }});"
        "{% endmacro %}"
    )

    def __init__(self, content: str) -> None:
        """Take what is told, as JSON."""
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives no types
        self._name = "View"
        self.content = content


def browser_map(content: str | MapContent) -> folium.Map:
    """Return the map that shows this content; making it costs next to nothing, however large the area is."""
    drawn = OfflineMap(location=(0.0, 0.0), zoom_start=12, zoomSnap=0.25, zoomDelta=0.5)
    drawn.add_child(DrawnLayers(content if isinstance(content, str) else content.ground))
    return drawn


def map_content(ground: str, paint: str, keep: Callable[[str], str]) -> MapContent:
    """Return what browser_map and view show, by its size: in the page itself, or fetched by the browser.

    `keep` puts a text where the browser finds it, and returns the address as seen from the map's frame.
    """
    return MapContent(*(_fetched(text, keep) for text in (ground, paint)))


def _fetched(text: str, keep: Callable[[str], str]) -> str:
    return text if len(text) <= _IN_PAGE_N else script_safe(json.dumps({"address": keep(text)}))


def view(content: MapContent, **told: Any) -> folium.FeatureGroup:
    """Return what sets the view of a map that stands: its paint, and what static/map.js shows besides.

    Parameters
    ----------
    content
        What browser_map shows.
    **told
        `shown`: which plots pass a filter, as Base64; `focus`: key and bounds of the place to show;
        `legend`: that of the plots, where it is not the paint's own; `basemap`: the tiles below;
        `places`: whether the page takes a place that is clicked.
    """
    group = folium.FeatureGroup(name="view", control=False)
    parts = [f'"paint": {content.paint}', *(f'"{name}": {json.dumps(value)}' for name, value in told.items())]
    group.add_child(View(script_safe(f"{{{', '.join(parts)}}}")))
    return group


def area_map(atlas: Atlas, found: Sequence[Capacity], colouring: Colouring | None = None) -> WebMap:
    """Return the map of an area: ground, zoning, plots, infrastructure, companies; by status if not told."""
    return replace(area_ground(atlas), paint=area_paint(atlas, found, colouring))


def area_ground(atlas: Atlas) -> WebMap:
    """Return the map of an area whose plots are not painted yet: no figure is needed for it."""
    plots = atlas.frame("plots")
    drawn = [*base_layers.layers(atlas), plot_layer(plots), *infrastructure.layers(atlas)]
    return WebMap(
        layers=tuple(drawn),
        legend=tuple(group for group in _legend(atlas) if group.rows),
        legend_title=_("Legend"),
        bounds=plots.geometry,
        background=SEA if atlas.has("land") else GROUND,
        sources=atlas.sources_of(layer for layer in atlas.layers if atlas.layer(layer).spec.geometry),
        plane=plane(plots.geometry, atlas.working),
    )


def area_paint(atlas: Atlas, found: Sequence[Capacity], colouring: Colouring | None = None) -> Paint:
    """Return the paint of an area's plots; `found` may be empty where it would take too long."""
    plots = atlas.frame("plots")
    colouring = colouring or by_status(plots, zones=atlas.info.place_kind == "zone")
    return painted(plots, {capacity.plot_id: capacity for capacity in found}, colouring)


def status_legend(atlas: Atlas) -> dict[str, Any]:
    """Return the legend of an area's plots by status, for `view` to tell it to a map that shows others."""
    plots = atlas.frame("plots")
    return plot_legend(plots, by_status(plots, zones=atlas.info.place_kind == "zone")).to_dict()


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


def _legend(atlas: Atlas) -> list[Group]:
    sea = (
        (Row(_("Sea"), "fill", {"fillColor": SEA, "fillOpacity": 1, "color": "#9dbfd6"}),)
        if atlas.has("land")
        else ()
    )
    return [
        Group(_("Infrastructure"), infrastructure.line_rows(atlas)),
        Group(_("Companies"), infrastructure.company_rows(atlas)),
        Group(_("Other zoning"), base_layers.zoning_rows(atlas), is_open=False),
        Group(_("Ground"), (*base_layers.rows(atlas), *sea), is_open=False),
    ]
