"""What killed processes left behind, removed at the next start."""

from contextlib import suppress
from pathlib import Path

from layers.errors import SijaintiError
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import home
from layers.io.areas.lock import area_lock
from layers.io.areas.write import remove_unnamed
from layers.io.scratch import remove_stale_scratch
from layers.io.settings import DATA


def remove_leftovers(data: Path = DATA) -> None:
    """Remove unfinished files in the user's areas, and temporary folders; what a live process uses stays."""
    remove_stale_scratch()
    for folder in sorted((home(data) / "areas").glob("[!.]*/")):
        with suppress(OSError, SijaintiError):
            if not folder.is_symlink():
                _clean_area(folder)


def _clean_area(folder: Path) -> None:
    if _is_foreign(folder):
        return
    with area_lock(folder):
        # Looked at again: an import that was at work may have ended meanwhile.
        if (folder / "area.toml").exists():
            remove_unnamed(folder, read_area_toml(folder))
        else:
            remove_unnamed(folder)
            folder.rmdir()


def _is_foreign(folder: Path) -> bool:
    """Return whether an area was not made by an import: nothing in it is ours to remove."""
    return (folder / "area.toml").exists() and "imports" not in read_area_toml(folder)
