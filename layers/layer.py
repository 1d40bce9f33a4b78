"""A frame that keeps the promise of its layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import pandas as pd
import shapely

from layers.crs import WorkingCRS
from layers.errors import EmptyLayer, MissingColumn, WrongGeometry
from layers.issues import Issue
from layers.messages import Sentence
from layers.schema import LayerSpec
from layers.titles import kind_titles
from layers.validation import Checker

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
