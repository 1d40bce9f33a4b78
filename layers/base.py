"""What a layer promises (LayerSpec), and a frame that keeps the promise (Layer)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import geopandas as gpd
import pandas as pd
import shapely

from layers.crs import WorkingCRS
from layers.errors import EmptyLayer, MissingColumn, Sentence, WrongGeometry
from layers.issues import Issue

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


# A message names so many faulty rows, and says how many more there are.
_FAULTS_SHOWN_N = 10


def _faults(issues: Sequence[Issue]) -> Sentence:
    """Return the first faults of a source in words, and the number of the others."""
    parts = [
        Sentence("row {row}, {field}: {reason}", row=one.row, field=one.field, reason=one.reason)
        for one in issues[:_FAULTS_SHOWN_N]
    ]
    rest_n = len(issues) - len(parts)
    if rest_n:
        parts.append(Sentence("and {n:,} more", n=rest_n))
    return Sentence.joined(parts, "; ")


@dataclass(frozen=True)
class Layer:
    """A frame that keeps its promise: every column present, typed, in the working system.

    `frame` belongs to the layer; ask an atlas for a copy. `coverage` is the outline in the working system in
    which the layer is complete: what is absent there is absent on the ground, what lies outside is not known.
    None: the source states no limit.
    """

    spec: LayerSpec
    frame: gpd.GeoDataFrame | pd.DataFrame
    epsg: int | None
    issues: tuple[Issue, ...] = ()
    coverage: shapely.Geometry | None = None

    @classmethod
    def build(cls, spec: LayerSpec, raw: gpd.GeoDataFrame | pd.DataFrame, working: WorkingCRS) -> Self:
        """Return the layer made of the rows of `raw` that can be used, with a list of what was wrong.

        Raises
        ------
        MissingColumn, WrongGeometry, MissingCRS, OutOfArea, EmptyLayer
            If the source as a whole cannot be used; the sentence says what to mend.
        """
        # Both build on Column and LayerSpec above.
        from layers.checks import Checker  # noqa: PLC0415
        from layers.titles import kind_titles  # noqa: PLC0415

        missing = [
            column.name for column in spec.columns if column.required and column.name not in raw.columns
        ]
        # A file without features has no columns either: an empty layer is no fault.
        if missing and len(raw):
            msg = Sentence(
                "The layer “{layer}” needs the column {missing}; the source has {columns}. Rename or add it.",
                layer=Sentence(spec.title),
                missing=", ".join(missing),
                columns=", ".join(str(name) for name in raw.columns),
            )
            raise MissingColumn(msg)
        if spec.geometry and not isinstance(raw, gpd.GeoDataFrame):
            msg = Sentence(
                "The layer “{layer}” needs a map geometry ({kinds}); the source is a table.",
                layer=Sentence(spec.title),
                kinds=kind_titles(spec.geometry[:1]),
            )
            raise WrongGeometry(msg)
        checker = Checker(spec, raw, working)
        frame = checker.frame()
        if frame.empty and len(raw):
            faults = _faults([one for one in checker.issues if one.row])
            msg = Sentence(
                "No row of the layer “{layer}” can be used ({faults}).",
                layer=Sentence(spec.title),
                faults=faults,
            )
            raise EmptyLayer(msg)
        return cls(spec, frame, working.epsg if spec.geometry else None, tuple(checker.issues))
