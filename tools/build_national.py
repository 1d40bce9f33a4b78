"""Build data/national/ and data/zoning_codes.csv from a folder of fact tables.

The tables are copied, checked and brought to one form: UTF-8, LF, the shortest quoting, no space round a
value, counts without ".0". Rows keep their order, their source and their date; a value marked "from memory,
unverified" stays as it is. A fault in a table stops the tool before anything is written.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quay_uses import uses_of

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"

Row = dict[str, str]


class FaultyTableError(ValueError):
    """A table that must not be taken over; the message says why."""


@dataclass(frozen=True)
class Table:
    """One table: where it comes from, where it goes, and what must hold in it."""

    origin: str
    target: str
    key: tuple[str, ...]
    needed: tuple[str, ...] = ()
    refers_to: tuple[tuple[str, str], ...] = ()
    mend: Callable[[Row], Row] | None = None


def _whole(row: Row, *columns: str) -> Row:
    """Write counts as whole numbers: "3.0" quays are 3."""
    return row | {column: row[column].removesuffix(".0") for column in columns}


def _mend_port(row: Row) -> Row:
    """Leave a total of nothing but unknown quay lengths unknown: it is not 0 m."""
    row = _whole(row, "n_quays")
    return row | {"quay_m": "" if row["quay_m"] in {"0", "0.0"} else row["quay_m"]}


def _mend_quay(row: Row) -> Row:
    """Add owner, cargo and fairway: the fairway cards do not say them of a quay."""
    return row | uses_of(row["port_id"], row["quay"])


PARK = (("park_id", "parks"),)
TABLES = (
    Table("parks.csv", "national/parks.csv", ("park_id",), ("name", "starting_situation", "source", "as_of")),
    Table("ports.csv", "national/ports.csv", ("id",), ("name_en", "source", "as_of"), mend=_mend_port),
    Table(
        "quays.csv", "national/quays.csv", ("port_id", "quay"), ("port", "source", "as_of"), mend=_mend_quay
    ),
    Table(
        "national/nodes.csv", "national/nodes.csv", ("node_id",), ("kind", "name", "source"), mend=_mend_port
    ),
    Table(
        "national/rail_links.csv",
        "national/rail_links.csv",
        ("from_id", "to_id"),
        ("length_km",),
        (("from_id", "nodes"), ("to_id", "nodes")),
    ),
    Table(
        "national/road_links.csv",
        "national/road_links.csv",
        ("from_id", "to_id"),
        ("length_km",),
        (("from_id", "nodes"), ("to_id", "nodes")),
    ),
    Table("park_nodes.csv", "national/park_nodes.csv", ("node_id",), ("type", "source", "as_of"), PARK),
    Table("companies.csv", "national/companies.csv", ("company_id",), ("name", "source", "as_of"), PARK),
    Table("flows.csv", "national/flows.csv", ("flow_id",), ("stream", "evidence", "source", "as_of"), PARK),
    Table("utilities.csv", "national/utilities.csv", ("park_id", "utility"), ("source", "as_of"), PARK),
    # These rows are published totals of whole areas; none has a boundary, so none is a plot.
    Table("plots.csv", "national/published_areas.csv", ("plot_id",), ("name", "source", "as_of"), PARK),
    Table("zoning_codes.csv", "zoning_codes.csv", ("code",), ("meaning_en", "source", "as_of")),
)


def read_table(text: str, name: str) -> tuple[list[str], list[Row]]:
    """Columns and rows of a CSV text, every value stripped of the spaces round it."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    columns = list(reader.fieldnames or ())
    rows = []
    for number, row in enumerate(reader, start=1):
        if None in row or None in row.values():
            raise FaultyTableError(
                f"{name}, row {number}: it has not as many values as the head has columns."
            )
        rows.append({column: value.strip() for column, value in row.items()})
    return columns, rows


def check(table: Table, rows: Sequence[Row], known: dict[str, set[str]]) -> None:
    """Raise FaultyTableError where a key repeats, a needed value is missing, or a reference leads nowhere."""
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, start=1):
        where = f"{table.origin}, row {number}"
        key = tuple(row[column] for column in table.key)
        if key in seen:
            raise FaultyTableError(f"{where}: {', '.join(key)} stands there twice.")
        seen.add(key)
        for column in (*table.key, *table.needed):
            if not row[column]:
                raise FaultyTableError(f"{where}: {column} is empty.")
        for column, other in table.refers_to:
            if row[column] and row[column] not in known[other]:
                raise FaultyTableError(f"{where}: {column} {row[column]} is not in {other}.")


def written(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """CSV bytes of the rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def build(facts: Path, data: Path) -> dict[str, int]:
    """Write every table below data; returns the number of rows by file."""
    known: dict[str, set[str]] = {}
    ready: dict[str, tuple[bytes, int]] = {}
    for table in TABLES:
        columns, rows = read_table((facts / table.origin).read_text(encoding="utf-8"), table.origin)
        rows = [table.mend(row) for row in rows] if table.mend else rows
        check(table, rows, known)
        known[Path(table.target).stem] = {row[table.key[0]] for row in rows}
        columns += [column for column in (rows[0] if rows else ()) if column not in columns]
        ready[table.target] = (written(columns, rows), len(rows))
    for target, (content, _) in ready.items():
        (data / target).parent.mkdir(parents=True, exist_ok=True)
        (data / target).write_bytes(content)
    return {target: rows for target, (_, rows) in ready.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool from the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build data/national/ from a folder of fact tables.")
    parser.add_argument(
        "--facts", type=Path, required=True, help="folder with parks.csv, ports.csv, national/ …"
    )
    parser.add_argument("--out", type=Path, default=DATA_FOLDER, help="data folder to write to")
    options = parser.parse_args(arguments)
    try:
        counts = build(options.facts, options.out)
    except (FaultyTableError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for target, rows in counts.items():
        print(f"{target}: {rows}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
