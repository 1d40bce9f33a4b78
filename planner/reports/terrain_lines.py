"""The figures of a plot's ground, a line each: the same on the Plot page, on paper and in the workbook."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.capacity.terrain import BALANCING, TerrainProfile
from planner.text import _, number, quantity

_ALL_SHARE = 100.0


@dataclass(frozen=True)
class GroundLine:
    """One figure of the ground; `value` is None where it is not known."""

    title: str
    value: float | None
    unit: str
    digits_n: int = 0
    estimate: bool = False


def ground_lines(ground: TerrainProfile) -> tuple[GroundLine, ...]:
    """Return what is known of the ground; what is beyond the elevation model has no value."""
    found = (*_levels(ground), *_shares(ground), *_earthworks(ground), *_cover(ground))
    known = GroundLine(_("Known part of the plot"), _ALL_SHARE * ground.known_share, "%")
    return (*found, known)


def _levels(ground: TerrainProfile) -> Iterator[GroundLine]:
    yield GroundLine(_("Mean level"), ground.level_mean_m, "m", 1)
    yield GroundLine(_("Lowest level"), ground.level_min_m, "m", 1)
    yield GroundLine(_("Highest level"), ground.level_max_m, "m", 1)
    yield GroundLine(_("Mean slope"), ground.slope_mean_percent, "%", 1)
    yield GroundLine(_("Steepest"), ground.slope_max_percent, "%", 1)


def _shares(ground: TerrainProfile) -> Iterator[GroundLine]:
    for steep in ground.steep:
        title = _("Of the plot steeper than {slope}").format(slope=quantity(steep.threshold_percent, "%"))
        yield GroundLine(title, _ALL_SHARE * steep.steep_share, "%", 1)
    for low in ground.low:
        title = _("Of the plot below {level}").format(level=quantity(low.threshold_m, "m", 2))
        yield GroundLine(title, _ALL_SHARE * low.low_share, "%", 1)


def _earthworks(ground: TerrainProfile) -> Iterator[GroundLine]:
    for pad in ground.pads:
        level = number(pad.level_m, 2)
        if pad.basis == BALANCING:
            cut = _("Cut for a level pad at {level} m, where cut and fill balance").format(level=level)
        else:
            cut = _("Cut for a level pad at {level} m, the level given").format(level=level)
        yield GroundLine(cut, pad.cut_m3, "m³", estimate=True)
        fill = _("Fill for the pad at {level} m").format(level=level)
        yield GroundLine(fill, pad.fill_m3, "m³", estimate=True)


def _cover(ground: TerrainProfile) -> Iterator[GroundLine]:
    for cover in ground.cover:
        title = cover.title or _("Land cover class {code}").format(code=cover.code)
        yield GroundLine(title, _ALL_SHARE * cover.cover_share, "%")
