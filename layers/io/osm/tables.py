"""OpenStreetMap as layers of an area: the tables that say how, overlaps, and the files that are kept."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from layers import crs
from layers.io.settings import DATA, read_toml
from layers.mapping.coastline import sea_within
from layers.mapping.osm import LAYERS, Extract, Feature, OsmTable
from layers.messages import Sentence

ISSUE_COLUMNS = ("layer", "row", "field", "value", "reason", "action")
LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
# Neighbours that share a wall overlap by rounding; below this nothing is worth a planner's attention.
LEAST_OVERLAP_M2 = 1.0
SEA_SOURCE = "OpenStreetMap coastline"
M2_PER_KM2 = 1e6
_CRS84 = '{"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}'


def read_osm_table(layers: tuple[str, ...] = LAYERS) -> OsmTable:
    """Return what data/osm_roads.toml and data/mappings/osm.toml say, for these layers."""
    roads = read_toml(DATA / "osm_roads.toml")
    return OsmTable.from_tables(roads, read_toml(DATA / "mappings" / "osm.toml"), layers)


def report_overlaps(extract: Extract, working: crs.WorkingCRS) -> None:
    """Name zones and buildings drawn twice; they are kept as they are in the source."""
    for layer in ("plots", "buildings"):
        rows = extract.rows[layer]
        shapes = np.asarray(crs.shapes_to_working([row.geometry for row in rows], working), dtype=object)
        for first, second in zip(*shapely.STRtree(shapes).query(shapes, predicate="intersects"), strict=True):
            if rows[first].osm_n >= rows[second].osm_n:
                continue
            overlap_m2 = shapes[first].intersection(shapes[second]).area
            if overlap_m2 > LEAST_OVERLAP_M2:
                reason = _overlap(layer, rows[second].osm_n, overlap_m2)
                extract.report(
                    layer, f"w{rows[first].osm_n}", "geometry", f"{overlap_m2:.0f} m²", reason, "kept"
                )


def add_sea(extract: Extract, working: crs.WorkingCRS) -> shapely.Geometry | None:
    """Add the sea to the water; return where water is known, in the working system (None: no limit).

    Where the coast does not part land from sea, because it has a gap or a way runs the wrong way round, no
    sea is drawn and the fault is reported.
    """
    if extract.outline is None:
        return None
    outline = crs.outline_to_working(extract.outline, working)
    shapes = crs.shapes_to_working([line.geometry for line in extract.coast], working)
    lines = [replace(line, geometry=shape) for line, shape in zip(extract.coast, shapes, strict=True)]
    sea = sea_within(lines, outline)
    for number, shape in enumerate(crs.shapes_to_lonlat(list(sea.polygons), working), start=1):
        columns = {"water_id": f"sea-{number}", "name": None, "kind": "sea", "source": SEA_SOURCE}
        extract.rows["water"].append(Feature(number, shape, columns))
    if not sea.is_known:
        reason = Sentence(
            "sea not known: the coastline has a gap, or a part of it runs the wrong way round (land is on "
            "its left)"
        )
        size = f"{sea.unknown.area / M2_PER_KM2:.1f} km²"
        extract.report("water", "w0", "natural=coastline", size, reason, Sentence("no sea drawn there"))
    return shapely.difference(outline, sea.unknown)


def _overlap(layer: str, osm_n: int, overlap_m2: float) -> Sentence:
    if layer == "buildings":
        return Sentence(
            "overlaps w{way} by {overlap_m2:.0f} m²; floor area counts it once",
            way=osm_n,
            overlap_m2=overlap_m2,
        )
    return Sentence(
        "overlaps w{way} by {overlap_m2:.0f} m²; their sum counts it twice", way=osm_n, overlap_m2=overlap_m2
    )


def geojson(name: str, rows: Sequence[Feature], as_of: str) -> str:
    """Return GeoJSON text, one feature a line; a column that is known for no row is left out."""
    known = {column for row in rows for column, value in row.columns.items() if value is not None}
    # A zone without a code says so: the empty column is the statement that no code is known.
    known |= {"zoning_code"} if name == "plots" else set()
    lines = []
    for row in rows:
        columns = {column: value for column, value in row.columns.items() if column in known}
        feature = {
            "type": "Feature",
            "properties": columns | {"as_of": as_of},
            "geometry": shapely.geometry.mapping(row.geometry),
        }
        lines.append(json.dumps(feature, ensure_ascii=False))
    head = f'{{"type": "FeatureCollection", "name": "{name}", "crs": {_CRS84}, "features": [\n'
    return head + ",\n".join(lines) + "\n]}\n"


def issues_csv(issues: Sequence[tuple[object, ...]]) -> str:
    """Return the list of faults as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ISSUE_COLUMNS)
    writer.writerows(issues)
    return text.getvalue()
