"""An area is the old one or the new one: with several writers, killed writers, and a full disk."""

import errno
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pyogrio
import pytest

from layers.errors import PlannerError, Unreadable
from layers.io import read_atlas, scratch
from layers.io.areas.description import read_area_toml
from layers.io.areas.leftovers import remove_leftovers
from layers.io.areas.lock import area_lock
from layers.io.areas.write import NewLayer, sha256_of, store
from layers.io.scratch import scratch_folder, scratch_root
from tests.conftest import ROOT
from tests.layers.io.areas import area_writer
from tests.layers.io.import_samples import squares, write

PAIRS = 180
KILLS = 40
LONGEST_S = 60.0


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own, with a folder for temporary files."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    return tmp_path / "home"


@contextmanager
def writer():
    """Give a process that writes as it is told."""
    process = subprocess.Popen(
        [sys.executable, Path(area_writer.__file__)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def await_until(is_so):
    until = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def tell(process, **command):
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()


def assert_whole(folder):
    """Check that every file is there and is what area.toml says, and return who wrote the plots."""
    table = read_area_toml(folder)
    for name, record in table["sources"].items():
        assert sha256_of(folder / name) == record["sha256"]
    (file,) = table["layers"].values()
    (mark,) = set(pyogrio.read_dataframe(folder / file)["name"])
    assert table["sources"][file]["title"] == mark
    return mark


def test_of_two_writers_one_wins_and_nothing_is_destroyed(home):
    folder = home / "areas" / "testi"
    refused = 0
    with writer() as first, writer() as second:
        both = (first, second)
        for process in both:
            process.stdout.readline()
        for pair in range(PAIRS):
            marks = [f"{pair}-a", f"{pair}-b"]
            for process, mark in zip(both, marks, strict=True):
                tell(process, do="save", mark=mark)
            answers = [json.loads(process.stdout.readline()) for process in both]
            winners = [mark for mark, answer in zip(marks, answers, strict=True) if answer["saved"]]
            assert assert_whole(folder) in winners
            for answer in answers:
                refused += not answer["saved"]
                assert answer["saved"] or "Another import is writing the area" in answer["said"]
    assert refused > 0


def test_a_writer_that_is_killed_leaves_the_old_area_or_the_new(home):
    folder = home / "areas" / "testi"
    started = time.monotonic()
    area_writer.save("first")
    longest_s = 2 * (time.monotonic() - started)
    delays = random.Random(7)  # noqa: S311 - moments, not secrets
    written = set()
    with writer() as process:
        process.stdout.readline()
        for kill in range(KILLS):
            before = (folder / "area.toml").stat().st_mtime_ns
            tell(process, do="save on and on")
            child = int(process.stdout.readline())
            if kill % 4 == 0:
                await_until(lambda seen=before: (folder / "area.toml").stat().st_mtime_ns != seen)
            time.sleep(delays.uniform(0.0, longest_s))
            os.kill(child, signal.SIGKILL)
            assert process.stdout.readline().strip() == "ended"
            written.add(assert_whole(folder))
            remove_leftovers()
            assert_whole(folder)
            table = read_area_toml(folder)
            assert {path.name for path in folder.iterdir()} == {"area.toml", *table["layers"].values()}
    assert len(written) > 1


def test_a_new_area_whose_writer_was_killed_is_gone_after_the_next_start(home):
    folder = home / "areas" / "testi"
    folder.mkdir(parents=True)
    (folder / ".plots-abc.gpkg").write_bytes(b"half")
    (folder / "plots-0123456789ab.gpkg").write_bytes(b"whole")
    remove_leftovers()
    assert not folder.exists()


def test_what_others_put_beside_an_area_stays(home):
    area_writer.save("first")
    folder = home / "areas" / "testi"
    own = {"plots-2026.gpkg", "notes.txt", ".plots", "plots.gpkg", "area-old.toml"}
    for name in own:
        (folder / name).write_text("x", encoding="utf-8")
    remove_leftovers()
    area_writer.save("second")
    assert own <= {path.name for path in folder.iterdir()}


def test_an_import_at_work_is_not_cleaned_away(home):
    area_writer.save("first")
    folder = home / "areas" / "testi"
    (folder / ".roads-abc.gpkg").write_bytes(b"half")
    with area_lock(folder):
        remove_leftovers()
        assert (folder / ".roads-abc.gpkg").exists()
    remove_leftovers()
    assert not (folder / ".roads-abc.gpkg").exists()


def test_readers_are_not_blocked_by_a_writer(home):
    area_writer.save("first")
    with area_lock(home / "areas" / "testi"):
        assert set(read_atlas("testi").frame("plots")["name"]) == {"first"}
        with pytest.raises(PlannerError, match="Another import is writing"):
            area_writer.save("second")
    area_writer.save("second")
    assert set(read_atlas("testi").frame("plots")["name"]) == {"second"}


@pytest.mark.usefixtures("home")
def test_a_reader_who_is_overtaken_reads_the_new_area(monkeypatch):
    """Two imports in a row remove the files that a slow reader was about to open."""
    from layers.io.areas import read as areas

    area_writer.save("first")
    real, overtaken = areas.read, []

    def slow(path):
        if not overtaken and path.parent.name == "testi":
            overtaken.append(path)
            area_writer.save("second")
            area_writer.save("third")
        return real(path)

    monkeypatch.setattr(areas, "read", slow)
    assert set(read_atlas("testi").frame("plots")["name"]) == {"third"}
    assert not overtaken[0].exists()


def test_an_area_that_appeared_meanwhile_is_not_mixed_with(home):
    area_writer.save("first")
    layer = NewLayer("plots", ".csv", lambda path: path.write_text("x"), {}, {})
    with pytest.raises(PlannerError, match="already"):
        store("testi", area_writer.SETTINGS, [layer], is_new=True)
    with pytest.raises(PlannerError, match="kept in EPSG:3067"):
        store("testi", area_writer.SETTINGS | {"epsg": 3877}, [layer])
    assert assert_whole(home / "areas" / "testi") == "first"


@pytest.mark.usefixtures("home")
def test_of_two_new_areas_of_one_name_the_second_is_refused(tmp_path, monkeypatch):
    from layers.io import intake
    from layers.io.areas import save as area_import

    path = write(squares(), tmp_path / "t.gpkg")
    raw = intake.read_source(intake.parse_ref(str(path)))
    one = intake.prepare(raw, intake.guess(raw, "plots").mapping, 3067)
    real = area_import.changes_of

    def overtaken(*args):
        area_writer.save("first")
        return real(*args)

    monkeypatch.setattr(area_import, "changes_of", overtaken)
    with pytest.raises(PlannerError, match="There is an area “testi” already"):
        area_import.save_area(
            area_import.AreaSettings("testi", 3067), [one], area_import.Provenance(), consent=True
        )
    assert set(read_atlas("testi").frame("plots")["name"]) == {"first"}


def test_an_area_is_private(home):
    area_writer.save("first")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (home / "areas" / "testi").stat().st_mode & 0o777 == 0o700


# --- A full disk ---


@contextmanager
def files_up_to(bytes_n):
    """Let no file of this process grow further, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_n, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("bytes_n", [0, 100, 5_000, 50_000, 90_000])
def test_a_full_disk_is_one_sentence_and_the_old_area_stays(home, bytes_n):
    area_writer.save("first")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with files_up_to(bytes_n), pytest.raises(PlannerError, match="cannot be written") as refusal:
        area_writer.save("second", 2000)
    assert "\n" not in str(refusal.value)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("step", ["write", "replace", "mkdir", "fsync", "open"])
def test_whatever_step_finds_the_disk_full_the_old_area_stays(home, step, monkeypatch):
    area_writer.save("first")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "write":
        monkeypatch.setattr("layers.io.areas.write.pyogrio.write_dataframe", full)
    else:
        where = Path if step in ("replace", "mkdir") else os
        monkeypatch.setattr(where, step, full)
    with pytest.raises(PlannerError, match=r"the disk is full\. The old state is untouched"):
        area_writer.save("second")
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_an_error_after_the_replacement_undoes_nothing(home, monkeypatch):
    area_writer.save("first")

    def interrupted(*_args):
        raise KeyboardInterrupt

    real = Path.replace

    def replace(path, target):
        real(path, target)
        if target.name == "area.toml":
            monkeypatch.setattr("layers.io.areas.write._sync", interrupted)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        area_writer.save("second")
    assert assert_whole(home / "areas" / "testi") == "second"


# --- Temporary folders ---


def packed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "text")
    return tmp_path / "a.zip"


@pytest.mark.usefixtures("home")
def test_a_killed_import_of_an_archive_leaves_nothing_after_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "_YOUNG_S", 0.0)
    place = tmp_path / "scratch"
    with writer() as process:
        process.stdout.readline()
        tell(process, do="unpack", path=str(packed(tmp_path)))
        child = int(process.stdout.readline())
        await_until(lambda: list(place.glob("*/ready")))
        assert list(place.glob("*/*/a.txt"))
        remove_leftovers()
        assert list(place.glob("*/*/a.txt")), "the folder of a process that is alive stays"
        os.kill(child, signal.SIGKILL)
        assert process.stdout.readline().strip() == "ended"
        remove_leftovers()
        assert not list(place.glob("*/*/a.txt"))
        assert not list(place.iterdir())


@pytest.mark.usefixtures("home")
def test_folders_of_others_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "_YOUNG_S", 0.0)
    (tmp_path / "scratch" / "sijainti-own").mkdir()
    (tmp_path / "scratch" / "sijainti-own" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "scratch" / "sijainti-link").symlink_to(tmp_path)
    (tmp_path / "scratch" / "sijainti-file").write_text("x", encoding="utf-8")
    remove_leftovers()
    assert len(list((tmp_path / "scratch").iterdir())) == 3


def test_a_folder_of_this_process_is_gone_with_its_block():
    with scratch_folder() as folder:
        (folder / "a.txt").write_text("x", encoding="utf-8")
        assert folder.parent == scratch_root()
    assert not folder.exists()


def test_a_full_disk_for_temporary_files_is_one_sentence():
    with pytest.raises(Unreadable, match="temporary files is full"), scratch_folder():
        raise OSError(errno.ENOSPC, "")
    with pytest.raises(FileNotFoundError), scratch_folder() as folder:
        (folder / "none").read_bytes()
