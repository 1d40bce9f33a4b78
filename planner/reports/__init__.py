"""Reports: appraised plots as files to take away. REPORTS says which there are.

A report is a file here with one REPORT, and its line in REPORTS. The command line and the app's buttons
loop over REPORTS: `REPORTS["gpkg"].make(Content(appraisals, atlas, scenario))` returns the file's bytes.
"""

from planner.reports import csv, geojson, gpkg, json
from planner.reports.report import Content, Report

REPORTS: dict[str, Report] = {
    report.report_id: report for report in (geojson.REPORT, gpkg.REPORT, csv.REPORT, json.REPORT)
}

__all__ = ["REPORTS", "Content", "Report"]
