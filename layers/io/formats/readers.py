"""Readers, one a kind of file; SOURCES says which serves which."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from layers.errors import DataError, Unreadable
from layers.io.formats.archives import check_archive, unpacked
from layers.io.formats.geoparquet import read_geoparquet
from layers.io.formats.ryhti import is_ryhti, load_json, ryhti_frame
from layers.io.formats.tables import Frame, read_table, read_workbook, workbook_items
from layers.io.formats.vector_files import read_dxf, read_vector, vector_items
from layers.io.limits import chosen
from layers.messages import Sentence

# Kinds of files in an archive that are maps; a table is read from one only where there is no map.
_MAPS = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet", ".gml", ".kml", ".dxf")
_TABLES = (".csv", ".xlsx")
_RYHTI_SIGN = b"planObjects"
_LONGEST_REASON, _LONGEST_ENDING = 200, 20
# What Python says where content is of another kind than its format promises; no user can do anything with it.
_OF_OUR_OWN = (AttributeError, TypeError, LookupError, AssertionError, RecursionError, ArithmeticError)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Reader:
    """How a kind of file is read: its rows, and the names of what it can hold several of."""

    read: Callable[[Path, str], Frame]
    items: Callable[[Path], tuple[str, ...]] = lambda path: (path.stem,)


def read_json(path: Path, item: str = "") -> Frame:
    """Return the rows of a JSON file: a plan of the national data model, or GeoJSON and its kin."""
    if _RYHTI_SIGN in path.read_bytes():
        document = load_json(path)
        if is_ryhti(document):
            return ryhti_frame(document, path.name)
    return read_vector(path, item)


def archive_items(path: Path) -> tuple[str, ...]:
    """Return the names of the maps in an archive, of its tables where there is no map."""
    names = sorted(member.filename for member in check_archive(path))
    for endings in (_MAPS, _TABLES):
        found = tuple(name for name in names if name.lower().endswith(endings) and not _is_hidden(name))
        if found:
            return found
    return ()


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def read_archive(path: Path, item: str = "") -> Frame:
    """Return the rows of the map in an archive; `item` is file#layer, or the file alone."""
    inner, _, layer = item.partition("#")
    name = chosen(path, inner, archive_items(path), "map")
    with unpacked(path) as folder:
        return read(folder / name, layer)


SOURCES: dict[str, Reader] = {
    ".geojson": Reader(read_vector),
    ".gpkg": Reader(read_vector, vector_items),
    ".fgb": Reader(read_vector),
    ".csv": Reader(read_table),
    ".shp": Reader(read_vector),
    ".json": Reader(read_json),
    ".parquet": Reader(read_geoparquet),
    ".geoparquet": Reader(read_geoparquet),
    ".gml": Reader(read_vector, vector_items),
    ".xml": Reader(read_vector, vector_items),
    ".kml": Reader(read_vector, vector_items),
    ".kmz": Reader(read_vector, vector_items),
    ".dxf": Reader(read_dxf),
    ".xlsx": Reader(read_workbook, workbook_items),
    ".zip": Reader(read_archive, archive_items),
}


def _reader(path: Path) -> Reader:
    reader = SOURCES.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(SOURCES)
        msg = Sentence(
            "{file}: there is no reader for “{ending}”. There are readers for {known}.",
            file=path.name,
            ending=path.suffix,
            known=known,
        )
        raise Unreadable(msg)
    if not path.is_file():
        msg = Sentence("{file} is missing in {folder}/.", file=path.name, folder=path.parent.name)
        raise Unreadable(msg)
    return reader


def read_items(path: Path) -> tuple[str, ...]:
    """Return what the file holds several of: layers, sheets, or maps in an archive.

    Raises
    ------
    Unreadable
        As `read` does.
    """
    return _guarded(lambda: _reader(path).items(path), path)


def read(path: Path, item: str = "") -> Frame:
    """Return the rows of a file, by the ending of its name; `item` names one of several layers or sheets.

    Raises
    ------
    Unreadable
        If there is no such file, no reader for it, or it is not what its name says.
    """
    return _guarded(lambda: _reader(path).read(path, item), path)


def _guarded(reading: Callable[[], Found], path: Path) -> Found:
    """Return what a reader returns; whatever it raises besides a sentence of ours becomes one."""
    try:
        return reading()
    except (DataError, MemoryError):
        raise
    except Exception as error:
        raise broken(path, error) from error


def broken(path: Path, error: Exception) -> Unreadable:
    """Return the fault of a file at which its reader failed, as one sentence about its format."""
    if isinstance(error, NotImplementedError):
        msg = Sentence(
            "{file} holds arcs or surfaces, which cannot be read. Save it with straight lines (in "
            "QGIS: Convert curved geometries).",
            file=path.name,
        )
        return Unreadable(msg)
    said = _words_of(error)
    if "database is locked" in said:
        msg = Sentence(
            "{file} is being changed by another program, such as QGIS. Save and close it there, and try "
            "again.",
            file=path.name,
        )
        return Unreadable(msg)
    reason = "" if isinstance(error, _OF_OUR_OWN) else said
    reason = " ".join(reason.split()).replace(str(path), path.name).rstrip(".")
    msg = Sentence(
        "{file} cannot be read as {ending}: {reason}.",
        file=_short(path.name),
        ending=path.suffix.lstrip(".")[:_LONGEST_ENDING],
        reason=_short(reason) or Sentence("it is broken"),
    )
    return Unreadable(msg)


def _words_of(error: Exception) -> str:
    """Return what an error says; some fail at saying it when they were made of broken content."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a class of any library, and any fault in it
        return ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"
