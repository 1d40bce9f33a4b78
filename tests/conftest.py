"""What every test may ask for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Whatever the system speaks, the tests read English.
os.environ["SIJAINTI_LANG"] = "en"
# Tests serve on loopback, which is refused unless it is named.
os.environ["SIJAINTI_ALLOWED_HOSTS"] = "127.0.0.1,localhost"

# The same examples in every run, and no deadline: two busy cores are no fault of the code.
settings.register_profile("sijainti", derandomize=True, deadline=None, database=None)
settings.load_profile("sijainti")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them",
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder that holds app.py."""
    return ROOT


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Return a check that a text, or the bytes of a report, equal tests/golden/NAME."""

    def check(name: str, found: str | bytes) -> None:
        path = ROOT / "tests" / "golden" / name
        content = found.encode() if isinstance(found, str) else found
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert path.exists(), f"{path} is missing: write it with pytest --update-golden, and read it."
        assert content == path.read_bytes(), (
            f"{name} changed: if that is meant, pytest --update-golden rewrites it."
        )

    return check
