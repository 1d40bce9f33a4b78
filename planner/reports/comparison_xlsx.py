"""Comparison of two to six plots (XLSX): a column a plot, the best value of each figure in bold."""

from planner.comparison import Figure, compare
from planner.reports.labels import status, word
from planner.reports.plot_sheets import (
    about,
    distances_sheet,
    figures_sheet,
    rules_sheet,
    score_sheet,
    sources_sheet,
)
from planner.reports.plot_xlsx import XLSX_TYPE
from planner.reports.report import Content, Report
from planner.reports.workbook import Column, Sheet, Value, workbook_bytes
from planner.text import _, marked, title_of, unit_name

# Columns before the first plot.
_BEFORE_N = 2


def report_bytes(content: Content) -> bytes:
    """Return the plots side by side as a workbook.

    Raises
    ------
    PlannerError
        If there are fewer than two plots, or more than six.
    """
    plots = content.appraisals
    sheets = (
        comparison_sheet(content),
        figures_sheet(plots),
        rules_sheet(plots),
        distances_sheet(plots),
        score_sheet(plots),
        sources_sheet(content),
        about(content),
    )
    title = _("Plots of {area} side by side").format(area=title_of(content.atlas.info))
    return workbook_bytes(title, sheets, content.made_at)


def comparison_sheet(content: Content) -> Sheet:
    """Return the comparison: a row a figure, a column a plot."""
    comparison = compare(content.appraisals)
    columns = (
        Column(_("Figure")),
        Column(_("Unit")),
        *(Column(plot_id, kind="number", digits_n=1) for plot_id in comparison.plot_ids),
    )
    rows: list[list[Value]] = [
        [figure.title, unit_name(figure.unit), *(value_of(figure, value) for value in figure.values)]
        for figure in comparison.figures
    ]
    rows.append([_("Illustrative"), "", *(entry.illustrative for entry in content.appraisals)])
    best = frozenset(
        (line, place + _BEFORE_N) for line, figure in enumerate(comparison.figures) for place in figure.best
    )
    return Sheet(_("Comparison"), columns, rows, fixed_n=_BEFORE_N, marked=best)


def value_of(figure: Figure, value: float | str | None) -> float | str | None:
    """Return a value of a comparison, codes in words."""
    if not isinstance(value, str):
        return value
    if figure.figure_id == "status":
        return status(value)
    return word(value) if figure.figure_id.endswith("binding_limit") else value


COMPARISON = Report("comparison_xlsx", marked("Comparison (Excel)"), ".xlsx", XLSX_TYPE, report_bytes)
