"""Capacity in a real browser: a slider changes map and figures, halls are placed, a what-if is kept.

The fixture `witness` fails a test whose page asked for anything beyond this machine, or complained.
"""

import re

from playwright.sync_api import expect

from layers.io import read_scenario_text
from planner.scenario.edit import changed, scenario_text
from planner.scenario.scenario import parse_scenario
from tests.e2e.test_main_job import map_frame
from tests.e2e.waits import settle, until

OVERLAY = ".leaflet-overlay-pane path"


def open_capacity(page, app_url):
    """Open the page by its link: at a deep address Streamlit asks below it first, and is refused."""
    page.goto(f"{app_url}/?area=kokkola")
    page.get_by_role("link", name="Capacity").click()
    overlay_shapes(page).first.wait_for()
    settle(page)


def overlay_shapes(page):
    return page.frame_locator(".st-key-what_if_view iframe").locator(OVERLAY)


def slide(page, name, presses):
    handle = page.get_by_role("slider", name=re.compile(name))
    handle.focus()
    for _press in range(presses):
        handle.press("ArrowRight")


def shapes_and_figures(page):
    """Return what the map and the table show: the shapes' paths and the cells."""
    drawn = overlay_shapes(page).evaluate_all("paths => paths.map((path) => path.getAttribute('d')).join()")
    return drawn, page.locator("table.totals").inner_text()


def test_a_slider_redraws_map_and_figures(page, app_url):
    open_capacity(page, app_url)
    before = shapes_and_figures(page)
    slide(page, "Setback from plot boundary", 1)
    until(
        page,
        lambda: shapes_and_figures(page),
        lambda now: all(one and one != former for one, former in zip(now, before, strict=True)),
        "Map and figures follow the slider",
    )
    page.get_by_text("15 of 92 plots").wait_for()


def saved_setback_m(page, folder):
    """Return the setback in the file that the page gives, None while it gives none."""
    settle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Save as TOML").click()
    if taken.value.failure():
        return None
    file = folder / "what_if.toml"
    taken.value.save_as(file)
    made = parse_scenario(file.read_text(encoding="utf-8"))
    return next(rule.distance_m for rule in made.rules if rule.rule_id == "plot_setback")


def test_a_what_if_is_kept_saved_and_used_on_the_map(page, app_url, tmp_path):
    open_capacity(page, app_url)
    slide(page, "Setback from plot boundary", 4)
    page.get_by_text("15 of 92 plots").wait_for()
    # While the slider's last step is on its way, the button still gives the file of the step before, or none.
    until(
        page, lambda: saved_setback_m(page, tmp_path), lambda found_m: found_m == 6.0, "The file of a what-if"
    )

    page.get_by_role("button", name="Use on all pages").click()
    page.wait_for_url(re.compile("scenario=what-if"))
    page.get_by_role("link", name="Map").click()
    map_frame(page)
    page.get_by_role("combobox", name=re.compile("Rules")).wait_for()
    page.wait_for_url(re.compile("scenario=what-if"))


def test_a_scenario_is_loaded_and_a_faulty_one_is_refused_in_a_sentence(page, app_url, tmp_path):
    open_capacity(page, app_url)
    faulty = tmp_path / "faulty.toml"
    faulty.write_text('name = "x"\ntitle = { fi = "X" }', encoding="utf-8")
    upload = page.locator("input[type=file]")
    upload.set_input_files(faulty)
    page.get_by_text("The scenario has faults").wait_for()
    settle(page)

    default = parse_scenario(read_scenario_text())
    wide = tmp_path / "wide.toml"
    hostile = "</script>{{ 7 * 7 }}<img src=x onerror=alert(1)>"
    text = scenario_text(changed(default, name="Wide rail", distances_m={"rail": 80.0}))
    wide.write_text(text.replace("Railway protective zone", hostile), encoding="utf-8")
    upload.set_input_files(wide)
    page.wait_for_url(re.compile("scenario=Wide"))
    settle(page)
    expect(page.locator("img[onerror]")).to_have_count(0)
    page.goto(f"{app_url}/?area=kokkola&plot=1-4&scenario={page.url.split('scenario=')[1].split('&')[0]}")
    frame = map_frame(page)
    frame.locator(OVERLAY).first.wait_for()
    settle(page)
    expect(frame.locator("img[onerror]")).to_have_count(0)


def test_a_hall_is_placed_on_the_map_and_the_map_is_not_drawn_anew(page, app_url):
    page.goto(f"{app_url}/plot?area=kokkola&plot=7-2")
    frame = map_frame(page)
    frame.locator(OVERLAY).first.wait_for()
    settle(page)
    frame.locator("#map_div").evaluate("container => { container.dataset.kept = 'yes'; }")
    before = frame.locator(OVERLAY).count()
    page.get_by_text("Does a hall fit?").click()
    page.get_by_role("button", name="Look for a place").click()
    page.get_by_text("Yes: 1 hall of").wait_for()
    frame.locator(f"{OVERLAY} >> nth={before}").wait_for()
    expect(frame.locator("#map_div")).to_have_attribute("data-kept", "yes")
    page.wait_for_url(re.compile("hall=60x30x1"))


def test_plots_are_coloured_by_a_figure_and_the_address_keeps_it(page, app_url):
    page.goto(f"{app_url}/?area=kokkola&figure=remaining&plot=7-2")
    frame = map_frame(page)
    frame.get_by_text("Remaining floor area, k-m²").wait_for()
    frame.get_by_text("not known (0)").wait_for()
    frame.locator('[class*="leaflet-plots"] path').first.wait_for()
    # The leg from the street to the plot may be a dot, which counts as hidden.
    frame.locator(f"{OVERLAY}:visible").first.wait_for()
    page.wait_for_url(re.compile("figure=remaining"))
