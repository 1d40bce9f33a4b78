"""Chains of freight laid over the map; dashed where the line is not the real way."""

from collections.abc import Sequence

import folium
import geopandas as gpd

from layers.crs import LONLAT
from planner.drawing.charts.freight_chains import MODE_COLOURS
from planner.drawing.colours import PAPER
from planner.drawing.web.plot_overlay import draw_over
from planner.logistics.freight.lines import ChainLine

_WEIGHT_PX, _EDGE_PX = 4.0, 7.0


def chain_overlay(named: Sequence[tuple[str, Sequence[ChainLine]]]) -> folium.FeatureGroup | None:
    """Return the lines of chains, each told by its name on hover; None where there is nothing to draw."""
    group = folium.FeatureGroup(name="chains", control=False)
    for name, lines in named:
        for line in lines:
            _draw(group, name, line)
    return group if group._children else None  # noqa: SLF001 - folium gives no other way to ask


def _draw(group: folium.FeatureGroup, name: str, line: ChainLine) -> None:
    shape = gpd.GeoSeries([line.line], crs=LONLAT)
    dashes = {"dashArray": "3 8"} if line.straight else {}
    draw_over(group, shape, {"color": PAPER, "weight": _EDGE_PX, "opacity": 0.9, "fill": False})
    look = {"color": MODE_COLOURS[line.mode], "weight": _WEIGHT_PX, "fill": False, **dashes}
    draw_over(group, shape, look, name)
