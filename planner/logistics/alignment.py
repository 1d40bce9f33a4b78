"""The alignment of a siding: one curve and one straight from a track to a plot, the cheapest that is free."""

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.logistics.corridor import Search
from planner.logistics.cost_surface import Surface

# One curve and one straight are tried every so many metres of track, turning by steps up to a half turn.
_STEP_M = 20.0
_TURNS_DEG = np.arange(5.0, 181.0, 5.0)

Floats = NDArray[np.float64]


def alignment(search: Search, radius_m: float) -> tuple[shapely.LineString, int] | None:
    """Return the cheapest line of one curve and one straight to the plot, and the position of its track.

    From places along the tracks, in both directions and to both sides, the curve turns by steps. None where
    every line tried is barred. A metre that a train lacks on the plot weighs like a metre of track, and a
    turnout like the detour that the scenario accepts to avoid it.
    """
    if radius_m <= 0:
        return None
    train_m = search.setting.train_length_m or 0.0
    best: tuple[float, Floats, int] | None = None
    for target, row in enumerate(search.targets.to_dict("records")):
        places = _track_places(search, row["geometry"])
        if not len(places):
            continue
        surface = search.surface_of(str(row["_key"]))
        on_plot = surface.mask(np.array([search.plot], dtype=object))
        reach_m = float(np.hypot(*surface.costs.shape)) * surface.cell_m / 2
        detour_m = search.connection_of(row).detour_m
        for x_m, y_m, heading_deg in places:
            curves = _curves(np.array([x_m, y_m]), heading_deg, radius_m, reach_m, surface.cell_m)
            cost_m, last = _cheapest(curves, surface, on_plot, train_m)
            if last is not None and (best is None or cost_m + detour_m < best[0]):
                best = (cost_m + detour_m, last, target)
    if best is None:
        return None
    return shapely.simplify(shapely.LineString(best[1]), 0.1), best[2]


def _track_places(search: Search, track: shapely.Geometry) -> Floats:
    """Return places along a track in the window: x, y, and each direction of the track in degrees."""
    parts = shapely.get_parts(shapely.intersection(track, shapely.box(*search.bounds())))
    places = [np.empty((0, 3))]
    for part in parts:
        length_m = float(shapely.length(part))
        if length_m <= search.setting.cell_m:
            continue
        along_m = np.arange(0.0, length_m, _STEP_M)
        here = shapely.get_coordinates(shapely.line_interpolate_point(part, along_m))
        before = shapely.get_coordinates(shapely.line_interpolate_point(part, np.maximum(along_m - 5, 0)))
        after = shapely.get_coordinates(
            shapely.line_interpolate_point(part, np.minimum(along_m + 5, length_m))
        )
        heading_deg = np.degrees(np.arctan2(after[:, 1] - before[:, 1], after[:, 0] - before[:, 0]))
        places += [np.column_stack([here, heading_deg]), np.column_stack([here, heading_deg + 180.0])]
    return np.concatenate(places)


def _curves(start: Floats, heading_deg: float, radius_m: float, reach_m: float, step_m: float) -> Floats:
    """Return places along the curves from one place of a track: (curve, step, coordinate)."""
    along_m = np.arange(0.0, reach_m, step_m)
    turn = np.radians(_TURNS_DEG)[:, None]
    bent = np.minimum(along_m / radius_m, turn)
    straight_m = np.maximum(along_m - radius_m * turn, 0.0)
    ahead_m = radius_m * np.sin(bent) + straight_m * np.cos(turn)
    aside_m = radius_m * (1 - np.cos(bent)) + straight_m * np.sin(turn)
    heading = np.radians(heading_deg)
    forward = np.array([np.cos(heading), np.sin(heading)])
    left = np.array([-forward[1], forward[0]])
    both_m = np.concatenate([aside_m, -aside_m])
    ahead_m = np.concatenate([ahead_m, ahead_m])
    places: Floats = start + ahead_m[..., None] * forward + both_m[..., None] * left
    return places


def _cheapest(
    places: Floats, surface: Surface, on_plot: NDArray[np.bool_], train_m: float
) -> tuple[float, Floats | None]:
    """Return the cost in metres and the places of the cheapest curve that reaches the plot."""
    x_m, y_m = places[..., 0], places[..., 1]
    arrived = surface.marked_at(on_plot, x_m, y_m)
    reaching = np.flatnonzero(arrived.any(axis=1))
    if not len(reaching):
        return np.inf, None
    first = arrived[reaching].argmax(axis=1)
    costs = surface.costs_at(x_m[reaching], y_m[reaching])
    steps = np.arange(costs.shape[1])
    totals_m = np.where(steps < first[:, None], costs, 0.0).sum(axis=1) * surface.cell_m
    ended = (steps >= first[:, None]) & ~(arrived[reaching] & np.isfinite(costs))
    last = np.where(ended.any(axis=1), ended.argmax(axis=1), costs.shape[1])
    totals_m += np.maximum(train_m - (last - first) * surface.cell_m, 0.0)
    best = int(np.argmin(totals_m))
    if not np.isfinite(totals_m[best]):
        return np.inf, None
    return float(totals_m[best]), places[reaching[best], : first[best] + 1]
