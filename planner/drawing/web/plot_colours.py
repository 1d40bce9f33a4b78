"""How plots are coloured on the map: by status, or by a figure in fixed classes.

The classes of a figure are the same for every area and scenario, so that two maps can be compared. The scale
runs from light to dark and is told apart by colour-blind readers; each class has its number as a second cue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from planner.capacity.capacity import Capacity
from planner.drawing.colours import STATUS_LOOKS, PlotLook
from planner.text import _, marked, number, quantity, unit_name

STATUS = "status"
# ColorBrewer's YlGnBu in five classes.
RAMP = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
OVER, UNKNOWN, PLAIN = "over", "unknown", "plain"


@dataclass(frozen=True)
class Figure:
    """A figure that plots are coloured by: its classes begin at `breaks`, in its unit.

    `over` names what lies beyond the scale, below 0 or above `maximum`.
    """

    title: str
    unit: str
    breaks: tuple[float, float, float, float, float]
    over: str = ""
    maximum: float = float("inf")


# What the selector offers besides the status; a new figure is one entry here and its values in figure_values.
FIGURES: dict[str, Figure] = {
    "remaining": Figure(
        marked("Remaining floor area"), "k-m²", (0, 5_000, 10_000, 20_000, 50_000), marked("over-built")
    ),
    "buildable": Figure(marked("Buildable share of the plot"), "%", (0, 20, 40, 60, 80)),
    "hall": Figure(marked("Largest hall that fits"), "m²", (0, 2_500, 10_000, 25_000, 50_000)),
    "fill": Figure(
        marked("Fill: used of permitted floor area"), "%", (0, 20, 40, 60, 80), marked("over-built"), 100.0
    ),
    "score": Figure(marked("Score at least"), marked("of 100"), (0, 20, 40, 60, 80)),
}
# These follow from the capacity alone, which is found for tens of thousands of plots in seconds.
QUICK = ("remaining", "buildable", "fill")
# This one needs every plot's distances as well: found for tens of thousands of plots in half a minute.
PATIENT = ("score",)


@dataclass(frozen=True)
class Colouring:
    """How each plot looks: `classes` leads from plot to look, `tips` to the line that is told on hover."""

    title: str
    looks: Mapping[str, PlotLook]
    classes: Mapping[str, str]
    tips: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def by_status(plots: pd.DataFrame, *, zones: bool) -> Colouring:
    """Return the colouring by status."""
    looks = {status: PlotLook(look.fill, look.letter, _(look.title)) for status, look in STATUS_LOOKS.items()}
    classes = dict(zip(plots["plot_id"], plots["status"], strict=True))
    return Colouring(_("Zones by status") if zones else _("Plots by status"), looks, classes)


def plain(plots: pd.DataFrame) -> Colouring:
    """Return the colouring that leaves the plots white, for what is drawn over them."""
    title = _("Zones") if (plots["place_kind"] == "zone").all() else _("Plots")
    looks = {PLAIN: PlotLook("#ffffff", "", title)}
    return Colouring(title, looks, dict.fromkeys(plots["plot_id"], PLAIN))


def by_figure(figure_id: str, values: Mapping[str, float | None]) -> Colouring:
    """Return the colouring by a figure; a value that is not known has a look of its own."""
    figure = FIGURES[figure_id]
    unit = unit_name(figure.unit)
    title = _("{figure}, {unit}").format(figure=_(figure.title), unit=unit)
    classes = {plot_id: class_of(figure, value) for plot_id, value in values.items()}
    tips = {
        plot_id: _("{figure}: {value}").format(
            figure=_(figure.title), value=_("not known") if value is None else quantity(value, unit)
        )
        for plot_id, value in values.items()
    }
    note = _("Fixed classes, each with its number; a value on a boundary counts in the higher class.")
    return Colouring(title, _looks(figure), classes, tips, note)


def class_of(figure: Figure, value: float | None) -> str:
    """Return the class of a value: its number from 1, over, or unknown.

    Examples
    --------
    >>> remaining = FIGURES["remaining"]
    >>> [class_of(remaining, value) for value in (-1.0, 0.0, 5_000.0, 90_000.0, None)]
    ['over', '1', '2', '5', 'unknown']
    """
    if value is None:
        return UNKNOWN
    if value < 0 or value > figure.maximum:
        return OVER
    return str(sum(value >= low for low in figure.breaks))


def figure_values(figure_id: str, capacities: Sequence[Capacity]) -> dict[str, float | None]:
    """Return a figure that follows from the capacity, by plot, in the unit of the figure."""
    value = {"remaining": _remaining, "buildable": _buildable, "fill": _fill}[figure_id]
    return {capacity.plot_id: value(capacity) for capacity in capacities}


def _remaining(capacity: Capacity) -> float | None:
    return capacity.remaining_floor_area_m2


def _buildable(capacity: Capacity) -> float | None:
    if capacity.beyond_data:
        return None
    return 100 * capacity.buildable_area_m2 / capacity.gross_area_m2


def _fill(capacity: Capacity) -> float | None:
    used_m2, permitted_m2 = capacity.used_floor_area_m2, capacity.permitted_floor_area_m2
    if used_m2 is None or permitted_m2 is None:
        return None
    if permitted_m2 > 0:
        return 100 * used_m2 / permitted_m2
    # Where nothing is permitted, no share can be given; what stands there is too much.
    return float("inf") if used_m2 > 0 else None


def _looks(figure: Figure) -> dict[str, PlotLook]:
    looks = {}
    for position, (low, fill) in enumerate(zip(figure.breaks, RAMP, strict=True), start=1):
        high = figure.breaks[position] if position < len(figure.breaks) else figure.maximum
        text = (
            _("{low} or more").format(low=number(low))
            if high == float("inf")
            else _("{low} to {high}").format(low=number(low), high=number(high))
        )
        looks[str(position)] = PlotLook(fill, str(position), text)
    if figure.over:
        looks[OVER] = PlotLook("#d55e00", "!", _(figure.over))
    looks[UNKNOWN] = PlotLook("#b3b3b3", "?", _("not known"), dotted=True)
    return looks
