"""The worker that reads files of strangers: what it can do, and what becomes of it when it is stopped."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from layers.errors import DataError, Unreadable
from layers.io import limits
from layers.io.formats.readers import read
from layers.io.intake import parse_ref, read_source
from layers.io.sandbox import confined, confinement
from layers.io.sandbox.confined import (
    DRIVERS,
    INTERNAL_DRIVERS,
    items_confined,
    read_confined,
    switched_off,
    watched,
)
from layers.io.scratch import scratch_root
from tests.layers.io.import_samples import squares, write, zipped

needs_confinement = pytest.mark.skipif(
    not confinement.is_confinement_available(),
    reason="this kernel offers no Landlock: Linux 5.19 or newer has it",
)
# pyogrio lists the vector drivers of its GDAL alone: both libraries are asked for all that they have.
LISTED = """
import ctypes, json, pyogrio, rasterio, sys
from pathlib import Path

def drivers(package):
    (path,) = Path(package.__file__).parents[1].glob(f"{package.__name__}.libs/libgdal*")
    gdal = ctypes.CDLL(str(path))
    gdal.GDALGetDriver.restype = ctypes.c_void_p
    gdal.GDALGetDescription.argtypes, gdal.GDALGetDescription.restype = [ctypes.c_void_p], ctypes.c_char_p
    every = [gdal.GDALGetDescription(gdal.GDALGetDriver(n)) for n in range(gdal.GDALGetDriverCount())]
    return sorted(one.decode() for one in every)

pyogrio.list_drivers()
with rasterio.Env():
    print(json.dumps({"vector": drivers(pyogrio), "raster": drivers(rasterio)}))
"""


def endless(folder):
    """Return a GeoPackage with a view that computes without end."""
    path = write(squares(), folder / "t.gpkg")
    with closing(sqlite3.connect(path)) as connection, connection:
        numbers = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(x) FROM c"
        connection.execute(f"CREATE VIEW v AS SELECT fid, geom, ({numbers}) AS n FROM t")  # noqa: S608 - ours
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('v', 'features', 'v', 3067)"
        )
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 3067, 0, 0)")
    return path


def children_of_host():
    (host,) = confined._hosts
    task = Path(f"/proc/{host._process.pid}/task/{host._process.pid}/children")
    return task.read_text(encoding="ascii").split()


def until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- Drivers ---


@pytest.fixture(scope="module")
def listed():
    ended = subprocess.run(
        [sys.executable, "-c", LISTED],
        env=confined._environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(ended.stdout)


@pytest.mark.parametrize("kind", ["vector", "raster"])
def test_the_worker_has_the_drivers_of_the_allow_list_and_no_other(listed, kind):
    assert set(listed[kind]) - set(INTERNAL_DRIVERS) - set(DRIVERS) == set()


def test_every_driver_of_the_allow_list_is_there(listed):
    assert set(DRIVERS) <= set(listed["vector"]) | set(listed["raster"])


def test_every_installed_driver_is_allowed_or_switched_off():
    import pyogrio

    with rasterio.Env() as environment:
        installed = set(pyogrio.list_drivers()) | set(environment.drivers())
    assert installed <= set(DRIVERS) | set(switched_off()) | set(INTERNAL_DRIVERS)
    assert {"OGR_VRT", "VRT", "GDALG", "WFS", "OAPIF", "GeoRSS", "HTTP", "CSV", "SQLite"} <= set(
        switched_off()
    )


# GeoTIFF and ESRI's JSON have their own tests: test_rasters.py and test_services.py.
@pytest.mark.parametrize("driver", sorted(set(DRIVERS) - {"GTiff", "ESRIJSON"}))
def test_every_driver_that_is_allowed_reads_its_format(tmp_path, driver):
    for ending in DRIVERS[driver]:
        (folder := tmp_path / ending).mkdir()
        assert len(read_confined(sample(folder, ending))) == 3, ending


def sample(folder, ending):
    """Return a file of three plots with this ending."""
    written = {".json": ".geojson", ".xml": ".gml", ".kmz": ".kml"}.get(ending, ending)
    frame = squares().assign(Layer="a")[["Layer", "geometry"]] if ending == ".dxf" else squares()
    path = write(frame, folder / f"t{written}")
    if ending != ".kmz":
        return path.rename(folder / f"t{ending}")
    return zipped(folder / "t.kmz", path.rename(folder / "doc.kml"))


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".fgb", ".parquet", ".shp", ".csv", ".kml"])
def test_the_worker_reads_what_the_reader_reads(tmp_path, ending):
    frame = squares()
    path = tmp_path / f"t{ending}"
    if ending == ".csv":
        frame.assign(wkt=frame.geometry.to_wkt()).drop(columns="geometry").to_csv(path, index=False)
    else:
        write(frame, path)
    here, there = read(path), read_confined(path)
    assert here.equals(there)
    assert here.crs == there.crs
    assert list(here.dtypes) == list(there.dtypes)


# --- What it cannot reach ---


@needs_confinement
def test_a_driver_that_wants_to_cannot_read_a_file_outside(tmp_path):
    """All drivers are switched on, and one is told to read a file beside the one that was handed over."""
    (tmp_path / "canary.csv").write_text("id,secret\n1,canary\n", encoding="utf-8")
    source = tmp_path / "plots.vrt"
    source.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource>'
        f"{tmp_path / 'canary.csv'}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    (tmp_path / "out").mkdir()
    code = f"""
import json, pathlib, sys, pyogrio
from layers.io.sandbox import confinement, worker as reading_worker
source = pathlib.Path({str(source)!r})
if sys.argv[1] == "confined":
    paths = reading_worker.paths_of(source, pathlib.Path({str(tmp_path / "out")!r}))
    confinement.confine(paths, confinement.Limits(500_000_000, 5, 1_000_000))
try:
    print(pyogrio.read_dataframe(source).to_csv())
except Exception as error:
    print(type(error).__name__, error)
"""
    environment = {name: value for name, value in confined._environment().items() if name != "GDAL_SKIP"}

    def run(how):
        return subprocess.run(
            [sys.executable, "-c", code, how], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert "1,canary" in run("free")
    assert "1,canary" not in run("confined")


def test_the_worker_knows_no_secrets_of_the_app(monkeypatch):
    monkeypatch.setenv("SIJAINTI_SECRET", "x")
    monkeypatch.setenv("PGPASSWORD", "x")
    assert not {"SIJAINTI_SECRET", "PGPASSWORD", "HOME"} & set(confined._environment())


def test_a_folder_is_not_opened_with_what_lies_in_it(tmp_path):
    from layers.io.sandbox.worker import paths_of

    assert tmp_path not in paths_of(tmp_path, tmp_path / "out").read


# --- Limits, and being stopped ---


def test_time_is_limited_and_the_sentence_names_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "_BASE_CPU_S", 1)
    with pytest.raises(Unreadable, match="was stopped after 1 s of work"):
        read_confined(endless(tmp_path), "v")
    until(lambda: children_of_host() == [])


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("MAX_VERTICES_OF_SHAPE", r"t\.gpkg: the shape of row 1 has 5 vertices; up to 4 are read"),
        ("MAX_VERTICES", r"t\.gpkg has 15 vertices in all; up to 4 are read"),
    ],
)
def test_vertices_are_limited_and_the_sentence_names_the_limit(monkeypatch, limit, sentence):
    monkeypatch.setattr(limits, limit, 4)
    with pytest.raises(Unreadable, match=sentence):
        limits.check_vertices("t.gpkg", squares())


def test_the_worker_refuses_too_many_vertices_of_one_shape(tmp_path):
    turns = np.linspace(0, 2 * np.pi, 500_000, endpoint=False)
    ring = np.column_stack([305_000 + 900 * np.cos(turns), 7_087_000 + 900 * np.sin(turns)])
    frame = squares(count=1).set_geometry([shapely.Polygon(ring)], crs=3067)
    path = write(frame, tmp_path / "t.fgb")
    with pytest.raises(Unreadable, match=r"has 500,001 vertices; up to 500,000 are read"):
        read_confined(path)


def test_a_small_file_may_work_for_five_seconds_and_wait_for_half_a_minute(tmp_path):
    small = limits.reading_limits(write(squares(), tmp_path / "t.gpkg"))
    assert (small.cpu_s, small.wall_s) == (5, 30)


def test_time_on_the_clock_is_limited_too(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "_BASE_WALL_S", 0)
    with pytest.raises(Unreadable, match="was stopped"):
        read_confined(endless(tmp_path), "v")
    until(lambda: children_of_host() == [])


def test_memory_is_limited_and_the_sentence_names_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "_BASE_MEMORY_BYTES", 60_000_000)
    path = tmp_path / "t.csv"
    path.write_text("id;a\n" + f"1;{'x' * 400}\n" * 250_000, encoding="utf-8")
    monkeypatch.setattr(limits, "_MEMORY_RATIO", 1)
    with pytest.raises(Unreadable, match=r"needs more than 0\.2 GB of memory"):
        read_confined(path)


class TabClosedError(BaseException):
    """What ends a script run of Streamlit: no Exception."""


def test_a_reader_that_nobody_waits_for_is_killed(tmp_path):
    def tick(_seconds):
        raise TabClosedError

    with pytest.raises(TabClosedError), watched(tick):
        read_confined(endless(tmp_path), "v")
    until(lambda: children_of_host() == [])


def test_the_tick_hears_how_long_it_takes_and_ends_with_its_block(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "_BASE_CPU_S", 1)
    heard = []
    with watched(heard.append), pytest.raises(Unreadable):
        read_confined(endless(tmp_path), "v")
    assert heard == sorted(heard)
    assert heard[-1] > 0.5
    before = len(heard)
    read_confined(write(squares(), tmp_path / "u.gpkg"))
    assert len(heard) == before


def test_nothing_stays_in_the_temporary_folder(tmp_path, monkeypatch):
    before = set(scratch_root().iterdir())
    monkeypatch.setattr(limits, "_BASE_CPU_S", 1)
    (tmp_path / "a").mkdir()
    with pytest.raises(Unreadable):
        read_confined(endless(tmp_path / "a"), "v")
    read_confined(write(squares(), tmp_path / "t.zip"))
    assert set(scratch_root().iterdir()) == before


def test_a_host_that_was_killed_is_started_again(tmp_path):
    path = write(squares(), tmp_path / "t.gpkg")
    read_confined(path)
    (host,) = confined._hosts
    host._process.kill()
    host._process.wait()
    assert len(read_confined(path)) == 3


def test_a_host_that_dies_at_work_ends_the_work_with_a_sentence(tmp_path):
    def tick(_seconds):
        confined._hosts[0]._process.kill()

    with watched(tick), pytest.raises(DataError, match="has ended"):
        read_confined(endless(tmp_path), "v")


def test_several_users_read_at_once(tmp_path):
    paths = [write(squares(count=n), tmp_path / f"{n}.gpkg") for n in range(1, 7)]
    lengths = {}

    def one(number, path):
        lengths[number] = len(read_confined(path))

    threads = [
        threading.Thread(target=one, args=(number, path)) for number, path in enumerate(paths, start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lengths == {number: number for number in range(1, 7)}


def test_the_host_ends_with_the_app(tmp_path):
    code = f"""
import os, signal, time
from pathlib import Path
from layers.io.sandbox import confined
confined.items_confined(Path({str(write(squares(), tmp_path / "t.gpkg"))!r}))
print(confined._hosts[0]._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(confined.__file__).parents[3])},
    )
    pid = int(ended.stdout)

    def is_gone():
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    until(is_gone)


# --- A machine that cannot confine ---


@pytest.fixture
def unconfinable(monkeypatch):
    monkeypatch.setattr(confinement, "landlock_abi", lambda: 0)
    monkeypatch.delenv(confined.ALLOW_UNCONFINED, raising=False)


@pytest.mark.usefixtures("unconfinable")
@pytest.mark.parametrize("name", ["t.gpkg", "t.geojson", "t.zip"])
def test_without_confinement_formats_that_can_refer_elsewhere_are_refused(tmp_path, name):
    path = write(squares(), tmp_path / name)
    with pytest.raises(Unreadable, match="SIJAINTI_ALLOW_UNCONFINED=1"):
        read_source(parse_ref(str(path)))
    with pytest.raises(Unreadable, match="cannot confine"):
        items_confined(path)


@pytest.mark.usefixtures("unconfinable")
def test_without_confinement_other_formats_are_read(tmp_path):
    assert len(read_confined(write(squares(), tmp_path / "t.fgb"))) == 3


@pytest.mark.usefixtures("unconfinable")
def test_without_confinement_every_format_is_read_where_that_is_allowed(tmp_path, monkeypatch):
    monkeypatch.setenv(confined.ALLOW_UNCONFINED, "1")
    assert len(read_confined(write(squares(), tmp_path / "t.gpkg"))) == 3


def test_the_reason_is_one_sentence_where_it_holds(monkeypatch):
    monkeypatch.setattr(confinement, "landlock_abi", lambda: 1)
    assert "cannot confine" in str(confined.unconfined_reason())
    monkeypatch.setattr(confinement, "landlock_abi", lambda: 2)
    assert confined.unconfined_reason() is None
