"""Read the imported layers of an area again from their sources, look at what changed, and take it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.errors import DataError, PlannerError, Unreadable
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import area_folders
from layers.io.areas.origins import prepare_again
from layers.io.areas.save import (
    OSM_KINDS,
    STANDING,
    AreaSettings,
    Provenance,
    Saved,
    area_settings,
    changes_against,
    imports_of,
    new_layer,
    save_new,
)
from layers.io.areas.write import COVERAGE, WHOLE
from layers.io.intake import Prepared, RawSource
from layers.io.settings import DATA
from layers.mapping.changes import Changes
from layers.messages import Sentence

# What a refresh keeps of what the user once said of a source.
_KEPT = ("licence", "attribution", "accuracy", "supplied_by", "url")


@dataclass(frozen=True)
class Again:
    """Layers read again and not yet written, and how they differ from those of the area."""

    settings: AreaSettings
    layers: tuple[Prepared, ...]
    changed: tuple[Changes, ...]

    @property
    def left_out(self) -> int:
        """Number of rows that cannot be used."""
        return sum(one.left_out for one in self.layers)


def read_again(
    name: str,
    *,
    only: Collection[str] | None = None,
    handed: Mapping[str, RawSource] | None = None,
    data: Path = DATA,
) -> Again:
    """Read imported layers of an area again, all of them or `only` some; nothing is written.

    `handed` are files that came through the browser and are handed over anew, by their first names.

    Raises
    ------
    DataError
        If a source cannot be read; the last good copy stays in use.
    """
    imports = imports_of(name, data)
    settings = area_settings(name, data)
    if settings is None:
        msg = Sentence("There is no area “{name}”.", name=name)
        raise Unreadable(msg)
    layers = tuple(
        _again(layer, origin, settings.epsg, handed)
        for layer, origin in imports.items()
        if origin["kind"] not in (*OSM_KINDS, *STANDING) and (only is None or layer in only)
    )
    return Again(settings, layers, changes_against(name, layers, data))


def take_again(again: Again, *, consent: bool = False, data: Path = DATA) -> Saved:
    """Save layers that were read again; what was said of their sources stays.

    Raises
    ------
    PlannerError
        If rows would be left out without consent, or nothing can be written; the old area stays.
    """
    if again.left_out and not consent:
        msg = Sentence(
            "{left_out} rows would be left out now. Agree to it (--yes), or mend them. Nothing was written.",
            left_out=again.left_out,
        )
        raise PlannerError(msg)
    table = read_area_toml(area_folders(data)[again.settings.name])
    records = {record["layer"]: record for record in table.get("sources", {}).values()}
    complete = frozenset(layer for layer, said in table.get(COVERAGE, {}).items() if said == WHOLE)
    new = []
    for one in again.layers:
        record = records.get(one.mapping.layer, {})
        kept = {key: record[key] for key in _KEPT if key in record}
        provenance = Provenance(
            **kept,
            illustrative=bool(record.get("illustrative", False)),
            covering=complete,
        )
        new.append(new_layer(one, provenance))
    return save_new(again.settings, new, {one.mapping.layer: one.layer.frame for one in again.layers}, data)


def refresh_area(name: str, *, consent: bool = False, data: Path = DATA) -> Saved:
    """Read every imported layer again from its source, save it, and say what changed.

    Raises
    ------
    DataError
        If a source cannot be read; the last good copy stays in use.
    """
    return take_again(read_again(name, data=data), consent=consent, data=data)


def _again(
    layer: str, origin: Mapping[str, Any], epsg: int, handed: Mapping[str, RawSource] | None
) -> Prepared:
    try:
        return prepare_again(origin, epsg, handed)
    except DataError as error:
        msg = Sentence("{layer}: {error} The last good copy stays in use.", layer=layer, error=error)
        raise type(error)(msg) from None
    except KeyError as error:
        msg = Sentence(
            "{layer}: area.toml does not say {error} of its source. Import the layer anew.",
            layer=layer,
            error=error,
        )
        raise Unreadable(msg) from None
