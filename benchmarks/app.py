"""How long a user waits: for a page, the map, a click, a filter, another colouring, a slider, a PDF.

    python benchmarks/app.py [first_page click page_change map_view slider pdf large]

Without names all cases run. There is no peer to run side by side: the lines say peer=none and the seconds to
keep to. The large area is made up by benchmarks/large_area.py in a folder that is gone afterwards.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from large_area import NAME, write
from side_by_side import machine

from tools.plot_places import PLACES
from tools.screenshots import served

RUNS_N = 5
AREAS = ("kokkola", "karhula")
LARGE_N = 50_000
# Seconds that a user may wait.
FIRST_PAGE_S, CLICK_S, PAGE_S, VIEW_S, SLIDER_S, PDF_S = 3.0, 1.0, 1.0, 0.5, 1.0, 1.0
LARGE_CLICK_S, LARGE_MOVE_S = 0.5, 0.5
PAGES = ("Compare", "Logistics", "Capacity", "Parks", "Data", "Map")
# As PLACES, for a map whose plots are drawn on one canvas: about one in a hundred screen squares.
LARGE_PLACES = """() => {
    const plots = map.sijainti.plots.group;
    const found = [];
    for (let x = 60; x < 560; x += 50) for (let y = 220; y < 700; y += 50) {
      const row = plots.hit(map.containerPointToLatLng([x, y]));
      if (row !== null) found.push({ x, y, plot: plots.key("plot_id", row) });
    }
    return found;
}"""
MOVES = """async (steps) => {
    const taken = [];
    for (const step of steps) {
      const start = performance.now();
      if (step === "pan") map.panBy([120, 80], { animate: false });
      else map.setZoom(map.getZoom() + (step === "in" ? 1 : -1), { animate: false });
      await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
      taken.push((performance.now() - start) / 1000);
    }
    return taken;
}"""

# From now on: when the server has begun to work for this page, and is done.
WATCH_RUN = """() => {
    const app = document.querySelector("[data-testid='stApp']");
    const state = () => app.getAttribute("data-test-script-state");
    window.whole = new Promise((done) => {
      let ran = false;
      new MutationObserver((_all, watch) => {
        ran = ran || state() === "running";
        if (ran && state() === "notRunning") { watch.disconnect(); done(true); }
      }).observe(app, { attributes: true });
    });
}"""


@contextmanager
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page in a new browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    yield page
    context.close()


def drawn(page: Page) -> Frame:
    """Wait until the plots have their colours, and return the map's frame."""
    page.frame_locator("iframe[title*='folium']").locator("#map_div[data-painted]").wait_for()
    return next(found for found in page.frames if "streamlit_folium" in found.url)


def settle(page: Page) -> None:
    """Wait until the server has nothing more to do for this page."""
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()
    page.wait_for_timeout(500)


def seconds(work: Callable[[], object]) -> float:
    """Return how long work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def line(name: str, times_s: list[float], target_s: float) -> None:
    """Print the median, the worst and what to keep to."""
    print(
        f"case={name} ours_s={statistics.median(times_s):.3g} worst_s={max(times_s):.3g} "
        f"target_s={target_s:g} peer=none runs={len(times_s)}",
        flush=True,
    )


def first_page(browser: Browser) -> None:
    """From a server that just came up to plots on the screen of a new browser."""

    def once(area: str) -> float:
        start = time.perf_counter()
        with visit(browser, f"{address}/?area={area}") as page:
            drawn(page)
            return time.perf_counter() - start

    for area in AREAS:
        times_s = []
        for _run in range(RUNS_N + 1):
            with served() as address:
                times_s.append(once(area))
        line(f"first_page_{area}", times_s[1:], FIRST_PAGE_S)  # the first warmed the disk up


def clicks_s(page: Page, places: list[dict]) -> list[float]:
    """Return the seconds from each click on a plot not seen before to its figures beside the map."""
    surface = page.frame_locator("iframe[title*='folium']").locator("#map_div")
    times_s = []
    for place in places[: RUNS_N + 1]:

        def click(place: dict = place) -> None:
            surface.click(position={"x": place["x"], "y": place["y"]})
            page.locator("h3", has_text=place["plot"]).wait_for()
            page.locator("table.amounts tr", has_text="Remaining floor area").wait_for()

        times_s.append(seconds(click))
        settle(page)
    return times_s[1:]


def click(browser: Browser) -> None:
    """From a click on a plot to its figures."""
    with served() as address:
        for area in AREAS:
            with visit(browser, f"{address}/?area={area}") as page:
                frame = drawn(page)
                settle(page)
                line(f"click_a_plot_{area}", clicks_s(page, frame.evaluate(PLACES)), CLICK_S)


def page_change(browser: Browser) -> None:
    """From a click on the name of a page to the page, whole; each page was opened before."""

    def change(page: Page, name: str) -> None:
        page.evaluate(WATCH_RUN)
        page.get_by_role("link", name=name, exact=True).click()
        page.evaluate("window.whole")

    with served() as address, visit(browser, f"{address}/?area=kokkola") as page:
        drawn(page)
        settle(page)
        times_s: dict[str, list[float]] = {name: [] for name in PAGES}
        for _run in range(RUNS_N + 1):
            for name in PAGES:
                times_s[name].append(seconds(lambda name=name: change(page, name)))
                settle(page)
        for name in PAGES:
            line(f"page_change_{name.lower()}", times_s[name][1:], PAGE_S)


def repaint_s(page: Page, frame: Frame, act: Callable[[], object]) -> float:
    """Return the seconds from an act to plots in other colours."""
    before = frame.evaluate("() => Number(map.getContainer().dataset.painted)")

    def work() -> None:
        act()
        frame.wait_for_function("(before) => Number(map.getContainer().dataset.painted) > before", arg=before)

    took_s = seconds(work)
    settle(page)
    return took_s


def map_view(browser: Browser) -> None:
    """From the choice of a filter or a figure to plots in other colours; the map stands."""

    def pick(label: str, words: str) -> Callable[[], None]:
        page.get_by_role("combobox", name=label).fill(words)
        page.get_by_role("option").first.wait_for()
        return lambda: page.keyboard.press("Enter")

    with served() as address, visit(browser, f"{address}/?area=kokkola") as page:
        frame = drawn(page)
        settle(page)
        figures = ("Remaining", "Buildable share", "Fill", "Score", "Largest hall")
        for name in figures:  # each is found once
            repaint_s(page, frame, pick("Colour plots by", name))
        times_s = [repaint_s(page, frame, pick("Colour plots by", name)) for name in figures]
        line("recolour_kokkola", times_s, VIEW_S)
        page.get_by_role("button", name="Filter", exact=True).click()
        times_s = [
            repaint_s(page, frame, pick("Status", name)) for name in ("free", "reserved", "leased", "built")
        ]
        line("filter_kokkola", times_s, VIEW_S)


def slider(browser: Browser) -> None:
    """From a step of a slider on the Capacity page to other shapes on its map."""
    shapes = (
        "() => [...document.querySelectorAll('.leaflet-overlay-pane path')]"
        ".map((path) => path.getAttribute('d')).join()"
    )
    with served() as address, visit(browser, f"{address}/?area=kokkola") as page:
        page.get_by_role("link", name="Capacity").click()
        page.frame_locator(".st-key-what_if_view iframe").locator(
            ".leaflet-overlay-pane path"
        ).first.wait_for()
        settle(page)
        frame = next(found for found in page.frames if "streamlit_folium" in found.url)
        handle = page.get_by_role("slider", name="Setback from plot boundary")
        times_s = []
        for _run in range(RUNS_N + 1):
            before = frame.evaluate(shapes)
            handle.focus()

            def step(before: str = before) -> None:
                handle.press("ArrowRight")
                frame.wait_for_function(
                    f"(before) => {{ const now = ({shapes})(); return now && now !== before; }}", arg=before
                )

            times_s.append(seconds(step))
            settle(page)
        line("slider_kokkola", times_s[1:], SLIDER_S)


def pdf(browser: Browser) -> None:
    """From a click on the report of a plot to the file; the first report of all is not counted."""
    with served() as address, visit(browser, f"{address}/?area=kokkola&plot=7-2") as page:
        times_s = []
        for plot_id in ("7-2", "1-5", "13-5", "8-1", "4-2", "10-1"):
            page.goto(f"{address}/?area=kokkola&plot={plot_id}")
            page.locator("h3", has_text=plot_id).wait_for()
            drawn(page)
            settle(page)
            page.get_by_role("button", name="Download").click()
            button = page.get_by_role("button", name="PDF").first
            button.wait_for()

            def take(button: object = button) -> None:
                with page.expect_download() as taken:
                    button.click()
                taken.value.path()

            times_s.append(seconds(take))
        line("pdf_kokkola", times_s[1:], PDF_S)


def large(browser: Browser) -> None:
    """Draw an area of 50 000 plots in a new browser, click in it, move it."""
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), LARGE_N)
        os.environ["SIJAINTI_HOME"] = home
        with served() as address:
            times_s = []
            for _run in range(RUNS_N):
                start = time.perf_counter()
                with visit(browser, f"{address}/?area={NAME}") as page:
                    drawn(page)
                    times_s.append(time.perf_counter() - start)
            line("large_drawn", times_s, FIRST_PAGE_S)
            with visit(browser, f"{address}/?area={NAME}") as page:
                frame = drawn(page)
                settle(page)
                line("large_whole_pan", frame.evaluate(MOVES, ["pan"] * RUNS_N), LARGE_MOVE_S)
                line(
                    "large_zoom", frame.evaluate(MOVES, ["in", "in", "in", "out", "out", "out"]), LARGE_MOVE_S
                )
                frame.evaluate("() => { document.querySelector('.map-tool').click(); }")
                frame.evaluate("() => { map.setZoom(16, { animate: false }); }")
                line("large_click", clicks_s(page, frame.evaluate(LARGE_PLACES)), LARGE_CLICK_S)
        del os.environ["SIJAINTI_HOME"]


CASES = {entry.__name__: entry for entry in (first_page, click, page_change, map_view, slider, pdf, large)}


def main() -> None:
    """Run the cases that are named, all without names."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium.")
    unknown = set(sys.argv[1:]) - set(CASES)
    if unknown:
        sys.exit(f"There is no case {', '.join(sorted(unknown))}. There are: {', '.join(CASES)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in sys.argv[1:] or CASES:
            CASES[name](browser)
        browser.close()
    machine("streamlit", "folium", "streamlit-folium")


if __name__ == "__main__":
    main()
