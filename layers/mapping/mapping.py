"""A mapping: which field of a source becomes which column of a layer, in which unit, with which values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from layers.errors import Unreadable
from layers.messages import Sentence
from layers.schema import LayerSpec
from layers.specs import SPECS

_DECIMALS = ("", ",", ".")


@dataclass(frozen=True)
class FieldMapping:
    """One column of a layer, filled from one field of a source.

    `unit` is the source's ("" = the layer's own), `decimal` the sign of its written numbers ("" = a point),
    `values` pairs what stands in the source with what it means here.
    """

    column: str
    source: str
    unit: str = ""
    decimal: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerMapping:
    """How a source becomes a layer.

    `constants` are values that hold for all rows; `keep` names further fields to keep under their own names;
    `numbered` gives every row its number as id, where the source has none; `totals` are sums that the source
    states: "plots" (their number), or a column's name.
    `source_epsg` names the system of a source that does not name its own, or names it wrongly.
    """

    layer: str
    fields: tuple[FieldMapping, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    numbered: bool = False
    source_epsg: int | None = None
    totals: Mapping[str, float] = field(default_factory=dict)

    @property
    def spec(self) -> LayerSpec:
        """The promise of the layer."""
        return SPECS[self.layer]

    def field_of(self, column: str) -> FieldMapping | None:
        """Return the field that fills a column, if any."""
        return next((one for one in self.fields if one.column == column), None)

    def with_field(self, changed: FieldMapping) -> Self:
        """Return the mapping with this field for its column; an empty source removes it."""
        others = tuple(one for one in self.fields if one.column != changed.column)
        return replace(self, fields=(*others, changed) if changed.source else others)


def parse_mapping(table: Mapping[str, Any], name: str = "The mapping") -> LayerMapping:
    """Return the mapping that a TOML table describes.

    Raises
    ------
    Unreadable
        If it names a layer or column that does not exist; the sentence names the place.
    """
    layer = table.get("layer")
    if layer not in SPECS:
        msg = Sentence(
            "{name} is for the layer “{layer}”, which is not one of {known}.",
            name=name,
            layer=layer,
            known=", ".join(SPECS),
        )
        raise Unreadable(msg)
    try:
        mapping = LayerMapping(
            layer=layer,
            fields=tuple(_field(column, entry) for column, entry in table.get("fields", {}).items()),
            constants={column: str(value) for column, value in table.get("constants", {}).items()},
            keep=tuple(str(one) for one in table.get("keep", ())),
            numbered=bool(table.get("numbered", False)),
            source_epsg=None if table.get("source_epsg") is None else int(table["source_epsg"]),
            totals={key: float(value) for key, value in table.get("totals", {}).items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        msg = Sentence(
            "{name} cannot be used: {kind} at {error}. Make a new one from the source.",
            name=name,
            kind=type(error).__name__,
            error=error,
        )
        raise Unreadable(msg) from None
    _check(mapping, name)
    return mapping


def _field(column: str, entry: str | Mapping[str, Any]) -> FieldMapping:
    if isinstance(entry, str):
        return FieldMapping(column, entry)
    return FieldMapping(
        column,
        str(entry["source"]),
        str(entry.get("unit", "")),
        str(entry.get("decimal", "")),
        {str(key): str(value) for key, value in entry.get("values", {}).items()},
    )


def _check(mapping: LayerMapping, name: str) -> None:
    known = {column.name for column in mapping.spec.all_columns}
    for column in (*(one.column for one in mapping.fields), *mapping.constants):
        if column not in known:
            msg = Sentence(
                "{name} fills “{column}”, which the layer {layer} does not have.",
                name=name,
                column=column,
                layer=mapping.layer,
            )
            raise Unreadable(msg)
    for one in mapping.fields:
        if one.decimal not in _DECIMALS:
            msg = Sentence(
                "{name} writes the decimal sign of {column} as “{sign}”; it can be , or a point.",
                name=name,
                column=one.column,
                sign=one.decimal,
            )
            raise Unreadable(msg)


def mapping_table(mapping: LayerMapping) -> dict[str, Any]:
    """Return the mapping as a table of plain values, as TOML writes it."""
    table: dict[str, Any] = {"layer": mapping.layer, "numbered": mapping.numbered}
    if mapping.source_epsg is not None:
        table["source_epsg"] = mapping.source_epsg
    if mapping.keep:
        table["keep"] = list(mapping.keep)
    table["fields"] = {one.column: _entry(one) for one in mapping.fields}
    table["constants"] = dict(mapping.constants)
    table["totals"] = dict(mapping.totals)
    return {key: value for key, value in table.items() if value not in ({}, False)}


def _entry(one: FieldMapping) -> str | dict[str, Any]:
    extra = {"unit": one.unit, "decimal": one.decimal, "values": dict(one.values)}
    filled = {key: value for key, value in extra.items() if value}
    return {"source": one.source, **filled} if filled else one.source
