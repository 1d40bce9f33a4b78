"""Files that come through a browser are read like any other, and nothing of them is kept."""

import tempfile
from pathlib import Path

import pytest

from layers.errors import DataError, Unreadable
from layers.io import read_atlas
from layers.io.area_import import AreaSettings, Provenance, save_area
from layers.io.area_refresh import refresh_area
from layers.io.intake import guess, prepare, preview, read_upload
from layers.io.uploads import upload_items
from tests.layers.io.import_samples import squares, write


def contents(folder, pattern):
    return {path.name: path.read_bytes() for path in folder.glob(pattern)}


def test_the_parts_of_a_shapefile(tmp_path):
    write(squares(), tmp_path / "t.shp")
    files = {name.upper(): content for name, content in contents(tmp_path, "t.*").items()}
    raw = read_upload(files)
    assert raw.epsg == 3067
    shown = preview(raw)
    assert (shown.rows, shown.kinds) == (3, (("Polygon", 3),))
    assert [field.name for field in shown.fields] == [
        "tonttitunn",
        "kaavamerk",
        "tehokkuus",
        "tila",
        "kortteli",
    ]
    assert shown.first_rows[0] == ("10-1", "T/kem", "0.5", "Vapaa", "10")


def test_an_upload_becomes_an_area_and_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    before = set(Path(tempfile.gettempdir()).glob("sijainti-*"))
    write(squares(), tmp_path / "tontit.zip")
    raw = read_upload(contents(tmp_path, "tontit.zip"))
    one = prepare(raw, guess(raw, "plots").mapping, 3067)
    save_area(AreaSettings("testi", 3067, "Testi"), [one], Provenance())
    (source,) = read_atlas("testi").sources_of(["plots"])
    assert source.origin == "tontit.zip"
    assert set(Path(tempfile.gettempdir()).glob("sijainti-*")) <= before
    with pytest.raises(DataError, match="came through the browser"):
        refresh_area("testi")


def test_what_an_upload_holds_several_of(tmp_path):
    write(squares(), tmp_path / "t.gpkg", layer="a")
    write(squares(), tmp_path / "t.gpkg", layer="b", append=True)
    assert upload_items(contents(tmp_path, "t.gpkg")) == ("a", "b")


@pytest.mark.parametrize("files", [{}, {"a.gpkg": b"", "b.gpkg": b""}, {"a.dbf": b""}])
def test_one_source_at_a_time(files):
    with pytest.raises(Unreadable, match="one source at a time"):
        read_upload(files)


@pytest.mark.parametrize("name", ["../../evil.geojson", "C:\\evil.geojson", "/etc/evil.geojson"])
def test_a_name_is_no_path(name):
    with pytest.raises(Unreadable):
        read_upload({name: b"{}"})
    assert not Path("/etc/evil.geojson").exists()
