"""Freight told, compared and read again, and ways drawn on the map, in a real browser."""

import re

from playwright.sync_api import expect

from planner.logistics.freight.demand import parse_freight
from tests.e2e.waits import MAP, resting_map, settle, until
from tools.plot_places import PLACES

HOSTILE = """[[freight]]
commodity = "<img src=x onerror=alert(1)> {{ 7 * 7 }} **b** $x$"
t_yr = 1200
place = "sea_rotterdam"
"""
START = "Start from an example"


def map_frame(page, path):
    frame = page.frame_locator(MAP)
    frame.locator(path).first.wait_for()
    return frame


def click_a_plot(page, frame):
    """Click any plot where it is itself uppermost; a map below the screen is not drawn before it is seen."""
    frame.locator("#map_div").scroll_into_view_if_needed()
    settle(page)
    place = until(page, lambda: frame.locator("#map_div").evaluate(PLACES), bool, "Plots to click")[0]
    frame.locator("#map_div").click(position={"x": place["x"], "y": place["y"]})


def open_logistics(page, app_url, query=""):
    page.goto(f"{app_url}/{query}")
    map_frame(page, "path.leaflet-interactive")
    page.get_by_role("link", name="Logistics").click()
    page.get_by_role("heading", name="What the firm brings in and sends out").wait_for()


def test_from_a_freight_profile_to_chains(page, app_url, tmp_path):
    open_logistics(page, app_url)
    page.get_by_text("Tell above what the firm brings in").wait_for()
    page.get_by_role("button", name=START).click()
    frame = map_frame(page, '[class*="leaflet-plots-"] path')
    frame.locator(".legend", has_text="Cost, EUR a year (example values)").wait_for()
    page.get_by_text("Choose a plot, on the map or in the table").wait_for()

    click_a_plot(page, frame)
    page.get_by_role("heading", name=re.compile("From plot")).wait_for()
    legs = page.locator("table.legs").first
    legs.locator("th", has_text="well to wheel").wait_for()
    legs.locator("tr", has_text="along sea lanes").wait_for()
    page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()

    settle(page)
    page.get_by_text("fastest", exact=True).first.click()
    page.frame_locator(MAP).locator(".legend", has_text="fastest chains").wait_for()

    settle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as TOML").click()
    file = tmp_path / "freight.toml"
    taken.value.save_as(file)
    assert len(parse_freight(file.read_text(encoding="utf-8"))) == 3


def test_freight_stays_when_another_page_was_looked_at(page, app_url):
    open_logistics(page, app_url, "?area=kokkola&plot=7-2")
    page.get_by_role("button", name=START).click()
    page.get_by_role("heading", name="From plot 7-2").wait_for()
    page.get_by_role("link", name="Data").click()
    page.get_by_role("heading", name="Layers").wait_for()
    page.get_by_role("link", name="Logistics").click()
    page.get_by_role("heading", name="From plot 7-2").wait_for()


def test_a_file_is_read_and_its_names_stay_names(page, app_url, tmp_path):
    file = tmp_path / "freight.toml"
    file.write_text(HOSTILE, encoding="utf-8")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_logistics(page, app_url, "?area=kokkola&plot=7-2")
    page.get_by_role("button", name="Read a file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("freight.toml").first.wait_for()
    page.get_by_role("button", name="Put it into the table").click()
    page.get_by_role("heading", name="From plot 7-2").wait_for()
    page.locator("summary", has_text="<img src=x onerror=alert(1)> {{ 7 * 7 }} **b** $x$").wait_for()
    settle(page)
    assert dialogs == []
    expect(page.locator("img[onerror]")).to_have_count(0)


def test_a_file_that_is_none_is_told_and_the_table_stays(page, app_url, tmp_path):
    file = tmp_path / "freight.toml"
    file.write_text("[[freight]]\ncommodity = ", encoding="utf-8")
    open_logistics(page, app_url, "?area=kokkola&plot=7-2")
    page.get_by_role("button", name="Read a file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("freight.toml").first.wait_for()
    page.get_by_role("button", name="Put it into the table").click()
    page.get_by_test_id("stAlert").filter(has_text="not valid TOML").wait_for()


def test_ways_are_drawn_over_the_map_and_it_is_not_drawn_anew(page, app_url):
    page.goto(f"{app_url}/plot?area=kokkola&plot=1-5&vehicle=hct_76t:time&route=junction/junction-8-13")
    frame = map_frame(page, 'path[stroke="#0072b2"][stroke-width="4.5"]')
    settle(page)
    frame.locator("#map_div").evaluate("container => { container.dataset.kept = 'yes'; }")
    page.get_by_text("Siding and pipe: can a line be led here?").click()
    page.get_by_role("button", name="Look for a pipe corridor").click()
    page.get_by_text("A line was found, as far as the data tell.").wait_for()
    frame.locator('path[stroke="#d55e00"][stroke-width="4.5"]').wait_for()
    page.get_by_text("Reachable area").click()
    page.get_by_role("button", name="Show", exact=True).click()
    frame.locator('path[fill="#8e3a80"]').first.wait_for()
    expect(frame.locator("#map_div")).to_have_attribute("data-kept", "yes")
    page.wait_for_url(re.compile("reach=km"))


def test_what_is_reached_from_any_place_is_drawn_by_one_click(page, app_url):
    page.goto(f"{app_url}/?area=karhula")
    frame = map_frame(page, "path.leaflet-interactive")
    resting_map(page)
    surface = frame.locator("#map_div")
    pin = frame.get_by_role("button", name="Reachable area from a place")
    pin.click()
    middle = surface.bounding_box()
    surface.click(position={"x": middle["width"] / 3, "y": middle["height"] / 2})
    frame.locator('path[fill="#8e3a80"]').first.wait_for()
    page.get_by_text(re.compile(r"of roads within 5\.0\skm")).wait_for()
    page.wait_for_url(re.compile("reach_from=60"))
    expect(pin).to_have_attribute("aria-pressed", "false")
    settle(page)
    # The click chose a place, not the plot below it.
    assert "plot=" not in page.url
    page.get_by_role("button", name="Hide").click()
    frame.locator('path[fill="#8e3a80"]').first.wait_for(state="detached")


def test_the_map_stays_in_view_while_what_is_told_of_the_plot_scrolls(page, app_url):
    page.goto(f"{app_url}/plot?area=kokkola&plot=1-5")
    map_frame(page, "path.leaflet-interactive")
    settle(page)
    page.get_by_role("heading", name="Why this score").scroll_into_view_if_needed()
    until(
        page,
        lambda: page.locator(".st-key-plot_view iframe").bounding_box(),
        lambda box: 0 <= box["y"] < 200,
        "The map in view",
    )
