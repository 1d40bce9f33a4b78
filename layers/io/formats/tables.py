"""Tables without a map: CSV and workbooks, with places in columns of coordinates or as WKT."""

import csv
import datetime as dt
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely

from layers import crs
from layers.errors import Unreadable
from layers.io.formats.archives import check_archive
from layers.io.formats.content import check_content
from layers.io.formats.row_counts import note_lost_rows
from layers.io.limits import MAX_COLUMNS, MAX_ROWS, check_columns, chosen
from layers.mapping.normalise import joined
from layers.mapping.units import decimal_sign, number
from layers.messages import Sentence

Frame: TypeAlias = gpd.GeoDataFrame | pd.DataFrame

_DELIMITERS = ",;\t|"
_LOOKED_AT_LINES = 20
MAX_SHEET_ROWS = 1_048_576
# UTF-8 read as Western European shows as these pairs.
_TWO_ENCODINGS = re.compile("Ã[\u0080-\u00bf¤¥¶–„…€]")
_WKT = ("wkt", "geometry", "geom", "thegeom", "geometria", "geometrie", "shape")
_LAT, _LON = (
    ("lat", "latitude", "leveysaste", "leveyspiiri", "breitengrad"),
    (*("lon", "lng", "long", "longitude", "pituusaste", "pituuspiiri", "laengengrad"),),
)
_EAST = (
    "x",
    "e",
    "east",
    "easting",
    "ita",
    "itakoordinaatti",
    "xkoord",
    "xcoord",
    "koordx",
    "rechtswert",
    "ost",
)
_NORTH = (
    "y",
    "n",
    "north",
    "northing",
    "pohjoinen",
    "pohjoiskoordinaatti",
    "ykoord",
    "ycoord",
    "koordy",
    "hochwert",
)
_EWKT = re.compile(r"^\s*SRID=(\d+);", re.IGNORECASE)


def read_table(path: Path, _item: str = "") -> Frame:
    """Return the rows of a CSV file as text; columns of coordinates or WKT become places."""
    check_content(path)
    # Rows end as on any system: also with a bare carriage return.
    text = _decoded(path).replace("\r\n", "\n").replace("\r", "\n")
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter, path.name)
    header = [name.strip() for name in next(rows, [])]
    if not any(header):
        msg = Sentence("{file} has no row that names its columns.", file=path.name)
        raise Unreadable(msg)
    # Signs between columns at the end of every line are no column.
    width = max(place for place, name in enumerate(header) if name) + 1
    header = [name or f"column {place}" for place, name in enumerate(header[:width], start=1)]
    check_columns(path.name, header)
    body: list[list[str]] = []
    short: list[int] = []
    for row in rows:
        if len(row) < width:
            short.append(len(body))
        body.append(row if len(row) == width else _of_width(row, width, len(body) + 2, path.name))
        if len(body) > MAX_ROWS:
            check_columns(path.name, (), len(body))
    stated = len(body)
    # A text that ends in the only row with too few cells was cut there: what is left of the row is not read.
    if short == [stated - 1] and not text.endswith("\n"):
        body.pop()
    frame = placed(pd.DataFrame(body, columns=header, dtype=str), path.name)
    note_lost_rows(frame, stated)
    return frame


def _rows(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    """Yield the rows of a table that hold anything.

    Raises
    ------
    Unreadable
        If a quote is opened and not closed, so that a cell swallows the rows that follow.
    """
    # A quote that is still open at the end of the text takes the newline into its cell.
    whole = text if text.endswith("\n") else f"{text}\n"
    reader = csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter, skipinitialspace=True)
    columns, first, last = 0, 1, 0
    row: list[str] = []
    try:
        for row in reader:
            columns = columns or len(row)
            first, last = last + 1, reader.line_num
            if last > first and columns > 2 and any(_holds_row(cell, delimiter, columns) for cell in row):  # noqa: PLR2004
                raise Unreadable(_unclosed(name, first))
            if len(row) > 1 or any(row):
                yield row
    except csv.Error:
        raise Unreadable(_unclosed(name, last + 1)) from None
    if row and row[-1].endswith("\n") and not text.rstrip("\n").endswith('"'):
        raise Unreadable(_unclosed(name, first))


def _holds_row(cell: str, delimiter: str, columns_n: int) -> bool:
    return "\n" in cell and any(line.count(delimiter) >= columns_n - 1 for line in cell.split("\n"))


def _unclosed(name: str, line_n: int) -> Sentence:
    return Sentence(
        "{file} opens a quote in line {line} that does not end with its cell, so that rows after it would be "
        "lost. Mend the line, and import anew.",
        file=name,
        line=line_n,
    )


def _of_width(row: list[str], width: int, row_n: int, name: str) -> list[str]:
    """Return a row with as many cells as there are columns; empty ones at its end may be missing or too many.

    Raises
    ------
    Unreadable
        If it has more cells than there are columns: nobody can tell which belongs where.
    """
    if any(row[width:]):
        msg = Sentence(
            "{file} is no table that can be read: row {row} has {cells} cells, and there are {columns} "
            "columns. Mend the row, and import anew.",
            file=name,
            row=row_n,
            cells=len(row),
            columns=width,
        )
        raise Unreadable(msg)
    return [*row[:width], *[""] * (width - len(row))]


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    if b"\0" in raw:
        msg = Sentence("{file} is no text. Save the table as CSV in UTF-8.", file=path.name)
        raise Unreadable(msg)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if _TWO_ENCODINGS.search(text):
        msg = Sentence(
            "{file} mixes two encodings (UTF-8 and Western European). Save it anew as UTF-8.", file=path.name
        )
        raise Unreadable(msg)
    return text


def _delimiter(text: str) -> str:
    """Return the sign between columns: the one that parts the first lines into most columns alike."""
    lines = [line for line in text.splitlines()[:_LOOKED_AT_LINES] if line.strip()]

    def columns(sign: str) -> tuple[bool, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
        return len(set(counts)) == 1 and counts[0] > 1, counts[0] if counts else 0

    return max(_DELIMITERS, key=columns)


def workbook_items(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook."""
    return tuple(_workbook(path).sheetnames)


def read_workbook(path: Path, item: str = "") -> Frame:
    """Return the rows of a sheet of a workbook; the first row with two texts or more names the columns."""
    book = _workbook(path)
    sheets = [sheet.title for sheet in book.worksheets if sheet.max_row is None or sheet.max_row > 0]
    sheet = book[chosen(path, item, sheets, "sheet")]
    stated = sheet.max_row or 0
    # What a sheet states of its size is no limit for what is read.
    sheet.reset_dimensions()
    rows, numbered = _filled(sheet.iter_rows(values_only=True), path.name)
    header = next((place for place, row in enumerate(rows) if _is_header(row)), None)
    if header is None:
        msg = Sentence("{file} has no row that names its columns.", file=path.name)
        raise Unreadable(msg)
    names = [str(cell).strip() if cell is not None else "" for cell in rows[header]]
    width = max((place for place, name in enumerate(names) if name), default=-1) + 1
    names = [name or f"column {place}" for place, name in enumerate(names[:width], start=1)]
    check_columns(path.name, names, len(rows))
    body = [[_cell(cell) for cell in row[:width]] for row in rows[header + 1 :]]
    frame = placed(pd.DataFrame(body, columns=names).infer_objects(), path.name)
    if stated <= MAX_SHEET_ROWS:
        note_lost_rows(frame, len(frame) + max(0, stated - numbered))
    return frame


def _workbook(path: Path) -> Any:
    check_content(path)
    check_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parser met in a broken workbook
        msg = Sentence(
            "{file} is no workbook that can be read ({kind}). Save it anew as XLSX.",
            file=path.name,
            kind=type(error).__name__,
        )
        raise Unreadable(msg) from None


def _filled(rows: Iterable[tuple[Any, ...]], name: str) -> tuple[list[tuple[Any, ...]], int]:
    """Return the rows that hold anything, and the number of the last row, empty or not."""
    filled, number = [], 0
    for number, row in enumerate(rows, start=1):
        if number > MAX_SHEET_ROWS:
            msg = Sentence(
                "{file} names a row beyond {most:,}, where every sheet ends. Save it anew as XLSX.",
                file=name,
                most=MAX_SHEET_ROWS,
            )
            raise Unreadable(msg)
        if len(row) > MAX_COLUMNS:
            check_columns(name, range(len(row)))
        if any(cell is not None for cell in row):
            filled.append(row)
        if len(filled) > MAX_ROWS:
            check_columns(name, (), len(filled))
    return filled, number


def _is_header(row: tuple[Any, ...]) -> bool:
    return sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) > 1


def _cell(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else cell


def placed(table: pd.DataFrame, name: str) -> Frame:
    """Return the table with the places that its columns tell: WKT, degrees, or plane coordinates."""
    columns = {joined(str(column)): column for column in table.columns}
    wkt = next((columns[one] for one in _WKT if one in columns), None)
    if wkt is not None:
        return _from_wkt(table, wkt, name)
    lat, lon = (next((columns[one] for one in known if one in columns), None) for known in (_LAT, _LON))
    if lat is not None and lon is not None:
        return crs.named(_points(table, lon, lat), crs.LONLAT)
    east, north = (next((columns[one] for one in known if one in columns), None) for known in (_EAST, _NORTH))
    if east is not None and north is not None:
        return _points(table, east, north)
    return table


def _points(table: pd.DataFrame, across: str, up: str) -> gpd.GeoDataFrame:
    x, y = _coordinates(table[across]), _coordinates(table[up])
    known = np.isfinite(x) & np.isfinite(y)
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=table.index).where(known, None)
    return gpd.GeoDataFrame(table, geometry=points)


def _coordinates(values: pd.Series) -> Any:
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(dtype=float)
    texts = ["" if pd.isna(value) else str(value) for value in values]
    decimal, _sure = decimal_sign(texts)
    plain = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    if decimal == "." and np.isfinite(plain).sum() == sum(bool(text) for text in texts):
        return plain
    found = [number(text, decimal) for text in texts]
    return np.asarray([np.nan if one is None else one for one in found], dtype=float)


def _from_wkt(table: pd.DataFrame, column: str, name: str) -> Frame:
    texts = ["" if pd.isna(value) else str(value) for value in table[column]]
    systems = {match[1] for text in texts if (match := _EWKT.match(text))}
    if len(systems) > 1:
        msg = Sentence(
            "{name} mixes coordinate reference systems (EPSG {systems}) in {column}.",
            name=name,
            systems=", ".join(sorted(systems)),
            column=column,
        )
        raise Unreadable(msg)
    shapes = shapely.from_wkt([_EWKT.sub("", text) or None for text in texts], on_invalid="ignore")
    if not any(shape is not None for shape in shapes):
        return table
    frame = gpd.GeoDataFrame(table.drop(columns=column), geometry=shapes)
    return crs.named(frame, f"EPSG:{systems.pop()}") if systems else frame
