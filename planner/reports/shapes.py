"""Plots and restricted areas as frames in the working system, with the figures beside each shape."""

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import chosen_plots
from layers.sources import Source
from planner.capacity.restrictions import Restricted
from planner.reports.figures import rounded, rows
from planner.reports.report import Content
from planner.text import _

Shapes = NDArray[np.object_]


def plot_frame(content: Content) -> gpd.GeoDataFrame:
    """Return the plots of the report with a row of figures each."""
    plots = chosen_plots(content.atlas, content.plot_ids)
    return gpd.GeoDataFrame(table(rows(content)), geometry=multi(plots.geometry.to_numpy()), crs=plots.crs)


def restricted_frame(content: Content, restricted: Restricted) -> gpd.GeoDataFrame:
    """Return the part of each plot that each rule covers, and whether what the rule goes by is drawn."""
    rules = {rule.rule_id: rule for rule in content.scenario.rules}
    overlaps = restricted.overlaps
    found = [
        rounded(
            {
                "plot_id": row.plot_id,
                "rule_id": row.rule_id,
                "title": rules[row.rule_id].name,
                "effect": row.effect,
                "alone_m2": float(row.alone_m2),
                "waterfall_m2": float(row.waterfall_m2),
                "width_min_m": float(row.width_min_m),
                "width_max_m": float(row.width_max_m),
                "accuracy_m": float(row.accuracy_m) or None,
                "illustrative": bool(row.illustrative),
                "legal_reference": _(rules[row.rule_id].legal_reference),
                "url": rules[row.rule_id].url,
                "as_of": rules[row.rule_id].as_of,
                "confidence": rules[row.rule_id].confidence,
                "note": rules[row.rule_id].note,
            }
        )
        for row in overlaps.itertuples(index=False)
    ]
    shapes = multi(overlaps.geometry.to_numpy())
    return gpd.GeoDataFrame(table(found), geometry=shapes, crs=overlaps.crs)


def buildable_frame(restricted: Restricted) -> gpd.GeoDataFrame:
    """Return what the rules leave of each plot."""
    left = restricted.buildable
    columns = pd.DataFrame({"plot_id": left.index, "buildable_area_m2": left.area.round(2).to_numpy()})
    return gpd.GeoDataFrame(columns, geometry=multi(left.to_numpy()), crs=left.crs)


def layer_frames(content: Content, own: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the area's own layers but the plots: their promised columns, and their geometry."""
    for name in own:
        spec = content.atlas.layer(name).spec
        frame = content.atlas.frame(name) if spec.geometry else content.atlas.table(name)
        columns = [column.name for column in spec.all_columns]
        yield name, frame[[*columns, "geometry"] if spec.geometry else columns]


def table(found: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows as a frame; counts that are not all known stay whole numbers."""
    frame = pd.DataFrame(list(found))
    for name in frame.columns:
        known = [row[name] for row in found if row[name] is not None]
        if known and all(isinstance(value, int) and not isinstance(value, bool) for value in known):
            frame[name] = frame[name].astype("Int64")
    return frame


def source_rows(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Return where the data come from and on which terms, a row a file."""
    return [
        {
            "layer": source.layer,
            "title": source.title,
            "url": source.url,
            "licence": source.licence,
            "attribution": source.attribution,
            "retrieved": source.retrieved,
            "accuracy": source.accuracy,
            "illustrative": source.illustrative,
        }
        for source in sources
    ]


def multi(shapes: Shapes) -> Shapes:
    """Return the polygons as multipolygons, outer rings anticlockwise: a layer holds one kind of shape."""
    whole = [shapely.multipolygons(shapely.get_parts(shape)) for shape in shapely.orient_polygons(shapes)]
    return np.array(whole, dtype=object)
