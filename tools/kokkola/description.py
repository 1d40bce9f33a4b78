"""Reads description.toml: what a planner drew, in metres east and north of the description's origin."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import LineString, Point, Polygon

Pair = Sequence[float]


@dataclass(frozen=True)
class Description:
    """The description and the one thing it needs to become coordinates: its origin.

    Attributes
    ----------
    table
        The parsed TOML.
    origin_e_m, origin_n_m
        Origin of all coordinates in the description, EPSG:3067.
    """

    table: dict[str, Any]
    origin_e_m: float
    origin_n_m: float

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Rows of one array of tables, in the order of the file."""
        return list(self.table.get(name, []))

    def place(self, pair: Pair) -> tuple[float, float]:
        """One pair of the description as easting and northing."""
        return (self.origin_e_m + pair[0], self.origin_n_m + pair[1])

    def point(self, pair: Pair) -> Point:
        """One pair as a point."""
        return Point(self.place(pair))

    def line(self, pairs: Sequence[Pair]) -> LineString:
        """A row of pairs as a line."""
        return LineString([self.place(pair) for pair in pairs])

    def polygon(self, pairs: Sequence[Pair]) -> Polygon:
        """A row of pairs as a polygon; the last corner need not repeat the first."""
        return Polygon([self.place(pair) for pair in pairs])


def read_description(path: Path) -> Description:
    """Read the description of the illustrative layers."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    east, north = table["origin"]
    return Description(table, float(east), float(north))


def read_facts(folder: Path, name: str) -> pd.DataFrame:
    """One table of facts, all columns as text: codes such as 0000001376 keep their zeros."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
