"""Where the data of a layer end: beyond that, what the layer does not show is not known."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.prepared import prepared

# Outlines are stored as straight edges in the working system; a plot cut at the edge may miss it by this.
_TOLERANCE_M = 1.0


def beyond(atlas: Atlas, layer: str, shapes: NDArray[np.object_], margin_m: float = 0.0) -> NDArray[np.bool_]:
    """Return which shapes, with a margin round them, reach beyond the data of a layer.

    A layer that is not at hand, or states no limit, has no edge: nothing lies beyond it.

    Notes
    -----
    beyond where the shape, widened by the margin, is not covered by the coverage outline of the layer
    """
    coverage = atlas.coverage(layer) if atlas.has(layer) else None
    if coverage is None:
        return np.zeros(len(shapes), dtype=bool)
    limit = coverage.buffer(_TOLERANCE_M - margin_m, join_style="mitre")
    if limit.is_empty:
        return np.ones(len(shapes), dtype=bool)
    return ~np.asarray(shapely.covers(prepared(np.array([limit], dtype=object)), shapes), dtype=bool)


def near_unknown_sea(atlas: Atlas, shapes: NDArray[np.object_], margin_m: float) -> NDArray[np.bool_]:
    """Return which shapes lie within the margin of ground where water ends and the data of the plots go on.

    An import of OpenStreetMap leaves such ground where the coastline does not part sea from land.
    """
    plots, water = (atlas.coverage(name) if atlas.has(name) else None for name in ("plots", "water"))
    if plots is None or water is None:
        return np.zeros(len(shapes), dtype=bool)
    gap = plots.difference(water).buffer(-_TOLERANCE_M)
    return np.asarray(shapely.dwithin(shapes, gap, margin_m + _TOLERANCE_M), dtype=bool)


def uncovered_layers(atlas: Atlas, layers: Iterable[str], shape: shapely.Geometry) -> tuple[str, ...]:
    """Return those of the layers beyond whose data the shape reaches, in their order."""
    shapes = np.array([shape], dtype=object)
    return tuple(name for name in layers if beyond(atlas, name, shapes)[0])
