"""Services on the Import page: an address of one's own, and national ones that are known."""

import pytest

from layers.io import read_atlas
from layers.io.areas.save import imports_of
from layers.io.services.ready import ReadyService
from tests.layers.io.import_samples import squares
from tests.layers.io.servers import http_server, json_answer
from tests.planner.ui.data_import.import_steps import confirmed, done, keys, named, opened, press, saved
from tests.planner.ui.pages import words

pytestmark = pytest.mark.usefixtures("home")


def test_a_service_is_read_with_its_box():
    plots = squares().to_crs("OGC:CRS84").to_geo_dict()
    answers = {
        "/collections": {"collections": [{"id": "tontit", "title": "Tontit"}, {"id": "muut"}]},
        "/collections/tontit/items": plots,
    }

    def answer(path, _body):
        return json_answer(answers.get(path.split("?")[0].removeprefix("/ogc"), answers["/collections"]))

    with http_server(answer) as (address, asked):
        app = opened()
        app.segmented_control(key="import.way").set_value("service")
        done(app)
        app.text_input(key="import.box_field").set_value("23.0, 63.8, 23.1, 63.9")
        done(app)
        app.selectbox(key="import.kind").set_value("ogcapi")
        app.text_input(key="import.address_field").set_value(f"{address}/ogc")
        next(one for one in app.button if "List what it holds" in one.label).click()
        done(app)
        app.selectbox(key="import.service_item").set_value("tontit")
        done(app)
        press(app, "read_item")
    assert "3 rows" in words(app)
    assert any("bbox=" in path for path in asked)
    press(named(press(confirmed(app), "check")), "save")
    assert imports_of("testi")["plots"]["bbox"] == [23.0, 63.8, 23.1, 63.9]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("ogcapi", "http://me:hush-7@127.0.0.1:9/ogc?token=hush-7"),
        ("postgis", "postgresql://me:hush-7@127.0.0.1:9/town"),
        ("postgis", "host=127.0.0.1 port=9 user=me password=hush-7"),
    ],
)
def test_a_password_is_used_once_and_held_nowhere(kind, address, monkeypatch):
    monkeypatch.setattr("layers.io.services.web._PAUSE_S", 0.0)
    app = opened()
    app.segmented_control(key="import.way").set_value("service")
    done(app)
    app.selectbox(key="import.kind").set_value(kind)
    app.text_input(key="import.address_field").set_value(address)
    next(one for one in app.button if "List what it holds" in one.label).click()
    done(app)
    assert len(app.error) == 1
    assert "hush-7" not in words(app) + app.error[0].value
    assert "hush-7" not in str(app.session_state)
    assert "127.0.0.1" in app.text_input(key="import.address_field").value


def test_a_service_that_is_down_is_one_sentence(monkeypatch):
    monkeypatch.setattr("layers.io.services.web._PAUSE_S", 0.0)
    app = opened()
    app.segmented_control(key="import.way").set_value("service")
    done(app)
    app.selectbox(key="import.kind").set_value("wfs")
    app.text_input(key="import.address_field").set_value("http://127.0.0.1:9/wfs")
    next(one for one in app.button if "List what it holds" in one.label).click()
    assert "does not answer" in done(app).error[0].value


def test_a_ready_made_service_is_added_with_one_click(tmp_path, monkeypatch):
    saved(tmp_path)
    lines = squares().assign(geometry=squares().boundary).rename(columns={"tonttitunn": "link_id"})
    plots = lines[["link_id", "geometry"]].to_crs("OGC:CRS84").to_geo_dict()

    def answer(path, _parameters):
        return json_answer(plots if path.endswith("/items") else {"collections": [{"id": "tielinkki"}]})

    with http_server(answer) as (address, asked):
        ready = ReadyService(
            *("roads", "Road links", "roads", "ogcapi", f"{address}/ogc", "tielinkki", "roads"),
            *("CC BY 4.0", "Road agency", "", "2026"),
        )
        monkeypatch.setattr("planner.ui.data_import.service.ready_services", lambda: (ready,))
        app = opened()
        app.segmented_control(key="import.way").set_value("service")
        done(app)
        app.selectbox(key="import.area").set_value("testi")
        done(app)
        box = [float(side) for side in app.text_input(key="import.box_field").value.split(",")]
        assert box[0] < 23.05 < box[2]
        press(app, "ready_roads")
    assert any("bbox=" in path for path in asked)
    assert app.selectbox(key="import.layer").value == "roads"
    assert "3 rows" in words(app)
    app.selectbox(key="import.main.road_class").set_value(("all", "street"))
    press(confirmed(done(app)), "check")
    assert app.text_input(key="import.terms_licence").value == "CC BY 4.0"
    press(app, "save")
    (source,) = read_atlas("testi").sources_of(["roads"])
    assert (source.licence, source.attribution) == ("CC BY 4.0", "Road agency")
    # The way to the service is free for the next one.
    assert "import.confirmed" not in keys(app.checkbox)


def test_ready_made_services_say_their_terms():
    app = opened()
    app.segmented_control(key="import.way").set_value("service")
    told = words(done(app))
    for text in ("Digiroad", "CC BY 4.0", "becomes: Roads and streets", "state&#x27;s railway network"):
        assert text in told
    assert len([key for key in keys(app.button) if key.startswith("import.ready_")]) >= 10
