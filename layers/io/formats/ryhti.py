"""Plans in the JSON of Finland's national plan data model (Ryhti): one row a plan object."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from layers import crs
from layers.errors import Unreadable
from layers.io.settings import DATA, read_toml
from layers.messages import Sentence

_LANGUAGES = ("fin", "fi", "swe", "sv", "eng", "en")


def is_ryhti(document: object) -> bool:
    """Return whether the document is a plan of the national data model, or a matter that holds some."""
    return next(_plans(document), None) is not None


def _plans(document: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, Mapping):
        if isinstance(document.get("planObjects"), list):
            yield document
            return
        for value in document.values():
            yield from _plans(value)
    elif isinstance(document, list):
        for value in document:
            yield from _plans(value)


def load_json(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    Unreadable
        If it is no JSON; the sentence names line and column.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        msg = Sentence("{file} is no JSON that can be read: {error}.", file=path.name, error=error)
        raise Unreadable(msg) from None


def ryhti_frame(document: object, name: str) -> gpd.GeoDataFrame:
    """Return the plan objects of all plans in the document.

    Columns: planObjectKey, name, letterIdentifier (the code as the plan writes it), plan_name, plan_id,
    and one for every kind of regulation that data/mappings/ryhti.toml names.

    Raises
    ------
    Unreadable
        If objects are in several systems, or nothing has a geometry.
    """
    kinds = read_toml(DATA / "mappings" / "ryhti.toml")
    rows, shapes, systems = [], [], set()
    for plan in _plans(document):
        groups = _groups_of_objects(plan)
        for one in plan["planObjects"]:
            shape, srid = _geometry(one, name)
            rows.append(_row(plan, one, groups.get(one.get("planObjectKey"), []), kinds))
            shapes.append(shape)
            systems |= {srid} - {None}
    if not any(shape is not None for shape in shapes):
        msg = Sentence("{name} is a plan without any geometry.", name=name)
        raise Unreadable(msg)
    if len(systems) > 1:
        msg = Sentence(
            "{name} mixes coordinate reference systems: EPSG {systems}.",
            name=name,
            systems=", ".join(sorted(map(str, systems))),
        )
        raise Unreadable(msg)
    frame = gpd.GeoDataFrame(rows, geometry=shapes)
    return crs.named(frame, f"EPSG:{systems.pop()}") if systems else frame


def _geometry(one: Mapping[str, Any], name: str) -> tuple[shapely.Geometry | None, str | None]:
    holder = one.get("geometry")
    if not isinstance(holder, Mapping):
        return None, None
    try:
        inner = holder.get("geometry", holder)
        shape = shapely.from_geojson(json.dumps(inner))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        msg = Sentence(
            "{name}: the geometry of plan object {key} cannot be read.",
            name=name,
            key=one.get("planObjectKey"),
        )
        raise Unreadable(msg) from None
    srid = str(holder["srid"]) if holder.get("srid") else None
    return shape, srid


def _groups_of_objects(plan: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    groups = {group.get("planRegulationGroupKey"): group for group in plan.get("planRegulationGroups") or ()}
    found: dict[str, list[Mapping[str, Any]]] = {}
    for relation in plan.get("planRegulationGroupRelations") or ():
        group = groups.get(relation.get("planRegulationGroupKey"))
        if group is not None:
            found.setdefault(relation.get("planObjectKey"), []).append(group)
    return found


def _row(
    plan: Mapping[str, Any], one: Mapping[str, Any], groups: list[Mapping[str, Any]], kinds: Mapping[str, Any]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "planObjectKey": one.get("planObjectKey"),
        "name": _text(one.get("name")),
        "letterIdentifier": None,
        "plan_name": _text(plan.get("name")),
        "plan_id": plan.get("permanentPlanIdentifier") or plan.get("planKey"),
    }
    for group in groups:
        row["letterIdentifier"] = row["letterIdentifier"] or group.get("letterIdentifier")
        for regulation in group.get("planRegulations") or ():
            code = _code(regulation.get("type"))
            column = kinds["regulation"].get(code)
            value = regulation.get("value") or {}
            if column and "number" in value:
                row[column] = float(value["number"])
            if row["letterIdentifier"] is None and code in kinds["land_use"] and group.get("planRegulations"):
                row["letterIdentifier"] = kinds["land_use"][code]
    return row


def _code(address: object) -> str:
    return str(address or "").rsplit("/", 1)[-1].strip()


def _text(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((str(value[one]) for one in _LANGUAGES if value.get(one)), None)
    return None if value is None else str(value)
