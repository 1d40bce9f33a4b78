"""Writes layers as GeoJSON in lon/lat: one feature a line, 8 decimals, the same bytes every time."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyproj
import shapely
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

DECIMALS = 8
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
_TO_LONLAT = pyproj.Transformer.from_crs("EPSG:3067", "OGC:CRS84", always_xy=True)
_FROM_LONLAT = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3067", always_xy=True)
INTERNAL = {"geometry", "lonlat", "faces"}

Row = dict[str, Any]


def to_lonlat(shape: BaseGeometry) -> BaseGeometry:
    """A shape of the working system in degrees; rings start at the same corner and turn as RFC 7946 asks."""
    turned = shapely.orient_polygons(shapely.normalize(shape))
    return shapely.transform(turned, _rounded, include_z=False)


def _rounded(xy: Any) -> Any:
    lon, lat = _TO_LONLAT.transform(xy[:, 0], xy[:, 1])
    return [(round(float(x), DECIMALS), round(float(y), DECIMALS)) for x, y in zip(lon, lat, strict=True)]


def from_lonlat(lon: float, lat: float) -> Point:
    """A point given in degrees in the working system."""
    return Point(_FROM_LONLAT.transform(lon, lat))


def write_layer(path: Path, rows: list[Row]) -> None:
    """Write one layer; every row carries every property, null where nothing is known."""
    names = list(dict.fromkeys(key for row in rows for key in row if key not in INTERNAL))
    features = []
    for row in rows:
        shape = Point(row["lonlat"]) if "lonlat" in row else to_lonlat(row["geometry"])
        geometry = {"type": shape.geom_type, "coordinates": mapping(shape)["coordinates"]}
        properties = {name: _plain(row.get(name)) for name in names}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        features.append(json.dumps(feature, ensure_ascii=False, allow_nan=False))
    head = json.dumps({"type": "FeatureCollection", "name": path.stem, "crs": CRS}, ensure_ascii=False)
    text = f'{head[:-1]}, "features": [\n' + ",\n".join(features) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
