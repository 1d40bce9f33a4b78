"""Pinch analysis: how much heat the processes of a park could recover from one another at best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.errors import PlannerError
from layers.messages import Sentence

# Heat below this share of the largest cumulative flow is rounding.
_ROUNDING_SHARE = 1e-12


@dataclass(frozen=True)
class HeatStream:
    """A stream that must be cooled (a source of heat) or heated (a user of heat).

    It gives or takes `load_kw` evenly while it goes from `supply_degc` to `target_degc`. Where both are
    equal it condenses or boils at that temperature, and `gives` says which; else `gives` follows from them.
    """

    stream_id: str
    supply_degc: float
    target_degc: float
    load_kw: float
    gives: bool

    def __post_init__(self) -> None:
        """Refuse a load below zero and a direction that contradicts the temperatures.

        Raises
        ------
        PlannerError
            The load is negative or not finite, or a source of heat is to become warmer.
        """
        if not (np.isfinite(self.load_kw) and self.load_kw >= 0):
            raise PlannerError(
                Sentence("The heat of {stream} must be zero or more kilowatts.", stream=self.stream_id)
            )
        fall_k = self.supply_degc - self.target_degc
        if not np.isfinite(fall_k) or (fall_k > 0 and not self.gives) or (fall_k < 0 and self.gives):
            raise PlannerError(
                Sentence(
                    "{stream} goes from {supply:g} °C to {target:g} °C: a source of heat cools down, "
                    "a user of heat warms up.",
                    stream=self.stream_id,
                    supply=self.supply_degc,
                    target=self.target_degc,
                )
            )


@dataclass(frozen=True)
class CompositePoint:
    """A point of the grand composite curve: the heat that flows down past a shifted temperature.

    `heat_above_kw` is what passes just above the temperature, `heat_below_kw` just below it; they differ
    where a stream condenses or boils.
    """

    shifted_degc: float
    heat_above_kw: float
    heat_below_kw: float


@dataclass(frozen=True)
class PinchTargets:
    """The least heating and cooling from outside, and the most heat recovered inside.

    `pinch_shifted_degc` is the highest shifted temperature past which no heat may flow; sources of heat have
    their pinch half the smallest difference above it, users half below. None: the park needs no heat from
    outside, or no cooling, and so has no pinch.
    """

    hot_utility_kw: float
    cold_utility_kw: float
    recovered_kw: float
    pinch_shifted_degc: float | None
    grand_composite: tuple[CompositePoint, ...]


def pinch_targets(streams: Sequence[HeatStream], smallest_difference_k: float) -> PinchTargets:
    """Return the targets of heat recovery between streams (problem table).

    Parameters
    ----------
    streams : sequence of HeatStream
        Sources and users of heat.
    smallest_difference_k : float
        Kelvins by which a source must be warmer than the user that it heats, at least.

    Raises
    ------
    PlannerError
        The smallest difference is negative.

    Notes
    -----
    R(T) = heat that sources give − heat that users take at or above T, T shifted by half the difference;
    hot utility = max(0, −min R), cold utility = R(coldest) + hot utility

    References
    ----------
    Linnhoff, B. and Flower, J. R. (1978): Synthesis of heat exchanger networks. AIChE Journal 24, 633–642.
    Kemp, I. C. (2007): Pinch Analysis and Process Integration, 2nd edition, Butterworth-Heinemann.

    Examples
    --------
    The four streams of Kemp, 10 K apart:

    >>> four = [
    ...     HeatStream("1", 20, 135, 230, gives=False),
    ...     HeatStream("2", 170, 60, 330, gives=True),
    ...     HeatStream("3", 80, 140, 240, gives=False),
    ...     HeatStream("4", 150, 30, 180, gives=True),
    ... ]
    >>> targets = pinch_targets(four, smallest_difference_k=10)
    >>> targets.hot_utility_kw, targets.cold_utility_kw, targets.recovered_kw, targets.pinch_shifted_degc
    (20.0, 60.0, 450.0, 85.0)
    """
    if not smallest_difference_k >= 0:
        raise PlannerError(Sentence("The smallest temperature difference must be zero or more kelvins."))
    if not streams:
        return PinchTargets(0.0, 0.0, 0.0, None, ())
    return _targets(streams, smallest_difference_k / 2)


def _targets(streams: Sequence[HeatStream], half_k: float) -> PinchTargets:
    """Return the targets of at least one stream, sources shifted down and users up by half the difference."""
    shift_k = np.array([-half_k if stream.gives else half_k for stream in streams])
    supply = np.array([stream.supply_degc for stream in streams]) + shift_k
    target = np.array([stream.target_degc for stream in streams]) + shift_k
    signed_kw = np.array([stream.load_kw if stream.gives else -stream.load_kw for stream in streams])
    top, bottom = np.maximum(supply, target), np.minimum(supply, target)
    levels = np.unique(np.concatenate([top, bottom]))[::-1]
    above_kw = _flow_past(levels, top, bottom, signed_kw, includes_level=False)
    below_kw = _flow_past(levels, top, bottom, signed_kw, includes_level=True)
    hot_kw = max(0.0, -float(min(above_kw.min(), below_kw.min())))
    cold_kw = float(below_kw[-1]) + hot_kw
    given_kw = float(signed_kw[signed_kw > 0].sum())
    slack_kw = _ROUNDING_SHARE * float(np.abs(signed_kw).sum())
    return PinchTargets(
        hot_utility_kw=hot_kw,
        cold_utility_kw=max(cold_kw, 0.0),
        recovered_kw=given_kw - max(cold_kw, 0.0),
        pinch_shifted_degc=_pinch(levels, np.minimum(above_kw, below_kw) + hot_kw, hot_kw, cold_kw, slack_kw),
        grand_composite=tuple(
            CompositePoint(float(level), float(above) + hot_kw, float(below) + hot_kw)
            for level, above, below in zip(levels, above_kw, below_kw, strict=True)
        ),
    )


def _flow_past(
    levels: np.ndarray, top: np.ndarray, bottom: np.ndarray, signed_kw: np.ndarray, *, includes_level: bool
) -> np.ndarray:
    """Return the net heat given above each level; what condenses at the level itself where it is included."""
    span = top - bottom
    share = (top - levels[:, None]) / np.where(span > 0, span, 1.0)
    at_once = (levels[:, None] <= top) if includes_level else (levels[:, None] < top)
    shares = np.where(span > 0, np.clip(share, 0.0, 1.0), at_once)
    flow_kw: np.ndarray = shares @ signed_kw
    return flow_kw


def _pinch(
    levels: np.ndarray, passing_kw: np.ndarray, hot_kw: float, cold_kw: float, slack_kw: float
) -> float | None:
    """Return the highest level past which no heat flows, None where heat or cooling is not needed."""
    if hot_kw <= slack_kw or cold_kw <= slack_kw:
        return None
    return float(levels[np.flatnonzero(passing_kw <= slack_kw)[0]])
