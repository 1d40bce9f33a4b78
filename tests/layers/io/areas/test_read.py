"""Areas: what is read, and which sentence comes for what is missing."""

import json
import shutil

import pytest

from layers.errors import DataError, MissingColumn, OutOfArea, Unreadable, UnsuitableCRS
from layers.io import DATA, list_areas, read_atlas

TOML = """name = "mini"
title = "Mini"
title_fi = "Pieni"
epsg = 3067
place_kind = "plot"
node_id = "town_karhula"
frame = [490000, 6700000, 510000, 6720000]
[layers]
plots = "plots.geojson"
"""
SQUARE = [[26.95, 60.53], [26.951, 60.53], [26.951, 60.531], [26.95, 60.531], [26.95, 60.53]]


def feature(**properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }


FEATURES = (feature(plot_id="A"),)


@pytest.fixture
def mini(tmp_path):
    """Return a way to write an area beside the national tables, and to read it."""
    shutil.copytree(DATA / "national", tmp_path / "national")
    for name in ("zoning_codes.csv", "starting_situations.csv"):
        shutil.copy(DATA / name, tmp_path)
    (tmp_path / "sources.toml").write_text("", encoding="utf-8")
    folder = tmp_path / "areas" / "mini"
    folder.mkdir(parents=True)

    def read(toml=TOML, features=FEATURES, name="mini"):
        (folder / "area.toml").write_text(toml, encoding="utf-8")
        collection = {"type": "FeatureCollection", "features": list(features)}
        (folder / "plots.geojson").write_text(json.dumps(collection), encoding="utf-8")
        return read_atlas(name, tmp_path)

    return read


def test_the_areas_that_come_with_the_product():
    infos = {info.name: info for info in list_areas()}
    assert {"karhula", "kokkola"} <= set(infos)
    assert infos["karhula"].place_kind == "zone"
    assert infos["kokkola"].titles["fi"]
    for name, info in infos.items():
        atlas = read_atlas(name)
        assert atlas.info == info
        assert atlas.joint is not None
        assert all(source.licence for source in atlas.sources)


def test_an_area_is_a_folder_with_two_files(mini):
    atlas = mini()
    assert (atlas.name, atlas.title, atlas.info.titles) == ("mini", "Mini", {"fi": "Pieni"})
    assert atlas.joint.name == "Karhula"
    assert 5000 < atlas.frame("plots").area[0] < 7000


@pytest.mark.parametrize("name", ["atlantis", "../national", "/etc", "", "MINI", "a/b"])
def test_what_is_typed_becomes_no_path(mini, name):
    with pytest.raises(Unreadable, match="There is no area"):
        mini(name=name)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Mini"', "", "does not say title"),
        ('plots = "plots.geojson"', 'ploots = "plots.geojson"', "names the layer “ploots”"),
        ('"plots.geojson"', '"missing.geojson"', "missing.geojson is missing"),
        ('"plots.geojson"', '"plots.shx"', "no reader for “.shx”"),
        ("town_karhula", "town_atlantis", "“town_atlantis”, which is not in nodes.csv"),
        ('[layers]\nplots = "plots.geojson"', "", "no table"),
        ("epsg = 3067", "epsg = ", "not valid TOML"),
    ],
)
def test_faults_of_area_toml(mini, old, new, said):
    with pytest.raises(Unreadable, match=said):
        mini(toml=TOML.replace(old, new))


@pytest.mark.parametrize(("epsg", "said"), [(4326, "degrees"), (3857, "Web Mercator"), (2263, "foot")])
def test_an_area_in_an_unsuitable_system(mini, epsg, said):
    with pytest.raises(UnsuitableCRS, match=said):
        mini(toml=TOML.replace("3067", str(epsg)))


def test_a_layer_wholly_outside_the_frame(mini):
    with pytest.raises(OutOfArea, match=r"plots.geojson: .*outside the frame"):
        mini(toml=TOML.replace("490000, 6700000, 510000, 6720000", "300000, 7000000, 310000, 7010000"))


def test_a_fault_names_the_file(mini):
    with pytest.raises(MissingColumn, match=r"^plots.geojson: .*plot_id"):
        mini(features=[feature(id="A")])


def test_no_file_is_passed_off_as_one(mini, tmp_path):
    mini()
    (tmp_path / "areas" / "mini" / "plots.geojson").write_text("no JSON", encoding="utf-8")
    with pytest.raises(DataError, match=r"plots\.geojson"):
        read_atlas("mini", tmp_path)


def test_an_area_without_plots_can_be_opened(mini):
    atlas = mini(features=[])
    assert atlas.frame("plots").empty


def test_faulty_rows_are_listed_and_the_others_used(mini):
    atlas = mini(
        features=[feature(plot_id="A"), feature(plot_id="A"), feature(plot_id="B", floor_area_ratio="0,5")]
    )
    assert [(issue.row, issue.field) for issue in atlas.issues] == [(3, "floor_area_ratio"), (2, "plot_id")]
    assert atlas.frame("plots")["plot_id"].tolist() == ["A", "B"]
