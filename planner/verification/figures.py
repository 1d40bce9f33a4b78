"""The figures of an appraisal by name, and the comparison of two sets of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Value = float | int | str | bool | None | tuple[str, ...]
# The figures of one plot by name: the path in the JSON of the command appraise, rows of lists by their key.
Figures = dict[str, Value]

# The keys that tell the rows of a list apart.
_ROW_KEYS = (
    ("rule_id",),
    ("rule",),
    ("mode", "target_kind", "target_id"),
    ("criterion_id",),
    ("column",),
)
# Sentences, names and records of sources: they are no figures.
_TEXTS = frozenset(
    {
        *(
            "title",
            "name",
            "note",
            "source",
            "detail",
            "target",
            "legal_reference",
            "url",
            "as_of",
            "confidence",
        ),
        *("basis", "unit", "plot_id"),
        # Of a vehicle: an appraisal asks for none.
        *("vehicle", "time_min", "closed_roads"),
    }
)
_NO_FIGURES = _TEXTS.union(*_ROW_KEYS)
# Parts of an appraisal that are not recomputed: the profile of the ground, which needs an elevation model.
NOT_RECOMPUTED = ("ground",)
CHECKED = (*("capacity", "distances", "findings", "score", "knocked_out", "too_little_known", "rank"),)
# By the end of a name: how far two ways of computing may lie apart. Areas are cut by other operations in
# another order, ways along roads are cut at other places; both differ by rounding only.
_TOLERANCES = (("_m2", 0.05), ("_m", 0.05), ("_share", 1e-6), ("_score", 1e-3), ("value", 0.05))
# Areas of square kilometres are rounded in their ninth digit.
_RELATIVE_TOLERANCE = 1e-9
_LEAST_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Difference:
    """One figure that differs: as appraised, as recomputed, and how far they may lie apart.

    None where a value is not known, or where one side has no such figure: `missing` says which.
    """

    plot_id: str
    figure: str
    ours: Value
    independent: Value
    tolerance: float
    missing: str = ""


def number_of(figures: Figures, name: str) -> float | None:
    """Return a figure as a number; None where it is not known."""
    value = figures[name]
    return float(value) if isinstance(value, int | float) else None


def figures_of(appraisal: Mapping[str, Any]) -> Figures:
    """Return the figures of an appraisal, as `Appraisal.to_dict` gives it.

    Examples
    --------
    >>> figures_of({"capacity": {"gross_area_m2": 5.0}, "findings": [{"rule": "rail", "overlap_m2": 2.0}]})
    {'capacity.gross_area_m2': 5.0, 'findings.rail.overlap_m2': 2.0}
    """
    return {
        name: value for part in CHECKED if part in appraisal for name, value in _flat(part, appraisal[part])
    }


def _flat(path: str, value: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if key not in _NO_FIGURES:
                yield from _flat(f"{path}.{key}", entry)
    elif isinstance(value, list | tuple) and all(isinstance(entry, Mapping) for entry in value):
        for entry in value:
            yield from _flat(f"{path}.{row_name(entry)}", entry)
    else:
        yield path, tuple(value) if isinstance(value, list) else value


def row_name(row: Mapping[str, Any]) -> str:
    """Return the name of a row of a list: the values that tell it from the others.

    Examples
    --------
    >>> row_name({"mode": "road", "target_kind": "quay", "target_id": "q1", "distance_m": 4.0})
    'road.quay.q1'
    """
    for keys in _ROW_KEYS:
        if all(key in row for key in keys):
            return ".".join(str(row[key]) for key in keys)
    return ".".join(str(value) for value in row.values())


def compare(plot_id: str, ours: Figures, independent: Figures) -> list[Difference]:
    """Return the figures that differ by more than their tolerance, or that only one side has.

    A row of a list that only one side has, such as a distance, is one difference.
    """
    # An empty list says nothing on either side.
    ours, independent = (
        {name: one for name, one in side.items() if one != ()} for side in (ours, independent)
    )
    rows = {name.rpartition(".")[0] for name in ours}, {name.rpartition(".")[0] for name in independent}
    differences: dict[str, Difference] = {}
    for name in dict.fromkeys((*ours, *independent)):
        row = name.rpartition(".")[0]
        missing = "" if name in ours and name in independent else "independent" if name in ours else "ours"
        if missing:
            shown = name if all(row in one for one in rows) else row
            values = (ours.get(name), independent.get(name)) if shown == name else (None, None)
            differences[shown] = Difference(plot_id, shown, *values, 0.0, missing)
            continue
        tolerance = tolerance_of(name, independent[name])
        if not _agree(ours[name], independent[name], tolerance):
            differences[name] = Difference(plot_id, name, ours[name], independent[name], tolerance)
    return list(differences.values())


def tolerance_of(name: str, value: Value = None) -> float:
    """Return how far two computations of a figure may lie apart, in its own unit."""
    size = abs(value) if isinstance(value, float) else 0.0
    for ending, tolerance in _TOLERANCES:
        if name.endswith(ending):
            return max(tolerance, _RELATIVE_TOLERANCE * size)
    return _LEAST_TOLERANCE


def _agree(ours: Value, independent: Value, tolerance: float) -> bool:
    numbers = [value for value in (ours, independent) if isinstance(value, int | float)]
    if len(numbers) == 1 + 1 and not any(isinstance(value, bool) for value in numbers):
        return abs(float(numbers[0]) - float(numbers[1])) <= tolerance
    return ours == independent
