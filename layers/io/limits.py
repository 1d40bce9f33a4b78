"""How much of a file or service is read before it is refused; the refusals that all readers share."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import Unreadable
from layers.messages import Sentence

MAX_FILE_BYTES = 2_000_000_000
# What comes through a browser is held in memory: .streamlit/config.toml says the same.
MAX_UPLOAD_BYTES = 500 * 1024 * 1024
MAX_COLUMNS = 400
MAX_ROWS = 2_000_000
# Half a million rows of rectangles, and what is checked in ten seconds if all are in a few large shapes.
MAX_VERTICES_OF_SHAPE, MAX_VERTICES = 500_000, 2_500_000
MAX_ARCHIVE_MEMBERS = 2_000
# What a map packs to at most; a bomb packs a thousandfold.
MAX_PACKED_RATIO = 200
MAX_UNPACKED_BEFORE_RATIO_BYTES = 50_000_000
_SHOWN = 12
# Parts that lie beside a Shapefile, and say nothing without it.
SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".qmd")

# What reading one file may take: a base that serves every small file, and a share by its size. A packed file
# grows when it is unpacked.
_PACKED = (".zip", ".xlsx", ".kmz", ".tif", ".tiff")
_BASE_MEMORY_BYTES, _MOST_MEMORY_BYTES = 700_000_000, 8_000_000_000
_MEMORY_RATIO, _PACKED_MEMORY_RATIO = 16, 40
_BASE_CPU_S, _CPU_S_PER_MB, _PACKED_CPU_S_PER_MB = 5, 0.5, 4.0
# A busy machine gives a reader a part of a core: the clock stops what waits, its own time what works.
_BASE_WALL_S, _WALL_TO_CPU_RATIO = 30, 3


@dataclass(frozen=True)
class ReadingLimits:
    """What reading one file may take: memory, seconds on a core and on the clock, bytes of the answer."""

    memory_bytes: int
    cpu_s: int
    wall_s: int
    written_bytes: int


def reading_limits(path: Path) -> ReadingLimits:
    """Return what reading the file may take, by its size and kind."""
    size = sum(_size(one) for one in (path, *(path.with_suffix(ending) for ending in SIDE_FILES)))
    is_packed = path.suffix.lower() in _PACKED
    memory = _BASE_MEMORY_BYTES + size * (_PACKED_MEMORY_RATIO if is_packed else _MEMORY_RATIO)
    by_size_s = round(size / 1e6 * (_PACKED_CPU_S_PER_MB if is_packed else _CPU_S_PER_MB))
    wall_s = _BASE_WALL_S + _WALL_TO_CPU_RATIO * by_size_s
    memory = min(memory, _MOST_MEMORY_BYTES)
    return ReadingLimits(memory, _BASE_CPU_S + by_size_s, wall_s, 2 * _MOST_MEMORY_BYTES)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def check_size(path: Path) -> None:
    """Refuse a file that is missing, empty, or larger than can be worked with here.

    Raises
    ------
    Unreadable
        With a sentence that says which.
    """
    if not path.is_file():
        msg = Sentence(
            "{file} is missing in {folder}/, or is not a file.", file=path.name, folder=path.parent.name
        )
        raise Unreadable(msg)
    size = path.stat().st_size
    if size == 0:
        msg = Sentence("{file} is empty.", file=path.name)
        raise Unreadable(msg)
    if size > MAX_FILE_BYTES:
        msg = Sentence(
            "{file} is {size:.1f} GB; up to {most:.0f} GB are read. Cut it to the area first.",
            file=path.name,
            size=size / 1e9,
            most=MAX_FILE_BYTES / 1e9,
        )
        raise Unreadable(msg)


def check_columns(name: str, columns: Sequence[object], rows: int = 0) -> None:
    """Refuse a table that no layer can be made of: too wide, too long, or with two columns of one name.

    Raises
    ------
    Unreadable
        With a sentence that says which.
    """
    if len(columns) > MAX_COLUMNS:
        msg = Sentence(
            "{name} has {count} columns; up to {most} are read. Leave out what is not needed.",
            name=name,
            count=len(columns),
            most=MAX_COLUMNS,
        )
        raise Unreadable(msg)
    if rows > MAX_ROWS:
        msg = Sentence(
            "{name} has {rows:,} rows; up to {most:,} are read. Cut it to the area first.",
            name=name,
            rows=rows,
            most=MAX_ROWS,
        )
        raise Unreadable(msg)
    twice = sorted({str(one) for one in columns if list(columns).count(one) > 1})
    if twice:
        msg = Sentence(
            "{name} has the column {columns} twice. Give each column a name of its own.",
            name=name,
            columns=", ".join(twice),
        )
        raise Unreadable(msg)


def check_vertices(name: str, frame: gpd.GeoDataFrame | pd.DataFrame) -> None:
    """Refuse a source whose shapes have more vertices than can be checked, one by one or in all.

    Raises
    ------
    Unreadable
        With a sentence that names the limit.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        return
    counts = shapely.get_num_coordinates(frame.geometry.to_numpy())
    largest = int(np.argmax(counts))
    if counts[largest] > MAX_VERTICES_OF_SHAPE:
        msg = Sentence(
            "{name}: the shape of row {row:,} has {count:,} vertices; up to {most:,} are read. Cut it to the "
            "area, or simplify it.",
            name=name,
            row=largest + 1,
            count=int(counts[largest]),
            most=MAX_VERTICES_OF_SHAPE,
        )
        raise Unreadable(msg)
    if counts.sum() > MAX_VERTICES:
        msg = Sentence(
            "{name} has {count:,} vertices in all; up to {most:,} are read. Cut it to the area first.",
            name=name,
            count=int(counts.sum()),
            most=MAX_VERTICES,
        )
        raise Unreadable(msg)


def chosen(path: Path, item: str, items: Sequence[str], kind: str) -> str:
    """Return the item of a file to read: the one that is named, or the only one.

    Raises
    ------
    Unreadable
        If there is none, no such one, or several and none is named.
    """
    return chosen_item(path.name, item, items, kind)


def chosen_item(name: str, item: str, items: Sequence[str], kind: str = "layer") -> str:
    """Return the item of a file or service to read: the one that is named, or the only one.

    Raises
    ------
    Unreadable
        If there is none, no such one, or several and none is named.
    """
    some = ", ".join(items[:_SHOWN]) + (" …" if len(items) > _SHOWN else "")
    if not items:
        msg = Sentence("{name} holds no {kind} with rows.", name=name, kind=Sentence(kind))
        raise Unreadable(msg)
    if item:
        if item not in items:
            msg = Sentence(
                "{name} has no {kind} “{item}”. It has: {some}.",
                name=name,
                kind=Sentence(kind),
                item=item,
                some=some,
            )
            raise Unreadable(msg)
        return item
    if len(items) > 1:
        msg = Sentence(
            "{name} holds several {kind}s: {some}. Name one behind #, for example #{first}.",
            name=name,
            kind=Sentence(kind),
            some=some,
            first=items[0],
        )
        raise Unreadable(msg)
    return items[0]
