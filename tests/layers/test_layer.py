"""What a layer refuses as a whole, and what it promises of its columns."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.errors import EmptyLayer, MissingColumn, MissingCRS, OutOfArea, WrongGeometry
from layers.layer import Layer
from layers.schema import COMMON
from layers.specs import SPECS
from tests.tiny import EPSG, WORKING, X0_M, Y0_M, frame, layer, point, square


def build(name, raw):
    return Layer.build(SPECS[name], raw, WORKING)


def test_a_layer_has_every_promised_column_in_the_working_system():
    built = layer("plots", [{"geometry": square(0, 0)}])
    names = [column.name for column in SPECS["plots"].all_columns]
    assert set(names) <= set(built.frame.columns)
    assert (built.epsg, built.frame.crs.to_epsg()) == (EPSG, EPSG)
    assert set(COMMON) <= set(SPECS["plots"].all_columns)
    row = built.frame.iloc[0]
    assert (row["status"], row["place_kind"], row["plan_level"]) == ("unknown", "plot", "unknown")
    assert not row["illustrative"]


def test_a_source_in_another_system_is_projected():
    raw = frame("plots", [{"geometry": square(0, 0)}]).to_crs("OGC:CRS84")
    assert build("plots", raw).frame.geometry[0].area == pytest.approx(10_000, abs=1e-3)


def test_no_crs():
    with pytest.raises(MissingCRS, match="does not say in which coordinate reference system"):
        build("plots", frame("plots", [{"geometry": square(0, 0)}], epsg=None))


@pytest.mark.parametrize(
    ("geometry", "epsg"),
    [
        (shapely.box(Y0_M, X0_M, Y0_M + 100, X0_M + 100), 3067),
        (shapely.box(63.8, 23.0, 63.9, 23.1), 4326),
        (shapely.box(23.0, 63.8, 23.1, 63.9), 3067),
    ],
    ids=["northing first", "latitude first", "degrees called metres"],
)
def test_swapped_axes_and_misnamed_systems(geometry, epsg):
    with pytest.raises(OutOfArea, match="swapped"):
        build("plots", frame("plots", [{"geometry": geometry}], epsg=epsg))


def test_a_missing_column_is_named_beside_those_that_are_there():
    raw = frame("companies", [{"geometry": point(0, 0)}]).rename(columns={"name": "nimi"})
    with pytest.raises(
        MissingColumn, match=r"needs the column name; the source has company_id, nimi, geometry"
    ):
        build("companies", raw)


def test_wrong_geometry_kind():
    with pytest.raises(WrongGeometry, match="needs polygons; the source has points"):
        build("plots", frame("plots", [{"geometry": point(0, 0)}]))


def test_a_table_is_no_map():
    with pytest.raises(WrongGeometry, match="the source is a table"):
        build("plots", pd.DataFrame({"plot_id": ["A"]}))


def test_no_usable_row_names_every_fault():
    rows = [{"geometry": None}, {"geometry": square(0, 0), "plot_id": ""}, {"geometry": shapely.Polygon()}]
    with pytest.raises(EmptyLayer) as error:
        build("plots", frame("plots", rows))
    for fault in ("row 1, geometry: no geometry", "row 2, plot_id: a value is needed", "row 3, geometry"):
        assert fault in str(error.value)


def test_a_file_without_features_is_an_empty_layer():
    built = build("plots", gpd.GeoDataFrame(geometry=[], crs="OGC:CRS84"))
    assert (len(built.frame), built.issues) == (0, ())
    assert {column.name for column in SPECS["plots"].all_columns} <= set(built.frame.columns)
    assert build("utilities", pd.DataFrame()).frame.empty


def test_a_message_names_ten_faulty_rows_and_a_count():
    raw = frame("plots", [{"plot_id": "", "geometry": None}] * 48_000)
    with pytest.raises(EmptyLayer) as error:
        Layer.build(SPECS["plots"], raw, WORKING)
    text = str(error.value)
    assert len(text) < 2000
    assert ("row 10," in text, "row 11," in text) == (True, False)
    assert text.endswith("more).")
