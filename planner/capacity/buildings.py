"""Which buildings stand on which plot, and how much of each counts: no ground counts twice."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planner.capacity.overlay import STANDING_SHARE, Shapes, stands_on, uncovered, united, without_slivers


def footprints_by_plot(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a row for each plot and building that share ground.

    Columns: plot_id; footprint_m2, on the plot and not under another building; floor_area_m2; estimated, by
    footprint × storeys; storeys_assumed; geometry, the ground that makes footprint_m2.
    """
    shapes, footprints = plots.geometry.to_numpy(), buildings.geometry.to_numpy()
    plot, building = shapely.STRtree(footprints).query(shapes, predicate="intersects")
    keep = stands_on(footprints[building], shapes[plot])
    plot, (building, of_pair) = plot[keep], np.unique(building[keep], return_inverse=True)
    seen, counts = _seen_once(buildings.iloc[building])
    keep = counts[of_pair]
    plot, building, seen = plot[keep], building[of_pair[keep]], seen[of_pair[keep]]
    storeys = buildings["storeys"].to_numpy(dtype=float)[building]
    recorded_m2 = buildings["floor_area_m2"].to_numpy(dtype=float)[building]
    whole = footprints[building]
    share = shapely.area(shapely.intersection(shapes[plot], whole)) / shapely.area(whole)
    covered = shapely.intersection(shapes[plot], seen)
    footprint_m2 = shapely.area(covered)
    estimated = np.isnan(recorded_m2)
    by_storeys_m2 = footprint_m2 * np.where(np.isnan(storeys), 1.0, storeys)
    return pd.DataFrame(
        {
            "plot_id": plots["plot_id"].to_numpy()[plot],
            "footprint_m2": footprint_m2,
            "floor_area_m2": np.where(estimated, by_storeys_m2, recorded_m2 * share),
            "estimated": estimated,
            "storeys_assumed": estimated & np.isnan(storeys),
            "geometry": covered,
        }
    )


def footprint_on_m2(pairs: pd.DataFrame, ground: pd.Series) -> pd.Series:
    """Return the `footprints_by_plot` that lie on each plot's ground, in m²; 0 without a building.

    `ground` holds shapes by plot id; the result has its index.
    """
    common = shapely.intersection(
        pairs["geometry"].to_numpy(), ground.reindex(pairs["plot_id"]).to_numpy(dtype=object)
    )
    areas = pd.Series(shapely.area(common), index=pairs["plot_id"].to_numpy(), dtype=float)
    return areas.groupby(level=0).sum().reindex(ground.index, fill_value=0.0)


def without_buildings(
    ground: Shapes, buildings: gpd.GeoDataFrame, clearance_m: float, quarter_segments: int
) -> Shapes:
    """Return the ground that no existing building takes; the clearance round each stays free as well."""
    footprints = buildings.geometry.to_numpy()
    piece, building = shapely.STRtree(footprints).query(ground, predicate="dwithin", distance=clearance_m)
    left = ground.copy()
    if not len(piece):
        return left
    near, of_pair = np.unique(building, return_inverse=True)
    zones = shapely.buffer(footprints[near], clearance_m, quad_segs=quarter_segments)
    order = np.argsort(piece, kind="stable")
    covered, starts = np.unique(piece[order], return_index=True)
    left[covered] = shapely.difference(ground[covered], united(zones[of_pair[order]], starts))
    return without_slivers(left)


def _seen_once(buildings: gpd.GeoDataFrame) -> tuple[Shapes, NDArray[np.bool_]]:
    """Return each footprint without the ground that counts for another, and whether the building counts.

    Recorded ones come before others, the higher before the lower, the larger before the smaller. A recorded
    floor area always holds, but not twice where both the footprint and the floor area are the same.
    """
    footprints = buildings.geometry.to_numpy()
    floor_m2, storeys = (buildings[column].to_numpy(dtype=float) for column in ("floor_area_m2", "storeys"))
    recorded = ~np.isnan(floor_m2)
    place = np.empty(len(buildings), dtype=np.intp)
    order = np.lexsort((-shapely.area(footprints), -np.nan_to_num(storeys, nan=1.0), ~recorded))
    place[order] = np.arange(len(buildings))
    seen = uncovered(footprints, place)
    outlines = shapely.to_wkb(shapely.normalize(footprints))
    again = pd.DataFrame({"outline": outlines, "floor_m2": floor_m2}).duplicated().to_numpy()
    enough = shapely.area(seen) > STANDING_SHARE * shapely.area(footprints)
    return seen, np.where(recorded, ~again, enough)
