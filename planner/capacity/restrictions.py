"""Where building is not allowed or needs a statement, and which rule says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas, chosen_plots
from layers.coverage import beyond, near_unknown_sea
from layers.errors import PlannerError
from layers.schema import POLYGONS
from layers.terrain import TERRAIN
from planner.capacity.deductions import ROUNDING_M2, Deduction, RemainingLand
from planner.capacity.overlay import (
    Positions,
    Shapes,
    grounds,
    left_of,
    meeting,
    shared,
    stands_on,
    united,
    within_zones,
    without_slivers,
)
from planner.capacity.zonal import BEYOND, features_beyond
from planner.scenario.scenario import TAKING, Rule, Scenario, Value
from planner.scenario.table_texts import column_title, layer_title
from planner.text import _, country_name, n_, number

# A value of a plot that says that it is not known.
UNKNOWN = "unknown"
TOUCH_COLUMNS = (
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

    `unchecked` are rules that could not be applied to any plot; `unchecked_of_plot` those that could not be
    applied to one, by plot id. `beyond` names by plot id the layers of rules that take ground whose data end
    before the plot does: what is left of such a plot is not known.

    `buildable` holds what is left, indexed by plot id, in the working system; `with_permit` what would be
    left if every permission were given. `touches` has a row for each plot and rule that touch: `alone_m2` is
    what the rule takes by itself, `waterfall_m2` what it takes beyond the rules before it (0 for rules that
    only ask for a statement or set a condition), in m². `accuracy_m` is the worst accuracy of the features
    behind it. `touched` and `covering` hold, row by row, the plot and what covers it, maybe reaching beyond.
    `undecided` names, for plots that do not say whether a rule holds for them, the rules that would take
    ground from them if it does: they take none here, so what is left of such a plot is an upper bound.
    """

    buildable: gpd.GeoSeries
    with_permit: gpd.GeoSeries
    gross_m2: pd.Series
    touches: pd.DataFrame
    touched: Shapes
    covering: Shapes
    unchecked: tuple[Unchecked, ...]
    unchecked_of_plot: Mapping[str, tuple[Unchecked, ...]] = field(default_factory=dict)
    beyond: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    undecided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def unchecked_for(self, plot_id: str) -> tuple[Unchecked, ...]:
        """Return the rules that could not be applied, or not wholly, to this plot."""
        return (*self.unchecked, *self.unchecked_of_plot.get(plot_id, ()))

    @cached_property
    def overlaps(self) -> gpd.GeoDataFrame:
        """`touches` with the part of the plot that the rule covers, which is cut out when first asked for."""
        pieces = grounds(shared(self.touched, self.covering))
        return gpd.GeoDataFrame(self.touches, geometry=pieces, crs=self.buildable.crs)


@dataclass(frozen=True)
class _Covered:
    """The plots that a rule touches, by position, and what covers each, maybe reaching beyond the plot."""

    positions: Positions
    zones: Shapes
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
    permits = any(rule.effect == "permit" for rule in scenario.rules)
    ground = RemainingLand(plots.geometry.to_numpy(), permits=permits)
    found: list[tuple[pd.DataFrame, Deduction]] = []
    unchecked: list[Unchecked] = []
    of_plot: dict[str, tuple[Unchecked, ...]] = {}
    undecided: dict[str, tuple[str, ...]] = {}
    for rule in scenario.rules:
        abroad = foreign_law(rule, scenario, atlas.info.country)
        if abroad:
            unchecked.append(Unchecked(rule.rule_id, rule.name, abroad))
            continue
        result = _covered(rule, plots, atlas, scenario)
        unchecked += result.unchecked
        for plot_id, entry in result.of_plot.items():
            of_plot[plot_id] = (*of_plot.get(plot_id, ()), entry)
        for plot_id in result.undecided if rule.effect in TAKING else ():
            undecided[plot_id] = (*undecided.get(plot_id, ()), rule.rule_id)
        covered = result.covered
        if covered is None or not len(covered.positions):
            continue
        if rule.effect in TAKING:
            bites = ground.subtract(covered.positions, covered.zones, forbidden=rule.effect == "exclude")
        else:
            bites = ground.measure_overlap(covered.positions, covered.zones)
        found.append((_touch_rows(rule, plots, covered, bites), bites))
    restricted = replace(
        _restricted(plots, ground, found, tuple(unchecked)), unchecked_of_plot=of_plot, undecided=undecided
    )
    return _with_edges(restricted, plots, atlas, scenario)


def foreign_law(rule: Rule, scenario: Scenario, country: str) -> str:
    """Return why a rule of law does not hold in a country, which may be unknown; empty where it does."""
    if not scenario.country or not rule.law or scenario.country == country:
        return ""
    own = country_name(scenario.country)
    if not country:
        return _("rules of {country}; the country of the area is not known").format(country=own)
    text = _("rules of {country}; the area lies in {other}")
    return text.format(country=own, other=country_name(country))


def _with_edges(
    restricted: Restricted, plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario
) -> Restricted:
    """Return it with the rules that the data of their layers do not suffice for, plot by plot."""
    unchecked = dict(restricted.unchecked_of_plot)
    beyond_layers: dict[str, tuple[str, ...]] = {}
    for rule in scenario.rules:
        is_abroad = bool(foreign_law(rule, scenario, atlas.info.country))
        if rule.kind == "setback" or is_abroad or not atlas.has(rule.layer):
            continue
        meant, _silent = _matching(plots, rule.plots_where)
        shapes, widest_m = meant.geometry.to_numpy(), _widest_m(rule, atlas)
        outside = beyond(atlas, rule.layer, shapes, widest_m)
        no_sea = outside & near_unknown_sea(atlas, shapes, widest_m) & (rule.layer == "water")
        for position in np.flatnonzero(outside):
            plot_id = meant["plot_id"].iloc[position]
            reason = _edge_reason(rule.layer, no_sea=bool(no_sea[position]))
            entry = Unchecked(rule.rule_id, rule.name, reason)
            unchecked[plot_id] = (*unchecked.get(plot_id, ()), entry)
            if rule.effect in TAKING:
                layers = (*beyond_layers.get(plot_id, ()), rule.layer)
                beyond_layers[plot_id] = tuple(dict.fromkeys(layers))
    return replace(restricted, unchecked_of_plot=unchecked, beyond=beyond_layers)


def _edge_reason(layer: str, *, no_sea: bool) -> str:
    """Return why a rule is not checked at the edge of the data of its layer."""
    if no_sea:
        return _(
            "sea not known: the data do not say here what is sea and what is land; complete the coastline"
        )
    reason = _("the data of the layer “{layer}” end before the plot or its zone does")
    return reason.format(layer=layer_title(layer))


def _widest_m(rule: Rule, atlas: Atlas) -> float:
    """Return the largest distance that a rule may have: its own, or the widest that its features give."""
    if not rule.width_attribute:
        return rule.widest_m
    features, _silent = _features_of(rule, atlas)
    return max(rule.widest_m, float(np.max(_widths_m(rule, features), initial=0.0)))


def _restricted(
    plots: gpd.GeoDataFrame,
    ground: RemainingLand,
    found: list[tuple[pd.DataFrame, Deduction]],
    unchecked: tuple[Unchecked, ...],
) -> Restricted:
    index = pd.Index(plots["plot_id"], name="plot_id")
    left = without_slivers(ground.left)
    with_permit = left if ground.with_permit is ground.left else without_slivers(ground.with_permit)
    none = np.zeros(0, dtype=object)
    tables = [table for table, _bites in found] or [pd.DataFrame({name: [] for name in TOUCH_COLUMNS})]
    return Restricted(
        buildable=gpd.GeoSeries(left, index=index, crs=plots.crs),
        with_permit=gpd.GeoSeries(with_permit, index=index, crs=plots.crs),
        gross_m2=pd.Series(shapely.area(ground.whole), index=index, name="gross_area_m2"),
        touches=pd.concat(tables, ignore_index=True),
        touched=np.concatenate([none, *(bites.plots for _table, bites in found)]),
        covering=np.concatenate([none, *(bites.zones for _table, bites in found)]),
        unchecked=unchecked,
    )


@dataclass(frozen=True)
class _Checked:
    """What a rule covers, what of it could not be checked, and the plots for which that is undecided.

    `of_plot` holds, by plot id, what could not be checked of single plots.
    """

    covered: _Covered | None
    unchecked: tuple[Unchecked, ...] = ()
    of_plot: Mapping[str, Unchecked] = field(default_factory=dict)
    undecided: tuple[str, ...] = ()


def _covered(rule: Rule, plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario) -> _Checked:
    if not atlas.has(rule.layer):
        reason = _("no data at hand: layer “{layer}”").format(layer=layer_title(rule.layer))
        return _Checked(None, (Unchecked(rule.rule_id, rule.name, reason),))
    _refuse_misuse(rule, atlas)
    chosen, silent = _plots_of(rule, plots)
    covered, reasons = _cover(rule, chosen, atlas, scenario)
    if chosen is not plots:
        covered = _renumbered(covered, chosen.index.to_numpy())
    unchecked = (Unchecked(rule.rule_id, rule.name, "; ".join(reasons)),) if reasons else ()
    reason = _("not known of this plot: {columns}")
    of_plot = {
        plot_id: Unchecked(rule.rule_id, rule.name, reason.format(columns=columns))
        for plot_id, columns in zip(silent["plot_id"], silent["columns"], strict=True)
    }
    return _Checked(covered, unchecked, of_plot, _touched(rule, silent, atlas, scenario))


def _plots_of(rule: Rule, plots: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the plots for which a rule holds, and those that do not say whether it does.

    The second have a column `columns`, which names what they do not say. A value “unknown” says nothing,
    unless the rule asks for it.
    """
    if not rule.plots_where:
        return plots, plots.iloc[:0].assign(columns="")
    holds, silent = pd.Series(data=True, index=plots.index), pd.Series(data=False, index=plots.index)
    columns = pd.Series("", index=plots.index)
    for column, values in rule.plots_where.items():
        written = (
            plots[column] if column in plots.columns else pd.Series(None, index=plots.index, dtype=object)
        )
        matches = _is_one_of(written, values)
        says_nothing = (written.isna() | written.astype(str).isin(["", UNKNOWN])) & ~matches
        holds &= matches | says_nothing
        silent |= says_nothing
        title = column_title("plots", column)
        columns = columns.mask(says_nothing, columns.where(columns == "", columns + ", ") + title)
    silent &= holds
    return plots[holds & ~silent], plots[silent].assign(columns=columns[silent])


def _touched(rule: Rule, plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of the plots on which the rule would cover ground."""
    if plots.empty:
        return ()
    covered, _reasons = _cover(rule, plots, atlas, scenario)
    pieces = shared(plots.geometry.to_numpy()[covered.positions], covered.zones)
    return tuple(plots["plot_id"].to_numpy()[covered.positions[shapely.area(pieces) > ROUNDING_M2]])


def _cover(
    rule: Rule, plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario
) -> tuple[_Covered, list[str]]:
    """Return what a rule covers of plots for which it holds, and what its features do not say."""
    silent, reasons = dict[str, int](), list[str]()
    if rule.kind in BEYOND and atlas.terrain is not None:
        features, reasons = features_beyond(rule, plots, atlas.terrain)
    else:
        features, silent = _features_of(rule, atlas)
    reasons += [
        n_("{n} feature does not say this: {{column}}", "{n} features do not say this: {{column}}", n).format(
            column=column_title(rule.layer, column)
        )
        for column, n in silent.items()
        if column not in _assumed(rule.layer, scenario)
    ]
    if rule.width_attribute and rule.width_attribute not in features.columns:
        text = _("the layer has no column “{column}”: {width} m holds for all")
        reasons.append(text.format(column=rule.width_attribute, width=number(rule.distance_m, 1)))
    segments_n = round(scenario.factor("quarter_segments"))
    return KINDS[rule.kind](rule, plots, features, segments_n), reasons


def _features_of(rule: Rule, atlas: Atlas) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the features that a rule asks for, and for each column how many do not say."""
    layer = _lacking(atlas.frame(rule.layer), rule.where_missing)
    return _matching(_without(layer, rule.where_not), rule.where)


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


def _without(features: gpd.GeoDataFrame, where_not: dict[str, list[Value]]) -> gpd.GeoDataFrame:
    """Return the features that have none of the values; what does not say stays."""
    for column, values in where_not.items():
        if column in features.columns:
            features = features[~_is_one_of(features[column], values)]
    return features


def _lacking(features: gpd.GeoDataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the features in which these columns are empty, or missing from the layer."""
    for column in columns:
        if column in features.columns:
            features = features[features[column].isna()]
    return features


def _assumed(layer: str, scenario: Scenario) -> set[str]:
    """Return the columns of a layer for which another rule says what holds where they are empty."""
    return {column for rule in scenario.rules if rule.layer == layer for column in rule.where_missing}


def _is_one_of(column: pd.Series, values: list[Value]) -> pd.Series:
    """Return where the column holds one of the values; a number is found however it is written."""
    numbers = [value for value in values if not isinstance(value, str)]
    found = column.astype(str).isin([value for value in values if isinstance(value, str)])
    return found | pd.to_numeric(column, errors="coerce").astype(float).isin(numbers)


def _renumbered(covered: _Covered, positions: Positions) -> _Covered:
    return _Covered(
        positions[covered.positions],
        covered.zones,
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
    return _Covered(
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
    # Of a large area's lines, few are near a single plot: only they are worth a zone.
    near = _near(features, plots, widths)
    features, widths = features[near], widths[near]
    zones = shapely.buffer(features.geometry.to_numpy(), widths, quad_segs=quarter_segments)
    return _parts_in_plots(rule, plots, features, zones, widths)


def _near(
    features: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, reach_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which features come within their reach of the box around the plots."""
    if plots.empty:
        return np.zeros(len(features), dtype=bool)
    west, south, east, north = shapely.bounds(features.geometry.to_numpy()).T
    box_west, box_south, box_east, box_north = shapely.total_bounds(plots.geometry.to_numpy())
    across = (west - reach_m <= box_east) & (east + reach_m >= box_west)
    return np.asarray(across & (south - reach_m <= box_north) & (north + reach_m >= box_south))


def _widths_m(rule: Rule, features: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the width of each zone in metres: the feature's own where it has one, else the rule's."""
    widths = np.full(len(features), rule.distance_m)
    for column, by_value in rule.distance_by.items():
        if column in features.columns:
            given = features[column].map(by_value).to_numpy(dtype=float)
            widths = np.where(np.isnan(given), widths, given)
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
    _rule: Rule, _plots: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, _quarter_segments: int
) -> _Covered:
    """Return the parts of the plots in their own cells of a raster, which `features_beyond` gives."""
    none = np.zeros(len(cells))
    return _Covered(
        cells["plot_index"].to_numpy(),
        cells.geometry.to_numpy(),
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
    which_plot, which_zone = meeting(shapes, zones)
    if not rule.own_plot:
        keep = ~stands_on(features.geometry.to_numpy()[which_zone], shapes[which_plot])
        which_plot, which_zone = which_plot[keep], which_zone[keep]
    covering, kept = _joined(shapes[which_plot], zones, which_plot, which_zone)
    which_plot, which_zone = which_plot[kept], which_zone[kept]
    positions, starts = np.unique(which_plot, return_index=True)
    if not len(positions):
        none = np.zeros(0)
        return _Covered(positions, covering, none, none, none, none.astype(bool))
    accuracy = np.nan_to_num(features["accuracy_m"].to_numpy(dtype=float))[which_zone]
    illustrative = features["illustrative"].to_numpy(dtype=bool)[which_zone]
    return _Covered(
        positions,
        covering,
        np.minimum.reduceat(widths[which_zone], starts),
        np.maximum.reduceat(widths[which_zone], starts),
        np.maximum.reduceat(accuracy, starts),
        np.logical_or.reduceat(illustrative, starts),
    )


def _joined(
    shapes: Shapes, zones: Shapes, which_plot: Positions, which_zone: Positions
) -> tuple[Shapes, NDArray[np.bool_]]:
    """Return for each plot what covers it, and which of the pairs of plot and zone count; pairs by plot.

    A plot with one zone is covered by the zone as it is, or by itself where it lies within. Where several
    meet it, each is cut to the plot first: what merely touches must not lend its width or accuracy to those
    that cover ground.
    """
    _plots, run, run_n = np.unique(which_plot, return_inverse=True, return_counts=True)
    several = run_n[run] > 1
    pieces = np.where(within_zones(shapes, zones, which_zone), shapes, zones[which_zone])
    pieces[several] = grounds(shared(shapes[several], pieces[several]))
    kept = ~several | (shapely.area(pieces) > ROUNDING_M2)
    _plots, starts = np.unique(which_plot[kept], return_index=True)
    return united(pieces[kept], starts), kept


def _touch_rows(rule: Rule, plots: gpd.GeoDataFrame, covered: _Covered, bites: Deduction) -> pd.DataFrame:
    rows = bites.pair_indexes
    return pd.DataFrame(
        {
            "plot_id": plots["plot_id"].to_numpy()[covered.positions[rows]],
            "rule_id": rule.rule_id,
            "effect": rule.effect,
            "alone_m2": bites.alone_m2,
            "waterfall_m2": bites.taken_m2,
            "width_min_m": covered.width_min_m[rows],
            "width_max_m": covered.width_max_m[rows],
            "accuracy_m": covered.accuracy_m[rows],
            "illustrative": covered.illustrative[rows],
        }
    )
