"""Names, scenarios, texts and records of sources."""

import pytest

from layers.errors import Unreadable
from layers.io import read_scenario_text, read_text_file, scenario_names
from layers.io.settings import read_sources, safe_name


def test_the_default_scenario_is_there():
    assert "default" in scenario_names()
    assert read_scenario_text().startswith("#")


@pytest.mark.parametrize("name", ["../default", "Default", "default.toml", "", "a/b", "none"])
def test_a_name_that_is_none_becomes_no_path(name):
    with pytest.raises(Unreadable, match="There is no scenario"):
        read_scenario_text(name)


def test_a_known_name_is_safe():
    assert safe_name("kokkola", "area", ("kokkola",)) == "kokkola"


def test_a_text_file_must_be_there_and_be_text(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("ä", encoding="utf-8")
    assert read_text_file(path) == "ä"
    path.write_bytes(b"\xff\xfe")
    for unreadable in (path, tmp_path / "none", tmp_path):
        with pytest.raises(Unreadable, match="cannot be read as text"):
            read_text_file(unreadable)


def test_sources_are_records_by_folder():
    every = read_sources("")
    karhula = read_sources("areas/karhula/")
    assert {source.path for source in karhula} < {source.path for source in every}
    assert all(source.path.startswith("areas/karhula/") for source in karhula)
