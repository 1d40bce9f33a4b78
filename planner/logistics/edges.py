"""Distances beyond the data: from where a layer does not reach, the nearest of its things is not known."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd

from layers.atlas import Atlas
from planner.coverage import beyond
from planner.logistics.distance import BEYOND_DATA, Distance
from planner.logistics.targets import Target
from planner.table_texts import layer_title
from planner.text import _

# Modes that go along a layer: its data must reach the plot as well.
_ALONG = {"road": "roads"}


def known_within_data(
    rows: Sequence[Distance], plots: gpd.GeoDataFrame, atlas: Atlas, found: Sequence[Target]
) -> list[Distance]:
    """Return the distances, those of plots beyond the data of a layer that they rest on as not known.

    A distance rests on the layer of its target, as an unseen one may be nearer, and by road on the roads.
    """
    layer_of = {target.kind: target.layer for target in found}
    layers = dict.fromkeys([*layer_of.values(), *_ALONG.values()])
    shapes, plot_ids = plots.geometry.to_numpy(), plots["plot_id"].to_numpy()
    outside = {name: frozenset(plot_ids[beyond(atlas, name, shapes)]) for name in layers}
    if not any(outside.values()):
        return list(rows)

    def missing(row: Distance) -> str:
        """Return the layer that does not reach the plot of a row; empty where all do."""
        needed = (layer_of.get(row.target_kind, ""), _ALONG.get(row.mode, ""))
        return next((name for name in needed if row.plot_id in outside.get(name, ())), "")

    return [_unknown(row, missing(row)) for row in rows]


def _unknown(row: Distance, layer: str) -> Distance:
    if not layer:
        return row
    note = _("The data of the layer “{layer}” end before the plot does.").format(layer=layer_title(layer))
    return replace(
        row,
        method=BEYOND_DATA,
        distance_m=None,
        snap_m=None,
        network_m=None,
        access_m=None,
        target_access_m=None,
        access_accuracy_m=None,
        time_min=None,
        way_accuracy_m=None,
        way_illustrative_m=0.0,
        closed_roads="",
        note=note,
    )
