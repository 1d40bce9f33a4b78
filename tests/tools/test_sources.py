"""Every file of data says where it comes from and on which terms, and is the file that was recorded."""

import importlib
import tomllib
from datetime import date
from pathlib import Path

import pytest

from layers.io import list_areas, read_atlas

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SOURCES = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file())
FIELDS = {
    "layer": str,
    "title": str,
    "url": str,
    "licence": str,
    "attribution": str,
    "retrieved": date,
    "accuracy": str,
    "illustrative": bool,
    "sha256": str,
}
# What readers meet of a file, in the languages beside English.
TRANSLATED = ("title_fi", "title_sv", "accuracy_fi", "accuracy_sv")


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("record_hashes")


def test_what_is_shown_of_an_area_is_said_in_every_language():
    shown = set()
    for info in list_areas():
        atlas = read_atlas(info.name)
        shown |= {source.path for source in atlas.sources_of(tuple(atlas.layers))}
    assert not [(path, name) for path in sorted(shown) for name in TRANSLATED if not SOURCES[path].get(name)]


def test_every_file_has_an_entry_and_every_entry_a_file():
    assert sorted(SOURCES) == [path for path in FILES if not path.endswith(".toml")]


@pytest.mark.parametrize("path", SOURCES)
def test_the_entry_says_all_that_is_needed(path):
    entry = SOURCES[path]
    said = {name: type(value) for name, value in entry.items() if name not in TRANSLATED}
    assert said == FIELDS
    for name in ("title", "licence", "attribution", "accuracy"):
        assert entry[name].strip(), name
    assert entry["url"].startswith(("https://", "http://")) or (
        entry["url"] == "" and entry["licence"] == "MIT"
    )


@pytest.mark.parametrize("path", SOURCES)
def test_the_hash_is_that_of_the_file(path, tool):
    assert SOURCES[path]["sha256"] == tool.sha256_of(DATA / path), "run tools/record_hashes.py"


@pytest.mark.parametrize("path", [path for path, entry in SOURCES.items() if "ODbL" in entry["licence"]])
def test_openstreetmap_is_attributed(path):
    assert "© OpenStreetMap contributors" in SOURCES[path]["attribution"]


def test_only_openstreetmap_lies_in_the_layers_of_karhula():
    karhula = {path: entry["licence"] for path, entry in SOURCES.items() if path.startswith("areas/karhula/")}
    assert set(karhula.values()) == {"ODbL 1.0"}


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith((".csv", ".geojson", ".toml"))])
def test_files_are_utf8_with_unix_line_ends(path):
    content = (DATA / path).read_bytes()
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    content.decode("utf-8")


ENTRY = '# a remark\n["a.csv"]\ntitle = "A"\nsha256 = ""  # kept\n'


def test_record_hashes_changes_the_hash_alone_and_only_once(tool, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x\n")
    once = tool.with_hashes(ENTRY, tmp_path)
    assert once == ENTRY.replace('""', f'"{tool.sha256_of(tmp_path / "a.csv")}"')
    assert tool.with_hashes(once, tmp_path) == once


def test_record_hashes_names_what_does_not_match(tool, tmp_path, capsys):
    (tmp_path / "sources.toml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"x\n")
    assert tool.main(tmp_path) == 1
    said = capsys.readouterr().err
    assert "a.csv has an entry and no file." in said
    assert "b.csv has no entry in sources.toml." in said


def test_unverified_values_survive_in_the_parks_table():
    text = (DATA / "national" / "parks.csv").read_text(encoding="utf-8")
    assert text.count("from memory, unverified") == 32
