"""What the reading worker hands back: rows as Arrow, everything else as JSON, and nothing that can run.

The worker has read a file of a stranger and may be in a stranger's hands. So its answer is data to be checked
as well: only known kinds of columns, systems and faults are taken, and a sentence is only text.
"""

import json
import math
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from layers import crs, errors
from layers.errors import DataError, Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import MAX_COLUMNS, MAX_ROWS
from layers.issues import ROWS_LOST, SHAPE_FAULTS
from layers.messages import Sentence

ROWS, HEAD = "rows.arrow", "answer.json"
_MAX_HEAD_BYTES = 64_000_000
_FAULTS: Final = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.SijaintiError)
}
_PLAIN = (bool, int, float, str)
_FORMAT_SIGNS = frozenset(string.ascii_letters + string.digits + ".,_+-")
# How a column travels: as Arrow has it, as texts of an object column, as JSON, or as well-known binary.
_AS_IS, _AS_TEXT, _AS_JSON, _AS_SHAPE = "", "text", "json", "shape"


class BrokenAnswer(ValueError):
    """The worker's answer is not what an intact worker says."""


def write_answer(folder: Path, answer: Mapping[str, Any]) -> None:
    """Write what the worker answers besides rows."""
    (folder / HEAD).write_text(json.dumps(answer), encoding="utf-8")


def read_answer(folder: Path) -> dict[str, Any]:
    """Return what the worker answered besides rows.

    Raises
    ------
    BrokenAnswer
        If it is no answer.
    """
    path = folder / HEAD
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_HEAD_BYTES:
        raise BrokenAnswer(HEAD)
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer(HEAD) from error
    if not isinstance(answer, dict):
        raise BrokenAnswer(HEAD)
    return answer


# --- Sentences and faults ---


def packed(value: object) -> Any:
    """Return a value of a sentence as JSON can hold it: a Sentence with its template, all else plain."""
    if isinstance(value, Sentence):
        return {
            "template": value.template,
            "values": {name: packed(one) for name, one in value.values.items()},
        }
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, _PLAIN) else str(value)


def unpacked_value(value: Any) -> Any:
    """Return what `packed` packed.

    Raises
    ------
    BrokenAnswer
        If it is neither plain nor a sentence whose places are all filled by plain values.
    """
    if not isinstance(value, dict):
        if value is None or isinstance(value, _PLAIN):
            return value
        raise BrokenAnswer(type(value).__name__)
    template, values = value.get("template"), value.get("values")
    if not isinstance(template, str) or not isinstance(values, dict):
        raise BrokenAnswer("sentence")
    unpacked = {str(name): unpacked_value(one) for name, one in values.items()}
    _check_template(template, unpacked)
    try:
        return Sentence(template, **unpacked)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise BrokenAnswer("sentence") from error


def _check_template(template: str, values: Mapping[str, Any]) -> None:
    """Refuse a template that reaches into its values, such as {file.__class__}."""
    if not values:
        return
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise BrokenAnswer("template") from error
    for _text, name, form, conversion in parts:
        if name is None:
            continue
        if name not in values or not name.isidentifier() or conversion or len(form or "") > 6:  # noqa: PLR2004 - {:,.12f}
            raise BrokenAnswer("template")
        if not _FORMAT_SIGNS.issuperset(form or ""):
            raise BrokenAnswer("template")


def packed_fault(fault: DataError) -> dict[str, Any]:
    """Return a fault with its sentence as JSON can hold it."""
    said = fault.args[0] if fault.args else str(fault)
    return {"kind": type(fault).__name__, "said": packed(said)}


def unpacked_fault(packed_one: Any) -> errors.SijaintiError:
    """Return the fault that the worker met.

    Raises
    ------
    BrokenAnswer
        If it is none of ours.
    """
    if not isinstance(packed_one, dict):
        raise BrokenAnswer("fault")
    kind = _FAULTS.get(str(packed_one.get("kind")), Unreadable)
    said = unpacked_value(packed_one.get("said"))
    if not isinstance(said, str):
        raise BrokenAnswer("fault")
    return kind(said)


# --- Rows ---


def write_rows(folder: Path, frame: Frame) -> dict[str, Any]:
    """Write a frame, and return what the answer says about it: how each column travels, and the system."""
    columns, ways = [], []
    shapes = _shape_columns(frame)
    for name in frame.columns:
        way, column = _column(frame[name], is_shape=str(name) in shapes)
        columns.append(column)
        ways.append([str(name), way])
    table = pa.table(columns, names=[f"c{place}" for place in range(len(columns))])
    with pa.OSFile(str(folder / ROWS), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    system = frame.crs if isinstance(frame, gpd.GeoDataFrame) and shapes else None
    return {
        "columns": ways,
        "rows": len(frame),
        "geometry": frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None,
        "crs": None if system is None else system.to_json_dict(),
        "attrs": json.loads(json.dumps(dict(frame.attrs), default=str)),
    }


def _shape_columns(frame: Frame) -> frozenset[str]:
    return frozenset(
        str(name) for name, kind in zip(frame.columns, frame.dtypes, strict=True) if str(kind) == "geometry"
    )


def _column(values: pd.Series, *, is_shape: bool) -> tuple[str, pa.Array]:
    if is_shape:
        return _AS_SHAPE, pa.array(shapely.to_wkb(values.to_numpy(dtype=object)), type=pa.large_binary())
    if not _is_object(values):
        array = pa.Array.from_pandas(values)
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        if _is_taken(array.type):
            return _AS_IS, array
    if pd.api.types.infer_dtype(values, skipna=True) in {"string", "empty"}:
        return _AS_TEXT, pa.array(values, type=pa.large_string(), from_pandas=True)
    texts = [None if value is None else json.dumps(_json_value(value)) for value in values]
    return _AS_JSON, pa.array(texts, type=pa.large_string())


def _is_object(values: pd.Series) -> bool:
    return bool(values.dtype == np.dtype(object))


def _is_taken(kind: pa.DataType) -> bool:
    tests = (
        *(pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string),
        *(pa.types.is_large_string, pa.types.is_timestamp, pa.types.is_date),
    )
    return any(test(kind) for test in tests)


def _json_value(value: object) -> Any:
    """Return a value of a column of mixed kinds as JSON can hold it; what is not plain becomes text."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, _PLAIN):
        return value
    return None if value is None or value is pd.NaT or value is pd.NA else str(value)


def read_rows(folder: Path, header: Any) -> Frame:
    """Return the frame that the worker wrote.

    Raises
    ------
    BrokenAnswer
        If it is not what `write_rows` writes.
    """
    try:
        table = _checked_table(folder / ROWS, header)
        data = {
            name: _values(column, way)
            for (name, way), column in zip(header["columns"], table.columns, strict=True)
        }
        frame = pd.DataFrame(data, index=pd.RangeIndex(int(header["rows"])))
        frame.attrs |= _attrs(header["attrs"])
        if header["geometry"] is None:
            return frame
        system = None if header["crs"] is None else crs.from_description(header["crs"])
        shapes = [name for name, way in header["columns"] if way == _AS_SHAPE]
        geometry = {name: gpd.GeoSeries(frame[name], crs=system) for name in shapes}
        placed = gpd.GeoDataFrame(frame.assign(**geometry), geometry=str(header["geometry"]))
        placed.attrs |= frame.attrs
        return placed
    except DataError:
        raise
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise BrokenAnswer(str(error)) from error


def _attrs(attrs: Any) -> dict[str, Any]:
    """Return what the reader noted: which shapes are none, and how many rows it lost."""
    faults, lost = attrs.get(SHAPE_FAULTS), attrs.get(ROWS_LOST)
    noted: dict[str, Any] = {}
    if faults is not None:
        noted[SHAPE_FAULTS] = {str(row): str(fault) for row, fault in faults.items()}
    if lost is not None:
        noted[ROWS_LOST] = {"stated": int(lost["stated"]), "read": int(lost["read"])}
    return noted


def _checked_table(path: Path, header: Any) -> pa.Table:
    if path.is_symlink():
        raise BrokenAnswer(path.name)
    with pa.OSFile(str(path), "rb") as file, pa.ipc.open_file(file) as reader:
        if any(not _is_taken(kind) and kind != pa.large_binary() for kind in reader.schema.types):
            raise BrokenAnswer("kind of column")
        table = reader.read_all()
    table.validate(full=True)
    names = [name for name, _way in header["columns"]]
    if table.num_rows != header["rows"] or table.num_rows > MAX_ROWS or len(names) > MAX_COLUMNS + 1:
        raise BrokenAnswer("rows")
    if len(set(names)) != len(names) or not all(isinstance(name, str) for name in names):
        raise BrokenAnswer("names of columns")
    return table


def _values(column: pa.ChunkedArray, way: str) -> Any:
    if way == _AS_SHAPE:
        return shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    if way == _AS_TEXT:
        return column.to_numpy(zero_copy_only=False)
    if way == _AS_JSON:
        return pd.Series(
            [None if text is None else json.loads(text) for text in column.to_pylist()], dtype=object
        )
    return column.to_pandas()
