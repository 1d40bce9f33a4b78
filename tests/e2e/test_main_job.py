"""The main job in a real browser: click plots on the map, read their figures, compare three.

The fixture `witness` fails a test whose page asked for anything beyond this machine, or complained.
"""

import csv
import json
import re
import shutil

from playwright.sync_api import expect

from layers.io import read_atlas
from tests.e2e.waits import MAP, resting_map, settle, until
from tools.plot_places import PLACES

HOSTILE = "<img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7 * 7 }}{% if %}</script>"


def map_frame(page):
    frame = page.frame_locator(MAP)
    frame.locator("path.leaflet-interactive").first.wait_for()
    return frame


def plot_place(page, frame, plot_id):
    """Return where a plot is itself uppermost, in pixels of the map, once it is drawn and rests."""
    # The map of the page before, such as the preview of an import, has no plots.
    frame.locator('[class*="leaflet-plots-"] path').first.wait_for()
    inner = resting_map(page)
    place = until(
        page,
        lambda: next((one for one in inner.evaluate(PLACES) if one["plot"] == plot_id), None),
        bool,
        f"The plot {plot_id} on the map",
    )
    return {"x": place["x"], "y": place["y"]}


def click_plot(page, frame, plot_id):
    """Click a plot on the map and wait for its figures."""
    frame.locator("#map_div").click(position=plot_place(page, frame, plot_id))
    page.get_by_role("heading", name=re.compile(rf"(Plot|Zone|Tontti) {re.escape(plot_id)}")).wait_for()


def test_from_the_map_to_a_table_of_three_plots(page, app_url, witness, tmp_path):
    page.goto(app_url)
    frame = map_frame(page)
    chosen = ["7-2", "1-5", "13-5"]
    plots = read_atlas("kokkola").frame("plots").set_index("plot_id")
    for plot_id in chosen:
        click_plot(page, frame, plot_id)
        area_text = f"{plots.geometry[plot_id].area:,.0f}"
        page.locator("table.amounts tr", has_text="Plot area").filter(has_text=area_text).wait_for()
        page.locator("table.amounts tr", has_text="Remaining floor area").wait_for()
        page.get_by_role("button", name="Add to comparison").click()
        page.get_by_role("button", name="Remove from comparison").wait_for()
    # The address follows when the page is whole.
    page.wait_for_url(re.compile(rf"plot={chosen[-1]}&.*compare={chosen[-1]}"))

    page.get_by_role("link", name="Compare").click()
    page.get_by_role("heading", name="Compare plots").wait_for()
    heads = page.locator("table.figures thead th")
    for column, plot_id in enumerate(chosen, start=2):
        expect(heads.nth(column)).to_have_text(re.compile(rf"^{plot_id}\b"), use_inner_text=True)
    page.locator("table.figures strong", has_text="★").first.wait_for()

    settle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as CSV").click()
    file = tmp_path / "comparison.csv"
    taken.value.save_as(file)
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    assert rows[0][2:] == chosen
    areas_m2 = next(row for row in rows if row[0] == "Plot area")
    assert [round(float(value)) for value in areas_m2[2:]] == [
        round(plots.geometry[name].area) for name in chosen
    ]
    assert witness.inside_requests


def test_switches_hide_layers_and_a_selection_does_not_redraw_the_map(page, app_url):
    page.goto(app_url)
    frame = map_frame(page)
    settle(page)
    frame.locator("#map_div").evaluate("container => { container.dataset.kept = 'yes'; }")
    click_plot(page, frame, "7-2")
    expect(frame.locator("#map_div")).to_have_attribute("data-kept", "yes")

    plots = frame.locator(".leaflet-plots-all-pane path")
    before = plots.count()
    free = int((read_atlas("kokkola").frame("plots")["status"] == "free").sum())
    frame.get_by_label(re.compile("^F?free")).uncheck()
    expect(plots).to_have_count(before - free)


def test_a_copied_link_opens_the_same_view(page, app_url):
    page.goto(f"{app_url}/?area=karhula&plot=w461415540")
    page.get_by_role("heading", name="Zone w461415540 – zone, not plot").wait_for()
    map_frame(page).locator(
        ".leaflet-attribution, .leaflet-control-attribution", has_text="OpenStreetMap"
    ).wait_for()


def test_parks_are_clicked_on_their_map(page, app_url):
    page.goto(app_url)
    page.get_by_role("link", name="Parks").click()
    page.get_by_text("Click a park on the map").wait_for()
    frame = page.frame_locator(MAP)
    frame.locator(".leaflet-parks-pane path").nth(2).wait_for()
    resting_map(page)
    frame.locator(".leaflet-parks-pane path").nth(2).click(force=True)
    page.locator("table.facts", has_text="Starting situation").wait_for()


def hostile_data(root, folder):
    """Copy the data with one area whose names try to be more than names."""
    shutil.copytree(root / "data", folder, ignore=shutil.ignore_patterns("kokkola"))
    area = folder / "areas" / "karhula"
    plots = json.loads((area / "plots.geojson").read_text(encoding="utf-8"))
    for feature in plots["features"]:
        feature["properties"] |= {
            "name": TEMPLATE,
            "zoning_code": HOSTILE,
            "note": HOSTILE,
            "plan_name": HOSTILE,
        }
        if feature["properties"]["plot_id"] == "w461415540":
            feature["properties"]["plot_id"] = HOSTILE
    (area / "plots.geojson").write_text(json.dumps(plots), encoding="utf-8")
    settings = (area / "area.toml").read_text(encoding="utf-8")
    titled = settings.replace('title = "Otsola/Karhula, Kotka"', f'title = "{HOSTILE}"')
    (area / "area.toml").write_text(titled, encoding="utf-8")


def test_names_stay_names(page, serve, root, tmp_path, monkeypatch):
    hostile_data(root, tmp_path / "data")
    monkeypatch.setenv("SIJAINTI_DATA", str(tmp_path / "data"))
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(serve("whole_app.py"))
    frame = map_frame(page)

    # Once the plot is chosen, what stands in its way lies above it and has bubbles of its own.
    frame.locator("#map_div").hover(position=plot_place(page, frame, HOSTILE))
    frame.locator(".tip", has_text=HOSTILE).filter(has_text=TEMPLATE).first.wait_for()
    click_plot(page, frame, HOSTILE)
    page.get_by_test_id("stHtml").filter(has_text=TEMPLATE).first.wait_for()
    page.get_by_role("link", name="All about this plot").click()
    page.locator("table.facts", has_text=TEMPLATE).wait_for()
    page.get_by_role("link", name="Map", exact=True).click()
    map_frame(page)
    settle(page)
    page.get_by_role("button", name="Add to comparison").click()
    page.get_by_role("button", name="Remove from comparison").wait_for()
    click_plot(page, frame, "w369849821")
    page.get_by_role("button", name="Add to comparison").click()
    page.get_by_role("button", name="Remove from comparison").wait_for()
    page.get_by_role("link", name="Compare").click()
    page.locator("table.figures th", has_text=HOSTILE).wait_for()
    page.get_by_role("link", name="Data").click()
    page.get_by_role("heading", name="Layers").wait_for()

    settle(page)
    assert dialogs == []
    expect(page.locator("img[onerror]")).to_have_count(0)
