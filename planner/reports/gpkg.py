"""GeoPackage: plots, restricted areas and all other layers in the working system, for QGIS and any GIS."""

from dataclasses import asdict

import pandas as pd

from layers.io import gpkg_bytes
from layers.io.national import SHARED
from planner.capacity.restrictions import restrict
from planner.drawing.qgis_styles import styles
from planner.reports import shapes
from planner.reports.figures import rounded
from planner.reports.report import Content, Report
from planner.text import marked, translate


def package_bytes(content: Content) -> bytes:
    """Return a GeoPackage with what the rules say of the plots, the layers behind it, and their sources."""
    atlas = content.atlas
    restricted = restrict(atlas, content.scenario, content.plot_ids)
    frames: dict[str, pd.DataFrame] = {
        "plots": shapes.plot_frame(content),
        "restricted_areas": shapes.restricted_frame(content, restricted),
        "buildable_areas": shapes.buildable_frame(restricted),
    }
    # What every area shares is about the whole country, and no part of an area's export.
    own = [name for name in atlas.layers if name not in (*SHARED, "plots")]
    frames.update(shapes.layer_frames(content, own))
    frames["distances"] = _distances(content)
    frames["sources"] = shapes.table(shapes.source_rows(content.sources))
    if atlas.issues:
        frames["source_issues"] = shapes.table(
            [
                asdict(one) | {"reason": translate(one.reason), "action": translate(one.action)}
                for one in atlas.issues
            ]
        )
    codes = atlas.frame("zoning")["zoning_code"] if atlas.has("zoning") else ()
    return gpkg_bytes({name: frame for name, frame in frames.items() if len(frame)}, styles(codes))


def _distances(content: Content) -> pd.DataFrame:
    found = [rounded(asdict(row)) for appraisal in content.appraisals for row in appraisal.distances]
    return shapes.table(found)


REPORT = Report(
    "gpkg",
    marked("Map layers and tables (GeoPackage)"),
    ".gpkg",
    "application/geopackage+sqlite3",
    package_bytes,
)
