"""Frames as bytes in the formats of the field."""

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio

from layers import crs


def geojson_bytes(frame: gpd.GeoDataFrame) -> bytes:
    """Return the frame as GeoJSON: degrees, longitude first, eight decimals (about a millimetre)."""
    buffer = io.BytesIO()
    pyogrio.write_dataframe(crs.to_lonlat(frame), buffer, driver="GeoJSON", COORDINATE_PRECISION=8)
    return buffer.getvalue()


def gpkg_bytes(frames: Mapping[str, gpd.GeoDataFrame]) -> bytes:
    """Return the frames as one GeoPackage, a layer each, in their own coordinate reference system."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        for name, frame in frames.items():
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())
        return path.read_bytes()
