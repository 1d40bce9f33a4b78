"""The map's content: identifiers, degrees, words of the legend, and names that try to be more than names."""

import base64
import json

import numpy as np
import pytest

from layers.io import read_atlas, read_national, read_scenario_text
from planner.capacity.capacity import capacities
from planner.capacity.restrictions import restrict
from planner.drawing.colours import STATUS_LOOKS
from planner.drawing.web.area_map import (
    PLOT_KEY,
    MapContent,
    area_map,
    area_paint,
    browser_map,
    clicked_key,
    map_content,
    selection,
    status_legend,
    view,
)
from planner.drawing.web.map_layer import script_safe
from planner.drawing.web.parks_map import PARK_KEY, park_selection, parks_map
from planner.scenario.scenario import parse_scenario
from tests.tiny import atlas as tiny_atlas
from tests.tiny import square

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# x",
]


@pytest.fixture(scope="module", params=["karhula", "kokkola"])
def atlas(request):
    return read_atlas(request.param)


@pytest.fixture(scope="module")
def content(atlas):
    scenario = parse_scenario(read_scenario_text())
    found = capacities(atlas.frame("plots"), restrict(atlas, scenario), atlas, scenario)
    return json.loads(area_map(atlas, found).to_json())


def features(content, prefix):
    return [
        feature
        for layer in content["layers"]
        if layer["id"].startswith(prefix)
        for feature in layer["features"]["features"]
    ]


def test_every_plot_is_drawn_once_and_tells_its_identifier(atlas, content):
    told = [feature["properties"][PLOT_KEY] for feature in features(content, "plots-")]
    assert sorted(told) == sorted(atlas.frame("plots")["plot_id"])


def test_shapes_are_in_degrees_longitude_first(content):
    for feature in features(content, "plots-"):
        rings = feature["geometry"]["coordinates"]
        longitude, latitude = rings[0][0] if feature["geometry"]["type"] == "Polygon" else rings[0][0][0]
        assert 19 < longitude < 32
        assert 59 < latitude < 71
        assert round(longitude, 7) == longitude
    (south, west), (north, east) = content["bounds"]
    assert south < north
    assert west < east


def test_hover_tells_code_status_area_and_what_remains(content):
    (added,) = content["paint"]["tips"]
    drawn = features(content, "plots-")
    rows = np.frombuffer(base64.b64decode(added["rows"]), dtype="<u4") if added["rows"] else range(len(drawn))
    for feature, row in zip(drawn, rows, strict=True):
        told = " ".join(feature["properties"]["tip"])
        assert feature["properties"][PLOT_KEY] in told
        assert "ha" in told
        assert "emaining floor area" in added["texts"][row] or "Over-built by" in added["texts"][row]


def test_plots_are_painted_by_status_without_any_figure(atlas):
    paint = area_paint(atlas, ()).to_dict()
    plots = atlas.frame("plots")
    classes = np.frombuffer(base64.b64decode(paint["classes"]), dtype="uint8")
    assert [list(STATUS_LOOKS)[number] for number in classes] == plots["status"].tolist()
    assert paint["letters"][classes[0]] == STATUS_LOOKS[plots["status"].iloc[0]].letter
    assert paint["tips"] == []


def test_small_content_stands_in_the_page_and_large_content_is_fetched():
    kept = {}

    def keep(text):
        kept["address"] = text
        return "address"

    large = '"' + "x" * 2_000_000 + '"'
    content = map_content(large, '{"letters": []}', keep)
    assert kept["address"] == large
    assert json.loads(content.ground) == {"address": "address"}
    assert json.loads(content.paint) == {"letters": []}
    page = browser_map(content).get_root().render()
    assert len(page) < 20_000


def test_what_is_told_to_a_map_that_stands_is_written_safely():
    drawn = browser_map("{}")
    group = view(MapContent("{}", json.dumps({"note": HOSTILE})), focus={"key": "</script>{{ 7 * 7 }}"})
    group.add_to(drawn)
    page = drawn.get_root().render()
    assert "sijainti.view(map_" in page
    assert "</script>{" not in page
    assert "{{ 7" not in page


def test_illustrative_plots_are_hatched_and_the_legend_says_so(atlas, content):
    illustrative = bool(atlas.frame("plots")["illustrative"].any())
    samples = [row["sample"] for row in content["paint"]["legend"]["rows"]]
    assert any("hatch" in sample for sample in samples) == illustrative
    assert ("llustrative" in content["paint"]["legend"]["note"]) == illustrative
    # Two looks a class: as surveyed, and hatched.
    assert ["hatch" in look for look in content["paint"]["styles"][:4]] == [False, True, False, True]


def test_every_switch_of_the_legend_leads_to_a_layer(content):
    drawn = {layer["id"] for layer in content["layers"]}
    switched = {name for group in content["legend"] for row in group["rows"] for name in row["layers"]}
    # The plots are switched by their classes.
    assert switched == drawn - {"plots-all"}
    classes = set(np.frombuffer(base64.b64decode(content["paint"]["classes"]), dtype="uint8").tolist())
    assert {row["class"] for row in content["paint"]["legend"]["rows"]} == classes


def test_openstreetmap_is_named_where_it_is_used(atlas, content):
    used = any("OpenStreetMap" in source.attribution for source in atlas.sources)
    assert content["attribution"].startswith("© OpenStreetMap contributors") == used


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_neither_ends_the_script_nor_speaks_to_the_template(name):
    text = script_safe(json.dumps({"name": name}))
    assert json.loads(text)["name"] == name
    drawn = browser_map(text)
    page = drawn.get_root().render()
    assert name not in page
    assert text in page  # as it was written: no template took it for its own
    assert '"49"' not in page


def test_the_selected_plot_is_outlined_and_an_unknown_one_is_not(atlas):
    first = atlas.frame("plots")["plot_id"].iloc[0]
    assert selection(atlas, first) is not None
    assert selection(atlas, "no such plot") is None


def test_a_click_tells_the_plot_and_a_click_beside_it_nothing():
    assert clicked_key({"last_active_drawing": {"properties": {"plot_id": "1-1"}}}, PLOT_KEY) == "1-1"
    for answer in (None, {}, {"last_active_drawing": None}, {"last_active_drawing": {"properties": {}}}):
        assert clicked_key(answer, PLOT_KEY) is None


def test_all_parks_stand_on_one_map():
    national = read_national()
    content = json.loads(parks_map(national).to_json())
    told = [feature["properties"][PARK_KEY] for feature in features(content, "parks")]
    assert sorted(told) == sorted(national.frame("parks")["park_id"])
    assert park_selection(national, "kip") is not None
    assert park_selection(national, "atlantis") is None


def test_the_legend_of_a_draft_counts_its_own_plots():
    area = tiny_atlas(*({"geometry": square(150 * place, 0), "status": "free"} for place in range(3)))
    assert [row["text"] for row in status_legend(area)["rows"]] == ["free (3)"]
