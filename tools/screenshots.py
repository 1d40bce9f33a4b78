"""Take a picture of every page, wide and narrow, light and dark.

    python tools/screenshots.py

They go into build/screenshots, those that the README shows into docs/images. Needs the packages of
requirements-dev.txt and Chromium. The app is started on a free port and stopped at the end.
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "build" / "screenshots"
IMAGES = ROOT / "docs" / "images"
START_S = 60

PAGES = {
    "map": "/?area=kokkola",
    "map-plot": "/?area=kokkola&plot=7-2",
    "karhula": "/?area=karhula",
    "figure": "/?area=kokkola&figure=remaining",
    "plot": "/plot?area=kokkola&plot=7-2",
    "plot-empty": "/plot?area=kokkola",
    "zone": "/plot?area=karhula&plot=w461415540",
    "hall": "/plot?area=kokkola&plot=7-2&hall=60x30x3",
    "compare-empty": "/compare?area=kokkola",
    "compare": "/compare?area=kokkola&compare=7-2&compare=1-5&compare=13-5",
    "logistics": "/logistics?area=kokkola",
    "draw": "/draw?area=kokkola",
    "capacity": "/capacity?area=kokkola",
    "capacity-zones": "/capacity?area=karhula",
    "parks": "/parks?park_rail=yes&park_depth=12",
    "park": "/parks?park=kip",
    "data": "/data?area=karhula",
    "import": "/import",
    "help": "/help?help=remaining",
    "help-howto": "/help?help=howto.how-it-computes",
    "help-terms": "/help?help=terms&lang=fi",
}
# What is handed over on the Import page.
EXAMPLE = ROOT / "data" / "areas" / "kokkola" / "plots.geojson"
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
# Shown in the README and the documentation: page, size, theme.
CHOSEN = [
    ("map-plot", "wide", "light"),
    ("plot", "wide", "light"),
    ("compare", "wide", "light"),
    ("park", "wide", "light"),
    ("import", "wide", "light"),
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether the app is up."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asked.request("GET", "/_stcore/health")
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


@contextmanager
def served() -> Iterator[str]:
    """The address of the app, running."""
    port = free_port()
    command = [sys.executable, "-m", "planner.ui", "--server.port", str(port)]
    with subprocess.Popen(
        [*command, "--server.address", "127.0.0.1"],
        cwd=ROOT,
        # A workspace as its user would name it; nothing is written into it.
        env={"SIJAINTI_HOME": str(Path.home() / "sijainti"), **os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        deadline = time.monotonic() + START_S
        while not answers(port):
            if time.monotonic() > deadline:
                sys.exit("The app did not start: try make run.")
            time.sleep(0.1)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def settle(page: Page) -> None:
    """Wait until the page has drawn what it has to draw."""
    page.locator(".stMainBlockContainer").wait_for()
    if page.url.split("?")[0].endswith("/import"):
        page.locator("input[type=file]").first.set_input_files(EXAMPLE)
        page.get_by_text("What it holds").wait_for()
    place, _mark, query = page.url.partition("?")
    if place.endswith(("/", "/parks", "/import", "/draw")) or (place.endswith("/plot") and "plot=" in query):
        page.frame_locator("iframe[title*='folium']").locator(".leaflet-container .legend").first.wait_for()
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSpinner]')"
    )
    page.wait_for_timeout(1500)


def shoot(browser: Browser, address: str, only: list[str]) -> None:
    """Take the pictures of the pages named, of all without a name."""
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
            page = context.new_page()
            for name, path in PAGES.items():
                if only and name not in only:
                    continue
                page.goto(address + path)
                settle(page)
                file = SHOTS / f"{name}-{size}-{theme}.png"
                page.screenshot(path=file)
                print(file.relative_to(ROOT))
                if (name, size, theme) in CHOSEN:
                    IMAGES.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, IMAGES / f"{name}.png")
            context.close()


def main() -> None:
    """Take the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium.")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        shoot(browser, address, sys.argv[1:])
        browser.close()


if __name__ == "__main__":
    main()
