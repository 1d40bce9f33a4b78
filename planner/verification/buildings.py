"""What stands on each plot, recomputed building by building."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

# A building stands on a plot with more than this share, or this area, of its footprint.
_STANDING_SHARE, _STANDING_M2 = 0.01, 100.0
# Footprints that share less ground do not overlap.
_SLIVER_M2 = 1e-3


@dataclass(frozen=True)
class Built:
    """One building on one plot: the ground that counts for it, and its floor area there."""

    ground: BaseGeometry
    floor_area_m2: float
    is_estimated: bool
    storeys_assumed: bool


def buildings_by_plot(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> dict[str, list[Built]]:
    """Return what stands on each plot; ground under two footprints counts once.

    Of overlapping footprints the recorded one counts, then the higher, then the larger. A recorded floor area
    stays whole, but not twice where outline and floor area are the same.
    """
    standing: dict[int, list[str]] = {}
    for plot in plots.itertuples(index=False):
        for position in buildings.sindex.query(plot.geometry, predicate="intersects", sort=True):
            if _stands_on(buildings.geometry.iloc[position], plot.geometry):
                standing.setdefault(int(position), []).append(plot.plot_id)
    counted = _counted(buildings.iloc[sorted(standing)])
    shapes = plots.set_index("plot_id").geometry
    result: dict[str, list[Built]] = {plot_id: [] for plot_id in plots["plot_id"]}
    for position, plot_ids in sorted(standing.items()):
        row = buildings.iloc[position]
        if row["building_id"] in counted:
            for plot_id in plot_ids:
                result[plot_id].append(_built(row, counted[row["building_id"]], shapes[plot_id]))
    return result


def _stands_on(footprint: BaseGeometry, plot: BaseGeometry) -> bool:
    common_m2 = footprint.intersection(plot).area
    return bool(common_m2 > _STANDING_M2 or common_m2 > _STANDING_SHARE * footprint.area)


def _counted(buildings: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Return by identifier the ground that counts for each building that counts."""
    ranked = buildings.assign(
        is_recorded=buildings["floor_area_m2"].notna(),
        levels=buildings["storeys"].astype(float).fillna(1.0),
        size_m2=buildings.area,
    ).sort_values(["is_recorded", "levels", "size_m2"], ascending=False, kind="stable")
    shapes = ranked.geometry.to_numpy()
    counted: dict[str, BaseGeometry] = {}
    seen: list[tuple[BaseGeometry, float]] = []
    for position, row in enumerate(ranked.itertuples(index=False)):
        near = ranked.sindex.query(row.geometry, predicate="intersects")
        over = [shapes[other] for other in near if other < position]
        over = [one for one in over if one.intersection(row.geometry).area > _SLIVER_M2]
        left = row.geometry.difference(shapely.union_all(over)) if over else row.geometry
        if row.is_recorded:
            is_again = any(
                row.floor_area_m2 == floor_m2 and one.normalize().equals_exact(row.geometry.normalize())
                for one, floor_m2 in seen
            )
            seen.append((row.geometry, row.floor_area_m2))
            if not is_again:
                counted[row.building_id] = left
        elif left.area > _STANDING_SHARE * row.geometry.area:
            counted[row.building_id] = left
    return counted


def _built(row: pd.Series, ground: BaseGeometry, plot: BaseGeometry) -> Built:
    footprint = row["geometry"]
    here = plot.intersection(ground)
    if not pd.isna(row["floor_area_m2"]):
        share = plot.intersection(footprint).area / footprint.area
        return Built(here, float(row["floor_area_m2"]) * share, is_estimated=False, storeys_assumed=False)
    storeys = 1.0 if pd.isna(row["storeys"]) else float(row["storeys"])
    return Built(here, here.area * storeys, is_estimated=True, storeys_assumed=bool(pd.isna(row["storeys"])))
