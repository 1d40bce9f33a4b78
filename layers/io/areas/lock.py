"""The right to write an area: one writer at a time, on all processes of the machine; readers need none."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import PlannerError
from layers.messages import Sentence

_PRIVATE = 0o600


def lock_path(folder: Path) -> Path:
    """Return the file that is locked: beside the folder, so that it outlives a new area that failed."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def area_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write the area; the system takes it back when the process ends, however it ends.

    Raises
    ------
    PlannerError
        If another import is writing the area.
    OSError
        If the folder of the areas cannot be written to.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock_path(folder), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, mode=_PRIVATE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            msg = Sentence(
                "Another import is writing the area “{name}” just now. Nothing of yours was written; "
                "wait a moment and save again.",
                name=folder.name,
            )
            raise PlannerError(msg) from None
        yield
    finally:
        # Closing gives the right back.
        os.close(handle)
