"""Plot report (XLSX): figures, restrictions, distances, score and sources, for a spreadsheet."""

from planner.reports.freight_sheet import freight_sheets
from planner.reports.plot_sheets import (
    about,
    distances_sheet,
    figures_sheet,
    rules_sheet,
    score_sheet,
    sources_sheet,
)
from planner.reports.report import Content, Report
from planner.reports.terrain_sheet import ground_sheet
from planner.reports.workbook import workbook_bytes
from planner.text import _, marked, title_of

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report_bytes(content: Content) -> bytes:
    """Return the plots as a workbook; the date is that of the content."""
    plots = content.appraisals
    sheets = (
        figures_sheet(plots),
        ground_sheet(plots),
        rules_sheet(plots),
        distances_sheet(plots),
        *freight_sheets(content),
        score_sheet(plots),
        sources_sheet(content),
        about(content),
    )
    title = _("Plots of {area}").format(area=title_of(content.atlas.info))
    return workbook_bytes(title, sheets, content.made_at)


REPORT = Report("xlsx", marked("Plot report (Excel)"), ".xlsx", XLSX_TYPE, report_bytes)
