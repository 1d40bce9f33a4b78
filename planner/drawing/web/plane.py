"""The working system for the browser: coordinates and lengths that agree with the figures beside the map.

The browser knows degrees only. Within an area and its surroundings the way from degrees to metres is given
as a polynomial, fitted to the projection itself; beyond them no coordinates are told.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers import crs
from layers.crs import WorkingCRS

_DEGREE = 4
_GRID_N = 12
# The polynomial holds for the area and half as much again on every side, and for 2 km at least.
_AROUND_SHARE = 0.5
_AROUND_DEG = 0.03


def plane(shapes: gpd.GeoSeries, working: WorkingCRS) -> dict[str, Any]:
    """Return the polynomial from degrees to metres around these shapes, in the working system.

    `centre_deg` and `reach_deg` (longitude first) make u and v of -1 to 1; `powers` are the powers of u and
    v of each term, `east_m` and `north_m` their factors.
    """
    west, south, east, north = crs.to_lonlat(shapes).total_bounds
    centre = np.array([west + east, south + north]) / 2
    half = np.array([east - west, north - south]) / 2
    reach = half * (1 + 2 * _AROUND_SHARE) + _AROUND_DEG
    steps = np.linspace(-1.0, 1.0, _GRID_N)
    u, v = (grid.ravel() for grid in np.meshgrid(steps, steps))
    degrees = np.column_stack([centre[0] + u * reach[0], centre[1] + v * reach[1]])
    metres = shapely.get_coordinates(crs.shapes_to_working([shapely.MultiPoint(degrees)], working))
    powers = [(i, j) for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i)]
    factors, *_rest = np.linalg.lstsq(_terms(u, v, powers), metres, rcond=None)
    return {
        "epsg": working.epsg,
        "centre_deg": centre.tolist(),
        "reach_deg": reach.tolist(),
        "powers": powers,
        "east_m": factors[:, 0].tolist(),
        "north_m": factors[:, 1].tolist(),
    }


def in_plane(told: dict[str, Any], degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return easting and northing in metres of places in degrees, as the browser computes them."""
    uv = (degrees - np.array(told["centre_deg"])) / np.array(told["reach_deg"])
    terms = _terms(uv[:, 0], uv[:, 1], told["powers"])
    return np.asarray(terms @ np.column_stack([told["east_m"], told["north_m"]]))


def _terms(
    u: NDArray[np.float64], v: NDArray[np.float64], powers: list[tuple[int, int]]
) -> NDArray[np.float64]:
    return np.column_stack([u**i * v**j for i, j in powers])
