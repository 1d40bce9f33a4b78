"""No row is lost in silence: what a file states and what was read are compared."""

import sqlite3
import zipfile
from contextlib import closing

import openpyxl
import pytest

from layers.errors import DataError, PlannerError, Unreadable
from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import guess, parse_ref, prepare, read_source
from layers.io.sandbox.confined import items_confined, read_confined
from layers.issues import ROWS_LOST
from tests.layers.io.import_samples import squares, write, zipped


def halve(path, share=0.5):
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])


def lost_of(path):
    """Return how many rows the reader says are lost; a refusal loses none in silence."""
    lost = read_confined(path).attrs.get(ROWS_LOST)
    return 0 if lost is None else lost["stated"] - lost["read"]


@pytest.mark.parametrize("ending", [".dbf", ".shx", ".shp"])
def test_half_a_part_of_a_shapefile_is_refused_or_told(tmp_path, ending):
    path = write(squares(count=40), tmp_path / "t.shp")
    halve(path.with_suffix(ending))
    try:
        frame = read_confined(path)
    except DataError:
        return
    unusable = int(frame.geometry.isna().sum())
    assert len(frame) + lost_of(path) + unusable >= 40


def test_lost_rows_need_consent_and_are_counted(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    path = write(squares(count=40), tmp_path / "t.shp")
    index = path.with_suffix(".shx")
    entries, words = index.read_bytes()[: 100 + 8 * 20], (100 + 8 * 20) // 2
    index.write_bytes(entries[:24] + words.to_bytes(4, "big") + entries[28:])
    packed = zipped(tmp_path / "t.zip", *sorted(tmp_path.glob("t.[!z]*")))
    raw = read_source(parse_ref(str(packed)))
    one = prepare(raw, guess(raw, "plots").mapping, 3067)
    assert 0 < len(raw.frame) < 40
    assert one.left_out == 40 - len(raw.frame)
    settings = AreaSettings("testi", 3067, "Testi")
    with pytest.raises(PlannerError, match=f"{one.left_out} rows would be left out"):
        save_area(settings, [one], Provenance())
    saved = save_area(settings, [one], Provenance(), consent=True)
    assert any("states 40 rows" in str(issue.reason) for issue in saved.issues)


def test_a_whole_file_loses_nothing(tmp_path):
    for name in ("t.gpkg", "t.shp", "t.geojson", "t.fgb", "t.parquet", "t.gml", "t.kml"):
        assert lost_of(write(squares(count=7), tmp_path / name)) == 0, name


@pytest.mark.parametrize("mark", ['"type": "Feature"', '"geometry":'])
def test_a_feature_whose_text_is_damaged_is_not_lost_in_silence(tmp_path, mark):
    path = write(squares(count=7), tmp_path / "t.geojson")
    text = path.read_text(encoding="utf-8")
    place = text.rindex(mark) + len(mark) - 4
    path.write_text(text[:place] + "~" + text[place + 1 :], encoding="utf-8")
    try:
        frame = read_confined(path)
    except DataError:
        return
    assert lost_of(path) + int(frame.geometry.isna().sum()) == 1


def test_a_damaged_geopackage_is_refused(tmp_path):
    path = write(squares(count=400), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path)) as base:
        (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 't'").fetchone()
        (size,) = base.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    # One bit: the number of cells of the table's first page.
    raw[(root - 1) * size + 4] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Unreadable, match="is damaged: rows may be missing"):
        read_confined(path)


def test_a_geopackage_whose_count_states_more_says_so(tmp_path):
    path = write(squares(count=5), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE gpkg_ogr_contents SET feature_count = 9")
    assert lost_of(path) == 4


def test_a_sheet_that_ends_before_its_stated_last_row_says_so(tmp_path):
    book = openpyxl.Workbook()
    for row in [["id", "name"], *([str(n), "x"] for n in range(20))]:
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as cut:
        for member in whole.namelist():
            content = whole.read(member)
            if member == "xl/worksheets/sheet1.xml":
                place = content.index(b'<row r="11"')
                content = content[:place] + b"</sheetData></worksheet>"
                content = content.replace(b"<sheetPr>", b'<dimension ref="A1:B21"/><sheetPr>', 0)
            cut.writestr(member, content)
    assert lost_of(tmp_path / "whole.xlsx") == 0
    assert lost_of(tmp_path / "t.xlsx") == 11


@pytest.mark.parametrize("row", ["1000000000000", "1048577"])
def test_a_sheet_with_a_row_beyond_every_sheet_is_refused_soon(tmp_path, row):
    book = openpyxl.Workbook()
    book.active.append(["id", "name"])
    book.active.append(["1", "x"])
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "t.xlsx", "w") as other,
    ):
        for member in whole.namelist():
            content = whole.read(member)
            if member == "xl/worksheets/sheet1.xml":
                content = content.replace(b'r="2"', f'r="{row}"'.encode()).replace(
                    b'"A2"', f'"A{row}"'.encode()
                )
                content = content.replace(b'"B2"', f'"B{row}"'.encode())
            other.writestr(member, content)
    with pytest.raises(Unreadable, match="beyond 1,048,576"):
        read_confined(tmp_path / "t.xlsx")


def test_a_view_is_read_only_where_it_is_named(tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE VIEW v AS SELECT fid, geom FROM t")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('v', 'features', 'v', 3067)"
        )
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 3067, 0, 0)")
    assert items_confined(path) == ("t",)
    assert len(read_confined(path)) == 3
    assert len(read_confined(path, "v")) == 3


def test_a_table_whose_rows_come_from_elsewhere_is_refused(tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA writable_schema = ON")
        base.execute(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES "
            "('table', 'p', 'p', 0, 'CREATE VIRTUAL TABLE p USING VirtualText(\"/etc/passwd\")')"
        )
    with pytest.raises(Unreadable, match="whose rows come from another file"):
        read_confined(path)


# --- Tables of text ---


def table(folder, text):
    (folder / "t.csv").write_bytes(text.encode())
    return read_confined(folder / "t.csv").to_dict("list")


def test_signs_at_the_end_of_rows_shift_no_column(tmp_path):
    assert table(tmp_path, "id;area;price\n1;100;5;\n2;200;6;\n") == {
        "id": ["1", "2"],
        "area": ["100", "200"],
        "price": ["5", "6"],
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_rows_end_as_on_any_system(tmp_path, end, sign):
    rows = [["id", "a", "b"], ["1", "x", ""], ["2", "", "z"], ["", "", ""]]
    text = end.join(sign.join(row) for row in rows) + end
    assert table(tmp_path, text) == {"id": ["1", "2", ""], "a": ["x", "", ""], "b": ["", "z", ""]}


def test_a_row_with_more_cells_than_columns_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="row 3 has 4 cells, and there are 3 columns"):
        table(tmp_path, "id;area;price\n1;100;5\n2;200;6;7\n")


@pytest.mark.parametrize("rows", [5, 20_000])
def test_a_quote_that_is_not_closed_swallows_no_rows(tmp_path, rows):
    text = 'id;a;b\n1;"x;y\n' + "".join(f"{n};p;q\n" for n in range(2, rows))
    with pytest.raises(Unreadable, match="opens a quote in line 2"):
        table(tmp_path, text)


def test_a_cell_of_several_lines_is_one_cell(tmp_path):
    assert table(tmp_path, 'id;a;b\n1;"x\ny";z\n')["a"] == ["x\ny"]


# --- GML, KML and DXF: what stands in the text is counted ---

PLACE = (
    "<Placemark><name>{}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
    "23,63 23.1,63 23.1,63.1 23,63</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
)
FOLDER = "<Folder><name>f</name>" + PLACE.format(2) + "</Folder>"


@pytest.mark.parametrize(
    ("content", "item", "lost"),
    [
        (PLACE.format(1) + PLACE.format(2), "d", 0),
        (FOLDER + "<!-- " + PLACE.format(3) + " -->", "f", 0),
        (FOLDER, "f", 0),
    ],
)
def test_placemarks_are_counted_but_not_those_in_comments(tmp_path, content, item, lost):
    path = tmp_path / "t.kml"
    head = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>d</name>'
    path.write_text(f"{head}{content}</Document></kml>", encoding="utf-8")
    found = read_confined(path, item).attrs.get(ROWS_LOST, {"stated": 0, "read": 0})
    assert found["stated"] - found["read"] == lost


@pytest.mark.parametrize("ending", [".gml", ".kml"])
def test_features_that_the_driver_passes_over_are_told(tmp_path, monkeypatch, ending):
    from layers.io.formats import readers, vector_files

    path = write(squares(count=5), tmp_path / f"t{ending}")
    real = vector_files.pyogrio.read_dataframe
    monkeypatch.setattr(vector_files.pyogrio, "read_dataframe", lambda *a, **k: real(*a, **k).iloc[:3])
    assert readers.read(path).attrs[ROWS_LOST] == {"stated": 5, "read": 3}


def drawing(*entities):
    """Return a drawing of these (kind, handle, layer)."""
    place = ("10", "0", "20", "0", "11", "5", "21", "5")
    ends = ("0", "ENDSEC", "0", "EOF")
    lines = ["0", "SECTION", "2", "HEADER", "0", "ENDSEC", "0", "SECTION", "2", "ENTITIES"]
    for kind, handle, layer in entities:
        lines += ["0", kind, *(("5", handle) if handle else ()), "8", layer, *place]
    return "\n".join([*lines, *ends]) + "\n"


@pytest.mark.parametrize(
    ("entities", "item", "lost"),
    [
        ([("LINE", "1F", "a"), ("LINE", "20", "b")], "", 0),
        ([("LINE", "1F", "a"), ("3DSOLID", "20", "b"), ("3DSOLID", "21", "a")], "", 2),
        ([("LINE", "1F", "a"), ("3DSOLID", "20", "b"), ("3DSOLID", "21", "a")], "a", 1),
        ([("LINE", "1F", "a"), ("VIEWPORT", "20", "b")], "", 0),
        ([("LINE", "", "a"), ("LINE", "", "a"), ("3DSOLID", "", "a")], "", 1),
    ],
)
def test_entities_of_a_drawing_that_are_not_read_are_told(tmp_path, entities, item, lost):
    path = tmp_path / "t.dxf"
    path.write_text(drawing(*entities), encoding="ascii")
    found = read_confined(path, item).attrs.get(ROWS_LOST, {"stated": 0, "read": 0})
    assert found["stated"] - found["read"] == lost


def test_a_drawing_that_is_cut_short_is_refused(tmp_path):
    path = tmp_path / "t.dxf"
    path.write_text(drawing(("LINE", "1F", "a"), ("LINE", "20", "a"))[:-4], encoding="ascii")
    with pytest.raises(Unreadable):
        read_confined(path)


def test_a_drawing_whose_numbers_are_damaged_is_refused(tmp_path):
    path = tmp_path / "t.dxf"
    whole = drawing(("LINE", "1F", "a"), ("LINE", "20", "a"), ("LINE", "21", "a"))
    first, last = whole.index("LINE\n5\n1F") + 20, whole.index("LINE\n5\n21") + 20
    path.write_bytes(whole[:first].encode() + b"\xff" * (last - first) + whole[last:].encode())
    with pytest.raises(Unreadable):
        read_confined(path)


def test_an_index_of_a_geopackage_that_holds_more_shapes_says_so(tmp_path):
    path = write(squares(count=5), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path)) as base, base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("DELETE FROM t WHERE fid > 3")
        base.execute("UPDATE gpkg_ogr_contents SET feature_count = 3")
    assert lost_of(path) == 2


# --- Texts that end inside their last row ---


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("id;a;b\n1;2;3\n4;5;6", 0),
        ("id;a;b\n1;2;3\n4;5", 1),
        ("id;a;b\n1;2;3\n4", 1),
        # Short rows are usual in this one, or its last row has its end.
        ("id;a;b\n1;2\n4;5", 0),
        ("id;a;b\n1;2;3\n4;5\n", 0),
    ],
)
def test_a_table_that_is_cut_inside_its_last_row_says_so(tmp_path, text, lost):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert lost_of(path) == lost


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ('id;a\n1;"x"', False),
        ('id;a\n1;"x\n"\n', False),
        ('id;a\n1;"x\n"\n2;y', False),
        ('id;a\n1;5" pipe', False),
        ('id;a\n1;"x', True),
        ('id;a\n1;"x\n', True),
    ],
)
def test_a_table_that_is_cut_inside_a_quote_is_refused(tmp_path, text, is_open):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    if not is_open:
        assert lost_of(path) == 0
        return
    with pytest.raises(Unreadable, match="opens a quote in line 2"):
        read_confined(path)


@pytest.mark.parametrize("cut_n", [2, 5, 30, 200])
def test_a_geojson_that_is_cut_inside_its_last_row_is_refused_or_told(tmp_path, cut_n):
    path = write(squares(count=5), tmp_path / "t.geojson")
    path.write_bytes(path.read_bytes().rstrip()[:-cut_n])
    try:
        frame = read_confined(path)
    except DataError:
        return
    assert len(frame) + lost_of(path) == 5
