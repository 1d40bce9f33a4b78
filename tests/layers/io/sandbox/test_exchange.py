"""Rows come back from the worker as they were read, and an answer that was tampered with is refused."""

import json
import pickle

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pandas.testing import assert_frame_equal

from layers import crs
from layers.errors import DataError, MissingCRS, UnsuitableCRS
from layers.io.sandbox import exchange
from layers.io.sandbox.exchange import BrokenAnswer
from layers.issues import SHAPE_FAULTS
from layers.messages import Sentence


def there_and_back(folder, frame):
    header = json.loads(json.dumps(exchange.write_rows(folder, frame)))
    return exchange.read_rows(folder, header)


TABLE = {
    "text": ["ä", "", None],
    "number": [1.5, np.nan, -0.0],
    "whole": [1, 2, 3],
    "flag": [True, False, True],
    "day": pd.to_datetime(["2026-01-01", None, "2026-01-03"]),
}


def test_a_table_comes_back(tmp_path):
    assert_frame_equal(there_and_back(tmp_path, pd.DataFrame(TABLE)), pd.DataFrame(TABLE))


@pytest.mark.parametrize("system", [3067, 3877, "OGC:CRS84", None])
def test_a_map_comes_back(tmp_path, system):
    shapes = [shapely.box(0, 0, 1, 1), None, shapely.Point(1, 2, 3)]
    frame = gpd.GeoDataFrame(TABLE, geometry=gpd.GeoSeries(shapes, crs=system))
    frame.attrs[SHAPE_FAULTS] = {"1": "unclosed"}
    back = there_and_back(tmp_path, frame)
    assert_frame_equal(pd.DataFrame(back.drop(columns="geometry")), pd.DataFrame(TABLE))
    assert [None if one is None else one.wkt for one in back.geometry] == [
        None if one is None else one.wkt for one in shapes
    ]
    assert back.crs == frame.crs
    assert back.attrs == frame.attrs


def test_cells_of_mixed_kinds_keep_their_kinds(tmp_path):
    cells = pd.Series([1, "1", 1.5, True, None, [1, "a"], {"b": 2}, b"x"], dtype=object)
    back = there_and_back(tmp_path, pd.DataFrame({"a": cells}))["a"].tolist()
    assert back == [1, "1", 1.5, True, None, '[1, "a"]', '{"b": 2}', "b'x'"]
    assert [type(one) for one in back[:4]] == [int, str, float, bool]


def test_a_geometry_beside_the_first_and_one_of_another_name(tmp_path):
    points = gpd.GeoSeries([shapely.Point(1, 2)], crs=3067)
    frame = gpd.GeoDataFrame({"where": points, "label": points}, geometry="where")
    back = there_and_back(tmp_path, frame)
    assert back.geometry.name == "where"
    assert [str(kind) for kind in back.dtypes] == ["geometry", "geometry"]


def test_a_fault_keeps_its_kind_and_its_template():
    inner = Sentence("no reader for {ending}", ending=".x")
    fault = MissingCRS(Sentence("{file}, {n:,.1f}: {why}", file="a{b}.gpkg", n=1234.56, why=inner))
    back = exchange.unpacked_fault(json.loads(json.dumps(exchange.packed_fault(fault))))
    assert (type(back), str(back)) == (MissingCRS, str(fault))
    assert back.args[0].template == "{file}, {n:,.1f}: {why}"
    assert back.args[0].values["why"].template == inner.template


@pytest.mark.parametrize(
    "said",
    [
        {"template": "{a.__class__}", "values": {"a": "x"}},
        {"template": "{a[0]}", "values": {"a": "x"}},
        {"template": "{a!r}", "values": {"a": "x"}},
        {"template": "{a:{b}}", "values": {"a": "x", "b": "y"}},
        {"template": "{a:>999999999}", "values": {"a": "x"}},
        {"template": "{b}", "values": {"a": "x"}},
        {"template": "{", "values": {"a": "x"}},
        {"template": "{a:,.0f}", "values": {"a": "no number"}},
        {"template": 1, "values": {}},
        {"template": "x", "values": [1]},
        {"template": "{a}", "values": {"a": [1]}},
        ["x"],
        7,
    ],
)
def test_a_sentence_cannot_reach_into_the_app(said):
    with pytest.raises(BrokenAnswer):
        exchange.unpacked_fault({"kind": "Unreadable", "said": said})


def test_a_fault_of_an_unknown_kind_is_one_of_the_file():
    assert isinstance(exchange.unpacked_fault({"kind": "SystemExit", "said": "x"}), DataError)


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('captured')",))


@pytest.mark.parametrize("name", [exchange.ROWS, exchange.HEAD])
@pytest.mark.parametrize(
    "content", [b"", b"ARROW1", b"[" * 100_000, pickle.dumps(Bomb()), b"[1]", b"\xff\xfe"]
)
def test_an_answer_that_was_tampered_with_is_refused(tmp_path, name, content):
    header = exchange.write_rows(tmp_path, pd.DataFrame(TABLE))
    exchange.write_answer(tmp_path, {"header": header})
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BrokenAnswer):
        exchange.read_rows(tmp_path, exchange.read_answer(tmp_path)["header"])


def test_an_answer_is_no_link_to_elsewhere(tmp_path):
    (tmp_path / "secret").write_text('{"header": {}}', encoding="utf-8")
    (tmp_path / exchange.HEAD).symlink_to(tmp_path / "secret")
    with pytest.raises(BrokenAnswer):
        exchange.read_answer(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 4},
        {"rows": "x"},
        {"columns": [["a", ""]]},
        {"columns": [["text", ""]] * 5},
        {"columns": None},
        {"geometry": "text"},
        {"crs": {"type": "x"}, "geometry": "text"},
        {"attrs": 3},
    ],
)
def test_a_header_that_does_not_fit_the_rows_is_refused(tmp_path, change):
    header = exchange.write_rows(tmp_path, pd.DataFrame(TABLE))
    with pytest.raises((BrokenAnswer, DataError)):
        exchange.read_rows(tmp_path, {**header, **change})


def test_every_bit_may_be_flipped(tmp_path):
    """Whatever a captured worker writes: rows, or BrokenAnswer, and never another exception."""
    header = exchange.write_rows(tmp_path, pd.DataFrame(TABLE))
    good = (tmp_path / exchange.ROWS).read_bytes()
    chosen = np.random.default_rng(19).integers(0, len(good) * 8, 300)
    for bit in chosen:
        raw = bytearray(good)
        raw[bit // 8] ^= 1 << (bit % 8)
        (tmp_path / exchange.ROWS).write_bytes(raw)
        try:
            exchange.read_rows(tmp_path, header)
        except BrokenAnswer:
            continue


def test_kinds_of_columns_that_readers_do_not_write_are_refused(tmp_path):
    table = pa.table({"c0": pa.array([[1], [2], [3]])})
    with (
        pa.OSFile(str(tmp_path / exchange.ROWS), "wb") as file,
        pa.ipc.new_file(file, table.schema) as writer,
    ):
        writer.write_table(table)
    header = {"columns": [["a", ""]], "rows": 3, "geometry": None, "crs": None, "attrs": {}}
    with pytest.raises(BrokenAnswer):
        exchange.read_rows(tmp_path, header)


def test_a_system_may_not_name_a_file():
    system = gpd.GeoSeries([], crs="+proj=longlat +ellps=bessel +nadgrids=/tmp/grid.gsb").crs
    with pytest.raises(UnsuitableCRS, match="refers to a file"):
        crs.from_description(system.to_json_dict())
    with_numbers = gpd.GeoSeries([], crs="+proj=longlat +ellps=bessel +towgs84=1,2,3").crs
    assert crs.from_description(with_numbers.to_json_dict()) == with_numbers
