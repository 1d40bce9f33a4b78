"""The plots of an area in order: ranked, reserve land, too little known, and out of the ranking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.appraisal import Appraisal
from planner.siting.aggregation import Score

# Scores that differ by less are the same: sums of floats in another order.
_SCORE_DIGITS_N = 6


@dataclass(frozen=True)
class RankedPlot:
    """A plot with its rank from 1; `tied` where another plot of the same list is as good."""

    rank_n: int
    tied: bool
    appraisal: Appraisal


@dataclass(frozen=True)
class Ranking:
    """All plots, each in one list.

    `ranked` can be had and enough is known of them. `reserve` is reserve land, ranked apart: it needs a
    decision, often a plan, before a firm can have it. `too_little_known` and `knocked_out` have no rank;
    their reasons are findings of the appraisal.
    """

    ranked: tuple[RankedPlot, ...]
    reserve: tuple[RankedPlot, ...]
    too_little_known: tuple[Appraisal, ...]
    knocked_out: tuple[Appraisal, ...]

    @property
    def placed(self) -> tuple[RankedPlot, ...]:
        """The plots that have a rank, reserve land last."""
        return (*self.ranked, *self.reserve)


def rank(appraisals: Iterable[Appraisal]) -> Ranking:
    """Return the plots from the highest to the lowest assured score, and those without a rank.

    Notes
    -----
    Plots are ordered by the lower bound of the score, in which an unknown value counts as the worst. Equal
    ones share a rank and stand by identifier: an order by the upper bound would let a plot rise when a value
    that scores nothing goes missing.

    References
    ----------
    Maximin choice under interval scores, the most cautious of the usual rules of decision analysis.
    """
    ordered = sorted(appraisals, key=lambda entry: (_order(entry.score), entry.plot_id))
    known = [entry for entry in ordered if not entry.knocked_out and not entry.too_little_known]
    by_id = sorted(ordered, key=lambda entry: entry.plot_id)
    return Ranking(
        ranked=_placed([entry for entry in known if not entry.is_reserve]),
        reserve=_placed([entry for entry in known if entry.is_reserve]),
        too_little_known=tuple(e for e in by_id if e.too_little_known and not e.knocked_out),
        knocked_out=tuple(entry for entry in by_id if entry.knocked_out),
    )


def _order(score: Score) -> float:
    return -round(score.low_score, _SCORE_DIGITS_N)


def _placed(ordered: Sequence[Appraisal]) -> tuple[RankedPlot, ...]:
    """Return the plots with their ranks; tied plots share the rank of the first."""
    keys = [_order(entry.score) for entry in ordered]
    return tuple(
        RankedPlot(keys.index(key) + 1, keys.count(key) > 1, entry)
        for key, entry in zip(keys, ordered, strict=True)
    )
