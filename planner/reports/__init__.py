"""Reports: appraised plots as files to take away. REPORTS says which there are.

A report is a file here with one REPORT, and its line in REPORTS. The command line and the app's buttons
loop over REPORTS: `REPORTS["gpkg"].make(Content(appraisals, atlas, scenario))` returns the file's bytes.
COMPARISONS sets two to six plots side by side; each stands under the kind of file that it makes.
"""

from planner.reports import comparison_pdf, comparison_xlsx, csv, geojson, gpkg, json, plot_pdf, plot_xlsx
from planner.reports.report import Content, Report

REPORTS: dict[str, Report] = {
    report.report_id: report
    for report in (
        plot_pdf.REPORT,
        plot_xlsx.REPORT,
        geojson.REPORT,
        gpkg.REPORT,
        csv.REPORT,
        json.REPORT,
    )
}
COMPARISONS: dict[str, Report] = {
    "pdf": comparison_pdf.COMPARISON,
    "xlsx": comparison_xlsx.COMPARISON,
}

__all__ = ["COMPARISONS", "REPORTS", "Content", "Report"]
