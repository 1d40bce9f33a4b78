"""Tables as aligned plain text: units stand in the heads, numbers to the right."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.text import _, number

GAP = "  "


@dataclass(frozen=True)
class Column:
    """One column: the key of its value in a row, its head with unit, and the digits of its numbers."""

    key: str
    head: str
    digits_n: int = 0
    grouped: bool = True
    to_right: bool = False


def table_text(columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as text, a line each below the heads; columns without any value are left out.

    Examples
    --------
    >>> columns = (Column("plot", "plot"), Column("area_m2", "area m²"))
    >>> print(table_text(columns, [{"plot": "T-1", "area_m2": 1200.4}, {"plot": "T-12", "area_m2": None}]))
    plot  area m²
    T-1     1,200
    T-12        –
    """
    shown = [column for column in columns if any(row[column.key] not in (None, "") for row in rows)]
    cells = [[_cell(row[column.key], column) for column in shown] for row in rows]
    grid = [[column.head for column in shown], *cells]
    widths = [max(len(line[i]) for line in grid) for i in range(len(shown))]
    right = [column.to_right or any(_is_number(row[column.key]) for row in rows) for column in shown]
    lines = [
        GAP.join(
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in grid
    ]
    return "\n".join(lines)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any, column: Column) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if _is_number(value):
        return number(value, column.digits_n) if column.grouped else str(value)
    return one_line(str(value))


def one_line(text: str) -> str:
    r"""Return the text on one line, without what would command the terminal.

    Examples
    --------
    >>> one_line("T-1\n\x1b[31mred")
    'T-1 [31mred'
    """
    plain = "".join(" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in plain if not unicodedata.category(sign).startswith("C")).strip()
