"""What a layer promises: its columns with units, its kind of geometry, its style."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "flag", "date"]
POLYGONS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")
POINTS = ("Point",)


@dataclass(frozen=True)
class Column:
    """One column: what it means, what may stand in it, and in which unit."""

    name: str
    meaning: str
    kind: Kind = "text"
    unit: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | bool | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: colours from the Okabe–Ito set, line width in pixels."""

    colour: str
    fill: str | None = None
    weight_px: float = 1.5
    dash: str | None = None
    shown: bool = True


@dataclass(frozen=True)
class LayerSpec:
    """The promise of a layer. `geometry` is empty for a table."""

    name: str
    title: str
    key: str
    columns: tuple[Column, ...]
    geometry: tuple[str, ...] = ()
    style: Style = field(default_factory=lambda: Style("#555555"))

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The layer's own columns, and those that every layer may carry."""
        return (*self.columns, *COMMON)


COMMON = (
    Column("source", "where the row comes from"),
    Column("as_of", "time that the row speaks of"),
    Column("illustrative", "drawn for this project, not surveyed", kind="flag", default=False),
    Column("accuracy_m", "how well the place is known", kind="number", unit="m", minimum=0),
    Column("note", "remark"),
)
