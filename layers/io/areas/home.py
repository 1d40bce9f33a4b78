"""Where areas lie: those that come with the product in data/areas/, and the user's own in SIJAINTI_HOME."""

import hashlib
import os
import re
from pathlib import Path

from layers.errors import PlannerError
from layers.io.settings import DATA
from layers.messages import Sentence

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def home(data: Path = DATA) -> Path:
    """Return the folder that SIJAINTI_HOME names, or the data folder; areas/ below holds the user's areas."""
    named = os.environ.get("SIJAINTI_HOME")
    return Path(named).expanduser().resolve() if named else data


def area_folders(data: Path = DATA) -> dict[str, Path]:
    """Return the folder of every area by its name; an area of the product hides a user's of the same name."""
    found: dict[str, Path] = {}
    for place in (home(data), data):
        for folder in sorted((place / "areas").glob("[!.]*/")):
            if _has_settings(folder):
                found[folder.name] = folder
    return dict(sorted(found.items()))


def _has_settings(folder: Path) -> bool:
    try:
        return os.path.lexists(folder / "area.toml")
    except OSError:
        # Whoever may not look into it is told so when it is read.
        return True


def areas_stamp(data: Path = DATA) -> str:
    """Return a text that is another one whenever an area was made, changed or removed."""
    files = [folder / "area.toml" for folder in area_folders(data).values()]
    text = "".join(f"{path}:{_stamp(path)}\n" for path in files)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _stamp(path: Path) -> str:
    try:
        known = path.stat()
    except OSError as error:
        return str(error.errno)
    return f"{known.st_mtime_ns}:{known.st_ino}:{known.st_size}"


def new_area_folder(name: str, data: Path = DATA) -> Path:
    """Return the folder that an area of the user's has or will have.

    Raises
    ------
    PlannerError
        If the name cannot be that of a folder, or belongs to an area that comes with the product.
    """
    if not _NAME.fullmatch(name):
        msg = Sentence(
            "“{name}” cannot be the name of an area: use small letters a–z, digits, - and _, and "
            "begin with a letter or digit.",
            name=name[:60],
        )
        raise PlannerError(msg)
    folder = home(data) / "areas" / name
    shipped = data / "areas" / name
    if folder.is_symlink() or folder.parent.is_symlink():
        msg = Sentence(
            "The folder of the area “{name}” is a link to another place. Nothing is written through it.",
            name=name,
        )
        raise PlannerError(msg)
    if folder != shipped and (shipped / "area.toml").is_file():
        msg = Sentence("The area “{name}” comes with the product. Choose another name.", name=name)
        raise PlannerError(msg)
    return folder
