"""A planner's own data becomes an area, is checked, read again, exported; the old state is never lost."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import tomllib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import rasterio
import shapely

from layers.errors import DataError, MissingCRS, PlannerError
from layers.io import list_areas, read_atlas
from layers.io.areas.check import check_issues
from layers.io.areas.export import area_gpkg_bytes
from layers.io.areas.rasters import import_raster
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import guess, load_mapping, mapping_text, parse_ref, prepare, read_source
from tests.layers.io.import_samples import squares, write

TODAY_ACCURACY = "surveyed, 0.1 m"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def prepared(path, layer="plots", epsg=3067, joins=(), **changes):
    raw = read_source(parse_ref(str(path)))
    return prepare(raw, replace(guess(raw, layer).mapping, **changes), epsg, joins)


def save(path, name="testi", *, consent=False, **options):
    one = prepared(path, **options)
    provenance = Provenance(licence="CC BY 4.0", accuracy=TODAY_ACCURACY, supplied_by="Town of Testi")
    return save_area(AreaSettings(name, 3067, "Testi"), [one], provenance, consent=consent)


def state(home):
    return {path.relative_to(home): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


@pytest.mark.usefixtures("home")
def test_an_import_is_an_area_like_any_other(tmp_path):
    saved = save(write(squares(), tmp_path / "tontit.zip"))
    assert saved.rows == {"plots": 3}
    atlas = read_atlas("testi")
    assert atlas.title == "Testi"
    assert list(atlas.frame("plots")["zoning_code"]) == ["T/kem", "TY", "T-1"]
    assert "testi" in [info.name for info in list_areas()]
    (source,) = atlas.sources_of(["plots"])
    assert (source.licence, source.accuracy) == ("CC BY 4.0", TODAY_ACCURACY)
    assert (source.supplied_by, source.origin) == ("Town of Testi", "tontit.zip")
    assert len(source.origin_sha256) == len(source.sha256) == 64


def test_nothing_is_written_outside_the_folder_of_the_area(home, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    path = write(squares(), source / "tontit.gpkg")
    before = sorted(source.iterdir())
    save(path)
    assert sorted(source.iterdir()) == before
    assert sorted(path.name for path in (home / "areas").iterdir()) == [".testi.lock", "testi"]
    assert not [path for path in (home / "areas" / "testi").iterdir() if path.name.startswith(".")]


@pytest.mark.usefixtures("home")
def test_a_table_is_joined_by_the_id_of_the_plot(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Tonttitunnus", "Rakennusoikeus (k-m2)", "Hinta €/m2"])
    book.active.append(["10-1", 5000, 12.5])
    book.active.append(["10-3", 6000, 14])
    book.active.append(["99-9", 1, 1])
    book.save(tmp_path / "oikeudet.xlsx")
    table = read_source(parse_ref(str(tmp_path / "oikeudet.xlsx")))
    joins = [(table, guess(table, "plots").mapping)]
    one = prepared(write(squares(), tmp_path / "t.gpkg"), joins=joins)
    assert list(one.layer.frame["building_right_m2"].fillna(-1)) == [5000, -1, 6000]
    assert list(one.layer.frame["price_eur_m2"].fillna(-1)) == [12.5, -1, 14]
    assert [issue.value for issue in one.issues] == ["99-9"]
    assert one.left_out == 1


def test_a_source_without_a_system_is_not_guessed_at(tmp_path):
    frame = squares()
    path = write(frame, tmp_path / "t.shp")
    (tmp_path / "t.prj").unlink()
    with pytest.raises(MissingCRS, match="--source-epsg"):
        prepared(path)
    assert prepared(path, source_epsg=3067).layer.epsg == 3067


def test_a_system_that_was_named_against_the_source_is_told(tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    one = prepared(path, source_epsg=5048)
    assert any("EPSG:5048 was named instead" in issue.reason for issue in one.issues)


def test_a_mapping_is_saved_and_used_again(tmp_path):
    raw = read_source(parse_ref(str(write(squares(), tmp_path / "t.gpkg"))))
    mapping = replace(
        guess(raw, "plots").mapping, source_epsg=3067, totals={"plots": 3.0}, keep=("kortteli",)
    )
    (tmp_path / "m.toml").write_text(mapping_text(mapping), encoding="utf-8")
    again = load_mapping(tmp_path / "m.toml")
    assert replace(again, fields=()) == replace(mapping, fields=())
    assert sorted(again.fields, key=str) == sorted(mapping.fields, key=str)


@pytest.mark.usefixtures("home")
def test_a_refresh_says_what_changed(tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    save(path)
    changed = squares(count=4).iloc[1:].copy()
    changed.loc[changed["tonttitunn"] == "10-2", "tila"] = "Vapaa"
    path.unlink()
    write(changed, path)
    (changes,) = refresh_area("testi").changed
    assert (changes.added, changes.gone) == (("10-4",), ("10-1",))
    assert [(one.key, one.column, one.before, one.after) for one in changes.altered] == [
        ("10-2", "status", "reserved", "free")
    ]
    assert len(read_atlas("testi").frame("plots")) == 3
    assert not refresh_area("testi").changed[0]


def test_a_source_that_is_gone_leaves_the_last_good_copy(home, tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    save(path)
    before = state(home)
    path.unlink()
    with pytest.raises(DataError, match="last good copy"):
        refresh_area("testi")
    assert state(home) == before


def test_rows_are_left_out_only_with_consent(home, tmp_path):
    frame = squares()
    frame.loc[1, "geometry"] = None
    path = write(frame, tmp_path / "t.gpkg")
    with pytest.raises(PlannerError, match="1 rows would be left out"):
        save(path)
    assert not home.exists()
    save(path, consent=True)
    assert len(read_atlas("testi").frame("plots")) == 2
    assert any(issue.reason == "no geometry" for issue in check_issues("testi"))


def test_a_full_disk_leaves_the_old_state(home, tmp_path, monkeypatch):
    save(write(squares(), tmp_path / "t.gpkg"))
    before = state(home)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlannerError, match=r"the disk is full.*untouched"):
        save(write(squares(count=4), tmp_path / "u.gpkg"))
    assert state(home) == before


KILLED = """
import os, signal, sys
sys.path.insert(0, {root!r})
from layers.io.areas import write as area_store
from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import guess, parse_ref, prepare, read_source
raw = read_source(parse_ref({source!r}))
one = prepare(raw, guess(raw, "plots").mapping, 3067)
area_store.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
save_area(AreaSettings("testi", 3067), [one], Provenance())
"""


@pytest.mark.parametrize("step", ["sha256_of", "_write_issues", "_replace"])
def test_a_killed_import_leaves_the_old_state(home, tmp_path, root, step):
    save(write(squares(), tmp_path / "t.gpkg"))
    before = state(home)
    source = write(squares(count=4), tmp_path / "u.gpkg")
    code = KILLED.format(root=str(root), step=step, source=str(source))
    ended = subprocess.run([sys.executable, "-c", code], env=os.environ, check=False, cwd=root)
    assert ended.returncode == -signal.SIGKILL
    after = state(home)
    assert {path: after[path] for path in before} == before
    assert len(read_atlas("testi").frame("plots")) == 3
    save(source)
    assert not [path for path in state(home / "areas" / "testi") if path.name.startswith(".")]


@pytest.mark.usefixtures("home")
def test_two_imports_at_once_do_not_mix(tmp_path, monkeypatch):
    from layers.io.areas import write as area_store

    save(write(squares(), tmp_path / "t.gpkg"))
    write_layer = area_store._write_layer

    def slow(folder, one, written):
        monkeypatch.setattr(area_store, "_write_layer", write_layer)
        with pytest.raises(PlannerError, match="Another import is writing the area “testi” just now"):
            save(write(squares(count=2), tmp_path / "v.gpkg"))
        return write_layer(folder, one, written)

    monkeypatch.setattr(area_store, "_write_layer", slow)
    save(write(squares(count=4), tmp_path / "u.gpkg"))
    assert len(read_atlas("testi").frame("plots")) == 4


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["karhula", "kokkola"])
def test_areas_of_the_product_are_not_replaced(tmp_path, name):
    with pytest.raises(PlannerError, match="comes with the product"):
        save_area(AreaSettings(name, 3067), [prepared(write(squares(), tmp_path / "t.gpkg"))], Provenance())


@pytest.mark.usefixtures("home")
def test_an_export_opens_styled_and_comes_back_as_the_same_area(tmp_path):
    save(write(squares(), tmp_path / "t.gpkg"))
    (tmp_path / "out.gpkg").write_bytes(area_gpkg_bytes(read_atlas("testi")))
    with sqlite3.connect(tmp_path / "out.gpkg") as connection:
        ((table, style, default),) = connection.execute(
            "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles"
        )
    assert (table, default) == ("plots", 1)
    assert 'class="SimpleFill"' in style
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "out.gpkg")] == ["plots", "layer_styles"]
    again = prepared(f"{tmp_path}/out.gpkg#plots").layer.frame
    first = read_atlas("testi").frame("plots")
    assert again["plot_id"].tolist() == first["plot_id"].tolist()
    assert again.geometry.geom_equals(first.geometry).all()
    for column in ("zoning_code", "status", "floor_area_ratio", "block"):
        assert again[column].tolist() == first[column].tolist(), column


@pytest.mark.usefixtures("home")
def test_what_contradicts_itself_is_listed(tmp_path):
    frame = squares(count=4).assign(
        pinta_ala=["1,0", "1,0", "1,5", "1,0"],
        rakoikeus=[5000, 4000, 9000, 7000],
        varattu_asti=["", "2020-01-31", "", ""],
    )
    frame.loc[3, "geometry"] = shapely.box(305_000, 7_087_050, 305_100, 7_087_150)
    one = prepared(write(frame, tmp_path / "t.gpkg"), totals={"plots": 5.0, "building_right_m2": 25_000.0})
    house = gpd.GeoDataFrame(
        {"id": ["h1"]}, geometry=[shapely.box(305_010, 7_087_010, 305_040, 7_087_030)], crs=3067
    )
    firm = gpd.GeoDataFrame(
        {"id": ["c1"], "name": ["Far Oy"]}, geometry=[shapely.Point(306_000, 7_087_000)], crs=3067
    )
    layers = [
        one,
        prepared(write(house, tmp_path / "h.gpkg"), "buildings"),
        prepared(write(firm, tmp_path / "c.gpkg"), "companies"),
    ]
    assert one.mapping.field_of("recorded_area_m2").unit == "ha"
    save_area(AreaSettings("testi", 3067), layers, Provenance())
    found = {(issue.layer, issue.field, issue.value) for issue in check_issues("testi")}
    assert ("plots", "recorded_area_m2", "10-3") in found
    assert ("plots", "building_right_m2", "10-4") in found
    assert ("plots", "plots", "4") in found
    assert ("plots", "geometry", "10-1") in found
    assert ("plots", "status", "10-1") in found
    assert ("plots", "reserved_until", "10-2") in found
    assert ("companies", "geometry", "c1") in found
    assert not any(field == "building_right_m2" and value == "25000" for _, field, value in found)


def test_the_toml_of_an_area_says_how_it_was_read(home, tmp_path):
    save(write(squares(), tmp_path / "t.gpkg"))
    table = tomllib.loads((home / "areas" / "testi" / "area.toml").read_text(encoding="utf-8"))
    origin = table["imports"]["plots"]
    assert origin["kind"] == "file"
    assert origin["mapping"]["fields"]["zoning_code"] == "kaavamerk"


@pytest.mark.usefixtures("home")
def test_a_terrain_model_joins_the_area_and_stays_through_a_refresh(tmp_path):
    save(write(squares(), tmp_path / "t.gpkg"))
    transform = rasterio.Affine(2.0, 0.0, 304_900.0, 0.0, -2.0, 7_087_300.0)
    profile = {"driver": "GTiff", "width": 300, "height": 200, "count": 1, "dtype": "float32", "crs": 3067}
    with rasterio.open(tmp_path / "dem.tif", "w", transform=transform, **profile) as file:
        file.write(np.full((200, 300), 12.5, dtype="float32"), 1)
    import_raster("testi", "terrain", tmp_path / "dem.tif", Provenance(licence="CC BY 4.0"))
    refresh_area("testi")
    terrain = read_atlas("testi").rasters.terrain
    assert terrain is not None
    assert terrain.cell_m == 2.0
    with pytest.raises(PlannerError, match="no raster “noise”"):
        import_raster("testi", "noise", tmp_path / "dem.tif", Provenance())
    (tmp_path / "bad.tif").write_bytes(b"II*\0nonsense")
    with pytest.raises(DataError):
        import_raster("testi", "terrain", tmp_path / "bad.tif", Provenance())
    assert read_atlas("testi").rasters.terrain is not None
