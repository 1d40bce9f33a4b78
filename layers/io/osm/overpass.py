"""OpenStreetMap by name, box or polygon over the network: osmnx asks Overpass, and Nominatim for names.

The ways come whole: nothing is cut at the edge, and a line that leaves the box goes on.
"""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import requests
import shapely

from layers import crs
from layers.errors import Unreadable
from layers.io.osm.pbf import DECIMALS
from layers.io.services.web import Visit
from layers.mapping.coastline import CoastLine
from layers.mapping.osm import Extract, OsmTable, area_columns, line_columns, point_columns, report_point
from layers.messages import Sentence

Box = tuple[float, float, float, float]
# Overpass is asked once for so much; osmnx would ask again and again for more.
_LARGEST_KM2 = 2_500.0
# A zone lies wholly within the outline: in less there is none.
_SMALLEST_KM2 = 0.01
_HA_PER_KM2 = 100.0
_ANSWER_S = 60
# osmnx waits and asks again without end while a server is busy.
_PATIENCE_S = 180.0
Found = TypeVar("Found")
_KINDS = {"node": "n", "way": "w", "relation": "r"}


def find_place(place: str) -> shapely.Geometry:
    """Return the outline of a place in degrees, by its name.

    Raises
    ------
    Unreadable
        If the name is not found, or the service does not answer.
    """
    import osmnx

    _settle(osmnx)
    try:
        return _within(_PATIENCE_S, lambda: osmnx.geocode_to_gdf(place)).geometry.iloc[0]
    except Exception as error:  # noqa: BLE001 - osmnx lets through whatever requests and pandas raise
        msg = Sentence(
            "“{place}” was not found by OpenStreetMap's search ({reason}). Give a box instead.",
            place=place[:80],
            reason=_reason(error),
        )
        raise Unreadable(msg) from None


def read_overpass(outline: shapely.Geometry, table: OsmTable) -> Extract:
    """Return every layer within the outline, which is in degrees.

    Raises
    ------
    Unreadable
        If the place is too large, empty, or the service does not answer.
    """
    import osmnx

    check_outline(outline)
    _settle(osmnx)
    try:
        found = _within(_PATIENCE_S, lambda: osmnx.features_from_polygon(outline, table.keys()))
    except Exception as error:  # noqa: BLE001 - as above
        msg = Sentence(
            "OpenStreetMap's server does not answer as it should ({reason}). Try again later, or "
            "build from a file (--pbf).",
            reason=_reason(error),
        )
        raise Unreadable(msg) from None
    # Overpass hands out today's state.
    day = date.today().isoformat()  # noqa: DTZ011 - the day of the user
    extract = Extract(table.layers, newest=day, outline=outline)
    names = [str(name) for name in found.columns if name != "geometry"]
    for (element, number), row in zip(found.index, found[names].to_dict("records"), strict=True):
        tags = {key: str(value) for key, value in row.items() if isinstance(value, str)}
        _read(extract, table, _KINDS[element], int(number), tags, found.geometry.loc[(element, number)])
    return extract


def check_outline(outline: shapely.Geometry) -> None:
    """Refuse an outline in degrees that cannot be asked for.

    Raises
    ------
    Unreadable
        If it is no area, crosses itself, is too large or too small.
    """
    if outline.is_empty or shapely.get_dimensions(outline) < 2:  # noqa: PLR2004 - an area
        msg = Sentence("The outline of the place is no area. Give a box as west,south,east,north in degrees.")
        raise Unreadable(msg)
    if not outline.is_valid:
        msg = Sentence("The outline crosses or touches itself, so it is not clear what lies inside.")
        raise Unreadable(msg)
    size_km2 = crs.geodesic_km2(outline)
    if size_km2 > _LARGEST_KM2:
        msg = Sentence(
            "It spans {size_km2:,.0f} km²; at most {most:,.0f} are read. Choose a smaller one.",
            size_km2=size_km2,
            most=_LARGEST_KM2,
        )
        raise Unreadable(msg)
    if size_km2 < _SMALLEST_KM2:
        msg = Sentence(
            "It spans {size_ha:.2f} ha; at least {least_ha:.0f} ha is needed to hold a zone. "
            "Choose a larger one.",
            size_ha=size_km2 * _HA_PER_KM2,
            least_ha=_SMALLEST_KM2 * _HA_PER_KM2,
        )
        raise Unreadable(msg)


def _settle(osmnx: Any) -> None:
    """Let osmnx leave no files behind, ask nobody else for addresses, and use servers of the user's own."""
    for module in (osmnx._overpass, osmnx._nominatim):  # noqa: SLF001 - osmnx takes no session of ours
        module.requests = _CheckedRequests
    osmnx.settings.use_cache = False
    osmnx.settings.log_console = False
    osmnx.settings.doh_url_template = None
    osmnx.settings.requests_timeout = _ANSWER_S
    for setting, variable in (("overpass_url", "SIJAINTI_OVERPASS"), ("nominatim_url", "SIJAINTI_NOMINATIM")):
        address = os.environ.get(variable)
        if address:
            setattr(osmnx.settings, setting, address)
            osmnx.settings.overpass_rate_limit = False


class _CheckedRequests:
    """What osmnx uses of `requests`, over connections that lead to public addresses and end in time."""

    Request, Response, exceptions = requests.Request, requests.Response, requests.exceptions

    @staticmethod
    def get(address: str, **options: Any) -> requests.Response:
        """Send a GET request."""
        return Visit(seconds_left_s=_PATIENCE_S).request("GET", address, **options)

    @staticmethod
    def post(address: str, **options: Any) -> requests.Response:
        """Send a POST request."""
        return Visit(seconds_left_s=_PATIENCE_S).request("POST", address, **options)


def _within(patience_s: float, work: Callable[[], Found]) -> Found:
    """Return what the work gives, or raise when it takes longer; it is then left to end by itself."""
    results: list[Found] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - handed on to the one who waits
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(patience_s)
    if faults:
        raise faults[0]
    if not results:
        msg = Sentence("no answer in time")
        raise TimeoutError(msg)
    return results[0]


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return (
        Sentence("{kind}: {text}", kind=type(error).__name__, text=text[:120])
        if text
        else type(error).__name__
    )


def _read(
    extract: Extract,
    table: OsmTable,
    kind: str,
    osm_n: int,
    tags: Mapping[str, str],
    shape: shapely.Geometry,
) -> None:
    key = f"{kind}{osm_n}"
    shape = _rounded(shape)
    _read_areas(extract, table.area_layers(tags), key, tags, shape)
    for layer in table.line_layers(tags):
        line = shape.boundary if shapely.get_dimensions(shape) == 2 else shape  # noqa: PLR2004
        columns = line_columns(layer, key, tags, table, extract) if kind == "w" else None
        if columns is not None:
            extract.add(layer, kind, osm_n, line, columns)
    if kind == "w" and table.is_coast(tags):
        line = shape.exterior if isinstance(shape, shapely.Polygon) else shape
        extract.coast.append(CoastLine(shapely.LineString(line.coords)))
    found = table.point(tags)
    if found is not None:
        point = _rounded(shape.representative_point())
        extract.add(found["layer"], kind, osm_n, point, point_columns(found, key, tags))


def _read_areas(
    extract: Extract, layers: Iterable[str], key: str, tags: Mapping[str, str], shape: shapely.Geometry
) -> None:
    for layer in layers:
        if shapely.get_dimensions(shape) == 2:  # noqa: PLR2004 - an area
            outline = shapely.orient_polygons(shape)
            extract.add(layer, key[0], int(key[1:]), outline, area_columns(layer, key, tags))
        elif key.startswith("n"):
            report_point(layer, key, tags, extract)


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: points.round(DECIMALS))
