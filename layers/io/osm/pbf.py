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

from layers.errors import Unreadable
from layers.mapping.coastline import CoastLine
from layers.mapping.osm import (
    LEFT_OUT,
    Extract,
    OsmTable,
    area_columns,
    line_columns,
    point_columns,
    report_point,
)
from layers.messages import Sentence

DECIMALS = 8

Position = tuple[float, float]
Run = list[Position]
# Layer, key, parts in the extract and in all of what ought to become an area: nodes of a way, ways of a
# relation.
Outline = tuple[str, str, int, int]


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
    nodes = _Bounds()
    closed: dict[str, set[str]] = {name: set() for name in table.areas}
    outlines: list[Outline] = []
    try:
        for item in osmium.FileProcessor(str(path)).with_locations().with_areas():
            if isinstance(item, Node):
                nodes.add(item.location)
            _read_item(item, extract, table, closed, outlines)
        extract.outline = _outline(path) or nodes.box
    except (RuntimeError, osmium.InvalidLocationError) as error:
        msg = Sentence(
            "{file} cannot be read as an OpenStreetMap file: {error}. Fetch it again.",
            file=path.name,
            error=error,
        )
        raise Unreadable(msg) from None
    _report_open_outlines(extract, outlines, closed)
    return extract


class _Bounds:
    """The box round the nodes of a file, for one whose head does not say what it covers."""

    def __init__(self) -> None:
        self._west, self._south, self._east, self._north = 180.0, 90.0, -180.0, -90.0

    def add(self, place: Location) -> None:
        """Widen the box to hold the place."""
        self._west, self._east = min(self._west, place.lon), max(self._east, place.lon)
        self._south, self._north = min(self._south, place.lat), max(self._north, place.lat)

    @property
    def box(self) -> shapely.Geometry | None:
        """The box in degrees; None where no node was added."""
        if self._west > self._east:
            return None
        return shapely.box(self._west, self._south, self._east, self._north)


def _outline(path: Path) -> shapely.Geometry | None:
    """Return the box that the head of a file says it covers, in degrees; None where it does not say."""
    with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
        box = reader.header().box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return shapely.box(low.lon, low.lat, high.lon, high.lat)


def _read_item(
    item: Any, extract: Extract, table: OsmTable, closed: dict[str, set[str]], outlines: list[Outline]
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
        _report_turns(item, extract)
        outlines += _outlines_of_relation(item, table)


def _outlines(way: Way, table: OsmTable) -> Iterator[Outline]:
    for layer in table.area_layers(way.tags):
        yield layer, f"w{way.id}", sum(node.location.valid() for node in way.nodes), len(way.nodes)


def _outlines_of_relation(relation: Relation, table: OsmTable) -> Iterator[Outline]:
    """Yield the areas that a relation ought to become; how many of its ways are at hand is not known here."""
    if relation.tags.get("type") != "multipolygon":
        return
    for layer in table.area_layers(relation.tags):
        yield layer, f"r{relation.id}", 0, len(relation.members)


def _read_area(area: Area, extract: Extract, table: OsmTable, closed: dict[str, set[str]]) -> None:
    kind = "w" if area.from_way() else "r"
    number = area.orig_id()
    key = f"{kind}{number}"
    shape = _polygon(area)
    if shape.is_empty:
        # An outline that is not whole comes as an area without rings.
        return
    for layer in table.area_layers(area.tags):
        closed[layer].add(key)
        extract.add(layer, kind, number, shape, area_columns(layer, key, area.tags))
    found = table.point(area.tags)
    if found is not None:
        middle = shape.representative_point()
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
    for layer in table.area_layers(node.tags):
        report_point(layer, f"n{node.id}", node.tags, extract)
    found = table.point(node.tags)
    if found is not None:
        columns = point_columns(found, f"n{node.id}", node.tags)
        extract.add(found["layer"], "n", node.id, shapely.Point(_position(node.location)), columns)


def _read_way(way: Way, extract: Extract, table: OsmTable) -> None:
    for layer in table.line_layers(way.tags):
        columns = line_columns(layer, f"w{way.id}", way.tags, table, extract)
        if columns is not None:
            _read_line(way, extract, layer, columns)
    if table.is_coast(way.tags):
        extract.coast += _coast_lines(way)
    found = table.point(way.tags)
    if found is not None and not way.is_closed():
        _read_open_outline(way, found, extract)


def _read_open_outline(way: Way, found: Mapping[str, Any], extract: Extract) -> None:
    """Keep the middle of an open way that stands for a thing, such as a pier drawn as a line."""
    runs = _runs(way.nodes)
    if runs:
        middle = shapely.LineString(max(runs, key=len)).interpolate(0.5, normalized=True)
        point = shapely.Point(round(middle.x, DECIMALS), round(middle.y, DECIMALS))
        extract.add(found["layer"], "w", way.id, point, point_columns(found, f"w{way.id}", way.tags))


def _coast_lines(way: Way) -> Iterator[CoastLine]:
    """Yield the parts of a coastline in the extract, with the word at which ends it goes on outside."""
    first, last = way.nodes[0], way.nodes[-1]
    for run in _runs(way.nodes):
        starts_cut = run[0] != (_position(first) if first.location.valid() else None)
        ends_cut = run[-1] != (_position(last) if last.location.valid() else None)
        yield CoastLine(shapely.LineString(run), starts_cut, ends_cut)


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


def _report_turns(relation: Relation, extract: Extract) -> None:
    """Report a rule of turning; relations of routes, borders and the like are no concern of any layer."""
    kind = relation.tags.get("type") or ""
    if kind.startswith("restriction"):
        reason = Sentence("rule of turning: ways are sought as if every turn were allowed")
        extract.report("relations", f"r{relation.id}", "type", kind, reason, LEFT_OUT)


def _report_open_outlines(
    extract: Extract, outlines: Sequence[Outline], closed: Mapping[str, set[str]]
) -> None:
    for layer, key, inside, parts in outlines:
        if key in closed[layer]:
            continue
        if key.startswith("r"):
            reason = Sentence(
                "outline of several ways is not whole: it crosses the edge, or makes no valid area"
            )
            extract.report(layer, key, "geometry", f"{parts} ways", reason, LEFT_OUT)
            continue
        reason = (
            Sentence("outline crosses the edge of the extract")
            if inside < parts
            else Sentence("outline makes no valid area")
        )
        extract.report(layer, key, "geometry", f"{inside} of {parts} nodes", reason, LEFT_OUT)
