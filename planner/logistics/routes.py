"""Routes to draw: the line along the roads, the roads by name, and what is to be known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas, chosen_plots
from layers.errors import PlannerError
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, Distance
from planner.logistics.edges import known_within_data
from planner.logistics.network.graph import EdgeSpans, Stops
from planner.logistics.network.line_network import LineNetwork
from planner.logistics.network.shortest_paths import paths
from planner.logistics.road import Measured, measure
from planner.logistics.road_paths import Roads, Way, driven_to
from planner.logistics.targets import NEAREST_ANY, NEAREST_BY_NAME, Target, targets
from planner.logistics.vehicles import Drive
from planner.text import _, n_, number, title_of

# What is proposed for an unknown target: so many words, so alike, or holding this many letters as typed.
_LIKE_N, _LIKE_RATIO, _PART_LETTERS = 5, 0.6, 3
# So many identifiers of targets of one name are shown.
_IDS_N = 10


@dataclass(frozen=True)
class Leg:
    """One road of a route, in the order of driving; how far along it."""

    road: str
    length_m: float
    illustrative: bool


@dataclass(frozen=True)
class Route:
    """A way from a plot to a target, with the distance that the table tells of it.

    `line` runs along the roads in the direction of driving, in the working system; `off_road` are the access
    legs at its ends. Where plot and target meet the roads at one place there are only these; where no way
    leads, or the target is placed too roughly for any distance, there is neither.
    """

    distance: Distance
    line: shapely.LineString | None
    off_road: tuple[shapely.LineString, ...]
    legs: tuple[Leg, ...]


def routes(
    plot_id: str, atlas: Atlas, found: Sequence[Target], drive: Drive | None = None
) -> tuple[Route, ...]:
    """Return the routes from a plot to those of the targets that are driven to; of main roads to the first.

    Raises
    ------
    PlannerError
        If the plot is unknown.
    """
    plot = chosen_plots(atlas, [plot_id])
    measured = measure(plot, atlas, found, drive)
    if measured is None:
        return ()
    by_id = {(target.kind, target.target_id): target.geometry for target in found}
    shape = plot.geometry.iloc[0]
    lines = _lines(measured, drive)
    made = tuple(
        _route(measured.roads, (row, way), line, (shape, by_id[row.target_kind, row.target_id]))
        for (row, way), line in zip(measured.rows, lines, strict=True)
    )
    known = known_within_data([one.distance for one in made], plot, atlas, found)
    return tuple(
        one if row is one.distance else Route(row, None, (), ()) for one, row in zip(made, known, strict=True)
    )


def route_to(plot_id: str, target: str, atlas: Atlas, drive: Drive | None = None) -> Route:
    """Return the route from a plot to a target: by identifier or name, or to the nearest of a kind.

    Raises
    ------
    PlannerError
        If there is no such target, or it is none that is driven to, or there are no roads at hand.
    """
    if not atlas.has("roads"):
        raise PlannerError(_("No roads are at hand in {area}.").format(area=title_of(atlas.info)))
    found = targets(atlas)
    chosen = _meant(target, found)
    if not chosen:
        raise PlannerError(_no_target(target, [one for group in driven_to(found) for one in group], atlas))
    made = routes(plot_id, atlas, chosen, drive)
    if not made:
        msg = _("No route is led to “{target}”: it is none that is driven to, or is placed too roughly.")
        raise PlannerError(msg.format(target=target))
    return min(made, key=_order)


def _meant(asked: str, known: Sequence[Target]) -> list[Target]:
    """Return the targets of an identifier, else of a kind, else of a name.

    Raises
    ------
    PlannerError
        If several things have the name, of which not simply the nearest counts.
    """
    by_id = [one for one in known if asked == one.target_id]
    of_kind = [one for one in known if asked == one.kind]
    named = [one for one in known if asked == one.name]
    if by_id or of_kind or len(named) < 2:  # noqa: PLR2004 - two of one name
        return by_id or of_kind or named
    if {one.kind for one in named} & {*NEAREST_ANY, *NEAREST_BY_NAME}:
        return named
    ids = list(dict.fromkeys(one.target_id for one in named))
    rest_n = len(ids) - _IDS_N
    more = n_("and {n} more", "and {n} more", rest_n) if rest_n > 0 else ""
    msg = _("{n} targets are called “{target}”. Say which one by its id: {ids}.")
    shown = ", ".join([*ids[:_IDS_N], *([more] if more else [])])
    raise PlannerError(msg.format(n=number(len(ids)), target=asked, ids=shown))


def _no_target(asked: str, known: Sequence[Target], atlas: Atlas) -> str:
    """Return the sentence that names what could have been meant: the likest spellings, then the kinds."""
    kinds = list(dict.fromkeys(one.kind for one in known))
    words = [*kinds, *(one.name for one in known), *(one.target_id for one in known)]
    by_folded = {word.casefold(): word for word in reversed(words)}
    folded = asked.casefold()
    likest = [
        *(word for word in by_folded if len(folded) >= _PART_LETTERS and folded in word),
        *get_close_matches(folded, by_folded, n=_LIKE_N, cutoff=_LIKE_RATIO),
    ]
    said = [
        _("There is no target “{target}” in {area}.").format(target=asked, area=title_of(atlas.info)),
        _("Is it one of these: {likest}?").format(
            likest=", ".join(by_folded[word] for word in list(dict.fromkeys(likest))[:_LIKE_N])
        )
        if likest
        else "",
        _("Name a kind ({kinds}), or a target by its name or id, such as {example}.").format(
            kinds=", ".join(kinds), example=known[0].name or known[0].target_id
        )
        if known
        else _("None is at hand."),
    ]
    return " ".join(part for part in said if part)


def _order(route: Route) -> tuple[bool, bool, float]:
    """Return the place of a route among others: those with a distance first, then those that lead nowhere."""
    row = route.distance
    return (row.distance_m is None, row.method == BELOW_ACCURACY, row.distance_m or 0.0)


def _lines(measured: Measured, drive: Drive | None) -> list[EdgeSpans | None]:
    """Return for each row what its way along the roads travels; None where the row tells of no way."""
    roads = measured.roads
    taken = [i for i, (row, way) in enumerate(measured.rows) if row.method == NETWORK and way.end[0] >= 0]
    ends = [measured.rows[i][1].end for i in taken]
    stops = Stops(
        np.arange(len(ends)),
        np.array([segment for segment, _along in ends], dtype=np.intp),
        np.array([along for _segment, along in ends], dtype=float),
    )
    network: LineNetwork = roads.network if drive is None else roads.driven(drive).open_network
    lines: list[EdgeSpans | None] = [None] * len(measured.rows)
    for i, path in zip(taken, paths(roads.for_ways(network), measured.starts, stops), strict=True):
        lines[i] = path
    return lines


def _route(
    roads: Roads,
    measured: tuple[Distance, Way],
    path: EdgeSpans | None,
    ends: tuple[BaseGeometry, BaseGeometry],
) -> Route:
    row, way = measured
    if row.distance_m is None or way.start[0] < 0:
        return Route(row, None, (), ())
    if path is None or not len(path.segment):
        met = _point(roads, way.start)
        return Route(row, None, _access_legs(ends, (met, met)), ())
    places = np.concatenate(
        [
            roads.network.places_at(path.segment[:1], path.from_m[:1]),
            roads.network.places_at(path.segment, path.to_m),
        ]
    )
    line = shapely.LineString(places)
    met_at = shapely.get_point(line, 0), shapely.get_point(line, -1)
    return Route(row, line, _access_legs(ends, met_at), _legs(roads, path))


def _access_legs(
    ends: tuple[BaseGeometry, BaseGeometry], met: tuple[shapely.Point, shapely.Point]
) -> tuple[shapely.LineString, ...]:
    """Return the straight lines from the plot to where its road is met, and from the road to the target."""
    legs = shapely.shortest_line(ends[0], met[0]), shapely.shortest_line(met[1], ends[1])
    return tuple(leg for leg in legs if leg.length > 0)


def _point(roads: Roads, place: tuple[int, float]) -> shapely.Point:
    segment, along_m = place
    return shapely.Point(roads.network.places_at(np.array([segment]), np.array([along_m]))[0])


def _legs(roads: Roads, path: EdgeSpans) -> tuple[Leg, ...]:
    """Return the roads in the order of driving; parts of one road that follow each other are one."""
    road = roads.label[roads.network.row[path.segment]]
    drawn = roads.illustrative[path.segment]
    changes = np.flatnonzero((road[1:] != road[:-1]) | (drawn[1:] != drawn[:-1])) + 1
    starts = np.concatenate([[0], changes])
    lengths_m = np.add.reduceat(path.length_m, starts)
    return tuple(
        Leg(str(road[i]), float(metres), bool(drawn[i])) for i, metres in zip(starts, lengths_m, strict=True)
    )
