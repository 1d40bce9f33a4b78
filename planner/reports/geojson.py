"""GeoJSON: the plots with their figures, in degrees, for web maps and any GIS."""

import json
from typing import Any

import geopandas as gpd

from layers.io import geojson_bytes
from planner.reports.figures import rows
from planner.reports.json import plain
from planner.reports.report import Content, Report
from planner.reports.shapes import plot_frame, source_rows
from planner.text import marked


def collection_bytes(content: Content) -> bytes:
    """Return the plots as a feature collection, a feature a line; sources stand in members of their own.

    RFC 7946 lets a collection carry further members; programs that do not know them pass them over.
    """
    sources = content.sources
    members = {
        "type": "FeatureCollection",
        "name": f"sijainti_{content.atlas.name}",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "scenario": content.scenario.name,
        "attribution": list(dict.fromkeys(source.attribution for source in sources)),
        "licence": list(dict.fromkeys(source.licence for source in sources)),
        "sources": source_rows(sources),
    }
    features = ",\n".join(_line(feature) for feature in _features(content))
    head = ",\n".join(f"{_line(name)}: {_line(value)}" for name, value in members.items())
    return f'{{\n{head},\n"features": [\n{features}\n]\n}}\n'.encode()


def _features(content: Content) -> list[dict[str, Any]]:
    plots = plot_frame(content)
    shapes = json.loads(geojson_bytes(gpd.GeoDataFrame(geometry=plots.geometry, crs=plots.crs)))["features"]
    return [
        {
            "type": "Feature",
            "properties": plain(row),
            "geometry": shape["geometry"],
        }
        for row, shape in zip(rows(content), shapes, strict=True)
    ]


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


REPORT = Report(
    "geojson", marked("Map data in degrees (GeoJSON)"), ".geojson", "application/geo+json", collection_bytes
)
