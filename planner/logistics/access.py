"""Where plots are entered: the places of their edge that are nearest to a road that takes an entrance."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.atlas import Atlas, chosen_plots
from planner.logistics.distance import LONGEST_ACCESS_M
from planner.logistics.road_paths import roads_of


@dataclass(frozen=True)
class AccessPoint:
    """A place at which routes from a plot begin, assumed from the nearest road; not an entrance that exists.

    `place` lies on the edge of the plot and `leg` leads from it to the road, both in the working system; None
    where the plot meets the road. `leg_m` is its length, `road` what the road is called.
    """

    place: shapely.Point
    leg: shapely.LineString | None
    leg_m: float
    road: str


def access_points(plot_id: str, atlas: Atlas) -> tuple[AccessPoint, ...]:
    """Return where a plot is entered; several places where they are equally near to a road.

    Nothing where no road at hand takes an entrance, or all of them are more than 1 km away.

    Raises
    ------
    PlannerError
        If the plot is unknown.
    """
    plot = chosen_plots(atlas, [plot_id]).geometry.iloc[0]
    if not atlas.has("roads"):
        return ()
    roads = roads_of(atlas)
    starts = roads.entrances.snap(np.array([plot], dtype=object))
    met = shapely.points(roads.network.places_at(starts.segment, starts.along_m))
    # An edge, and not the area: a road that crosses the plot is met where it enters.
    legs = shapely.shortest_line(shapely.boundary(plot), met)
    names = roads.label[roads.network.row[starts.segment]]
    points = {
        shapely.get_point(leg, 0).wkb: AccessPoint(
            place=shapely.get_point(leg, 0),
            leg=leg if metres > 0 else None,
            leg_m=float(metres),
            road=str(name),
        )
        for leg, metres, name in zip(legs, starts.snap_m, names, strict=True)
        if metres <= LONGEST_ACCESS_M
    }
    return tuple(points.values())
