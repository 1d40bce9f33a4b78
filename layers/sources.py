"""Where each file of data comes from, and on which terms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The record of one file in sources.toml; `path` is relative to the data folder."""

    path: str
    layer: str
    title: str
    url: str
    licence: str
    attribution: str
    retrieved: str
    accuracy: str
    illustrative: bool
    sha256: str
    # For what a user imported: who handed it over, from which file or service, and the hash of that.
    supplied_by: str = ""
    origin: str = ""
    origin_sha256: str = ""
