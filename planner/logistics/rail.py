"""Rail: whether a siding to a plot is feasible, and the terminals and tracks near it."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.terrain import Elevation
from planner.logistics.corridor import TOUCHES, Corridor, Crossing, Search, crossings
from planner.logistics.cost_surface import Surface
from planner.scenario import CorridorSetting, Scenario
from planner.text import _, distance, marked, number, quantity

KIND = "siding"
FEASIBLE, NOT_SHOWN, NO_WAY, SERVED = "feasible", "not_shown", "no_way", "served"
VERDICTS = {
    SERVED: marked("a track reaches the plot"),
    FEASIBLE: marked("a siding fits, as far as the data tell"),
    NOT_SHOWN: marked("no siding was found that keeps all limits"),
    NO_WAY: marked("no way for a siding"),
}
SIDES = (
    *(marked("north"), marked("north-east"), marked("east"), marked("south-east")),
    *(marked("south"), marked("south-west"), marked("west"), marked("north-west")),
)
# One curve and one straight are tried every so many metres of track, turning by steps up to a half turn.
_STEP_M = 20.0
_TURNS_DEG = np.arange(5.0, 181.0, 5.0)
# Heights are read this far apart and the slope taken over this length: a gradient is no matter of one cell.
_SLOPE_OVER_M = 50.0
_LEAST_STEPS_N = 2


@dataclass(frozen=True)
class Siding:
    """Whether a siding from the nearest track to a plot is feasible, as far as the data at hand tell.

    `corridor` is the least-cost line, which heeds no curves. `alignment` leaves a track along its direction,
    turns with `radius_m` and goes straight to the plot; None where none of those tried is free. `side` says
    where the plot lies from the track. `gradient_percent` is None where no elevation model is at hand.
    """

    plot_id: str
    verdict: str
    track_id: str = ""
    track: str = ""
    track_class: str = ""
    distance_m: float | None = None
    side: str = ""
    electrified: str = "unknown"
    radius_m: float | None = None
    length_m: float | None = None
    gradient_percent: float | None = None
    crossings: tuple[Crossing, ...] = ()
    illustrative: bool = False
    reasons: tuple[str, ...] = ()
    corridor: Corridor | None = field(default=None, repr=False)
    alignment: shapely.LineString | None = field(default=None, repr=False, compare=False)


def siding(plot_id: str, atlas: Atlas, scenario: Scenario) -> Siding:
    """Return whether a siding to a plot is feasible: length, curve, gradient, side of the line, crossings.

    Raises
    ------
    PlannerError
        If the plot is unknown, or the scenario says nothing of sidings.

    Notes
    -----
    feasible where length, gradient and the radius of the curves stay within the scenario's bounds

    References
    ----------
    Bounds of the scenario, each with its source; a first look, no design of a track.
    """
    search = Search(plot_id, atlas, scenario, KIND)
    if not len(search.targets):
        return Siding(plot_id, NO_WAY, reasons=(search.why_none,))
    surface = search.surface()
    least = search.corridor(surface)
    if least.method == TOUCHES:
        return _told(search, least, None, SERVED, ())
    radius_m = search.setting.min_curve_radius_m or 0.0
    alignment = _alignment(search, surface, radius_m)
    if alignment is None and least.geometry is None:
        return _told(search, least, None, NO_WAY, least.notes)
    line = least.geometry if alignment is None else alignment
    gradient_percent, reason = _gradient(line, atlas.terrain, search.setting)
    reasons = [reason] if reason else []
    if alignment is None:
        text = _("None of the curves of {radius} that were tried from the track is free of obstacles.")
        reasons.insert(0, text.format(radius=quantity(radius_m, "m")))
    limit_percent = search.setting.max_gradient_percent
    steep = gradient_percent is not None and limit_percent is not None and gradient_percent > limit_percent
    verdict = NOT_SHOWN if alignment is None or steep else FEASIBLE
    return _told(search, least, alignment, verdict, (*reasons, *least.notes), gradient_percent)


def _told(
    search: Search,
    least: Corridor,
    alignment: shapely.LineString | None,
    verdict: str,
    reasons: tuple[str, ...],
    gradient_percent: float | None = None,
) -> Siding:
    line = least.geometry if alignment is None else alignment
    lines = search.targets.geometry.to_numpy()
    anchor = search.plot if line is None else shapely.get_point(line, 0 if alignment is not None else -1)
    track = search.targets.iloc[int(np.argmin(shapely.distance(lines, anchor)))]
    electrified = track["electrified"] if isinstance(track["electrified"], str) else "unknown"
    if electrified == "unknown":
        reasons = (*reasons, _("Whether the track is electrified is not known."))
    return Siding(
        plot_id=search.plot_id,
        verdict=verdict,
        track_id=str(track["track_id"]),
        track=track["name"] if isinstance(track["name"], str) else "",
        track_class=str(track["track_class"]),
        distance_m=search.straight_m,
        side=_side(track.geometry, search.plot),
        electrified=electrified,
        radius_m=None if alignment is None else search.setting.min_curve_radius_m,
        length_m=None if line is None else float(shapely.length(line)),
        gradient_percent=gradient_percent,
        crossings=()
        if line is None
        else crossings(search.atlas, line, search.plot_id, str(track["track_id"])),
        illustrative=bool(track["illustrative"]),
        reasons=reasons,
        corridor=least,
        alignment=alignment,
    )


def _side(track: shapely.Geometry, plot: shapely.Geometry) -> str:
    """Return the direction of the compass in which the plot lies from the nearest place of the track."""
    foot, there = shapely.get_coordinates(shapely.shortest_line(track, shapely.centroid(plot)))
    east_m, north_m = there - foot
    turn_deg = np.degrees(np.arctan2(east_m, north_m))
    return SIDES[round(turn_deg / 45) % len(SIDES)]


def _gradient(
    line: shapely.LineString, terrain: Elevation | None, setting: CorridorSetting
) -> tuple[float | None, str]:
    """Return the steepest gradient of the ground along the line over 50 m, and what must be said of it."""
    if terrain is None:
        return None, _("No elevation model at hand: the gradient is not known.")
    length_m = float(shapely.length(line))
    steps_n = max(_LEAST_STEPS_N, int(np.ceil(length_m / _SLOPE_OVER_M)) + 1)
    places = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0, length_m, steps_n)))
    left_m, bottom_m, right_m, top_m = line.bounds
    edge_m = terrain.cell_m
    grid = terrain.window((left_m - edge_m, bottom_m - edge_m, right_m + edge_m, top_m + edge_m))
    rows_n, columns_n = grid.values.shape
    row = np.clip(((grid.top_m - places[:, 1]) / grid.cell_m).astype(int), 0, rows_n - 1)
    column = np.clip(((places[:, 0] - grid.left_m) / grid.cell_m).astype(int), 0, columns_n - 1)
    heights_m = grid.values[row, column].astype(float)
    if np.isnan(heights_m).any():
        return None, _("The elevation model does not cover all of the line: the gradient is not known.")
    run_m = max(length_m / (steps_n - 1), 1e-9)
    gradient_percent = float(np.abs(np.diff(heights_m)).max() / run_m * 100)
    limit_percent = setting.max_gradient_percent
    if limit_percent is not None and gradient_percent > limit_percent:
        text = _(
            "The ground rises by {found} % over 50 m, a siding by {limit} % at most: it needs earthworks."
        )
        return gradient_percent, text.format(
            found=number(gradient_percent, 2), limit=number(limit_percent, 2)
        )
    return gradient_percent, ""


def _alignment(search: Search, surface: Surface, radius_m: float) -> shapely.LineString | None:
    """Return the cheapest line of one curve and one straight from a track to the plot; None: all barred.

    From places along the tracks, in both directions and to both sides, the curve turns by steps.
    """
    starts, headings = _track_places(search, surface)
    if not len(starts) or radius_m <= 0:
        return None
    reach_m = float(np.hypot(*surface.costs.shape)) * surface.cell_m / 2
    on_plot = surface.mask(np.array([search.plot], dtype=object))
    best: tuple[float, NDArray[np.float64]] | None = None
    for start, heading in zip(starts, headings, strict=True):
        places = _curves(start, heading, radius_m, reach_m, surface.cell_m)
        cost_m, last = _cheapest(places, surface, on_plot)
        if last is not None and (best is None or cost_m < best[0]):
            best = (cost_m, last)
    if best is None:
        return None
    line = shapely.LineString(best[1])
    return shapely.simplify(line, 0.1)


def _track_places(search: Search, surface: Surface) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places along the tracks in the window, each with both directions of the track in degrees."""
    box = shapely.box(*search.bounds())
    parts = shapely.get_parts(shapely.intersection(search.targets.geometry.to_numpy(), box))
    parts = parts[shapely.length(parts) > surface.cell_m]
    starts, headings = [], []
    for part in parts:
        length_m = float(shapely.length(part))
        along_m = np.arange(0.0, length_m, _STEP_M)
        here = shapely.get_coordinates(shapely.line_interpolate_point(part, along_m))
        before = shapely.get_coordinates(shapely.line_interpolate_point(part, np.maximum(along_m - 5, 0)))
        after = shapely.get_coordinates(
            shapely.line_interpolate_point(part, np.minimum(along_m + 5, length_m))
        )
        heading = np.degrees(np.arctan2(after[:, 1] - before[:, 1], after[:, 0] - before[:, 0]))
        starts += [here, here]
        headings += [heading, heading + 180.0]
    if not starts:
        return np.empty((0, 2)), np.empty(0)
    return np.concatenate(starts), np.concatenate(headings)


def _curves(
    start: NDArray[np.float64], heading_deg: float, radius_m: float, reach_m: float, step_m: float
) -> NDArray[np.float64]:
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
    places: NDArray[np.float64] = start + ahead_m[..., None] * forward + both_m[..., None] * left
    return places


def _cheapest(
    places: NDArray[np.float64], surface: Surface, on_plot: NDArray[np.bool_]
) -> tuple[float, NDArray[np.float64] | None]:
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
    best = int(np.argmin(totals_m))
    if not np.isfinite(totals_m[best]):
        return np.inf, None
    return float(totals_m[best]), places[reaching[best], : first[best] + 1]


@dataclass(frozen=True)
class NearTrack:
    """The nearest track of a plot, in a straight line from its boundary."""

    plot_id: str
    track_id: str
    track: str
    track_class: str
    electrified: str
    distance_m: float
    illustrative: bool


def nearest_tracks(atlas: Atlas) -> list[NearTrack]:
    """Return the nearest track of every plot; an empty list where no tracks are at hand.

    For each plot one search in a tree: sidings themselves are worked out one plot at a time, by `siding`.
    """
    if not atlas.has("rail"):
        return []
    plots, tracks = atlas.frame("plots"), atlas.frame("rail")
    if tracks.empty:
        return []
    lines, shapes = tracks.geometry.to_numpy(), plots.geometry.to_numpy()
    nearest = shapely.STRtree(lines).nearest(shapes)
    away_m = shapely.distance(lines[nearest], shapes)
    return [
        NearTrack(
            plot_id=str(plot_id),
            track_id=str(row.track_id),
            track=row.name if isinstance(row.name, str) else "",
            track_class=str(row.track_class),
            electrified=row.electrified if isinstance(row.electrified, str) else "unknown",
            distance_m=float(metres),
            illustrative=bool(row.illustrative),
        )
        for plot_id, row, metres in zip(
            plots["plot_id"], tracks.iloc[nearest].itertuples(index=False), away_m, strict=True
        )
    ]


def verdict_text(found: Siding) -> str:
    """Return the verdict in one line: what was found, how long, on which side."""
    parts = [_(VERDICTS[found.verdict])]
    if found.length_m is not None and found.verdict != SERVED:
        parts.append(distance(found.length_m))
    if found.side:
        parts.append(_("{side} of the track").format(side=_(found.side)))
    return "; ".join(parts)
