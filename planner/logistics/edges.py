"""Distances beyond the data: from where a layer does not reach, the nearest of its things is not known."""

from collections.abc import Sequence

import geopandas as gpd

from layers.atlas import Atlas
from layers.coverage import beyond
from planner.logistics.distance import BEYOND_DATA, Distance, unmeasured
from planner.logistics.targets import Target
from planner.scenario.table_texts import layer_title
from planner.text import _

# Modes that go along layers: their data must reach the plot as well.
_ALONG = {"road": ("roads",), "rail": ("rail", "roads")}


def known_within_data(
    rows: Sequence[Distance], plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target]
) -> list[Distance]:
    """Return the distances, those of plots beyond the data of a layer that they rest on as not known.

    A distance rests on the layer of its target, as an unseen one may be nearer, by road on the roads, and by
    rail on tracks and roads: a loading place is driven to.
    """
    layer_of = {target.kind: target.layer for target in found}
    layers = dict.fromkeys([*layer_of.values(), *(name for names in _ALONG.values() for name in names)])
    shapes, plot_ids = plots.geometry.to_numpy(), plots["plot_id"].to_numpy()
    outside = {name: frozenset(plot_ids[beyond(atlas, name, shapes)]) for name in layers}
    if not any(outside.values()):
        return list(rows)

    def missing(row: Distance) -> str:
        """Return the layer that does not reach the plot of a row; empty where all do."""
        needed = (layer_of.get(row.target_kind, ""), *_ALONG.get(row.mode, ()))
        return next((name for name in needed if row.plot_id in outside.get(name, ())), "")

    return [_unknown(row, missing(row)) for row in rows]


def _unknown(row: Distance, layer: str) -> Distance:
    if not layer:
        return row
    note = _("The data of the layer “{layer}” end before the plot does.").format(layer=layer_title(layer))
    return unmeasured(row, BEYOND_DATA, note)
