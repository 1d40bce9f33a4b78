"""Free stretches of strips: where, between two parallel lines, the ground is free of its own boundary.

This one step is exact. Whoever searches for rectangles chooses angles and lines; the stretch is computed. All
angles and strips of a search are computed in one go.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]


@dataclass(frozen=True)
class Outline:
    """Edges of the ground, a row for each angle: turned so that the rectangles sought lie level.

    `x_low_m` is where the lower end of an edge lies, `shift_ratio` how far x moves for each metre upwards. A
    level edge has none: `reach_m` is its length, 0 for the others.
    """

    low_m: Floats
    high_m: Floats
    x_low_m: Floats
    shift_ratio: Floats
    reach_m: Floats
    angles_rad: Floats

    @classmethod
    def turned(cls, coordinates: Floats, ring: Indexes, angles_rad: Floats) -> "Outline":
        """Return the rings at each of the angles; `ring` says which corner belongs to which."""
        cos, sin = np.cos(angles_rad)[:, None], np.sin(angles_rad)[:, None]
        x = coordinates[:, 0] * cos + coordinates[:, 1] * sin
        y = coordinates[:, 1] * cos - coordinates[:, 0] * sin
        follows = np.flatnonzero(ring[1:] == ring[:-1])
        x_from, y_from, x_to, y_to = x[:, follows], y[:, follows], x[:, follows + 1], y[:, follows + 1]
        rise = y_to - y_from
        level = rise == 0
        return cls(
            low_m=np.minimum(y_from, y_to),
            high_m=np.maximum(y_from, y_to),
            x_low_m=np.where(level, np.minimum(x_from, x_to), np.where(rise > 0, x_from, x_to)),
            shift_ratio=np.divide(x_to - x_from, rise, out=np.zeros_like(rise), where=~level),
            reach_m=np.where(level, np.abs(x_to - x_from), 0.0),
            angles_rad=angles_rad,
        )

    def span_m(self, angle_index: int) -> tuple[float, float]:
        """Return the lowest and the highest place of the ground at an angle."""
        return float(self.low_m[angle_index].min()), float(self.high_m[angle_index].max())

    def corners_m(self, angle_index: int) -> Floats:
        """Return the heights of the corners at an angle, each once, rising."""
        return np.unique(np.concatenate([self.low_m[angle_index], self.high_m[angle_index]]))


@dataclass(frozen=True)
class FreeIntervals:
    """Free stretches, a row for each strip: where they begin, and how long they are (0: none)."""

    start_m: Floats
    length_m: Floats

    def longest(self) -> tuple[Floats, Floats]:
        """Return where the longest stretch of each strip begins, and its length."""
        best = (np.arange(len(self.length_m)), self.length_m.argmax(axis=1))
        return self.start_m[best], self.length_m[best]


def free_intervals(outline: Outline, angle_index: Indexes, low_m: Floats, high_m: Floats) -> FreeIntervals:
    """Return the stretches of each strip that no edge enters and that lie inside the ground."""
    low, high = low_m[:, None], high_m[:, None]
    edge_low, edge_high, shift = (
        values[angle_index] for values in (outline.low_m, outline.high_m, outline.shift_ratio)
    )
    reach = outline.reach_m[angle_index]
    from_y, to_y = np.maximum(edge_low, low), np.minimum(edge_high, high)
    enters = (to_y > from_y) | ((reach > 0) & (edge_low > low) & (edge_low < high))
    x_from = outline.x_low_m[angle_index] + (from_y - edge_low) * shift
    x_to = x_from + (to_y - from_y) * shift + reach
    left = np.where(enters, np.minimum(x_from, x_to), np.inf)
    right = np.where(enters, np.maximum(x_from, x_to), -np.inf)
    middle = (low + high) / 2
    crosses = (edge_low <= middle) & (edge_high > middle)
    # From left to right; places in the flat arrays, as one look-up serves all three.
    order = np.argsort(left, axis=1) + np.arange(len(left))[:, None] * left.shape[1]
    left = left.ravel()[order]
    right = np.maximum.accumulate(right.ravel()[order], axis=1)
    inside = np.cumsum(crosses.ravel()[order], axis=1) % 2 == 1
    with np.errstate(invalid="ignore"):
        length = left[:, 1:] - right[:, :-1]
    usable = inside[:, :-1] & np.isfinite(length) & (length > 0)
    return FreeIntervals(right[:, :-1], np.where(usable, length, 0.0))
