"""What the Map page says of the selected plot, in short: the Plot page says all of it."""

import streamlit as st

from planner.appraisal import Appraisal, Finding
from planner.text import _, n_, number, unit_name
from planner.ui.maps import buildable_overlay
from planner.ui.widgets import links, plot_actions, plot_figures, plot_findings, plot_identity, plot_picker
from planner.ui.widgets.labels import score_range
from planner.ui.widgets.markup import Markup, joined, lines, quiet, show, strong, table

_FINDINGS_SHOWN_N = 3


def render(appraisal: Appraisal) -> None:
    """Show what the plot is, its key figures, what binds it, what stands in the way, what can be done."""
    plot_identity.headline(appraisal)
    show(plot_identity.in_a_line(appraisal))
    _actions(appraisal)
    show(table(_figures(appraisal), numbers=(1,), css_class="amounts"))
    show(lines(plot_figures.limits(appraisal.capacity), buildable_overlay.key(appraisal)))
    _findings(appraisal)
    plot_picker.steps(appraisal.area, appraisal.plot_id, "map")


def _actions(appraisal: Appraisal) -> None:
    links.to_page("plot", _("All about this plot"), icon="article")
    with st.container(horizontal=True, key="plot_actions"):
        plot_actions.compare(appraisal, "map")
        with st.popover(_("Download")):
            plot_actions.reports(appraisal, "map")
    plot_actions.put_aside()


def _figures(appraisal: Appraisal) -> list[tuple[str, str, str]]:
    capacity = appraisal.capacity
    entries = (
        (_("Plot area"), capacity.gross_area_m2, "m²"),
        (_("Buildable area"), capacity.buildable_area_m2, "m²"),
        (_("Remaining floor area"), capacity.remaining_floor_area_m2, unit_name("k-m²")),
    )
    figures: list[tuple[str, str, str]] = [
        (name, strong(number(value)), unit) if value is not None else (name, quiet(_("not known")), "")
        for name, value, unit in entries
    ]
    at_most_m2 = capacity.remaining_at_most_m2
    if at_most_m2 is not None:
        bound = quiet(_("at most {bound}").format(bound=number(at_most_m2)))
        figures[2] = (figures[2][0], bound, unit_name("k-m²"))
    score = (strong(score_range(appraisal.score)), _("of 100"))
    return [*figures, (_("Score"), *(score if appraisal.score.is_known else (quiet(_("not known")), "")))]


def _findings(appraisal: Appraisal) -> None:
    """Show the weightiest findings by title, and how many more there are."""
    found = plot_findings.ordered(appraisal)
    st.subheader(_("What stands in the way"), anchor=False)
    if not found:
        st.caption(plot_findings.nothing_found())
        return
    show(table([(_told(finding),) for finding in found[:_FINDINGS_SHOWN_N]], css_class="findings"))
    rest_n = len(found) - _FINDINGS_SHOWN_N
    if rest_n > 0:
        show(quiet(n_("{n} more finding", "{n} more findings", rest_n)))


def _told(finding: Finding) -> Markup:
    share = finding.overlap_share
    covered = _("{share} % of the plot").format(share=number(100 * share, 1)) if share is not None else ""
    return lines(strong(finding.title), joined((plot_findings.effect_tag(finding), quiet(covered))))
