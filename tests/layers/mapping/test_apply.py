"""Numbers, values and joined tables: what comes in is what was meant."""

import geopandas as gpd
import hypothesis.strategies as st
import pandas as pd
import pytest
import shapely
from hypothesis import given

from layers.errors import MissingColumn
from layers.io.intake import guesses
from layers.mapping.apply import apply_mapping, join_table
from layers.mapping.changes import changes
from layers.mapping.mapping import FieldMapping, LayerMapping
from layers.mapping.units import decimal_sign, number

UNITS = guesses().units


def column(cells, name="recorded_area_m2", **options):
    mapping = LayerMapping("plots", (FieldMapping(name, "x", **options),))
    return apply_mapping(mapping, pd.DataFrame({"x": cells}), UNITS)


@pytest.mark.parametrize(
    ("unit", "factor"), [("ha", 10_000), ("sqft", 0.09290304), ("acre", 4046.8564224), ("m2", 1), ("", 1)]
)
def test_units_are_turned(unit, factor):
    assert column([2.0], unit=unit).frame["recorded_area_m2"].tolist() == [2.0 * factor]


def test_an_unknown_unit_is_told():
    with pytest.raises(MissingColumn, match="is no unit"):
        column([1.0], unit="barn")


@given(
    st.floats(min_value=0, max_value=1e9, allow_nan=False),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "’"]),
)
def test_written_numbers_are_read_back(value, decimal, group):
    text = f"{value:,.2f}".replace(",", "_").replace(".", decimal).replace("_", group)
    assert number(text, decimal) == pytest.approx(round(value, 2))
    assert decimal_sign([text]) == (decimal, True)


def test_what_is_no_number_is_listed_with_its_row():
    applied = column(["1,5", "paljon", "", None], decimal=",")
    assert applied.frame["recorded_area_m2"].fillna(-1).tolist() == [1.5, -1, -1, -1]
    assert [(issue.row, issue.value) for issue in applied.issues] == [(2, "paljon")]


def test_ids_of_a_spreadsheet_lose_their_decimals():
    assert column([12.0, 13.0], "plot_id").frame["plot_id"].tolist() == ["12", "13"]


def test_values_are_told_without_case_and_accents():
    applied = column(["VAPAA ", "myyty"], "status", values={"Vapaa": "free", "Myyty": "leased"})
    assert applied.frame["status"].tolist() == ["free", "leased"]


def test_a_field_that_is_gone_is_told():
    mapping = LayerMapping("plots", (FieldMapping("plot_id", "y"),))
    with pytest.raises(MissingColumn, match="the source does not have"):
        apply_mapping(mapping, pd.DataFrame({"x": [1]}), UNITS)


def frame(ids, **columns):
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(len(ids))]
    return gpd.GeoDataFrame({"plot_id": ids, **columns}, geometry=shapes, crs=3067)


def test_a_table_adds_and_replaces_where_it_says_something():
    joined, issues = join_table(
        "plots",
        frame(["A-1", "B-2"], name=["x", "y"]),
        pd.DataFrame(
            {"plot_id": ["a 1", "A-1", None, "C"], "name": ["z", "w", "v", "u"], "storeys": [3, 4, 5, 6]}
        ),
        "plot_id",
    )
    assert joined["name"].tolist() == ["z", "y"]
    assert joined["storeys"].fillna(0).tolist() == [3, 0]
    assert [issue.row for issue in issues] == [2, 3, 4]


def test_changes_are_found_by_key_whatever_the_order():
    before = frame(["1", "2", "3"], name=["a", "b", None], height_m=[1.0, float("nan"), 3.0])
    after = before.iloc[::-1].reset_index(drop=True)
    assert not changes("plots", "plot_id", before, after)
    after.loc[0, "height_m"] = 4.0
    after.loc[1, "geometry"] = shapely.box(1, 0, 2, 3)
    found = changes("plots", "plot_id", before, after)
    assert {(one.key, one.column, one.before, one.after) for one in found.altered} == {
        ("3", "height_m", "3.0", "4.0"),
        ("2", "geometry", "1 m²", "3 m²"),
    }


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
def test_added_and_gone_are_the_difference_of_the_keys(old, new):
    found = changes("plots", "plot_id", frame(old), frame(new))
    assert set(found.added) == set(new) - set(old)
    assert set(found.gone) == set(old) - set(new)
