"""A planner's morning in a real browser, in Finnish and offline: from a link to a report for the council.

The fixture `witness` fails a test whose page asked for anything beyond this machine, or complained.
"""

import io
import re

import pypdf

from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise_many
from planner.scenario.scenario import parse_scenario
from planner.text import _, number, said_in
from tests.e2e.test_main_job import click_plot, map_frame
from tests.e2e.waits import choose, settle

SIZE_HA = 4
A4_PT = (595, 842)


def fi(text):
    return said_in("fi", _, text)


def spaced(text):
    """Return a pattern for a text whose spaces may be of any kind."""
    return re.compile(r"\s".join(re.escape(part) for part in text.split()))


def wanted_plots():
    """Return the free plots of at least so many hectares, what remains of the first two, the most first."""
    found = appraise_many(None, read_atlas("kokkola"), parse_scenario(read_scenario_text()))
    large = [
        (entry.capacity.remaining_floor_area_m2, entry.plot_id)
        for entry in found
        if entry.status == "free" and entry.capacity.gross_area_m2 >= SIZE_HA * 10_000
    ]
    return len(large), {plot_id: left_m2 for left_m2, plot_id in sorted(large, reverse=True)[:2]}


def filter_plots(page, passing_n):
    settle(page)
    page.get_by_role("button", name=fi("Filter"), exact=False).first.click()
    choose(page, page.get_by_role("combobox", name=fi("Status")), fi("free"))
    page.keyboard.press("Tab")
    settle(page)
    size = page.locator("[class*='size_from'] input")
    size.fill(str(SIZE_HA))
    size.press("Enter")
    page.get_by_text(re.compile(rf"\b{passing_n}\b.*\b92\b")).wait_for()
    page.keyboard.press("Escape")


def colour_by_remaining(page, frame):
    title = fi("{figure}, {unit}").format(figure=fi("Remaining floor area"), unit=fi("k-m²"))
    choose(page, page.get_by_role("combobox", name=re.compile(re.escape(fi("Colour plots by")))), title)
    frame.locator(".legend", has_text=title).wait_for()


def download(page, button, file):
    """Take a file away; its button is drawn anew with the page, so the page must be whole."""
    settle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name=button, exact=True).click()
    taken.value.save_as(file)
    return file.read_bytes()


def test_from_a_link_to_a_report_in_finnish(page, app_url, witness, tmp_path):
    passing_n, best = wanted_plots()
    page.goto(f"{app_url}/?lang=fi&area=kokkola")
    frame = map_frame(page)
    filter_plots(page, passing_n)
    colour_by_remaining(page, frame)
    for plot_id, left_m2 in best.items():
        click_plot(page, frame, plot_id)
        row = page.locator("table.amounts tr", has_text=fi("Remaining floor area"))
        row.filter(has_text=spaced(said_in("fi", number, left_m2))).wait_for()
        page.get_by_role("button", name=fi("Add to comparison")).click()
        page.get_by_role("button", name=fi("Remove from comparison")).wait_for()
    first, second = best
    page.wait_for_url(re.compile(rf"plot={second}.*status=free.*compare={second}"))

    page.get_by_role("link", name=fi("All about this plot")).click()
    page.get_by_role("heading", name=fi("Why this score")).wait_for()
    made = download(page, fi("Plot report (PDF)"), tmp_path / "report.pdf")
    assert_report_for_the_council(made, second)

    page.get_by_role("link", name=fi("Compare"), exact=True).click()
    page.locator("table.figures th", has_text=first).wait_for()
    page.get_by_role("img", name=re.compile(re.escape(second))).first.wait_for()
    sheet = download(page, fi("Comparison (PDF)"), tmp_path / "comparison.pdf")
    assert first in pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text()

    page.goto(page.url)
    page.locator("table.figures th", has_text=second).wait_for()
    # The language of the document is set by a script of the page, which runs after its texts are there.
    page.wait_for_function("() => document.documentElement.lang === 'fi'")
    assert witness.inside_requests


def assert_report_for_the_council(made, plot_id):
    """Look at a report as one who gets it: its language, its paper, its tags, its words."""
    read = pypdf.PdfReader(io.BytesIO(made))
    root = read.trailer["/Root"]
    assert root["/Lang"] == "fi"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert all(
        (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == A4_PT
        for sheet in read.pages
    )
    told = " ".join("\n".join(sheet.extract_text() for sheet in read.pages).split())
    assert plot_id in told
    for heading in ("What fits", "What stands in the way", "How far", "Why this score", "Sources"):
        assert fi(heading) != heading
        assert fi(heading) in told
        assert heading not in told
