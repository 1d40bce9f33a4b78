"""Workbooks: typed cells, heads with units, frozen heads, the same bytes for the same content."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from planner.drawing.print.glyphs import printable, shortened
from planner.reports.edition import VERSION
from planner.text import _

Kind = Literal["text", "number", "flag", "day"]
Value: TypeAlias = str | float | bool | date | None

# What a cell of a workbook holds at most.
_LONGEST_N = 32_000
_NARROWEST_N, _WIDEST_N = 8, 60
_NAME_N = 31


@dataclass(frozen=True)
class Column:
    """One column: its head, the unit that stands below it, and what its cells hold."""

    title: str
    unit: str = ""
    kind: Kind = "text"
    digits_n: int = 0

    @property
    def head(self) -> str:
        """The text of the head."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


@dataclass(frozen=True)
class Sheet:
    """One sheet: columns and rows; `fixed_n` columns stay in sight, cells of `marked` are set bold.

    `marked` holds pairs of row and column, counted from 0.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    fixed_n: int = 1
    marked: frozenset[tuple[int, int]] = frozenset()


def workbook_bytes(title: str, sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """Return the sheets as XLSX; `made_at` is the only date of the file itself.

    Text is written as text: a name that begins like a formula stays a name.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {"title": printable(title), "author": f"Sijainti {VERSION}", "created": made_at.replace(tzinfo=None)}
    )
    looks = _Looks(book)
    for sheet in sheets:
        _write(book.add_worksheet(_sheet_name(sheet.name)), sheet, looks)
    book.close()
    return buffer.getvalue()


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    def cell(self, column: Column, *, marked: bool) -> Any:
        """Return the format of a column's cells."""
        digits = "." + "0" * column.digits_n if column.digits_n else ""
        number_format = {"number": f"#,##0{digits}", "day": "yyyy-mm-dd"}.get(column.kind, "General")
        key = (number_format, marked, column.kind == "text")
        if key not in self._made:
            look = {"num_format": number_format, "bold": marked, "valign": "top"}
            if column.kind == "text":
                look["text_wrap"] = True
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write(page: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, printable(column.head), looks.head)
        page.set_column(place, place, _width_n(column, [row[place] for row in sheet.rows]))
    for line, row in enumerate(sheet.rows):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            look = looks.cell(column, marked=(line, place) in sheet.marked)
            _write_cell(page, (line + 1, place), _rounded(value, column), look)
    page.freeze_panes(1, sheet.fixed_n)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _rounded(value: Value, column: Column) -> Value:
    """Return a number with two digits more than are shown: further ones promise what no survey holds."""
    return round(value, column.digits_n + 2) if isinstance(value, float) else value


def _write_cell(page: Worksheet, at: tuple[int, int], value: Value, look: Any) -> None:
    """Write one value by its kind; nothing for what is not known."""
    if value is None or value == "":
        page.write_blank(*at, None, look)
    elif isinstance(value, bool):
        page.write_boolean(*at, value, look)
    elif isinstance(value, int | float):
        page.write_number(*at, value, look)
    elif isinstance(value, date):
        page.write_datetime(*at, value, look)
    else:
        page.write_string(*at, shortened(printable(value), _LONGEST_N), look)


def _width_n(column: Column, values: Sequence[Value]) -> float:
    """Return how many letters wide a column is: as its longest cell, within bounds."""
    digits = [len(f"{value:,.{column.digits_n}f}") for value in values if isinstance(value, int | float)]
    texts = [len(value) for value in values if isinstance(value, str)]
    longest_word = max(len(word) for word in column.head.split())
    longest_n = max([longest_word + 1, *digits, *texts, 10 if column.kind == "day" else 0])
    return float(min(max(longest_n + 1, _NARROWEST_N), _WIDEST_N))


def _sheet_name(name: str) -> str:
    """Return the name without the signs that a sheet's name may not hold."""
    return "".join(sign for sign in printable(name) if sign not in "[]:*?/\\")[:_NAME_N].strip("'")


def day_or_text(value: object) -> Value:
    """Return an ISO date as a date; what is no date stays text.

    Examples
    --------
    >>> day_or_text("2023-12-11"), day_or_text("2019"), day_or_text(None)
    (datetime.date(2023, 12, 11), '2019', None)
    """
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return str(value)


def about_sheet(pairs: Sequence[tuple[str, str]]) -> Sheet:
    """Return the sheet that says what the workbook is."""
    columns = (Column(_("About this file")), Column(_("Value")))
    return Sheet(_("About"), columns, tuple(pairs))
