"""Outlines and lines that are typed or pasted instead of drawn: WKT, GeoJSON, or corners line by line."""

import json
import re
from typing import Any

import shapely

from layers import crs
from layers.crs import WorkingCRS
from layers.errors import PlannerError
from planner.text import _

LONGEST_N = 200_000
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_RING_N, _LINE_N = 3, 2
OUTLINE, LINE = "outline", "line"
_KINDS = {OUTLINE: ("Polygon", "MultiPolygon"), LINE: ("LineString",)}


def read_shape(text: str, kind: str, working: WorkingCRS, *, in_degrees: bool) -> Any:
    """Return the outline or line that a text gives, in the working system.

    WKT and GeoJSON have longitude or easting first, as they define; corners line by line have latitude first
    where they are in degrees, as people write them, else easting first.

    Raises
    ------
    PlannerError
        If the text cannot be read, or holds something else than what is asked for.
    """
    text = text.strip()
    if len(text) > LONGEST_N:
        raise PlannerError(_("The text is too long for one shape."))
    if text.startswith("{"):
        shape = _from_geojson(text)
    elif text[:1].isalpha():
        shape = _from_wkt(text)
    else:
        shape = _from_lines(text, kind, in_degrees=in_degrees)
    shape = shapely.force_2d(shape)
    if shape.is_empty or shape.geom_type not in _KINDS[kind]:
        wanted = _("an outline (polygon)") if kind == OUTLINE else _("a line")
        sentence = _("The text holds {found}; {wanted} is needed here.")
        raise PlannerError(sentence.format(found=shape.geom_type, wanted=wanted))
    return degrees_to_working(shape, working) if in_degrees else shape


def read_place(text: str) -> tuple[float, float]:
    """Return latitude and longitude in degrees of a place that was typed, in this order, as people write it.

    Raises
    ------
    PlannerError
        If these are no two numbers of degrees.

    Examples
    --------
    >>> read_place("60.53, 26.94"), read_place("60,53 26,94")
    ((60.53, 26.94), (60.53, 26.94))
    """
    found = [float(number.replace(",", ".")) for number in _NUMBER.findall(text)]
    if len(found) != 2 or abs(found[0]) > 90 or abs(found[1]) > 180:  # noqa: PLR2004 - two coordinates on the globe
        raise PlannerError(
            _("A place is latitude and longitude in degrees, for example 60.53, 26.94, or one of the list.")
        )
    return found[0], found[1]


def degrees_to_working(shape: Any, working: WorkingCRS) -> Any:
    """Return a shape in degrees, longitude first, in the working system.

    Raises
    ------
    PlannerError
        If its places are not on the globe, or not where the working system can say metres.
    """
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:  # noqa: PLR2004 - the globe
        raise PlannerError(_("The coordinates are no degrees. Are they metres of the area’s system?"))
    (found,) = crs.shapes_to_working([shape], working)
    if not all(map(_is_finite, found.bounds)):
        raise PlannerError(_("The place lies too far from the area to be measured. Are the axes swapped?"))
    return found


def _is_finite(value: float) -> bool:
    return abs(value) < float("inf")


def _from_wkt(text: str) -> Any:
    try:
        return shapely.from_wkt(text)
    except shapely.errors.ShapelyError:
        raise PlannerError(_("The text begins like WKT but cannot be read as such.")) from None


def _from_geojson(text: str) -> Any:
    try:
        told = json.loads(text)
        features = told.get("features")
        if isinstance(features, list):
            if len(features) != 1:
                sentence = _("The GeoJSON holds {n} features; give one.")
                raise PlannerError(sentence.format(n=len(features)))
            told = features[0]
        return shapely.from_geojson(json.dumps(told.get("geometry", told)))
    except (ValueError, AttributeError, RecursionError, shapely.errors.ShapelyError) as error:
        if isinstance(error, PlannerError):
            raise
        raise PlannerError(_("The text begins like GeoJSON but cannot be read as such.")) from None


def _from_lines(text: str, kind: str, *, in_degrees: bool) -> Any:
    places = []
    for line_n, line in enumerate((row for row in text.splitlines() if row.strip()), start=1):
        found = _NUMBER.findall(line)
        if len(found) != 2:  # noqa: PLR2004 - a place has two coordinates
            sentence = _("Line {line} holds {n} numbers; a corner has two, with a blank or ; between them.")
            raise PlannerError(sentence.format(line=line_n, n=len(found)))
        first, second = (float(number.replace(",", ".")) for number in found)
        places.append((second, first) if in_degrees else (first, second))
    least_n = _RING_N if kind == OUTLINE else _LINE_N
    if len(places) < least_n:
        raise PlannerError(_("{n} corners are needed at least.").format(n=least_n))
    return shapely.Polygon(places) if kind == OUTLINE else shapely.LineString(places)
