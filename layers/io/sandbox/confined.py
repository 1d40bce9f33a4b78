"""Read files of strangers in a worker process that can open nothing else: the parent's side.

One host process is started at the first read and forks a confined child for each file (`reading_worker`).
A child that takes too long, or whose reader is no longer waited for, is killed.
"""

import atexit
import contextlib
import contextvars
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyogrio
import rasterio

from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import ReadingLimits, reading_limits
from layers.io.sandbox import confinement, exchange
from layers.io.scratch import scratch_folder
from layers.messages import Sentence

ALLOW_UNCONFINED = "SIJAINTI_ALLOW_UNCONFINED"
# Drivers of GDAL that the worker keeps, with the endings that they serve; every other one is switched off.
DRIVERS = {
    "GPKG": (".gpkg",),
    "ESRI Shapefile": (".shp",),
    "GeoJSON": (".geojson", ".json"),
    "ESRIJSON": (".json",),
    "FlatGeobuf": (".fgb",),
    "GML": (".gml", ".xml"),
    "LIBKML": (".kml", ".kmz"),
    "DXF": (".dxf",),
    "GTiff": (".tif", ".tiff"),
}
# GDAL holds rows in memory by these drivers of its own, which open no file.
INTERNAL_DRIVERS = ("MEM", "Memory")
# Raster drivers that only pyogrio's GDAL has: it reads no rasters and does not list them.
_UNLISTED_DRIVERS = ("LIBERTIFF", "MiraMonRaster", "RCM")
# Formats that can name other files or addresses; an archive can hold any of them.
REFERRING = (".gpkg", ".geojson", ".json", ".gml", ".xml", ".kml", ".kmz", ".zip")
_ROOT = Path(__file__).resolve().parents[3]
_PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "SIJAINTI_DATA",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
)
_POLL_S = 0.25

Tick = Callable[[float], object]
_tick: contextvars.ContextVar[Tick | None] = contextvars.ContextVar("tick", default=None)


@dataclass(frozen=True)
class Use:
    """What reading a file took: how its process ended, seconds on a core and memory at its peak."""

    status: int
    cpu_s: float
    peak_mb: float


def unconfined_reason() -> Sentence | None:
    """Return why readers cannot be confined on this machine, None where they are."""
    if confinement.is_confinement_available():
        return None
    return Sentence(
        "This machine cannot confine readers of files (that needs Linux 5.19 or newer with Landlock). "
        "Formats that can refer to other files or addresses are refused, unless {setting}=1 is set.",
        setting=ALLOW_UNCONFINED,
    )


@contextlib.contextmanager
def watched(tick: Tick) -> Iterator[None]:
    """Call `tick` with the seconds passed while a file is read; what it raises stops the reading."""
    token = _tick.set(tick)
    try:
        yield
    finally:
        _tick.reset(token)


def read_confined(path: Path, item: str = "") -> Frame:
    """Return the rows of a file, as `readers.read` does, read by the worker.

    Raises
    ------
    DataError
        If it cannot be read; the sentence says what to do.
    """
    with _done("rows", path, item) as (answer, out):
        return exchange.read_rows(out, answer.get("header"))


def items_confined(path: Path) -> tuple[str, ...]:
    """Return what the file holds several of, as `readers.read_items` does, listed by the worker.

    Raises
    ------
    DataError
        If it cannot be read; the sentence says what to do.
    """
    with _done("items", path) as (answer, _out):
        items = answer.get("items")
        if not isinstance(items, list) or not all(isinstance(one, str) for one in items):
            raise exchange.BrokenAnswer("items")
        return tuple(items)


def check_raster_confined(path: Path, kind: str, epsg: int) -> None:
    """Read a raster to its end in the worker, as it will be read once it is part of an area.

    Raises
    ------
    DataError
        If it cannot serve; the sentence says why.
    """
    with _done("raster", path, kind, epsg):
        pass


@contextlib.contextmanager
def _done(kind: str, path: Path, item: str = "", epsg: int = 0) -> Iterator[tuple[dict[str, Any], Path]]:
    """Have the worker do a job; give its answer and the folder where it wrote."""
    _check_allowed(path)
    limits = reading_limits(path)
    with scratch_folder() as out:
        job = {
            "kind": kind,
            "path": str(path.absolute()),
            "item": item,
            "epsg": epsg,
            "out": str(out.resolve()),
            "confined": confinement.is_confinement_available(),
            "limits": {name: value for name, value in asdict(limits).items() if name != "wall_s"},
        }
        used = _host().run(job, limits.wall_s)
        try:
            yield _answer(path, out, used, limits), out
        except exchange.BrokenAnswer as error:
            raise Unreadable(_stopped(path)) from error


def _check_allowed(path: Path) -> None:
    reason = unconfined_reason()
    if reason is None or path.suffix.lower() not in REFERRING or os.environ.get(ALLOW_UNCONFINED) == "1":
        return
    raise Unreadable(Sentence("{file} is not read: {reason}", file=path.name, reason=reason))


def _answer(path: Path, out: Path, used: Use | None, limits: ReadingLimits) -> dict[str, Any]:
    """Return what the worker answered.

    Raises
    ------
    DataError
        What the reader found wrong, or which limit stopped it.
    """
    ended_by = -1 if used is None else os.waitstatus_to_exitcode(used.status)
    if used is None or ended_by in (-signal.SIGXCPU, -signal.SIGKILL):
        msg = Sentence(
            "Reading {file} was stopped after {seconds} s of work, the limit for a file of its size. "
            "Cut it to the area, or save it anew in another format such as GeoPackage.",
            file=path.name,
            seconds=limits.cpu_s,
        )
        raise Unreadable(msg)
    if ended_by != 0:
        raise Unreadable(_stopped(path))
    answer = exchange.read_answer(out)
    if answer.get("limit") == "memory":
        msg = Sentence(
            "Reading {file} needs more than {most:.1f} GB of memory, the limit for a file of its size. "
            "Cut it to the area, or save it anew in another format such as GeoPackage.",
            file=path.name,
            most=limits.memory_bytes / 1e9,
        )
        raise Unreadable(msg)
    if "fault" in answer:
        raise exchange.unpacked_fault(answer["fault"])
    return answer


def _stopped(path: Path) -> Sentence:
    return Sentence(
        "{file} cannot be read as {ending}: its reader stopped at it. The file is broken; save it anew, or "
        "ask its owner for another copy.",
        file=path.name,
        ending=path.suffix.lstrip("."),
    )


class _Host:
    """The process that forks readers, and a thread that hears how they end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, queue.SimpleQueue[Use | None]] = {}
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "layers.io.sandbox.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        self._hearing = threading.Thread(target=self._hear, name="reading-worker", daemon=True)
        self._hearing.start()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def run(self, job: dict[str, Any], wall_s: float) -> Use | None:
        """Do a job; return what it took, None if it was stopped because its time was up."""
        ended: queue.SimpleQueue[Use | None] = queue.SimpleQueue()
        with self._lock:
            self._number += 1
            number = self._number
            self._waiting[number] = ended
        try:
            self._send({"id": number, **job})
            return self._waited(ended, wall_s)
        finally:
            with self._lock:
                is_running = self._waiting.pop(number, None) is not None
            if is_running:
                with contextlib.suppress(OSError):
                    self._send({"kill": number})

    def _waited(self, ended: "queue.SimpleQueue[Use | None]", wall_s: float) -> Use | None:
        started, tick = time.monotonic(), _tick.get()
        while (passed_s := time.monotonic() - started) < wall_s:
            try:
                used = ended.get(timeout=_POLL_S)
            except queue.Empty:
                if tick is not None:
                    tick(passed_s)
                continue
            if used is None:
                raise Unreadable(Sentence("The process that reads files has ended. Try again."))
            return used
        return None

    def _send(self, request: dict[str, Any]) -> None:
        with self._lock:
            pipe = self._process.stdin
            if pipe is None:
                raise BrokenPipeError
            pipe.write(json.dumps(request).encode() + b"\n")
            pipe.flush()

    def _hear(self) -> None:
        """Pass each report on to who waits for it; when the process has ended, wake everyone."""
        for line in self._process.stdout or ():
            report = json.loads(line)
            with self._lock:
                ended = self._waiting.pop(report.pop("id"), None)
            if ended is not None:
                ended.put(Use(**report))
        if self._process.stdout is not None:
            self._process.stdout.close()
        with self._lock:
            left, self._waiting = list(self._waiting.values()), {}
        for ended in left:
            ended.put(None)

    def close(self) -> None:
        """End the process, and with it every reader."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._hearing.join(timeout=5)


_hosts: list[_Host] = []
_hosts_lock = threading.Lock()


def _host() -> _Host:
    """Return the host process; start it, or another where it has ended."""
    with _hosts_lock:
        if not _hosts or not _hosts[-1].is_alive:
            for host in _hosts:
                host.close()
            _hosts[:] = [_Host()]
        return _hosts[-1]


def start_worker() -> None:
    """Start the host process before the first file comes, where that can be known."""
    _host()


@atexit.register
def _close() -> None:
    with _hosts_lock:
        for host in _hosts:
            host.close()
        _hosts.clear()


def _environment() -> dict[str, str]:
    """Return the environment of the worker: no secrets, no network, no drivers but those needed."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GDAL_SKIP": ",".join(switched_off()),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "OGR_SQLITE_PRAGMA": "temp_store=MEMORY",
        # In milliseconds: a file that another program changes is refused, not waited for.
        "SQLITE_BUSY_TIMEOUT": "500",
        "GDAL_GEOREF_SOURCES": "INTERNAL",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
        "CPL_CURL_ENABLE_VSIMEM": "NO",
        "PROJ_NETWORK": "OFF",
        # Its other allocators reserve far more address space than they use, and that is what is limited.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@lru_cache(maxsize=1)
def switched_off() -> tuple[str, ...]:
    """Return the drivers of both installed GDALs (pyogrio's and rasterio's) that the worker does without."""
    with rasterio.Env() as environment:
        installed = set(pyogrio.list_drivers()) | set(environment.drivers())
    return tuple(sorted((installed | set(_UNLISTED_DRIVERS)) - set(DRIVERS) - set(INTERNAL_DRIVERS)))
