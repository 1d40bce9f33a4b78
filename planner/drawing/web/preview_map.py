"""The map of a source before it is imported: its shapes as they came; a click tells the row."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from planner.drawing.colours import ACCENT, GROUND, PAPER
from planner.drawing.web.map_layer import Feature, Group, Look, MapLayer, Row, WebMap
from planner.text import _

# What a click on a shape tells: the number of its row, from 1.
ROW_KEY = "row"
# So many shapes tell where a source lies; more only make the page slow.
MOST_SHAPES_N = 2_000
_TIP_LINES_N = 6
_POLYGON: Look = {"color": ACCENT, "weight": 1.2, "fillColor": ACCENT, "fillOpacity": 0.25}
_LINE: Look = {"color": ACCENT, "weight": 2, "fill": False}
_POINT: Look = {"color": PAPER, "weight": 1, "fillColor": ACCENT, "fillOpacity": 1, "radius": 5}
_LOOKS = (_POINT, _LINE, _POLYGON)


def preview_map(frame: gpd.GeoDataFrame) -> WebMap:
    """Return the map of a source's rows, of a spread of them where there are very many."""
    chosen = _spread(frame)
    shapes = chosen.geometry
    names = [str(name) for name in chosen.columns if name != chosen.geometry.name][:_TIP_LINES_N]
    features = [
        Feature(_look(shape), key={ROW_KEY: str(row)}, tip=_tip(row, names, values))
        for row, shape, values in zip(
            _row_numbers(frame, chosen), shapes, chosen[names].itertuples(index=False), strict=True
        )
    ]
    look = features[0].look if features else _POLYGON
    kind = {id(_POINT): "point", id(_LINE): "line"}.get(id(look), "fill")
    return WebMap(
        layers=(MapLayer("preview", 410, shapes, features),),
        legend=(Group(_("Source"), (Row(_("Rows as they came"), kind, look, ("preview",)),)),),
        legend_title=_("Legend"),
        bounds=shapes,
        background=GROUND,
    )


def _spread(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    there = (~frame.geometry.isna() & ~frame.geometry.is_empty).to_numpy()
    places = np.flatnonzero(there)
    step = -(-len(places) // MOST_SHAPES_N) or 1
    return frame.iloc[places[::step]]


def _row_numbers(frame: gpd.GeoDataFrame, chosen: gpd.GeoDataFrame) -> Sequence[int]:
    order = {label: place for place, label in enumerate(frame.index, start=1)}
    return [order[label] for label in chosen.index]


def _look(shape: shapely.Geometry) -> Look:
    return _LOOKS[max(0, int(shapely.get_dimensions(shape)))]


def _tip(row: int, names: Sequence[str], values: Sequence[object]) -> tuple[str, ...]:
    told = (f"{name}: {value}" for name, value in zip(names, values, strict=True) if value is not None)
    return (_("Row {row}").format(row=row), *told)
