"""Apply a mapping to the rows of a source: rename, turn units and values, join tables by id."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import MissingColumn
from layers.issues import ROW_LEFT_OUT, VALUE_IGNORED, Issue
from layers.mapping.mapping import FieldMapping, LayerMapping
from layers.mapping.normalise import plain
from layers.mapping.units import Units, number
from layers.messages import Sentence
from layers.schema import Column

_CONTROL = dict.fromkeys((*range(9), *range(11, 32), 127), " ")
_LONGEST_TEXT = 2000
_SHOWN = 80


@dataclass(frozen=True)
class Applied:
    """The rows in the layer's own columns, and what could not be turned."""

    frame: gpd.GeoDataFrame | pd.DataFrame
    issues: tuple[Issue, ...] = ()


def apply_mapping(mapping: LayerMapping, raw: gpd.GeoDataFrame | pd.DataFrame, units: Units) -> Applied:
    """Return the rows of a source in the columns of its layer.

    Raises
    ------
    MissingColumn
        If the mapping names a field that the source does not have.
    """
    _check_fields(mapping, raw)
    raw = raw.reset_index(drop=True)
    columns = {column.name: column for column in mapping.spec.all_columns}
    issues: list[Issue] = []
    data: dict[str, pd.Series] = {}
    for one in mapping.fields:
        data[one.column] = _turned(mapping.layer, columns[one.column], one, raw[one.source], units, issues)
    for name, value in mapping.constants.items():
        if name not in data:
            data[name] = pd.Series([value] * len(raw), dtype=object)
    if mapping.numbered and mapping.spec.key not in data:
        data[mapping.spec.key] = pd.Series(np.arange(1, len(raw) + 1).astype(str), dtype=object)
    for name in mapping.keep:
        if name not in data:
            data[name] = raw[name]
    table = pd.DataFrame(data, index=raw.index)
    if isinstance(raw, gpd.GeoDataFrame) and mapping.spec.geometry:
        return Applied(gpd.GeoDataFrame(table, geometry=raw.geometry.array, crs=raw.crs), tuple(issues))
    return Applied(table, tuple(issues))


def _check_fields(mapping: LayerMapping, raw: pd.DataFrame) -> None:
    needed = {one.source for one in mapping.fields} | set(mapping.keep)
    absent = sorted(needed - set(raw.columns))
    if absent:
        msg = Sentence(
            "The mapping reads {absent}, which the source does not have; it has {columns}. Mend the mapping.",
            absent=", ".join(absent),
            columns=", ".join(str(name) for name in raw.columns[:40]),
        )
        raise MissingColumn(msg)


def _turned(
    layer: str, column: Column, one: FieldMapping, values: pd.Series, units: Units, issues: list[Issue]
) -> pd.Series:
    if column.kind == "number":
        return _numbers(layer, column, one, values, units, issues)
    codes, texts = _texts(values)
    if one.values:
        known = {plain(key): ours for key, ours in one.values.items()}
        texts = [text if text is None else known.get(plain(text), text) for text in texts]
    return _spread(codes, texts, values.index)


def _texts(values: pd.Series) -> tuple[NDArray[np.intp], list[str | None]]:
    """Return for each row the place of its text, and the texts: most columns hold few different ones.

    12.0 of a spreadsheet is the plot 12; control signs become spaces. The last text is that of empty cells.
    """
    codes, different = pd.factorize(values)
    if pd.api.types.is_float_dtype(values):
        whole = bool((pd.Series(different) % 1 == 0).all())
        texts: list[str | None] = [str(int(one) if whole else one) for one in different]
    else:
        texts = [str(one).translate(_CONTROL).strip()[:_LONGEST_TEXT] or None for one in different]
    return codes, [*texts, None]


def _spread(codes: NDArray[np.intp], texts: list[str | None], index: pd.Index) -> pd.Series:
    return pd.Series(np.asarray(texts, dtype=object)[codes], index=index, dtype=object)


def _numbers(
    layer: str, column: Column, one: FieldMapping, values: pd.Series, units: Units, issues: list[Issue]
) -> pd.Series:
    factor = _factor(column, one, units)
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.astype(float) * factor
    codes, texts = _texts(values)
    found = [None if text is None else number(text, one.decimal or ".") for text in texts]
    turned = pd.Series(np.asarray([np.nan if one is None else one for one in found])[codes], values.index)
    unread = np.asarray([text is not None and one is None for text, one in zip(texts, found, strict=True)])
    issues.extend(
        Issue(
            layer,
            int(row) + 1,
            column.name,
            str(texts[codes[row]])[:_SHOWN],
            Sentence("not a number"),
            VALUE_IGNORED,
        )
        for row in np.flatnonzero(unread[codes])
    )
    return turned * factor


def _factor(column: Column, one: FieldMapping, units: Units) -> float:
    if not one.unit:
        return 1.0
    quantity = units.quantity(column.unit)
    unit = units.find(one.unit, quantity)
    if unit is None:
        msg = Sentence(
            "The mapping reads {field} in “{unit}”, which is no unit for {column}. Choose one of {units}.",
            field=one.source,
            unit=one.unit,
            column=column.name,
            units=", ".join(units.keys(quantity)) or Sentence("none: leave it empty"),
        )
        raise MissingColumn(msg)
    return unit.factor_ratio


def join_table(
    layer: str, frame: gpd.GeoDataFrame, table: pd.DataFrame, key: str
) -> tuple[gpd.GeoDataFrame, tuple[Issue, ...]]:
    """Return the frame with the columns of a table joined by id, and the rows that found no partner.

    Ids are compared without case, spaces and signs. What the table says replaces what the frame says, where
    it says something; a row of the table without a place is listed and left out.
    """
    left = frame[key].map(_id)
    right = table[key].map(_id)
    twice = right.duplicated(keep="first") & right.notna()
    issues = [
        Issue(layer, int(row) + 1, key, str(table[key].iloc[row])[:_SHOWN], reason, ROW_LEFT_OUT)
        for rows, reason in (
            (twice, Sentence("this id stands in an earlier row of the table")),
            (right.isna(), Sentence("no id to join by")),
            (
                ~right.isin(set(left.dropna())) & right.notna(),
                Sentence("no place in the map layer has this id"),
            ),
        )
        for row in np.flatnonzero(rows.to_numpy())
    ]
    chosen = table[(~twice & right.notna()).to_numpy()].copy()
    chosen.index = pd.Index(right[(~twice & right.notna()).to_numpy()])
    joined = frame.copy()
    for column in chosen.columns:
        if column == key:
            continue
        new = left.map(chosen[column].to_dict())
        joined[column] = new.where(new.notna(), frame[column]) if column in frame.columns else new
    return joined, tuple(issues)


def _id(value: object) -> str | None:
    text = "" if pd.isna(value) else "".join(filter(str.isalnum, str(value).casefold()))
    return text or None
