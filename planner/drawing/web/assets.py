"""Map elements whose scripts and styles the app serves itself: a map of them asks nothing of the internet.

folium names its scripts by addresses on the internet, and one script that does not load leaves the
whole map blank. These subclasses name the copies in static/vendor instead and leave folium's own classes
as they are.

Of folium, these may stand on an `OfflineMap` as they are, since Leaflet alone draws them: GeoJson,
GeoJsonTooltip, GeoJsonPopup, FeatureGroup, LayerControl, Circle, CircleMarker, Marker with a DivIcon or
no icon, PolyLine, Polygon, Tooltip, Popup. Not so, because they ask the internet or lack a style here:
TileLayer, MiniMap, Icon, Choropleth, branca's colour maps, and the other plugins. Measuring, full screen and
coordinates are our own, in static/map_tools.js: by keyboard, in three languages, in metres of the area.
"""

from typing import Any

import folium
from branca.element import MacroElement
from folium import plugins
from folium.template import Template

# The frame that streamlit-folium draws in lies two folders below the app's root. Unlike an address from the
# root, a path from there also holds where the app is served below a base path.
STATIC_PATH = "../../app/static"

# Leaflet takes the deepest zoom from the tiles; without tiles it must be told, or clusters of markers fail.
DEEPEST_ZOOM = 20


def static_links(*paths: str) -> list[tuple[str, str]]:
    """Return the pairs of name and address that folium wants for files below static/."""
    return [(path, f"{STATIC_PATH}/{path}") for path in paths]


class _MarkerImages(MacroElement):
    """Tell Leaflet where its marker is: it would ask the style sheet, which may not have come yet."""

    folder = f"{STATIC_PATH}/vendor/leaflet/images/"
    _template = Template(
        "{% macro script(this, kwargs) %}L.Icon.Default.imagePath = {{ this.folder|tojson }};{% endmacro %}"
    )


class OfflineMap(folium.Map):
    """A map on an empty ground, with Leaflet and our own style."""

    default_js = static_links("vendor/leaflet/leaflet.js", "vendor/jquery/jquery.min.js")
    default_css = static_links("vendor/leaflet/leaflet.css", "map.css")

    def __init__(
        self, *, location: tuple[float, float] | None = None, zoom_start: int = 13, **options: Any
    ) -> None:
        """Make the map.

        Parameters
        ----------
        location
            Latitude and longitude of the middle, in degrees.
        zoom_start
            Leaflet's zoom level at the start.
        **options
            Further options of `folium.Map`, all but tiles.
        """
        options.setdefault("maxZoom", DEEPEST_ZOOM)
        super().__init__(location=location, zoom_start=zoom_start, tiles=None, **options)
        self.add_child(_MarkerImages())  # type: ignore[no-untyped-call]  # branca gives no types


class OfflineMarkerCluster(plugins.MarkerCluster):
    """Many points, drawn as one until the reader zooms in."""

    default_js = static_links("vendor/leaflet-markercluster/leaflet.markercluster.js")
    default_css = static_links(
        "vendor/leaflet-markercluster/MarkerCluster.css",
        "vendor/leaflet-markercluster/MarkerCluster.Default.css",
    )
