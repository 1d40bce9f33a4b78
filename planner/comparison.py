"""Two to six plots side by side: the same figures, the best value of each marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from layers.errors import PlannerError
from planner.appraisal import Appraisal, assumed_columns
from planner.logistics.distance import BELOW_ACCURACY, BEYOND_DATA, NETWORK, NO_ROUTE, STRAIGHT_LINE
from planner.siting.criteria import nearest, nearest_or_no_route
from planner.text import _, marked

FEWEST, MOST = 2, 6
METHOD_TITLES = {
    NETWORK: marked("along the network"),
    STRAIGHT_LINE: marked("straight line"),
    BELOW_ACCURACY: marked("place not known well enough"),
    BEYOND_DATA: marked("not known: beyond the data"),
    NO_ROUTE: marked("no route"),
}
Better = Literal["more", "less", "none"]


@dataclass(frozen=True)
class Figure:
    """One line of a comparison: values in `unit`, one a plot, and the positions of the best ones."""

    figure_id: str
    title: str
    unit: str
    values: tuple[float | str | None, ...]
    best: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """Plots side by side, in the order in which they were chosen."""

    plot_ids: tuple[str, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class _Line:
    """One line of the table; an `optional` one is left out where no plot has a value."""

    figure_id: str
    title: str
    unit: str
    better: Better
    value: Callable[[Appraisal], float | str | None]
    method: Callable[[Appraisal], str] = lambda _appraisal: ""
    optional: bool = False


def _nearest_line(figure_id: str, title: str, kind: str, mode: str) -> _Line:
    def value(appraisal: Appraisal) -> float | None:
        row = nearest(appraisal.distances, kind, mode)
        return row.distance_m if row else None

    def method(appraisal: Appraisal) -> str:
        row = nearest_or_no_route(appraisal.distances, kind, mode)
        return row.method if row else ""

    return _Line(figure_id, title, "m", "less", value, method)


_LINES = (
    _Line("score", marked("Score at least"), "0–100", "more", lambda a: a.score.low_score),
    _Line("status", marked("Status"), "", "none", lambda a: a.status),
    _Line("zoning_code", marked("Zoning code"), "", "none", lambda a: a.zoning_code),
    _Line("gross_area_m2", marked("Plot area"), "m²", "more", lambda a: a.capacity.gross_area_m2),
    _Line(
        "buildable_area_m2", marked("Buildable area"), "m²", "more", lambda a: a.capacity.buildable_area_m2
    ),
    _Line(
        "largest_part_m2",
        marked("Largest buildable part"),
        "m²",
        "more",
        lambda a: a.capacity.largest_part_m2,
    ),
    _Line(
        "largest_free_part_m2",
        marked("Largest free part"),
        "m²",
        "more",
        lambda a: a.capacity.largest_free_part_m2,
    ),
    _Line(
        "permitted",
        marked("Permitted floor area"),
        "k-m²",
        "more",
        lambda a: a.capacity.permitted_floor_area_m2,
    ),
    _Line(
        "permitted_at_most",
        marked("Permitted at most, by the other limits"),
        "k-m²",
        "none",
        lambda a: a.capacity.permitted_at_most_m2,
        optional=True,
    ),
    _Line("used", marked("Used floor area"), "k-m²", "none", lambda a: a.capacity.used_floor_area_m2),
    _Line(
        "remaining",
        marked("Remaining floor area"),
        "k-m²",
        "more",
        lambda a: a.capacity.remaining_floor_area_m2,
    ),
    _Line(
        "remaining_at_most",
        marked("Remaining at most, by what is known"),
        "k-m²",
        "none",
        lambda a: a.capacity.remaining_at_most_m2,
        optional=True,
    ),
    _Line("binding_limit", marked("Binding limit"), "", "none", lambda a: a.capacity.binding_limit),
    _Line(
        "remaining_binding_limit",
        marked("Binding limit of the remaining"),
        "",
        "none",
        lambda a: a.capacity.remaining_binding_limit,
    ),
    _nearest_line("quay_road_m", marked("Nearest quay by road"), "quay", "road"),
    _nearest_line("quay_direct_m", marked("Nearest quay, straight line"), "quay", "direct"),
    _nearest_line("track_m", marked("Nearest track, straight line"), "track", "direct"),
    _nearest_line("main_road_m", marked("Nearest main road by road"), "main_road", "road"),
    _nearest_line("pipe_bridge_m", marked("Nearest pipe bridge, straight line"), "pipe_bridge", "direct"),
)


def compare(appraisals: Sequence[Appraisal]) -> Comparison:
    """Return two to six plots side by side.

    Raises
    ------
    PlannerError
        If there are fewer or more, or one stands twice.
    """
    plot_ids = tuple(appraisal.plot_id for appraisal in appraisals)
    if not FEWEST <= len(plot_ids) <= MOST or len(set(plot_ids)) != len(plot_ids):
        msg = _("Choose {fewest} to {most} different plots to compare; {chosen} were chosen.")
        raise PlannerError(msg.format(fewest=FEWEST, most=MOST, chosen=len(set(plot_ids))))
    lines = [
        line
        for line in _LINES
        if not line.optional or any(line.value(entry) is not None for entry in appraisals)
    ]
    figures = tuple(figure for line in lines for figure in _figures(line, appraisals))
    return Comparison(plot_ids, (*figures, *_remarks(appraisals)))


def _remarks(appraisals: Sequence[Appraisal]) -> list[Figure]:
    """Return on what the floor areas rest, where they do not rest on records and plans alone."""
    estimated = [appraisal.capacity.used_basis == "estimated" for appraisal in appraisals]
    assumed = [assumed_columns(appraisal.capacity) for appraisal in appraisals]
    remarks = []
    if any(estimated):
        told = tuple(_("yes") if is_so else _("no") for is_so in estimated)
        remarks.append(Figure("used_basis", _("Used floor area is an estimate"), "", told, ()))
    if any(assumed):
        told = tuple(text or _("nothing") for text in assumed)
        remarks.append(Figure("assumed", _("Assumed by the rules"), "", told, ()))
    return remarks


def _figures(line: _Line, appraisals: Sequence[Appraisal]) -> list[Figure]:
    """Return the figure of a line, and beneath it how it was measured where no route leads to any target."""
    values = tuple(line.value(appraisal) for appraisal in appraisals)
    methods = tuple(line.method(appraisal) for appraisal in appraisals)
    figure = Figure(line.figure_id, _(line.title), line.unit, values, _best(values, line.better))
    if NO_ROUTE not in methods:
        return [figure]
    titles = tuple(_(METHOD_TITLES[method]) if method else None for method in methods)
    return [figure, Figure(f"{line.figure_id}_method", _("– how it was found"), "", titles, ())]


def _best(values: Sequence[float | str | None], better: Better) -> tuple[int, ...]:
    """Return the positions of the best values; none where all are alike or unknown."""
    numbers = [value for value in values if isinstance(value, float | int)]
    if better == "none" or len(set(numbers)) < FEWEST:
        return ()
    best = max(numbers) if better == "more" else min(numbers)
    return tuple(position for position, value in enumerate(values) if value == best)
