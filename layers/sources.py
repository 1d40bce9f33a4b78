"""Where each file of data comes from, and on which terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_IN_LANGUAGES = ("title", "accuracy")


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
    # The title and the accuracy in further languages: code of the language -> text.
    titles: Mapping[str, str] = field(default_factory=dict)
    accuracies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: str, record: Mapping[str, Any]) -> Self:
        """Return the record of a file as it stands in TOML: title_fi is the title in Finnish."""
        plain = {key: value for key, value in record.items() if key.rpartition("_")[0] not in _IN_LANGUAGES}
        titles, accuracies = (_in_languages(record, name) for name in _IN_LANGUAGES)
        retrieved = str(record["retrieved"])
        return cls(path=path, **{**plain, "retrieved": retrieved}, titles=titles, accuracies=accuracies)


def _in_languages(record: Mapping[str, Any], name: str) -> dict[str, str]:
    start = f"{name}_"
    return {key.removeprefix(start): text for key, text in record.items() if key.startswith(start)}
