"""The barrier around all readers: whatever a library raises ends in one sentence about the file."""

import functools

import pyogrio
import pytest

from layers.errors import DataError, Unreadable
from layers.io.formats import geoparquet, readers, tables
from layers.io.sandbox import confinement, exchange, worker
from tests.layers.io.import_samples import squares, write

LONGEST_SENTENCE = 700
# Sentences of ours and want of memory pass: the worker has a sentence of its own for the latter.
PASSED = (DataError, MemoryError)


def classes():
    """Return every exception class of every module that is loaded, except those that pass the barrier."""
    seen, waiting = set(), [Exception]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            # A metaclass may ask for more.
            waiting += type.__subclasses__(one)
    named = sorted(seen, key=lambda one: (one.__module__, one.__qualname__))
    return [one for one in named if not issubclass(one, PASSED) and not one.__module__.startswith("tests.")]


TEXT = "of a\nbroken file"
ARGUMENTS = ((TEXT,), (TEXT, [ValueError(TEXT)]), ("utf-8", b"\xff", 0, 1, TEXT), (TEXT, TEXT, 0))


def made(kind):
    """Return an exception of the class: with a text, or with nothing; None where it cannot be made at all."""
    for arguments in ARGUMENTS:
        try:
            return kind(*arguments)
        except Exception:  # noqa: BLE001, S112 - it needs other arguments
            continue
    try:
        return kind.__new__(kind)
    except TypeError:
        return None


@functools.cache
def errors():
    """Return an exception of every class."""
    return [error for kind in classes() if (error := made(kind)) is not None]


def is_of_the_format(said, path):
    return said.startswith(path.name) and "\n" not in said and 0 < len(said) < LONGEST_SENTENCE


def test_the_classes_are_those_of_all_libraries():
    modules = {one.__module__.split(".")[0] for one in map(type, errors())}
    wanted = {
        "builtins",
        "pyogrio",
        "rasterio",
        "shapely",
        "pandas",
        "pyarrow",
        "openpyxl",
        "zipfile",
        "zlib",
    }
    assert wanted | {"struct", "xml", "json", "sqlite3", "_csv", "pyproj"} <= modules
    assert len(errors()) > 0.95 * len(classes())
    names = {one.__name__ for one in map(type, errors())}
    assert {"RecursionError", "UnicodeDecodeError", "DataSourceError", "GEOSException", "BadZipFile"} <= names


@pytest.mark.parametrize("ending", sorted(readers.SOURCES))
@pytest.mark.parametrize("what", ["read", "read_items"])
def test_every_exception_of_a_reader_is_one_sentence_about_its_format(tmp_path, monkeypatch, ending, what):
    path = tmp_path / f"t{ending}"
    path.write_bytes(b"x")
    raised = []

    def fail(*_arguments):
        raise raised[-1]

    monkeypatch.setitem(readers.SOURCES, ending, readers.Reader(fail, fail))
    for error in errors():
        raised.append(error)
        with pytest.raises(Unreadable) as caught:
            getattr(readers, what)(path)
        assert is_of_the_format(str(caught.value), path), type(error)


ENGINES = {
    ".geojson": (pyogrio, "read_dataframe"),
    ".shp": (pyogrio, "read_dataframe"),
    ".dxf": (pyogrio, "read_dataframe"),
    ".gpkg": (pyogrio, "read_dataframe"),
    ".kml": (pyogrio, "list_layers"),
    ".gml": (pyogrio, "read_dataframe"),
    ".parquet": (geoparquet.gpd, "read_parquet"),
    ".csv": (tables, "placed"),
    ".zip": (pyogrio, "read_dataframe"),
}


@pytest.mark.parametrize("ending", sorted(ENGINES))
def test_every_exception_of_the_library_behind_a_reader_is_one_sentence(tmp_path, monkeypatch, ending):
    path = tmp_path / f"t{ending}"
    if ending == ".csv":
        path.write_text("id,x,y\na,1,2\n", encoding="utf-8")
    elif ending == ".dxf":
        path = write(squares().assign(Layer="a")[["Layer", "geometry"]], path)
    else:
        path = write(squares(), path)
    raised = []

    def fail(*_arguments, **_options):
        raise raised[-1]

    monkeypatch.setattr(*ENGINES[ending], fail)
    # A checked file each time takes long: one class of each module, and all of Python's own.
    some = {
        (kind.__module__, kind.__module__ == "builtins" and kind): e for e in errors() for kind in [type(e)]
    }
    for error in some.values():
        raised.append(error)
        with pytest.raises(Unreadable) as caught:
            readers.read(path)
        said = str(caught.value)
        assert "\n" not in said, type(error)
        assert ".shp" in said if ending == ".zip" else said.startswith(path.name), type(error)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_the_program_passes_the_barrier(tmp_path, monkeypatch, kind):
    path = tmp_path / "t.csv"
    path.write_bytes(b"x")

    def fail(*_arguments):
        raise kind

    monkeypatch.setitem(readers.SOURCES, ".csv", readers.Reader(fail, fail))
    with pytest.raises(kind):
        readers.read(path)


# --- The worker ---


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Return a job for the worker in this process, which is not limited for it."""
    monkeypatch.setattr(confinement, "limit_use", lambda _limits: None)
    monkeypatch.setattr(worker.tempfile, "tempdir", None)
    limits = {"memory_bytes": 1, "cpu_s": 1, "written_bytes": 1}
    asked = {"kind": "raster", "item": "terrain", "epsg": 3067, "confined": False, "limits": limits}
    return asked | {"path": str(tmp_path / "t.tif"), "out": str(tmp_path)}


def worked(job, monkeypatch, error):
    def fail(*_arguments):
        raise error

    monkeypatch.setitem(worker.JOBS, job["kind"], fail)
    worker.work(job)
    return exchange.read_answer(worker.Path(job["out"]))


@pytest.mark.parametrize("kind", ["rows", "items", "raster"])
def test_every_exception_in_the_worker_is_one_sentence(job, monkeypatch, kind):
    for error in errors():
        answer = worked(job | {"kind": kind}, monkeypatch, error)
        fault = exchange.unpacked_fault(answer["fault"])
        assert is_of_the_format(str(fault), worker.Path(job["path"])), type(error)


def test_want_of_memory_is_the_limit_that_it_is(job, monkeypatch):
    assert worked(job, monkeypatch, MemoryError()) == {"limit": "memory"}
