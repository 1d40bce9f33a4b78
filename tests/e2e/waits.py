"""Waits for a condition, so that no test of the browser depends on how fast the machine is."""

import itertools
import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from playwright.sync_api import Frame, Locator, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.e2e.conftest import WAIT_MS

T = TypeVar("T")

# The map of a page; while one page follows another, the map that goes stands beside the map that comes.
MAP = "[data-stale='false'] iframe[title*='folium']"
_POLL_MS = 50
_LIST_MS = 10_000
_turns = itertools.count()

# The script of the page has run to its end, nothing of an earlier run is left, and the frames of maps lie
# where they lay before: all of it for a while, since a change takes a moment to reach the server.
_IS_SETTLED = """([turn, quietMs]) => {
  const app = document.querySelector("[data-testid='stApp']");
  const isBusy = !app || app.dataset.testScriptState !== 'notRunning' || document.querySelector(
    "[data-stale='true'], [data-testid=stSpinner], [data-testid=stSkeleton], [data-testid=stAppSkeleton]"
  );
  const places = [...document.querySelectorAll('iframe')].map((one) => {
    const box = one.getBoundingClientRect();
    return [one.src.length, box.x, box.y, box.width, box.height].join();
  }).join(' ');
  const now = performance.now(), seen = window.settling;
  if (isBusy || !seen || seen.turn !== turn || seen.places !== places) {
    window.settling = { turn, places, since: now };
    return false;
  }
  return now - seen.since >= quietMs;
}"""

_VIEW = """() => {
  const isMoving = map._animatingZoom || (map._panAnim && map._panAnim._inProgress);
  const { lat, lng } = map.getCenter();
  return isMoving ? null : [map.getZoom(), lat.toFixed(6), lng.toFixed(6)].join();
}"""


def settle(page: Page, quiet_ms: int = 500) -> None:
    """Wait until the server has done its work for the page, and nothing moves under the pointer."""
    page.wait_for_function(_IS_SETTLED, arg=[next(_turns), quiet_ms], polling=_POLL_MS)


def until(page: Page, read: Callable[[], T], is_met: Callable[[T], object], what: str) -> T:
    """Read something of the page again and again until it meets a condition, and return it."""
    ends = time.monotonic() + WAIT_MS / 1000
    while not is_met(found := read()):
        if time.monotonic() > ends:
            pytest.fail(f"{what}: the page still has {found!r} after {WAIT_MS / 1000:.0f} s")
        page.wait_for_timeout(_POLL_MS)
    return found


def choose(page: Page, box: Locator, words: str) -> None:
    """Choose the option of a list that matches the words; a list that the page closes is opened anew."""
    option = page.get_by_role("option", name=words).first

    def is_chosen() -> bool:
        settle(page)
        box.fill(words)
        try:
            option.click(timeout=_LIST_MS)
        except TooLate:
            return False
        return True

    until(page, is_chosen, bool, f"The option {words}")


def resting_map(page: Page) -> Frame:
    """Wait until the page is settled and its map stands still; return the map's frame, to run scripts in."""
    settle(page)
    inner = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
    views: list[str | None] = [None]

    def look() -> bool:
        views.append(view(inner))
        return views[-1] is not None and views[-1] == views[-2]

    until(page, look, bool, "The map comes to rest")
    return inner


def view(inner: Frame) -> str | None:
    """Return the zoom and the centre of a map as a text, None while it is moving."""
    return inner.evaluate(_VIEW)
