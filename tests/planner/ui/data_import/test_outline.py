"""An outline drawn on the Import page, as Streamlit runs it without a browser: what a hand drew is put in."""

import json

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from layers.io.areas.save import imports_of
from planner.ui.data_import.outline import Drawing
from tests.layers.io.osm.test_openstreetmap import overpass_elements
from tests.layers.io.servers import http_server, json_answer
from tests.planner.ui.data_import.import_steps import done, keys, named, press
from tests.planner.ui.data_import.test_osm import agreed, extract, openstreetmap
from tests.planner.ui.pages import words

pytestmark = pytest.mark.usefixtures("home")
AROUND = shapely.box(26.9, 60.5, 27.0, 60.56)
CROSSING = shapely.Polygon([(26.9, 60.5), (27.0, 60.56), (27.0, 60.5), (26.9, 60.56)])
DRAWN, PLACE = "held.import.osm_drawn", "held.import.place"


def drawn(shape):
    """Draw an outline on the map, as the browser tells of it."""

    def hand(answer):
        from planner.ui import state
        from planner.ui.data_import import outline as import_outline

        state.preset("map", answer)
        # The first import began when OpenStreetMap was chosen.
        import_outline._take("map", 1, lambda: None)

    feature = {
        "type": "Feature",
        "properties": {"tool": "draw", "turn": 1, "pixel_m": 10},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    heard = AppTest.from_function(hand, args=({"last_active_drawing": feature},)).run()
    assert not heard.exception
    app = openstreetmap("drawn")
    app.session_state[DRAWN] = heard.session_state[DRAWN]
    return done(app)


def said(app):
    return words(app).replace("\\", "")


def test_before_anything_is_drawn_nothing_is_read():
    app = openstreetmap("drawn")
    assert app.button(key="import.osm_go").disabled
    assert "Click the corners on the map" in said(app)
    assert "type a box" in said(app)
    app.segmented_control(key="import.outline_kind").set_value("box")
    assert "then the opposite one" in said(done(app))


def test_what_was_drawn_is_measured_read_and_saved(tmp_path, monkeypatch):
    answer = {"version": 0.6, "generator": "Overpass API", "elements": overpass_elements(extract(tmp_path))}
    with http_server(lambda *_: json_answer(answer)) as (address, asked):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        app = drawn(AROUND)
        assert "Outline: 36.7\u00a0km², 4 corners" in said(app)
        press(app, "osm_go")
    assert asked
    press(agreed(named(app)), "osm_save")
    assert shapely.from_wkt(imports_of("testi")["plots"]["outline"]).equals(AROUND)
    # The next import begins with an empty map.
    assert "Outline:" not in said(app)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (CROSSING, "crosses or touches itself"),
        (shapely.box(20, 60, 30, 70), "at most 2,500"),
        (shapely.box(26.9, 60.5, 26.9001, 60.5001), "at least 1 ha"),
    ],
)
def test_an_outline_that_cannot_be_read_is_one_sentence_and_can_be_drawn_anew(shape, sentence):
    app = drawn(shape)
    assert [sentence in error.value.replace("\\", "") for error in app.error] == [True]
    assert app.button(key="import.osm_go").disabled
    press(app, "outline_anew")
    assert not app.error
    assert "import.outline_anew" not in keys(app.button)


def test_while_corners_are_moved_nothing_is_read():
    app = drawn(AROUND)
    assert not app.button(key="import.osm_go").disabled
    press(app, "outline_move")
    assert app.button(key="import.osm_go").disabled
    assert "Drag the corners" in said(app)


def test_what_was_read_is_let_go_with_its_outline(tmp_path, monkeypatch):
    answer = {"elements": overpass_elements(extract(tmp_path))}
    with http_server(lambda *_: json_answer(answer)) as (address, _asked):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        app = press(drawn(AROUND), "osm_go")
    assert "import.osm_save" in keys(app.button)
    press(app, "outline_anew")
    assert "import.osm_save" not in keys(app.button)


def test_a_drawing_of_an_earlier_turn_is_not_taken():
    late = Drawing(0, turn_n=7)

    def hand():
        from planner.ui import state
        from planner.ui.data_import import outline as import_outline

        feature = {
            "properties": {"tool": "draw", "turn": 1, "pixel_m": 10},
            "geometry": {"type": "Polygon", "coordinates": [[[26, 60], [26.1, 60], [26.1, 60.1], [26, 60]]]},
        }
        state.preset("map", {"last_active_drawing": feature})
        import_outline._take("map", 0, lambda: None)

    app = AppTest.from_function(hand)
    app.session_state[DRAWN] = late
    assert app.run().session_state[DRAWN] == late


@pytest.mark.parametrize(
    ("entry", "lat", "lon"), [("town:town_kotka", 60.47, 26.95), ("area:karhula", 60.53, 26.95)]
)
def test_a_place_that_is_known_is_gone_to(entry, lat, lon):
    app = openstreetmap("drawn")
    options = app.selectbox(key="import.place_field").options
    assert "Kotka · town" in options
    assert any("Otsola" in option for option in options)
    app.selectbox(key="import.place_field").set_value(entry)
    (south, west), (north, east) = done(app).session_state[PLACE]["bounds"]
    assert (south + north) / 2 == pytest.approx(lat, abs=0.02)
    assert (west + east) / 2 == pytest.approx(lon, abs=0.04)


def typed(text):
    """Type a place that is not on the list: AppTest itself knows no such."""

    def hand(text):
        from planner.ui import state
        from planner.ui.data_import import place as import_place

        state.preset("field", text)
        import_place._take("field")

    heard = AppTest.from_function(hand, args=(text,)).run()
    assert not heard.exception
    app = openstreetmap("drawn")
    for name in (PLACE, f"{PLACE}_chosen", f"{PLACE}_marked"):
        app.session_state[name] = heard.session_state[name]
    return done(app)


def test_a_place_that_is_typed_is_gone_to_and_marked():
    app = typed("60,53 26,94")
    assert not app.error
    assert app.session_state[f"{PLACE}_marked"] == ("60,53 26,94", 60.53, 26.94)
    assert app.session_state[PLACE]["closer"]


def test_what_is_no_place_is_one_sentence():
    (error,) = typed("nowhere").error
    assert "latitude and longitude in degrees" in error.value
