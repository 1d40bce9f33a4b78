"""Plots coloured by how far or how long it is to a target: the nearest of a kind, or a certain one."""

from collections.abc import Sequence
from dataclasses import dataclass

from layers.atlas import Atlas
from planner.drawing.web.plot_colours import Colouring
from planner.drawing.web.value_colours import PlotValue, by_value
from planner.logistics import road, straight
from planner.logistics.distance import Distance
from planner.logistics.edges import known_within_data
from planner.logistics.road_paths import driven_to
from planner.logistics.targets import Target, targets
from planner.scenario.scenario import Scenario
from planner.text import _, distance, marked, quantity
from planner.ui.drives import drive_of, timed
from planner.ui.widgets.labels import method, target

_ROAD, _TIME, _DIRECT = "road", "time", "direct"
_TITLES = {
    _ROAD: marked("Distance along roads: {target}"),
    _TIME: marked("Time by road: {target}"),
    _DIRECT: marked("Straight line: {target}"),
}
_APART = ("company",)
_BLOCK_N = 10_000


@dataclass(frozen=True)
class WayFigure:
    """What colours the plots: measure and target, as in "time:quay" or "road:quay/q1", and who drives."""

    measure: str
    aim: str
    drive: str = ""

    @classmethod
    def of(cls, code: str) -> "WayFigure | None":
        """Return what a code says; None where it is none of these.

        Examples
        --------
        >>> WayFigure.of("time:quay/q1@van:time")
        WayFigure(measure='time', aim='quay/q1', drive='van:time')
        >>> WayFigure.of("score") is None
        True
        """
        what, _sign, drive = code.partition("@")
        measure, _sign, aim = what.partition(":")
        return cls(measure, aim, drive) if measure in _TITLES and aim else None


def way_titles(atlas: Atlas, drawn: str = "") -> dict[str, str]:
    """Return code -> title of each way that plots can be coloured by; `drawn` is one target more."""
    found = targets(atlas)
    by_road = dict.fromkeys(group[0].kind for group in driven_to(found)) if atlas.has("roads") else {}
    kinds = dict.fromkeys(one.kind for one in found if one.kind not in _APART)
    one = next((one for one in found if _id(one) == drawn), None)
    named = {drawn: f"{target(one.kind)}: {one.name}"} if one else {}
    aims = {kind: target(kind) for kind in kinds} | named
    road_aims = {*(kind for kind in by_road), *named}
    return {
        f"{measure}:{aim}": _(title).format(target=name)
        for measure, title in _TITLES.items()
        for aim, name in aims.items()
        if measure == _DIRECT or aim in road_aims
    }


def way_colouring(atlas: Atlas, scenario: Scenario, figure: WayFigure) -> Colouring:
    """Return the colouring of all plots by their way to the target."""
    aimed = [one for one in targets(atlas) if figure.aim in (one.kind, _id(one))]
    plots = atlas.frame("plots")
    by_time = figure.measure == _TIME
    text = timed(figure.drive, scenario) if by_time else figure.drive
    drive = drive_of(text, scenario)
    best: dict[str, Distance] = {}
    # A block at a time: of tens of thousands of plots, the distances to every target would fill the memory.
    for first_n in range(0, len(plots), _BLOCK_N):
        block = plots.iloc[first_n : first_n + _BLOCK_N]
        rows = (
            straight.distances(block, aimed)
            if figure.measure == _DIRECT
            else road.distances(block, atlas, aimed, drive)
        )
        best |= _best(known_within_data(rows, block, atlas, aimed), by_time=by_time)
    values = {str(name): _value(best.get(str(name)), by_time=by_time) for name in plots["plot_id"]}
    who = drive.vehicle.name if drive and figure.measure != _DIRECT else ""
    return by_value(_title(figure, aimed, who), values, _minutes if by_time else distance, _note(figure))


def _id(one: Target) -> str:
    return f"{one.kind}/{one.target_id}"


def _title(figure: WayFigure, aimed: Sequence[Target], who: str) -> str:
    name = f"{target(aimed[0].kind)}: {aimed[0].name}" if "/" in figure.aim and aimed else target(figure.aim)
    title = _(_TITLES[figure.measure]).format(target=name)
    return f"{title}, {who}" if who else title


def _note(figure: WayFigure) -> str:
    if figure.measure == _DIRECT:
        return ""
    if figure.measure == _TIME:
        return _("Not known where the roads at hand do not lead there. Speeds are unverified.")
    return _("Not known where the roads at hand do not lead there.")


def _best(rows: Sequence[Distance], *, by_time: bool) -> dict[str, Distance]:
    """Return the nearest of each plot; where time counts, the one that is reached first."""
    best: dict[str, Distance] = {}
    for row in rows:
        value, former = _measured(row, by_time=by_time), best.get(row.plot_id)
        known = None if former is None else _measured(former, by_time=by_time)
        if former is None or (value is not None and (known is None or value < known)):
            best[row.plot_id] = row
    return best


def _measured(row: Distance, *, by_time: bool) -> float | None:
    return row.time_min if by_time else row.distance_m


def _value(row: Distance | None, *, by_time: bool) -> PlotValue:
    if row is None:
        return PlotValue(None, _("Nothing to measure to"))
    value = _measured(row, by_time=by_time)
    if value is None:
        told = method(row.mode, row.method) if row.distance_m is None else _("not known")
        return PlotValue(None, _("{target}: {told}").format(target=_name(row), told=told))
    written = _minutes(value) if by_time else distance(value)
    told = f"{written}, {method(row.mode, row.method)}"
    return PlotValue(value, _("{target}: {told}").format(target=_name(row), told=told))


def _name(row: Distance) -> str:
    """Return what the target is called; an identifier is no name."""
    return target(row.target_kind) if row.target in {"", row.target_id} else row.target


def _minutes(value_min: float) -> str:
    return quantity(value_min, "min", 1)
