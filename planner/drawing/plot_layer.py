"""Plots on the map: filled by status or a figure, with letter, code and identifier where there is room."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from planner.capacity import Capacity
from planner.drawing.colours import INK, STATUS_LOOKS, PlotLook
from planner.drawing.map_colours import Colouring
from planner.drawing.map_layer import Feature, Look, MapLayer, Row, lat_lon_points
from planner.text import _, hectares, quantity

_ORDER_INDEX = 300


def plot_layers(
    plots: gpd.GeoDataFrame, capacities: Mapping[str, Capacity], colouring: Colouring
) -> list[MapLayer]:
    """Return a layer for each class of the colouring that occurs, so that each can be switched off."""
    circles = shapely.maximum_inscribed_circle(plots.geometry.to_numpy())
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), crs=plots.crs)
    found = plots["plot_id"].map(colouring.classes)
    looks = [colouring.looks[name] for name in found]
    features = [
        Feature(
            look=_look(look, illustrative=row.illustrative),
            key={"plot_id": row.plot_id},
            tip=_tip(row, capacities[row.plot_id], colouring.tips.get(row.plot_id, "")),
            label=_label(row, look.letter, at, float(room_m)),
        )
        for row, look, at, room_m in zip(
            plots.itertuples(), looks, lat_lon_points(centres), shapely.length(circles), strict=True
        )
    ]
    return [
        MapLayer(
            layer_id=f"plots-{name}",
            order_index=_ORDER_INDEX,
            shapes=plots.geometry[(found == name).to_numpy()],
            features=[entry for entry, its in zip(features, found, strict=True) if its == name],
        )
        for name in colouring.looks
        if (found == name).any()
    ]


def plot_rows(plots: gpd.GeoDataFrame, colouring: Colouring) -> tuple[Row, ...]:
    """Return the lines of the legend: class, letter, number of plots."""
    found = plots["plot_id"].map(colouring.classes)
    return tuple(
        Row(
            text=f"{look.title} ({int((found == name).sum())})",
            shape="fill",
            look=_look(look, illustrative=bool(plots.loc[found == name, "illustrative"].any())),
            layers=(f"plots-{name}",) if (found == name).any() else (),
            badge=look.letter,
        )
        for name, look in colouring.looks.items()
        if (found == name).any() or colouring.tips
    )


def _look(look: PlotLook, *, illustrative: bool) -> Look:
    options: Look = {"color": INK, "weight": 1, "fillColor": look.fill, "fillOpacity": 0.72}
    if look.dotted:
        return options | {"hatch": f"dots {look.fill}"}
    # What nobody surveyed has a dashed outline as well: a hatch is lost on small plots.
    return options | ({"hatch": look.fill, "dashArray": "4 3"} if illustrative else {})


def _label(row: Any, letter: str, at: list[float], room_m: float) -> dict[str, Any]:
    code = row.zoning_code if isinstance(row.zoning_code, str) else ""
    return {
        "kind": "plot",
        "badge": letter,
        "text": code or row.plot_id,
        "small": row.plot_id if code else "",
        "at": at,
        "room_m": round(room_m, 1),
    }


def _tip(row: Any, capacity: Capacity, figure: str) -> tuple[str, ...]:
    kind = _("Zone {plot} – zone, not plot") if row.place_kind == "zone" else _("Plot {plot}")
    code = row.zoning_code if isinstance(row.zoning_code, str) else _("zoning code not given")
    return (
        kind.format(plot=row.plot_id),
        *((row.name,) if isinstance(row.name, str) and row.name else ()),
        f"{code} · {_(STATUS_LOOKS[row.status].title)}",
        _("Area {area}").format(area=hectares(capacity.gross_area_m2)),
        _remaining(capacity),
        *((figure,) if figure else ()),
        *((_("Illustrative: not surveyed"),) if row.illustrative else ()),
    )


def _remaining(capacity: Capacity) -> str:
    remaining_m2 = capacity.remaining_floor_area_m2
    if remaining_m2 is None:
        return _("Remaining floor area not known")
    if remaining_m2 < 0:
        return _("Over-built by {area}").format(area=quantity(-remaining_m2, "k-m²"))
    return _("Remaining floor area {area}").format(area=quantity(remaining_m2, "k-m²"))
