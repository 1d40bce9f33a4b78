"""What the rules leave of each plot, recomputed with plain buffers, unions and differences.

For each rule the ground that it covers is united first; the waterfall is the growth of the union of all
rules so far. Nothing is cut step by step, as the appraisal does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas
from planner.scenario.scenario import Rule, Scenario
from planner.verification.cells import cells_beyond
from planner.verification.figures import Figures

# Ground of less than this is rounding, and a part of a plot below the second no ground.
_ROUNDING_M2, _SLIVER_M2 = 1e-6, 1e-3
# A feature stands on a plot with more than this share, or this area, of itself.
_STANDING_SHARE, _STANDING_M2 = 0.01, 100.0
_TAKING = ("exclude", "permit")
_UNKNOWN = "unknown"
_RASTER_KINDS = ("raster_above", "raster_below")
# Kinds of rule whose ground is that of one plot alone.
_OF_ONE_PLOT = ("setback", *_RASTER_KINDS)
# Outlines of coverage are straight edges in the working system: a plot cut at the edge may miss it by this.
_EDGE_TOLERANCE_M = 1.0
_AREA_DIMENSIONS = 2
_NOTHING = shapely.Polygon()


@dataclass(frozen=True)
class Zones:
    """The features of one rule, each with the ground round it that the rule covers.

    `plots` are those for which the rule holds, `silent_plots` those that do not say whether it does.
    """

    rule: Rule
    features: gpd.GeoDataFrame
    width_m: pd.Series
    zones: gpd.GeoSeries
    plots: frozenset[str]
    silent_plots: frozenset[str]


@dataclass(frozen=True)
class PlotGround:
    """What is left of one plot, and the figures about it."""

    whole: BaseGeometry
    buildable: BaseGeometry
    figures: Figures = field(default_factory=dict)


def recompute_ground(atlas: Atlas, scenario: Scenario) -> dict[str, PlotGround]:
    """Return for each plot what the rules leave of it, with its areas and findings."""
    plots = atlas.frame("plots")
    rules = [
        zones for rule in scenario.rules if (zones := _zones_of(rule, plots, atlas, scenario)) is not None
    ]
    beyond = {zones.rule.layer: frozenset[str]() for zones in rules if zones.rule.effect in _TAKING}
    for zones in rules:
        if zones.rule.effect in _TAKING and zones.rule.kind not in _OF_ONE_PLOT:
            width_m = max([_widest_m(zones.rule), *zones.width_m])
            outside = plots_beyond(atlas, zones.rule.layer, width_m) & zones.plots
            beyond[zones.rule.layer] |= outside
    buildings = atlas.frame("buildings") if atlas.has("buildings") else None
    grounds = {}
    for row in plots.itertuples(index=False):
        ground = _ground(row, rules, scenario)
        ground.figures["capacity.beyond_data"] = tuple(
            layer for layer, outside in beyond.items() if row.plot_id in outside
        )
        ground.figures["capacity.largest_free_part_m2"] = _largest_free_m2(ground, buildings, scenario)
        grounds[row.plot_id] = ground
    return grounds


def plots_beyond(atlas: Atlas, layer: str, margin_m: float = 0.0) -> frozenset[str]:
    """Return the plots that come nearer than the margin to where the data of a layer end, or reach beyond."""
    coverage = atlas.coverage(layer) if atlas.has(layer) else None
    if coverage is None:
        return frozenset()
    wide = coverage.buffer(_EDGE_TOLERANCE_M, join_style="mitre")
    return frozenset(
        row.plot_id
        for row in atlas.frame("plots").itertuples(index=False)
        if not row.geometry.within(wide) or row.geometry.distance(wide.boundary) < margin_m
    )


def _widest_m(rule: Rule) -> float:
    widths_m = [width_m for by_value in rule.distance_by.values() for width_m in by_value.values()]
    return max(rule.distance_m, *widths_m) if widths_m else rule.distance_m


def _largest_free_m2(ground: PlotGround, buildings: gpd.GeoDataFrame | None, scenario: Scenario) -> float:
    """Return the largest part of the buildable ground off all buildings and the clearance round them."""
    if buildings is None:
        return max((part.area for part in shapely.get_parts(ground.buildable)), default=0.0)
    clearance = scenario.factors.get("hall_clearance_m")
    clearance_m = clearance.value if clearance else 0.0
    near = buildings[buildings.distance(ground.buildable) <= clearance_m]
    segments = round(scenario.factor("quarter_segments"))
    taken = near.buffer(clearance_m, quad_segs=segments).union_all()
    free = _without(ground.buildable, taken)
    return max((part.area for part in shapely.get_parts(free)), default=0.0)


def _zones_of(rule: Rule, plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario) -> Zones | None:
    is_abroad = scenario.country and rule.law and scenario.country != atlas.info.country
    if is_abroad or not atlas.has(rule.layer):
        return None
    terrain = atlas.terrain if rule.kind in _RASTER_KINDS else None
    features = cells_beyond(rule, plots, terrain) if terrain else _features(rule, atlas.frame(rule.layer))
    if features is None:
        return None
    width_m = _width_m(rule, features)
    segments = round(scenario.factor("quarter_segments"))
    if rule.kind == "setback":
        zones = features.geometry.difference(features.buffer(-rule.distance_m, quad_segs=segments))
    elif rule.kind in ("area", *_RASTER_KINDS):
        zones, width_m = features.geometry, width_m * 0.0
    else:
        zones = features.buffer(width_m, quad_segs=segments)
    return Zones(rule, features, width_m, zones, *_plots_of(rule, plots))


def _plots_of(rule: Rule, plots: gpd.GeoDataFrame) -> tuple[frozenset[str], frozenset[str]]:
    """Return the plots for which a rule holds, and those of which that is not known."""
    holds, silent = set[str](), set[str]()
    for plot in plots.to_dict("records"):
        answers = []
        for column, values in rule.plots_where.items():
            value = plot.get(column)
            is_silent = value is None or pd.isna(value) or str(value) in ("", _UNKNOWN)
            answers.append(True if is_among(value, values) else None if is_silent else False)
        if all(answers):
            holds.add(plot["plot_id"])
        elif False not in answers:
            silent.add(plot["plot_id"])
    return frozenset(holds), frozenset(silent)


def _features(rule: Rule, features: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return the features that a rule asks for; None where the layer does not have the column."""
    for column in rule.where_missing:
        if column in features.columns:
            features = features[features[column].isna()]
    for column, values in rule.where_not.items():
        if column in features.columns:
            features = features[~_holds(features[column], values)]
    for column, values in rule.where.items():
        if column not in features.columns:
            return None
        features = features[_holds(features[column], values)]
    return features


def _holds(column: pd.Series, values: Sequence[object]) -> pd.Series:
    return column.map(lambda value: is_among(value, values)).astype(bool)


def _width_m(rule: Rule, features: gpd.GeoDataFrame) -> pd.Series:
    """Return the width of each feature's zone: its own, else that of its class, else the rule's."""
    width_m = pd.Series(rule.distance_m, index=features.index)
    for column, by_value in rule.distance_by.items():
        if column in features.columns:
            width_m = features[column].map(by_value).astype(float).fillna(width_m)
    if rule.width_attribute and rule.width_attribute in features.columns:
        width_m = pd.to_numeric(features[rule.width_attribute], errors="coerce").fillna(width_m)
    return width_m


def is_among(value: object, values: Sequence[object]) -> bool:
    """Return whether a value is one of these; a number counts however it is written.

    Examples
    --------
    >>> is_among("110", [110]), is_among(110.0, [110]), is_among("1E", ["1", "1E"]), is_among(None, ["1"])
    (True, True, True, False)
    """
    if value is None or pd.isna(value):
        return False
    number = pd.to_numeric(str(value), errors="coerce")
    return any(
        str(value) == one if isinstance(one, str) else float(number) == float(str(one)) for one in values
    )


def _ground(plot: Any, rules: Sequence[Zones], scenario: Scenario) -> PlotGround:
    whole: BaseGeometry = plot.geometry
    figures: Figures = {"capacity.gross_area_m2": whole.area}
    covered, forbidden = _NOTHING, _NOTHING
    undecided = []
    for zones in rules:
        rows = _rows_covering(plot, zones)
        if rows.empty:
            continue
        if plot.plot_id in zones.silent_plots:
            undecided += [zones.rule.rule_id] if zones.rule.effect in _TAKING else []
            continue
        ground = shapely.intersection(whole, shapely.union_all(rows.geometry.to_numpy()))
        figures |= _finding(zones.rule, rows, ground.area, whole.area)
        if zones.rule.effect not in _TAKING:
            continue
        before_m2 = covered.area
        covered = shapely.union(covered, ground)
        if zones.rule.effect == "exclude":
            forbidden = shapely.union(forbidden, ground)
        name = f"capacity.excluded_by_rule.{zones.rule.rule_id}"
        figures |= {
            f"{name}.effect": zones.rule.effect,
            f"{name}.alone_m2": ground.area,
            f"{name}.waterfall_m2": covered.area - before_m2,
            f"{name}.illustrative": bool(rows["illustrative"].any()),
        }
    figures["capacity.undecided_rules"] = tuple(undecided)
    buildable, with_permit = (_without(whole, taken) for taken in (covered, forbidden))
    figures["capacity.needs_permit_m2"] = max(with_permit.area - buildable.area, 0.0)
    return PlotGround(whole, buildable, figures | _parts(buildable, scenario.factor("min_part_m2")))


def _rows_covering(plot: Any, zones: Zones) -> gpd.GeoDataFrame:
    """Return the features whose zones cover ground of a plot, with the zones as geometries."""
    whole: BaseGeometry = plot.geometry
    plot_id: str = plot.plot_id
    rows = zones.features.assign(width_m=zones.width_m).set_geometry(zones.zones)
    if plot_id not in zones.plots | zones.silent_plots:
        return rows.iloc[:0]
    if zones.rule.kind in _OF_ONE_PLOT:
        rows = rows[rows["plot_id"] == plot_id]
    rows = rows.iloc[rows.sindex.query(whole, predicate="intersects", sort=True)]
    if not zones.rule.own_plot:
        features = zones.features.geometry.loc[rows.index]
        rows = rows[~features.map(lambda feature: _stands_on(feature, whole)).astype(bool)]
    return rows[rows.intersection(whole).area > _ROUNDING_M2]


def _stands_on(feature: BaseGeometry, plot: BaseGeometry) -> bool:
    common = feature.intersection(plot)
    if shapely.get_dimensions(feature) == 0:
        return not common.is_empty
    if shapely.get_dimensions(feature) < _AREA_DIMENSIONS:
        return bool(common.length > _STANDING_SHARE * feature.length)
    return bool(common.area > _STANDING_M2 or common.area > _STANDING_SHARE * feature.area)


def _finding(rule: Rule, rows: gpd.GeoDataFrame, alone_m2: float, whole_m2: float) -> Figures:
    accuracy_m = float(rows["accuracy_m"].astype(float).fillna(0.0).max())
    name = f"findings.{rule.rule_id}"
    return {
        f"{name}.effect": rule.effect,
        f"{name}.overlap_m2": alone_m2,
        f"{name}.overlap_share": alone_m2 / whole_m2,
        f"{name}.width_min_m": float(rows["width_m"].min()),
        f"{name}.width_max_m": float(rows["width_m"].max()),
        f"{name}.accuracy_m": accuracy_m or None,
        f"{name}.illustrative": bool(rows["illustrative"].any()),
    }


def _without(whole: BaseGeometry, taken: BaseGeometry) -> BaseGeometry:
    left = shapely.difference(whole, taken)
    return _NOTHING if left.area < _SLIVER_M2 else left


def _parts(buildable: BaseGeometry, min_part_m2: float) -> Figures:
    areas_m2 = [part.area for part in shapely.get_parts(buildable) if part.area > 0]
    return {
        "capacity.buildable_area_m2": buildable.area,
        "capacity.buildable_parts_n": sum(area_m2 >= min_part_m2 for area_m2 in areas_m2),
        "capacity.largest_part_m2": max(areas_m2, default=0.0),
    }
