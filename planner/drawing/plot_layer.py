"""Plots on the map: filled by status, with letter, zoning code and identifier where there is room."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from planner.capacity import Capacity
from planner.drawing.colours import INK, STATUS_LOOKS
from planner.drawing.map_layer import Feature, Look, MapLayer, Row, lat_lon_points
from planner.text import _, hectares, quantity

_ORDER_INDEX = 300


def plot_layers(plots: gpd.GeoDataFrame, capacities: Mapping[str, Capacity]) -> list[MapLayer]:
    """Return a layer for each status that occurs, so that each can be switched off."""
    circles = shapely.maximum_inscribed_circle(plots.geometry.to_numpy())
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), crs=plots.crs)
    labels = [
        _label(row, at, float(room_m))
        for row, at, room_m in zip(
            plots.itertuples(), lat_lon_points(centres), shapely.length(circles), strict=True
        )
    ]
    features = [
        Feature(
            look=_look(row.status, illustrative=row.illustrative),
            key={"plot_id": row.plot_id},
            tip=_tip(row, capacities[row.plot_id]),
            label=label,
        )
        for row, label in zip(plots.itertuples(), labels, strict=True)
    ]
    return [
        MapLayer(
            layer_id=f"plots-{status}",
            order_index=_ORDER_INDEX,
            shapes=plots.geometry[(plots["status"] == status).to_numpy()],
            features=[
                entry for entry, found in zip(features, plots["status"], strict=True) if found == status
            ],
        )
        for status in _statuses(plots)
    ]


def plot_rows(plots: gpd.GeoDataFrame) -> tuple[Row, ...]:
    """Return the lines of the legend: status, letter, number of plots."""
    return tuple(
        Row(
            text=f"{_(STATUS_LOOKS[status].title)} ({int((plots['status'] == status).sum())})",
            shape="fill",
            look=_look(status, illustrative=bool(plots.loc[plots["status"] == status, "illustrative"].any())),
            layers=(f"plots-{status}",),
            badge=STATUS_LOOKS[status].letter,
        )
        for status in _statuses(plots)
    )


def _statuses(plots: gpd.GeoDataFrame) -> list[str]:
    found = set(plots["status"])
    return [status for status in STATUS_LOOKS if status in found]


def _look(status: str, *, illustrative: bool) -> Look:
    fill = STATUS_LOOKS[status].fill
    look: Look = {"color": INK, "weight": 1, "fillColor": fill, "fillOpacity": 0.72}
    # What nobody surveyed has a dashed outline as well: a hatch is lost on small plots.
    return look | ({"hatch": fill, "dashArray": "4 3"} if illustrative else {})


def _label(row: Any, at: list[float], room_m: float) -> dict[str, Any]:
    code = row.zoning_code if isinstance(row.zoning_code, str) else ""
    return {
        "kind": "plot",
        "badge": STATUS_LOOKS[row.status].letter,
        "text": code or row.plot_id,
        "small": row.plot_id if code else "",
        "at": at,
        "room_m": round(room_m, 1),
    }


def _tip(row: Any, capacity: Capacity) -> tuple[str, ...]:
    kind = _("Zone {plot} – zone, not plot") if row.place_kind == "zone" else _("Plot {plot}")
    code = row.zoning_code if isinstance(row.zoning_code, str) else _("zoning code not given")
    return (
        kind.format(plot=row.plot_id),
        *((row.name,) if isinstance(row.name, str) and row.name else ()),
        f"{code} · {_(STATUS_LOOKS[row.status].title)}",
        _("Area {area}").format(area=hectares(capacity.gross_area_m2)),
        _remaining(capacity),
        *((_("Illustrative: not surveyed"),) if row.illustrative else ()),
    )


def _remaining(capacity: Capacity) -> str:
    remaining_m2 = capacity.remaining_floor_area_m2
    if remaining_m2 is None:
        return _("Remaining floor area not known")
    if remaining_m2 < 0:
        return _("Over-built by {area}").format(area=quantity(-remaining_m2, "k-m²"))
    return _("Remaining floor area {area}").format(area=quantity(remaining_m2, "k-m²"))
