"""Where each layer of an area is complete, as area.toml says it, or as its rows let one assume."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely

from layers.atlas import AreaInfo
from layers.errors import Unreadable
from layers.io.areas.write import COVERAGE, WHOLE
from layers.layer import Layer
from layers.messages import Sentence
from layers.schema import POINTS


def with_coverage(layer: Layer, settings: Mapping[str, Any], info: AreaInfo) -> Layer:
    """Return the layer with the outline in which it is complete.

    It is what the table [coverage] of area.toml says; else the frame of the area; else, for lines and areas
    of an import, the box round its rows: nothing tells that the source knew of more. A list of points has no
    such box: each stands for itself.

    Raises
    ------
    Unreadable
        If the table holds something else than an area as WKT, or “whole”.
    """
    if not isinstance(layer.frame, gpd.GeoDataFrame):
        return layer
    stated = settings.get(COVERAGE, {}).get(layer.spec.name)
    if stated == WHOLE:
        return layer
    if stated is not None:
        return replace(layer, coverage=_outline(layer, stated))
    if info.frame is not None:
        return replace(layer, coverage=shapely.box(*info.frame))
    if "imports" not in settings or layer.spec.geometry == POINTS or layer.frame.empty:
        return layer
    return replace(layer, coverage=shapely.box(*layer.frame.total_bounds))


def _outline(layer: Layer, stated: object) -> shapely.Geometry:
    try:
        outline = shapely.from_wkt(str(stated))
    except shapely.errors.GEOSException:
        outline = None
    if outline is None or (not outline.is_empty and shapely.get_dimensions(outline) != 2):  # noqa: PLR2004 - an area
        msg = Sentence(
            "The table [coverage] of area.toml holds for “{layer}” neither an area as WKT in the working "
            "system nor “whole”. Mend the line, or remove it.",
            layer=Sentence(layer.spec.title),
        )
        raise Unreadable(msg)
    return outline
