"""What objects of OpenStreetMap become: layers, classes and columns, by the tables of data/."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely

from layers.mapping.coastline import CoastLine
from layers.mapping.osm_tags import (
    RoadTags,
    Tags,
    UnknownTagError,
    count,
    hazmat,
    is_yes,
    length_m,
    speed_kmh,
    voltage_kv,
    weight_t,
)
from layers.messages import Sentence

LAYERS = ("plots", "buildings", "roads", "rail", "power_lines", "places", "pipelines", "ports", "water")
# What was read before pipelines, ports and water were: the layers of the area of Karhula.
FIRST_LAYERS = LAYERS[:6]
# How the value of each limit is read; which tags set it stands in data/osm_roads.toml.
ROAD_LIMITS = {
    "speed_kmh": speed_kmh,
    "max_height_m": length_m,
    "max_weight_t": weight_t,
    "max_axle_load_t": weight_t,
    "max_length_m": length_m,
}
# Words that say there is no sign, as OpenStreetMap documents them.
NO_LIMIT = frozenset({"none", "default", "unsigned", "below_default"})
LEFT_OUT = "left out"
TAKEN_AS_UNKNOWN = "taken as unknown"
_WORDS = {"n": "node", "w": "way", "r": "relation"}
Wanted = Mapping[str, list[str]]


@dataclass
class Feature:
    """One row of a layer: number of its object, geometry in lon/lat, and its columns."""

    osm_n: int
    geometry: shapely.Geometry
    columns: dict[str, Any]


@dataclass
class Extract:
    """What was read: rows by layer, faults, and the newest edit in the source.

    `outline` is where the source is complete, in degrees; `coast` are its coastlines, in degrees as well.
    """

    layers: tuple[str, ...] = LAYERS
    rows: dict[str, list[Feature]] = field(default_factory=dict)
    issues: list[tuple[str, ...]] = field(default_factory=list)
    newest: str = ""
    outline: shapely.Geometry | None = None
    coast: list[CoastLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Give every layer its list."""
        self.rows = {name: [] for name in self.layers}

    def report(self, layer: str, row: str, place: str, value: str, reason: str, action: str) -> None:
        """Note what was wrong with one object and what was done about it."""
        self.issues.append((layer, row, place, value, reason, action))

    def add(
        self, layer: str, kind: str, osm_n: int, geometry: shapely.Geometry, columns: dict[str, Any]
    ) -> None:
        """Keep a row of a layer, with the object it comes from as its source."""
        source = {"source": f"OpenStreetMap {_WORDS[kind]} {osm_n}"}
        self.rows[layer].append(Feature(osm_n, geometry, columns | source))

    def in_order(self) -> "Extract":
        """Return the extract with rows in the order of their ids, and faults by layer and id."""
        for rows in self.rows.values():
            rows.sort(key=lambda row: row.osm_n)
        self.issues.sort(key=lambda issue: (issue[0], int(issue[1].lstrip("nwr")), issue[4]))
        return self


@dataclass(frozen=True)
class OsmTable:
    """The tables that turn tags into layers: data/osm_roads.toml and data/mappings/osm.toml."""

    roads: RoadTags
    areas: Mapping[str, Wanted]
    lines: Mapping[str, Wanted]
    points: tuple[Mapping[str, Any], ...]
    pipe_class: tuple[Mapping[str, Any], ...]
    coastline: Wanted = field(default_factory=dict)
    layers: tuple[str, ...] = LAYERS

    @classmethod
    def from_tables(
        cls, roads: Mapping[str, Any], table: Mapping[str, Any], layers: tuple[str, ...] = LAYERS
    ) -> "OsmTable":
        """Return the table of what both files say, for these layers only."""
        return cls(
            roads=RoadTags.from_table(roads),
            areas={name: tags for name, tags in table["areas"].items() if name in layers},
            lines={name: tags for name, tags in table["lines"].items() if name in layers},
            points=tuple(one for one in table["points"] if one["layer"] in layers),
            pipe_class=tuple(table["pipe_class"]),
            coastline=table["coastline"] if "water" in layers else {},
            layers=layers,
        )

    @property
    def is_full(self) -> bool:
        """Return whether all layers are read, with every column that is tagged."""
        return self.layers == LAYERS

    def keys(self) -> dict[str, bool | str | list[str]]:
        """Return the tags that any layer wants, as a query asks for them."""
        wanted: dict[str, set[str]] = {}
        points = (one["tags"] for one in self.points)
        for tags in (*self.areas.values(), *self.lines.values(), self.coastline, *points):
            for key, values in tags.items():
                wanted.setdefault(key, set()).update(values)
        return {key: True if "*" in values else sorted(values) for key, values in wanted.items()}

    def is_coast(self, tags: Tags) -> bool:
        """Return whether the way parts land from sea."""
        return fits(tags, self.coastline)

    def area_layers(self, tags: Tags) -> Iterator[str]:
        """Yield the layers in which the outline is an area."""
        return (layer for layer, wanted in self.areas.items() if fits(tags, wanted))

    def line_layers(self, tags: Tags) -> Iterator[str]:
        """Yield the layers in which the way is a line."""
        return (layer for layer, wanted in self.lines.items() if fits(tags, wanted))

    def point(self, tags: Tags) -> Mapping[str, Any] | None:
        """Return what the point, or the middle of an outline, is."""
        return next((one for one in self.points if fits(tags, one["tags"])), None)


def fits(tags: Tags, wanted: Wanted) -> bool:
    """Return whether one of the tags has a value that is wanted.

    Examples
    --------
    >>> fits({"building": "no"}, {"building": ["*"]})
    False
    """
    for key, values in wanted.items():
        value = tags.get(key)
        if value is not None and (value in values or ("*" in values and value != "no")):
            return True
    return False


def area_columns(layer: str, key: str, tags: Tags) -> dict[str, Any]:
    """Return the columns of an area."""
    return {"plots": _zone, "buildings": _building, "water": _water}[layer](key, tags)


def _zone(key: str, tags: Tags) -> dict[str, Any]:
    return {
        "plot_id": key,
        "zoning_code": None,
        "name": tags.get("name"),
        "place_kind": "zone",
        "plan_level": "unknown",
        "status": "unknown",
    }


def _building(key: str, tags: Tags) -> dict[str, Any]:
    use = tags.get("building")
    return {
        "building_id": key,
        "name": tags.get("name"),
        "use": None if use == "yes" else use,
        "storeys": count(tags.get("building:levels")),
        "height_m": length_m(tags.get("height")),
    }


def _water(key: str, tags: Tags) -> dict[str, Any]:
    kind = tags.get("water") or tags.get("waterway") or tags.get("natural") or tags.get("landuse")
    return {"water_id": key, "name": tags.get("name"), "kind": kind}


def report_point(layer: str, key: str, tags: Tags, extract: Extract) -> None:
    """Report that a thing that ought to have an outline is drawn as a point: it covers no known ground."""
    value = tags.get("building") or tags.get("name") or ""
    extract.report(layer, key, "geometry", value, Sentence("drawn as a point: no outline is known"), LEFT_OUT)


def point_columns(found: Mapping[str, Any], key: str, tags: Tags) -> dict[str, Any]:
    """Return the columns of a point that the table found."""
    ref = tags.get("ref")
    named = f"Exit {ref}" if ref and found["kind"] == "junction" else found["unnamed"]
    name = tags.get("name") or named
    if found["layer"] == "ports":
        port = tags.get("port") or tags.get("harbour:name") or name
        return {
            "quay_id": key,
            "port": port,
            "name": name,
            "depth_m": length_m(tags.get("depth") or tags.get("seamark:berth:minimum_depth")),
            "length_m": length_m(tags.get("length")),
            "candidate": "note" in found,
            "note": found.get("note"),
        }
    note = {"note": found["note"]} if "note" in found else {}
    voltage = {"voltage_kv": voltage_kv(tags.get("voltage"))} if found["kind"] == "substation" else {}
    return {"place_id": key, "kind": found["kind"], "name": name, **note, **voltage}


def line_columns(
    layer: str, key: str, tags: Tags, table: OsmTable, extract: Extract
) -> dict[str, Any] | None:
    """Return the columns of a line, None where it is left out; faults go to the extract's issues."""
    return {"roads": _road, "rail": _track, "power_lines": _power_line, "pipelines": _pipe}[layer](
        key, tags, table, extract
    )


def _road(key: str, tags: Tags, table: OsmTable, extract: Extract) -> dict[str, Any] | None:
    highway = tags.get("highway") or ""
    try:
        road_class = table.roads.class_of_road(highway)
        reason: str = Sentence("highway={highway} is not a road in use", highway=highway)
    except UnknownTagError as error:
        road_class, reason = None, str(error)
    if road_class is None:
        extract.report("roads", key, "highway", highway, reason, LEFT_OUT)
        return None
    columns = {
        "road_id": key,
        "road_class": "path" if table.roads.is_closed(tags) else road_class,
        "name": tags.get("name"),
        "road_number": tags.get("ref"),
        "oneway": table.roads.oneway(tags),
        "hazmat": hazmat(tags),
        "bridge": is_yes(tags.get("bridge")),
        "tunnel": is_yes(tags.get("tunnel")),
    }
    more: dict[str, Any] = {}
    if table.is_full:
        more = {"through": table.roads.through(tags), "hgv": table.roads.hgv(tags)}
        more["entrance"] = table.roads.entrance(tags)
        _report_conditions(key, tags, table, extract)
    return columns | more | _road_limits(key, tags, table, extract)


def _report_conditions(key: str, tags: Tags, table: OsmTable, extract: Extract) -> None:
    for tag in table.roads.conditional_tags:
        value = tags.get(tag)
        if value is not None:
            reason = Sentence("holds at some times or for some vehicles only")
            extract.report("roads", key, tag, value, reason, Sentence("not read: the road counts as open"))


def _road_limits(key: str, tags: Tags, table: OsmTable, extract: Extract) -> dict[str, float | None]:
    """Limits that a lorry must keep; a sign that cannot be read is reported, not passed over."""
    limits: dict[str, float | None] = {}
    for column, read in ROAD_LIMITS.items():
        known = []
        for tag in table.roads.limit_tags[column]:
            value = tags.get(tag)
            limit = read(value)
            if limit is not None:
                known.append(limit)
            elif value is not None and value not in NO_LIMIT:
                extract.report("roads", key, tag, value, "not a number with a known unit", TAKEN_AS_UNKNOWN)
        limits[column] = min(known, default=None)
    return limits


def _track(key: str, tags: Tags, table: OsmTable, _extract: Extract) -> dict[str, Any]:
    # Who owns a track is seldom tagged; an unknown owner stays unknown rather than becoming "private".
    electrified = tags.get("electrified")
    columns = {
        "track_id": key,
        "track_class": table.roads.track_class.get(tags.get("service") or "", "main"),
        "name": tags.get("name"),
        "electrified": None if electrified is None else ("no" if electrified == "no" else "yes"),
    }
    if not table.is_full:
        return columns
    gauge = {"gauge_mm": count(tags.get("gauge")), "voltage_kv": voltage_kv(tags.get("voltage"))}
    return columns | gauge | {"tunnel": is_yes(tags.get("tunnel"))}


def _power_line(key: str, tags: Tags, _table: OsmTable, extract: Extract) -> dict[str, Any] | None:
    voltage = voltage_kv(tags.get("voltage"))
    if voltage is None:
        reason = Sentence("power={power} without a readable voltage", power=tags.get("power"))
        # A minor line belongs to a distribution network: the widest zone would not be its own.
        is_minor = tags.get("power") != "line"
        action = LEFT_OUT if is_minor else TAKEN_AS_UNKNOWN
        extract.report("power_lines", key, "voltage", tags.get("voltage") or "", reason, action)
        if is_minor:
            return None
    return {"line_id": key, "voltage_kv": voltage, "name": tags.get("name")}


def _pipe(key: str, tags: Tags, table: OsmTable, extract: Extract) -> dict[str, Any]:
    found = next(one for one in table.pipe_class if not one["tags"] or fits(tags, one["tags"]))
    substance = tags.get("substance") or tags.get("type")
    if substance is None:
        extract.report("pipelines", key, "substance", "", "no substance is tagged", TAKEN_AS_UNKNOWN)
    return {
        "pipe_id": key,
        "pipe_class": found["pipe_class"],
        "medium": (substance or "unknown").replace("_", " "),
        "name": tags.get("name"),
    }
