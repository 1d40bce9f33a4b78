"""A tiny atlas, built in code: plots and lines whose areas and lengths one can do in the head.

Coordinates count in metres from a corner in Kokkola's part of EPSG:3067, so `square(0, 0)` is a plot of
100 m × 100 m with its corner there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.atlas import AreaInfo, Atlas, Joint
from layers.crs import working_crs
from layers.layer import Layer
from layers.specs import SPECS
from planner.scenario.scenario import Scenario

EPSG = 3067
X0_M, Y0_M = 300_000.0, 7_080_000.0
WORKING = working_crs(EPSG)
FACTORS = {
    name: {"value": value, "unit": "-", "source": "test"}
    for name, value in {"storey_height_m": 3.5, "quarter_segments": 16, "min_part_m2": 100.0}.items()
}
_KEYS = {"roads": {"road_class": "street"}, "rail": {"track_class": "spur"}, "companies": {"name": "a firm"}}
_KEYS |= {"ports": {"port": "deep port", "name": "quay"}, "zoning": {"zoning_code": "EV"}}
_KEYS |= {
    "pipelines": {"pipe_class": "pipe_bridge", "medium": "steam"},
    "places": {"kind": "gate", "name": "gate"},
}


def square(x_m: float, y_m: float, side_m: float = 100.0) -> shapely.Polygon:
    return rectangle(x_m, y_m, side_m, side_m)


def rectangle(x_m: float, y_m: float, width_m: float, depth_m: float) -> shapely.Polygon:
    return shapely.box(X0_M + x_m, Y0_M + y_m, X0_M + x_m + width_m, Y0_M + y_m + depth_m)


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(X0_M + x_m, Y0_M + y_m) for x_m, y_m in places])


def point(x_m: float, y_m: float) -> shapely.Point:
    return shapely.Point(X0_M + x_m, Y0_M + y_m)


def frame(name: str, rows: Iterable[Mapping[str, Any]], epsg: int | None = EPSG) -> gpd.GeoDataFrame:
    """Return rows as a source would give them; ids are counted up where none is given."""
    spec = SPECS[name]
    full = [{spec.key: f"{name} {n}", **_KEYS.get(name, {}), **row} for n, row in enumerate(rows, start=1)]
    return gpd.GeoDataFrame(pd.DataFrame(full), geometry="geometry", crs=epsg)


def layer(name: str, rows: Iterable[Mapping[str, Any]]) -> Layer:
    return Layer.build(SPECS[name], frame(name, rows), WORKING)


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> Layer:
    return Layer.build(SPECS[name], pd.DataFrame(rows), WORKING)


def atlas(
    *plots: Mapping[str, Any] | shapely.Geometry,
    joint: Joint | None = None,
    tables: Iterable[Layer] = (),
    **layers: Iterable[Mapping[str, Any] | shapely.Geometry],
) -> Atlas:
    """Return an atlas with these plots (A, B, C ...) and layers; a bare geometry is a row without more."""
    named = {"plots": [{"plot_id": chr(ord("A") + n), **_row(plot)} for n, plot in enumerate(plots)]}
    named |= {name: [_row(row) for row in rows] for name, rows in layers.items()}
    built = [layer(name, rows) for name, rows in named.items()]
    info = AreaInfo("tiny", "Tiny", EPSG, "plot")
    return Atlas(info, WORKING, [*built, *tables], joint=joint)


def _row(row: Mapping[str, Any] | shapely.Geometry) -> dict[str, Any]:
    return {"geometry": row} if isinstance(row, shapely.Geometry) else dict(row)


def rule(
    kind: str, layer_name: str, distance_m: float = 0.0, effect: str = "exclude", **more: Any
) -> dict[str, Any]:
    named = {"rule_id": more.pop("rule_id", f"{kind} {layer_name}"), "title": {"en": "a rule"}}
    return {**named, "layer": layer_name, "kind": kind, "distance_m": distance_m, "effect": effect, **more}


def setback(distance_m: float, **more: Any) -> dict[str, Any]:
    return rule("setback", "plots", distance_m, **more)


def scenario(*rules: Mapping[str, Any], **more: Any) -> Scenario:
    return Scenario.model_validate(
        {"name": "tiny", "title": {"en": "Tiny"}, "rules": rules, "factors": FACTORS, **more}
    )
