"""A real browser on the running app, and a witness of everything the browser asks for."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
START_S = 180  # a limit costs time only where a test fails, and a busy machine is slow
WAIT_MS = 60_000

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever is not on this machine has no address: a forgotten script fails here as on a closed network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

collect_ignore = ["apps"]  # scripts for Streamlit to run, not modules to import


@dataclass
class Witness:
    """What a page asked for and complained of while a test drove it."""

    outside_requests: list[str] = field(default_factory=list)
    failed_requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    inside_requests: list[str] = field(default_factory=list)

    def request(self, url: str) -> None:
        """Note a request by where it goes; data: and blob: go nowhere."""
        address = urlsplit(url)
        if address.scheme in {"data", "blob", "about"}:
            return
        (self.inside_requests if address.hostname in LOOPBACK else self.outside_requests).append(url)

    def response(self, url: str, status: int) -> None:
        """Note an answer that refuses."""
        if status >= 400 and not is_search_for_server(url):
            self.failed_requests.append(f"{status} {url}")

    def watch(self, page) -> None:
        """Listen to everything the page does."""
        page.on("request", lambda request: self.request(request.url))
        page.on("websocket", lambda channel: self.request(channel.url))
        page.on("response", lambda response: self.response(response.url, response.status))
        page.on("console", lambda message: self.console(message.type, message.text, message.location["url"]))
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))

    def console(self, kind: str, text: str, url: str) -> None:
        """Note an error on the console."""
        if kind == "error" and not is_search_for_server(url):
            self.console_errors.append(text)

    def complaints(self) -> dict[str, list[str]]:
        """Return everything that must not have happened."""
        found = {
            "requests that left this machine": self.outside_requests,
            "requests refused": self.failed_requests,
            "errors on the console": self.console_errors,
            "errors in the page": self.page_errors,
        }
        return {what: seen for what, seen in found.items() if seen}


def is_search_for_server(url: str) -> bool:
    """Return whether Streamlit asks below a page's address for its server, which then answers at the root.

    It does so whenever a page other than the first is opened by a link, and takes the refusal for an answer.
    """
    return urlsplit(url).path.endswith(("/_stcore/health", "/_stcore/host-config")) and not urlsplit(
        url
    ).path.startswith("/_stcore/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"Streamlit stopped:\n{log.read_text()}")
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            asked.request("GET", "/_stcore/health")
            if asked.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            asked.close()
        time.sleep(0.05)
    pytest.fail(f"Streamlit did not answer within {START_S} s:\n{log.read_text()}")


@contextmanager
def served(script: Path, folder: Path, scratch: Path) -> Iterator[str]:
    """Serve `script` from `folder`, whose .streamlit applies, with an empty home; give its address."""
    port = free_port()
    home = scratch / "home"
    home.mkdir()
    log = scratch / "streamlit.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_healthy(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app for the session and return its address."""
    with served(ROOT / "app.py", ROOT, tmp_path_factory.mktemp("app")) as url:
        yield url


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that serves a script of tests/e2e/apps with the settings and files of the app."""
    running = ExitStack()

    def start(name: str) -> str:
        house = tmp_path / Path(name).stem
        house.mkdir()
        shutil.copy(ROOT / "tests" / "e2e" / "apps" / name, house / "app.py")
        shutil.copytree(ROOT / ".streamlit", house / ".streamlit")
        shutil.copytree(ROOT / "static", house / "static")
        return running.enter_context(served(house / "app.py", house, house))

    with running:
        yield start


@pytest.fixture(scope="session")
def browser():
    """Return Debian's Chromium, headless and without a way out."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT_MS)
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("The browser tests need Chromium: run 'sudo apt-get install chromium'.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=CHROMIUM_OPTIONS, timeout=START_S * 1000
        )
        yield browser
        browser.close()


@pytest.fixture
def witness(request: pytest.FixtureRequest) -> Iterator[Witness]:
    """Return the witness of the test's page; at the end it must have nothing to complain of."""
    seen = Witness()
    yield seen
    complaints = seen.complaints()
    assert not complaints, f"While {request.node.name} drove the page: {complaints}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def page(browser, witness: Witness, request: pytest.FixtureRequest):
    """Return an empty page that the witness watches; where the test fails, its picture goes to build/."""
    request.getfixturevalue("serve")  # so that the page closes before the server that it talks to
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    witness.watch(page)
    yield page
    if request.node.stash.get(FAILED, True):
        BUILD.mkdir(exist_ok=True)
        page.screenshot(path=BUILD / f"{request.node.name}.png", full_page=True)
    context.close()
