"""Where building is not allowed or needs a statement, and which rule says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.scenario import TAKING, Rule, Scenario, Value
from planner.text import _, n_

Shapes = NDArray[np.object_]
Positions = NDArray[np.intp]
POLYGON_DIMENSIONS = 2
# Smaller areas are what is left of rounding when two rules cover the same ground.
ROUNDING_M2 = 1e-6

OVERLAP_COLUMNS = (
    "plot_id",
    "rule_id",
    "effect",
    "alone_m2",
    "waterfall_m2",
    "width_min_m",
    "width_max_m",
    "accuracy_m",
    "illustrative",
)


@dataclass(frozen=True)
class Unchecked:
    """A rule that could not be applied, or not to every feature, and why."""

    rule_id: str
    title: str
    reason: str


@dataclass(frozen=True)
class Restricted:
    """What the rules leave of each plot.

    `buildable` holds what is left, indexed by plot id, in the working system. `overlaps` has a row for each
    plot and rule that touch: `alone_m2` is what the rule takes by itself, `waterfall_m2` what it takes beyond
    the rules before it (0 for rules that only ask for a statement or set a condition), in m²; its geometry is
    the part of the plot that the rule covers. `accuracy_m` is the worst accuracy of the features behind it.
    """

    buildable: gpd.GeoSeries
    gross_m2: pd.Series
    overlaps: gpd.GeoDataFrame
    unchecked: tuple[Unchecked, ...]


@dataclass(frozen=True)
class _Covered:
    """The part of each touched plot that a rule covers; positions count plots."""

    positions: Positions
    shapes: Shapes
    width_min_m: NDArray[np.float64]
    width_max_m: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    illustrative: NDArray[np.bool_]


def restrict(atlas: Atlas, scenario: Scenario, plot_ids: Sequence[str] | None = None) -> Restricted:
    """Return what the rules of the scenario leave of the plots, rule by rule.

    Rules take ground in the order of the scenario; totals and the areas that rules take alone do not depend
    on it.

    Raises
    ------
    PlannerError
        If a plot is unknown, or a rule asks for a kind that its layer cannot serve.
    """
    plots = chosen_plots(atlas, plot_ids)
    shapes = plots.geometry.to_numpy()
    left = shapes.copy()
    rows: list[pd.DataFrame] = []
    parts: list[Shapes] = []
    unchecked: list[Unchecked] = []
    for rule in scenario.rules:
        covered, reason = _covered(rule, plots, atlas, round(scenario.factor("quarter_segments")))
        if reason:
            unchecked.append(Unchecked(rule.rule_id, rule.name, reason))
        if covered is None or not len(covered.positions):
            continue
        taken_m2 = np.zeros(len(covered.positions))
        if rule.effect in TAKING:
            before = left[covered.positions]
            after = shapely.difference(before, covered.shapes)
            taken_m2 = shapely.area(before) - shapely.area(after)
            taken_m2[taken_m2 < ROUNDING_M2] = 0.0
            left[covered.positions] = after
        rows.append(_overlap_rows(rule, plots, covered, taken_m2))
        parts.append(covered.shapes)
    index = pd.Index(plots["plot_id"], name="plot_id")
    return Restricted(
        buildable=gpd.GeoSeries(left, index=index, crs=plots.crs),
        gross_m2=pd.Series(shapely.area(shapes), index=index, name="gross_area_m2"),
        overlaps=_overlaps(rows, parts, plots),
        unchecked=tuple(unchecked),
    )


def chosen_plots(atlas: Atlas, plot_ids: Sequence[str] | None) -> gpd.GeoDataFrame:
    """Return the plots with these ids in this order, or all of them.

    Raises
    ------
    PlannerError
        If one is unknown.
    """
    plots = atlas.frame("plots")
    if plot_ids is None:
        return plots
    unknown = [plot_id for plot_id in plot_ids if plot_id not in set(plots["plot_id"])]
    if unknown:
        near = ", ".join(plots["plot_id"].head(5))
        msg = _("There is no plot “{plot}” in {area}. Its plots are named like {examples}.").format(
            plot=unknown[0], area=atlas.title, examples=near
        )
        raise PlannerError(msg)
    return plots.set_index("plot_id", drop=False).loc[list(plot_ids)].reset_index(drop=True)


def _covered(
    rule: Rule, plots: gpd.GeoDataFrame, atlas: Atlas, quarter_segments: int
) -> tuple[_Covered | None, str]:
    if rule.kind not in KINDS:
        if not atlas.has(rule.layer):
            return None, _("no data at hand: layer “{layer}”").format(layer=rule.layer)
        msg = _("The rule “{rule}” is of the kind “{kind}”, which cannot be computed yet.")
        raise PlannerError(msg.format(rule=rule.rule_id, kind=rule.kind))
    if not atlas.has(rule.layer):
        return None, _("no data at hand: layer “{layer}”").format(layer=rule.layer)
    features, unknown_n, column = _matching(atlas.frame(rule.layer), rule.where)
    chosen, _unknown, _column = _matching(plots, rule.plots_where)
    covered = KINDS[rule.kind](rule, chosen, features, quarter_segments)
    if chosen is not plots:
        covered = _renumbered(covered, chosen.index.to_numpy())
    reason = ""
    if unknown_n:
        template = n_(
            "{n} feature does not say its {{column}}", "{n} features do not say their {{column}}", unknown_n
        )
        reason = template.format(column=column or "")
    return covered, reason


def _matching(
    features: gpd.GeoDataFrame, where: dict[str, list[Value]]
) -> tuple[gpd.GeoDataFrame, int, str | None]:
    """Return the features that match, how many do not say, and which column they do not say."""
    unknown_n, silent = 0, None
    for column, values in where.items():
        if column not in features.columns:
            return features.iloc[:0], len(features), column
        absent = int(features[column].isna().sum())
        if absent:
            unknown_n, silent = unknown_n + absent, column
        features = features[features[column].isin(values)]
    return features, unknown_n, silent


def _renumbered(covered: _Covered, positions: Positions) -> _Covered:
    return _Covered(
        positions[covered.positions],
        covered.shapes,
        covered.width_min_m,
        covered.width_max_m,
        covered.accuracy_m,
        covered.illustrative,
    )


def _setback(
    rule: Rule, plots: gpd.GeoDataFrame, _features: gpd.GeoDataFrame, quarter_segments: int
) -> _Covered:
    """Return the strip within the rule's distance of each plot's own boundary."""
    shapes = plots.geometry.to_numpy()
    strips = shapely.difference(shapes, shapely.buffer(shapes, -rule.distance_m, quad_segs=quarter_segments))
    widths = np.full(len(plots), rule.distance_m)
    return _nonempty(
        np.arange(len(plots)),
        strips,
        widths,
        widths,
        plots["accuracy_m"].to_numpy(),
        plots["illustrative"].to_numpy(),
    )


def _within_distance(
    rule: Rule, plots: gpd.GeoDataFrame, features: gpd.GeoDataFrame, quarter_segments: int
) -> _Covered:
    """Return the parts of the plots within each feature's width of the feature."""
    widths = np.full(len(features), rule.distance_m)
    if rule.width_attribute and rule.width_attribute in features.columns:
        own = features[rule.width_attribute].to_numpy(dtype=float)
        widths = np.where(np.isnan(own), widths, own)
    zones = shapely.buffer(features.geometry.to_numpy(), widths, quad_segs=quarter_segments)
    return _parts_in_plots(rule, plots, features, zones, widths)


def _inside(
    rule: Rule, plots: gpd.GeoDataFrame, features: gpd.GeoDataFrame, _quarter_segments: int
) -> _Covered:
    """Return the parts of the plots inside the features."""
    return _parts_in_plots(rule, plots, features, features.geometry.to_numpy(), np.zeros(len(features)))


Kind = Callable[[Rule, gpd.GeoDataFrame, gpd.GeoDataFrame, int], _Covered]
# Kind of rule -> what it covers. A new kind is one function and one line here.
KINDS: dict[str, Kind] = {
    "setback": _setback,
    "along_line": _within_distance,
    "round_polygon": _within_distance,
    "area": _inside,
}


def _parts_in_plots(
    rule: Rule,
    plots: gpd.GeoDataFrame,
    features: gpd.GeoDataFrame,
    zones: Shapes,
    widths: NDArray[np.float64],
) -> _Covered:
    shapes = plots.geometry.to_numpy()
    which_plot, which_zone = shapely.STRtree(zones).query(shapes, predicate="intersects")
    if not rule.own_plot and len(which_plot):
        keep = which_plot != _own_plot(features, shapes)[which_zone]
        which_plot, which_zone = which_plot[keep], which_zone[keep]
    order = np.argsort(which_plot, kind="stable")
    which_plot, which_zone = which_plot[order], which_zone[order]
    pieces = _ground(shapely.intersection(shapes[which_plot], zones[which_zone]))
    positions, starts = np.unique(which_plot, return_index=True)
    if not len(positions):
        none = np.zeros(0)
        return _Covered(positions, pieces, none, none, none, none.astype(bool))
    accuracy = np.nan_to_num(features["accuracy_m"].to_numpy(dtype=float))[which_zone]
    illustrative = features["illustrative"].to_numpy(dtype=bool)[which_zone]
    return _nonempty(
        positions,
        _united(pieces, starts),
        np.minimum.reduceat(widths[which_zone], starts),
        np.maximum.reduceat(widths[which_zone], starts),
        np.maximum.reduceat(accuracy, starts),
        np.logical_or.reduceat(illustrative, starts),
    )


def _ground(shapes: Shapes) -> Shapes:
    """Return the shapes with the lines and points left out that an intersection leaves where edges touch."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION.value)
    for position in mixed:
        pieces = shapely.get_parts(shapes[position])
        shapes[position] = shapely.union_all(pieces[shapely.get_dimensions(pieces) == POLYGON_DIMENSIONS])
    return shapes


def _own_plot(features: gpd.GeoDataFrame, plots: Shapes) -> Positions:
    """Return for each feature the position of the plot that it stands on, -1 for none."""
    points = shapely.point_on_surface(features.geometry.to_numpy())
    feature, plot = shapely.STRtree(plots).query(points, predicate="within")
    own = np.full(len(features), -1)
    own[feature] = plot
    return own


def _united(pieces: Shapes, starts: Positions) -> Shapes:
    """Return the union of each run of pieces; a run begins at each start."""
    ends = np.append(starts[1:], len(pieces))
    united = pieces[starts]
    for run in np.flatnonzero(ends - starts > 1):
        united[run] = shapely.union_all(pieces[starts[run] : ends[run]])
    return united


def _nonempty(
    positions: Positions,
    shapes: Shapes,
    width_min_m: NDArray[np.float64],
    width_max_m: NDArray[np.float64],
    accuracy_m: NDArray[np.float64],
    illustrative: NDArray[np.bool_],
) -> _Covered:
    """Return only what covers ground: shapes that merely touch have no area."""
    keep = shapely.area(shapes) > 0
    columns = (width_min_m, width_max_m, accuracy_m, illustrative)
    return _Covered(positions[keep], shapes[keep], *(column[keep] for column in columns))


def _overlap_rows(
    rule: Rule, plots: gpd.GeoDataFrame, covered: _Covered, taken_m2: NDArray[np.float64]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plot_id": plots["plot_id"].to_numpy()[covered.positions],
            "rule_id": rule.rule_id,
            "effect": rule.effect,
            "alone_m2": shapely.area(covered.shapes),
            "waterfall_m2": taken_m2,
            "width_min_m": covered.width_min_m,
            "width_max_m": covered.width_max_m,
            "accuracy_m": covered.accuracy_m,
            "illustrative": covered.illustrative,
        }
    )


def _overlaps(rows: list[pd.DataFrame], parts: list[Shapes], plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if not rows:
        return gpd.GeoDataFrame({name: [] for name in OVERLAP_COLUMNS}, geometry=[], crs=plots.crs)
    return gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry=np.concatenate(parts), crs=plots.crs)
