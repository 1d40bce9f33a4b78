"""A newcomer's Monday: a zipped Shapefile and a workbook in, a PDF out, by the pages alone."""

import importlib.util
import os
import re
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

from layers.io import read_atlas
from layers.io.areas.save import imports_of
from tests.e2e.test_main_job import click_plot, map_frame
from tests.e2e.waits import MAP, resting_map, settle
from tests.layers.io.import_samples import squares, write


@pytest.fixture
def importing(page, serve, tmp_path, monkeypatch):
    """Return the Import page of an app that saves into a home of its own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    page.goto(serve("whole_app.py"))
    page.get_by_role("link", name="Import").click()
    page.get_by_role("heading", name="Import").wait_for()
    return page


def upload(page, field, path):
    page.locator(f"[class*='st-key-import-{field}'] input[type=file]").first.set_input_files(path)


def fill(page, label, text):
    settle(page)
    page.get_by_label(label).fill(text)
    page.keyboard.press("Tab")
    settle(page)


def check_and_confirm(page):
    settle(page)
    page.locator("label", has_text=re.compile("^The coordinates are in")).click()
    settle(page)
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text(re.compile("rows? can be used")).wait_for()


def save(page, title):
    fill(page, "Name of the area, as the pages show it", title)
    button = page.get_by_role("button", name="Save the area")
    page.locator("button:not([disabled])", has_text="Save the area").wait_for()
    button.click()
    page.get_by_text("is saved").wait_for()


def monday(folder):
    """Write what a town's own systems hand out: plots as a Shapefile, their figures as a workbook."""
    plots = squares(3877)[["tonttitunn", "kaavamerk", "tila", "kortteli", "geometry"]]
    book = openpyxl.Workbook()
    book.active.append(["Tontit 2026"])
    book.active.append(["Tonttitunnus", "Tehokkuusluku", "Rakennusoikeus (k-m²)", "Pinta-ala"])
    for number, ratio in ((1, "0,5"), (2, "0,4"), (3, "0,6")):
        book.active.append([f"10-{number}", ratio, float(ratio.replace(",", ".")) * 10_000, "1,0"])
    book.active.append(["99-9", "0,1", 1, "1,0"])
    book.save(folder / "oikeudet.xlsx")
    return write(plots, folder / "tontit.zip"), folder / "oikeudet.xlsx"


def test_shapefile_and_workbook_become_an_area_and_a_report(importing, tmp_path):
    page = importing
    plots, rights = monday(tmp_path)
    upload(page, "files", plots)
    page.get_by_text("3 rows, 4 fields (polygons: 3)").wait_for()
    page.frame_locator(MAP).locator("path.leaflet-interactive").first.wait_for()
    upload(page, "table", rights)
    page.get_by_text("Fields of the table that is joined").wait_for()
    check_and_confirm(page)
    # One row of the workbook has no place on the map: it is told, and agreed to.
    page.locator("table tr", has_text="99-9").first.wait_for()
    page.locator("label", has_text="I agree: 1 row is left out").click()
    fill(page, "Who hands it over", "Town of Testi")
    fill(page, "Licence or terms of use", "CC BY 4.0")
    save(page, "Uusi satama")

    page.get_by_role("button", name="Open the area on the Map").click()
    click_plot(page, map_frame(page), "10-2")
    page.locator("table.amounts tr", has_text="Plot area").filter(has_text="10,000").wait_for()
    page.get_by_role("link", name="Plot", exact=True).click()
    page.get_by_role("heading", name=re.compile("10-2")).first.wait_for()
    settle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name=re.compile("PDF")).first.click()
    taken.value.save_as(tmp_path / "report.pdf")
    text = "\n".join(one.extract_text() for one in pypdf.PdfReader(tmp_path / "report.pdf").pages)
    assert "10-2" in text
    assert "Uusi satama" in text
    assert "CC BY 4.0" in text

    saved = read_atlas("uusi-satama")
    assert saved.epsg == 3877
    rows = saved.frame("plots").set_index("plot_id")
    assert list(rows["building_right_m2"]) == [5000, 4000, 6000]
    assert list(rows["floor_area_ratio"]) == [0.5, 0.4, 0.6]
    assert list(rows["recorded_area_m2"]) == [10_000] * 3
    assert list(rows["status"]) == ["free", "reserved", "leased"]


def karhula():
    """Return the OpenStreetMap extract of Karhula in Kotka that comes with pyrosm."""
    named = os.environ.get("SIJAINTI_KARHULA_PBF")
    if named:
        return Path(named)
    spec = importlib.util.find_spec("pyrosm")
    if spec is None:
        pytest.skip("pyrosm, which brings an extract, is not installed")
    return Path(spec.submodule_search_locations[0]) / "data" / "test.osm.pbf"


def test_an_openstreetmap_file_becomes_an_area_that_is_appraised(importing):
    page = importing
    page.get_by_role("radio", name="OpenStreetMap").click()
    upload(page, "osm_file", karhula())
    page.get_by_text("test.osm.pbf").wait_for()
    page.get_by_role("button", name="Read", exact=True).click()
    for layer, rows in (("Zones (industrial land use)", "4"), ("Buildings", "2,171"), ("Roads", "331")):
        page.locator("table.figures tr", has_text=layer).filter(has_text=rows).wait_for()
    page.locator("label", has_text="The area is kept in EPSG:3067").click()
    save(page, "Karhulan vyöhykkeet")
    assert imports_of("karhulan-vyohykkeet")["plots"]["location"] == "test.osm.pbf"

    page.get_by_role("button", name="Open the area on the Map").click()
    click_plot(page, map_frame(page), "w461415540")
    zones = read_atlas("karhulan-vyohykkeet").frame("plots").set_index("plot_id").geometry
    assert zones.area.sum() / 10_000 == pytest.approx(16.5, rel=0.01)
    size_m2 = f"{zones['w461415540'].area:,.0f}"
    page.locator("table.amounts tr", has_text="area").filter(has_text=size_m2).first.wait_for()
    page.locator("table.amounts tr", has_text="Remaining floor area").wait_for()


HOSTILE = "<img src=x onerror=alert(1)>"


def test_names_of_fields_and_values_stay_text(importing, tmp_path):
    page = importing
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    frame = squares().assign(nimi=HOSTILE, tila=[HOSTILE, "=1+1", "{{ 7 * 7 }}"])
    upload(page, "files", write(frame.rename(columns={"kortteli": HOSTILE}), tmp_path / "t.gpkg"))
    page.locator("table.figures th", has_text=HOSTILE).wait_for()
    page.locator("table.figures td", has_text=HOSTILE).first.wait_for()
    shapes = page.frame_locator(MAP)
    shapes.locator("path.leaflet-interactive").first.wait_for()
    resting_map(page)
    shapes.locator("path.leaflet-interactive").first.hover()
    shapes.locator(".tip", has_text=HOSTILE).first.wait_for()
    check_and_confirm(page)
    page.locator("table.figures td", has_text="{{ 7 * 7 }}").first.wait_for()
    settle(page)
    assert dialogs == []
    expect(page.locator("img[onerror]")).to_have_count(0)
