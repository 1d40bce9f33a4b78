"""Halls on plots: the largest that fits beside what stands, and whether one of a given size does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd

from layers.atlas import Atlas, chosen_plots
from layers.coverage import beyond
from layers.errors import PlannerError
from planner.capacity.buildings import without_buildings
from planner.capacity.rectangles import Rectangle, Verdict, largest_rectangle, place_halls
from planner.capacity.restrictions import restrict
from planner.scenario.scenario import Scenario
from planner.text import _

# More halls than this on one plot are not searched.
MOST_HALLS = 50


@dataclass(frozen=True)
class Hall:
    """A rectangle on a plot: sides in metres, angle from east, corners in the working system."""

    length_m: float
    width_m: float
    angle_deg: float
    corners: tuple[tuple[float, float], ...]

    @property
    def area_m2(self) -> float:
        """Area in square metres."""
        return self.length_m * self.width_m


@dataclass(frozen=True)
class PlotFit:
    """Whether halls of one size fit on a plot.

    `verdict`: fits; impossible (proved); not_found (searched at `angles_n` angles, which proves nothing);
    not_known (the data end before the plot does, or do not say whether a rule takes its ground). The number
    of halls is a lower bound: more may fit in an arrangement that was not tried. More than `most_n` fit in
    none: that is proved.
    """

    plot_id: str
    verdict: Verdict | Literal["not_known"]
    halls: tuple[Hall, ...]
    angles_n: int
    most_n: int

    @property
    def fits(self) -> bool:
        """Whether at least one hall fits."""
        return self.verdict == "fits"


def free_ground(atlas: Atlas, scenario: Scenario, plot_ids: Sequence[str] | None = None) -> gpd.GeoSeries:
    """Return the buildable ground that no building takes, indexed by plot id, in the working system."""
    return clear_of_buildings(restrict(atlas, scenario, plot_ids).buildable, atlas, scenario)


def clear_of_buildings(ground: gpd.GeoSeries, atlas: Atlas, scenario: Scenario) -> gpd.GeoSeries:
    """Return what buildings leave of the ground; the scenario's `hall_clearance_m` stays free round them."""
    if not atlas.has("buildings"):
        return ground
    shapes = without_buildings(ground.to_numpy(), atlas.frame("buildings"), *scenario.clearance())
    return gpd.GeoSeries(shapes, index=ground.index, crs=ground.crs)


def largest_halls(
    atlas: Atlas, scenario: Scenario, plot_ids: Sequence[str] | None = None
) -> dict[str, Hall | None]:
    """Return for each plot the largest rectangle found on its free ground; None where there is no ground."""
    ground = free_ground(atlas, scenario, plot_ids)
    return {str(plot_id): _hall(largest_rectangle(shape)) for plot_id, shape in ground.items()}


def fit_halls(
    atlas: Atlas,
    scenario: Scenario,
    sides_m: tuple[float, float],
    *,
    count: int = 1,
    plot_ids: Sequence[str] | None = None,
) -> tuple[PlotFit, ...]:
    """Return for each plot whether halls with these sides fit on its free ground, and where.

    Where something that is not known may still take ground, only that a hall is impossible can be told.

    Raises
    ------
    PlannerError
        If a side is not above zero, or the number of halls is not from 1 to 50.
    """
    length_m, width_m = sides_m
    if not (0 < length_m < float("inf") and 0 < width_m < float("inf")):
        raise PlannerError(_("A hall needs a length and a width above zero, in metres."))
    if not 1 <= count <= MOST_HALLS:
        raise PlannerError(_("Ask for 1 to {most} halls.").format(most=MOST_HALLS))
    clearance_m = scenario.factor("hall_clearance_m")
    found = []
    restricted = restrict(atlas, scenario, plot_ids)
    shapes = chosen_plots(atlas, plot_ids).geometry.to_numpy()
    no_buildings = beyond(atlas, "buildings", shapes)
    doubtful = {*restricted.beyond, *restricted.undecided, *restricted.buildable.index[no_buildings]}
    for plot_id, shape in clear_of_buildings(restricted.buildable, atlas, scenario).items():
        fit = place_halls(shape, length_m=length_m, width_m=width_m, count=count, clearance_m=clearance_m)
        if plot_id in doubtful and fit.verdict != "impossible":
            found.append(PlotFit(str(plot_id), "not_known", (), fit.angles_n, fit.most_n))
            continue
        halls = tuple(hall for hall in map(_hall, fit.halls) if hall)
        found.append(PlotFit(str(plot_id), fit.verdict, halls, fit.angles_n, fit.most_n))
    return tuple(found)


def _hall(rectangle: Rectangle | None) -> Hall | None:
    if rectangle is None:
        return None
    corners = tuple((float(x), float(y)) for x, y in rectangle.footprint.exterior.coords[:-1])
    return Hall(rectangle.length_m, rectangle.width_m, rectangle.angle_deg, corners)
