"""What is not yet saved is compared with itself, with the area, and with what the area has now."""

import geopandas as gpd
import pytest
import shapely

from layers.io import areas_stamp, read_atlas
from layers.io.areas.check import check_issues, check_prepared
from layers.io.areas.refresh import read_again, take_again
from layers.io.areas.save import AreaSettings, Provenance, changes_against, save_area
from layers.io.intake import guess, parse_ref, prepare, read_source
from tests.layers.io.import_samples import squares, write

SETTINGS = AreaSettings("testi", 3067, "Testi")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def prepared(frame, path, layer="plots"):
    raw = read_source(parse_ref(str(write(frame, path))))
    return prepare(raw, guess(raw, layer).mapping, 3067)


def house():
    shape = shapely.box(305_010, 7_087_010, 305_040, 7_087_030)
    return gpd.GeoDataFrame({"id": ["h1"]}, geometry=[shape], crs=3067)


def test_what_is_found_before_saving_is_what_is_found_after(tmp_path):
    frame = squares(count=2).assign(pinta_ala_m2=[10_000, 20_000])
    one = prepared(frame, tmp_path / "t.gpkg")
    before = check_prepared(SETTINGS, [one])
    assert [(issue.field, issue.value) for issue in before] == [("recorded_area_m2", "10-2")]
    save_area(SETTINGS, [one], Provenance())
    assert check_issues("testi") == before


def test_a_new_layer_is_compared_with_those_that_are_there(tmp_path):
    save_area(SETTINGS, [prepared(squares(), tmp_path / "t.gpkg")], Provenance())
    (issue,) = check_prepared(SETTINGS, [prepared(house(), tmp_path / "h.gpkg", "buildings")])
    assert issue.reason == "is free, and 600 m² of buildings stand on it"


def test_changes_are_told_before_anything_is_written(home, tmp_path):
    one = prepared(squares(), tmp_path / "t.gpkg")
    assert changes_against("testi", [one]) == ()
    save_area(SETTINGS, [one], Provenance())
    stamp = areas_stamp()
    (changed,) = changes_against("testi", [prepared(squares(count=4).iloc[1:], tmp_path / "u.gpkg")])
    assert (changed.added, changed.gone, changed.altered) == (("10-4",), ("10-1",), ())
    assert areas_stamp() == stamp
    assert len(read_atlas("testi").frame("plots")) == 3
    assert home.exists()


def test_an_area_read_again_is_taken_or_not(tmp_path):
    save_area(SETTINGS, [prepared(squares(), tmp_path / "t.gpkg")], Provenance(licence="CC BY 4.0"))
    (tmp_path / "t.gpkg").unlink()
    write(squares(count=2), tmp_path / "t.gpkg")
    stamp = areas_stamp()
    again = read_again("testi")
    assert again.changed[0].gone == ("10-3",)
    assert areas_stamp() == stamp
    take_again(again)
    assert areas_stamp() != stamp
    atlas = read_atlas("testi")
    assert len(atlas.frame("plots")) == 2
    assert atlas.sources_of(["plots"])[0].licence == "CC BY 4.0"
