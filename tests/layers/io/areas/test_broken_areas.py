"""A broken area is left out and named; every other area stays in use, and the app starts."""

import os
import shutil

import pytest
from typer.testing import CliRunner

from layers.errors import SijaintiError
from layers.io import areas_stamp, broken_areas, list_areas, read_atlas
from layers.io.areas.description import read_area_toml
from layers.io.areas.leftovers import remove_leftovers
from layers.io.areas.save import area_settings, imports_of
from layers.io.areas.saved_mappings import remembered_mapping, workspace_areas
from planner.cli.commands import app as commands
from planner.ui import preload
from tests.layers.io.areas import area_writer
from tests.planner.ui.pages import run, run_data, run_plot, words

GOOD = 'name = "rikki"\ntitle = "Rikki"\nepsg = 3067\nplace_kind = "plot"\n[layers]\nplots = "p.gpkg"\n'
BROKEN = {
    "no TOML": "x = ",
    "empty": "",
    "no text": b"\xff\xfe\x00",
    "cut short": GOOD[:30],
    "nested without end": "x = " + "[" * 100_000,
    "a number of many digits": GOOD.replace("3067", "9" * 10_000),
    "a system that is no number": GOOD.replace("3067", '"3067"'),
    "a title that is a number": GOOD.replace('"Rikki"', "7"),
    "a translated title that is a list": "title_fi = []\n" + GOOD,
    "layers that are a list": GOOD.replace('[layers]\nplots = "p.gpkg"', "layers = []"),
    "a file that is a number": GOOD.replace('"p.gpkg"', "7"),
    "a frame of words": 'frame = ["a", "b", "c", "d"]\n' + GOOD,
    "a frame of three": "frame = [1, 2, 3]\n" + GOOD,
    "sources that are text": 'sources = "x"\n' + GOOD,
    "imports that are text": 'imports = "x"\n' + GOOD,
    "an import that is a number": GOOD + "[imports]\nplots = 7\n",
    "an import without a kind": GOOD + '[imports.plots]\nlocation = "x"\n',
    "joins that are numbers": GOOD + '[imports.plots]\nkind = "file"\njoins = [1]\n',
    "the name of another area": GOOD.replace('"rikki"', '"kokkola"'),
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a workspace with a good area."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    area_writer.save("good")
    return tmp_path / "home"


def put(home, content):
    folder = home / "areas" / "rikki"
    folder.mkdir()
    (folder / "area.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def assert_left_out():
    names = [info.name for info in list_areas()]
    assert {"testi", "kokkola"} <= set(names)
    assert "rikki" not in names
    (broken,) = broken_areas()
    assert broken.name == "rikki"
    assert "\n" not in broken.reason
    assert len(broken.reason) < 600
    assert workspace_areas() == ("testi",)
    assert areas_stamp()
    remove_leftovers()
    frame = read_atlas("testi").frame("plots")
    remembered_mapping(frame, "plots", "rikki")
    for read in (read_atlas, area_settings, imports_of):
        with pytest.raises(SijaintiError):
            read("rikki")


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_area_is_left_out_and_named(home, what):
    put(home, BROKEN[what])
    assert_left_out()


def test_a_folder_in_place_of_the_file_is_left_out_and_named(home):
    (home / "areas" / "rikki" / "area.toml").mkdir(parents=True)
    assert_left_out()


@pytest.mark.parametrize("target", ["nowhere", "area.toml"])
def test_a_link_to_nowhere_is_left_out_and_named(home, target):
    (home / "areas" / "rikki").mkdir()
    (home / "areas" / "rikki" / "area.toml").symlink_to(target)
    assert_left_out()


def test_a_pipe_in_place_of_the_file_is_not_waited_for(home):
    (home / "areas" / "rikki").mkdir()
    os.mkfifo(home / "areas" / "rikki" / "area.toml")
    assert_left_out()


def test_a_file_that_may_not_be_read_is_left_out_and_named(home, monkeypatch):
    folder = put(home, GOOD)
    real = type(folder).read_text

    def refused(path, *args, **kwargs):
        if path == folder / "area.toml":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(type(folder), "read_text", refused)
    assert_left_out()
    assert "Permission denied" in broken_areas()[0].reason


def test_an_area_that_goes_away_meanwhile_is_no_fault(home, monkeypatch):
    put(home, GOOD)
    folders = {"rikki": home / "areas" / "rikki", "testi": home / "areas" / "testi"}
    shutil.rmtree(home / "areas" / "rikki")
    monkeypatch.setattr("layers.io.areas.home.area_folders", lambda *_: folders)
    assert areas_stamp()


def test_a_record_of_a_source_that_lacks_a_part_is_a_sentence(home):
    put(home, GOOD + '[sources."p.gpkg"]\nlayer = "plots"\n')
    (home / "areas" / "rikki" / "p.gpkg").symlink_to(
        next((home / "areas" / "testi").glob("plots-*.gpkg")).resolve()
    )
    with pytest.raises(SijaintiError, match="cannot be used"):
        read_atlas("rikki")


def test_what_an_area_says_beside_the_usual_stays(home):
    folder = put(home, GOOD + '[notes]\nown = "x"\n')
    assert read_area_toml(folder)["notes"] == {"own": "x"}


@pytest.mark.parametrize("content", [BROKEN["no TOML"], GOOD], ids=["no TOML", "a layer that is missing"])
def test_the_app_starts_and_its_pages_open_beside_a_broken_area(home, content):
    put(home, content)
    preload.first_page()
    for page in (run_plot, run_data):
        app = run(page, area="testi")
        assert not app.error


def test_the_data_page_names_a_broken_area(home):
    put(home, BROKEN["no TOML"])
    said = words(run(run_data)).replace("\\", "")
    assert "“rikki” is left out: area.toml in rikki/ is not valid TOML" in said
    assert "“rikki” is left out" in words(run(run_plot, area="rikki"))


def test_the_command_areas_names_a_broken_area_and_lists_the_others(home):
    put(home, BROKEN["no TOML"])
    result = CliRunner().invoke(commands, ["areas"])
    assert result.exit_code == 2
    assert "kokkola" in result.stdout
    assert "area.toml in rikki/ is not valid TOML" in result.stderr
