"""Good sources of every format that is read, from which hostile ones are made."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import osmium
import rasterio

from tests.layers.io.import_samples import squares, write

ROWS = 12
_CORNER_M = (304_900.0, 7_087_300.0)
_CELL_M = 10.0


def _vector(name: str) -> bytes:
    frame = squares(count=ROWS)
    with TemporaryDirectory() as folder:
        return write(frame, Path(folder) / name).read_bytes()


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_vector("t.zip"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed_kml() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", _vector("t.kml"))
    return buffer.getvalue()


def _drawing() -> bytes:
    frame = squares(count=ROWS).rename(columns={"tonttitunn": "Text"}).assign(Layer="tontit")
    with TemporaryDirectory() as folder:
        return write(frame[["Layer", "geometry"]], Path(folder) / "t.dxf").read_bytes()


def _rows() -> list[list[object]]:
    frame = squares(count=ROWS)
    head: list[object] = ["tonttitunn", "kaavamerk", "tehokkuus", "tila", "wkt"]
    return [head, *([*row[:4], row.geometry.wkt] for row in frame.itertuples(index=False))]


def _csv() -> bytes:
    return "".join(";".join(map(str, row)) + "\n" for row in _rows()).encode()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in _rows():
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _plan() -> bytes:
    objects = [
        {
            "planObjectKey": row.tonttitunn,
            "geometry": {"srid": "3067", "geometry": row.geometry.__geo_interface__},
        }
        for row in squares(count=ROWS).itertuples()
    ]
    return json.dumps({"planObjects": objects}).encode()


def _terrain() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.tif"
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=200,
            height=60,
            count=1,
            dtype="float32",
            crs=3067,
            transform=rasterio.Affine(_CELL_M, 0, _CORNER_M[0], 0, -_CELL_M, _CORNER_M[1]),
        ) as raster:
            raster.write(np.linspace(0, 30, 12_000, dtype="float32").reshape(60, 200), 1)
        return path.read_bytes()


def _extract() -> bytes:
    degrees = squares(count=ROWS).to_crs(4326)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.osm.pbf"
        writer = osmium.SimpleWriter(str(path))
        node = 0
        ways = []
        for way, shape in enumerate(degrees.geometry, start=1):
            first = node + 1
            for x_deg, y_deg in list(shape.exterior.coords)[:-1]:
                node += 1
                writer.add_node(osmium.osm.mutable.Node(id=node, version=1, location=(x_deg, y_deg)))
            refs = [*range(first, node + 1), first]
            ways.append(osmium.osm.mutable.Way(id=way, version=1, nodes=refs, tags={"landuse": "industrial"}))
        for one in ways:
            writer.add_way(one)
        writer.close()
        return path.read_bytes()


# Ending -> how the seed is made.
SEEDS: dict[str, Callable[[], bytes]] = {
    ".gpkg": lambda: _vector("t.gpkg"),
    ".zip": lambda: _vector("t.zip"),
    ".geojson": lambda: _vector("t.geojson"),
    ".fgb": lambda: _vector("t.fgb"),
    ".parquet": lambda: _vector("t.parquet"),
    ".gml": lambda: _vector("t.gml"),
    ".xml": lambda: _vector("t.gml"),
    ".kml": lambda: _vector("t.kml"),
    ".kmz": _packed_kml,
    ".dxf": _drawing,
    ".csv": _csv,
    ".xlsx": _workbook,
    ".json": _plan,
    ".tif": _terrain,
    ".osm.pbf": _extract,
}


@lru_cache(maxsize=len(SEEDS))
def seed(ending: str) -> bytes:
    """Return the good source of this ending."""
    return SEEDS[ending]()


@lru_cache(maxsize=1)
def shapefile() -> dict[str, bytes]:
    """Return the parts of a good Shapefile by their names."""
    return _parts()
