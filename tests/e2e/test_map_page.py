"""The Map page in a real browser: find, filter, measure, outside tiles, a large area, copied links."""

import re

import geopandas as gpd
import pytest
from playwright.sync_api import expect

from benchmarks.large_area import NAME, write
from layers.io import read_atlas
from tests.e2e.conftest import WAIT_MS, Witness
from tests.e2e.test_main_job import click_plot
from tests.e2e.waits import MAP, choose, resting_map, settle, until, view

FADED = "path[fill='#9aa5ab']"
BOX = "Plot, company or street"
# The place of a map to about a kilometre.
PLACE = "() => [map.getZoom(), ...Object.values(map.getCenter())].map((one) => one.toFixed(2)).join()"


def painted(page):
    """Return the map's frame when the plots have their colours."""
    frame = page.frame_locator(MAP)
    frame.locator("#map_div[data-painted]").wait_for()
    return frame


def choose_in(page, label, words):
    choose(page, page.get_by_role("combobox", name=label), words)


def test_one_box_finds_a_company_a_street_and_a_plot(page, app_url):
    page.goto(app_url)
    frame = painted(page)
    choose_in(page, BOX, "Umicore")
    frame.locator(".found-name", has_text="Umicore Finland Oy").wait_for()
    page.wait_for_url(re.compile("find=company"))
    choose_in(page, BOX, "Satamatie (seu")
    frame.locator(".leaflet-overlay-pane path[stroke='#cc79a7']").first.wait_for()
    expect(frame.locator(".found-name")).to_have_count(0)
    choose_in(page, BOX, "13-5")
    page.get_by_role("heading", name="Plot 13-5").wait_for()
    page.wait_for_url(lambda url: "find=" not in url and "plot=13-5" in url)


def test_a_filter_fades_what_it_leaves_out_and_the_list_has_only_the_rest(page, app_url):
    plots = read_atlas("kokkola").frame("plots")
    passing = plots[(plots["status"] == "free") & (plots.geometry.area >= 50_000)]
    page.goto(f"{app_url}/?area=kokkola&status=free&size=5:")
    frame = painted(page)
    page.get_by_text(f"{len(passing)} of 92 plots").wait_for()
    faded = frame.locator(f".leaflet-plots-all-pane {FADED}")
    expect(faded).to_have_count(len(plots) - len(passing))

    left_out = plots.loc[plots["status"] == "built", "plot_id"].iloc[0]
    settle(page)
    page.get_by_role("combobox", name=BOX).fill(left_out)
    page.get_by_text("No results").wait_for()
    page.keyboard.press("Escape")

    kept = frame.locator("#map_div")
    kept.evaluate("container => { container.dataset.kept = 'yes'; }")
    page.get_by_role("button", name="Clear filter").click()
    page.get_by_text("92 of 92 plots").wait_for()
    faded.first.wait_for(state="detached")
    expect(kept).to_have_attribute("data-kept", "yes")
    page.wait_for_url(lambda url: "status=" not in url and "size=" not in url)


def test_another_colouring_leaves_the_map_standing(page, app_url):
    page.goto(app_url)
    frame = painted(page)
    settle(page)
    frame.locator("#map_div").evaluate("container => { container.dataset.kept = 'yes'; }")
    choose_in(page, "Colour plots by", "Remaining floor")
    frame.locator("summary", has_text="Remaining floor area").wait_for()
    expect(frame.locator("#map_div")).to_have_attribute("data-kept", "yes")


def test_a_copied_link_opens_the_same_view_in_another_browser(page, browser, app_url):
    page.goto(f"{app_url}/?area=kokkola")
    painted(page)
    choose_in(page, BOX, "Umicore")
    choose_in(page, "Colour plots by", "Remaining floor")
    settle(page)
    page.get_by_role("button", name="Filter", exact=True).click()
    choose_in(page, "Status", "free")
    page.keyboard.press("Escape")
    page.get_by_text("22 of 92 plots").wait_for()
    settle(page)
    page.get_by_role("radio", name="suomi").or_(page.get_by_role("button", name="suomi")).first.click()
    page.wait_for_url(lambda url: all(part in url for part in ("lang=fi", "status=free", "find=", "figure=")))

    other = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    other.set_default_timeout(WAIT_MS)
    other.goto(page.url)
    frame = painted(other)
    frame.locator(".found-name", has_text="Umicore").wait_for()
    frame.locator("summary", has_text="k-m²").wait_for()
    other.locator(".st-key-map_filter", has_text=re.compile("22.*92")).wait_for()
    expect(frame.locator(f".leaflet-plots-all-pane {FADED}")).to_have_count(70)
    other.context.close()


def test_lengths_are_measured_by_pointer_and_by_keyboard(page, app_url):
    page.goto(app_url)
    frame = painted(page)
    inner = resting_map(page)
    surface = frame.locator("#map_div")
    frame.get_by_role("button", name="Measure length and area").click()
    surface.click(position={"x": 300, "y": 400})
    surface.click(position={"x": 400, "y": 400})
    reading = frame.get_by_role("status")
    reading.filter(has_text=re.compile(r"Length [\d,]+ m$")).wait_for()
    # A click while measuring selects no plot.
    settle(page)
    expect(page.get_by_role("heading", name=re.compile("^Plot "))).to_have_count(0)
    before = view(inner)
    surface.focus()
    page.keyboard.press("ArrowDown")
    until(page, lambda: view(inner), lambda now: now and now != before, "The map moves down")
    page.keyboard.press("Enter")
    reading.filter(has_text=re.compile(r"Area [\d,.]+ (ha|m²)")).wait_for()
    page.keyboard.press("Backspace")
    reading.filter(has_text=re.compile(r"Length [\d,]+ m$")).wait_for()
    page.keyboard.press("Escape")
    reading.wait_for(state="detached")
    expect(frame.locator(".map-coordinates")).to_have_text(
        re.compile(r"N 7,0\d\d,\d{3}\s+E 30\d,\d{3} · EPSG:3067")
    )


def test_the_map_is_spread_and_shown_whole_again(page, app_url):
    page.goto(app_url)
    frame = painted(page)
    settle(page)
    frame.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.evaluate("() => document.exitFullscreen()")
    page.wait_for_function("() => document.fullscreenElement === null")
    inner = resting_map(page)
    inner.wait_for_function("() => !document.fullscreenElement")
    frame.get_by_role("button", name="Show the whole area").click()
    resting_map(page)
    whole = inner.evaluate(PLACE)
    inner.evaluate("() => { map.setView([63.86, 23.06], 17, { animate: false }); }")
    assert inner.evaluate(PLACE) != whole
    frame.get_by_role("button", name="Show the whole area").click()
    until(page, lambda: inner.evaluate(PLACE), lambda now: now == whole, "The whole area")


@pytest.fixture
def watched(browser):
    """Return a page with a witness that the test itself questions."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, seen = context.new_page(), Witness()
    page.set_default_timeout(WAIT_MS)
    seen.watch(page)
    yield page, seen
    context.close()


def test_outside_tiles_are_asked_for_only_when_switched_on_and_may_fail(watched, app_url):
    page, seen = watched
    page.goto(app_url)
    frame = painted(page)
    page.get_by_role("heading", name="Best by score").wait_for()
    settle(page)
    assert seen.complaints() == {}

    page.get_by_role("button", name="Background map").click()
    page.get_by_text("OpenStreetMap", exact=True).click()
    page.keyboard.press("Escape")
    frame.get_by_role("status").filter(has_text="The tiles of OpenStreetMap do not come").wait_for()
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("ODbL")
    assert seen.outside_requests
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in seen.outside_requests)
    assert seen.page_errors == []
    assert all("net::ERR" in text for text in seen.console_errors)
    # Without tiles our own land stays, and the map works.
    expect(frame.locator(".leaflet-land-pane")).to_have_css("display", "block")
    click_plot(page, frame, "7-2")
    page.wait_for_url(re.compile("basemap=osm"))


def test_a_key_for_tiles_never_stands_in_the_address(watched, app_url):
    page, seen = watched
    page.goto(f"{app_url}/?area=kokkola&basemap=nls_background")
    painted(page)
    settle(page)
    assert seen.outside_requests == []
    page.get_by_role("button", name="Background map").click()
    page.get_by_label("Your API key").fill("s3cret")
    page.keyboard.press("Enter")
    painted(page).get_by_role("status").filter(has_text="National Land Survey").wait_for()
    settle(page)
    assert any("api-key=s3cret" in url for url in seen.outside_requests)
    assert "s3cret" not in page.url
    assert not any("s3cret" in url for url in seen.inside_requests)


def test_a_large_area_is_drawn_searched_filtered_and_clicked(page, serve, tmp_path, monkeypatch):
    write(tmp_path / "home_of_areas", 4_000)
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home_of_areas"))
    address = serve("whole_app.py")
    page.goto(f"{address}/?area={NAME}&status=free")
    frame = painted(page)
    page.get_by_text("of 4,000 plots").wait_for()
    expect(frame.locator(".leaflet-plots-all-pane canvas")).to_have_count(1)
    settle(page)
    # The browser gets no list of thousands: words find the plot on the server, and the map goes there.
    page.get_by_label(BOX).fill("Tontti 1990")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("Nothing in|Tontti 1990")).first.wait_for()
    settle(page)
    page.get_by_role("button", name="Clear filter").click()
    page.get_by_text("4,000 of 4,000 plots").wait_for()
    settle(page)
    page.get_by_role("button", name=re.compile("Tontti 1990")).click()
    page.get_by_role("heading", name=re.compile("^Plot .*-1990$")).wait_for()
    page.wait_for_url(re.compile("plot=.*-1990"))

    inner = resting_map(page)
    inner.wait_for_function("() => map.getZoom() > 15")
    inner = resting_map(page)
    place, plot_id = inner.evaluate(
        """() => {
            const plots = map.sijainti.plots.group;
            for (let x = 200; x < 600; x += 10) {
              const row = plots.hit(map.containerPointToLatLng([x, 300]));
              const name = row === null ? "-1990" : plots.key("plot_id", row);
              if (!name.endsWith("-1990")) return [[x, 300], name];
            }
            return null;
        }"""
    )
    surface = frame.locator("#map_div")
    surface.hover(position={"x": place[0], "y": place[1]})
    frame.locator(".leaflet-tooltip", has_text=plot_id).wait_for()
    surface.click(position={"x": place[0], "y": place[1]})
    page.get_by_role("heading", name=f"Plot {plot_id}").wait_for()
    choose_in(page, "Colour plots by", "Remaining floor")
    frame.locator("summary", has_text="Remaining floor area").wait_for()


HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% if %}</script>",
    "\u202e\u05de\u05d2\u05e8\u05e9 \u0642\u0637\u0639\u0629 gnidliub\u202c",
    "Teollisuuskorttelin pitkä nimi " * 10,
)


def hostile_town(folder, plots_n):
    """Write a town whose plots, streets and codes are called what no plot is called."""
    area = write(folder, plots_n)
    for layer, column in (("plots", "name"), ("plots", "zoning_code"), ("roads", "name")):
        frame = gpd.read_parquet(area / f"{layer}.parquet")
        frame[column] = [HOSTILE_NAMES[row % len(HOSTILE_NAMES)] for row in range(len(frame))]
        frame.to_parquet(area / f"{layer}.parquet")


# Up to four places in the frame of the map, well inside a plot each.
PLACES_IN_VIEW = """() => {
  if (!map.sijainti.plots.layer.packed)
    return [...document.querySelectorAll('.leaflet-plots-all-pane path')]
      .map((path) => path.getBoundingClientRect())
      .map((box) => [box.x + box.width / 2, box.y + box.height / 2])
      .filter(([x, y]) => x > 60 && x < 560 && y > 230 && y < 700).slice(0, 4);
  const hit = (x, y) => map.sijainti.plots.group.hit(map.containerPointToLatLng([x, y]));
  const places = new Map();
  for (let y = 240; y < 640; y += 10)
    for (let x = 100; x < 540; x += 10) {
      const row = hit(x, y);
      const around = [[8, 0], [-8, 0], [0, 8], [0, -8]].map(([dx, dy]) => hit(x + dx, y + dy));
      if (row !== null && !places.has(row) && around.every((other) => other === row)) places.set(row, [x, y]);
    }
  return [...places.values()].slice(0, 4);
}"""
BUBBLE = """() => {
  const shown = [...document.querySelectorAll('.leaflet-tooltip')].at(-1);
  if (!shown || !shown.innerText) return null;
  const box = shown.getBoundingClientRect();
  return { text: shown.innerText, width: box.width, height: box.height };
}"""


def bubble_at(frame, inner, x, y):
    """Point at a place, and return text and size of the bubble there; it goes when the map is drawn anew."""
    for shift in (1, 0):
        frame.locator("#map_div").hover(position={"x": x + shift, "y": y})
    return inner.evaluate(BUBBLE)


@pytest.mark.parametrize("plots_n", [40, 2_500])
def test_hostile_names_are_harmless_and_legible_on_either_kind_of_map(
    page, serve, tmp_path, monkeypatch, plots_n
):
    hostile_town(tmp_path / "areas_home", plots_n)
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "areas_home"))
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{serve('whole_app.py')}/?area={NAME}")
    frame = painted(page)
    inner = resting_map(page)
    inner.evaluate("() => { map.setZoom(17, { animate: false }); }")
    inner = resting_map(page)
    places = until(page, lambda: inner.evaluate(PLACES_IN_VIEW), bool, "Plots in view")
    told = ""
    for x, y in places:
        bubble = until(page, lambda x=x, y=y: bubble_at(frame, inner, x, y), bool, "A bubble")
        told += bubble["text"]
        assert bubble["width"] < 360
        assert bubble["height"] < 420
    assert "Plot " in told
    assert "\u202e" not in told
    for name in HOSTILE_NAMES[:2]:
        page.get_by_label(BOX).fill(name[:12])
        page.keyboard.press("Enter" if plots_n > 1_500 else "Escape")
        settle(page)
    assert dialogs == []
    for document in (page, inner):
        expect(document.locator("img[onerror]")).to_have_count(0)
        expect(document.get_by_text("49{% if", exact=False)).to_have_count(0)
