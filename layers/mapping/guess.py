"""Guess which field of a source becomes which column of a layer, and say what was not sure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.mapping.mapping import FieldMapping, LayerMapping
from layers.mapping.normalise import joined, plain, tokens
from layers.mapping.units import Unit, Units, decimal_sign, number
from layers.messages import Sentence
from layers.schema import Column, LayerSpec
from layers.specs import SPECS
from layers.titles import named_choices, named_column

# How sure a likeness of names is; below the least, nothing is guessed.
_SAME, _SAME_BUT_UNIT, _CUT, _WITHIN, _GENERIC, _WORD, _LEAST = 100, 95, 80, 50, 40, 30, 30
_SHAPEFILE_LETTERS = 10
_SHORTEST_CUT = 6
# A name inside another: a word of its own from five letters, a part of a compound from eight.
_SHORTEST_WORD, _SHORTEST_PART, _LONGEST_COUNTED = 5, 8, 20
# Ratios of a recorded area to the area on the map that tell its unit; likeness within this share.
_LIKE_SHARE = 0.05
_LEAST_ROWS = 3


@dataclass(frozen=True)
class SourceField:
    """One field of a source: its name, whether it holds numbers, and some of the values in it."""

    name: str
    is_number: bool
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guess:
    """A mapping to start from, what could not be told for sure, and the fields that nothing takes."""

    mapping: LayerMapping
    questions: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guesses:
    """What data/mappings says of names, values and units."""

    names: Mapping[str, Mapping[str, Sequence[str]]]
    values: Mapping[str, Mapping[str, Any]]
    zoning_names: Mapping[str, Sequence[str]]
    units: Units

    def values_of(self, layer: str, column: str) -> dict[str, str]:
        """Return what values mean in a column: as written elsewhere, without case and accents -> ours."""
        table = self.zoning_names if column == "zoning_code" else self.values.get(layer, {}).get(column, {})
        return {plain(one): ours for ours, others in table.items() for one in (ours, *others)}


def guess_mapping(layer: str, fields: Sequence[SourceField], guesses: Guesses) -> Guess:
    """Return the likeliest mapping of a source's fields to the columns of a layer."""
    spec = SPECS[layer]
    taken = _pair(spec, fields, guesses)
    questions: list[str] = []
    mapped = [
        _mapped(spec, column, taken[column.name], guesses, questions)
        for column in spec.all_columns
        if column.name in taken
    ]
    numbered = spec.key not in taken
    if numbered:
        key = next(column for column in spec.columns if column.name == spec.key)
        questions.append(
            Sentence(
                "No field was recognised as {key}: the rows are numbered in their order.",
                key=named_column(key),
            )
        )
    questions.extend(
        Sentence("No field was recognised as {column}, which is needed.", column=named_column(column))
        for column in spec.columns
        if column.required and column.name not in taken and column.name != spec.key
    )
    used = {source.name for source in taken.values()}
    unused = tuple(one.name for one in fields if one.name not in used)
    return Guess(LayerMapping(layer, tuple(mapped), numbered=numbered), tuple(questions), unused)


def _pair(spec: LayerSpec, fields: Sequence[SourceField], guesses: Guesses) -> dict[str, SourceField]:
    """Return the field of each column, the surest pairs first; each field serves once."""
    scored = []
    for order, column in enumerate(spec.all_columns):
        names = (column.name, *guesses.names.get(spec.name, {}).get(column.name, ()))
        generic = {joined(name) for name in guesses.names["generic"]["id"]} if column.name == spec.key else ()
        for place, one in enumerate(fields):
            score, rank = _likeness(one.name, names, column, guesses.units)
            score = max(score, _GENERIC * (joined(one.name) in generic), _WORD * _ends_in(one.name, generic))
            if score >= _LEAST and _fits(one, column):
                scored.append((-score, rank, order, place))
    taken: dict[str, SourceField] = {}
    used: set[int] = set()
    columns = spec.all_columns
    for _, _, order, place in sorted(scored):
        if columns[order].name not in taken and place not in used:
            taken[columns[order].name] = fields[place]
            used.add(place)
    return taken


def _ends_in(name: str, words: Container[str]) -> bool:
    return tokens(name)[-1:] != () and tokens(name)[-1] in words


def _fits(one: SourceField, column: Column) -> bool:
    """Return whether numbers may stand here: a column of numbers takes no field of words."""
    if column.kind != "number" or one.is_number or not one.samples:
        return True
    return any(sample[:1].isdigit() or sample[:1] in "+-" for sample in one.samples)


def _likeness(name: str, known: Sequence[str], column: Column, units: Units) -> tuple[int, int]:
    """Return how alike a name is to the known ones, and the place of the likest among them."""
    _unit, bare = units.in_name(name, units.quantity(column.unit))
    best = (0, 0)
    for rank, one in enumerate(known):
        score = _score(name, bare, joined(one))
        if score > best[0]:
            best = (score, rank)
    return best


def _score(name: str, bare: str, other: str) -> int:
    """Return how alike a name, or what is left of it without its unit, is to one known name."""
    mine, words = joined(name), tokens(name)
    if mine == other:
        return _SAME
    if joined(bare) == other:
        return _SAME_BUT_UNIT
    if len(mine) >= _SHORTEST_CUT and len(name) == _SHAPEFILE_LETTERS and other.startswith(mine):
        return _CUT
    is_word = len(other) >= _SHORTEST_WORD and f" {other} " in f" {' '.join(words)} "
    if is_word or (len(other) >= _SHORTEST_PART and other in mine):
        return _WITHIN + min(len(other), _LONGEST_COUNTED)
    return _WORD if len(words) > 1 and other in (words[0], words[-1]) else 0


def _mapped(
    spec: LayerSpec, column: Column, source: SourceField, guesses: Guesses, questions: list[str]
) -> FieldMapping:
    if column.kind == "number":
        return _mapped_number(column, source, guesses.units, questions)
    known = guesses.values_of(spec.name, column.name)
    if not known:
        return FieldMapping(column.name, source.name)
    values = {}
    strange = []
    for sample in dict.fromkeys(source.samples):
        ours = known.get(plain(sample), known.get(_local_name(sample)))
        if ours is not None and ours != sample:
            values[sample] = ours
        elif ours is None and column.choices:
            strange.append(sample)
    if strange:
        some = ", ".join(strange[:5])
        questions.append(
            Sentence(
                "{field} holds values that {column} does not know: {some}. Say which of {choices} they "
                "mean, or they are ignored.",
                field=source.name,
                column=named_column(column),
                some=some,
                choices=named_choices(column.choices),
            )
        )
    return FieldMapping(column.name, source.name, values=values)


def _local_name(value: str) -> str:
    """Return the last part of an address such as http://.../code/teollisuusalue."""
    return plain(value.rsplit("/", 1)[-1]) if value.startswith(("http://", "https://")) else plain(value)


def _mapped_number(column: Column, source: SourceField, units: Units, questions: list[str]) -> FieldMapping:
    quantity = units.quantity(column.unit)
    unit, _bare = units.in_name(source.name, quantity)
    unit = units.in_values(source.samples, quantity) or unit
    decimal = ""
    if not source.is_number:
        decimal, sure = decimal_sign(source.samples)
        if not sure:
            questions.append(
                Sentence(
                    "The numbers of {field} (such as {sample}) may use the comma or the point as decimal "
                    "sign: “{decimal}” is taken for {column}. Say so if it is the other.",
                    field=source.name,
                    sample=source.samples[0],
                    decimal=decimal,
                    column=named_column(column),
                )
            )
    if unit is None and quantity == "area":
        questions.append(
            Sentence(
                "{field} does not say its unit: {unit} is taken for {column}. Name another if needed: "
                "{units}.",
                field=source.name,
                unit=column.unit,
                column=named_column(column),
                units=", ".join(units.keys(quantity)),
            )
        )
    if unit is None and _is_percent(column, source, decimal, units):
        unit = units.find("percent", quantity)
        questions.append(
            Sentence(
                "{field} holds numbers above {maximum}: percent is taken for {column}. Say so if it is not.",
                field=source.name,
                maximum=f"{column.maximum:g}",
                column=named_column(column),
            )
        )
    return FieldMapping(column.name, source.name, "" if unit is None else unit.key, decimal)


def _is_percent(column: Column, source: SourceField, decimal: str, units: Units) -> bool:
    """Return whether the numbers of a ratio are all larger than it can be, as only percent are."""
    if column.maximum is None or units.quantity(column.unit) != "ratio":
        return False
    found = [number(sample, decimal or ".") for sample in source.samples]
    return bool(found) and all(value is not None and value > column.maximum for value in found)


def unit_by_size(recorded: Sequence[float], measured_m2: Sequence[float], units: Units) -> Unit | None:
    """Return the unit in which recorded areas agree with the areas on the map, None if none does.

    Examples
    --------
    >>> table = {"quantity": {}, "area": {"ha": {"factor": 1e4, "names": []}}}
    >>> unit_by_size([1.0, 2.0, 0.5], [10100, 19900, 5000], Units.from_table(table)).key
    'ha'
    """
    ratios = sorted(m2 / area for area, m2 in zip(recorded, measured_m2, strict=True) if area > 0 and m2 > 0)
    if len(ratios) < _LEAST_ROWS:
        return None
    middle = ratios[len(ratios) // 2]
    alike = [
        unit
        for unit in units.units
        if unit.quantity == "area" and abs(middle / unit.factor_ratio - 1) <= _LIKE_SHARE
    ]
    return alike[0] if len(alike) == 1 else None
