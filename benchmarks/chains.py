"""Chains of freight: 1 000 plots by 10 streams at once, and one corridor and one siding.

Plots are squares laid over the frame of Kokkola; the national tables, quays and sea lanes are the real ones.
The budget of the chains is 2 s.
"""

import statistics
import sys
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from side_by_side import machine, seconds

from layers.atlas import Atlas
from layers.crs import LatLon
from layers.io import read_atlas, read_scenario_text, read_sea_network
from layers.layer import Layer
from layers.specs import SPECS
from planner.logistics.corridor import corridor
from planner.logistics.freight.chain import chains
from planner.logistics.freight.demand import FreightRow
from planner.logistics.rail import siding
from planner.logistics.sea import voyage
from planner.scenario.scenario import parse_scenario

BUDGET_S = 2.0
PLOTS_N = 1000
RUNS_N = 5
PLACES = (
    *("sea_rotterdam", "sea_gdansk", "sea_hamburg", "sea_shanghai", "town_tampere", "town_lahti"),
    *("town_oulu", "port_mussalo", "port_kemi", "k_boliden"),
)


def with_many_plots(atlas: Atlas) -> Atlas:
    """Return the atlas with a thousand square plots of a hectare, strewn over its frame."""
    minx, miny, maxx, maxy = atlas.info.frame or atlas.frame("plots").total_bounds
    rng = np.random.default_rng(5)
    x_m, y_m = rng.uniform(minx, maxx - 100, PLOTS_N), rng.uniform(miny, maxy - 100, PLOTS_N)
    rows = {"plot_id": [f"p{n}" for n in range(PLOTS_N)], "zoning_code": ["T"] * PLOTS_N}
    plots = gpd.GeoDataFrame(
        rows, geometry=shapely.box(x_m, y_m, x_m + 100, y_m + 100), crs=atlas.working.epsg
    )
    return atlas.with_layer(Layer.build(SPECS["plots"], plots, atlas.working))


def timed(name: str, work: Callable[[], object]) -> float:
    """Print the median of some runs after one to warm up, and return it in seconds."""
    seconds(work)
    runs_s = [seconds(work) for _ in range(RUNS_N)]
    median_s = statistics.median(runs_s)
    print(f"{name}: {median_s:.3f} s (median of {RUNS_N}, {min(runs_s):.3f}–{max(runs_s):.3f})")
    return median_s


def main() -> int:
    """Run the cases; the exit code tells whether the chains kept their budget."""
    atlas, scenario, sea = read_atlas("kokkola"), parse_scenario(read_scenario_text()), read_sea_network()
    rows = [FreightRow(commodity="goods", t_yr=1000, place=place) for place in PLACES]
    many = with_many_plots(atlas)
    took_s = timed(
        f"chains of {PLOTS_N} plots × {len(rows)} streams", lambda: chains(many, rows, scenario, sea)
    )
    table = chains(many, rows, scenario, sea)
    timed("legs of one plot, 10 streams × 3 objectives", lambda: table.of_plot("p0"))
    start, end = LatLon(63.8668, 23.0254), LatLon(51.95, 4.05)
    timed("one way by sea, Kokkola to Rotterdam", lambda: voyage(sea, start, end))
    timed("corridor of a pipe, plot 11-4", lambda: corridor("11-4", atlas, scenario, "pipe"))
    timed("siding, plot 6-3", lambda: siding("6-3", atlas, scenario))
    for closed in ((), ("kiel",)):
        way = voyage(sea, start, end, closed)
        named = ", ".join(closed) or "none"
        print(f"Kokkola to Rotterdam, closed: {named}: {(way.distance_m or 0) / 1000:.0f} km")
    machine("numpy", "scipy", "scikit-image", "shapely", "geopandas")
    kept = took_s <= BUDGET_S
    print(f"budget of {BUDGET_S:.0f} s: {'kept' if kept else 'missed'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
