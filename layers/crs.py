"""Coordinate reference systems: the working one of an area, and the only way in and out of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from layers.errors import MissingCRS, UnsuitableCRS
from layers.messages import Sentence

LONLAT = "OGC:CRS84"
# West, south, east and north in degrees.
Bounds = tuple[float, float, float, float]
_ELLIPSOID = pyproj.Geod(ellps="WGS84")
_M2_PER_KM2 = 1e6
# Countries as the EPSG register names the areas of use of their own systems.
_NATIONAL = {
    "Denmark": "DK",
    "Estonia": "EE",
    "Finland": "FI",
    "Germany": "DE",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Sweden": "SE",
}
# Well inside Finland, longitude and latitude: no land of a neighbour lies within it, or less than about ten
# kilometres from it. Drawn by hand for this project from places known on both sides, unverified: no border.
_CERTAINLY_FINLAND = shapely.from_wkt(
    "POLYGON (("
    "19.5 60.0, 21.0 59.65, 23.0 59.7, 24.9 59.95, 26.3 60.15, 27.35 60.42, 27.4 60.62, 27.75 60.75, "
    "28.1 61.0, 28.5 61.25, 29.2 61.55, 29.6 61.95, 30.2 62.35, 30.9 62.75, 30.9 63.0, 30.3 63.3, "
    "29.6 63.6, 29.5 64.1, 29.3 64.5, 29.1 65.0, 29.2 65.5, 29.3 65.9, 29.0 66.2, 28.4 66.6, "
    "28.3 67.0, 28.4 67.3, 28.6 67.7, 28.1 67.95, 27.8 68.3, 27.8 68.8, 28.0 69.1, 28.3 69.4, "
    "27.5 69.6, 26.8 69.5, 26.3 69.2, 26.2 68.85, 25.5 68.4, 24.5 68.35, 24.0 68.2, 24.3 67.95, "
    "24.3 67.3, 24.5 66.8, 24.5 66.1, 24.4 65.95, 24.4 65.3, 24.0 64.9, 22.9 64.3, 22.2 63.95, "
    "21.4 63.55, 20.9 63.2, 20.7 62.0, 20.6 61.0, 19.5 60.6, 19.4 60.25, 19.5 60.0))"
)
# A straight edge of this length in degrees bends by less than two metres in any working system.
_OUTLINE_STEP_DEG = 0.02
_WEB_MERCATOR_METHOD = "Popular Visualisation Pseudo Mercator"


class LatLon(NamedTuple):
    """A place in degrees, in the order that web maps want: latitude first."""

    lat: float
    lon: float


@dataclass(frozen=True)
class WorkingCRS:
    """A projected system in metres, with its area of use in degrees."""

    epsg: int
    name: str
    west: float
    south: float
    east: float
    north: float


@lru_cache(maxsize=64)
def working_crs(epsg: int) -> WorkingCRS:
    """Return the working system with this EPSG code.

    Raises
    ------
    UnsuitableCRS
        If the code is unknown, in degrees, in feet, or Web Mercator, whose areas are several times too large.

    Examples
    --------
    >>> working_crs(3067).name
    'ETRS89 / TM35FIN(E,N)'
    """
    try:
        crs = pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError:
        msg = Sentence("EPSG:{epsg} is not a known coordinate reference system. Check the number.", epsg=epsg)
        raise UnsuitableCRS(msg) from None
    advice = Sentence("Choose a projected system in metres, for example EPSG:3067 in Finland.")
    if not crs.is_projected:
        msg = Sentence(
            "EPSG:{epsg} ({system}) is in degrees, so metres cannot be measured in it. {advice}",
            epsg=epsg,
            system=crs.name,
            advice=advice,
        )
        raise UnsuitableCRS(msg)
    if any(axis.unit_name != "metre" for axis in crs.axis_info):
        msg = Sentence(
            "EPSG:{epsg} ({system}) counts in {unit}, not in metres. {advice}",
            epsg=epsg,
            system=crs.name,
            unit=crs.axis_info[0].unit_name,
            advice=advice,
        )
        raise UnsuitableCRS(msg)
    if crs.coordinate_operation is not None and crs.coordinate_operation.method_name == _WEB_MERCATOR_METHOD:
        msg = Sentence(
            "EPSG:{epsg} ({system}) is Web Mercator, whose areas are far too large. {advice}",
            epsg=epsg,
            system=crs.name,
            advice=advice,
        )
        raise UnsuitableCRS(msg)
    area = crs.area_of_use
    if area is None:
        msg = Sentence(
            "EPSG:{epsg} ({system}) does not say where it may be used. {advice}",
            epsg=epsg,
            system=crs.name,
            advice=advice,
        )
        raise UnsuitableCRS(msg)
    return WorkingCRS(epsg, crs.name, area.west, area.south, area.east, area.north)


def to_working(frame: gpd.GeoDataFrame, working: WorkingCRS) -> gpd.GeoDataFrame:
    """Return the frame in the working system.

    Raises
    ------
    MissingCRS
        If the frame does not say in which system it is: it is never guessed.
    """
    if frame.crs is None:
        msg = Sentence(
            "The source does not say in which coordinate reference system it is. Save it with its "
            "system, for example as GeoPackage, or name the EPSG code."
        )
        raise MissingCRS(msg)
    return frame.to_crs(working.epsg)


def to_lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in degrees, longitude first, as web maps and GeoJSON want it."""
    return frame.to_crs(LONLAT)


def bounds_deg(frame: gpd.GeoDataFrame) -> Bounds | None:
    """Return west, south, east and north in degrees.

    None where the system or the bounds are not known, or lie nowhere on earth.
    """
    if frame.crs is None or frame.empty:
        return None
    box = frame.total_bounds
    if not np.isfinite(box).all():
        return None
    transformer = pyproj.Transformer.from_crs(frame.crs, LONLAT, always_xy=True)
    west, south, east, north = (float(one) for one in transformer.transform_bounds(*box))
    # Not so for what is not a number, either. A place across the date line has its east beyond its west.
    on_earth = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004 - degrees
    return (west, south, east, north) if on_earth else None


def outline_deg(frame: gpd.GeoDataFrame | pd.DataFrame) -> shapely.Geometry | None:
    """Return the polygons of a frame as one shape in degrees; None where there are none, or in no system."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        return None
    shapes = to_lonlat(frame).geometry
    polygons = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"])]
    return None if polygons.empty else shapely.union_all(polygons.to_numpy())


def area_m2(frame: gpd.GeoDataFrame) -> NDArray[np.float64] | None:
    """Return the areas of shapes in whatever system, None where it is not known."""
    box = bounds_deg(frame)
    if box is None:
        return None
    with np.errstate(invalid="ignore"):
        return np.asarray(frame.to_crs(propose_epsg(*box)).geometry.area)


def is_suitable(epsg: int) -> bool:
    """Return whether areas and metres can be measured in the system with this code."""
    try:
        working_crs(epsg)
    except UnsuitableCRS:
        return False
    return True


def system_name(epsg: int) -> str:
    """Return the name of a coordinate reference system, suitable or not.

    Raises
    ------
    UnsuitableCRS
        If there is no such system.
    """
    return str(_known(epsg).name)


def likely_epsgs(frame: gpd.GeoDataFrame, candidates: Iterable[int]) -> tuple[int, ...]:
    """Return those of the systems in whose area of use the coordinates lie: for a user to choose from.

    The smallest area of use comes first: numbers that fit a narrow zone fit it by no accident.
    """
    box = frame.total_bounds
    if not np.isfinite(box).all():
        return ()
    return tuple(sorted((epsg for epsg in candidates if _holds(epsg, box)), key=_extent_deg2))


def _holds(epsg: int, box: NDArray[np.float64]) -> bool:
    area = _known(epsg).area_of_use
    if area is None:
        return False
    transformer = pyproj.Transformer.from_crs(epsg, LONLAT, always_xy=True)
    with np.errstate(invalid="ignore"):
        west, south, east, north = transformer.transform_bounds(*box)
    return bool(
        np.isfinite([west, south, east, north]).all()
        and area.west <= west <= east <= area.east
        and area.south <= south <= north <= area.north
    )


def _extent_deg2(epsg: int) -> float:
    area = _known(epsg).area_of_use
    if area is None:
        return math.inf
    return float((area.east - area.west) * (area.north - area.south))


@lru_cache(maxsize=64)
def _known(epsg: int) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError:
        msg = Sentence("EPSG:{epsg} is not a known coordinate reference system. Check the number.", epsg=epsg)
        raise UnsuitableCRS(msg) from None


def shapes_to_working(shapes: list[shapely.Geometry], working: WorkingCRS) -> list[shapely.Geometry]:
    """Return shapes in degrees, longitude first, in the working system."""
    transformer = pyproj.Transformer.from_crs(LONLAT, working.epsg, always_xy=True)
    return [shapely.transform(shape, transformer.transform, interleaved=False) for shape in shapes]


def country_of(epsg: int, bounds: Bounds | None) -> str:
    """Return the ISO code of the country for which alone a system is made: a proposal; empty for others.

    `bounds` are west, south, east and north in degrees of the place. Finland's own system is used across its
    borders as well, and the rules of law at hand are Finland's: it is proposed only for a place that lies
    certainly inside, at no border, and never for one that is not known.

    Examples
    --------
    >>> kokkola, haparanda = (23.0, 63.8, 23.1, 63.9), (24.1, 65.8, 24.15, 65.85)
    >>> country_of(3067, kokkola), country_of(3067, haparanda), country_of(25834, kokkola)
    ('FI', '', '')
    """
    area = _known(epsg).area_of_use
    name = "" if area is None else area.name.partition(" - ")[0].rstrip(".")
    country = _NATIONAL.get(name, "")
    if country == "FI" and (bounds is None or not _CERTAINLY_FINLAND.contains(shapely.box(*bounds))):
        return ""
    return country


def outline_to_working(outline: shapely.Geometry, working: WorkingCRS) -> shapely.Geometry:
    """Return an outline in degrees in the working system; its long edges are bent as the projection asks."""
    return shapes_to_working([shapely.segmentize(outline, _OUTLINE_STEP_DEG)], working)[0]


def shapes_to_lonlat(shapes: list[shapely.Geometry], working: WorkingCRS) -> list[shapely.Geometry]:
    """Return shapes of the working system in degrees, longitude first."""
    transformer = pyproj.Transformer.from_crs(working.epsg, LONLAT, always_xy=True)
    return [shapely.transform(shape, transformer.transform, interleaved=False) for shape in shapes]


def propose_epsg(west: float, south: float, east: float, north: float) -> int:
    """Return a working system that suits a place in degrees: a proposal, for its user to confirm.

    EPSG:3067 in Finland, the zone of ETRS89 / UTM elsewhere in Europe, of WGS 84 / UTM in the world.

    Examples
    --------
    >>> propose_epsg(26.9, 60.5, 27, 60.6), propose_epsg(8.2, 49.4, 8.5, 49.6), propose_epsg(-74, 40, -73, 41)
    (3067, 25832, 32618)
    """
    lon, lat = (west + east) / 2, (south + north) / 2
    zone = min(int((lon + 180) // 6) + 1, 60)
    if 19 <= lon <= 31.6 and 59.45 <= lat <= 70.1:  # noqa: PLR2004 - Finland, with its sea
        return 3067
    if 28 <= zone <= 37 and 34 <= lat <= 72:  # noqa: PLR2004 - where ETRS89 is used
        return 25800 + zone
    return (32600 if lat >= 0 else 32700) + zone


def named(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return the frame with the system that its owner names for it; nothing is moved.

    Raises
    ------
    UnsuitableCRS
        If there is no such system.
    """
    check_known(crs)
    return frame.set_crs(crs)


def check_known(crs: str) -> None:
    """Refuse a system that a source names and nobody knows.

    Raises
    ------
    UnsuitableCRS
        With a sentence that says which.
    """
    try:
        pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        msg = Sentence(
            "The source names the coordinate reference system “{system}”, which is not known. "
            "Ask its owner which it is.",
            system=crs[:80],
        )
        raise UnsuitableCRS(msg) from None


def from_description(description: dict[str, Any]) -> pyproj.CRS:
    """Return the system that a description in PROJJSON defines, as a source brought it.

    Raises
    ------
    UnsuitableCRS
        If nobody knows it, or it refers to a file: a source may not say which files are opened here.
    """
    name = str(description.get("name", ""))
    if _names_a_file(description):
        msg = Sentence(
            "The source names the coordinate reference system “{system}”, which refers to a file of a grid. "
            "Save it in a system with an EPSG code.",
            system=name[:80],
        )
        raise UnsuitableCRS(msg)
    try:
        return pyproj.CRS.from_json_dict(description)
    except pyproj.exceptions.CRSError:
        msg = Sentence(
            "The source names the coordinate reference system “{system}”, which is not known. "
            "Ask its owner which it is.",
            system=name[:80],
        )
        raise UnsuitableCRS(msg) from None


def _names_a_file(part: object) -> bool:
    """Return whether a parameter of a transformation, anywhere in the description, is a text: a file."""
    if isinstance(part, list):
        return any(map(_names_a_file, part))
    if not isinstance(part, dict):
        return False
    parameters = part.get("parameters")
    listed = parameters if isinstance(parameters, list) else []
    if any(isinstance(one, dict) and isinstance(one.get("value"), str) for one in listed):
        return True
    return any(map(_names_a_file, part.values()))


def without(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame without a system, where what a driver names is none: a drawing's plane."""
    return frame.set_crs(None, allow_override=True)


def renamed(frame: gpd.GeoDataFrame, epsg: int) -> gpd.GeoDataFrame:
    """Return the frame with the system that its user names, whatever the source says; nothing is moved.

    Raises
    ------
    UnsuitableCRS
        If there is no such system.
    """
    try:
        return frame.set_crs(pyproj.CRS.from_epsg(epsg), allow_override=True)
    except pyproj.exceptions.CRSError:
        msg = Sentence("EPSG:{epsg} is not a known coordinate reference system. Check the number.", epsg=epsg)
        raise UnsuitableCRS(msg) from None


def outside(frame: gpd.GeoDataFrame, working: WorkingCRS) -> NDArray[np.bool_]:
    """Return for each row whether it lies outside the working system's area of use.

    The frame is in the working system. Swapped axes land far outside, which is how they are found.
    """
    bounds = frame.geometry.bounds.to_numpy()
    with np.errstate(invalid="ignore"):
        transformer = _transformer(working.epsg)
        west, south = transformer.transform(bounds[:, 0], bounds[:, 1])
        east, north = transformer.transform(bounds[:, 2], bounds[:, 3])
    degrees = np.column_stack([west, south, east, north])
    inside = (
        np.isfinite(degrees).all(axis=1)
        & (degrees[:, 0] >= working.west)
        & (degrees[:, 1] >= working.south)
        & (degrees[:, 2] <= working.east)
        & (degrees[:, 3] <= working.north)
    )
    return np.asarray(~inside)


def lat_lon(x_m: float, y_m: float, working: WorkingCRS) -> LatLon:
    """Return the place in degrees of a point in the working system."""
    lon, lat = _transformer(working.epsg).transform(x_m, y_m)
    return LatLon(lat=float(lat), lon=float(lon))


def easting_northing(*, lat: float, lon: float, working: WorkingCRS) -> tuple[float, float]:
    """Return easting and northing in metres of a place in degrees.

    Examples
    --------
    >>> [round(metres) for metres in easting_northing(lat=63.8595, lon=23.0528, working=working_crs(3067))]
    [306059, 7087358]
    """
    x_m, y_m = _transformer(working.epsg).transform(
        lon, lat, direction=pyproj.enums.TransformDirection.INVERSE
    )
    return float(x_m), float(y_m)


def geodesic_m(
    lon_a: NDArray[np.float64],
    lat_a: NDArray[np.float64],
    lon_b: NDArray[np.float64],
    lat_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the shortest distances in metres on the ellipsoid between places in degrees, pair by pair.

    Examples
    --------
    >>> geodesic_m(np.array([0.0]), np.array([0.0]), np.array([0.0]), np.array([90.0])).round().tolist()
    [10001966.0]
    """
    return np.asarray(_ELLIPSOID.inv(lon_a, lat_a, lon_b, lat_b)[2])


def geodesic_km2(shape: shapely.Geometry) -> float:
    """Return the area in km² on the ellipsoid of a shape in degrees, longitude first.

    Examples
    --------
    >>> round(geodesic_km2(shapely.box(26, 60, 27, 61)))
    6123
    """
    return abs(float(_ELLIPSOID.geometry_area_perimeter(shape)[0])) / _M2_PER_KM2


@lru_cache(maxsize=64)
def _transformer(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, LONLAT, always_xy=True)
