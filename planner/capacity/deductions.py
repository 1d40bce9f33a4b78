"""Taking zones from plots, one after the other: how much each covers, and how much of that is new."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.capacity.overlay import Positions, Shapes, grounds, left_of, same, shared

# Smaller areas are what is left of rounding when two rules cover the same ground.
ROUNDING_M2 = 1e-6


@dataclass(frozen=True)
class Deduction:
    """What zones cover of plots, an entry for each pair that shares ground.

    `pair_indexes` counts the pairs that were given. `alone_m2` is what the zone covers of the whole plot,
    `taken_m2` what of that was still left. The zones may reach beyond the plots.
    """

    pair_indexes: Positions
    alone_m2: NDArray[np.float64]
    taken_m2: NDArray[np.float64]
    plots: Shapes
    zones: Shapes


class RemainingLand:
    """The plots while rules take from them; `with_permit` is what would be left with every permission."""

    def __init__(self, whole: Shapes, *, permits: bool) -> None:
        self.whole = whole
        self.left = whole.copy()
        # Where no rule asks for a permission, what is left with all of them is simply what is left.
        self.with_permit = whole.copy() if permits else self.left

    def measure_overlap(self, positions: Positions, zones: Shapes) -> Deduction:
        """Return what the zones cover of the plots at these positions, and take nothing."""
        pieces = grounds(shared(self.whole[positions], zones))
        alone_m2 = shapely.area(pieces)
        return _deduction(alone_m2, np.zeros(len(pieces)), pieces, pieces)

    def subtract(self, positions: Positions, zones: Shapes, *, forbidden: bool) -> Deduction:
        """Take the zones from the plots at these positions; a permission gives back what is not forbidden.

        A plot from which nothing was taken yet is cut once: what is left says how much was covered. Of the
        others the covered piece is cut out as well.
        """
        whole, before = self.whole[positions], self.left[positions]
        fresh = same(whole, before)
        pieces = zones.copy()
        pieces[~fresh] = grounds(shared(whole[~fresh], zones[~fresh]))
        # A difference of shapes that share edges may leave lines behind, which are no ground.
        after = grounds(left_of(before, pieces))
        before_m2, after_m2 = shapely.area(before), shapely.area(after)
        taken_m2 = np.where(before_m2 - after_m2 < ROUNDING_M2, 0.0, before_m2 - after_m2)
        alone_m2 = np.where(fresh, taken_m2, shapely.area(pieces))
        found = _deduction(alone_m2, taken_m2, np.where(fresh, whole, pieces), pieces)
        covered = found.pair_indexes
        self.left[positions[covered]] = after[covered]
        if forbidden and self.with_permit is not self.left:
            self._forbid(positions[covered], before[covered], after[covered], found.zones)
        return found

    def _forbid(self, positions: Positions, before: Shapes, after: Shapes, pieces: Shapes) -> None:
        """Take the pieces from what permissions would give, which as a rule is what was left anyway."""
        permitted = self.with_permit[positions]
        alike = same(permitted, before)
        self.with_permit[positions[alike]] = after[alike]
        self.with_permit[positions[~alike]] = grounds(left_of(permitted[~alike], pieces[~alike]))


def _deduction(
    alone_m2: NDArray[np.float64], taken_m2: NDArray[np.float64], plots: Shapes, zones: Shapes
) -> Deduction:
    """Return the pairs that share ground: what merely touches covers none."""
    covers = np.flatnonzero(alone_m2 > ROUNDING_M2)
    return Deduction(covers, alone_m2[covers], taken_m2[covers], plots[covers], zones[covers])
