"""Temporary folders, in one folder of this process: the next start removes it if the process was killed."""

import atexit
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from layers.errors import Unreadable
from layers.messages import Sentence

_PREFIX = "sijainti-"
_LOCK = ".lock"
# A process makes its folder first and locks it then.
_YOUNG_S = 60.0
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def scratch_root() -> Path:
    """Return the folder of this process, locked as long as the process lives."""
    return _root_of(os.getpid())


@lru_cache(maxsize=1)
def _root_of(pid_n: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # Kept open on purpose: the system unlocks it when the process ends.
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode=0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    atexit.register(_remove, folder, pid_n)
    return folder


def _remove(folder: Path, pid_n: int) -> None:
    # A process that was forked off leaves the folder of its parent alone.
    if os.getpid() == pid_n:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a new folder, and remove it with all that it holds.

    Raises
    ------
    Unreadable
        If the disk is full.
    """
    try:
        with tempfile.TemporaryDirectory(dir=scratch_root(), ignore_cleanup_errors=True) as name:
            yield Path(name)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        msg = Sentence("The disk for temporary files is full. Nothing was changed; make room and try again.")
        raise Unreadable(msg) from None


def remove_stale_scratch() -> None:
    """Remove the folders of processes that were killed; one whose process lives is locked."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != os.getuid():
                continue
            if time.time() - folder.stat().st_mtime > _YOUNG_S and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        # Not one of ours, or of a process that was killed before it locked its folder.
        return not any(folder.iterdir())
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
