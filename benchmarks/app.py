"""How long a user waits: for the first page after the server is up, and for the figures of a clicked plot.

There is no peer to run side by side: the lines say peer=none and the seconds to keep to.
"""

import shutil
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from side_by_side import machine

from tools.screenshots import served

RUNS_N = 5
AREAS = ("kokkola", "karhula")
# Seconds that a user may wait.
FIRST_PAGE_S, CLICK_S = 3.0, 1.0
# Where plots that can be clicked lie uppermost, one place a plot.
PLACES = """() => {
    const found = [];
    for (const path of document.querySelectorAll('[class*="leaflet-plots-"] path')) {
      const box = path.getBoundingClientRect();
      for (let step = 1; step < 100; step += 1) {
        const x = box.left + (box.width * (step % 10)) / 10;
        const y = box.top + (box.height * Math.floor(step / 10)) / 10;
        if (document.elementFromPoint(x, y) !== path) continue;
        const layer = Object.values(window.map._layers).find((one) => one._path === path);
        found.push({ x, y, plot: layer.feature.properties.plot_id });
        break;
      }
    }
    return found;
}"""


def drawn(page: Page) -> Frame:
    """Wait until the plots stand on the map, and return the map's frame."""
    frame = page.frame_locator("iframe[title*='folium']")
    frame.locator("[class*='leaflet-plots-'] path").first.wait_for()
    return next(found for found in page.frames if "streamlit_folium" in found.url)


def first_page_s(browser: Browser, area: str) -> float:
    """Return the seconds from a server that just came up to plots on the screen of a new browser."""
    with served() as address:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        start = time.perf_counter()
        page.goto(f"{address}/?area={area}")
        drawn(page)
        took_s = time.perf_counter() - start
        page.context.close()
    return took_s


def clicks_s(browser: Browser, area: str) -> list[float]:
    """Return the seconds from each click on a plot not seen before to its figures beside the map."""
    with served() as address:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{address}/?area={area}")
        frame = drawn(page)
        page.get_by_role("heading", name="Best by score").wait_for()
        page.wait_for_timeout(1000)
        took_s = []
        for place in frame.evaluate(PLACES)[: RUNS_N + 1]:
            start = time.perf_counter()
            frame.locator("#map_div").click(position={"x": place["x"], "y": place["y"]})
            page.locator("h3", has_text=place["plot"]).wait_for()
            page.locator("table.amounts tr", has_text="Remaining floor area").wait_for()
            took_s.append(time.perf_counter() - start)
            page.wait_for_timeout(800)
        page.context.close()
    return took_s


def line(name: str, times_s: list[float], target_s: float) -> None:
    """Print the median, the worst and what to keep to."""
    print(
        f"case={name} ours_s={statistics.median(times_s):.3g} worst_s={max(times_s):.3g} "
        f"target_s={target_s:g} peer=none runs={len(times_s)}",
        flush=True,
    )


def main() -> None:
    """Run both cases on every area."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for area in AREAS:
            first_page_s(browser, area)  # to warm the disk up
            line(f"first_page_{area}", [first_page_s(browser, area) for _run in range(RUNS_N)], FIRST_PAGE_S)
            line(f"click_a_plot_{area}", clicks_s(browser, area), CLICK_S)
        browser.close()
    machine("streamlit", "folium", "streamlit-folium")


if __name__ == "__main__":
    main()
