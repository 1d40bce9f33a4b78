"""What the tests of pages may ask for."""

import pytest


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
