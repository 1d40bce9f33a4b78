"""The process that reads files of strangers: python -m layers.io.sandbox.worker, started by `confined`.

It imports what readers need once, then forks a child for each file. The child confines itself, reads, writes
its answer into the one folder where it may write, and ends. Requests and reports are lines of JSON on
standard input and output; the child has neither.
"""

import contextlib
import faulthandler
import gc
import json
import os
import select
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rasterio
import rasterio.vrt  # noqa: F401

from layers import crs
from layers.errors import DataError
from layers.io.formats.rasters import check_raster
from layers.io.formats.readers import broken, read, read_items
from layers.io.limits import SIDE_FILES, check_vertices
from layers.io.sandbox import confinement, exchange
from layers.io.settings import DATA
from layers.terrain import RASTERS

Job = dict[str, Any]
_PACKAGE = Path(__file__).resolve().parents[2]


def _rows(job: Job, out: Path) -> Job:
    path = Path(job["path"])
    frame = read(path, job["item"])
    check_vertices(path.name, frame)
    return {"header": exchange.write_rows(out, frame)}


def _items(job: Job, _out: Path) -> Job:
    return {"items": list(read_items(Path(job["path"])))}


def _raster(job: Job, _out: Path) -> Job:
    check_raster(Path(job["path"]), RASTERS[job["item"]], crs.working_crs(job["epsg"]))
    return {}


JOBS: dict[str, Callable[[Job, Path], Job]] = {"rows": _rows, "items": _items, "raster": _raster}


def paths_of(path: Path, out: Path) -> confinement.Paths:
    """Return what is opened to read a file: itself, the parts of it that lie beside it, and Python's own."""
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]
    if path.suffix.lower() == ".shp":
        beside += [path.with_suffix(case) for one in SIDE_FILES for case in (one, one.upper())]
    if path.suffix.lower() in (".gml", ".xml"):
        beside.append(path.with_suffix(".xsd"))
    own = (_PACKAGE, DATA / "mappings")
    # A folder would open all that lies in it.
    files = [one for one in (path, *beside) if os.path.isfile(one)]  # noqa: PTH113 - false, not a fault, for any name
    return confinement.Paths((*files, *confinement.system_paths(own)), out)


def work(job: Job) -> None:
    """Do one job in this process, which is confined first where the machine can; write the answer."""
    path, out = Path(job["path"]), Path(job["out"])
    limits = confinement.Limits(**job["limits"])
    if job["confined"]:
        confinement.confine(paths_of(path, out), limits)
    else:
        confinement.limit_use(limits)
    tempfile.tempdir = str(out)
    try:
        answer = JOBS[job["kind"]](job, out)
    except DataError as fault:
        answer = {"fault": exchange.packed_fault(fault)}
    except MemoryError:
        answer = {"limit": "memory"}
    except Exception as error:  # noqa: BLE001 - the barrier: what any reader raises ends in the sentence of its format
        answer = {"fault": exchange.packed_fault(broken(path, error))}
    exchange.write_answer(out, answer)


def serve() -> None:
    """Fork a child for each request until standard input ends; then nothing of it is left running."""
    wakeup, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: dict[int, int] = {}
    gc.collect()
    gc.freeze()
    pending = b""
    while True:
        ready, _, _ = select.select([0, wakeup], [], [])
        if wakeup in ready:
            os.read(wakeup, 4096)
            _reap(children)
        if 0 not in ready:
            continue
        piece = os.read(0, 1 << 16)
        if not piece:
            break
        *lines, pending = (pending + piece).split(b"\n")
        for line in lines:
            _take(json.loads(line), children, wakeup)
    for child in children:
        _kill(child)


def _take(request: Job, children: dict[int, int], wakeup_n: int) -> None:
    if "kill" in request:
        for child, number in children.items():
            if number == request["kill"]:
                _kill(child)
        return
    child = os.fork()
    if child:
        children[child] = request["id"]
        return
    status = 1
    try:
        _become_child(wakeup_n)
        work(request)
        status = 0
    finally:
        os._exit(status)


def _become_child(wakeup_n: int) -> None:
    """Leave the server's session and pipes behind; what is printed goes nowhere.

    Other open files stay open: they are PROJ's and Python's own, and a library that finds another file under
    its number would read that.
    """
    confinement.end_with_parent()
    os.setsid()
    for pipe in (signal.set_wakeup_fd(-1), wakeup_n):
        os.close(pipe)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    faulthandler.disable()


def _kill(child_n: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child_n, signal.SIGKILL)


def _reap(children: dict[int, int]) -> None:
    while children:
        child, status, used = os.wait4(-1, os.WNOHANG)
        if not child:
            return
        report = {
            "id": children.pop(child),
            "status": status,
            "cpu_s": used.ru_utime + used.ru_stime,
            "peak_mb": used.ru_maxrss / 1024,
        }
        os.write(1, json.dumps(report).encode() + b"\n")


if __name__ == "__main__":
    serve()
