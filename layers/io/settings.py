"""Settings and texts that lie beside the data: area.toml, sources.toml, scenarios, code lists."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from layers.errors import SijaintiError, Unreadable
from layers.messages import Sentence
from layers.sources import Source

# Where the data lie: SIJAINTI_DATA names another folder, as tests do.
DATA = Path(os.environ.get("SIJAINTI_DATA") or Path(__file__).resolve().parents[2] / "data")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def safe_name(name: str, kind: str, known: tuple[str, ...]) -> str:
    """Return the name if it can be the name of a folder or file here, so that nothing typed becomes a path.

    Raises
    ------
    Unreadable
        If it is not among the known names.
    """
    if not _NAME.fullmatch(name) or name not in known:
        msg = Sentence(
            "There is no {kind} “{name}”. There are: {known}.",
            kind=Sentence(kind),
            name=name,
            known=", ".join(known) or Sentence("none"),
        )
        raise Unreadable(msg)
    return name


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises
    ------
    Unreadable
        If it is missing, cannot be opened or is not TOML; the sentence names line and column.
    """
    try:
        if not path.is_file():
            msg = Sentence("{file} is missing in {folder}/.", file=path.name, folder=path.parent.name)
            raise Unreadable(msg)
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = Sentence(
            "{file} in {folder}/ cannot be opened: {reason}.",
            file=path.name,
            folder=path.parent.name,
            reason=error.strerror or str(error),
        )
        raise Unreadable(msg) from None
    except SijaintiError:
        raise
    except (ValueError, RecursionError) as error:
        msg = Sentence(
            "{file} in {folder}/ is not valid TOML: {error}.",
            file=path.name,
            folder=path.parent.name,
            error=error,
        )
        raise Unreadable(msg) from None


def scenario_names(data: Path = DATA) -> tuple[str, ...]:
    """Return the names of the scenarios that come with the product."""
    return tuple(sorted(path.stem for path in (data / "scenarios").glob("*.toml")))


def read_scenario_text(name: str = "default", data: Path = DATA) -> str:
    """Return the TOML text of a scenario that comes with the product."""
    known = scenario_names(data)
    return (data / "scenarios" / f"{safe_name(name, 'scenario', known)}.toml").read_text(encoding="utf-8")


def read_text_file(path: Path) -> str:
    """Return the text of a file that the user names on the command line.

    Raises
    ------
    Unreadable
        If it is missing or not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        msg = Sentence("{path} cannot be read as text. Check the name, and save it as UTF-8.", path=path)
        raise Unreadable(msg) from None


def read_sources(folder: str, data: Path = DATA) -> tuple[Source, ...]:
    """Return the records of the files below a folder of the data ("areas/kokkola/"), of all files for ""."""
    records = read_toml(data / "sources.toml")
    return tuple(Source.of(path, record) for path, record in records.items() if path.startswith(folder))
