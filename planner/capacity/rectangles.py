"""Which rectangles fit on a piece of ground: the largest at any angle, and halls of a given size.

Everything rests on one exact step (`planner.capacity.scanlines`): in a strip between two parallel lines,
which stretches are free of the boundary of the ground and inside it. The angle and the lines are searched,
the stretch is computed; so what is found lies inside the ground, and is a lower bound of what exists.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.capacity.scanlines import Floats, FreeIntervals, Indexes, Outline, free_intervals

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
    `angles_n` angles found no place, which proves nothing. `halls` is a lower bound of how many fit, of those
    asked for; `most_n` is proved: more than that fit in no arrangement.
    """

    verdict: Verdict
    halls: tuple[Rectangle, ...]
    angles_n: int
    most_n: int

    @property
    def fits(self) -> bool:
        """Whether at least one hall fits."""
        return self.verdict == "fits"


@dataclass(frozen=True)
class _Candidates:
    """Level rectangles in turned frames: an entry for each, with the step of the search that found it."""

    angle_index: Indexes
    x_m: Floats
    length_m: Floats
    low_m: Floats
    high_m: Floats
    step_m: Floats

    @property
    def area_m2(self) -> Floats:
        return self.length_m * (self.high_m - self.low_m)

    def at(self, entries: Indexes) -> "_Candidates":
        """Return the candidates at these entries."""
        return _Candidates(*(getattr(self, name)[entries] for name in self.__dataclass_fields__))

    def or_larger(self, others: "_Candidates") -> "_Candidates":
        """Return for each entry the larger of both rectangles."""
        larger = others.area_m2 > self.area_m2
        names = self.__dataclass_fields__
        return _Candidates(*(np.where(larger, getattr(others, name), getattr(self, name)) for name in names))


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
    outline = Outline.turned(coordinates, ring, _angles(coordinates, ring))
    starts = _best_strips(outline)
    best = _refined(outline, starts.at(np.argsort(-starts.area_m2, kind="stable")[:_REFINED_N]))
    found = int(np.argmax(best.area_m2))
    if not best.area_m2[found] > 0:
        return None
    x_m, low_m, high_m, length_m = (
        float(values[found]) for values in (best.x_m, best.low_m, best.high_m, best.length_m)
    )
    return _rectangle(
        float(outline.angles_rad[best.angle_index[found]]), origin, (x_m, low_m, length_m, high_m - low_m)
    )


def place_halls(
    ground: BaseGeometry, *, length_m: float, width_m: float, count: int = 1, clearance_m: float = 0.0
) -> Fit:
    """Return where halls of this size fit on the ground: up to `count`, with this clearance between them.

    All halls of one answer lie at one angle, in rows. Each lies inside the ground (to `TOLERANCE_M`).

    Notes
    -----
    at most n = Σ over the parts of the ground: ⌊(A + P·c/2 + π·c²/4) / (l·w + (l + w)·c + π·c²/4)⌋

    A: area of a part, P: length of its edge, l × w: a hall, c: clearance. Halls with half the clearance round
    them do not overlap, and lie in the part with half the clearance round it. A part that is nowhere wide
    enough holds none. "Impossible" is proved: at most 0. "Fits" shows the places. "Not found" says only that
    the search found none.

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
    most_n = _most_halls(ground, (longer, shorter), clearance_m)
    if most_n == 0:
        return Fit("impossible", (), 0, 0)
    searched, origin = _prepared(ground)
    coordinates, ring = _ring_coordinates(searched)
    angles = _angles(coordinates, ring)
    outline = Outline.turned(coordinates, ring, angles)
    best: tuple[Rectangle, ...] = ()
    for angle_index, angle in enumerate(angles):
        for sides in dict.fromkeys([(longer, shorter), (shorter, longer)]):
            placed = _rows_of_halls(outline, angle_index, sides, (count, clearance_m))
            if len(placed) > len(best):
                best = tuple(_rectangle(float(angle), origin, (x, y, *sides)) for x, y in placed)
            if len(best) >= count:
                return Fit("fits", best, len(angles), most_n)
    return Fit("fits" if best else "not_found", best, len(angles), most_n)


def _ring_coordinates(ground: BaseGeometry) -> tuple[Floats, Indexes]:
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


def _angles(coordinates: Floats, ring: Indexes) -> Floats:
    """Return the angles to search, in radians below a quarter turn: upright, along the edges, in steps."""
    step = np.diff(coordinates, axis=0)[ring[1:] == ring[:-1]]
    length = np.hypot(step[:, 0], step[:, 1])
    quarter = np.degrees(np.arctan2(step[:, 1], step[:, 0])) % 90.0
    half_degree = np.round(quarter * 2).astype(int) % 180
    angles = [0.0]
    weight = np.bincount(half_degree, weights=length, minlength=180)
    for bin_index in np.argsort(-weight)[:_EDGE_ANGLES_N]:
        if weight[bin_index] > 0:
            members = np.flatnonzero(half_degree == bin_index)
            angles.append(float(quarter[members[np.argmax(length[members])]]))
    angles.extend(np.arange(_ANGLE_STEP_DEG, 90.0, _ANGLE_STEP_DEG).tolist())
    distinct: list[float] = []
    for angle in angles:
        if all(min(abs(angle - other), 90.0 - abs(angle - other)) > _SAME_DEG for other in distinct):
            distinct.append(angle)
    return np.radians(distinct)


@cache
def _pairs(lines_n: int) -> tuple[Indexes, Indexes]:
    """Return the pairs of lines, the lower first."""
    low, high = np.triu_indices(lines_n, 1)
    return low, high


def _best_strips(outline: Outline) -> _Candidates:
    """Return the best rectangles of each angle between lines of a coarse set.

    The lines are spaced evenly, and where the corners are few they run through these too.
    """
    low, high, step, kept_n = [], [], [], []
    for angle_index in range(len(outline.angles_rad)):
        lines_n, kept = (_LINES_UPRIGHT_N, 2) if angle_index == 0 else (_LINES_N, 1)
        bottom, top = outline.span_m(angle_index)
        lines = np.linspace(bottom, top, lines_n)
        step.append((top - bottom) / (lines_n - 1))
        corners = outline.corners_m(angle_index)
        if len(corners) <= lines_n:
            lines = np.unique(np.concatenate([lines, corners]))
        lower, upper = _pairs(len(lines))
        low.append(lines[lower])
        high.append(lines[upper])
        kept_n.append(kept)
    angle_of = np.repeat(np.arange(len(low)), [len(lines) for lines in low])
    found = _measured(outline, angle_of, np.concatenate(low), np.concatenate(high), np.array(step))
    starts = np.flatnonzero(np.diff(angle_of, prepend=-1))
    areas = np.split(found.area_m2, starts[1:])
    best = [start + np.argsort(-area)[:n] for start, area, n in zip(starts, areas, kept_n, strict=True)]
    return found.at(np.concatenate(best))


def _measured(
    outline: Outline, angle_index: Indexes, low_m: Floats, high_m: Floats, step_m: Floats
) -> _Candidates:
    """Return the largest rectangle of each strip; `step_m` holds the step of the search at each angle."""
    x_m, length_m = free_intervals(outline, angle_index, low_m, high_m).longest()
    return _Candidates(angle_index, x_m, length_m, low_m, high_m, step_m[angle_index])


def _refined(outline: Outline, found: _Candidates) -> _Candidates:
    """Return the rectangles after moving the two lines of each in ever smaller steps."""
    offset = np.linspace(-1, 1, _ZOOM_LINES_N)
    offset_low, offset_high = (offsets.ravel() for offsets in np.meshgrid(offset, offset))
    for zoom in range(_ZOOMS_N):
        step = found.step_m[:, None] / ((_ZOOM_LINES_N - 1) / 2) ** zoom
        low, high = found.low_m[:, None] + step * offset_low, found.high_m[:, None] + step * offset_high
        # Lines that cross bound no strip.
        high = np.maximum(low, high)
        angle_index = np.repeat(found.angle_index, low.shape[1])
        x_m, length_m = free_intervals(outline, angle_index, low.ravel(), high.ravel()).longest()
        steps = np.repeat(found.step_m, low.shape[1])
        tried = _Candidates(angle_index, x_m, length_m, low.ravel(), high.ravel(), steps)
        best = tried.area_m2.reshape(low.shape).argmax(axis=1) + np.arange(len(low)) * low.shape[1]
        found = found.or_larger(tried.at(best))
    return found


def _rows_of_halls(
    outline: Outline, angle_index: int, sides: tuple[float, float], wanted: tuple[int, float]
) -> list[tuple[float, float]]:
    """Return the lower left corners of halls in rows, from the bottom up; of several first rows the best.

    `wanted` is the number of halls and the clearance between them.
    """
    length_m, width_m = sides
    count, clearance_m = wanted
    lines = _rows_m(outline, angle_index, width_m)
    if not len(lines):
        return []
    # A strip thinner by the tolerance lets a hall stand exactly between two parallel edges.
    slack = TOLERANCE_M / 2
    found = free_intervals(outline, np.full(len(lines), angle_index), lines + slack, lines + width_m - slack)
    holding = (found.length_m >= length_m - TOLERANCE_M).any(axis=1)
    best: list[tuple[float, float]] = []
    for first in np.flatnonzero(holding)[: 1 if count == 1 else None]:
        placed: list[tuple[float, float]] = []
        row = int(first)
        while row < len(lines) and len(placed) < count:
            placed.extend((x, float(lines[row])) for x in _in_row(found, row, length_m, clearance_m))
            following = np.flatnonzero((lines >= lines[row] + width_m + clearance_m - TOLERANCE_M) & holding)
            row = int(following[0]) if len(following) else len(lines)
        if len(placed) > len(best):
            best = placed
    return best[:count]


def _rows_m(outline: Outline, angle_index: int, width_m: float) -> Floats:
    """Return where rows of this width may begin: evenly spaced, and where their edges meet corners."""
    bottom, top = outline.span_m(angle_index)
    if top - bottom < width_m - TOLERANCE_M:
        return np.zeros(0)
    corners = outline.corners_m(angle_index)
    even = np.linspace(bottom, top - width_m, _LINES_N * 2) if top - bottom > width_m else np.array([bottom])
    tops = corners - width_m if len(corners) <= _CORNERS_N else corners[:0]
    return np.unique(np.concatenate([even, corners[corners <= top - width_m], tops[tops >= bottom]]))


def _in_row(found: FreeIntervals, row: int, length_m: float, clearance_m: float) -> list[float]:
    """Return where halls begin in one strip: as many in each free stretch as it has room for."""
    places: list[float] = []
    for stretch in np.flatnonzero(found.length_m[row] >= length_m - TOLERANCE_M):
        start, free = float(found.start_m[row, stretch]), float(found.length_m[row, stretch])
        if places and start < places[-1] + length_m + clearance_m:
            free -= places[-1] + length_m + clearance_m - start
            start = places[-1] + length_m + clearance_m
        fitting = int((free + clearance_m + TOLERANCE_M) // (length_m + clearance_m))
        places.extend(start + number * (length_m + clearance_m) for number in range(fitting))
    return places


def _most_halls(ground: BaseGeometry, sides: tuple[float, float], clearance_m: float) -> int:
    """Return a number that is proved: more halls fit in no arrangement; 0 where not even one does."""
    longer_m, shorter_m = sides
    half_m = clearance_m / 2
    hall_m2 = longer_m * shorter_m + (longer_m + shorter_m) * clearance_m + np.pi * half_m**2
    most_n = 0
    for part in shapely.get_parts(ground):
        if part.area < longer_m * shorter_m - TOLERANCE_M * longer_m:
            continue
        radius = float(shapely.length(shapely.maximum_inscribed_circle(part, tolerance=TOLERANCE_M)))
        if 2 * radius >= shorter_m - 4 * TOLERANCE_M:
            # Halls may overlap the edge by the tolerance.
            around_m2 = part.area + part.length * (half_m + TOLERANCE_M) + np.pi * half_m**2
            most_n += max(1, int(around_m2 // hall_m2))
    return most_n


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
