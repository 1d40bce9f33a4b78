"""The sea lanes of the world as a network: places in degrees, lengths on the ellipsoid."""

from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import geodesic_m

# Ends of lanes closer than this (about a metre) are one place.
_DIGITS_N = 5


@dataclass(frozen=True)
class SeaNetwork:
    """Segments between places; ships go both ways.

    `passage` names the canal or strait of a segment, or is empty; `on_land` marks segments that a land mask
    puts on land. `source` is told with every distance.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    length_m: NDArray[np.float64]
    passage: NDArray[np.object_]
    on_land: NDArray[np.bool_]
    source: str = ""

    @classmethod
    def of(cls, lanes: gpd.GeoDataFrame, source: str = "") -> Self:
        """Return the network of lanes in degrees, with the columns `passage` and `on_land`.

        Examples
        --------
        >>> line = shapely.LineString([(20, 60), (21, 60), (21, 61)])
        >>> lanes = gpd.GeoDataFrame({"passage": [""], "on_land": [False]}, geometry=[line], crs="OGC:CRS84")
        >>> [round(metres) for metres in SeaNetwork.of(lanes).length_m]
        [55799, 111421]
        """
        degrees, lane = shapely.get_coordinates(lanes.geometry.to_numpy(), return_index=True)
        places, node = np.unique(np.round(degrees, _DIGITS_N), axis=0, return_inverse=True)
        node = node.reshape(-1)
        first = np.flatnonzero((lane[1:] == lane[:-1]) & (node[1:] != node[:-1]))
        start, end = node[first], node[first + 1]
        return cls(
            lon=places[:, 0],
            lat=places[:, 1],
            start=start,
            end=end,
            length_m=geodesic_m(places[start, 0], places[start, 1], places[end, 0], places[end, 1]),
            passage=lanes["passage"].fillna("").to_numpy(dtype=object)[lane[first]],
            on_land=lanes["on_land"].to_numpy(dtype=bool)[lane[first]],
            source=source,
        )
