"""An outline drawn by mouse on the Import page becomes an area of what Overpass answers for it."""

import re

import pytest
import shapely
from playwright.sync_api import expect

from layers.io import read_atlas
from layers.io.areas.save import imports_of
from tests.e2e.test_access import drawn, findings
from tests.e2e.test_newcomer import fill
from tests.e2e.waits import MAP, resting_map, settle, until
from tests.layers.io.osm.test_openstreetmap import OBJECTS, overpass_elements
from tests.layers.io.servers import http_server, json_answer

# Latitude and longitude; the zone that the server answers with lies between them.
CORNERS = [(60.51, 26.92), (60.51, 26.95), (60.54, 26.95), (60.54, 26.92)]
CROSSING = [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]]


@pytest.fixture
def overpass(tmp_path, monkeypatch):
    """Let an Overpass on this machine answer whatever it is asked; give what it was asked."""
    text = f'<?xml version="1.0"?><osm version="0.6" generator="test">{"".join(OBJECTS)}</osm>'
    (tmp_path / "a.osm").write_text(text, encoding="utf-8")
    answer = {"version": 0.6, "generator": "Overpass API", "elements": overpass_elements(tmp_path / "a.osm")}
    asked = []

    def replay(_path, told):
        asked.append(told.get("data", ""))
        return json_answer(answer)

    with http_server(replay) as (address, _paths):
        monkeypatch.setenv("SIJAINTI_OVERPASS", f"{address}/api")
        yield asked


@pytest.fixture
def drawing(page, serve, tmp_path, monkeypatch, overpass):  # noqa: ARG001 - set before the app starts
    """Return the frame of the map to draw on, around Karhula."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    page.goto(serve("whole_app.py"))
    page.get_by_role("link", name="Import").click()
    page.get_by_role("radio", name="OpenStreetMap").click()
    page.get_by_role("radio", name="Outline drawn on a map").click()
    frame = page.frame_locator(MAP)
    frame.locator("#map_div[data-draft^='polygon']").wait_for()
    settle(page)
    # Before a place is chosen the whole country is in view.
    until(page, lambda: zoom(frame), lambda level: level < 7, "The whole country")
    go_to(page, frame, "60.525, 26.935")
    frame.locator(".found-name", has_text="60.525, 26.935").wait_for()
    return frame


def zoom(frame):
    return frame.locator("#map_div").evaluate("() => window.map.getZoom()")


def go_to(page, frame, place):
    before = frame.locator("#map_div").evaluate("() => window.map.getBounds().toBBoxString()")
    field = page.get_by_role("combobox", name="Go to a place")
    field.fill(place)
    field.press("Enter")
    page.wait_for_function(
        "before => [...document.querySelectorAll('iframe')].some((frame) => frame.contentWindow.map"
        " && frame.contentWindow.map.getBounds().toBBoxString() !== before)",
        arg=before,
    )
    settle(page)


def click(page, frame, *places):
    """Click places in degrees, one after the other, as a hand does."""
    frame.locator("#map_div").scroll_into_view_if_needed()
    resting_map(page)
    for lat, lon in places:
        found = frame.locator("#map_div").evaluate(
            "(_, place) => window.map.latLngToContainerPoint(place)", [lat, lon]
        )
        box = frame.locator("#map_div").bounding_box()
        page.mouse.move(box["x"] + found["x"], box["y"] + found["y"], steps=4)
        page.mouse.click(box["x"] + found["x"], box["y"] + found["y"])


def wait(page, frame, mode):
    frame.locator(f"#map_div[data-draft^='{mode}']").wait_for()
    settle(page)


def outlined(page, corners_n):
    """Wait until the page tells of an outline of so many corners, and return its size in km²."""
    told = page.get_by_text(re.compile(rf"^Outline: [\d.,]+\s*km², {corners_n} corners$"))
    return float(re.search(r"[\d.,]+", told.inner_text())[0].replace(",", ""))


def agree_and_save(page, title):
    page.get_by_role("button", name="Read", exact=True).click()
    page.locator("table.figures tr", has_text="Zones (industrial land use)").wait_for()
    # The page is drawn anew after each answer: the next one waits for what the last one brings.
    settle(page)
    fill(page, "Name of the area, as the pages show it", title)
    expected = title.lower().replace(" ", "-")
    page.locator(f"input[value='{expected}']").wait_for()
    settle(page)
    page.locator("label", has_text="The area is kept in EPSG:3067").click()
    page.locator("button:not([disabled])", has_text="Save the area").click()
    page.get_by_text("is saved").wait_for()


def test_an_outline_drawn_by_mouse_becomes_an_area(page, drawing, overpass):
    click(page, drawing, *CORNERS, CORNERS[0])
    wait(page, drawing, "choose")
    size_km2 = outlined(page, 4)
    # 0.03° by 0.03° at 60.5° north: 3.34 km by 1.65 km.
    assert size_km2 == pytest.approx(3.34 * 1.65, rel=0.03)
    agree_and_save(page, "Piirretty paikka")
    drawn = shapely.from_wkt(imports_of("piirretty-paikka")["plots"]["outline"])
    expected = shapely.Polygon([(lon, lat) for lat, lon in CORNERS])
    assert shapely.hausdorff_distance(drawn, expected) < 0.001
    assert "poly:" in overpass[0]
    assert list(read_atlas("piirretty-paikka").frame("plots")["plot_id"]) == ["w1"]


def test_an_outline_that_crosses_itself_is_told_and_a_rectangle_drawn_instead(page, drawing):
    click(page, drawing, *CROSSING, CROSSING[0])
    page.get_by_text("The outline crosses or touches itself").wait_for()
    settle(page)
    expect(page.get_by_role("button", name="Read", exact=True)).to_be_disabled()
    page.get_by_role("radio", name="Rectangle").click()
    wait(page, drawing, "box")
    click(page, drawing, CORNERS[0], CORNERS[2])
    wait(page, drawing, "choose")
    outlined(page, 4)
    agree_and_save(page, "Suorakulmio")
    drawn = shapely.from_wkt(imports_of("suorakulmio")["plots"]["outline"])
    assert drawn.bounds == pytest.approx((26.92, 60.51, 26.95, 60.54), abs=0.001)


def test_corners_are_moved_and_the_outline_is_drawn_anew(page, drawing):
    click(page, drawing, *CORNERS[:3], CORNERS[0])
    wait(page, drawing, "choose")
    before_km2 = outlined(page, 3)
    drawn(page)
    assert findings(page) == []
    page.get_by_role("button", name="Move corners").click()
    wait(page, drawing, "outline")
    drawing.locator("#map_div").scroll_into_view_if_needed()
    resting_map(page)
    # The small corner between the first and the last is dragged to where a square has its fourth.
    at = drawing.locator("#map_div").evaluate(
        "(_, pair) => pair.map((place) => window.map.latLngToContainerPoint(place))",
        [[(CORNERS[0][0] + CORNERS[2][0]) / 2, (CORNERS[0][1] + CORNERS[2][1]) / 2], list(CORNERS[3])],
    )
    box = drawing.locator("#map_div").bounding_box()
    page.mouse.move(box["x"] + at[0]["x"], box["y"] + at[0]["y"], steps=4)
    page.mouse.down()
    page.mouse.move(box["x"] + at[1]["x"], box["y"] + at[1]["y"], steps=8)
    page.mouse.up()
    drawing.get_by_role("button", name="Take this outline").click()
    wait(page, drawing, "choose")
    assert outlined(page, 4) == pytest.approx(2 * before_km2, rel=0.05)
    page.get_by_role("button", name="Draw anew").click()
    wait(page, drawing, "polygon")
    expect(page.get_by_text(re.compile("^Outline: "))).to_have_count(0)
