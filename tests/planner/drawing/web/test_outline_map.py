"""The map below an outline: the country in view, the open area in more detail, and the outline itself."""

import json
import re

import pytest
import shapely

from layers.io import read_atlas, read_national
from planner.drawing.web.draw_map import BOX, CHOOSE, OUTLINE, POLYGON, heard
from planner.drawing.web.outline_map import OutlineTask, outline_ground, outline_group, place_bounds

SQUARE = shapely.box(26.9, 60.5, 27.0, 60.55)


def ground(area=None):
    return json.loads(outline_ground(read_national(), area).to_json())


def content(task):
    """Return what the tools in the browser are told."""
    (child,) = outline_group(task)._children.values()
    return json.loads(child.content)


def test_finland_is_in_view_with_towns_named():
    told = ground()
    (south, west), (north, east) = told["bounds"]
    assert 60 < south < 61
    assert 66 < north < 70
    assert 20 < west < east < 32
    towns = next(layer for layer in told["layers"] if layer["id"] == "towns")
    names = {feature["properties"]["label"]["text"] for feature in towns["features"]["features"]}
    assert {"Kotka", "Kokkola", "Vantaa"} <= names


def test_the_open_area_adds_its_roads_and_names_whose_they_are():
    alone, told = ground(), ground(read_atlas("karhula"))
    assert told["bounds"] == alone["bounds"]
    ids = [layer["id"] for layer in told["layers"]]
    assert len(ids) == len(set(ids))
    assert {"roads", "rail"} <= set(ids) - {layer["id"] for layer in alone["layers"]}
    assert told["attribution"].startswith("© OpenStreetMap contributors")
    shown = {layer for group in told["legend"] for row in group["rows"] for layer in row["layers"]}
    assert shown <= set(ids)


@pytest.mark.parametrize("mode", [POLYGON, BOX])
def test_nothing_is_shown_before_something_is_drawn(mode):
    told = content(OutlineTask(mode, 1))
    assert (told["mode"], told["turn"], told["chosen"], told["start"]) == (mode, 1, [], [])
    assert told["crossings"] is True


@pytest.mark.parametrize("mode", [CHOOSE, OUTLINE])
def test_the_outline_is_shown_and_its_corners_can_be_moved(mode):
    told = content(OutlineTask(mode, 4, SQUARE))
    for shown in (told["chosen"], told["start"]):
        assert shapely.from_geojson(json.dumps(shown[0]["geometry"])).equals(SQUARE)


def test_what_a_hand_drew_is_heard_in_degrees():
    feature = {
        "type": "Feature",
        "properties": {"tool": "draw", "turn": 3, "pixel_m": 12.5},
        "geometry": json.loads(shapely.to_geojson(SQUARE)),
    }
    told = heard({"last_active_drawing": feature})
    assert (told.tool, told.turn_n, told.pixel_m) == ("draw", 3, 12.5)
    assert told.shape.equals(SQUARE)
    park = {"type": "Feature", "properties": {"park_id": "kip"}, "geometry": None}
    assert heard({"last_active_drawing": park}) is None
    assert heard(None) is None


def test_the_ground_around_a_place_is_as_broad_as_it_is_high():
    (south, west), (north, east) = place_bounds(60.0, 25.0, 5_566.0)
    assert (south, north) == pytest.approx((59.95, 60.05))
    assert (west, east) == pytest.approx((24.9, 25.1))


def test_an_outline_is_told_as_text_that_is_safe_in_a_script():
    group = outline_group(OutlineTask(CHOOSE, 1, SQUARE))
    (child,) = group._children.values()
    assert not re.search(r"[<>&]", child.content)
