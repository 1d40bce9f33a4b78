"""Two people at once: neither sees what the other has chosen."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import WAIT_MS, Witness
from tests.e2e.test_main_job import click_plot, map_frame
from tests.e2e.waits import settle


def test_two_sessions_at_once_never_see_each_others_selection(browser, app_url):
    seen = Witness()
    pages = {}
    for plot_id in ("7-2", "1-5"):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(WAIT_MS)
        seen.watch(page)
        page.goto(f"{app_url}/?area=kokkola")
        map_frame(page)
        pages[plot_id] = page

    # Both choose before either is looked at.
    for plot_id, page in pages.items():
        click_plot(page, map_frame(page), plot_id)
        page.get_by_role("button", name="Add to comparison").click()
        page.get_by_role("button", name="Remove from comparison").wait_for()
    for plot_id, page in pages.items():
        page.wait_for_url(re.compile(rf"plot={plot_id}.*compare={plot_id}"))
        other = next(name for name in pages if name != plot_id)
        settle(page)
        expect(page.get_by_role("heading", name=re.compile(rf"^Plot {plot_id}$"))).to_have_count(1)
        expect(page.get_by_role("heading", name=re.compile(rf"^Plot {other}$"))).to_have_count(0)
        assert other not in page.url

    # What one filters and colours, the other does not get; nor does a page that is loaded anew.
    first, second = pages.values()
    first.goto(f"{first.url}&status=free&figure=remaining")
    first.get_by_text("22 of 92 plots").wait_for()
    second.reload()
    second.get_by_text("92 of 92 plots").wait_for()
    map_frame(second).locator("summary", has_text="Plots by status").wait_for()
    settle(second)
    assert "status" not in second.url
    assert seen.complaints() == {}
    for page in pages.values():
        page.context.close()
