"""The comparison as files to take away: a table, and the reports that planner.reports makes of it."""

from functools import partial

import streamlit as st

from planner.appraisal import Appraisal
from planner.comparison import compare
from planner.reports import COMPARISONS, Content
from planner.text import _, language, said_in
from planner.ui import cache
from planner.ui.compare import table as comparison_table
from planner.ui.widgets import scenario_picker


def render(area: str, found: tuple[Appraisal, ...], rules: str) -> None:
    """Show a button for each file; a report is made when it is asked for."""
    plot_ids = tuple(appraisal.plot_id for appraisal in found)
    with st.container(horizontal=True, key="compare_files"):
        for kind, report in COMPARISONS.items():
            st.download_button(
                _(report.title),
                partial(said_in, language(), _made, kind, area, plot_ids, rules),
                file_name=f"{area}_comparison{report.suffix}",
                mime=report.media_type,
                key=f"compare.download_{kind}",
                on_click="ignore",
            )
        st.download_button(
            _("Download as CSV"),
            comparison_table.csv_bytes(compare(found)),
            file_name=f"{area}_comparison.csv",
            mime="text/csv",
            key="compare.download",
            on_click="ignore",
        )


@cache.cached_per_language(16)
def _made(kind: str, area: str, plot_ids: tuple[str, ...], rules: str) -> bytes:
    found = tuple(cache.appraisal(area, plot_id, rules) for plot_id in plot_ids)
    usual = cache.scenario(scenario_picker.DEFAULT)
    content = Content(found, cache.atlas(area), cache.scenario(rules), default=usual)
    return COMPARISONS[kind].make(content)
