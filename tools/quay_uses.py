"""Owner, cargo and fairway of quays, as data/national/quay_uses.csv has them; the fairway cards say neither.

A row without a quay holds for all quays of the port; what a row of a quay says goes before it.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "data" / "national" / "quay_uses.csv"
COLUMNS = ("owner", "cargo_kinds", "fairway_draught_m")
SOURCE = "uses_source"


@lru_cache
def _rows() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["port_id"], row["quay"]): row for row in csv.DictReader(file)}


def uses_of(port_id: str, quay: str) -> dict[str, str]:
    """Return owner, kinds of cargo, draught of the fairway and their sources; empty where not known."""
    found = dict.fromkeys(COLUMNS, "")
    sources = []
    for row in (_rows().get((port_id, "")), _rows().get((port_id, quay))):
        if row is not None:
            found |= {column: row[column] for column in COLUMNS if row[column]}
            sources.append(f"{row['source']} ({row['confidence']})")
    return found | {SOURCE: "; ".join(sources)}
