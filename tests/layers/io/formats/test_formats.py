"""Every format that can hold an area gives it back, from every system that planners work in."""

import datetime as dt

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from layers.io.formats.readers import read
from layers.io.intake import guess, parse_ref, prepare, preview, read_source
from tests.layers.io.import_samples import CORNERS, squares, write

FORMATS = ["gpkg", "fgb", "geojson", "parquet", "gml", "zip", "shp", "kml"]
SUITS = {3067: 3067, 3877: 3877, 2263: 32618, 25832: 25832, 4326: 3067}


def imported(path, epsg=3067, source_epsg=None):
    from dataclasses import replace

    raw = read_source(parse_ref(str(path)))
    mapping = guess(raw, "plots").mapping
    frame = prepare(raw, replace(mapping, source_epsg=source_epsg), epsg).layer.frame
    # FlatGeobuf puts its rows in an order of its own.
    return frame.sort_values("plot_id", ignore_index=True)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_format_gives_back_what_was_written(tmp_path, ending):
    path = write(squares(), tmp_path / f"tontit.{ending}")
    frame = imported(path)
    assert list(frame["plot_id"]) == ["10-1", "10-2", "10-3"]
    assert list(frame["zoning_code"]) == ["T/kem", "TY", "T-1"]
    assert list(frame["status"]) == ["free", "reserved", "leased"]
    assert list(frame["floor_area_ratio"]) == [0.5, 0.4, 0.6]
    # GeoJSON keeps seven decimals of a degree, about a centimetre.
    assert frame.geometry.area.to_numpy() == pytest.approx([10_000] * 3, abs=3)
    moved = frame.geometry.hausdorff_distance(squares().geometry)
    assert moved.max() < 0.05


@pytest.mark.parametrize("epsg", CORNERS)
def test_a_source_in_any_system_lands_in_the_working_one(tmp_path, epsg):
    path = write(squares(epsg), tmp_path / "plots.gpkg")
    raw = read_source(parse_ref(str(path)))
    assert raw.epsg == epsg
    frame = imported(path, SUITS[epsg])
    assert frame.crs.to_epsg() == SUITS[epsg]
    expected = squares(epsg).to_crs(SUITS[epsg])
    assert frame.geometry.hausdorff_distance(expected.geometry).max() < 0.001


@pytest.mark.parametrize("epsg", CORNERS)
@pytest.mark.parametrize("ending", ["fgb", "parquet", "gml", "zip"])
def test_a_format_gives_back_any_system(tmp_path, ending, epsg):
    path = write(squares(epsg), tmp_path / f"plots.{ending}")
    raw = read_source(parse_ref(str(path)))
    assert raw.epsg == epsg
    moved = imported(path, SUITS[epsg]).geometry.hausdorff_distance(
        squares(epsg).to_crs(SUITS[epsg]).geometry
    )
    assert moved.max() < 0.01


@pytest.mark.parametrize("epsg", CORNERS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_with_shapes_as_text_gives_them_back(tmp_path, ending, epsg):
    frame = squares(epsg)
    table = pd.DataFrame(frame.drop(columns="geometry")).assign(
        wkt=frame.geometry.to_wkt(rounding_precision=8)
    )
    path = tmp_path / f"plots.{ending}"
    if ending == "csv":
        table.to_csv(path, sep=";", index=False)
    else:
        table.to_excel(path, index=False)
    found = imported(path, SUITS[epsg], source_epsg=epsg)
    assert found.geometry.hausdorff_distance(frame.to_crs(SUITS[epsg]).geometry).max() < 0.01
    assert list(found["status"]) == ["free", "reserved", "leased"]


@pytest.mark.parametrize(("epsg", "proposed"), [(3067, 3067), (4326, 3067), (2263, 32618), (25832, 25832)])
def test_a_working_system_is_proposed_from_the_place(tmp_path, epsg, proposed):
    path = write(squares(epsg), tmp_path / "plots.gpkg")
    assert preview(read_source(parse_ref(str(path)))).proposed_epsg == proposed


def test_a_workbook_with_coordinates(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Yritykset 2026"])
    sheet.append(["Y-tunnus", "Nimi", "X", "Y", "Päivätty"])
    sheet.append([1234567, "Ääkkönen Oy", 305_010.5, 7_087_010, dt.datetime(2026, 11, 1)])  # noqa: DTZ001
    book.save(tmp_path / "yritykset.xlsx")
    frame = read(tmp_path / "yritykset.xlsx")
    assert frame.crs is None
    assert shapely.equals(frame.geometry.iloc[0], shapely.Point(305_010.5, 7_087_010))
    assert list(frame["Päivätty"]) == ["2026-11-01"]
    raw = read_source(parse_ref(str(tmp_path / "yritykset.xlsx")))
    from dataclasses import replace

    mapping = replace(guess(raw, "companies").mapping, source_epsg=3067)
    companies = prepare(raw, mapping, 3067).layer.frame
    assert list(companies["company_id"]) == ["1234567"]
    assert list(companies["name"]) == ["Ääkkönen Oy"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_in_any_encoding_with_any_delimiter(tmp_path, encoding, delimiter):
    rows = [["tontti", "nimi", "wkt"], ["1", "Pikkuäyhö", f'"{squares().geometry.iloc[0].wkt}"']]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    frame = read(tmp_path / "t.csv")
    assert isinstance(frame, gpd.GeoDataFrame)
    assert list(frame["nimi"]) == ["Pikkuäyhö"]


def test_ewkt_names_its_system(tmp_path):
    (tmp_path / "t.csv").write_text("id;geom\n1;SRID=3877;POINT (23482500 6704900)\n", encoding="utf-8")
    (tmp_path / "u.csv").write_text('id;geom\n1;"SRID=3877;POINT (23482500 6704900)"\n', encoding="utf-8")
    assert read(tmp_path / "u.csv").crs.to_epsg() == 3877


def test_decimal_commas_in_coordinates(tmp_path):
    (tmp_path / "t.csv").write_text("id;itä;pohjoinen\n1;305000,5;7087000,25\n", encoding="utf-8")
    point = read(tmp_path / "t.csv").geometry.iloc[0]
    assert (point.x, point.y) == (305000.5, 7087000.25)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", None])
def test_letters_of_a_shapefile_are_told(tmp_path, encoding):
    frame = squares().assign(kortteli=["Äijälä"] * 3)
    write(frame, tmp_path / "t.shp", encoding=encoding or "utf-8")
    if encoding is None or encoding == "cp1252":
        (tmp_path / "t.cpg").unlink()
    assert list(read(tmp_path / "t.shp")["kortteli"]) == ["Äijälä"] * 3


def test_a_drawing_becomes_plots_with_the_texts_that_stand_in_them(tmp_path):
    lines = gpd.GeoDataFrame(
        {"Layer": ["TONTIT"] * 3, "Text": [None] * 3},
        geometry=list(squares().geometry.exterior),
    )
    labels = gpd.GeoDataFrame(
        {"Layer": ["TONTIT"] * 3, "Text": ["1", "2", "3"]},
        geometry=list(squares().geometry.centroid),
    )
    path = tmp_path / "kaava.dxf"
    write(pd.concat([lines, labels], ignore_index=True), path)
    frame = read(path)
    assert set(frame.geometry.geom_type) <= {"Polygon", "Point"}
    assert (frame.geometry.geom_type == "Polygon").sum() == 3
    assert frame.crs is None


def test_reading_leaves_nothing_beside_the_source(tmp_path):
    for ending in FORMATS:
        folder = tmp_path / ending
        folder.mkdir()
        path = write(squares(), folder / f"t.{ending}")
        for stray in folder.glob("*.gfs"):
            stray.unlink()
        before = sorted(folder.iterdir())
        read(path)
        assert sorted(folder.iterdir()) == before


def test_one_of_several_layers_is_named(tmp_path):
    write(squares(), tmp_path / "kaava.gpkg", layer="tontit")
    write(squares().head(1), tmp_path / "kaava.gpkg", layer="korttelit", append=True)
    assert len(read_source(parse_ref(f"{tmp_path}/kaava.gpkg#korttelit")).frame) == 1
