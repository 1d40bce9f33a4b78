"""Plots coloured by a figure without fixed classes: a distance, a time, a cost, emissions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, isfinite, log10

import numpy as np

from planner.drawing.colours import PlotLook
from planner.drawing.web.plot_colours import RAMP, UNKNOWN, Colouring
from planner.text import _

_UNKNOWN_FILL = "#b3b3b3"


@dataclass(frozen=True)
class PlotValue:
    """What colours one plot: the value, None where it is not known, and the line that is told on hover."""

    value: float | None
    told: str


def by_value(
    title: str, values: Mapping[str, PlotValue], written: Callable[[float], str], note: str = ""
) -> Colouring:
    """Return the colouring by values; each class holds about as many plots, `written` writes its bounds."""
    between = breaks([entry.value for entry in values.values() if entry.value is not None])
    looks = {
        str(place): PlotLook(RAMP[place - 1], str(place), text)
        for place, text in enumerate(_texts(between, written), start=1)
    }
    classes = {plot_id: _class(entry.value, between) for plot_id, entry in values.items()}
    if UNKNOWN in classes.values():
        looks[UNKNOWN] = PlotLook(_UNKNOWN_FILL, "?", _("not known"), dotted=True)
    return Colouring(
        title=title,
        looks=looks,
        classes=classes,
        tips={plot_id: entry.told for plot_id, entry in values.items()},
        note=" ".join(text for text in (_("Each class holds about as many plots."), note) if text),
    )


def breaks(values: Sequence[float], classes_n: int = len(RAMP)) -> tuple[float, ...]:
    """Return where the classes part, so that each holds about as many; in round numbers, each once.

    Examples
    --------
    >>> breaks([120.0, 340.0, 560.0, 780.0, 1010.0, 1230.0])
    (300.0, 600.0, 800.0, 1000.0)
    >>> breaks([5.0, 5.0]), breaks([])
    ((), ())
    """
    sound = np.array([value for value in values if isfinite(value)])
    if not len(sound):
        return ()
    low, high = float(sound.min()), float(sound.max())
    if high <= low:
        return ()
    # Values that lie close together need more digits than their size tells.
    digits_n = 1 - floor(log10(high - low))
    wanted = np.quantile(sound, np.arange(1, classes_n) / classes_n)
    rounded = dict.fromkeys(round(float(value), digits_n) for value in wanted)
    return tuple(value for value in rounded if low < value < high)


def _class(value: float | None, between: Sequence[float]) -> str:
    if value is None or not isfinite(value):
        return UNKNOWN
    return str(int(np.searchsorted(between, value, side="left")) + 1)


def _texts(between: Sequence[float], written: Callable[[float], str]) -> list[str]:
    if not between:
        return [_("all alike")]
    first = _("up to {value}").format(value=written(between[0]))
    last = _("above {value}").format(value=written(between[-1]))
    inner = [
        _("{low} to {high}").format(low=written(low), high=written(high)) for low, high in pairwise(between)
    ]
    return [first, *inner, last]
