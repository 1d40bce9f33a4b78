"""Every page, in both themes: nothing from outside, nothing on the console, open to all (axe-core)."""

import ast
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.waits import settle

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = {"serious", "critical"}
# What else of a page is looked at than what it opens with.
MORE = {
    "map": ["area=kokkola&plot=7-2", "area=karhula&figure=remaining", "area=kokkola&plot=7-2&hall=60x30x3"],
    "plot": ["area=kokkola&plot=7-2"],
    "compare": ["area=kokkola&compare=7-2&compare=1-5&compare=13-5"],
    "parks": ["park=kip", "parks=kip,kilpilahti"],
    "help": ["help=remaining", "help=howto.how-it-computes", "help=keys", "help=terms"],
}
# Streamlit's own: rule, where, and why it stays.
STREAMLITS = ()


def pages_of_the_app() -> list[str]:
    """Return the addresses in app.PAGES; importing app.py would run it."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    (table,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PAGES"
    ]
    return [ast.literal_eval(row.elts[2]) for row in table.elts]


PAGES = pages_of_the_app()
VIEWS = [
    f"{'' if name == PAGES[0] else name}?{query}"
    for name in PAGES
    for query in ["area=kokkola", *MORE.get(name, [])]
]


def drawn(page) -> None:
    """Wait until the page and its maps are drawn, and what fades in or out has done so."""
    settle(page)
    for frame in page.frames:
        if "streamlit_folium" in frame.url:
            frame.locator(".leaflet-container .legend").first.wait_for()
        frame.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")


def findings(page) -> list[str]:
    """Return what axe-core finds grave, in the page and in its frames: rule, where, what."""
    told = []
    for frame in page.frames:
        frame.evaluate(AXE)
        found = frame.evaluate(
            "tags => axe.run(document, {iframes: false, runOnly: {type: 'tag', values: tags}})", WCAG_22_AA
        )
        told += [
            " | ".join(
                (one["id"], " ".join(node["target"]), node["html"][:160], node["failureSummary"][:300])
            )
            for one in found["violations"]
            for node in one["nodes"]
            if node["impact"] in GRAVE
        ]
    return [
        one
        for one in told
        if not any(one.startswith(f"{rule} |") and re.search(where, one) for rule, where, _why in STREAMLITS)
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_open_to_all(page, app_url, view, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(f"{app_url}/{view}")
    drawn(page)
    told = findings(page)
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    ("view", "charts_n"),
    [
        ("plot?area=kokkola&plot=7-2", 2),
        ("compare?area=kokkola&compare=7-2&compare=1-5", 1),
        ("capacity?area=kokkola", 2),
    ],
)
def test_who_cannot_see_a_chart_hears_what_it_shows(page, app_url, view, charts_n):
    page.goto(f"{app_url}/{view}")
    charts = page.get_by_test_id("stVegaLiteChart")
    charts.nth(charts_n - 1).locator("svg, canvas").wait_for()
    settle(page)
    expect(charts).to_have_count(charts_n)
    told = page.locator("[role=graphics-document]")
    expect(told).to_have_count(charts_n)
    for number in range(charts_n):
        # A sentence with figures, not only the name of a chart.
        expect(told.nth(number)).to_have_attribute("aria-label", re.compile(r"\d.*\.$"))


def test_a_plot_is_chosen_without_a_mouse(page, app_url):
    page.goto(f"{app_url}/?area=kokkola")
    settle(page)
    chooser = page.get_by_role("combobox", name=re.compile("^Plot"))
    chooser.focus()
    page.keyboard.type("7-2")
    page.get_by_role("option", name="7-2").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**plot=7-2**")
    page.get_by_role("heading", name=re.compile("7-2")).wait_for()


def test_what_has_the_focus_is_seen(page, app_url):
    page.goto(f"{app_url}/help")
    settle(page)
    unseen, tags = [], set()
    for _press in range(16):
        page.keyboard.press("Tab")
        tag, text, is_seen = page.evaluate(
            """() => {
                const focused = document.activeElement, style = getComputedStyle(focused);
                const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                return [focused.tagName, focused.textContent.slice(0, 20), seen];
            }"""
        )
        tags.add(tag)
        # The browser lets a part that scrolls take the focus as a whole.
        if not is_seen and tag != "MAIN":
            unseen.append((tag, text))
    assert unseen == []
    assert {"A", "BUTTON", "SUMMARY"} <= tags


def test_a_heading_leads_to_how_its_figure_is_computed(page, app_url):
    page.goto(f"{app_url}/plot?area=kokkola&plot=10-1")
    settle(page)  # the last of these links is the last one only when all of the page is there
    page.get_by_role("link", name="How it is computed").last.click()
    page.wait_for_url(re.compile("/help.*help=score"))
    page.locator("details[open] summary", has_text=re.compile("^Score")).wait_for()
