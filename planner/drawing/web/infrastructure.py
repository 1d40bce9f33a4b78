"""Lines and points of the map: roads, tracks, pipes, power lines, quays, gates, companies."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.atlas import Atlas
from planner.drawing.colours import PAPER
from planner.drawing.web.base_layers import with_illustrative
from planner.drawing.web.map_layer import Feature, Look, MapLayer, Row, lat_lon_points
from planner.text import _, distance, marked, quantity

# A firm placed worse than this gets a circle in which it lies.
ROUGH_M = 300.0
_ORDER_INDEX = {
    "seveso": 310,
    "roads": 330,
    "rail": 340,
    "power_lines": 350,
    "pipelines": 360,
    "companies-rough": 430,
    "places": 440,
    "ports": 450,
    "companies": 455,
}
_ROAD_WEIGHTS_PX = {
    "motorway": 5.0,
    "main": 4.0,
    "regional": 3.2,
    "connecting": 2.6,
    "street": 1.8,
    "private": 1.1,
}
_PIPE_TITLES = {
    "pipe_bridge": marked("Pipe bridge"),
    "buried": marked("Buried pipe"),
    "heat_network": marked("District heating"),
    "gas": marked("Gas pipe"),
}
_PLACE_TITLES = {
    "gate": marked("Gate"),
    "junction": marked("Road junction"),
    "rail_terminal": marked("Rail terminal"),
    "airport": marked("Airport"),
    "substation": marked("Substation"),
    "heat_plant": marked("Heat plant"),
    "terminal": marked("Terminal"),
}
Tip = Callable[[Any], tuple[str, ...]]


def _given(value: object) -> bool:
    return value is not None and not pd.isna(value) and value != ""


def _lines(*entries: object) -> tuple[str, ...]:
    return tuple(str(entry) for entry in entries if _given(entry))


def _rail_tip(row: Any) -> tuple[str, ...]:
    return _lines(row.name if _given(row.name) else _("Railway track"))


def _power_tip(row: Any) -> tuple[str, ...]:
    voltage = quantity(row.voltage_kv, "kV") if _given(row.voltage_kv) else _("voltage not given")
    return _lines(_("Power line"), row.name, voltage)


def _pipe_tip(row: Any) -> tuple[str, ...]:
    return _lines(_(_PIPE_TITLES[row.pipe_class]), row.name, row.medium)


def _place_tip(row: Any) -> tuple[str, ...]:
    return _lines(row.name, _(_PLACE_TITLES[row.kind]))


def _quay_tip(row: Any) -> tuple[str, ...]:
    depth = (
        _("depth {depth}").format(depth=quantity(row.depth_m, "m", 1))
        if _given(row.depth_m)
        else _("depth not given")
    )
    length = _("length {length}").format(length=quantity(row.length_m, "m")) if _given(row.length_m) else ""
    return _lines(row.name, row.port, depth, length)


def _company_tip(row: Any) -> tuple[str, ...]:
    place = (
        _("place known to {accuracy}").format(accuracy=distance(row.accuracy_m))
        if _given(row.accuracy_m)
        else ""
    )
    return _lines(row.name, row.activity, place)


def _seveso_tip(row: Any) -> tuple[str, ...]:
    return _lines(_("Seveso establishment"), row.name)


_TIPS: dict[str, Tip] = {
    "rail": _rail_tip,
    "power_lines": _power_tip,
    "pipelines": _pipe_tip,
    "places": _place_tip,
    "ports": _quay_tip,
    "seveso": _seveso_tip,
}
_POINTS = ("ports", "places")


def layers(atlas: Atlas) -> list[MapLayer]:
    """Return the layers of lines and points that the area has."""
    drawn = [_layer(atlas, name) for name in _TIPS if atlas.has(name)]
    if atlas.has("roads"):
        drawn.append(_roads(atlas.frame("roads")))
    return [*drawn, *_companies(atlas)]


def line_rows(atlas: Atlas) -> tuple[Row, ...]:
    """Return the lines of the legend for infrastructure."""
    names = ("roads", "rail", "pipelines", "power_lines", "ports", "places", "seveso")
    return tuple(
        Row(
            text=with_illustrative(_(atlas.layer(name).spec.title), atlas.frame(name)),
            shape="point" if name in _POINTS else "fill" if name == "seveso" else "line",
            look=_look(atlas, name),
            layers=(name,),
            shown=atlas.layer(name).spec.style.shown,
        )
        for name in names
        if atlas.has(name)
    )


def company_rows(atlas: Atlas) -> tuple[Row, ...]:
    """Return the lines of the legend for companies: well placed, and placed only roughly."""
    if not atlas.has("companies"):
        return ()
    rough = _rough(atlas.frame("companies"))
    found = [Row(_("Place known"), "point", _company_look(), ("companies",))] if (~rough).any() else []
    if rough.any():
        text = _("Only somewhere in the circle")
        found.append(Row(text, "point", _rough_look(), ("companies-rough", "companies-circles")))
    return tuple(found)


def _look(atlas: Atlas, name: str) -> Look:
    style = atlas.layer(name).spec.style
    if name in _POINTS:
        return {"color": PAPER, "weight": 1.5, "fillColor": style.fill, "fillOpacity": 1, "radius": 5}
    look: Look = {"color": style.colour, "weight": style.weight_px, "fill": False}
    return look | ({"dashArray": style.dash} if style.dash else {})


def _layer(atlas: Atlas, name: str) -> MapLayer:
    frame = atlas.frame(name)
    look = _look(atlas, name)
    labels: list[dict[str, Any] | None] = [None] * len(frame)
    if name == "ports":
        places = lat_lon_points(frame.geometry)
        labels = [_depth_label(row.depth_m, at) for row, at in zip(frame.itertuples(), places, strict=True)]
    features = [
        Feature(look, tip=_told(_TIPS[name](row), illustrative=row.illustrative), label=label)
        for row, label in zip(frame.itertuples(), labels, strict=True)
    ]
    shown = atlas.layer(name).spec.style.shown
    return MapLayer(name, _ORDER_INDEX[name], frame.geometry, features, shown=shown)


def _told(lines: tuple[str, ...], *, illustrative: bool) -> tuple[str, ...]:
    return (*lines, _("Illustrative: not surveyed")) if illustrative else lines


def _depth_label(depth_m: object, at: list[float]) -> dict[str, Any] | None:
    if not _given(depth_m):
        return None
    return {"kind": "quay", "text": quantity(float(str(depth_m)), "m", 1), "at": at, "from_zoom": 15}


def _roads(roads: gpd.GeoDataFrame) -> MapLayer:
    features = [Feature(_road_look(road_class)) for road_class in roads["road_class"]]
    return MapLayer("roads", _ORDER_INDEX["roads"], roads.geometry, features, interactive=False)


def _road_look(road_class: str) -> Look:
    if road_class == "path":
        return {"color": "#b9b3a6", "weight": 0.8, "dashArray": "3 3", "fill": False}
    return {
        "color": "#8f8778",
        "weight": _ROAD_WEIGHTS_PX.get(road_class, 1.5),
        "opacity": 0.9,
        "fill": False,
    }


def _rough(companies: gpd.GeoDataFrame) -> pd.Series:
    return companies["accuracy_m"].fillna(0) > ROUGH_M


def _company_look() -> Look:
    return {"color": PAPER, "weight": 1.5, "fillColor": "#d55e00", "fillOpacity": 1, "radius": 5}


def _rough_look() -> Look:
    return {
        "color": "#b34f00",
        "weight": 1.5,
        "dashArray": "2 2",
        "fillColor": PAPER,
        "fillOpacity": 0.9,
        "radius": 5,
    }


def _companies(atlas: Atlas) -> list[MapLayer]:
    if not atlas.has("companies"):
        return []
    companies = atlas.frame("companies")
    rough = _rough(companies)
    circle: Look = {"color": "#b34f00", "weight": 1, "opacity": 0.35, "dashArray": "3 5", "fill": False}
    exact_rows, rough_rows = companies[~rough], companies[rough]

    def points(frame: gpd.GeoDataFrame, look: Look) -> list[Feature]:
        return [
            Feature(look, tip=_told(_company_tip(row), illustrative=row.illustrative))
            for row in frame.itertuples()
        ]

    # Firms placed alike share a circle: drawn over each other, dashes would become a ring.
    alike = rough_rows.drop_duplicates(["geometry", "accuracy_m"])
    circles = [Feature(circle, radius_m=float(row.accuracy_m)) for row in alike.itertuples()]
    order = _ORDER_INDEX
    drawn = [
        MapLayer("companies-circles", order["companies-rough"], alike.geometry, circles, interactive=False),
        MapLayer(
            "companies-rough",
            order["companies-rough"] + 1,
            rough_rows.geometry,
            points(rough_rows, _rough_look()),
        ),
        MapLayer("companies", order["companies"], exact_rows.geometry, points(exact_rows, _company_look())),
    ]
    return [layer for layer in drawn if len(layer.features)]
