"""The mark on what a search found: a street as a broad line, a place as a ring."""

import folium
import geopandas as gpd

from planner.drawing.colours import INK, PAPER
from planner.drawing.web.map_layer import lat_lon_points
from planner.drawing.web.plot_overlay import draw_over, markup_of

_FOUND = "#cc79a7"


def found_mark(shapes: gpd.GeoSeries, title: str) -> folium.FeatureGroup:
    """Return the mark; its title is told on hover and, for a place, written beside it."""
    group = folium.FeatureGroup(name="found", control=False)
    points = shapes[shapes.geom_type == "Point"]
    lines = shapes[shapes.geom_type != "Point"]
    if len(lines):
        draw_over(group, lines, {"color": PAPER, "weight": 11, "opacity": 0.9, "fill": False})
        draw_over(group, lines, {"color": _FOUND, "weight": 7, "fill": False}, title)
    for place in lat_lon_points(points) if len(points) else []:
        for colour, weight_px in ((PAPER, 7), (INK, 3)):
            folium.CircleMarker(
                place, radius=14, color=colour, weight=weight_px, fill=False, interactive=False
            ).add_to(group)
        folium.Marker(
            place,
            icon=folium.DivIcon(html=f'<span class="found-name">{markup_of(title)}</span>', icon_size=(0, 0)),
            interactive=False,
            keyboard=False,
        ).add_to(group)
    return group
