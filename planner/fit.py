"""Which rectangles fit on a piece of ground: the largest at any angle, and halls of a given size.

Everything rests on one exact step: in a strip between two parallel lines, which stretches are free of the
boundary of the ground and inside it. The angle and the lines are searched, the stretch is computed; so what
is found lies inside the ground, and is a lower bound of what exists.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Verdict = Literal["fits", "impossible", "not_found"]

# The search: how many lines part the ground at each angle, and how often the best is refined.
_LINES_UPRIGHT_N = 24
_LINES_N = 10
_ANGLE_STEP_DEG = 22.5
_EDGE_ANGLES_N = 4
_SAME_DEG = 1e-6
_REFINED_N = 3
_ZOOMS_N = 5
_ZOOM_LINES_N = 7
# Ground with more corners than this is searched in a slightly smaller outline with fewer.
_CORNERS_N = 120
_SIMPLER_BY_M = 0.05
# A hall may overlap the edge by this much: less than can be staked out.
TOLERANCE_M = 0.001


@dataclass(frozen=True)
class Rectangle:
    """A rectangle on the ground; `length_m` is its longer side, `angle_deg` turns it from east to north."""

    footprint: shapely.Polygon
    length_m: float
    width_m: float
    angle_deg: float

    @property
    def area_m2(self) -> float:
        """Area in square metres."""
        return self.length_m * self.width_m


@dataclass(frozen=True)
class Fit:
    """Whether halls of one size fit.

    `impossible` is proved (too little ground, or too narrow everywhere); `not_found` means that the search at
    `angles_n` angles found no place, which proves nothing. `halls` is a lower bound of how many fit.
    """

    verdict: Verdict
    halls: tuple[Rectangle, ...]
    angles_n: int

    @property
    def fits(self) -> bool:
        """Whether at least one hall fits."""
        return self.verdict == "fits"


@dataclass(frozen=True)
class _Edges:
    """Boundary of the ground, turned so that the rectangles sought lie level."""

    x_from: Floats
    y_from: Floats
    x_to: Floats
    y_to: Floats
    angle_rad: float

    @classmethod
    def turned(cls, coordinates: Floats, ring: NDArray[np.intp], angle_rad: float) -> "_Edges":
        cos, sin = np.cos(angle_rad), np.sin(angle_rad)
        x = coordinates[:, 0] * cos + coordinates[:, 1] * sin
        y = coordinates[:, 1] * cos - coordinates[:, 0] * sin
        follows = np.flatnonzero(ring[1:] == ring[:-1])
        return cls(x[follows], y[follows], x[follows + 1], y[follows + 1], angle_rad)


@dataclass(frozen=True)
class _Gaps:
    """Free stretches of each strip, a row a strip: where they begin, and how long they are (0: none)."""

    start: Floats
    length: Floats


def _gaps(edges: _Edges, low: Floats, high: Floats) -> _Gaps:
    """Return the stretches of each strip that no edge enters and that lie inside the ground."""
    low_y = np.maximum(np.minimum(edges.y_from, edges.y_to), low[:, None])
    high_y = np.minimum(np.maximum(edges.y_from, edges.y_to), high[:, None])
    rise = edges.y_to - edges.y_from
    level = rise == 0
    enters = (high_y > low_y) | (level & (edges.y_from > low[:, None]) & (edges.y_from < high[:, None]))
    slope = np.divide(edges.x_to - edges.x_from, rise, out=np.zeros_like(rise), where=~level)
    x_low = edges.x_from + (low_y - edges.y_from) * slope
    x_high = np.where(level, edges.x_to, edges.x_from + (high_y - edges.y_from) * slope)
    left = np.where(enters, np.minimum(x_low, x_high), np.inf)
    right = np.where(enters, np.maximum(x_low, x_high), -np.inf)
    middle = ((low + high) / 2)[:, None]
    crosses = (edges.y_from <= middle) != (edges.y_to <= middle)
    order = np.argsort(left, axis=1)
    left = np.take_along_axis(left, order, axis=1)
    right = np.maximum.accumulate(np.take_along_axis(right, order, axis=1), axis=1)
    inside = np.cumsum(np.take_along_axis(crosses, order, axis=1), axis=1) % 2 == 1
    length = left[:, 1:] - right[:, :-1]
    usable = inside[:, :-1] & np.isfinite(length) & (length > 0)
    return _Gaps(right[:, :-1], np.where(usable, length, 0.0))


@dataclass(frozen=True)
class _Found:
    """A level rectangle in the turned frame, with the step of the search that found it."""

    area_m2: float
    x_m: float
    length_m: float
    low_m: float
    high_m: float
    step_m: float
    edges: _Edges

    def rectangle(self, origin: Floats) -> Rectangle:
        return _rectangle(
            self.edges.angle_rad, origin, (self.x_m, self.low_m, self.length_m, self.high_m - self.low_m)
        )


def largest_rectangle(ground: BaseGeometry) -> Rectangle | None:
    """Return the largest rectangle found on the ground, at any angle; None where there is no ground.

    It lies inside the ground (to `TOLERANCE_M`), and is a lower bound: not every angle and strip is tried.

    Notes
    -----
    maximise length × width over rectangles inside the ground, at angles of its edges and steps between them

    References
    ----------
    A search of this project's own: what is found fits, something larger may exist.

    Examples
    --------
    >>> found = largest_rectangle(shapely.box(0, 0, 92, 60))
    >>> round(found.length_m, 1), round(found.width_m, 1)
    (92.0, 60.0)
    """
    if ground.is_empty:
        return None
    searched, origin = _prepared(ground)
    coordinates, ring = _ring_coordinates(searched)
    starts: list[_Found] = []
    for position, angle in enumerate(_angles(coordinates, ring)):
        edges = _Edges.turned(coordinates, ring, angle)
        starts.extend(
            _best_strips(edges, _LINES_UPRIGHT_N if position == 0 else _LINES_N, 2 if position == 0 else 1)
        )
    starts.sort(key=lambda found: -found.area_m2)
    best = max(
        (_refined(start) for start in starts[:_REFINED_N]), key=lambda found: found.area_m2, default=None
    )
    return best.rectangle(origin) if best and best.area_m2 > 0 else None


def place_halls(
    ground: BaseGeometry, *, length_m: float, width_m: float, count: int = 1, clearance_m: float = 0.0
) -> Fit:
    """Return where halls of this size fit on the ground: up to `count`, with this clearance between them.

    All halls of one answer lie at one angle, in rows. Each lies inside the ground (to `TOLERANCE_M`).

    Notes
    -----
    "Impossible" is proved: count × length × width exceeds the ground, or the ground is nowhere wide
    enough. "Fits" shows the places. "Not found" says only that the search found none.

    References
    ----------
    A search of this project's own; the clearance between halls is the scenario's `hall_clearance_m`.

    Examples
    --------
    >>> fit = place_halls(shapely.box(0, 0, 100, 40), length_m=45, width_m=35, count=3, clearance_m=8)
    >>> fit.verdict, len(fit.halls)
    ('fits', 2)
    >>> place_halls(shapely.box(0, 0, 100, 10), length_m=30, width_m=12).verdict
    'impossible'
    """
    longer, shorter = max(length_m, width_m), min(length_m, width_m)
    if _impossible(ground, longer, shorter):
        return Fit("impossible", (), 0)
    searched, origin = _prepared(ground)
    coordinates, ring = _ring_coordinates(searched)
    angles = _angles(coordinates, ring)
    best: tuple[Rectangle, ...] = ()
    for angle in angles:
        edges = _Edges.turned(coordinates, ring, angle)
        for sides in {(longer, shorter), (shorter, longer)}:
            placed = _rows_of_halls(edges, sides, count, clearance_m)
            if len(placed) > len(best):
                best = tuple(_rectangle(angle, origin, (x, y, *sides)) for x, y in placed)
            if len(best) >= count:
                return Fit("fits", best, len(angles))
    return Fit("fits" if best else "not_found", best, len(angles))


def _ring_coordinates(ground: BaseGeometry) -> tuple[Floats, NDArray[np.intp]]:
    """Return the corners of all rings, holes too, and which ring each belongs to."""
    rings = shapely.get_rings(shapely.get_parts(ground))
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    return coordinates, ring


def _prepared(ground: BaseGeometry) -> tuple[BaseGeometry, Floats]:
    """Return the ground near the origin, where numbers are small, with few corners; and where it was."""
    origin = np.array(ground.centroid.coords[0])
    near = shapely.transform(ground, lambda points: points - origin)
    if shapely.get_num_coordinates(near) > _CORNERS_N:
        simpler = near.buffer(-_SIMPLER_BY_M).simplify(_SIMPLER_BY_M)
        near = simpler if not simpler.is_empty and near.covers(simpler) else near
    return near, origin


def _angles(coordinates: Floats, ring: NDArray[np.intp]) -> list[float]:
    """Return the angles to search, in radians below a quarter turn: upright, along the edges, in steps."""
    step = np.diff(coordinates, axis=0)[ring[1:] == ring[:-1]]
    length = np.hypot(step[:, 0], step[:, 1])
    quarter = np.degrees(np.arctan2(step[:, 1], step[:, 0])) % 90.0
    angles = [0.0]
    weight = np.bincount(np.round(quarter * 2).astype(int) % 180, weights=length, minlength=180)
    for bin_index in np.argsort(-weight)[:_EDGE_ANGLES_N]:
        members = np.round(quarter * 2).astype(int) % 180 == bin_index
        if weight[bin_index] > 0:
            angles.append(float(quarter[members][np.argmax(length[members])]))
    angles.extend(np.arange(_ANGLE_STEP_DEG, 90.0, _ANGLE_STEP_DEG).tolist())
    distinct: list[float] = []
    for angle in angles:
        if all(min(abs(angle - other), 90.0 - abs(angle - other)) > _SAME_DEG for other in distinct):
            distinct.append(angle)
    return [float(np.radians(angle)) for angle in distinct]


def _best_strips(edges: _Edges, lines_n: int, kept_n: int) -> list[_Found]:
    """Return the best rectangles between lines of a coarse set: evenly spaced, and through the corners."""
    bottom, top = edges.y_from.min(), edges.y_from.max()
    even = np.linspace(bottom, top, lines_n)
    corners = np.unique(edges.y_from)
    lines = np.unique(np.concatenate([even, corners])) if len(corners) <= lines_n else even
    low, high = np.triu_indices(len(lines), 1)
    gaps = _gaps(edges, lines[low], lines[high])
    length = gaps.length.max(axis=1, initial=0.0)
    area = length * (lines[high] - lines[low])
    step = float(even[1] - even[0])
    return [
        _found(edges, gaps, int(strip), float(lines[low[strip]]), float(lines[high[strip]]), step)
        for strip in np.argsort(-area)[:kept_n]
    ]


def _found(
    edges: _Edges, gaps: _Gaps, strip_index: int, low_m: float, high_m: float, step_m: float
) -> _Found:
    widest = int(np.argmax(gaps.length[strip_index])) if gaps.length.shape[1] else 0
    length = float(gaps.length[strip_index, widest]) if gaps.length.shape[1] else 0.0
    start = float(gaps.start[strip_index, widest]) if length else 0.0
    return _Found(length * (high_m - low_m), start, length, low_m, high_m, step_m, edges)


def _refined(found: _Found) -> _Found:
    """Return the rectangle after moving its two lines in ever smaller steps."""
    step = found.step_m
    for _zoom in range(_ZOOMS_N):
        offsets = np.linspace(-step, step, _ZOOM_LINES_N)
        low, high = (lines.ravel() for lines in np.meshgrid(found.low_m + offsets, found.high_m + offsets))
        keep = high > low
        low, high = low[keep], high[keep]
        gaps = _gaps(found.edges, low, high)
        area = gaps.length.max(axis=1, initial=0.0) * (high - low)
        strip = int(np.argmax(area))
        better = _found(found.edges, gaps, strip, float(low[strip]), float(high[strip]), step)
        found = better if better.area_m2 > found.area_m2 else found
        step /= (_ZOOM_LINES_N - 1) / 2
    return found


def _rows_of_halls(
    edges: _Edges, sides: tuple[float, float], count: int, clearance_m: float
) -> list[tuple[float, float]]:
    """Return the lower left corners of halls in rows, from the bottom up; of several first rows the best."""
    length_m, width_m = sides
    bottom, top = edges.y_from.min(), edges.y_from.max()
    if top - bottom < width_m - TOLERANCE_M:
        return []
    corners = np.unique(edges.y_from)
    even = np.linspace(bottom, top - width_m, _LINES_N * 2) if top - bottom > width_m else np.array([bottom])
    tops = corners - width_m if len(corners) <= _CORNERS_N else corners[:0]
    lines = np.unique(np.concatenate([even, corners[corners <= top - width_m], tops[tops >= bottom]]))
    # A strip thinner by the tolerance lets a hall stand exactly between two parallel edges.
    slack = TOLERANCE_M / 2
    gaps = _gaps(edges, lines + slack, lines + width_m - slack)
    fitted = [_in_row(gaps, row, length_m, clearance_m) for row in range(len(lines))]
    numbers = np.array([len(places) for places in fitted])
    best: list[tuple[float, float]] = []
    for first in np.flatnonzero(numbers)[: 1 if count == 1 else None]:
        placed: list[tuple[float, float]] = []
        row = int(first)
        while row < len(lines) and len(placed) < count:
            placed.extend((x, float(lines[row])) for x in fitted[row])
            following = np.flatnonzero(
                (lines >= lines[row] + width_m + clearance_m - TOLERANCE_M) & (numbers > 0)
            )
            row = int(following[0]) if len(following) else len(lines)
        if len(placed) > len(best):
            best = placed
    return best[:count]


def _in_row(gaps: _Gaps, row: int, length_m: float, clearance_m: float) -> list[float]:
    """Return where halls begin in one strip: as many in each free stretch as it has room for."""
    places: list[float] = []
    for stretch in np.flatnonzero(gaps.length[row] >= length_m - TOLERANCE_M):
        start, free = float(gaps.start[row, stretch]), float(gaps.length[row, stretch])
        if places and start < places[-1] + length_m + clearance_m:
            free -= places[-1] + length_m + clearance_m - start
            start = places[-1] + length_m + clearance_m
        fitting = int((free + clearance_m + TOLERANCE_M) // (length_m + clearance_m))
        places.extend(start + number * (length_m + clearance_m) for number in range(fitting))
    return places


def _impossible(ground: BaseGeometry, longer_m: float, shorter_m: float) -> bool:
    """Return whether a hall of these sides is proved not to fit on any part of the ground."""
    for part in shapely.get_parts(ground):
        if part.area < longer_m * shorter_m - TOLERANCE_M * longer_m:
            continue
        radius = float(shapely.length(shapely.maximum_inscribed_circle(part, tolerance=TOLERANCE_M)))
        if 2 * radius >= shorter_m - 4 * TOLERANCE_M:
            return False
    return True


def _rectangle(angle_rad: float, origin: Floats, place: tuple[float, float, float, float]) -> Rectangle:
    x, y, along_m, across_m = place
    level = np.array([[x, y], [x + along_m, y], [x + along_m, y + across_m], [x, y + across_m]])
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    turned = (
        np.column_stack([level[:, 0] * cos - level[:, 1] * sin, level[:, 0] * sin + level[:, 1] * cos])
        + origin
    )
    angle_deg = float(np.degrees(angle_rad)) + (0.0 if along_m >= across_m else 90.0)
    return Rectangle(shapely.Polygon(turned), max(along_m, across_m), min(along_m, across_m), angle_deg)
