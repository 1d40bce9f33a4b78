"""How long a report takes: one plot, one comparison, all plots of an area one by one.

What is timed is the report with its maps, from an appraised plot to the bytes of the file; reading the area
and appraising the plots come before, and are timed on lines of their own. There is no peer: each line says
the limit that the project set itself.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from side_by_side import machine, seconds

from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise, appraise_many
from planner.reports import COMPARISONS, REPORTS, Content
from planner.scenario.scenario import parse_scenario

MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)
LARGEST, TINY, ZONE = "9-1", "14-9", "w461415540"
ONE_S, BATCH_S, BATCH_N = 1.0, 60.0, 100


def line(name: str, took_s: list[float], limit_s: float | None = None, **more: object) -> None:
    """Print the median of what was timed, and the worst."""
    remarks = {"worst_s": f"{max(took_s):.4g}", "runs": len(took_s), **more}
    if limit_s is not None:
        remarks["limit_s"] = f"{limit_s:g}"
    told = " ".join(f"{key}={value}" for key, value in remarks.items())
    print(f"case={name} ours_s={statistics.median(took_s):.4g} {told}", flush=True)


def timed(work: Callable[[], object], runs_n: int = 5) -> list[float]:
    """Return the seconds of each run after one to warm up."""
    work()
    return [seconds(work) for _ in range(runs_n)]


def main() -> None:
    """Run the cases."""
    scenario = parse_scenario(read_scenario_text())
    for area, plot_ids in (("kokkola", (LARGEST, TINY)), ("karhula", (ZONE,))):
        atlas = read_atlas(area)
        for plot_id in plot_ids:
            line(f"appraisal_{area}_{plot_id}", timed(partial(appraise, plot_id, atlas, scenario)))
            content = Content(appraise_many([plot_id], atlas, scenario), atlas, scenario, MADE_AT)
            for kind in ("pdf", "xlsx", "gpkg"):
                took_s = timed(partial(REPORTS[kind].make, content))
                line(f"report_{kind}_{area}_{plot_id}", took_s, ONE_S, bytes=len(REPORTS[kind].make(content)))
    atlas = read_atlas("kokkola")
    found = appraise_many(None, atlas, scenario)
    content = Content(found, atlas, scenario, MADE_AT)
    six = replace(content, appraisals=found[:6])
    line("comparison_pdf_of_6", timed(partial(COMPARISONS["pdf"].make, six)))
    start = time.perf_counter()
    for place in range(BATCH_N):
        REPORTS["pdf"].make(replace(content, appraisals=(found[place % len(found)],)))
    line(f"report_pdf_{BATCH_N}_plots_one_by_one", [time.perf_counter() - start], BATCH_S)
    machine("typst", "xlsxwriter", "shapely", "geopandas")


if __name__ == "__main__":
    main()
