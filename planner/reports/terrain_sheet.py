"""The sheet of a workbook on the ground of plots: levels, slope, earthworks, as far as known."""

from collections.abc import Sequence

from planner.appraisal import Appraisal
from planner.reports.terrain_lines import ground_lines
from planner.reports.workbook import Column, Sheet, Value
from planner.text import _, unit_name


def ground_sheet(appraisals: Sequence[Appraisal]) -> Sheet:
    """Return every figure of the ground, a row each; where nothing is known, the sentence that says why."""
    columns = (
        Column(_("Plot")),
        Column(_("Figure")),
        Column(_("Value"), kind="number", digits_n=2),
        Column(_("Unit")),
        Column(_("Estimate"), kind="flag"),
        Column(_("Illustrative"), kind="flag"),
        Column(_("Source")),
        Column(_("Accuracy")),
        Column(_("Remark")),
    )
    rows = [row for appraisal in appraisals for row in _rows(appraisal)]
    if not rows:
        methods = (basis.method for one in appraisals for basis in one.basis if basis.figure == "ground")
        rows = [[None, *[None] * 7, next(methods, None)]]
    return Sheet(_("Ground"), columns, rows, fixed_n=2)


def _rows(appraisal: Appraisal) -> list[list[Value]]:
    ground = appraisal.ground
    if ground is None:
        return []
    return [
        [
            *(appraisal.plot_id, line.title, line.value, unit_name(line.unit), line.estimate),
            *(ground.illustrative, ground.source, ground.accuracy, ground.note),
        ]
        for line in ground_lines(ground)
    ]
