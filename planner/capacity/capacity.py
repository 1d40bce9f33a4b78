"""How much may still be built on a plot, and what binds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.coverage import beyond
from planner.capacity.buildings import footprint_on_m2, footprints_by_plot, without_buildings
from planner.capacity.floor_area import Existing, binding, limits_m2, plan_area_m2, remaining
from planner.capacity.restrictions import Restricted
from planner.scenario.scenario import TAKING, Scenario

# The basis of the used floor area of a plot that the data of the buildings do not reach.
BEYOND_DATA = "beyond_data"
# Registered and drawn area that differ by a larger share than this do not describe the same plot.
AREA_TOLERANCE_SHARE = 0.02


@dataclass(frozen=True)
class Assumed:
    """A value that the scenario puts where the plan gives none: of which column, by which assumption, why."""

    name: str
    basis: str
    column: str
    value: float


def with_assumptions(plots: gpd.GeoDataFrame, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return the plots with the values that the scenario assumes, and a column `assumed`: tuples of Assumed.

    A plot on which nothing is assumed has an empty tuple there. A building right that the plan gives in floor
    area counts as giving e; a what-if of e (`only_missing` false) replaces it.
    """
    assumed: list[tuple[Assumed, ...]] = [()] * len(plots)
    plots = plots.copy()
    for assumption in scenario.assumptions:
        meant = pd.Series(data=True, index=plots.index)
        for column, values in assumption.where.items():
            meant &= plots[column].isin(values) if column in plots.columns else False
        for column, value in assumption.values.items():
            given = plots[column].notna()
            if column == "floor_area_ratio":
                given |= plots["building_right_m2"].notna()
            rows = meant & ~given if assumption.only_missing else meant
            if column == "floor_area_ratio":
                plots["building_right_m2"] = plots["building_right_m2"].mask(rows)
            plots[column] = plots[column].mask(rows, value)
            entry = Assumed(assumption.name, assumption.basis, column, value)
            for place in np.flatnonzero(rows):
                assumed[place] += (entry,)
    plots["assumed"] = pd.Series(assumed, index=plots.index, dtype=object)
    return plots


USED_COLUMNS = ("used_floor_area_m2", "used_basis", "built_footprint_m2", "buildings_n", "storeys_assumed_n")


def used_floor_area(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Return the floor area built on each plot in k-m², and on what the figure rests, indexed by plot id.

    Columns: used_floor_area_m2; used_basis (recorded, buildings_recorded, estimated, none_built, unknown);
    built_footprint_m2; buildings_n; storeys_assumed_n. A building that stands on several plots counts on each
    by the part of its footprint. Without recorded floor area it counts footprint × storeys, and one storey
    where those are not recorded either.

    Notes
    -----
    used = recorded for the plot, else Σ over its buildings of share × (recorded floor area, else footprint ×
    storeys)

    The share is the part of the footprint that lies on the plot.

    References
    ----------
    Buildings and their storeys as the layer's own source has them; the estimate by footprint is ours.
    """
    return _used(plots, None if buildings is None else footprints_by_plot(plots, buildings))


def _used(plots: gpd.GeoDataFrame, pairs: pd.DataFrame | None) -> pd.DataFrame:
    table = _built(plots, pairs)
    recorded = plots.set_index("plot_id")["used_floor_area_m2"].reindex(table.index)
    table["used_basis"] = table["used_basis"].mask(recorded.notna(), "recorded")
    table["used_floor_area_m2"] = table["used_floor_area_m2"].mask(recorded.notna(), recorded)
    return table[list(USED_COLUMNS)]


def _built(plots: gpd.GeoDataFrame, pairs: pd.DataFrame | None) -> pd.DataFrame:
    index = pd.Index(plots["plot_id"], name="plot_id")
    if pairs is None:
        columns = dict.fromkeys(USED_COLUMNS, np.nan) | {"used_basis": "unknown"}
        return pd.DataFrame(columns, index=index).astype({"used_basis": object})
    grouped = pairs.groupby("plot_id")
    table = grouped.agg(
        used_floor_area_m2=("floor_area_m2", "sum"),
        built_footprint_m2=("footprint_m2", "sum"),
        buildings_n=("footprint_m2", "size"),
        storeys_assumed_n=("storeys_assumed", "sum"),
        estimated=("estimated", "any"),
    ).reindex(index)
    basis = np.where(table["estimated"].eq(True), "estimated", "buildings_recorded")  # noqa: FBT003 - pandas, not a flag
    table["used_basis"] = pd.Series(basis, index=index, dtype=object).mask(
        table["buildings_n"].isna(), "none_built"
    )
    numbers = ["used_floor_area_m2", "built_footprint_m2", "buildings_n", "storeys_assumed_n"]
    table[numbers] = table[numbers].astype(float).fillna(0.0)
    return table


def _existing(used: pd.DataFrame, pairs: pd.DataFrame | None, ground: pd.Series) -> Existing:
    """Return what stands on the plots.

    Floor area that is recorded for a plot on which no building is at hand has a footprint that nobody knows;
    where none is recorded as built, nothing stands.
    """
    footprint_m2 = used["built_footprint_m2"].fillna(0.0)
    unseen = (footprint_m2 <= 0) & ~used["used_floor_area_m2"].eq(0)
    on_buildable_m2 = footprint_m2 * 0.0 if pairs is None else footprint_on_m2(pairs, ground)
    return Existing(used["used_floor_area_m2"], footprint_m2.mask(unseen), on_buildable_m2.mask(unseen))


def unknown_inputs(plots: pd.DataFrame, used: pd.DataFrame, existing: Existing) -> pd.Series:
    """Return for each plot what is not known of that on which its remaining floor area rests.

    A tuple of column names of plots, and `footprints`. A limit that `limits_not_set` names is known not to
    be set; any other empty one is not known. Storeys may follow from a height where the plan sets no storeys.
    """
    not_set = plots["limits_not_set"].fillna("").str.lower()
    height = plots["height_m"].notna() | not_set.str.contains("height")
    known = {
        "floor_area_ratio": plots["floor_area_ratio"].notna() | plots["building_right_m2"].notna(),
        "coverage_ratio": plots["coverage_ratio"].notna() | not_set.str.contains("coverage"),
        "storeys": plots["storeys"].notna() | (not_set.str.contains("storeys") & height),
        "volume_ratio": plots["volume_ratio"].notna() | not_set.str.contains("volume"),
        "used_floor_area_m2": used["used_basis"].isin(["recorded", "buildings_recorded", "none_built"])
        | (used["used_basis"].eq("estimated") & used["storeys_assumed_n"].eq(0)),
        "footprints": existing.footprint_m2.notna(),
    }
    table = ~pd.DataFrame(known, index=plots.index)
    names = np.array([*table.columns], dtype=object)
    return pd.Series([tuple(names[row]) for row in table.to_numpy()], index=plots.index, dtype=object)


def parts(buildable: Sequence[object] | NDArray[np.object_], min_part_m2: float) -> pd.DataFrame:
    """Return the number of parts of each shape that are large enough, and the largest of them in m².

    Columns: buildable_parts_n, largest_part_m2. Parts smaller than `min_part_m2` are not counted, but stay in
    the buildable area.

    Notes
    -----
    largest part = max over the connected parts of the buildable area

    References
    ----------
    Plane geometry; the smallest part that counts is the scenario's `min_part_m2`.
    """
    pieces, owner = shapely.get_parts(np.asarray(buildable, dtype=object), return_index=True)
    areas = shapely.area(pieces)
    counted = np.bincount(owner[(areas >= min_part_m2) & (areas > 0)], minlength=len(buildable))
    largest = np.zeros(len(buildable))
    np.maximum.at(largest, owner, areas)
    return pd.DataFrame({"buildable_parts_n": counted, "largest_part_m2": largest})


@dataclass(frozen=True)
class Excluded:
    """What one rule takes from a plot, in m²: alone, and beyond the rules before it."""

    rule_id: str
    title: str
    effect: str
    alone_m2: float
    waterfall_m2: float
    legal_reference: str
    illustrative: bool


@dataclass(frozen=True)
class Capacity:
    """The capacity of one plot. None: not known. A remaining floor area below zero is over-built.

    `gross_area_m2` is the area of the drawn outline. `permitted_at_most_m2` and `remaining_at_most_m2` are
    upper bounds, given only where the figure itself is not known. `largest_free_part_m2` is the largest part
    of the buildable ground that existing buildings leave. `unknown_inputs` names what is not known of that on
    which the remaining floor area rests. `undecided_rules` names the rules that could not be checked for this
    plot and would take ground from it, `beyond_data` the layers that take ground and end before the plot
    does: the buildable area is then an upper bound, and what remains is not known. `scored_floor_area_m2` is
    the remaining floor area as the score counts it.
    """

    plot_id: str
    gross_area_m2: float
    registered_area_m2: float | None
    buildable_area_m2: float
    buildable_parts_n: int
    largest_part_m2: float
    largest_free_part_m2: float | None
    needs_permit_m2: float
    building_right_m2: float | None
    permitted_floor_area_m2: float | None
    permitted_at_most_m2: float | None
    used_floor_area_m2: float | None
    used_basis: str
    built_footprint_m2: float | None
    buildings_n: int | None
    storeys_assumed_n: int | None
    remaining_floor_area_m2: float | None
    remaining_at_most_m2: float | None
    binding_limit: str
    next_limit: str
    remaining_binding_limit: str
    remaining_next_limit: str
    scored_floor_area_m2: float | None
    unknown_inputs: tuple[str, ...]
    undecided_rules: tuple[str, ...]
    assumed: tuple[Assumed, ...]
    beyond_data: tuple[str, ...]
    excluded_by_rule: tuple[Excluded, ...]

    def assumes(self, column: str) -> bool:
        """Whether the scenario, and not the plan, gives this column of the plot."""
        return any(entry.column == column for entry in self.assumed)

    @property
    def area_difference_share(self) -> float | None:
        """How much larger the registered area is than the drawn one, as a share of the drawn."""
        if self.registered_area_m2 is None:
            return None
        return self.registered_area_m2 / self.gross_area_m2 - 1.0

    @property
    def areas_differ(self) -> bool:
        """Whether registered and drawn area differ by more than surveying explains."""
        return abs(self.area_difference_share or 0.0) > AREA_TOLERANCE_SHARE

    @property
    def floor_area_left(self) -> bool | None:
        """Whether any floor area may still be built; None where what is not known decides it."""
        left_m2 = self.remaining_floor_area_m2
        if left_m2 is None:
            left_m2 = self.remaining_at_most_m2
        if left_m2 is not None and left_m2 <= 0:
            return False
        if self.undecided_rules or self.beyond_data:
            return None
        is_empty = self.used_floor_area_m2 == 0 and not self.built_footprint_m2
        return True if is_empty or self.scored_floor_area_m2 is not None else None


def capacities(
    plots: gpd.GeoDataFrame, restricted: Restricted, atlas: Atlas, scenario: Scenario
) -> list[Capacity]:
    """Return the capacity of each plot, in the order of `plots`.

    Below zero the remaining floor area says that a plot is over-built (`remaining`).
    """
    table = capacity_table(plots, restricted, atlas, scenario)
    taken = excluded_by_rule(restricted, scenario)
    table[list(_COUNTS)] = table[list(_COUNTS)].astype("Int64").astype(object)
    rows = table.reset_index().to_dict("records")
    return [
        Capacity(
            **{str(name): _plain(value) for name, value in row.items()},
            excluded_by_rule=taken.get(row["plot_id"], ()),
        )
        for row in rows
    ]


def capacity_table(
    plots: gpd.GeoDataFrame, restricted: Restricted, atlas: Atlas, scenario: Scenario
) -> pd.DataFrame:
    """Return the figures of Capacity as a table indexed by plot id; NaN stands for what is not known."""
    by_plot = plots.set_index("plot_id")
    index, gross_m2 = by_plot.index, restricted.gross_m2
    buildable = pd.Series(restricted.buildable.to_numpy(), index=index, dtype=object)
    buildable_m2 = pd.Series(shapely.area(buildable.to_numpy()), index=index)
    storey_height_m = scenario.factor("storey_height_m")
    buildings = atlas.frame("buildings") if atlas.has("buildings") else None
    pairs = None if buildings is None else footprints_by_plot(plots, buildings)
    outside = beyond(atlas, "buildings", plots.geometry.to_numpy())
    used = _unknown_beyond(_used(plots, pairs), outside)
    existing = _existing(used, pairs, buildable)
    area_m2 = plan_area_m2(by_plot, gross_m2)
    limits = limits_m2(by_plot, area_m2, buildable_m2, storey_height_m)
    permit_m2 = pd.Series(shapely.area(restricted.with_permit.to_numpy()), index=index) - buildable_m2
    nothing = pd.Series([()] * len(by_plot), index=index, dtype=object)
    table = pd.concat(
        [
            gross_m2,
            by_plot["recorded_area_m2"].rename("registered_area_m2"),
            buildable_m2.rename("buildable_area_m2"),
            parts(buildable.to_numpy(), scenario.factor("min_part_m2")).set_index(index),
            _largest_free_m2(buildable, buildings, used, scenario),
            permit_m2.clip(lower=0.0).rename("needs_permit_m2"),
            limits["building_right"].rename("building_right_m2"),
            binding(limits),
            used,
            remaining(by_plot, area_m2, buildable_m2, existing, storey_height_m),
            unknown_inputs(by_plot, used, existing).rename("unknown_inputs"),
            _by_plot(restricted.undecided, index).rename("undecided_rules"),
            _by_plot(restricted.beyond, index).rename("beyond_data"),
            by_plot.get("assumed", nothing).rename("assumed"),
        ],
        axis=1,
    )
    # Plots with and without a registered area are compared by the same measure: the drawn outline.
    drawn = remaining(by_plot, gross_m2, buildable_m2, existing, storey_height_m)
    return _with_unknown(table, drawn["remaining_floor_area_m2"])


def _by_plot(names: Mapping[str, tuple[str, ...]], index: pd.Index) -> pd.Series:
    return pd.Series([names.get(str(plot_id), ()) for plot_id in index], index=index, dtype=object)


def _with_unknown(table: pd.DataFrame, drawn_m2: pd.Series) -> pd.DataFrame:
    """Return the table with what remains as an upper bound where ground may be less than is shown."""
    bound = table["undecided_rules"].astype(bool) | table["beyond_data"].astype(bool)
    left_m2 = table["remaining_floor_area_m2"]
    table["remaining_at_most_m2"] = table["remaining_at_most_m2"].mask(bound & left_m2.notna(), left_m2)
    table["remaining_floor_area_m2"] = left_m2.mask(bound)
    table["scored_floor_area_m2"] = drawn_m2.mask(bound | table["unknown_inputs"].astype(bool))
    return table


def _unknown_beyond(used: pd.DataFrame, outside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the table of used floor area, not known of plots that reach beyond the data of the buildings."""
    unknown = outside & (used["used_basis"] != "recorded").to_numpy()
    used["used_floor_area_m2"] = used["used_floor_area_m2"].mask(unknown)
    used["used_basis"] = used["used_basis"].mask(unknown, BEYOND_DATA)
    for column in ("built_footprint_m2", "buildings_n", "storeys_assumed_n"):
        used[column] = used[column].mask(outside)
    return used


def _largest_free_m2(
    buildable: pd.Series, buildings: gpd.GeoDataFrame | None, used: pd.DataFrame, scenario: Scenario
) -> pd.Series:
    """Return the largest part of the buildable ground that existing buildings leave, in m².

    Where buildings are not at hand it is known only if no floor area is recorded as used.
    """
    ground = buildable.to_numpy()
    if buildings is not None:
        ground = without_buildings(ground, buildings, *scenario.clearance())
    largest = parts(ground, scenario.factor("min_part_m2"))["largest_part_m2"].to_numpy()
    known = used["built_footprint_m2"].notna() | used["used_floor_area_m2"].eq(0)
    return pd.Series(largest, index=buildable.index, name="largest_free_part_m2").where(known)


def excluded_by_rule(restricted: Restricted, scenario: Scenario) -> dict[str, tuple[Excluded, ...]]:
    """Return for each plot the rules that take ground from it, in the order in which they do.

    Notes
    -----
    buildable = area of P less the union of all Zᵣ, over the rules r that exclude or ask for a permission

    P is the plot and Zᵣ the ground that rule r covers: for a setback the plot less the plot shrunk by the
    distance; for lines and areas the features widened by it. Taken in turn: area of B ∩ Zᵣ, where B is what
    the rules before r left. Rules that only ask for a statement or a condition take no ground.

    References
    ----------
    Each rule of the scenario names its law, page and year; a quarter circle is drawn with the scenario's
    `quarter_segments` straight pieces (16: the area of a round end is within 0.2 %).
    """
    rules = {rule.rule_id: rule for rule in scenario.rules}
    taking = restricted.touches[restricted.touches["effect"].isin(TAKING)]
    taken: dict[str, list[Excluded]] = {}
    for row in taking.itertuples(index=False):
        rule = rules[row.rule_id]
        entry = Excluded(
            rule_id=rule.rule_id,
            title=rule.name,
            effect=rule.effect,
            alone_m2=float(row.alone_m2),
            waterfall_m2=float(row.waterfall_m2),
            legal_reference=rule.legal_reference,
            illustrative=bool(row.illustrative),
        )
        taken.setdefault(row.plot_id, []).append(entry)
    return {plot_id: tuple(entries) for plot_id, entries in taken.items()}


_COUNTS = ("buildings_n", "storeys_assumed_n")


def _plain(value: object) -> Any:
    """Return a plain number or text; None for what is not known."""
    if value is pd.NA:
        return None
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else float(value)
    return int(value) if isinstance(value, np.integer) else value
