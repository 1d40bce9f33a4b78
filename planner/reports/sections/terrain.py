"""The ground itself: levels, slope, earthworks, what lies low and what covers it, as far as known."""

from collections.abc import Iterator

from planner.appraisal import Appraisal
from planner.capacity.terrain import TerrainProfile
from planner.reports.sections.phrases import illustrative_tags, known
from planner.reports.terrain_lines import GroundLine, ground_lines
from planner.reports.typst.blocks import Block, Cell, Facts, Section, Words
from planner.text import _


def terrain_section(appraisal: Appraisal) -> Section:
    """Return the section on the ground; where there is no elevation model, it says so, and how to add one."""
    ground = appraisal.ground
    methods = tuple(Words(basis.method) for basis in appraisal.basis if basis.figure == "ground")
    if ground is None:
        return Section(_("Ground and slope"), methods)
    note = (Words(ground.note, loud=True),) if ground.note else ()
    blocks: tuple[Block, ...] = (Facts(tuple(_facts(ground))), *note, *methods)
    return Section(_("Ground and slope"), blocks)


def _facts(ground: TerrainProfile) -> Iterator[tuple[str, Cell]]:
    drawn = illustrative_tags(illustrative=ground.illustrative)
    for line in ground_lines(ground):
        yield line.title, Cell(known(line.value, line.unit, line.digits_n), tags=(*_estimate(line), *drawn))
    yield _("Source"), Cell(ground.source or _("not known"), note=ground.accuracy)


def _estimate(line: GroundLine) -> tuple[str, ...]:
    return (_("estimate"),) if line.estimate else ()
