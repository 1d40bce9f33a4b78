"""An area saved under another name with other plots: the original stays, all else comes along."""

import tomllib
from datetime import date

import pytest
import shapely

from layers.errors import PlannerError
from layers.io import list_areas, read_atlas
from layers.io.areas.copy import save_with_plots
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import AreaSettings, Provenance
from layers.io.settings import DATA
from planner.parcels.edits import Edit, apply, shape_text

TODAY = date(2026, 11, 24)
HAND = Provenance(
    licence="", attribution="drawn by A. Planner", accuracy="drawn on screen", supplied_by="A. Planner"
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path))
    return tmp_path


def drawn(name):
    area = read_atlas(name)
    west, _south, east, north = area.info.frame or area.frame("plots").total_bounds
    middle_m = (west + east) / 2
    shape = shapely.box(middle_m, north - 300, middle_m + 100, north - 200)
    return apply(area, Edit("draw", TODAY.isoformat(), (), shape_text(shape), 1.5)).atlas


def files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def titles(atlas):
    """Return what the sources are called in further languages, but for the plots, which were drawn."""
    return {
        (source.layer, *sorted(source.titles.items()), *sorted(source.accuracies.items()))
        for source in atlas.sources
        if source.layer and source.layer != "plots" and source.titles
    }


@pytest.mark.parametrize("name", ["karhula", "kokkola"])
def test_the_copy_has_the_plots_drawn_and_all_else_of_the_original(home, name):
    before = files(DATA / "areas" / name)
    atlas = drawn(name)
    settings = AreaSettings("mine", atlas.epsg, "Mine, two plots more", atlas.place_kind)
    saved = save_with_plots(atlas, settings, HAND, today=TODAY)
    assert saved.folder == home / "areas" / "mine"
    assert "mine" in {info.name for info in list_areas()}
    copy = read_atlas("mine")
    assert copy.layers == atlas.layers
    for layer in atlas.layers:
        assert len(copy.layer(layer).frame) == len(atlas.layer(layer).frame)
    plots = copy.frame("plots").set_index("plot_id")
    assert plots.geometry["new-1"].area == pytest.approx(10_000, abs=0.1)
    assert plots["accuracy_m"]["new-1"] == pytest.approx(1.5)
    assert copy.info.frame == atlas.info.frame
    assert copy.joint == atlas.joint
    assert titles(copy)
    assert titles(copy) <= titles(atlas)
    assert files(DATA / "areas" / name) == before


@pytest.mark.usefixtures("home")
def test_the_copy_says_who_drew_it_and_keeps_the_terms_of_the_original():
    atlas = drawn("karhula")
    save_with_plots(atlas, AreaSettings("mine", atlas.epsg, "Mine", "zone"), HAND, today=TODAY)
    copy = read_atlas("mine")
    (record,) = copy.sources_of(["plots"])
    assert "ODbL" in record.licence
    assert "OpenStreetMap" in record.attribution
    assert "drawn by A. Planner" in record.attribution
    assert record.accuracy.startswith("drawn on screen")
    assert (record.retrieved, record.illustrative) == ("2026-11-24", True)
    (roads,) = copy.sources_of(["roads"])
    assert roads.attribution == next(iter(atlas.sources_of(["roads"]))).attribution


@pytest.mark.usefixtures("home")
def test_a_refresh_leaves_what_was_drawn():
    atlas = drawn("karhula")
    saved = save_with_plots(atlas, AreaSettings("mine", atlas.epsg, "Mine", "zone"), HAND, today=TODAY)
    refresh_area("mine")
    table = tomllib.loads((saved.folder / "area.toml").read_text(encoding="utf-8"))
    assert table["imports"]["plots"]["kind"] == "drawn"
    assert "new-1" in set(read_atlas("mine").frame("plots")["plot_id"])


@pytest.mark.usefixtures("home")
def test_a_copy_of_a_copy_is_an_area_as_well():
    atlas = drawn("karhula")
    save_with_plots(atlas, AreaSettings("one", atlas.epsg, "One", "zone"), HAND, today=TODAY)
    again = drawn("one")
    save_with_plots(again, AreaSettings("two", again.epsg, "Two", "zone"), HAND, today=TODAY)
    assert len(read_atlas("two").frame("plots")) == len(atlas.frame("plots")) + 1


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("karhula", "Mine", "already"),
        ("../mine", "Mine", "cannot be the name"),
        ("mine", "<b>", "one line"),
        ("", "Mine", "cannot be the name"),
    ],
)
def test_what_cannot_be_saved_is_told_and_leaves_nothing(home, name, title, said):
    atlas = drawn("karhula")
    with pytest.raises(PlannerError, match=said):
        save_with_plots(atlas, AreaSettings(name, atlas.epsg, title, "zone"), HAND, today=TODAY)
    assert not (home / "areas").exists()
