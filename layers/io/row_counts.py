"""How many rows a file states that it holds: by its head, by its index, and by its own size.

Broken files lose rows without an error from their driver. A reader that returns fewer rows than stated here
says so, and the user has to agree.
"""

import json
import re
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio

from layers.errors import Sentence, Unreadable
from layers.issues import ROWS_LOST

_SHAPE_HEAD_BYTES, _INDEX_ENTRY_BYTES, _RECORD_HEAD_BYTES = 100, 8, 8
# What every feature has; one that is damaged in one of them still has the other.
_MARKS = (re.compile(rb'"type"\s*:\s*"Feature"'), re.compile(rb'"geometry"\s*:'))
_VIRTUAL = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+\"?(\w+)", re.IGNORECASE | re.DOTALL)
# Indexes of a GeoPackage; every other virtual table has its rows from elsewhere.
_INDEXES = ("rtree", "fts3", "fts4", "fts5")
_LOCK_S = 3.0


def note_lost_rows(frame: pd.DataFrame, stated_n: int) -> None:
    """Note in the frame that its source states more rows than were read."""
    if stated_n > len(frame):
        frame.attrs[ROWS_LOST] = {"stated": stated_n, "read": len(frame)}


def stated_rows(path: Path, read_n: int) -> int:
    """Return the largest number of rows that any part of a vector file states; 0 where none states any."""
    count = _COUNTS.get(path.suffix.lower())
    return count(path, read_n) if count else 0


def _of_shapefile(path: Path, _read_n: int) -> int:
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


def _of_driver(path: Path, _read_n: int) -> int:
    """Return what the head of the file states to its driver."""
    info = pyogrio.read_info(path)
    return max(0, int(info["features"]))


def _of_geojson(path: Path, read_n: int) -> int:
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


_COUNTS: dict[str, Any] = {
    ".shp": _of_shapefile,
    ".fgb": _of_driver,
    ".geojson": _of_geojson,
    ".json": _of_geojson,
}


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
        msg = Sentence(
            "{file} is damaged: rows may be missing or altered in it. Export its layer anew from the program "
            "that made it, or ask its owner for another copy.",
            file=path.name,
        )
        raise Unreadable(msg)


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
