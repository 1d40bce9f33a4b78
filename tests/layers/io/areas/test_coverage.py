"""Where the layers of an area end: as stated, or as the frame, the box asked for, or the rows let assume."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely

from layers.errors import Unreadable
from layers.io import read_atlas
from layers.io.areas.copy import save_with_plots
from layers.io.areas.home import home
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import SourceRef, guess, prepare, read_source
from tests.tiny import EPSG, point, rectangle, square

SETTINGS = AreaSettings("testi", EPSG, "Testi", country="FI")
NOTHING = Provenance()


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))


def prepared(folder, layer, shapes, bbox=None, **columns):
    """Return a layer as a file of these shapes gives it; with a box, as a service that was asked for it."""
    path = folder / f"{layer}.gpkg"
    data = {name: [value] * len(shapes) for name, value in columns.items()}
    data |= {"id": [f"{layer}{n}" for n in range(len(shapes))]}
    gpd.GeoDataFrame(data, geometry=shapes, crs=EPSG).to_file(path)
    raw = read_source(SourceRef("file", str(path)))
    found = guess(raw, layer).mapping
    one = prepare(raw, found, EPSG)
    return replace(one, raw=replace(raw, ref=replace(raw.ref, bbox=bbox))) if bbox else one


@pytest.fixture
def plots(tmp_path):
    return prepared(tmp_path, "plots", [square(0, 0), square(9000, 0)])


@pytest.fixture
def water(tmp_path):
    return prepared(tmp_path, "water", [rectangle(200, 0, 300, 400), square(0, 300)])


def test_a_file_is_complete_within_the_box_round_its_rows(plots, water):
    save_area(SETTINGS, [plots, water], NOTHING)
    atlas = read_atlas("testi")
    assert atlas.coverage("water").equals(shapely.box(*atlas.frame("water").total_bounds))
    assert atlas.info.country == "FI"


def test_whoever_says_that_a_layer_covers_the_area_is_believed_also_after_a_refresh(plots, water):
    save_area(SETTINGS, [plots, water], Provenance(covering=frozenset({"water"})))
    assert read_atlas("testi").coverage("water") is None
    refresh_area("testi")
    assert read_atlas("testi").coverage("water") is None
    # Imported anew without that word, it ends where its rows do.
    save_area(SETTINGS, [water], NOTHING)
    assert read_atlas("testi").coverage("water") is not None


def test_a_service_is_complete_within_the_box_it_was_asked_for(plots, tmp_path):
    asked = prepared(tmp_path, "water", [square(0, 300)], bbox=(22.9, 63.7, 23.1, 63.9))
    save_area(SETTINGS, [plots, asked], NOTHING)
    coverage = read_atlas("testi").coverage("water")
    west, south, east, north = gpd.GeoSeries([coverage], crs=EPSG).to_crs("OGC:CRS84").total_bounds
    assert (west, south, east, north) == pytest.approx((22.9, 63.7, 23.1, 63.9), abs=1e-3)
    assert coverage.area > 1e8


def test_a_list_of_points_has_no_edge(plots, tmp_path):
    quay = prepared(tmp_path, "ports", [point(50, 50)], port="Satama", name="Laituri")
    save_area(SETTINGS, [plots, quay], NOTHING)
    assert read_atlas("testi").coverage("ports") is None


def test_a_copy_keeps_what_was_stated_and_the_country(plots, water):
    save_area(SETTINGS, [plots, water], Provenance(covering=frozenset({"water"})))
    save_with_plots(
        read_atlas("testi"), AreaSettings("kopio", EPSG, "Kopio"), NOTHING, today=date(2026, 11, 24)
    )
    copy = read_atlas("kopio")
    assert copy.coverage("water") is None
    assert copy.info.country == "FI"


@pytest.mark.parametrize("said", ["nonsense", "LINESTRING (0 0, 1 1)"])
def test_an_outline_that_is_none_is_a_sentence(plots, water, said):
    save_area(SETTINGS, [plots, water], NOTHING)
    path = home() / "areas" / "testi" / "area.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("[coverage]", f'[coverage]\nwater = "{said}"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=r"\[coverage\] of area\.toml holds for “Water” neither"):
        read_atlas("testi")


def test_the_country_of_an_area_is_never_guessed_from_a_system_of_many_countries():
    from layers.crs import country_of

    kokkola = (23.0, 63.8, 23.1, 63.9)
    assert country_of(3067, kokkola) == "FI"
    assert [country_of(epsg, kokkola) for epsg in (25835, 32635, 25832)] == ["", "", ""]
