"""Plots drawn by mouse in a real browser: drawn, split, merged, given another outline, saved, opened."""

import re

import pytest
from playwright.sync_api import expect

from layers.crs import lat_lon, working_crs
from layers.io import list_areas, read_atlas
from tests.e2e.conftest import WAIT_MS
from tests.e2e.waits import MAP, choose, resting_map, settle, until

ZONE = "w461415540"
WORKING = working_crs(3067)


@pytest.fixture
def draw(page, serve, tmp_path, monkeypatch):
    """Return the frame of the map of Karhula on the Draw page of an app that saves into a home of its own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "workspace"))
    page.goto(f"{serve('whole_app.py')}/?area=karhula")
    page.get_by_role("link", name="Draw").click()
    frame = page.frame_locator(MAP)
    frame.locator("#map_div[data-draft^='choose']").wait_for()
    return frame


def take(page, frame, tool, waits):
    settle(page)
    before = frame.locator("#map_div").get_attribute("data-draft")
    page.get_by_role("radio", name=tool).click()
    frame.locator(f"#map_div[data-draft^='{waits}']:not([data-draft='{before}'])").wait_for()


def at(frame, x_m, y_m):
    """Return where a place lies on the map, in pixels from the map's corner."""
    place = lat_lon(x_m, y_m, WORKING)
    found = frame.locator("#map_div").evaluate(
        "(_, [lat, lon]) => window.map.latLngToContainerPoint([lat, lon])", [place.lat, place.lon]
    )
    return found["x"], found["y"]


def click(page, frame, *places):
    """Click places in metres, one after the other, as a hand does."""
    resting_map(page)
    box = frame.locator("#map_div").bounding_box()
    for x_m, y_m in places:
        x, y = at(frame, x_m, y_m)
        page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
        page.mouse.click(box["x"] + x, box["y"] + y)


def wait_for_area(page, expected_m2, slip_m2):
    """Wait until the figures are those of a plot of this size, as far as a hand can draw it."""
    told = page.locator("table.amounts tr", has_text="Plot area").first.locator("td").nth(1)
    return until(
        page,
        lambda: float(told.inner_text().replace(",", "")),
        lambda found_m2: abs(found_m2 - expected_m2) <= slip_m2,
        f"A plot of {expected_m2} m²",
    )


def metre_px(frame):
    return frame.locator("#map_div").evaluate("() => window.sijainti.metresPerPixel(window.map)")


def draw_square(page, frame, x_m, y_m, side_m=150):
    take(page, frame, "New plot", "polygon")
    corners = [(x_m, y_m), (x_m + side_m, y_m), (x_m + side_m, y_m + side_m), (x_m, y_m + side_m)]
    click(page, frame, *corners, corners[0])
    page.get_by_role("heading", name="Plot new-1").wait_for()
    frame.locator("#map_div[data-draft^='choose']").wait_for()
    return corners


def zone_bounds():
    return read_atlas("karhula").frame("plots").set_index("plot_id").geometry[ZONE].bounds


def wait_for_count(page, frame, plots_n):
    """Wait until the classes in the legend of the plots hold so many plots together."""
    texts = frame.locator(".legend-group").first.locator(".legend-text")
    until(
        page,
        lambda: [int(re.search(r"\((\d+)\)$", text)[1]) for text in texts.all_inner_texts()],
        lambda counts: sum(counts) == plots_n,
        f"A legend of {plots_n} plots",
    )


def test_the_legend_counts_the_plots_of_the_draft(page, draw):
    known_n = len(read_atlas("karhula").frame("plots"))
    wait_for_count(page, draw, known_n)
    corners = draw_square(page, draw, 497_200, 6_709_780)
    wait_for_count(page, draw, known_n + 1)
    (west, south), (_east, north) = corners[0], corners[2]
    take(page, draw, "Split", "line")
    click(page, draw, (west + 50, south - 30), (west + 50, north + 30))
    draw.get_by_role("button", name="Finish").click()
    wait_for_count(page, draw, known_n + 2)
    for plots_n in (known_n + 1, known_n):
        settle(page)
        page.get_by_role("button", name="Undo", exact=True).click()
        wait_for_count(page, draw, plots_n)


def test_a_drawn_plot_is_split_merged_and_saved_as_an_area(page, draw, witness):
    corners = draw_square(page, draw, 497_200, 6_709_780)
    slip_m = 4 * metre_px(draw)
    wait_for_area(page, 150 * 150, 2 * 150 * slip_m)
    page.get_by_text("drawn, not surveyed").wait_for()

    (west, south), (_east, north) = corners[0], corners[2]
    take(page, draw, "Split", "line")
    click(page, draw, (west + 50, south - 30), (west + 50, north + 30))
    draw.get_by_role("button", name="Finish").click()
    page.get_by_role("heading", name="Plot new-1a").wait_for()
    wait_for_area(page, 50 * 150, 2 * 150 * slip_m)

    take(page, draw, "Merge", "choose")
    click(page, draw, (west + 100, south + 75))
    page.get_by_role("button", name="Merge 2 plots").wait_for()
    settle(page)
    page.get_by_role("button", name="Merge 2 plots").click()
    page.get_by_role("heading", name="Plot new-1a+new-1b").wait_for()
    wait_for_area(page, 150 * 150, 2 * 150 * slip_m)
    settle(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_role("heading", name="Plot new-1a", exact=True).wait_for()

    settle(page)
    page.locator("summary", has_text="Save or download").click()
    title = page.get_by_label("Title of the area")
    title.fill("Karhula, two candidates")
    title.press("Tab")
    settle(page)
    page.get_by_role("button", name="Save as an area").click()
    page.get_by_text("Saved as an area of its own, which is open now").wait_for()
    assert "karhula-draft" in {info.name for info in list_areas()}
    assert {"new-1a", "new-1b"} <= set(read_atlas("karhula-draft").frame("plots")["plot_id"])
    page.get_by_role("link", name="See it on the map").click()
    page.wait_for_url(re.compile("area=karhula-draft"))
    map_frame = page.frame_locator(MAP)
    map_frame.locator("#map_div[data-painted]").wait_for()
    choose(page, page.get_by_role("combobox", name="Plot, company or street"), "new-1b")
    page.get_by_role("heading", name="new-1b").wait_for()
    assert witness.inside_requests


def test_an_outline_is_changed_by_dragging_a_corner_and_undone(page, draw):
    draw_square(page, draw, 497_200, 6_709_780)
    before_m2 = wait_for_area(page, 150 * 150, 2 * 150 * 4 * metre_px(draw))
    take(page, draw, "Change outline", "outline")
    resting_map(page)
    box = draw.locator("#map_div").bounding_box()
    start, end = at(draw, 497_350, 6_709_930), at(draw, 497_410, 6_709_990)
    page.mouse.move(box["x"] + start[0], box["y"] + start[1], steps=4)
    page.mouse.down()
    page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=8)
    page.mouse.up()
    draw.get_by_role("button", name="Take this outline").click()
    page.get_by_text(re.compile("m² before")).wait_for()
    draw.locator("#map_div[data-draft^='choose']").wait_for()
    # Two triangles of 150 m × 60 m come to it.
    wait_for_area(page, before_m2 + 150 * 60, 400 * 4 * metre_px(draw))
    settle(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_text(re.compile("m² before")).wait_for(state="detached")
    wait_for_area(page, before_m2, 0)


def test_a_zone_of_the_area_is_chosen_on_the_map_and_split(page, draw):
    west, south, east, north = zone_bounds()
    inside = read_atlas("karhula").frame("plots").set_index("plot_id").geometry[ZONE].point_on_surface()
    take(page, draw, "Split", "choose")
    click(page, draw, (inside.x, inside.y))
    draw.locator("#map_div[data-draft^='line']").wait_for()
    middle = (west + east) / 2
    click(page, draw, (middle, south - 20), (middle, north + 20))
    draw.get_by_role("button", name="Finish").click()
    page.get_by_role("heading", name=f"Plot {ZONE}a").wait_for()
    draw.locator("#map_div[data-draft^='choose']").wait_for()
    draw.locator(".leaflet-draft-pane path").nth(1).wait_for(state="attached")


def test_a_plot_is_drawn_without_a_mouse(page, draw):
    take(page, draw, "New plot", "polygon")
    page.locator("summary", has_text="By coordinates instead").press("Enter")
    field = page.get_by_role("textbox", name="Corners line by line, WKT or GeoJSON")
    field.fill("60.530 26.940\n60.530 26.942\n60.531 26.942\n60.531 26.940")
    page.get_by_role("button", name="Take these coordinates").press("Enter")
    page.get_by_role("heading", name="Plot new-1").wait_for()
    wait_for_area(page, 110.0 * 111.4, 100)


def test_a_draft_is_seen_by_nobody_else(page, draw, browser):
    draw_square(page, draw, 497_200, 6_709_780)
    other = browser.new_context().new_page()
    other.set_default_timeout(WAIT_MS)
    other.goto(page.url)
    frame = other.frame_locator(MAP)
    frame.locator("#map_div[data-draft^='choose']").wait_for()
    settle(other)
    expect(frame.locator(".leaflet-draft-pane path")).to_have_count(0)
    expect(other.get_by_role("button", name="Undo", exact=True)).to_have_count(0)
    other.context.close()
