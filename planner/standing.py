"""Which buildings stand on which plot, and how much of each counts: no ground counts twice."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planner.clipping import STANDING_SHARE, Shapes, stands_on, uncovered


def building_parts(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a row for each plot and building that share ground.

    Columns: plot_id; footprint_m2, on the plot and not under another building; floor_area_m2; estimated, by
    footprint × storeys; storeys_assumed.
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
    footprint_m2 = shapely.area(shapely.intersection(shapes[plot], seen))
    estimated = np.isnan(recorded_m2)
    by_storeys_m2 = footprint_m2 * np.where(np.isnan(storeys), 1.0, storeys)
    return pd.DataFrame(
        {
            "plot_id": plots["plot_id"].to_numpy()[plot],
            "footprint_m2": footprint_m2,
            "floor_area_m2": np.where(estimated, by_storeys_m2, recorded_m2 * share),
            "estimated": estimated,
            "storeys_assumed": estimated & np.isnan(storeys),
        }
    )


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
