"""Where building is not allowed or needs a statement, and which rule says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.base import POLYGONS
from layers.errors import PlannerError
from layers.terrain import TERRAIN
from planner.clipping import Positions, Shapes, grounds, left_of, shared, stands_on, united, without_slivers
from planner.relief import BEYOND, features_beyond
from planner.scenario import TAKING, Rule, Scenario, Value
from planner.text import _, n_, number, title_of

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

    `buildable` holds what is left, indexed by plot id, in the working system; `with_permit` what would be
    left if every permission were given. `overlaps` has a row for each plot and rule that touch: `alone_m2` is
    what the rule takes by itself, `waterfall_m2` what it takes beyond the rules before it (0 for rules that
    only ask for a statement or set a condition), in m²; its geometry is the part of the plot that the rule
    covers. `accuracy_m` is the worst accuracy of the features behind it.
    """

    buildable: gpd.GeoSeries
    with_permit: gpd.GeoSeries
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
    # Without a rule that asks for a permit, what is left with permits is simply what is left.
    permits = any(rule.effect == "permit" for rule in scenario.rules)
    left = shapes.copy()
    with_permit = shapes.copy() if permits else left
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
            taken_m2 = _take(left, covered)
        if rule.effect == "exclude" and permits:
            _take(with_permit, covered)
        rows.append(_overlap_rows(rule, plots, covered, taken_m2))
        parts.append(covered.shapes)
    index = pd.Index(plots["plot_id"], name="plot_id")
    return Restricted(
        buildable=gpd.GeoSeries(without_slivers(left), index=index, crs=plots.crs),
        with_permit=gpd.GeoSeries(without_slivers(with_permit), index=index, crs=plots.crs),
        gross_m2=pd.Series(shapely.area(shapes), index=index, name="gross_area_m2"),
        overlaps=_overlaps(rows, parts, plots),
        unchecked=tuple(unchecked),
    )


def _take(left: Shapes, covered: _Covered) -> NDArray[np.float64]:
    """Take what is covered from what is left, in place; return how much that was, in m²."""
    before = left[covered.positions]
    after = left_of(before, covered.shapes)
    left[covered.positions] = after
    taken_m2 = shapely.area(before) - shapely.area(after)
    return np.asarray(np.where(taken_m2 < ROUNDING_M2, 0.0, taken_m2))


def chosen_plots(atlas: Atlas, plot_ids: Sequence[str] | None) -> gpd.GeoDataFrame:
    """Return the plots with these ids in this order, each once, or all of them.

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
            plot=unknown[0], area=title_of(atlas.info), examples=near
        )
        raise PlannerError(msg)
    return plots.set_index("plot_id", drop=False).loc[list(dict.fromkeys(plot_ids))].reset_index(drop=True)


def _covered(
    rule: Rule, plots: gpd.GeoDataFrame, atlas: Atlas, quarter_segments: int
) -> tuple[_Covered | None, str]:
    if not atlas.has(rule.layer):
        return None, _("no data at hand: layer “{layer}”").format(layer=rule.layer)
    _refuse_misuse(rule, atlas)
    chosen, silent_plots = _matching(plots, rule.plots_where)
    silent: dict[str, int] = {}
    reasons: list[str] = []
    if rule.kind in BEYOND and atlas.terrain is not None:
        features, reasons = features_beyond(rule, chosen, atlas.terrain)
    else:
        features, silent = _matching(atlas.frame(rule.layer), rule.where)
    covered = KINDS[rule.kind](rule, chosen, features, quarter_segments)
    if chosen is not plots:
        covered = _renumbered(covered, chosen.index.to_numpy())
    reasons += [
        n_("{n} feature does not say its {{column}}", "{n} features do not say their {{column}}", n).format(
            column=column
        )
        for column, n in silent.items()
    ]
    reasons += [
        n_("{n} plot does not say its {{column}}", "{n} plots do not say their {{column}}", n).format(
            column=column
        )
        for column, n in silent_plots.items()
    ]
    if rule.width_attribute and rule.width_attribute not in features.columns:
        text = _("the layer has no column “{column}”: {width} m holds for all")
        reasons.append(text.format(column=rule.width_attribute, width=number(rule.distance_m, 1)))
    return covered, "; ".join(reasons)


def _refuse_misuse(rule: Rule, atlas: Atlas) -> None:
    """Raise where the rule would seem to take nothing because its kind and its layer do not go together."""
    msg = ""
    if rule.kind not in KINDS:
        msg = _("The rule “{rule}” is of the kind “{kind}”, which cannot be computed yet.")
    elif rule.kind == "setback" and (rule.layer != "plots" or rule.where):
        msg = _("The rule “{rule}” is a setback: its layer is plots, and plots_where chooses among them.")
    elif (rule.kind in BEYOND) != (rule.layer == TERRAIN.name):
        msg = _("The rule “{rule}”: raster_above and raster_below go with the layer terrain, and only they.")
    elif rule.kind == "area" and atlas.layer(rule.layer).spec.geometry != POLYGONS:
        msg = _("The rule “{rule}” asks for the area of “{layer}”, which has none: along_line gives a strip.")
    if msg:
        raise PlannerError(msg.format(rule=rule.rule_id, kind=rule.kind, layer=rule.layer))


def _matching(
    features: gpd.GeoDataFrame, where: dict[str, list[Value]]
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the features that match, and for each column how many do not say."""
    silent: dict[str, int] = {}
    for column, values in where.items():
        absent = int(features[column].isna().sum()) if column in features.columns else len(features)
        if absent:
            silent[column] = absent
        if column not in features.columns:
            return features.iloc[:0], silent
        features = features[_is_one_of(features[column], values)]
    return features, silent


def _is_one_of(column: pd.Series, values: list[Value]) -> pd.Series:
    """Return where the column holds one of the values; a number is found however it is written."""
    numbers = [value for value in values if not isinstance(value, str)]
    found = column.astype(str).isin([value for value in values if isinstance(value, str)])
    return found | pd.to_numeric(column, errors="coerce").astype(float).isin(numbers)


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
    strips = left_of(shapes, shapely.buffer(shapes, -rule.distance_m, quad_segs=quarter_segments))
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
    widths = _widths_m(rule, features)
    zones = shapely.buffer(features.geometry.to_numpy(), widths, quad_segs=quarter_segments)
    return _parts_in_plots(rule, plots, features, zones, widths)


def _widths_m(rule: Rule, features: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the width of each zone in metres: the feature's own where it has one, else the rule's."""
    widths = np.full(len(features), rule.distance_m)
    if not rule.width_attribute or rule.width_attribute not in features.columns:
        return widths
    written = features[rule.width_attribute]
    own = pd.to_numeric(written, errors="coerce").to_numpy(dtype=float)
    faulty = written[written.notna() & ~(own >= 0)]
    if len(faulty):
        msg = _("The rule “{rule}” takes widths from the column “{column}”, where “{value}” is not a width.")
        raise PlannerError(msg.format(rule=rule.rule_id, column=rule.width_attribute, value=faulty.iloc[0]))
    return np.asarray(np.where(np.isnan(own), widths, own))


def _inside(
    rule: Rule, plots: gpd.GeoDataFrame, features: gpd.GeoDataFrame, _quarter_segments: int
) -> _Covered:
    """Return the parts of the plots inside the features."""
    return _parts_in_plots(rule, plots, features, features.geometry.to_numpy(), np.zeros(len(features)))


def _on_cells(
    _rule: Rule, plots: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, _quarter_segments: int
) -> _Covered:
    """Return the parts of the plots in their own cells of a raster, which `features_beyond` gives."""
    positions = cells["plot_index"].to_numpy()
    none = np.zeros(len(cells))
    return _nonempty(
        positions,
        grounds(shared(plots.geometry.to_numpy()[positions], cells.geometry.to_numpy())),
        none,
        none,
        cells["accuracy_m"].to_numpy(),
        cells["illustrative"].to_numpy(),
    )


Kind = Callable[[Rule, gpd.GeoDataFrame, gpd.GeoDataFrame, int], _Covered]
# Kind of rule -> what it covers. A new kind is one function and one line here.
KINDS: dict[str, Kind] = {
    "setback": _setback,
    "along_line": _within_distance,
    "round_polygon": _within_distance,
    "area": _inside,
    "raster_above": _on_cells,
    "raster_below": _on_cells,
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
    if not rule.own_plot:
        keep = ~stands_on(features.geometry.to_numpy()[which_zone], shapes[which_plot])
        which_plot, which_zone = which_plot[keep], which_zone[keep]
    # Copies are prepared: the atlas's own geometries may be in use by another session's thread.
    zones = shapely.force_2d(zones)
    shapely.prepare(zones)
    pieces = shared(shapes[which_plot], zones[which_zone])
    # Shapes that merely touch cover no ground, and must not lend their width or accuracy to those that do.
    order = np.argsort(which_plot, kind="stable")
    order = order[shapely.area(pieces[order]) > 0]
    which_plot, which_zone, pieces = which_plot[order], which_zone[order], grounds(pieces[order])
    positions, starts = np.unique(which_plot, return_index=True)
    if not len(positions):
        none = np.zeros(0)
        return _Covered(positions, pieces, none, none, none, none.astype(bool))
    accuracy = np.nan_to_num(features["accuracy_m"].to_numpy(dtype=float))[which_zone]
    illustrative = features["illustrative"].to_numpy(dtype=bool)[which_zone]
    return _nonempty(
        positions,
        united(pieces, starts),
        np.minimum.reduceat(widths[which_zone], starts),
        np.maximum.reduceat(widths[which_zone], starts),
        np.maximum.reduceat(accuracy, starts),
        np.logical_or.reduceat(illustrative, starts),
    )


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
