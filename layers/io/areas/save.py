"""Save prepared layers as an area, and say how they differ from what was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from layers import crs
from layers.errors import DataError, PlannerError, Unreadable
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import area_folders, new_area_folder
from layers.io.areas.origins import origin_table
from layers.io.areas.read import read_atlas
from layers.io.areas.write import WHOLE, NewLayer, frame_writer, store
from layers.io.intake import FILE, Prepared
from layers.io.services import without_password
from layers.io.settings import DATA, safe_name
from layers.issues import Issue
from layers.mapping.changes import Changes, changes
from layers.messages import Sentence
from layers.specs import SPECS

_LONGEST_TITLE = 120
OSM_KINDS = ("pbf", "overpass")
# A raster is copied as it is: there is nothing to read again.
RASTER = "raster"
# How a layer came into the area, where there is no source to read again.
DRAWN, COPIED = "drawn", "copied"
STANDING = (RASTER, DRAWN, COPIED)


@dataclass(frozen=True)
class Provenance:
    """What a user knows of a source: who handed it over, on which terms, how accurate it is.

    `covering` names the layers that are complete wherever the area has plots: what they do not show is not
    there.
    """

    licence: str = "not stated"
    attribution: str = "not stated"
    accuracy: str = "not stated"
    supplied_by: str = ""
    url: str = ""
    illustrative: bool = False
    covering: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AreaSettings:
    """What an area is called, and its working system; `place_kind` is plot, or zone where zones stand in.

    `country` is its ISO code of two letters, such as FI; empty where it is not known. `zoning_classes` says
    of zoning codes that the list of codes does not know what they allow.
    """

    name: str
    epsg: int
    title: str = ""
    place_kind: str = "plot"
    note: str = ""
    country: str = ""
    zoning_classes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """What was saved: the folder, the rows of each layer, and how each differs from what was there."""

    name: str
    folder: Path
    epsg: int
    rows: Mapping[str, int]
    changed: tuple[Changes, ...] = ()
    issues: tuple[Issue, ...] = ()


def area_settings(name: str, data: Path = DATA) -> AreaSettings | None:
    """Return what the area says of itself, None if there is none of that name."""
    folder = area_folders(data).get(name)
    if folder is None:
        return None
    table = read_area_toml(folder)
    try:
        return AreaSettings(
            name,
            int(table["epsg"]),
            table["title"],
            table["place_kind"],
            table.get("note", ""),
            table.get("country", ""),
            table.get("zoning_classes", {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        msg = Sentence(
            "area.toml of {name} cannot be used: {error}. Mend it, or remove the folder.",
            name=name,
            error=error,
        )
        raise Unreadable(msg) from None


def save_area(
    settings: AreaSettings,
    layers: Sequence[Prepared],
    provenance: Provenance,
    *,
    consent: bool = False,
    data: Path = DATA,
) -> Saved:
    """Write the layers into the area, new or not; layers of it that are not named stay as they are.

    `consent` says that the user has seen which rows are left out or mended, and wants it so.

    Raises
    ------
    PlannerError
        If rows would be left out or mended without consent, or nothing can be written; the old area stays.
    """
    _check_settings(settings, layers, data)
    left_out, mended = sum(one.left_out for one in layers), sum(one.mended for one in layers)
    if (left_out or mended) and not consent:
        msg = Sentence(
            "{left_out} rows would be left out and {mended} geometries mended. Look at the list of "
            "faults, mend the source, or agree to it (--yes). Nothing was written.",
            left_out=left_out,
            mended=mended,
        )
        raise PlannerError(msg)
    new = [new_layer(one, provenance) for one in layers]
    return save_new(settings, new, {one.mapping.layer: one.layer.frame for one in layers}, data)


def _check_settings(settings: AreaSettings, layers: Sequence[Prepared], data: Path) -> None:
    new_area_folder(settings.name, data)
    check_title(settings)
    stray = sorted({one.mapping.layer for one in layers if one.working_epsg != settings.epsg})
    if stray:
        msg = Sentence(
            "{layers} was prepared in another system than the area's EPSG:{epsg}.",
            layers=", ".join(stray),
            epsg=settings.epsg,
        )
        raise PlannerError(msg)
    there = area_settings(settings.name, data)
    if there is not None and there.epsg != settings.epsg:
        msg = Sentence(
            "The area “{area}” is kept in EPSG:{epsg}; its layers stay in that system. Import under "
            "another name to change it.",
            area=settings.name,
            epsg=there.epsg,
        )
        raise PlannerError(msg)
    if there is None and "plots" not in {one.mapping.layer for one in layers}:
        msg = Sentence(
            "A new area needs plots: import them first (area import {area} --layer plots=FILE).",
            area=settings.name,
        )
        raise PlannerError(msg)


def check_title(settings: AreaSettings) -> None:
    """Refuse a title that is no single line of text."""
    title = settings.title or settings.name
    if not title.strip() or len(title) > _LONGEST_TITLE or any(sign in title for sign in "<>\n\r\0"):
        msg = Sentence(
            "The title of an area is one line of up to {most} signs, without < and >.", most=_LONGEST_TITLE
        )
        raise PlannerError(msg)


def new_layer(one: Prepared, provenance: Provenance) -> NewLayer:
    """Return a layer as it is written, with the record of its source."""
    suffix, write = frame_writer(one.layer.frame)
    ref = one.raw.ref
    origin = Path(ref.location).name if ref.kind == FILE else ref.location
    record = {
        "layer": one.mapping.layer,
        "title": f"{one.layer.spec.title} of {origin}{f'#{ref.item}' if ref.item else ''}",
        "url": without_password(provenance.url) or (ref.location if ref.location.startswith("http") else ""),
        "licence": provenance.licence,
        "attribution": provenance.attribution,
        "retrieved": date.fromisoformat(one.raw.retrieved),
        "accuracy": provenance.accuracy,
        "illustrative": provenance.illustrative,
        "supplied_by": provenance.supplied_by,
        "origin": origin,
        "origin_sha256": one.raw.sha256,
    }
    coverage = WHOLE if one.mapping.layer in provenance.covering else _asked_outline(one)
    return NewLayer(
        one.mapping.layer, suffix, write, record, origin_table(one), one.issues, coverage=coverage
    )


def _asked_outline(one: Prepared) -> str:
    """Return the box that a service was asked for, in the working system; empty where none was."""
    if one.raw.ref.bbox is None:
        return ""
    working = crs.working_crs(one.working_epsg)
    return str(crs.outline_to_working(shapely.box(*one.raw.ref.bbox), working).wkt)


def save_new(
    settings: AreaSettings, new: Sequence[NewLayer], frames: Mapping[str, Any], data: Path = DATA
) -> Saved:
    """Write layers that are ready, and say how each differs from what was there."""
    is_new = settings.name not in area_folders(data)
    changed = changes_of(settings.name, frames, data)
    folder = store(settings.name, settings_table(settings), new, data, is_new=is_new)
    rows = {name: len(frame) for name, frame in frames.items()}
    issues = tuple(issue for one in new for issue in one.issues)
    return Saved(settings.name, folder, settings.epsg, rows, changed, issues)


def settings_table(settings: AreaSettings) -> dict[str, Any]:
    """Return what area.toml says of the area itself."""
    table: dict[str, Any] = {
        "name": settings.name,
        "title": settings.title or settings.name,
        "epsg": settings.epsg,
        "place_kind": settings.place_kind,
    }
    said = {
        "note": settings.note,
        "country": settings.country,
        "zoning_classes": dict(settings.zoning_classes),
    }
    return table | {key: value for key, value in said.items() if value}


def changes_against(name: str, layers: Sequence[Prepared], data: Path = DATA) -> tuple[Changes, ...]:
    """Return how layers that are not yet saved differ from what the area has; nothing for a new area."""
    return changes_of(name, {one.mapping.layer: one.layer.frame for one in layers}, data)


def changes_of(name: str, frames: Mapping[str, Any], data: Path = DATA) -> tuple[Changes, ...]:
    """Return how rows, by their layers, differ from those that the area has."""
    before = _frames_before(name, tuple(frames), data)
    return tuple(
        changes(layer, SPECS[layer].key, before[layer], frame)
        for layer, frame in frames.items()
        if layer in before
    )


def _frames_before(name: str, layers: Sequence[str], data: Path) -> dict[str, Any]:
    """Return the layers that the area has now; what cannot be read any more counts as not there."""
    if name not in area_folders(data):
        return {}
    try:
        atlas = read_atlas(name, data)
    except DataError:
        return {}
    return {
        layer: atlas.frame(layer) if SPECS[layer].geometry else atlas.table(layer)
        for layer in layers
        if atlas.has(layer)
    }


def imports_of(name: str, data: Path = DATA) -> Mapping[str, Mapping[str, Any]]:
    """Return how each layer of the area was read, by its name.

    Raises
    ------
    DataError
        If there is no such area, or it was not made by an import.
    """
    folders = area_folders(data)
    table = read_area_toml(folders[safe_name(name, "area", tuple(folders))])
    imports = table.get("imports")
    if not isinstance(imports, dict) or not imports:
        msg = Sentence(
            "The area “{name}” was not made by an import: there is no source to read again.", name=name
        )
        raise Unreadable(msg)
    return imports
