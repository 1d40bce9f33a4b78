"""Files that come through a browser are read like any other, and nothing of them is kept."""

import tempfile
from pathlib import Path

import pytest

from layers.errors import DataError, Unreadable
from layers.io import read_atlas
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import AreaSettings, Provenance, save_area
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


@pytest.mark.parametrize("stem", ["n" * 300, "ä" * 200, "🏭" * 90, "a.b" * 100, "..", ".", "a\0b", "\ud800"])
def test_a_name_that_no_disk_takes_is_shortened_and_keeps_its_ending(tmp_path, stem):
    write(squares(), tmp_path / "t.geojson")
    raw = read_upload({f"{stem}.GeoJSON": (tmp_path / "t.geojson").read_bytes()})
    assert len(raw.frame) == 3


def test_parts_with_long_names_stay_together(tmp_path):
    write(squares(), tmp_path / "t.shp")
    files = {f"{'ö' * 150}{Path(name).suffix}": raw for name, raw in contents(tmp_path, "t.*").items()}
    assert len(read_upload(files).frame) == 3


@pytest.mark.parametrize("stem", ["n" * 300, "ä" * 200, "🏭" * 90])
def test_a_name_is_cut_between_characters(stem):
    from layers.io.uploads import laid

    with laid({f"{stem}.gpkg": b"x"}) as path:
        assert 190 <= len(path.name.encode()) <= 200
        assert path.suffix == ".gpkg"
        assert set(path.stem) == {stem[0]}


@pytest.mark.parametrize("name", ["", "..", "x." + "e" * 300, "\0"])
def test_a_name_without_an_ending_is_one_sentence(name):
    with pytest.raises(DataError) as caught:
        upload_items({name: b"x"})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
