"""Files of each kind, and sentences for those that are none."""

import pytest

from layers.errors import Unreadable
from layers.io.formats.readers import read, read_table
from tests.tiny import frame, square


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb"])
def test_vector_files_keep_their_own_system(tmp_path, suffix):
    raw = frame("plots", [{"geometry": square(0, 0), "name": "ä"}])
    path = tmp_path / f"plots{suffix}"
    (raw.to_crs("OGC:CRS84") if suffix == ".geojson" else raw).to_file(path, engine="pyogrio")
    found = read(path)
    assert found.crs is not None
    assert found["name"].tolist() == ["ä"]
    assert found.to_crs(3067).area[0] == pytest.approx(10_000, abs=1)


def test_tables_are_read_as_text_and_blanks_are_no_numbers(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("\ufeffutility,detail\n007,NA\n,\n".encode())
    found = read_table(path)
    assert found.to_dict("list") == {"utility": ["007", ""], "detail": ["NA", ""]}


def test_places_in_a_table_become_points_and_faulty_ones_none(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("name,lat,lon\na,63.86,23.05\nb,north,23.05\n", encoding="utf-8")
    found = read(path)
    assert (found.geometry[0].x, found.geometry[0].y) == (23.05, 63.86)
    assert found.geometry[1] is None


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b""), ("a.csv", b""), ("a.geojson", b"no"), ("a.gpkg", b"no")],
)
def test_what_is_not_what_its_name_says(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=name if content else r"\."):
        read(path)


def test_a_missing_file_names_its_folder(tmp_path):
    with pytest.raises(Unreadable, match=rf"a.csv is missing in {tmp_path.name}/"):
        read(tmp_path / "a.csv")
