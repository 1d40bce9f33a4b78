"""Whatever is handed over: one sentence, the old state intact, and soon."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import DataError, PlannerError, SijaintiError
from layers.io import read_atlas
from layers.io.areas.build import OsmSource, build_area
from layers.io.areas.check import check_issues
from layers.io.areas.refresh import refresh_area
from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import guess, load_mapping, parse_ref, prepare, read_source
from tests.layers.io.hostile_sources import REFUSED
from tests.layers.io.import_samples import squares, write

# Far above what any refusal takes on a busy machine: what is not refused at all hangs.
LONGEST_S = 60.0


def bring_in(source, name="testi", epsg=3067, title="", layer="plots", **changes):
    raw = read_source(parse_ref(str(source)))
    mapping = replace(guess(raw, layer).mapping, **changes)
    one = prepare(raw, mapping, epsg)
    return save_area(AreaSettings(name, epsg, title), [one], Provenance())


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Return a workspace that holds an area, to be copied."""
    folder = tmp_path_factory.mktemp("good")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIJAINTI_HOME", str(folder / "home"))
        bring_in(write(squares(), folder / "t.gpkg"))
    return folder / "home"


@pytest.fixture
def home(good, tmp_path, monkeypatch):
    """Return a workspace that holds an area."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return Path(shutil.copytree(good, tmp_path / "home"))


def state(home):
    return {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def is_one_sentence(text):
    return "\n" not in text and text[-1] in ".?)" and "Traceback" not in text and len(text) < 600


def assert_refused(home, attempt, pattern):
    before, started = state(home), time.monotonic()
    with pytest.raises(SijaintiError, match=pattern) as refusal:
        attempt()
    assert time.monotonic() - started < LONGEST_S
    assert is_one_sentence(str(refusal.value)), str(refusal.value)
    assert state(home) == before
    assert len(read_atlas("testi").frame("plots")) == 3


@pytest.mark.parametrize("what", REFUSED)
def test_a_source_is_refused_with_a_sentence(home, tmp_path, what):
    make, pattern = REFUSED[what]
    (tmp_path / "bad").mkdir()
    source = make(tmp_path / "bad")
    assert_refused(home, lambda: bring_in(source), pattern)
    assert not [path for path in tmp_path.parent.rglob("evil*") if path.is_file()]


def test_the_list_is_long_enough():
    assert len(REFUSED) >= 85


@pytest.mark.parametrize(
    ("options", "pattern"),
    [
        ({"epsg": 999_999}, "not a known coordinate"),
        ({"name": "uusi", "epsg": 4326}, "in degrees"),
        ({"name": "uusi", "epsg": 3857}, "Web Mercator"),
        ({"name": "uusi", "epsg": 2263}, "not in metres"),
        ({"epsg": 3877}, "kept in EPSG:3067"),
        ({"name": "../testi"}, "cannot be the name"),
        ({"name": "testi; DROP TABLE plots"}, "cannot be the name"),
        ({"name": "<b>testi</b>"}, "cannot be the name"),
        ({"name": "con\0"}, "cannot be the name"),
        ({"name": "a" * 300}, "cannot be the name"),
        ({"title": "<script>alert(1)</script>"}, "without < and >"),
        ({"title": "x\ny"}, "one line"),
        ({"layer": "palaces"}, "no layer “palaces”"),
        ({"source_epsg": 999_999}, "not a known coordinate"),
    ],
)
def test_what_is_said_of_a_source_is_checked(home, tmp_path, options, pattern):
    path = write(squares(), tmp_path / "t.gpkg")
    assert_refused(home, lambda: bring_in(path, **options), pattern)


MAPPINGS = {
    "no TOML": ("layer = ", "not valid TOML"),
    "no layer": ("numbered = true", "not one of"),
    "unknown column": ('layer = "plots"\n[fields]\ncolour = "x"', "does not have"),
    "unknown field": ('layer = "plots"\n[fields]\nplot_id = "x"', "the source does not have"),
    "unknown unit": (
        'layer = "plots"\n[fields.floor_area_ratio]\nsource = "tehokkuus"\nunit = "ha"',
        "is no unit",
    ),
    "unknown decimal": ('layer = "plots"\n[fields.storeys]\nsource = "x"\ndecimal = "_"', "decimal sign"),
    "not a table": ('layer = "plots"\nfields = "x"', "cannot be used"),
    "not a number": ('layer = "plots"\nsource_epsg = "x"', "cannot be used"),
}


@pytest.mark.parametrize("what", MAPPINGS)
def test_a_faulty_mapping_is_refused(home, tmp_path, what):
    text, pattern = MAPPINGS[what]
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    raw = read_source(parse_ref(str(write(squares(), tmp_path / "t.gpkg"))))
    assert_refused(home, lambda: prepare(raw, load_mapping(tmp_path / "m.toml"), 3067), pattern)


OSM = {
    "no file": (OsmSource(), "Name where"),
    "missing": ("none.osm.pbf", "is missing"),
    "nonsense": ("bad.osm.pbf", "cannot be read as an OpenStreetMap file"),
    "box turned round": (OsmSource(bbox=(27.0, 60.6, 26.9, 60.5)), "west,south,east,north"),
    "box too large": (OsmSource(bbox=(20.0, 60.0, 30.0, 70.0)), "km²"),
    "box off the world": (OsmSource(bbox=(200.0, 60.0, 201.0, 61.0)), "west,south,east,north"),
}


@pytest.mark.parametrize("what", OSM)
def test_a_faulty_openstreetmap_source_is_refused(home, tmp_path, what):
    source, pattern = OSM[what]
    (tmp_path / "bad.osm.pbf").write_bytes(b"nonsense" * 1000)
    if isinstance(source, str):
        source = OsmSource(pbf=tmp_path / source)
    assert_refused(home, lambda: build_area("testi", source), pattern)


def test_a_new_area_begins_with_plots(home, tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    assert_refused(home, lambda: bring_in(path, name="uusi", layer="land"), "needs plots")


def test_nothing_is_written_through_a_link(home, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (home / "areas" / "linkki").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    path = write(squares(), tmp_path / "t.gpkg")
    assert_refused(home, lambda: bring_in(path, name="linkki"), "is a link")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_workspace_that_is_a_file_is_told(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("x", encoding="utf-8")
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    with pytest.raises(PlannerError, match="cannot be written"):
        bring_in(write(squares(), tmp_path / "t.gpkg"))


def test_an_area_whose_toml_is_broken_is_told(home):
    (home / "areas" / "testi" / "area.toml").write_text("x = ", encoding="utf-8")
    with pytest.raises(DataError, match=r"area\.toml in testi/ is not valid TOML"):
        check_issues("testi")
    with pytest.raises(DataError, match="not valid TOML"):
        refresh_area("testi")


TEXTS = {
    "HTML": "<img src=x onerror=alert(1)>",
    "formula": '=HYPERLINK("http://example.org","x")',
    "SQL": "'; DROP TABLE plots; --",
    "signs of other scripts": "Тест 测试 🏭",
    "right to left": "\u202eabc",
}


@pytest.mark.parametrize("what", TEXTS)
@pytest.mark.usefixtures("home")
def test_text_is_kept_as_text(tmp_path, what):
    frame = squares().assign(nimi=TEXTS[what])
    bring_in(write(frame, tmp_path / "t.gpkg"))
    assert set(read_atlas("testi").frame("plots")["name"]) == {TEXTS[what]}


@pytest.mark.usefixtures("home")
def test_a_formula_where_a_number_belongs_is_listed(tmp_path):
    frame = squares().assign(tehokkuus=["=1+1", "0,5", "0,4"])
    bring_in(write(frame, tmp_path / "t.gpkg"))
    assert read_atlas("testi").frame("plots")["floor_area_ratio"].fillna(-1).tolist() == [-1, 0.5, 0.4]
    assert any(issue.value == "=1+1" for issue in check_issues("testi"))


@pytest.mark.usefixtures("home")
def test_control_signs_become_spaces(tmp_path):
    (tmp_path / "t.csv").write_text(
        f"id;nimi;wkt\n1;a\x07b;{squares().geometry.iloc[0].wkt}\n", encoding="utf-8"
    )
    bring_in(tmp_path / "t.csv", source_epsg=3067)
    assert read_atlas("testi").frame("plots")["name"].tolist() == ["a b"]


def test_a_file_that_another_program_changes_is_refused_with_its_cause(home, tmp_path):
    path = write(squares(count=2), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM t WHERE fid = 1")
        before = state(home)
        with pytest.raises(DataError, match="being changed by another program"):
            bring_in(path)
        assert state(home) == before
        other.execute("ROLLBACK")


@pytest.mark.usefixtures("home")
def test_a_file_that_another_program_has_open_gives_what_was_last_saved_in_it(tmp_path):
    path = write(squares(count=2), tmp_path / "t.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f'DROP TRIGGER "{name}"')
        # QGIS opens a GeoPackage so; what is saved stands in a file beside it at first.
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE t SET kortteli = '77'")
        other.execute("BEGIN")
        other.execute("UPDATE t SET kortteli = '99'")
        bring_in(path)
        other.execute("ROLLBACK")
    plots = read_atlas("testi").frame("plots")
    assert plots["block"].tolist() == ["77", "77"]
