"""Many features for the browser in little room: columns of numbers instead of GeoJSON.

Coordinates are whole numbers of Web Mercator's square, which has 2^31 of them from west to east: a step is
less than 2 cm. A column of numbers is little-endian and written in Base64, as JSON has no other way.
"""

import base64
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from layers import crs

_STEPS_N = 2**31
_KINDS = {GeometryType.POINT: "point", GeometryType.MULTIPOINT: "point"}
_KINDS |= {GeometryType.LINESTRING: "line", GeometryType.MULTILINESTRING: "line"}
_KINDS |= {GeometryType.POLYGON: "polygon", GeometryType.MULTIPOLYGON: "polygon"}


def base64_text(column: NDArray[Any]) -> str:
    """Return a column of numbers as text."""
    return base64.b64encode(np.ascontiguousarray(column).tobytes()).decode("ascii")


def mercator_steps(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return places, longitude first, as whole numbers of Web Mercator's square, counted from its north-west.

    Examples
    --------
    >>> mercator_steps(np.array([[-180.0, 0.0], [0.0, 0.0]])).tolist()
    [[0, 1073741824], [1073741824, 1073741824]]
    """
    east_share = (degrees[:, 0] + 180.0) / 360.0
    sine = np.sin(np.radians(degrees[:, 1]))
    south_share = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi)
    shares = np.column_stack([east_share, south_share])
    return np.asarray(np.clip(np.round(shares * _STEPS_N), 0, _STEPS_N - 1), dtype="<i4")


def packed_shapes(shapes: gpd.GeoSeries) -> dict[str, str]:
    """Return shapes of one kind: coordinates, where each ring starts, and each feature's first ring.

    Outlines run the other way than the holes in them, so that many shapes can be filled at once.
    """
    degrees = shapely.force_2d(crs.to_lonlat(shapes).to_numpy())
    kind, pairs, offsets = shapely.to_ragged_array(shapely.orient_polygons(degrees))
    starts = offsets[0] if offsets else np.arange(len(pairs) + 1)
    firsts = np.arange(len(shapes) + 1)
    for longer in reversed(offsets[1:]):
        firsts = longer[firsts]
    if kind == GeometryType.MULTIPOINT:
        starts, firsts = np.arange(len(pairs) + 1), offsets[0]
    return {
        "kind": _KINDS[kind],
        "places": base64_text(mercator_steps(pairs)),
        "starts": base64_text(starts.astype("<u4")),
        "firsts": base64_text(firsts.astype("<u4")),
    }


def packed_texts(texts: Sequence[str]) -> dict[str, Any]:
    """Return a column of texts: each different one once, and which of them stands in each row.

    Where all differ, they stand in the order of the rows.
    """
    known: dict[str, int] = {}
    rows = [known.setdefault(text, len(known)) for text in texts]
    if len(known) == len(rows):
        return {"texts": list(known), "rows": None}
    return {"texts": list(known), "rows": base64_text(np.array(rows, dtype="<u4"))}


def packed_lines(tips: Sequence[tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return lines of text, a few a row, as columns; a row that has no such line has an empty text."""
    longest = max((len(tip) for tip in tips), default=0)
    return [
        packed_texts([tip[position] if position < len(tip) else "" for tip in tips])
        for position in range(longest)
    ]
