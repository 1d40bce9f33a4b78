"""An area made of OpenStreetMap: of a file, or of what Overpass hands out for a place or box."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from layers import crs
from layers.errors import EmptyLayer, PlannerError, Unreadable
from layers.io.areas.save import (
    OSM_KINDS,
    AreaSettings,
    Saved,
    area_settings,
    changes_of,
    imports_of,
    save_new,
)
from layers.io.areas.write import NewLayer, sha256_of
from layers.io.osm.overpass import Box, find_place, read_overpass
from layers.io.osm.pbf import read_pbf
from layers.io.osm.tables import ATTRIBUTION, LICENCE, add_sea, geojson, read_osm_table, report_overlaps
from layers.io.settings import DATA
from layers.issues import Issue
from layers.layer import Layer
from layers.mapping.changes import Changes
from layers.mapping.osm import Extract
from layers.messages import Sentence
from layers.specs import SPECS

_ACCURACY = "state of {day}; drawn by volunteers, mostly from aerial images, no survey"
_NOTE = (
    "Made from OpenStreetMap (state of {day}), © OpenStreetMap contributors, ODbL 1.0. "
    "Zones are industrial land use, not plots."
)


@dataclass(frozen=True)
class OsmSource:
    """Where OpenStreetMap comes from: a file, a place by its name, or a box or outline in degrees.

    `origin` is the name of a file that is not kept.
    """

    pbf: Path | None = None
    place: str = ""
    bbox: Box | None = None
    outline: shapely.Geometry | None = None
    origin: str = ""


@dataclass(frozen=True)
class Built:
    """An area made of OpenStreetMap, and whether its working system was proposed by the program."""

    saved: Saved
    epsg: int
    epsg_proposed: bool
    crs_name: str


@dataclass(frozen=True)
class OsmRead:
    """What was read of OpenStreetMap and is not yet saved; `proposed_epsg` is for the user to confirm."""

    extract: Extract
    origin: Mapping[str, Any]
    sha256: str
    proposed_epsg: int

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows of each layer that has any."""
        return {layer: len(rows) for layer, rows in self.extract.rows.items() if rows}

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees of what was read."""
        return _bounds(self.extract)


def build_area(
    name: str,
    source: OsmSource,
    *,
    epsg: int | None = None,
    title: str = "",
    country: str = "",
    data: Path = DATA,
) -> Built:
    """Make an area of OpenStreetMap, or make it anew.

    Without `epsg` the working system is proposed from the place, and named in the result; without `country`
    that of the working system, where it is one country's own.

    Raises
    ------
    DataError
        If nothing can be read, or there is no industrial land use in it.
    """
    there = area_settings(name, data)
    chosen = epsg or (there.epsg if there else None)
    read = read_openstreetmap(source)
    working_epsg = chosen or read.proposed_epsg
    own = country if country or there else crs.country_of(working_epsg, read.bounds)
    named = AreaSettings(name, working_epsg, title, country=own)
    saved = save_openstreetmap(read, named, data)
    return Built(saved, saved.epsg, chosen is None, crs.working_crs(saved.epsg).name)


def read_openstreetmap(source: OsmSource) -> OsmRead:
    """Read a place of OpenStreetMap, and propose a working system for it; nothing is written.

    Raises
    ------
    DataError
        If nothing can be read, or there is no industrial land use in it.
    """
    extract, origin, sha256 = _extract(source)
    return OsmRead(extract, origin, sha256, crs.propose_epsg(*_bounds(extract)))


def save_openstreetmap(read: OsmRead, named: AreaSettings, data: Path = DATA) -> Saved:
    """Save what was read as an area of this name, in this working system; what is not said is proposed.

    Raises
    ------
    PlannerError
        If nothing can be written; the old area stays as it was.
    """
    there = area_settings(named.name, data)
    working = crs.working_crs(named.epsg)
    new, frames, newest = _layers(read, working)
    day = newest or date.today().isoformat()  # noqa: DTZ011 - the day of the person at the keyboard
    title = named.title or (there.title if there else named.name)
    country = named.country or (there.country if there else "")
    settings = AreaSettings(named.name, working.epsg, title, "zone", _NOTE.format(day=day), country)
    return save_new(settings, new, frames, data)


def openstreetmap_changes(name: str, read: OsmRead, epsg: int, data: Path = DATA) -> tuple[Changes, ...]:
    """Return how what was read differs from what the area has."""
    return changes_of(name, _layers(read, crs.working_crs(epsg))[1], data)


def _layers(read: OsmRead, working: crs.WorkingCRS) -> tuple[list[NewLayer], dict[str, Any], str]:
    # What is read may be saved again after a fault: what is reported here stays out of it.
    extract = copy.copy(read.extract)
    extract.issues = list(read.extract.issues)
    extract.rows = {name: list(rows) for name, rows in read.extract.rows.items()}
    report_overlaps(extract, working)
    known_water = add_sea(extract, working)
    extract.in_order()
    outline = None if extract.outline is None else crs.outline_to_working(extract.outline, working)
    new, frames = [], {}
    for layer in (name for name, rows in extract.rows.items() if rows):
        one, frame = _layer(layer, extract, read.origin, read.sha256, working)
        covered = known_water if layer == "water" else outline
        new.append(one if covered is None else replace(one, coverage=covered.wkt))
        frames[layer] = frame
    return new, frames, extract.newest


def rebuild_area(name: str, data: Path = DATA) -> Built:
    """Make an area of OpenStreetMap anew from where it came.

    Raises
    ------
    DataError
        If it was not made of OpenStreetMap, or its source cannot be read.
    """
    return build_area(name, openstreetmap_source(name, data), data=data)


def openstreetmap_source(name: str, data: Path = DATA) -> OsmSource:
    """Return where an area of OpenStreetMap came from.

    Raises
    ------
    DataError
        If it was not made of OpenStreetMap, or of a file that was not kept.
    """
    origin = next((one for one in imports_of(name, data).values() if one["kind"] in OSM_KINDS), None)
    if origin is None:
        msg = Sentence("The area “{name}” was not made of OpenStreetMap.", name=name)
        raise Unreadable(msg)
    if origin["kind"] == "overpass":
        place = origin["location"]
        return OsmSource(place=place) if place else OsmSource(outline=shapely.from_wkt(origin["outline"]))
    if not Path(origin["location"]).is_absolute():
        msg = Sentence(
            "{location} came through the browser and was not kept: import it again.",
            location=origin["location"],
        )
        raise Unreadable(msg)
    return OsmSource(pbf=Path(origin["location"]))


def _extract(source: OsmSource) -> tuple[Extract, dict[str, Any], str]:
    table = read_osm_table()
    if source.pbf is not None:
        extract = read_pbf(source.pbf, table)
        location = source.origin or str(source.pbf.resolve())
        return extract, {"kind": "pbf", "location": location}, sha256_of(source.pbf)
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
