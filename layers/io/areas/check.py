"""All that is known to be wrong with an area: at import, in its files, and between its layers."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from layers import crs
from layers.atlas import AreaInfo, Atlas
from layers.errors import DataError
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import area_folders
from layers.io.areas.read import read_atlas
from layers.io.areas.save import AreaSettings
from layers.io.areas.write import read_issues
from layers.io.intake import Prepared
from layers.io.settings import DATA
from layers.issues import Issue
from layers.mapping.consistency import check_area


def check_issues(
    name: str, *, today: date | None = None, atlas: Atlas | None = None, data: Path = DATA
) -> tuple[Issue, ...]:
    """Return all that is known to be wrong with an area: at import, in its files, and between its layers.

    Raises
    ------
    DataError
        If there is no such area, or it cannot be read.
    """
    atlas = read_atlas(name, data) if atlas is None else atlas
    folder = area_folders(data)[name]
    table = read_area_toml(folder)
    found = read_issues(folder, table) + atlas.issues
    return (*found, *_between(atlas, _totals(table), today))


def check_prepared(
    settings: AreaSettings, layers: Sequence[Prepared], *, today: date | None = None, data: Path = DATA
) -> tuple[Issue, ...]:
    """Return what layers that are not yet saved contradict: themselves, each other, and those of the area."""
    folder = area_folders(data).get(settings.name)
    totals = _totals(read_area_toml(folder)) if folder else {}
    for one in layers:
        totals = dict(one.mapping.totals) if one.mapping.layer == "plots" else totals
    return _between(_atlas(settings, layers, data), totals, today)


def _atlas(settings: AreaSettings, layers: Sequence[Prepared], data: Path) -> Atlas:
    """Return the area as it would be with these layers; one that cannot be read counts as not there."""
    info = AreaInfo(settings.name, settings.title or settings.name, settings.epsg, settings.place_kind)
    atlas = Atlas(info, crs.working_crs(settings.epsg), [one.layer for one in layers])
    try:
        there = read_atlas(settings.name, data)
    except DataError:
        return atlas
    for one in layers:
        there = there.with_layer(one.layer)
    return there


def _totals(table: Mapping[str, Any]) -> dict[str, float]:
    origin = table.get("imports", {}).get("plots", {})
    return {key: float(value) for key, value in origin.get("mapping", {}).get("totals", {}).items()}


def _between(atlas: Atlas, totals: Mapping[str, float], today: date | None) -> tuple[Issue, ...]:
    day = today or date.today()  # noqa: DTZ011 - the day of the person at the keyboard
    return check_area(atlas, day, totals) if atlas.has("plots") else ()
