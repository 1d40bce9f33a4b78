"""What the rules leave of 100 000 plots: our way and geopandas.overlay, on the same ground.

Three rules (setback 4 m, strips along roads, areas of another plan) on a made-up town: plots on a grid, each
turned a little. Both ways give the ground left of each plot and what each rule takes alone; that their
answers are the same is checked first.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from side_by_side import case, machine

from layers import SPECS
from layers.atlas import AreaInfo, Atlas
from layers.base import Layer
from layers.crs import working_crs
from planner.capacity import capacities
from planner.restrictions import restrict
from planner.scenario import Scenario

PLOTS_N = 100_000
CELL_M = 60.0
WORKING = working_crs(3067)
ROAD_M, SETBACK_M, QUARTER_SEGMENTS = 20.0, 4.0, 16


def layer(name: str, shapes: list[shapely.Geometry], **columns: object) -> Layer:
    """Return a layer of these shapes, ids counted up."""
    spec = SPECS[name]
    ids = [f"{name} {n}" for n in range(len(shapes))]
    table = pd.DataFrame({spec.key: ids, **columns})
    return Layer.build(spec, gpd.GeoDataFrame(table, geometry=shapes, crs=WORKING.epsg), WORKING)


def town(plots_n: int) -> Atlas:
    """Return the atlas of a town: plots of 50 m × 50 m, a road each tenth row and column, strewn areas."""
    random = np.random.default_rng(7)
    rows_n = int(np.ceil(np.sqrt(plots_n)))
    row, column = np.divmod(np.arange(plots_n), rows_n)
    x_m, y_m = 300_000 + column * CELL_M, 6_800_000 + row * CELL_M
    squares = shapely.box(x_m, y_m, x_m + 50, y_m + 50)
    turned = [
        shapely.affinity.rotate(one, degrees)
        for one, degrees in zip(squares, random.uniform(-5, 5, plots_n), strict=True)
    ]
    side_m = rows_n * CELL_M
    steps_m = np.arange(0, side_m, 10 * CELL_M)
    along = [[(300_000, 6_800_000 + step), (300_000 + side_m, 6_800_000 + step)] for step in steps_m]
    across = [[(300_000 + step, 6_800_000), (300_000 + step, 6_800_000 + side_m)] for step in steps_m]
    centres = shapely.points(random.uniform(0, side_m, (plots_n // 50, 2)) + np.array([300_000, 6_800_000]))
    areas = shapely.buffer(centres, random.uniform(20, 90, len(centres)), quad_segs=8)
    layers = [
        layer("plots", turned, floor_area_ratio=0.5),
        layer("roads", list(shapely.linestrings([*along, *across])), road_class="regional"),
        layer("zoning", list(areas), zoning_code="EV"),
    ]
    return Atlas(AreaInfo("town", "Town", WORKING.epsg, "plot"), WORKING, layers)


def rules() -> Scenario:
    """Return the three rules."""
    title = {"en": "rule"}
    factors = {"storey_height_m": 3.5, "quarter_segments": QUARTER_SEGMENTS, "min_part_m2": 100.0}
    settings = {
        "name": "bench",
        "title": title,
        "rules": [
            {"rule_id": "setback", "layer": "plots", "kind": "setback", "distance_m": SETBACK_M},
            {"rule_id": "roads", "layer": "roads", "kind": "along_line", "distance_m": ROAD_M},
            {"rule_id": "green", "layer": "zoning", "kind": "area"},
        ],
        "factors": {key: {"value": value, "unit": "-", "source": "bench"} for key, value in factors.items()},
    }
    for rule in settings["rules"]:
        rule |= {"title": title, "effect": "exclude"}
    return Scenario.model_validate(settings)


def ours(atlas: Atlas, scenario: Scenario) -> pd.Series:
    """Return the ground left of each plot, in m², as the appraisal has it: with the capacity of each plot."""
    found = capacities(atlas.frame("plots"), restrict(atlas, scenario), atlas, scenario)
    return pd.Series([one.buildable_area_m2 for one in found], [one.plot_id for one in found])


def overlay(atlas: Atlas) -> pd.Series:
    """Return the same by geopandas.overlay: what each rule takes alone, then the plots less all of it."""
    plots = atlas.frame("plots")[["plot_id", "geometry"]]
    zones = {
        "roads": atlas.frame("roads").buffer(ROAD_M, resolution=QUARTER_SEGMENTS),
        "green": atlas.frame("zoning").geometry,
    }
    inner = plots.set_geometry(plots.buffer(-SETBACK_M, resolution=QUARTER_SEGMENTS))
    alone = {"setback": plots.area - inner.area}
    left = inner
    for name, shapes in zones.items():
        # Merged first: where two zones of a rule overlap, the ground counts once.
        zone = gpd.GeoDataFrame(geometry=[shapes.union_all()], crs=plots.crs).explode(ignore_index=True)
        taken = gpd.overlay(plots, zone, how="intersection", keep_geom_type=True)
        alone[name] = taken.area.groupby(taken["plot_id"]).sum()
        left = gpd.overlay(left, zone, how="difference", keep_geom_type=True)
    return left.area.groupby(left["plot_id"]).sum().reindex(plots["plot_id"], fill_value=0.0)


def main() -> None:
    """Compare the answers, then the times."""
    atlas, scenario = town(PLOTS_N), rules()
    difference_m2 = (ours(atlas, scenario) - overlay(atlas)).abs().max()
    print(f"plots={PLOTS_N} largest_difference_m2={difference_m2:.3g}")
    if difference_m2 > 0.01:
        message = "the two ways do not give the same answer"
        raise SystemExit(message)
    case(
        f"capacity of {PLOTS_N} plots",
        "geopandas.overlay",
        ours=lambda: ours(atlas, scenario),
        peer=lambda: overlay(atlas),
        runs_n=2,
    )
    machine("geopandas", "shapely", "pandas", "numpy")


if __name__ == "__main__":
    main()
