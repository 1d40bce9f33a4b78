"""An area made of OpenStreetMap: of a file, or of what Overpass hands out for a place or box."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from layers import SPECS, crs
from layers.base import Layer
from layers.errors import EmptyLayer, PlannerError, Sentence, Unreadable
from layers.importing.osm import Extract
from layers.io.area_import import AreaSettings, Saved, area_settings, imports_of, save_new
from layers.io.area_store import NewLayer, sha256_of
from layers.io.osm import ATTRIBUTION, LICENCE, geojson, read_osm_table, report_overlaps
from layers.io.osm_overpass import Box, find_place, read_overpass
from layers.io.osm_pbf import read_pbf
from layers.io.settings import DATA
from layers.issues import Issue

_ACCURACY = "state of {day}; drawn by volunteers, mostly from aerial images, no survey"
_NOTE = (
    "Made from OpenStreetMap (state of {day}), © OpenStreetMap contributors, ODbL 1.0. "
    "Zones are industrial land use, not plots."
)


@dataclass(frozen=True)
class OsmSource:
    """Where OpenStreetMap comes from: a file, a place by its name, or a box or outline in degrees."""

    pbf: Path | None = None
    place: str = ""
    bbox: Box | None = None
    outline: shapely.Geometry | None = None


@dataclass(frozen=True)
class Built:
    """An area made of OpenStreetMap, and whether its working system was proposed by the program."""

    saved: Saved
    epsg: int
    epsg_proposed: bool
    crs_name: str


def build_area(
    name: str, source: OsmSource, *, epsg: int | None = None, title: str = "", data: Path = DATA
) -> Built:
    """Make an area of OpenStreetMap, or make it anew.

    Without `epsg` the working system is proposed from the place, and named in the result.

    Raises
    ------
    DataError
        If nothing can be read, or there is no industrial land use in it.
    """
    there = area_settings(name, data)
    extract, origin, sha256 = _extract(source)
    bounds = _bounds(extract)
    chosen = epsg or (there.epsg if there else None)
    working = crs.working_crs(chosen or crs.propose_epsg(*bounds))
    report_overlaps(extract, working)
    extract.in_order()
    new, frames = [], {}
    for layer in extract.layers:
        if extract.rows[layer]:
            one, frame = _layer(layer, extract, origin, sha256, working)
            new.append(one)
            frames[layer] = frame
    day = extract.newest or date.today().isoformat()  # noqa: DTZ011 - the day of the person at the keyboard
    shown = title or (there.title if there else name)
    settings = AreaSettings(name, working.epsg, shown, "zone", _NOTE.format(day=day))
    saved = save_new(settings, new, frames, data)
    return Built(saved, working.epsg, chosen is None, working.name)


def rebuild_area(name: str, data: Path = DATA) -> Built:
    """Make an area of OpenStreetMap anew from where it came.

    Raises
    ------
    DataError
        If it was not made of OpenStreetMap, or its source cannot be read.
    """
    origin = next(
        (one for one in imports_of(name, data).values() if one["kind"] in ("pbf", "overpass")), None
    )
    if origin is None:
        msg = Sentence("The area “{name}” was not made of OpenStreetMap.", name=name)
        raise Unreadable(msg)
    if origin["kind"] == "pbf":
        return build_area(name, OsmSource(pbf=Path(origin["location"])), data=data)
    if origin["location"]:
        return build_area(name, OsmSource(place=origin["location"]), data=data)
    return build_area(name, OsmSource(outline=shapely.from_wkt(origin["outline"])), data=data)


def _extract(source: OsmSource) -> tuple[Extract, dict[str, Any], str]:
    table = read_osm_table()
    if source.pbf is not None:
        extract = read_pbf(source.pbf, table)
        return extract, {"kind": "pbf", "location": str(source.pbf.resolve())}, sha256_of(source.pbf)
    outline = source.outline
    if source.place:
        outline = find_place(source.place)
    elif source.bbox is not None:
        outline = shapely.box(*_checked(source.bbox))
    if outline is None:
        msg = Sentence("Name where to take OpenStreetMap from: a file, a box, or a place.")
        raise PlannerError(msg)
    extract = read_overpass(outline, table)
    return extract, {"kind": "overpass", "location": source.place, "outline": outline.wkt}, ""


def _checked(bbox: Box) -> Box:
    west, south, east, north = bbox
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
        msg = Sentence("The box is west,south,east,north in degrees, for example 26.93,60.52,26.97,60.54.")
        raise PlannerError(msg)
    return bbox


def _bounds(extract: Extract) -> Box:
    if not extract.rows["plots"]:
        msg = Sentence(
            "No industrial land use (landuse=industrial) lies wholly in the place, so there are no "
            "zones to appraise. Take a larger place, or import plots of your own."
        )
        raise EmptyLayer(msg)
    boxes = shapely.bounds([row.geometry for row in extract.rows["plots"]])
    return (
        float(boxes[:, 0].min()),
        float(boxes[:, 1].min()),
        float(boxes[:, 2].max()),
        float(boxes[:, 3].max()),
    )


def _layer(
    name: str, extract: Extract, origin: Mapping[str, Any], sha256: str, working: crs.WorkingCRS
) -> tuple[NewLayer, Any]:
    rows = extract.rows[name]
    frame = gpd.GeoDataFrame(
        [row.columns | {"as_of": extract.newest or None} for row in rows],
        geometry=[row.geometry for row in rows],
        crs=crs.LONLAT,
    )
    built = Layer.build(SPECS[name], frame, working)
    text = geojson(name, rows, extract.newest)
    record = {
        "layer": name,
        "title": f"{SPECS[name].title} of OpenStreetMap",
        "url": "https://www.openstreetmap.org/",
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "retrieved": date.today(),  # noqa: DTZ011 - the day of the person at the keyboard
        "accuracy": _ACCURACY.format(day=extract.newest or "the day it was fetched"),
        "illustrative": False,
        "supplied_by": "",
        "origin": Path(str(origin["location"])).name or "Overpass",
        "origin_sha256": sha256,
    }
    # The row of an object is its number in OpenStreetMap; relations of no layer are told with the zones.
    issues = tuple(
        Issue(
            layer,
            int(row.lstrip("nwr").split("-")[0]),
            field,
            value,
            Sentence("{row}: {reason}", row=row, reason=reason),
            action,
        )
        for layer, row, field, value, reason, action in extract.issues
        if layer == name or (name == "plots" and not extract.rows.get(layer))
    )
    return NewLayer(name, ".geojson", lambda path: _write(path, text), record, origin, issues), built.frame


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
