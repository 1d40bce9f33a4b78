"""What can be done with a plot: put it aside to compare, take a report of it away."""

from functools import partial

import streamlit as st

from planner.appraisal import Appraisal
from planner.comparison import MOST
from planner.reports import REPORTS, Report
from planner.text import _, language, said_in
from planner.ui import cache, state
from planner.ui.widgets import saved_freight
from planner.ui.widgets.labels import plain

# Reports that tell how the firm's freight travels.
_WITH_FREIGHT = ("pdf", "xlsx")


def compare(appraisal: Appraisal, page: str) -> None:
    """Show the button that puts the plot aside to compare, or takes it out again."""
    chosen = state.current().compare
    inside = appraisal.plot_id in chosen
    st.button(
        _("Remove from comparison") if inside else _("Add to comparison"),
        key=f"{page}.compare",
        type="secondary" if inside else "primary",
        disabled=not inside and len(chosen) >= MOST,
        on_click=state.toggle_compare,
        args=(appraisal.plot_id,),
    )


def all_of_them(appraisal: Appraisal) -> None:
    """Show the report for the council first, the other files beside it, and the comparison."""
    first, *others = REPORTS.values()
    with st.container(horizontal=True, key="plot_all_actions"):
        _report(first, appraisal, "plot")
        with st.popover(_("Other files")):
            for report in others:
                _report(report, appraisal, "plot")
        compare(appraisal, "plot")
    put_aside()


def put_aside() -> None:
    """Show which plots are put aside to compare."""
    chosen = state.current().compare
    if chosen:
        st.caption(_("To compare: {plots}").format(plots=", ".join(plain(plot_id) for plot_id in chosen)))


def reports(appraisal: Appraisal, page: str) -> None:
    """Show a button for each report; one is made when it is asked for, as most plots are only looked at."""
    for report in REPORTS.values():
        _report(report, appraisal, page)


def _report(report: Report, appraisal: Appraisal, page: str) -> None:
    rules = state.current().scenario
    freight = saved_freight.as_toml(appraisal.area) if report.report_id in _WITH_FREIGHT else ""
    made = partial(cache.report, report.report_id, appraisal.area, appraisal.plot_id, rules, freight)
    st.download_button(
        _(report.title),
        # When it is asked for, a run of its own makes it, in which no language is chosen yet.
        partial(said_in, language(), made),
        file_name=f"{appraisal.area}_plot{report.suffix}",
        mime=report.media_type,
        key=f"{page}.download_{report.report_id}",
        on_click="ignore",
        help=_("With the freight of the Logistics page.") if freight else None,
    )
