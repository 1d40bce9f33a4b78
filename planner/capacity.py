"""How much may still be built on a plot, and what binds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from planner.coverage import beyond
from planner.restrictions import Restricted
from planner.scenario import TAKING, Scenario
from planner.standing import building_parts

# The limits in the order in which a tie is named.
LIMITS = ("building_right", "coverage", "buildable_area", "volume")
NONE_GIVEN = "none_given"
# The basis of the used floor area of a plot that the data of the buildings do not reach.
BEYOND_DATA = "beyond_data"
_ROUNDING = 1e-9


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


def building_right_m2(plots: pd.DataFrame, gross_m2: pd.Series) -> pd.Series:
    """Return the building right of each plot in k-m², not a number where the plan gives none.

    It is the floor area that the plan gives, else e × the plot's whole area: a plan's e counts the whole
    plot, not its buildable part.

    Notes
    -----
    building right = as the plan gives it, else e × area of the whole plot

    References
    ----------
    Finnish practice: the floor-area ratio e is floor area divided by plot area. Published check: Kapuli III,
    town of Mäntsälä.

    Examples
    --------
    Kapuli III in Mäntsälä, 21.5 ha at e = 0.6 (published: 129 000 k-m²):

    >>> plots = pd.DataFrame({"building_right_m2": [np.nan], "floor_area_ratio": [0.6]}, index=["T-6"])
    >>> float(building_right_m2(plots, pd.Series([215_000.0], index=["T-6"]))["T-6"])
    129000.0
    """
    by_ratio = plots["floor_area_ratio"] * gross_m2
    return plots["building_right_m2"].where(plots["building_right_m2"].notna(), by_ratio)


def storeys_allowed(plots: pd.DataFrame, storey_height_m: float) -> pd.Series:
    """Return the storeys allowed: as given, else as many as the height allowed has room for.

    Any height has room for one storey, if a low one. The tiny addend keeps 3 × 1.1 m from counting as 2.99.

    Notes
    -----
    storeys = as given, else max(1, ⌊height allowed / storey height⌋)

    References
    ----------
    The storey height of 3.5 m in the default scenario follows the German land-use ordinance (BauNVO s 21),
    from memory, unverified.
    """
    by_height = np.floor(plots["height_m"] / storey_height_m + _ROUNDING).clip(lower=1.0)
    return plots["storeys"].where(plots["storeys"].notna(), by_height)


def limits_m2(
    plots: pd.DataFrame, gross_m2: pd.Series, buildable_m2: pd.Series, storey_height_m: float
) -> pd.DataFrame:
    """Return the floor area that each limit allows, in k-m², a column a limit; NaN where it is not given.

    right; coverage × plot area × storeys; buildable area × storeys; volume ratio × plot area / storey height.
    Where nothing may be built upon, the buildable area allows nothing, whatever the storeys.

    Notes
    -----
    building right; coverage × A × n; B × n; volume ratio × A / h

    A is the plot's area, B its buildable area, n the storeys allowed and h the storey height.

    References
    ----------
    The quantities of a Finnish detailed plan (floor-area ratio, coverage, storeys, volume); h: the scenario.
    """
    storeys = storeys_allowed(plots, storey_height_m)
    on_buildable = (buildable_m2 * storeys).mask(buildable_m2 <= 0, 0.0)
    return pd.DataFrame(
        {
            "building_right": building_right_m2(plots, gross_m2),
            "coverage": plots["coverage_ratio"] * gross_m2 * storeys,
            "buildable_area": on_buildable,
            "volume": plots["volume_ratio"] * gross_m2 / storey_height_m,
        }
    )


def binding(limits: pd.DataFrame) -> pd.DataFrame:
    """Return the floor area permitted in k-m², the limit that binds, and the one that would bind next.

    Columns: permitted_floor_area_m2, binding_limit, next_limit. A plot without any limit is not permitted
    "nothing": its permitted floor area is not known, and its binding limit is none_given.

    Notes
    -----
    permitted floor area = the least of the limits that are given

    References
    ----------
    A plan's limits hold together, so the tightest decides: this project's reading of the plan regulations.

    Examples
    --------
    >>> table = pd.DataFrame({"building_right": [500.0], "coverage": [400.0], "buildable_area": [np.nan]})
    >>> binding(table)[["permitted_floor_area_m2", "binding_limit", "next_limit"]].to_dict("records")
    [{'permitted_floor_area_m2': 400.0, 'binding_limit': 'coverage', 'next_limit': 'building_right'}]
    """
    values = limits.to_numpy(dtype=float)
    order = np.argsort(np.where(np.isnan(values), np.inf, values), axis=1, kind="stable")
    names = np.array([*limits.columns], dtype=object)
    given = (~np.isnan(values)).sum(axis=1)
    first, second = order[:, 0], order[:, 1]
    return pd.DataFrame(
        {
            "permitted_floor_area_m2": np.where(given > 0, values[np.arange(len(values)), first], np.nan),
            "binding_limit": np.where(given > 0, names[first], NONE_GIVEN),
            "next_limit": np.where(given > 1, names[second], NONE_GIVEN),
        },
        index=limits.index,
    )


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
    table = _built(plots, buildings)
    recorded = plots.set_index("plot_id")["used_floor_area_m2"].reindex(table.index)
    table["used_basis"] = table["used_basis"].mask(recorded.notna(), "recorded")
    table["used_floor_area_m2"] = table["used_floor_area_m2"].mask(recorded.notna(), recorded)
    return table[list(USED_COLUMNS)]


def _built(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None) -> pd.DataFrame:
    index = pd.Index(plots["plot_id"], name="plot_id")
    if buildings is None:
        columns = dict.fromkeys(USED_COLUMNS, np.nan) | {"used_basis": "unknown"}
        return pd.DataFrame(columns, index=index).astype({"used_basis": object})
    pairs = building_parts(plots, buildings)
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

    `beyond_data` names the layers that take ground from building and end before the plot does: its buildable
    area is then at most what is shown, and what remains is not known.
    """

    plot_id: str
    gross_area_m2: float
    buildable_area_m2: float
    buildable_parts_n: int
    largest_part_m2: float
    needs_permit_m2: float
    building_right_m2: float | None
    permitted_floor_area_m2: float | None
    used_floor_area_m2: float | None
    used_basis: str
    built_footprint_m2: float | None
    buildings_n: int | None
    storeys_assumed_n: int | None
    remaining_floor_area_m2: float | None
    binding_limit: str
    next_limit: str
    assumed: tuple[Assumed, ...]
    beyond_data: tuple[str, ...]
    excluded_by_rule: tuple[Excluded, ...]

    def assumes(self, column: str) -> bool:
        """Whether the scenario, and not the plan, gives this column of the plot."""
        return any(entry.column == column for entry in self.assumed)


def capacities(
    plots: gpd.GeoDataFrame, restricted: Restricted, atlas: Atlas, scenario: Scenario
) -> list[Capacity]:
    """Return the capacity of each plot, in the order of `plots`.

    Below zero the remaining floor area says that a plot is over-built; where one of the two is not known, it
    is not known either.

    Notes
    -----
    remaining = permitted − used

    References
    ----------
    Definition; the figures it rests on name their own sources.
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
    buildable = restricted.buildable.to_numpy()
    buildable_m2 = pd.Series(shapely.area(buildable), index=by_plot.index)
    storey_height_m = scenario.factor("storey_height_m")
    pieces = parts(buildable, scenario.factor("min_part_m2")).set_index(by_plot.index)
    permit_m2 = pd.Series(shapely.area(restricted.with_permit.to_numpy()), index=by_plot.index) - buildable_m2
    limits = limits_m2(by_plot, restricted.gross_m2, buildable_m2, storey_height_m)
    used = used_floor_area(plots, atlas.frame("buildings") if atlas.has("buildings") else None)
    used = _unknown_beyond(used, beyond(atlas, "buildings", plots.geometry.to_numpy()))
    table = pd.concat(
        [
            restricted.gross_m2,
            buildable_m2.rename("buildable_area_m2"),
            pieces,
            permit_m2.clip(lower=0.0).rename("needs_permit_m2"),
            limits["building_right"].rename("building_right_m2"),
            binding(limits),
            used,
        ],
        axis=1,
    )
    table["remaining_floor_area_m2"] = table["permitted_floor_area_m2"] - table["used_floor_area_m2"]
    table["beyond_data"] = [restricted.beyond.get(str(plot_id), ()) for plot_id in by_plot.index]
    table["remaining_floor_area_m2"] = table["remaining_floor_area_m2"].mask(table["beyond_data"].map(bool))
    nothing = pd.Series([()] * len(by_plot), index=by_plot.index, dtype=object)
    table["assumed"] = by_plot.get("assumed", nothing)
    return table


def _unknown_beyond(used: pd.DataFrame, outside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the table of used floor area, not known of plots that reach beyond the data of the buildings."""
    unknown = outside & (used["used_basis"] != "recorded").to_numpy()
    used["used_floor_area_m2"] = used["used_floor_area_m2"].mask(unknown)
    used["used_basis"] = used["used_basis"].mask(unknown, BEYOND_DATA)
    for column in ("built_footprint_m2", "buildings_n", "storeys_assumed_n"):
        used[column] = used[column].mask(outside)
    return used


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
