"""area.toml of one area: read, and checked for the kind of each value before anybody relies on it."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, ValidationError

from layers.errors import Unreadable
from layers.io.settings import read_toml
from layers.messages import Sentence

_IN_LANGUAGES = ("title_", "note_")
Number = StrictInt | StrictFloat
Box = tuple[Number, Number, Number, Number]


class _Origin(BaseModel):
    """How one layer was read."""

    model_config = ConfigDict(extra="allow")

    kind: str
    location: str = ""
    item: str = ""
    bbox: Box | None = None
    mapping: dict[str, Any] = Field(default_factory=dict)
    joins: list["_Origin"] = Field(default_factory=list)


class _AreaToml(BaseModel):
    """What area.toml may hold. A key that is missing is reported by who needs it."""

    model_config = ConfigDict(extra="allow")

    name: str = ""
    title: str = ""
    epsg: StrictInt = 0
    place_kind: str = ""
    park_id: str = ""
    node_id: str = ""
    note: str = ""
    issues: str = ""
    country: str = ""
    frame: Box | None = None
    layers: dict[str, str] = Field(default_factory=dict)
    rasters: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = Field(default_factory=dict)
    imports: dict[str, _Origin] = Field(default_factory=dict)
    coverage: dict[str, str] = Field(default_factory=dict)
    zoning_classes: dict[str, str] = Field(default_factory=dict)


def read_area_toml(folder: Path) -> dict[str, Any]:
    """Return what area.toml of an area says.

    Raises
    ------
    Unreadable
        If it is missing, no TOML, says something of another kind than is meant, or names another area.
    """
    table = read_toml(folder / "area.toml")
    try:
        _AreaToml.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        raise _unusable(folder, ".".join(map(str, first["loc"])), first["msg"]) from None
    for key, value in table.items():
        if key.startswith(_IN_LANGUAGES) and not isinstance(value, str):
            raise _unusable(folder, key, Sentence("it is no text"))
    if table.get("name", folder.name) != folder.name:
        reason = Sentence("it is the name of another area, “{name}”", name=table["name"])
        raise _unusable(folder, "name", reason)
    return table


def _unusable(folder: Path, key: str, reason: str) -> Unreadable:
    msg = Sentence(
        "area.toml in {folder}/ cannot be used: {key}: {reason}. Mend it, or remove the folder.",
        folder=folder.name,
        key=key,
        reason=reason,
    )
    return Unreadable(msg)
