"""Plots on the map: filled by status or a figure, with letter, code and identifier where there is room."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.capacity.capacity import Capacity
from planner.drawing.colours import INK, STATUS_LOOKS, PlotLook
from planner.drawing.web.map_layer import Feature, Group, Look, MapLayer, Paint, Row, lat_lon_points
from planner.drawing.web.plot_colours import Colouring
from planner.text import _, hectares, number, quantity

# What a click on a plot tells; the app reads the plot's identifier from it.
PLOT_KEY = "plot_id"
_ORDER_INDEX = 300
# What nobody surveyed is told by a hatch, which the browser draws in the colour of the paint.
_SURVEYED: Look = {"illustrative": False}
_ILLUSTRATIVE: Look = {"illustrative": True}


def plot_layer(plots: gpd.GeoDataFrame) -> MapLayer:
    """Return the plots without a look: a paint gives it."""
    shapes = plots.geometry.to_numpy()
    areas_m2 = shapely.area(shapes)
    # A label needs no more than a twentieth of a plot's side.
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=np.sqrt(areas_m2) / 20)
    hundreds = np.round(areas_m2 / 100)
    told_ha = {hundred: hectares(100 * hundred) for hundred in set(hundreds.tolist())}
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), crs=plots.crs)
    features = [
        Feature(
            look=_SURVEYED | (_ILLUSTRATIVE if row.illustrative else {}),
            key={PLOT_KEY: row.plot_id},
            tip=_tip(row, told_ha[hundred]),
            tip_end=(_("Illustrative: not surveyed"),) if row.illustrative else (),
            label=_label(row, at, room_m),
        )
        for row, hundred, at, room_m in zip(
            plots.itertuples(),
            hundreds.tolist(),
            lat_lon_points(centres),
            shapely.length(circles).tolist(),
            strict=True,
        )
    ]
    return MapLayer("plots-all", _ORDER_INDEX, plots.geometry, features, painted=True)


def painted(plots: gpd.GeoDataFrame, capacities: Mapping[str, Capacity], colouring: Colouring) -> Paint:
    """Return the looks of the plots; what remains is told on hover where the capacities are given."""
    names = list(colouring.looks)
    found = plots["plot_id"].map(colouring.classes)
    classes = found.map({name: position for position, name in enumerate(names)})
    tips = [
        (
            *((_remaining(capacities[plot_id]),) if plot_id in capacities else ()),
            *((colouring.tips[plot_id],) if plot_id in colouring.tips else ()),
        )
        for plot_id in plots["plot_id"]
    ]
    return Paint(
        looks=tuple(
            _look(look, illustrative=drawn) for look in colouring.looks.values() for drawn in (False, True)
        ),
        letters=tuple(look.letter for look in colouring.looks.values()),
        classes=classes.to_numpy(dtype="uint8"),
        tips=tips,
        legend=plot_legend(plots, colouring),
    )


def plot_legend(plots: gpd.GeoDataFrame, colouring: Colouring) -> Group:
    """Return the legend of plots in these colours, with the number of plots in each class."""
    illustrative = (
        _("Hatched: illustrative, drawn for this project and not surveyed.")
        if plots["illustrative"].any()
        else ""
    )
    note = " ".join(text for text in (colouring.note, illustrative) if text)
    rows = _rows(plots, plots["plot_id"].map(colouring.classes), colouring)
    return Group(colouring.title, rows, note)


def _rows(plots: gpd.GeoDataFrame, found: pd.Series, colouring: Colouring) -> tuple[Row, ...]:
    """Return the lines of the legend: class, letter, number of plots."""
    counted = found.value_counts()
    illustrative = set(found[plots["illustrative"].astype(bool)])
    return tuple(
        Row(
            text=f"{look.title} ({number(int(counted.get(name, 0)))})",
            shape="fill",
            look=_look(look, illustrative=name in illustrative),
            badge=look.letter,
            class_index=position if name in counted.index else None,
        )
        for position, (name, look) in enumerate(colouring.looks.items())
        if name in counted.index or colouring.tips
    )


def _look(look: PlotLook, *, illustrative: bool) -> Look:
    options: Look = {"color": INK, "weight": 1, "fillColor": look.fill, "fillOpacity": 0.72}
    if look.dotted:
        return options | {"hatch": f"dots {look.fill}"}
    # What nobody surveyed has a dashed outline as well: a hatch is lost on small plots.
    return options | ({"hatch": look.fill, "dashArray": "4 3"} if illustrative else {})


def _label(row: Any, at: list[float], room_m: float) -> dict[str, Any]:
    code = row.zoning_code if isinstance(row.zoning_code, str) else ""
    return {
        "kind": "plot",
        "text": code or row.plot_id,
        "small": row.plot_id if code else "",
        "at": at,
        "room_m": round(room_m, 1),
    }


def _tip(row: Any, area: str) -> tuple[str, ...]:
    kind = _("Zone {plot} – zone, not plot") if row.place_kind == "zone" else _("Plot {plot}")
    code = row.zoning_code if isinstance(row.zoning_code, str) else _("zoning code not given")
    return (
        kind.format(plot=row.plot_id),
        *((row.name,) if isinstance(row.name, str) and row.name else ()),
        f"{code} · {_(STATUS_LOOKS[row.status].title)}",
        _("Area {area}").format(area=area),
    )


def _remaining(capacity: Capacity) -> str:
    remaining_m2 = capacity.remaining_floor_area_m2
    if remaining_m2 is None:
        at_most_m2 = capacity.remaining_at_most_m2
        if at_most_m2 is not None:
            return _("Remaining floor area at most {area}").format(area=quantity(at_most_m2, "k-m²"))
        return _("Remaining floor area not known")
    if remaining_m2 < 0:
        return _("Over-built by {area}").format(area=quantity(-remaining_m2, "k-m²"))
    return _("Remaining floor area {area}").format(area=quantity(remaining_m2, "k-m²"))
