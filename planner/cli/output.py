"""Where results go: tables and JSON to stdout, files in one piece, words about slow work to stderr."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import typer

from layers.errors import PlannerError
from planner.reports.json import json_text
from planner.text import _

# Work that takes longer says what it is doing.
_PATIENCE_S = 1.0
STDOUT = Path("-")


def today() -> date:
    """Return the day of the person at the terminal."""
    return date.today()  # noqa: DTZ011 - the user's day


def show_json(value: Any) -> None:
    """Write the value to stdout as JSON in UTF-8, whatever the terminal speaks."""
    show_bytes(json_text(value).encode())


def show_bytes(content: bytes) -> None:
    """Write the bytes to stdout as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def write_file(path: Path, content: bytes) -> None:
    """Write the file in one piece: beside it first, then renamed, so that a failure leaves the old one whole.

    Raises
    ------
    PlannerError
        If there is no such folder, or it may not be written to.
    """
    target = path.resolve()
    if not target.parent.is_dir():
        msg = _("There is no folder “{folder}” to write {file} to. Make it first, or name another.")
        raise PlannerError(msg.format(folder=path.parent, file=path.name))
    if target.exists() and not target.is_file():
        msg = _("“{file}” is not a file. Name a file to write to, or - for standard output.")
        raise PlannerError(msg.format(file=path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        msg = _("“{file}” cannot be written: {reason}. Nothing was changed.")
        raise PlannerError(msg.format(file=path, reason=error.strerror)) from None


@contextmanager
def slow(what: str) -> Iterator[None]:
    """Say on stderr what is being done if it takes longer than a second."""
    timer = threading.Timer(_PATIENCE_S, lambda: typer.echo(what, err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
