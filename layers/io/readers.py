"""Readers, one a kind of file; SOURCES says which serves which."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import pandas as pd
import pyogrio

from layers import crs
from layers.errors import Unreadable

Frame: TypeAlias = gpd.GeoDataFrame | pd.DataFrame


def read_vector(path: Path) -> gpd.GeoDataFrame:
    """Return the features of a vector file; its own coordinate reference system is kept."""
    return pyogrio.read_dataframe(path, datetime_as_string=True)


def read_table(path: Path) -> Frame:
    """Return the rows of a CSV file as text; columns lat and lon in degrees become points."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not {"lat", "lon"} <= set(table.columns):
        return table
    lat = pd.to_numeric(table["lat"], errors="coerce")
    lon = pd.to_numeric(table["lon"], errors="coerce")
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat)).where((lat.notna() & lon.notna()).to_numpy(), None)
    return crs.named(gpd.GeoDataFrame(table, geometry=points), crs.LONLAT)


SOURCES: dict[str, Callable[[Path], Frame]] = {
    ".geojson": read_vector,
    ".gpkg": read_vector,
    ".fgb": read_vector,
    ".csv": read_table,
}


def read(path: Path) -> Frame:
    """Return the rows of a file, by the ending of its name.

    Raises
    ------
    Unreadable
        If there is no such file, no reader for it, or it is not what its name says.
    """
    reader = SOURCES.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(SOURCES)
        msg = f"{path.name}: there is no reader for “{path.suffix}”. There are readers for {known}."
        raise Unreadable(msg)
    if not path.is_file():
        msg = f"{path.name} is missing in {path.parent.name}/."
        raise Unreadable(msg)
    try:
        return reader(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        msg = f"{path.name} cannot be read as {path.suffix.lstrip('.')}: {error}."
        raise Unreadable(msg) from None
