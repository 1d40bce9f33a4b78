"""Whether a file is what its name says, told from its first bytes before any driver touches it."""

import re
from pathlib import Path

from layers.errors import Unreadable
from layers.io.limits import check_size
from layers.messages import Sentence

_BINARY = {
    "GeoPackage": (b"SQLite format 3\0", (".gpkg",)),
    "FlatGeobuf": (b"fgb", (".fgb",)),
    "Shapefile": (b"\x00\x00\x27\x0a", (".shp",)),
    "GeoParquet": (b"PAR1", (".parquet", ".geoparquet")),
    "zip archive or workbook": (b"PK", (".zip", ".xlsx", ".kmz")),
}
_TEXT = {
    "JSON": ((b"{", b"["), (".geojson", ".json")),
    "XML": ((b"<",), (".gml", ".kml", ".xml")),
}
_LOOKED_AT_BYTES = 1_000_000
# First elements of XML that describe or call other sources, and are no map themselves.
_ELSEWHERE = (
    *("OGRVRTDataSource", "VRTDataset", "OGRWFSDataSource", "OGROAPIFDataSource", "OGRCSWDataSource"),
    *(
        "GDAL_WMS",
        "GDAL_WMTS",
        "GDAL_WCS",
        "WCS_GDAL",
        "rss",
        "feed",
        "html",
        "WFS_Capabilities",
        "Capabilities",
    ),
)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
# A member "crs" that says where the system is to be fetched, and documents that list other sources.
_LINK = re.compile(rb'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"(?:link|url|file)"', re.IGNORECASE)
_LIST = re.compile(rb'"(?:stac_version|gdal_streamed_alg|command_line|WFS_URL)"')
_DXF = re.compile(rb"\s*(?:0|999)\s*\n|AutoCAD Binary DXF")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def check_content(path: Path) -> None:
    """Refuse a file whose first bytes belong to another format, and XML that defines entities.

    Raises
    ------
    Unreadable
        With a sentence that names both formats where they can be told.
    """
    check_size(path)
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT_BYTES)
    except OSError as error:
        msg = Sentence("{file} cannot be opened: {reason}.", file=path.name, reason=error.strerror)
        raise Unreadable(msg) from None
    suffix = path.suffix.lower()
    found = _format(head)
    if suffix not in _endings(found):
        expected = next((name for name in (*_BINARY, *_TEXT) if suffix in _endings(name)), "")
        if expected or found in _BINARY:
            looks = (
                Sentence("its content is that of a {format}", format=found)
                if found
                else Sentence("its content is something else")
            )
            msg = Sentence(
                "{file} is no {expected}: {looks}. Give it its right ending.",
                file=path.name,
                expected=expected or Sentence("file of its ending"),
                looks=looks,
            )
            raise Unreadable(msg)
    _check_references(path, head, found)
    if found == "XML" and b"<!ENTITY" in head:
        msg = Sentence(
            "{file} defines XML entities, which can be used to do harm. Save it without them.", file=path.name
        )
        raise Unreadable(msg)


def _check_references(path: Path, head: bytes, found: str) -> None:
    """Refuse a document that describes where data are instead of holding them."""
    suffix = path.suffix.lower()
    root = _ROOT.search(head) if found == "XML" else None
    is_elsewhere = root is not None and root[1].decode() in _ELSEWHERE
    if found == "JSON":
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOOKED_AT_BYTES))
            tail = file.read()
        is_elsewhere = (
            any(_LINK.search(part) for part in (head, tail)) or _LIST.search(head[:5000]) is not None
        )
    if is_elsewhere:
        msg = Sentence(
            "{file} refers to data or coordinate systems elsewhere, which is not followed. Save the data "
            "themselves, for example as GeoPackage.",
            file=path.name,
        )
        raise Unreadable(msg)
    is_other = (suffix == ".csv" and found == "XML") or (suffix == ".dxf" and _DXF.match(head) is None)
    if is_other:
        msg = Sentence(
            "{file} is no {expected}: {looks}. Give it its right ending.",
            file=path.name,
            expected=suffix.lstrip(".").upper(),
            looks=Sentence("its content is something else"),
        )
        raise Unreadable(msg)


def _format(head: bytes) -> str:
    for name, (start, _) in _BINARY.items():
        if head.startswith(start):
            return name
    text = head
    for bom in _BOMS:
        text = text.removeprefix(bom)
    text = text[:200].replace(b"\0", b"").lstrip()
    for name, (starts, _) in _TEXT.items():
        if text.startswith(starts):
            return name
    return ""


def _endings(name: str) -> tuple[str, ...]:
    if name in _BINARY:
        return _BINARY[name][1]
    return _TEXT[name][1] if name in _TEXT else ()
