"""Rail: whether a siding to a plot is feasible, on which conditions, and the tracks near it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from layers.atlas import Atlas
from planner.logistics.alignment import alignment
from planner.logistics.corridor import TOUCHES, Corridor, Search
from planner.logistics.cost_surface import unseen
from planner.logistics.crossings import Crossing, barred_by, conditions, crossings, dearest
from planner.logistics.loading_track import LoadingTrack, loading_track, served_track, slope
from planner.scenario.scenario import CorridorSetting, Scenario
from planner.text import _, distance, marked, number, quantity

KIND = "siding"
FEASIBLE, CONDITIONAL, NOT_SHOWN, NO_WAY, SERVED = "feasible", "conditional", "not_shown", "no_way", "served"
VERDICTS = {
    SERVED: marked("a track reaches the plot"),
    FEASIBLE: marked("a siding fits, as far as the data tell"),
    CONDITIONAL: marked("a siding is possible only on the conditions listed"),
    NOT_SHOWN: marked("no siding was found that keeps all limits"),
    NO_WAY: marked("no way for a siding"),
}
SIDES = (
    *(marked("north"), marked("north-east"), marked("east"), marked("south-east")),
    *(marked("south"), marked("south-west"), marked("west"), marked("north-west")),
)


@dataclass(frozen=True)
class Siding:
    """Whether a siding from a track to a plot is feasible, as far as the data at hand tell.

    `corridor` is the least-cost line, which heeds no curves. `alignment` leaves a track along its direction,
    turns with `radius_m` and goes straight to the plot; None where none of those tried is free. `loading` is
    the track on the plot, with the length that wagons can stand on. `side` says where the plot lies from the
    track. `gradient_percent` is None where no elevation model is at hand. `conditions` must be met and open
    questions answered before a siding can be promised; `limits` are those that the line does not keep.
    """

    plot_id: str
    verdict: str
    track_id: str = ""
    track: str = ""
    track_class: str = ""
    network: str = "unknown"
    distance_m: float | None = None
    side: str = ""
    electrified: str = "unknown"
    radius_m: float | None = None
    length_m: float | None = None
    train_length_m: float | None = None
    gradient_percent: float | None = None
    cost_class: str = ""
    crossings: tuple[Crossing, ...] = ()
    conditions: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    illustrative: bool = False
    reasons: tuple[str, ...] = ()
    corridor: Corridor | None = field(default=None, repr=False)
    alignment: shapely.LineString | None = field(default=None, repr=False, compare=False)
    loading: LoadingTrack | None = None


def siding(plot_id: str, atlas: Atlas, scenario: Scenario, train_length_m: float | None = None) -> Siding:
    """Return whether a siding to a plot is feasible, for a train of a stated length or that of the scenario.

    Raises
    ------
    PlannerError
        If the plot is unknown, or the scenario says nothing of sidings.

    Notes
    -----
    feasible where gradients, radius and usable track length keep the scenario's limits, all of them are
    known, and nobody's consent is needed; on conditions where something has to be agreed or found out;
    not shown where a limit is not kept

    References
    ----------
    Limits and crossings of the scenario, each with its source; a first look, no design of a track.
    """
    search = Search(plot_id, atlas, scenario, KIND)
    if train_length_m is not None:
        search.setting = search.setting.model_copy(update={"train_length_m": train_length_m})
    if not len(search.targets):
        return Siding(plot_id, NO_WAY, reasons=(search.why_none,))
    least = search.corridor()
    if least.method == TOUCHES and search.touched_serves():
        return _served(search, least)
    return _new_siding(search, least)


def _served(search: Search, least: Corridor) -> Siding:
    target_index = search.nearest_target(search.plot)
    loading = served_track(search, search.targets.iloc[target_index].geometry)
    limits = tuple(_limits_of_loading(loading, search.setting))
    siding = replace(_described(search, target_index, SERVED), corridor=least, length_m=0.0, loading=loading)
    asked = (*search.agreed(target_index), *_open_questions(None, loading, search))
    return replace(
        siding, conditions=asked, limits=limits, reasons=(*limits, *_electrification(siding), *least.notes)
    )


def _new_siding(search: Search, least: Corridor) -> Siding:
    radius_m = search.setting.min_curve_radius_m or 0.0
    curved = alignment(search, radius_m)
    line = least.geometry if curved is None else curved[0]
    if line is None:
        target_index = search.nearest_target(search.plot)
        return replace(_described(search, target_index, NO_WAY), corridor=least, reasons=least.notes)
    anchor = shapely.get_point(line, -1)
    target_index = search.nearest_target(anchor) if curved is None else curved[1]
    track_id = str(search.targets.iloc[target_index]["_key"])
    crossed = crossings(search.atlas, line, search.setting, search.plot_id, track_id)
    loading = None if curved is None else loading_track(search, line, track_id)
    gradient_percent, unknown = slope(line, search.atlas.terrain)
    limits = tuple(_limits(search, gradient_percent, crossed, loading))
    asked = (*search.agreed(target_index), *conditions(crossed), *_open_questions(unknown, loading, search))
    said = {*asked, *barred_by(least.crossings)}
    siding = _described(search, target_index, NOT_SHOWN if limits else CONDITIONAL if asked else FEASIBLE)
    connection = search.connection_of(search.targets.iloc[target_index].to_dict())
    return replace(
        siding,
        radius_m=None if curved is None else radius_m,
        length_m=float(shapely.length(line)),
        gradient_percent=gradient_percent,
        cost_class=dearest([least.cost_class, connection.cost_class, *(one.cost_class for one in crossed)]),
        crossings=crossed,
        conditions=asked,
        limits=limits,
        reasons=(*limits, *_electrification(siding), *(note for note in least.notes if note not in said)),
        corridor=least,
        alignment=None if curved is None else line,
        loading=loading,
    )


def _described(search: Search, target_index: int, verdict: str) -> Siding:
    """Return what is known of the track that a siding leaves."""
    track = search.targets.iloc[target_index]
    return Siding(
        plot_id=search.plot_id,
        verdict=verdict,
        track_id=str(track["track_id"]),
        track=track["name"] if isinstance(track["name"], str) else "",
        track_class=str(track["track_class"]),
        network=_known(track["network"]),
        distance_m=search.straight_m,
        side=_side(track.geometry, search.plot),
        electrified=_known(track["electrified"]),
        train_length_m=search.setting.train_length_m,
        illustrative=bool(track["illustrative"]),
    )


def _known(code: object) -> str:
    return code if isinstance(code, str) else "unknown"


def _electrification(siding: Siding) -> Iterator[str]:
    if siding.electrified == "unknown":
        yield _("Whether the track is electrified is not known.")


def _open_questions(unknown: str | None, loading: LoadingTrack | None, search: Search) -> Iterator[str]:
    """Yield what has to be found out, as a limit can only be checked where its figure is known."""
    yield from unseen(search.atlas, search.setting)
    if unknown:
        yield unknown
    if loading is not None and loading.gradient_percent is None and loading.usable_m > 0:
        yield _("Whether wagons can stand on the loading track is not known: its gradient is not.")
    if search.setting.train_length_m is None:
        yield _("The scenario states no train length: whether a train finds room is not checked.")
    if search.setting.max_standing_gradient_percent is None:
        yield _("The scenario states no gradient for standing wagons: it is not checked.")


def _limits(
    search: Search,
    gradient_percent: float | None,
    crossed: tuple[Crossing, ...],
    loading: LoadingTrack | None,
) -> Iterator[str]:
    """Yield a sentence for each limit that the line does not keep; no loading track: no curve fits."""
    setting = search.setting
    if loading is None:
        text = _("None of the curves of {radius} that were tried from the track is free of obstacles.")
        yield text.format(radius=quantity(setting.min_curve_radius_m or 0.0, "m"))
    yield from barred_by(crossed)
    limit_percent = setting.max_gradient_percent
    if gradient_percent is not None and limit_percent is not None and gradient_percent > limit_percent:
        text = _(
            "The ground rises by {found} % over 50 m, a siding by {limit} % at most: it needs earthworks."
        )
        yield text.format(found=number(gradient_percent, 2), limit=number(limit_percent, 2))
    if loading is not None:
        yield from _limits_of_loading(loading, setting)


def _limits_of_loading(loading: LoadingTrack, setting: CorridorSetting) -> Iterator[str]:
    train_m, standing_percent = setting.train_length_m, setting.max_standing_gradient_percent
    if train_m is not None and loading.usable_m < train_m:
        text = _("A train of {train} finds {usable} of track to stand on, clear of turnouts and crossings.")
        yield text.format(train=distance(train_m), usable=distance(loading.usable_m))
    slope_percent = loading.gradient_percent
    if slope_percent is not None and standing_percent is not None and slope_percent > standing_percent:
        text = _(
            "The ground of the loading track rises by {found} ‰, wagons stand on {limit} ‰ at most: it has "
            "to be levelled."
        )
        yield text.format(found=number(slope_percent * 10, 1), limit=number(standing_percent * 10, 1))


def _side(track: shapely.Geometry, plot: shapely.Geometry) -> str:
    """Return the direction of the compass in which the plot lies from the nearest place of the track."""
    foot, there = shapely.get_coordinates(shapely.shortest_line(track, shapely.centroid(plot)))
    east_m, north_m = there - foot
    turn_deg = np.degrees(np.arctan2(east_m, north_m))
    return SIDES[round(turn_deg / 45) % len(SIDES)]


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
