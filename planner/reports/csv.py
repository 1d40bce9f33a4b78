"""CSV: a row of figures for each plot, for a spreadsheet."""

import csv
import io
from typing import Any

from planner.reports.figures import rows
from planner.reports.report import Content, Report
from planner.text import marked

# A cell of text that begins with one of these would be run as a formula by a spreadsheet.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_bytes(content: Content) -> bytes:
    """Return the figures as CSV: UTF-8, comma, point as decimal sign, an empty cell for what is not known."""
    table = rows(content)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=list(table[0]) if table else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in table)
    return buffer.getvalue().encode()


def cell(value: Any) -> Any:
    """Return the value as a cell: text that a spreadsheet would run gets an apostrophe; numbers stay.

    Examples
    --------
    >>> cell("=1+1"), cell(-1.5), cell("T/kem"), cell(True), cell(None)
    ("'=1+1", -1.5, 'T/kem', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value


REPORT = Report("csv", marked("Table (CSV)"), ".csv", "text/csv", csv_bytes)
