"""The mapping of an earlier import is found again by the fields of the source."""

from dataclasses import replace

import pytest

from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.areas.saved_mappings import remembered_mapping, workspace_areas
from layers.io.intake import guess, parse_ref, prepare, read_source
from tests.layers.io.import_samples import squares, write


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def saved(tmp_path, name, **changes):
    raw = read_source(parse_ref(str(write(squares(), tmp_path / f"{name}.gpkg"))))
    mapping = replace(guess(raw, "plots").mapping, **changes)
    save_area(AreaSettings(name, 3067, name), [prepare(raw, mapping, 3067)], Provenance())
    return raw


@pytest.mark.usefixtures("home")
def test_the_area_that_is_named_comes_first(tmp_path):
    raw = saved(tmp_path, "a", totals={"plots": 3.0})
    saved(tmp_path, "b", totals={"plots": 4.0})
    assert workspace_areas() == ("a", "b")
    for area in ("a", "b"):
        name, mapping = remembered_mapping(raw.frame, "plots", area)
        assert name == area
        assert mapping.totals == {"plots": {"a": 3.0, "b": 4.0}[area]}


@pytest.mark.usefixtures("home")
def test_a_source_of_other_fields_is_read_anew(tmp_path):
    raw = saved(tmp_path, "a")
    assert remembered_mapping(raw.frame.rename(columns={"tila": "status"}), "plots", "a") is None
    assert remembered_mapping(raw.frame, "buildings", "a") is None


def test_a_broken_area_is_passed_over(home, tmp_path):
    raw = saved(tmp_path, "a")
    (home / "areas" / "a" / "area.toml").write_text("x = ", encoding="utf-8")
    assert remembered_mapping(raw.frame, "plots", "a") is None
    assert workspace_areas() == ()
