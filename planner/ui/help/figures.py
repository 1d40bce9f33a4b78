"""Which function of the core stands behind which figure: the register of the Help page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from planner.capacity import assembly, capacity, floor_area, land_supply, rectangles, zonal
from planner.capacity import terrain as ground
from planner.logistics import corridor, isochrones, national, rail, road, sea, straight, vehicles
from planner.logistics.freight import chain
from planner.siting import aggregation, knock_outs
from planner.text import marked


@dataclass(frozen=True)
class Figure:
    """One figure: by `key` a link finds it, `title` is marked for translation."""

    key: str
    title: str
    function: Callable[..., Any]


# In the order of every page: what fits, what stands in the way, how far, why this score.
GROUPS: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    (
        marked("What fits"),
        (
            Figure(
                "buildable", marked("Buildable area, and what each rule takes"), capacity.excluded_by_rule
            ),
            Figure("largest_part", marked("Largest buildable part"), capacity.parts),
            Figure("plan_area", marked("Registered or drawn area"), floor_area.plan_area_m2),
            Figure("building_right", marked("Building right"), floor_area.building_right_m2),
            Figure("storeys", marked("Storeys allowed"), floor_area.storeys_allowed),
            Figure("limits", marked("Limits of the floor area"), floor_area.limits_m2),
            Figure("permitted", marked("Permitted floor area and binding limit"), floor_area.binding),
            Figure("used", marked("Used floor area"), capacity.used_floor_area),
            Figure("remaining", marked("Remaining floor area"), floor_area.remaining),
            Figure("largest_hall", marked("Largest hall that fits"), rectangles.largest_rectangle),
            Figure("halls", marked("Whether halls of a size fit"), rectangles.place_halls),
        ),
    ),
    (
        marked("Land and growth"),
        (
            Figure("growth", marked("Growth room of a firm"), assembly.growth_rooms),
            Figure("joins", marked("Plots joined to reach a size"), assembly.joins),
            Figure("supply", marked("Years of supply"), land_supply.supply),
            Figure("take_up", marked("Take-up, hectares a year"), land_supply.take_up),
            Figure("slope", marked("Slope"), zonal.slope_percent),
            Figure("ground", marked("Steep and low ground, cut and fill"), ground.terrain_profiles),
        ),
    ),
    (
        marked("How far"),
        (
            Figure("straight", marked("Straight line"), straight.distances),
            Figure("road", marked("By road"), road.distances),
            Figure("nationwide", marked("Long hauls, from the national tables"), national.distances),
            Figure("closed", marked("Roads closed to a vehicle"), vehicles.reasons),
            Figure("time", marked("Speed and driving time"), vehicles.speeds_kmh),
            Figure("reach", marked("Reachable area"), isochrones.reach_min),
            Figure("siding", marked("Siding"), rail.siding),
            Figure("corridor", marked("Least-cost line of a pipe or road"), corridor.corridor),
        ),
    ),
    (
        marked("Freight"),
        (
            Figure("chain", marked("Cost, time and emissions of freight chains"), chain.chains),
            Figure("sea", marked("Ways by sea"), sea.voyages),
            Figure("quay", marked("Whether a quay takes a ship"), sea.quay_fit),
        ),
    ),
    (
        marked("Why this score"),
        (
            Figure("points", marked("Points of a criterion"), aggregation.value_score),
            Figure("score", marked("Score"), aggregation.score),
            Figure("knock_outs", marked("Out of the ranking"), knock_outs.knock_outs),
        ),
    ),
)
FIGURES = {figure.key: figure for _title, figures in GROUPS for figure in figures}
