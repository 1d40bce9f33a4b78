"""OpenStreetMap and rasters on the Import page: read, confirmed, saved; nothing of an upload is kept."""

import json

import numpy as np
import pytest
import rasterio

from layers.io import read_atlas
from layers.io.areas.save import imports_of
from tests.layers.io.osm.test_openstreetmap import OBJECTS, overpass_elements
from tests.layers.io.servers import http_server, json_answer
from tests.planner.ui.data_import.import_steps import done, hand_over, keys, named, opened, press, saved
from tests.planner.ui.pages import words

pytestmark = pytest.mark.usefixtures("home")


def extract(tmp_path):
    """Write a small OpenStreetMap file."""
    text = f'<?xml version="1.0"?><osm version="0.6" generator="test">{"".join(OBJECTS)}</osm>'
    (tmp_path / "a.osm").write_text(text, encoding="utf-8")
    return tmp_path / "a.osm"


def openstreetmap(way="pbf"):
    app = opened()
    app.segmented_control(key="import.way").set_value("osm")
    done(app)
    app.segmented_control(key="import.osm_way").set_value(way)
    return done(app)


def agreed(app):
    app.checkbox(key="import.osm_confirmed").set_value(True)
    return done(app)


def test_a_file_is_read_then_confirmed_then_saved(tmp_path, home):
    app = press(hand_over(openstreetmap(), extract(tmp_path), field="osm_file"), "osm_go")
    assert "Zones (industrial land use)" in words(app)
    named(app, "Karhula 2")
    assert app.button(key="import.osm_save").disabled
    assert not home.exists()
    press(agreed(app), "osm_save")
    assert "is saved" in app.success[0].value
    atlas = read_atlas("karhula-2")
    assert (atlas.info.place_kind, atlas.epsg) == ("zone", 3067)
    assert {origin["location"] for origin in imports_of("karhula-2").values()} == {"a.osm"}
    app.segmented_control(key="import.way").set_value("again")
    assert "was not kept" in press(done(app), "again").error[0].value


def test_a_field_that_says_what_is_known_is_not_set_again_while_somebody_types(tmp_path):
    app = press(hand_over(openstreetmap(), extract(tmp_path), field="osm_file"), "osm_go")
    agreed(app)
    # Setting it would send its old text to the browser, over what was typed since.
    assert not app.text_input(key="import.field_title").proto.set_value
    named(app, "Karhula 2")
    assert app.text_input(key="import.field_name").value == "karhula-2"


def test_another_working_system_is_confirmed_anew(tmp_path):
    app = press(hand_over(openstreetmap(), extract(tmp_path), field="osm_file"), "osm_go")
    agreed(named(app))
    app.selectbox(key="import.osm_working").set_value(3881)
    done(app)
    assert not app.checkbox(key="import.osm_confirmed").value
    assert app.button(key="import.osm_save").disabled
    press(agreed(app), "osm_save")
    assert read_atlas("testi").epsg == 3881


def test_the_name_of_an_area_of_the_product_is_not_taken(tmp_path):
    app = press(hand_over(openstreetmap(), extract(tmp_path), field="osm_file"), "osm_go")
    agreed(named(app, "Karhula"))
    assert app.button(key="import.osm_save").disabled
    assert "already" in app.warning[0].value


def test_nonsense_is_one_sentence(tmp_path):
    (tmp_path / "bad.osm.pbf").write_bytes(b"nonsense" * 100)
    app = press(hand_over(openstreetmap(), tmp_path / "bad.osm.pbf", field="osm_file"), "osm_go")
    assert "cannot be read as an OpenStreetMap file" in app.error[0].value.replace("\\", "")
    assert "import.osm_save" not in keys(app.button)


@pytest.mark.parametrize(
    ("way", "field", "text", "sentence"),
    [
        ("box", "osm_box", "27, 60.6, 26.9, 60.5", "west,south,east,north"),
        ("box", "osm_box", "here", "west,south,east,north"),
        ("box", "osm_box", "20, 60, 30, 70", "km²"),
        ("place", "osm_place", "Nowhere at all", "was not found"),
    ],
)
def test_a_place_that_cannot_be_read_is_one_sentence(monkeypatch, way, field, text, sentence):
    with http_server(lambda *_: json_answer([])) as (address, _asked):
        monkeypatch.setenv("SIJAINTI_NOMINATIM", f"{address}/")
        app = openstreetmap(way)
        next(one for one in app.text_input if field in one.key).set_value(text)
        assert sentence in press(done(app), "osm_go").error[0].value.replace("\\", "")


def test_a_drawn_outline_is_asked_from_overpass(tmp_path, monkeypatch):
    outline = {"type": "Polygon", "coordinates": [[[26.9, 60.5], [27, 60.5], [27, 60.56], [26.9, 60.5]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": outline}
    (tmp_path / "raja.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    answer = {"version": 0.6, "generator": "Overpass API", "elements": overpass_elements(extract(tmp_path))}
    with http_server(lambda *_: json_answer(answer)) as (address, asked):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        app = hand_over(openstreetmap("outline"), tmp_path / "raja.geojson", field="osm_outline")
        press(app, "osm_go")
    assert asked
    press(agreed(named(app)), "osm_save")
    assert imports_of("testi")["plots"]["outline"].startswith("POLYGON")


def test_an_outline_without_a_polygon_is_told(tmp_path):
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [27, 60.5]}}
    (tmp_path / "raja.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [point]}))
    app = press(hand_over(openstreetmap("outline"), tmp_path / "raja.geojson", field="osm_outline"), "osm_go")
    assert "holds no polygon" in app.error[0].value


def terrain(path):
    transform = rasterio.Affine(2.0, 0.0, 304_900.0, 0.0, -2.0, 7_087_300.0)
    profile = {"driver": "GTiff", "width": 300, "height": 200, "count": 1, "dtype": "float32", "crs": 3067}
    with rasterio.open(path, "w", transform=transform, **profile) as file:
        file.write(np.full((200, 300), 12.5, dtype="float32"), 1)
    return path


def test_a_terrain_model_joins_an_area(tmp_path):
    saved(tmp_path)
    app = opened()
    app.selectbox(key="import.area").set_value("testi")
    done(app)
    app.selectbox(key="import.layer").set_value("terrain")
    done(app)
    (tmp_path / "bad.tif").write_bytes(b"II*\0nonsense")
    press(hand_over(app, tmp_path / "bad.tif", field="raster"), "raster_save")
    assert len(app.error) == 1
    assert read_atlas("testi").rasters.terrain is None
    app.text_input(key="import.terms_licence").set_value("CC BY 4.0")
    press(hand_over(done(app), terrain(tmp_path / "korkeus.tif"), field="raster"), "raster_save")
    assert read_atlas("testi").rasters.terrain.cell_m == 2.0
    assert imports_of("testi")["terrain"]["location"] == "korkeus.tif"
