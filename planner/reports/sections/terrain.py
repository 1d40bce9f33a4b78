"""The ground itself: levels, slope, earthworks, what lies low and what covers it, as far as known."""

from collections.abc import Iterator

from planner.appraisal import Appraisal
from planner.ground import BALANCING, Ground
from planner.reports.sections.phrases import illustrative_tags, known
from planner.reports.typst.blocks import Block, Cell, Facts, Section, Words
from planner.text import _, number, quantity


def terrain_section(appraisal: Appraisal) -> Section:
    """Return the section on the ground; where there is no elevation model, it says so."""
    ground = appraisal.ground
    if ground is None:
        text = _("Nothing is known of levels and slope: no elevation model is at hand.")
        return Section(_("Ground and slope"), (Words(text),))
    methods = [basis.method for basis in appraisal.basis if basis.figure == "ground"]
    words = [Words(text) for text in (ground.note, *methods) if text]
    blocks: list[Block] = [Facts(tuple(_facts(ground))), *words]
    return Section(_("Ground and slope"), tuple(blocks))


def _facts(ground: Ground) -> Iterator[tuple[str, Cell]]:
    tags = illustrative_tags(illustrative=ground.illustrative)
    span = _("not known")
    if ground.level_min_m is not None and ground.level_max_m is not None:
        span = f"{number(ground.level_min_m, 1)}–{quantity(ground.level_max_m, 'm', 1)}"
    yield _("Levels"), Cell(span, tags=tags)
    yield _("Mean level"), Cell(known(ground.level_mean_m, "m", 1))
    yield _("Mean slope"), Cell(known(ground.slope_mean_percent, "%", 1))
    yield _("Steepest"), Cell(known(ground.slope_max_percent, "%", 1))
    yield _("Known part of the plot"), Cell(quantity(100 * ground.known_share, "%"))
    for steep in ground.steep:
        title = _("Steeper than {slope}").format(slope=quantity(steep.threshold_percent, "%"))
        yield title, Cell(quantity(100 * steep.steep_share, "%", 1))
    for low in ground.low:
        title = _("Below {level}").format(level=quantity(low.threshold_m, "m", 2))
        yield title, Cell(quantity(100 * low.low_share, "%", 1))
    for pad in ground.pads:
        title = _("Level pad, balancing") if pad.basis == BALANCING else _("Level pad, given level")
        text = _("cut {cut}, fill {fill}").format(
            cut=quantity(pad.cut_m3, "m³"), fill=quantity(pad.fill_m3, "m³")
        )
        yield title, Cell(text, note=quantity(pad.level_m, "m", 2), tags=(_("estimate"),))
    for cover in ground.cover:
        yield cover.title, Cell(quantity(100 * cover.cover_share, "%"))
    yield _("Source"), Cell(ground.source or _("not known"), note=ground.accuracy)
