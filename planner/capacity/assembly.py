"""Room to grow: plots that could be joined, and what lies free beside a built plot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.layer import Layer
from layers.specs.plots import SPEC
from planner.capacity.buildings import without_buildings
from planner.capacity.floor_area import building_right_m2, plan_area_m2
from planner.capacity.restrictions import restrict
from planner.capacity.statuses import lapsed_reservations, statuses_on
from planner.capacity.zoning_codes import code_class
from planner.scenario.scenario import Scenario

# A plot that can be had, now or later.
OPEN = ("free", "reserve")
# Joins of more plots than this are not searched.
MOST_PLOTS = 4
M2_PER_HA = 10_000.0
# The shortest common boundary over which plots can be joined.
_COMMON_BOUNDARY_M = 1.0


@dataclass(frozen=True)
class Join:
    """Plots joined into one.

    Buildable ground is counted free of existing buildings. `gain_m2` is the ground won because setbacks
    between the plots fall away. `spare_m2` is what lies beyond the size wanted. `gap_m` is the widest gap
    that the join bridges; 0 where all touch. `lapsed` are those of the plots that count as free because their
    reservation has lapsed.
    """

    plot_ids: tuple[str, ...]
    gross_area_m2: float
    buildable_area_m2: float
    gain_m2: float
    largest_part_m2: float
    building_right_m2: float | None
    spare_m2: float
    gap_m: float
    statuses: tuple[str, ...]
    lapsed: tuple[str, ...] = ()


@dataclass(frozen=True)
class GrowthRoom:
    """What lies beside a plot, in m²: its own ground not built on, adjoining free plots, adjoining reserve.

    These are the phases of a firm's growth: now, in about five years, in about ten. `lapsed` are those of
    `free_plots` that count as free because their reservation has lapsed.
    """

    plot_id: str
    now_m2: float
    free_plots: tuple[str, ...]
    free_m2: float
    reserve_plots: tuple[str, ...]
    reserve_m2: float
    lapsed: tuple[str, ...] = ()


def adjoining(plots: gpd.GeoDataFrame, gap_m: float = 0.0) -> pd.DataFrame:
    """Return the pairs of plots that share a boundary, or lie within a gap of each other.

    Columns: plot_id, other_id, gap_m; each pair stands twice, once from each side. Plots that touch in a
    corner only do not adjoin.
    """
    shapes = plots.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap_m + 1e-6)
    different = first != second
    first, second = first[different], second[different]
    apart_m = shapely.distance(shapes[first], shapes[second])
    reach = max(gap_m, 0.0) + 0.01
    shared = shapely.length(
        shapely.intersection(shapely.boundary(shapes[first]), shapely.buffer(shapes[second], reach))
    )
    keep = shared > _COMMON_BOUNDARY_M + 2 * reach
    ids = plots["plot_id"].to_numpy()
    return pd.DataFrame({"plot_id": ids[first[keep]], "other_id": ids[second[keep]], "gap_m": apart_m[keep]})


def compatible(plots: gpd.GeoDataFrame, atlas: Atlas) -> dict[str, set[str]]:
    """Return for each plot those with a code of the same class, and equally open to dangerous chemicals."""
    codes = atlas.table("zoning_codes")
    written = {code: (code_class(code, codes), "/kem" in (code or "")) for code in set(plots["zoning_code"])}
    alike: dict[tuple[str, bool], set[str]] = {}
    for plot_id, code in zip(plots["plot_id"], plots["zoning_code"], strict=True):
        alike.setdefault(written[code], set()).add(plot_id)
    return {
        plot_id: alike[written[code]]
        for plot_id, code in zip(plots["plot_id"], plots["zoning_code"], strict=True)
    }


def joins(
    atlas: Atlas, scenario: Scenario, *, wanted_m2: float, gap_m: float = 0.0, today: date | None = None
) -> tuple[Join, ...]:
    """Return the joins of open plots with enough buildable ground, the least spare ground first.

    Only joins are given from which no plot can be left out: the size is not reached with fewer of them. On a
    day, a plot whose reservation ended before it counts as free.

    Notes
    -----
    free ground of the joined plots, the setback between them given up, ≥ the size wanted; free ground:
    buildable, less existing buildings and the clearance round them

    References
    ----------
    A search of this project's own; zoning classes after the national code lists (Ryhti).
    """
    plots = _plots_on(atlas, today)
    open_plots = plots[plots["status"].isin(OPEN)].reset_index(drop=True)
    pairs = adjoining(open_plots, gap_m)
    groups = _groups(open_plots, pairs, atlas)
    if not groups:
        return ()
    whole = _free(_joined_ground(open_plots, groups, atlas, scenario), atlas, scenario)
    alone = restrict(atlas, scenario, open_plots["plot_id"].tolist()).buildable
    single = pd.Series(shapely.area(_free(alone.to_numpy(), atlas, scenario)), index=alone.index)
    table = open_plots.set_index("plot_id")
    gaps = {(row.plot_id, row.other_id): row.gap_m for row in pairs.itertuples(index=False)}
    found = [
        _join(group, shape, table, single, gaps, wanted_m2)
        for group, shape in zip(groups, whole, strict=True)
        if shape.area >= wanted_m2 and (single[list(group)] < wanted_m2).all()
    ]
    fewest = [
        entry for entry in found if not any(set(other.plot_ids) < set(entry.plot_ids) for other in found)
    ]
    return tuple(sorted(fewest, key=lambda entry: (entry.spare_m2, entry.plot_ids)))


def growth_rooms(
    atlas: Atlas, scenario: Scenario, gap_m: float = 0.0, today: date | None = None
) -> tuple[GrowthRoom, ...]:
    """Return the growth room of every plot that is built or leased; on a day, a lapsed reservation is free.

    Notes
    -----
    growth room = the plot's own free ground + free ground of adjoining free plots and reserve of a compatible
    zoning class; free ground: buildable, less existing buildings and the clearance round them

    References
    ----------
    Zoning classes: data/zoning_codes.csv, after the national code lists (Ryhti).
    """
    plots = _plots_on(atlas, today)
    buildable = restrict(atlas, scenario).buildable
    free_m2 = shapely.area(_free(buildable.to_numpy(), atlas, scenario))
    ground = pd.Series(free_m2, index=buildable.index)
    pairs = adjoining(plots, gap_m)
    status, lapsed = (plots.set_index("plot_id")[column] for column in ("status", "lapsed"))
    fitting = compatible(plots, atlas)
    rooms = []
    for plot_id in plots.loc[plots["status"].isin(["built", "leased"]), "plot_id"]:
        near = pairs.loc[pairs["plot_id"] == plot_id, "other_id"]
        beside = [other for other in near if other in fitting[plot_id]]
        free = tuple(other for other in beside if status[other] == "free")
        reserve = tuple(other for other in beside if status[other] == "reserve")
        rooms.append(
            GrowthRoom(
                plot_id=plot_id,
                now_m2=float(ground[plot_id]),
                free_plots=free,
                free_m2=float(ground[list(free)].sum()),
                reserve_plots=reserve,
                reserve_m2=float(ground[list(reserve)].sum()),
                lapsed=tuple(other for other in free if lapsed[other]),
            )
        )
    return tuple(rooms)


def _plots_on(atlas: Atlas, today: date | None) -> gpd.GeoDataFrame:
    """Return the plots with their statuses on a day, and a column `lapsed`: free by a lapsed reservation."""
    plots = atlas.frame("plots")
    return plots.assign(status=statuses_on(plots, today), lapsed=lapsed_reservations(plots, today))


def _free(ground: NDArray[np.object_], atlas: Atlas, scenario: Scenario) -> NDArray[np.object_]:
    """Return what existing buildings, with the scenario's clearance round them, leave of the ground."""
    if not atlas.has("buildings"):
        return ground
    return without_buildings(ground, atlas.frame("buildings"), *scenario.clearance())


def largest_joinable(
    atlas: Atlas, gap_m: float = 0.0, today: date | None = None
) -> tuple[tuple[str, ...], float]:
    """Return the free plots that together make the largest connected land, and its area in hectares.

    Only compatible plots that adjoin count; how many there are does not matter. On a day, a plot whose
    reservation ended before it counts as free.
    """
    plots = _plots_on(atlas, today)
    free = plots[plots["status"] == "free"].reset_index(drop=True)
    if free.empty:
        return (), 0.0
    beside = _beside(free, adjoining(free, gap_m), atlas)
    area_m2 = free.set_index("plot_id").geometry.area
    lands: list[set[str]] = []
    left = set(beside)
    while left:
        land, edge = set[str](), {min(left)}
        while edge:
            land |= edge
            edge = set[str]().union(*(beside[plot_id] for plot_id in edge)) - land
        lands.append(land)
        left -= land
    best = max(lands, key=lambda land: float(area_m2[sorted(land)].sum()))
    order = {plot_id: position for position, plot_id in enumerate(free["plot_id"])}
    return tuple(sorted(best, key=order.__getitem__)), float(area_m2[sorted(best)].sum()) / M2_PER_HA


def _beside(plots: gpd.GeoDataFrame, pairs: pd.DataFrame, atlas: Atlas) -> dict[str, set[str]]:
    """Return for each plot the compatible ones among its pairs."""
    fitting = compatible(plots, atlas)
    beside: dict[str, set[str]] = {plot_id: set() for plot_id in plots["plot_id"]}
    for first, second in zip(pairs["plot_id"], pairs["other_id"], strict=True):
        if second in fitting[first]:
            beside[first].add(second)
    return beside


def _groups(plots: gpd.GeoDataFrame, pairs: pd.DataFrame, atlas: Atlas) -> list[tuple[str, ...]]:
    """Return every connected group of two to `MOST_PLOTS` compatible plots."""
    beside = _beside(plots, pairs, atlas)
    groups: set[frozenset[str]] = {frozenset({plot_id}) for plot_id in beside}
    found: set[frozenset[str]] = set()
    for _size in range(MOST_PLOTS - 1):
        groups = {group | {other} for group in groups for member in group for other in beside[member] - group}
        found |= groups
    return sorted(tuple(sorted(group)) for group in found)


def _joined_ground(
    plots: gpd.GeoDataFrame, groups: Sequence[tuple[str, ...]], atlas: Atlas, scenario: Scenario
) -> NDArray[np.object_]:
    """Return the buildable ground of each group.

    A rule for some plots only, such as those without a detailed plan, takes of each plot what it takes of it
    unjoined: a joined plot has no plan of its own by which to choose.
    """
    for_all, for_some = (
        scenario.model_copy(update={"rules": tuple(r for r in scenario.rules if bool(r.plots_where) is some)})
        for some in (False, True)
    )
    whole = restrict(atlas.with_layer(_joined(plots, groups)), for_all).buildable.to_numpy()
    if not for_some.rules:
        return np.asarray(whole)
    by_id = plots.set_index("plot_id").geometry
    left = restrict(atlas, for_some, plots["plot_id"].tolist()).buildable
    taken = by_id.difference(left)
    return np.asarray(shapely.difference(whole, [taken[list(group)].union_all() for group in groups]))


def _joined(plots: gpd.GeoDataFrame, groups: Iterable[tuple[str, ...]]) -> Layer:
    """Return a plots layer with a row for each group: the union of its plots."""
    by_id = plots.set_index("plot_id", drop=False)
    rows, shapes = [], []
    for group in groups:
        first = by_id.loc[group[0]].drop("geometry").to_dict()
        shapes.append(shapely.union_all(by_id.geometry[list(group)].to_numpy()))
        rows.append(
            {
                **first,
                "plot_id": " + ".join(group),
                "illustrative": bool(by_id.illustrative[list(group)].any()),
            }
        )
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=plots.crs)
    return Layer(SPEC, frame, plots.crs.to_epsg())


def _join(
    group: tuple[str, ...],
    shape: shapely.Geometry,
    plots: gpd.GeoDataFrame,
    single_m2: pd.Series,
    gaps: dict[tuple[str, str], float],
    wanted_m2: float,
) -> Join:
    members = plots.loc[list(group)]
    rights = building_right_m2(members, plan_area_m2(members, members.geometry.area))
    return Join(
        plot_ids=group,
        gross_area_m2=float(members.geometry.area.sum()),
        buildable_area_m2=float(shape.area),
        gain_m2=float(shape.area - single_m2[list(group)].sum()),
        largest_part_m2=float(np.max(shapely.area(shapely.get_parts(shape)), initial=0.0)),
        building_right_m2=float(rights.sum()) if rights.notna().all() else None,
        spare_m2=float(shape.area - wanted_m2),
        gap_m=max((gaps[pair] for pair in combinations(group, 2) if pair in gaps), default=0.0),
        statuses=tuple(members["status"]),
        lapsed=tuple(members.index[members["lapsed"]]),
    )
