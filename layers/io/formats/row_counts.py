"""How many rows a file states that it holds: by its head, by its index, and by its own size.

Broken files lose rows without an error from their driver. A reader that returns fewer rows than stated here
says so, and the user has to agree.
"""

import json
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyogrio

from layers.errors import Unreadable
from layers.issues import ROWS_LOST
from layers.messages import Sentence

_SHAPE_HEAD_BYTES, _INDEX_ENTRY_BYTES, _RECORD_HEAD_BYTES = 100, 8, 8
# What every feature has; one that is damaged in one of them still has the other.
_MARKS = (re.compile(rb'"type"\s*:\s*"Feature"'), re.compile(rb'"geometry"\s*:'))
_VIRTUAL = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+\"?(\w+)", re.IGNORECASE | re.DOTALL)
# Indexes of a GeoPackage; every other virtual table has its rows from elsewhere.
_INDEXES = ("rtree", "fts3", "fts4", "fts5")
_LOCK_S = 3.0
# Parts of other entities, and windows of the paper, which hold nothing of a map.
_NO_ENTITIES = frozenset({b"VERTEX", b"SEQEND", b"ATTRIB", b"VIEWPORT"})
_DXF_END = re.compile(rb"\n\s*0\s*\n\s*EOF\s*$")
_DXF_BINARY = b"AutoCAD Binary DXF"
# Codes of coordinates, lengths and angles.
_DXF_NUMBERS = range(10, 60)
_DXF_TYPE, _DXF_HANDLE, _DXF_LAYER = b"0", b"5", b"8"


def note_lost_rows(frame: pd.DataFrame, stated_n: int) -> None:
    """Note in the frame that its source states more rows than were read."""
    if stated_n > len(frame):
        frame.attrs[ROWS_LOST] = {"stated": stated_n, "read": len(frame)}


def stated_rows(path: Path, read_n: int, layer: str = "") -> int:
    """Return the largest number of rows that any part of a vector file states; 0 where none states any."""
    count = _COUNTS.get(path.suffix.lower())
    return count(path, read_n, layer) if count else 0


def _of_shapefile(path: Path, _read_n: int, _layer: str) -> int:
    """Return the most of: records of the .shp, entries of its index, rows the .dbf states and can hold."""
    return max(_shape_records(path), _index_entries(path), *_table_rows(path))


def _shape_records(path: Path) -> int:
    """Return how many records the .shp holds, walked from head to head; one cut short counts as well."""
    count, size = 0, path.stat().st_size
    with path.open("rb") as file:
        place = _SHAPE_HEAD_BYTES
        while place + _RECORD_HEAD_BYTES <= size:
            file.seek(place)
            number, words = struct.unpack(">ii", file.read(_RECORD_HEAD_BYTES))
            if number <= 0 or words < 0:
                break
            count += 1
            place += _RECORD_HEAD_BYTES + 2 * words
    return count


def _index_entries(path: Path) -> int:
    index = _beside(path, ".shx")
    return 0 if index is None else max(0, (index.stat().st_size - _SHAPE_HEAD_BYTES) // _INDEX_ENTRY_BYTES)


def _table_rows(path: Path) -> tuple[int, int]:
    table = _beside(path, ".dbf")
    if table is None:
        return 0, 0
    with table.open("rb") as file:
        head = file.read(32)
    if len(head) < 32:  # noqa: PLR2004 - the head of a DBF
        return 0, 0
    rows, head_bytes, row_bytes = struct.unpack("<IHH", head[4:12])
    room = (table.stat().st_size - head_bytes) // row_bytes if row_bytes else 0
    return rows, max(0, room)


def _beside(path: Path, ending: str) -> Path | None:
    return next((one for case in (ending, ending.upper()) if (one := path.with_suffix(case)).exists()), None)


def _of_driver(path: Path, _read_n: int, _layer: str) -> int:
    """Return what the head of the file states to its driver."""
    info = pyogrio.read_info(path)
    return max(0, int(info["features"]))


def _of_geojson(path: Path, read_n: int, _layer: str) -> int:
    raw = path.read_bytes()
    count = max(sum(1 for _one in mark.finditer(raw)) for mark in _MARKS)
    if count <= read_n:
        return count
    # A text of a property can look like a feature: only a list that was read tells.
    try:
        features = json.loads(raw.decode("utf-8-sig")).get("features")
    except (ValueError, RecursionError, AttributeError):
        return 0
    return len(features) if isinstance(features, list) else 0


def _of_gml(path: Path, _read_n: int, layer: str) -> int:
    """Return how many elements have the name of the layer: each is a feature."""
    return _elements(path.read_bytes(), re.escape(layer.encode()))


def _of_kml(path: Path, _read_n: int, layer: str) -> int:
    """Return how many placemarks are in none of the other layers: of this one, or of no layer."""
    others = [str(name) for name, _kind in pyogrio.list_layers(path) if name != layer]
    counts = (pyogrio.read_info(path, layer=one, force_feature_count=True)["features"] for one in others)
    return _elements(_kml(path), rb"(?:Placemark|GroundOverlay)") - sum(map(int, counts))


def _kml(path: Path) -> bytes:
    if path.suffix.lower() == ".kml":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        # By the format the first one is the map; the others are reached by links, which are not followed.
        first = next((name for name in archive.namelist() if name.lower().endswith(".kml")), None)
        return b"" if first is None else archive.read(first)


def _elements(raw: bytes, name: bytes) -> int:
    """Return how many elements of a name stand in no other of that name; comments hold none."""
    tag = rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(/?)(?:[\w.-]+:)?" + name + rb"(?:\s[^<>]*?)?(/?)>"
    count = depth = 0
    for found in re.finditer(tag, raw, re.DOTALL):
        if found[1] is None:
            continue
        if found[1]:
            depth = max(0, depth - 1)
            continue
        count += depth == 0
        depth += not found[2]
    return count


_COUNTS: dict[str, Callable[[Path, int, str], int]] = {
    ".shp": _of_shapefile,
    ".fgb": _of_driver,
    ".geojson": _of_geojson,
    ".json": _of_geojson,
    ".gml": _of_gml,
    ".xml": _of_gml,
    ".kml": _of_kml,
    ".kmz": _of_kml,
}


# --- DXF ---


def lost_entities(path: Path, handles: Collection[str], read_n: int, layer: str = "") -> int:
    """Return how many entities of a drawing were not read.

    Parameters
    ----------
    path
        The drawing.
    handles
        The handles of the entities that were read.
    read_n
        How many were read; it is compared where the entities have no handles.
    layer
        The layer of which entities are counted, empty for all.

    Raises
    ------
    Unreadable
        If the drawing has no end, or no numbers where they belong: nobody can tell how much is missing.
    """
    raw = path.read_bytes()
    if raw.startswith(_DXF_BINARY):
        return 0
    if not _DXF_END.search(raw[-100:].replace(b"\r", b"\n")):
        raise Unreadable(_damaged(path))
    try:
        entities = list(_entities(raw))
    except ValueError:
        raise Unreadable(_damaged(path)) from None
    if any(not handle for handle, _layer in entities):
        return 0 if layer else max(0, len(entities) - read_n)
    read = {one.upper().lstrip("0") for one in handles}
    return sum(
        handle.upper().lstrip("0") not in read for handle, own in entities if not layer or own == layer
    )


def _entities(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield handle and layer of each entity of a drawing: what stands between ENTITIES and ENDSEC.

    Raises
    ------
    ValueError
        If the code of a group, or its value where that is a coordinate, is no number.
    """
    lines = re.split(rb"\r\n|\n|\r", raw)
    pairs = [(code.strip(), value.strip()) for code, value in zip(lines[::2], lines[1::2], strict=False)]
    if (b"2", b"ENTITIES") not in pairs:
        return
    kind, values = b"", dict[bytes, bytes]()
    for code, value in pairs[pairs.index((b"2", b"ENTITIES")) + 1 :]:
        if int(code) in _DXF_NUMBERS:
            float(value)
        if code != _DXF_TYPE:
            values.setdefault(code, value)
            continue
        if kind and kind not in _NO_ENTITIES:
            yield (
                values.get(_DXF_HANDLE, b"").decode("ascii", "replace"),
                values.get(_DXF_LAYER, b"0").decode("utf-8", "replace"),
            )
        if value == b"ENDSEC":
            return
        kind, values = value, {}


# --- GeoPackage ---


def check_geopackage(path: Path) -> None:
    """Refuse a GeoPackage that is damaged, or that has a table whose rows come from elsewhere.

    Raises
    ------
    Unreadable
        With a sentence that says which.
    """
    with closing(_connected(path)) as base:
        for name, sql in base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            virtual = _VIRTUAL.match(sql or "")
            if virtual and virtual[1].lower() not in _INDEXES:
                msg = Sentence(
                    "{file} holds the table {table}, whose rows come from another file or program. Save "
                    "its rows in a table of the GeoPackage itself.",
                    file=path.name,
                    table=str(name)[:80],
                )
                raise Unreadable(msg)
        try:
            (state,) = base.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            state = "database is locked" if "locked" in str(error) else str(error)
    if state == "database is locked":
        raise sqlite3.OperationalError(state)
    if state != "ok":
        raise Unreadable(_damaged(path))


def _damaged(path: Path) -> Sentence:
    return Sentence(
        "{file} is damaged: rows may be missing or altered in it. Export its layer anew from the program "
        "that made it, or ask its owner for another copy.",
        file=path.name,
    )


def geopackage_views(path: Path) -> frozenset[str]:
    """Return the names of the views of a GeoPackage: they are computed when they are read."""
    with closing(_connected(path)) as base:
        return frozenset(
            str(name) for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        )


def geopackage_rows(path: Path, item: str) -> int:
    """Return the most of: rows of the table, rows that GDAL's count and the spatial index state."""
    quoted = item.replace('"', '""')
    with closing(_connected(path)) as base:
        counts = [_one(base, f'SELECT count(*) FROM "{quoted}"')]  # noqa: S608 - the name is quoted
        counts.append(_one(base, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (item,)))
        columns = base.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (item,)
        ).fetchall()
        for (column,) in columns:
            # The index holds a row for each shape.
            index = f"rtree_{item}_{column}_rowid".replace('"', '""')
            counts.append(_one(base, f'SELECT count(*) FROM "{index}"'))  # noqa: S608 - the name is quoted
    return max(counts)


def _one(base: sqlite3.Connection, sql: str, values: tuple[str, ...] = ()) -> int:
    try:
        row = base.execute(sql, values).fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(row[0]) if row and isinstance(row[0], int) else 0


def _connected(path: Path) -> sqlite3.Connection:
    # What is not yet in the file itself stands in one beside it; without that, nothing is locked or written.
    is_whole = not path.with_name(f"{path.name}-wal").exists()
    options = "mode=ro&immutable=1" if is_whole else "mode=ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, timeout=_LOCK_S)
