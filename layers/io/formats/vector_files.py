"""Vector files that GDAL reads: GeoPackage, Shapefile, GeoJSON, FlatGeobuf, GML, KML, DXF.

Nothing is fetched or written beside the file: drivers are told not to look for schemas or to leave their own.
"""

import codecs
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from layers import crs
from layers.errors import Unreadable
from layers.io.formats.content import check_content
from layers.io.formats.row_counts import (
    check_geopackage,
    geopackage_rows,
    geopackage_views,
    lost_entities,
    note_lost_rows,
    stated_rows,
)
from layers.io.limits import check_columns, chosen
from layers.issues import SHAPE_FAULTS, UNCLOSED, UNREADABLE
from layers.messages import Sentence

# Formats that hold several layers.
_MANY = (".gpkg", ".gml", ".kml", ".kmz", ".xml")
_OPTIONS: dict[str, dict[str, Any]] = {
    ".gml": {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"},
    ".xml": {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"},
}
# GDAL takes degrees where it does not know the system that a file of text names.
_NAMED_IN_TEXT = (".geojson", ".json")
_SYSTEM = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{\s*"name"\s*:\s*"([^"]{1,200})"')
_PIECE_BYTES = 1 << 20
_DBF_ENCODING = "cp1252"


def vector_items(path: Path) -> tuple[str, ...]:
    """Return the names of the layers of a file that can hold several; a view is read where it is named."""
    names = _layer_names(path)
    if path.suffix.lower() != ".gpkg":
        return names
    views = geopackage_views(path)
    return tuple(name for name in names if name not in views)


def _layer_names(path: Path) -> tuple[str, ...]:
    _check(path)
    if path.suffix.lower() not in _MANY:
        return (path.stem,)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = pyogrio.list_layers(path)
    return tuple(str(name) for name, kind in layers if name != "layer_styles" or kind)


def _check(path: Path) -> None:
    check_content(path)
    if path.suffix.lower() == ".gpkg":
        check_geopackage(path)


def read_vector(path: Path, item: str = "") -> gpd.GeoDataFrame:
    """Return the features of a vector file; its own coordinate reference system is kept."""
    _check(path)
    suffix = path.suffix.lower()
    options = dict(_OPTIONS.get(suffix, {}))
    if suffix in _MANY:
        # A view is read where it is named, and not otherwise: it can compute without end.
        names = _layer_names(path) if item else vector_items(path)
        options["layer"] = chosen(path, item, names, "layer")
        options["use_arrow"] = suffix == ".gpkg"
    if suffix in _NAMED_IN_TEXT:
        _check_system(path)
    if suffix == ".shp":
        options["encoding"] = _dbf_encoding(path)
    with warnings.catch_warnings():
        # What GDAL remarks on (measures dropped, dates it cannot tell) is seen in the rows themselves.
        warnings.simplefilter("ignore")
        # A shape that is none, such as an unclosed ring, costs its own row and not the file.
        options["on_invalid"] = "ignore"
        frame = pyogrio.read_dataframe(path, datetime_as_string=True, **options)
        if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.isna().any():
            frame.attrs[SHAPE_FAULTS] = _shape_faults(path, options)
    check_columns(path.name, list(frame.columns), len(frame))
    note_lost_rows(frame, _stated(path, len(frame), options.get("layer", "")))
    return frame


def _stated(path: Path, read_n: int, layer: str) -> int:
    if path.suffix.lower() == ".gpkg":
        return geopackage_rows(path, layer)
    return stated_rows(path, read_n, layer)


def _shape_faults(path: Path, options: Mapping[str, Any]) -> dict[str, str]:
    """Return for each row whose shape is none, counted from 0, which fault it has."""
    told = {name: value for name, value in options.items() if name not in {"use_arrow", "on_invalid"}}
    _meta, _ids, shapes, _fields = pyogrio.raw.read(path, columns=[], **told)
    faults = {str(row): _shape_fault(shape) for row, shape in enumerate(shapes) if shape is not None}
    return {row: fault for row, fault in faults.items() if fault}


def _shape_fault(shape: bytes) -> str:
    try:
        shapely.from_wkb(shape)
    except shapely.errors.GEOSException as error:
        return UNCLOSED if "closed" in str(error) else UNREADABLE
    return ""


def _check_system(path: Path) -> None:
    """Refuse a file of text that names a system which is not known; it stands near its head or its end."""
    with path.open("rb") as file:
        head = file.read(_PIECE_BYTES)
        file.seek(max(0, path.stat().st_size - _PIECE_BYTES))
        found = _SYSTEM.search(head) or _SYSTEM.search(file.read())
    if found:
        crs.check_known(found[1].decode("utf-8", "replace"))


def _dbf_encoding(path: Path) -> str | None:
    """Return the encoding of a Shapefile's texts: what its .cpg says, else UTF-8 where all of it is that."""
    if any(path.with_suffix(suffix).exists() for suffix in (".cpg", ".CPG")):
        return None
    table = next(
        (path.with_suffix(suffix) for suffix in (".dbf", ".DBF") if path.with_suffix(suffix).exists()), None
    )
    if table is None:
        msg = Sentence(
            "{file} comes without its table {stem}.dbf. Hand over all files of the Shapefile.",
            file=path.name,
            stem=path.stem,
        )
        raise Unreadable(msg)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with table.open("rb") as file:
            # The head of a DBF is binary: its length stands in bytes 8 and 9.
            head = file.read(32)
            file.seek(int.from_bytes(head[8:10], "little"))
            while piece := file.read(_PIECE_BYTES):
                decoder.decode(piece)
    except UnicodeDecodeError:
        return _DBF_ENCODING
    return "utf-8"


def read_dxf(path: Path, item: str = "") -> gpd.GeoDataFrame:
    """Return the entities of a drawing, closed lines as polygons, each with the text that stands in it.

    `item` is a layer of the drawing; without it all are read. A drawing never names its system.
    """
    check_content(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pyogrio.read_dataframe(path)
    layers = tuple(sorted(set(frame.get("Layer", []))))
    handles = frozenset(map(str, frame.get("EntityHandle", ())))
    lost = lost_entities(path, handles, len(frame), item)
    if item:
        frame = frame[frame["Layer"] == chosen(path, item, layers, "layer")]
    shapes = np.asarray([_closed(shape) for shape in frame.geometry], dtype=object)
    flat = crs.without(frame.set_geometry(shapely.force_2d(shapes)))
    labelled = _labelled(flat.reset_index(drop=True))
    note_lost_rows(labelled, len(labelled) + lost)
    return labelled


def _closed(shape: shapely.Geometry) -> shapely.Geometry:
    is_ring = shapely.get_type_id(shape) == shapely.GeometryType.LINESTRING and shape.is_closed
    return shapely.Polygon(shape) if is_ring and shapely.get_num_points(shape) > 3 else shape  # noqa: PLR2004


def _labelled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with texts moved from their points into the polygons around them."""
    kinds = frame.geometry.geom_type
    texts = frame[(kinds == "Point") & frame.get("Text", frame["Layer"]).notna()]
    polygons = frame.geometry[kinds == "Polygon"]
    if texts.empty or polygons.empty or "Text" not in frame.columns:
        return frame
    point, place = shapely.STRtree(polygons.to_numpy()).query(texts.geometry.to_numpy(), predicate="within")
    labels: dict[int, list[str]] = {}
    for one, around in zip(point, place, strict=True):
        labels.setdefault(int(polygons.index[around]), []).append(str(texts["Text"].iloc[one]))
    frame["Text"] = [
        " ".join(labels[row]) if row in labels else text for row, text in enumerate(frame["Text"])
    ]
    return frame.drop(index=texts.index[np.unique(point)]).reset_index(drop=True)
