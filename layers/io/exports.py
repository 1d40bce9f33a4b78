"""Frames as bytes in the formats of the field."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import geopandas as gpd
import pandas as pd
import pyogrio

from layers import crs
from layers.io.scratch import scratch_folder


def geojson_bytes(frame: gpd.GeoDataFrame) -> bytes:
    """Return the frame as GeoJSON: degrees, longitude first, eight decimals (about a millimetre)."""
    buffer = io.BytesIO()
    pyogrio.write_dataframe(crs.to_lonlat(frame), buffer, driver="GeoJSON", COORDINATE_PRECISION=8)
    return buffer.getvalue()


def gpkg_bytes(frames: Mapping[str, gpd.GeoDataFrame], styles: Mapping[str, str] | None = None) -> bytes:
    """Return the frames as one GeoPackage, a layer each, in their own coordinate reference system.

    `styles` holds the style (QML) of layers by their names: QGIS opens a layer with the style it finds.
    """
    with scratch_folder() as folder, _unsynchronised():
        path = folder / "export.gpkg"
        for name, frame in frames.items():
            # Version 1.3 is read without a word by every QGIS in use.
            options = {} if path.exists() else {"dataset_options": {"VERSION": "1.3"}}
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists(), **options)
        shown = {
            name: qml
            for name, qml in (styles or {}).items()
            if isinstance(frames.get(name), gpd.GeoDataFrame)
        }
        if shown:
            table = _style_table(shown)
            pyogrio.write_dataframe(table, path, layer=_STYLES, driver="GPKG", append=True, FID="id")
        return path.read_bytes()


@contextmanager
def _unsynchronised() -> Iterator[None]:
    """Let SQLite not wait for the disk: the file is read back at once, and nobody else sees it."""
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})


# The table in which QGIS keeps styles: its name and columns are QGIS's own.
_STYLES = "layer_styles"
# QGIS takes the newest of several styles; ours are of no time, and always the same.
_STYLED_AT = "2000-01-01T00:00:00Z"


def _style_table(styles: Mapping[str, str]) -> pd.DataFrame:
    names = list(styles)
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": names,
            "f_geometry_column": "geom",
            "styleName": names,
            "styleQML": list(styles.values()),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "Sijainti",
            "owner": "",
            "ui": None,
            "update_time": pd.Timestamp(_STYLED_AT),
        }
    )
