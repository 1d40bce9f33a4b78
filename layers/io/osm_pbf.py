"""Read an OpenStreetMap file (.osm.pbf, .osm) with pyosmium.

GDAL's own OpenStreetMap driver splits areas differently and stops at the first broken ring.
A way that leaves the extract ends at its last node inside; a gap is never bridged by a straight line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.osm import Area, Location, Node, NodeRef, Relation, Way

from layers.errors import Sentence, Unreadable
from layers.importing.osm import LEFT_OUT, Extract, OsmTable, area_columns, line_columns, point_columns

DECIMALS = 8

Position = tuple[float, float]
Run = list[Position]
# Layer, id, nodes in the extract and nodes in all of a way that ought to become an area.
Outline = tuple[str, int, int, int]


def read_pbf(path: Path, table: OsmTable) -> Extract:
    """Return every layer of the file.

    Raises
    ------
    Unreadable
        If it is missing, or no OpenStreetMap file.
    """
    if not path.is_file():
        msg = Sentence(
            "{file} is missing. Name an OpenStreetMap file, such as extract.osm.pbf.", file=path.name
        )
        raise Unreadable(msg)
    extract = Extract(table.layers)
    closed: dict[str, set[int]] = {name: set() for name in table.areas}
    outlines: list[Outline] = []
    try:
        for item in osmium.FileProcessor(str(path)).with_locations().with_areas():
            _read_item(item, extract, table, closed, outlines)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        msg = Sentence(
            "{file} cannot be read as an OpenStreetMap file: {error}. Fetch it again.",
            file=path.name,
            error=error,
        )
        raise Unreadable(msg) from None
    _report_open_outlines(extract, outlines, closed)
    return extract


def _read_item(
    item: Any, extract: Extract, table: OsmTable, closed: dict[str, set[int]], outlines: list[Outline]
) -> None:
    if isinstance(item, Area):
        _read_area(item, extract, table, closed)
        return
    extract.newest = max(extract.newest, item.timestamp.date().isoformat())
    if isinstance(item, Node):
        _read_node(item, extract, table)
    elif isinstance(item, Way):
        _read_way(item, extract, table)
        outlines += _outlines(item, table)
    elif isinstance(item, Relation):
        _skip_relation(item, extract)


def _outlines(way: Way, table: OsmTable) -> Iterator[Outline]:
    for layer in table.area_layers(way.tags):
        yield layer, way.id, sum(node.location.valid() for node in way.nodes), len(way.nodes)


def _read_area(area: Area, extract: Extract, table: OsmTable, closed: dict[str, set[int]]) -> None:
    kind = "w" if area.from_way() else "r"
    number = area.orig_id()
    key = f"{kind}{number}"
    for layer in table.area_layers(area.tags):
        closed[layer].add(number)
        extract.add(layer, kind, number, _polygon(area), area_columns(layer, key, area.tags))
    found = table.point(area.tags)
    if found is not None:
        middle = _polygon(area).representative_point()
        point = shapely.Point(round(middle.x, DECIMALS), round(middle.y, DECIMALS))
        extract.add(found["layer"], kind, number, point, point_columns(found, key, area.tags))


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


def _read_node(node: Node, extract: Extract, table: OsmTable) -> None:
    found = table.point(node.tags)
    if found is not None:
        columns = point_columns(found, f"n{node.id}", node.tags)
        extract.add(found["layer"], "n", node.id, shapely.Point(_position(node.location)), columns)


def _read_way(way: Way, extract: Extract, table: OsmTable) -> None:
    for layer in table.line_layers(way.tags):
        columns = line_columns(layer, f"w{way.id}", way.tags, table, extract)
        if columns is not None:
            _read_line(way, extract, layer, columns)


def _read_line(way: Way, extract: Extract, layer: str, columns: dict[str, Any]) -> None:
    """Keep the parts of a way that lie in the extract."""
    runs = _runs(way.nodes)
    inside = sum(node.location.valid() for node in way.nodes)
    key_column = next(iter(columns))
    for number, run in enumerate(runs, start=1):
        key = f"w{way.id}" if len(runs) == 1 else f"w{way.id}-{number}"
        extract.add(layer, "w", way.id, shapely.LineString(run), columns | {key_column: key})
    if inside < len(way.nodes):
        reason = (
            Sentence("way crosses the edge of the extract")
            if runs
            else Sentence("no two neighbouring nodes lie in the extract")
        )
        action = "ended at its last node inside" if runs else LEFT_OUT
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
    kind = relation.tags.get("type") or ""
    if kind == "multipolygon":
        return
    reason = (
        Sentence("rule of turning: ways are sought as if every turn were allowed")
        if kind.startswith("restriction")
        else Sentence("relation of routes: no layer uses it")
    )
    extract.report("relations", f"r{relation.id}", "type", kind, reason, LEFT_OUT)


def _report_open_outlines(extract: Extract, ways: Sequence[Outline], closed: Mapping[str, set[int]]) -> None:
    for layer, way_id, inside, nodes in ways:
        if way_id not in closed[layer]:
            reason = (
                Sentence("outline crosses the edge of the extract")
                if inside < nodes
                else Sentence("outline makes no valid area")
            )
            extract.report(layer, f"w{way_id}", "geometry", f"{inside} of {nodes} nodes", reason, LEFT_OUT)
