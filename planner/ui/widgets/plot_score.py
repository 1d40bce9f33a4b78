"""Why this score: its range, how much of it is known, and what each criterion adds."""

import streamlit as st

from planner.appraisal import Appraisal
from planner.drawing.charts.plots import contributions_chart
from planner.siting.aggregation import without_route
from planner.text import _, number
from planner.ui.widgets import headings
from planner.ui.widgets.labels import is_partly_known, plain, score_range
from planner.ui.widgets.markup import Markup, lines, quiet, show, strong


def render(appraisal: Appraisal) -> None:
    """Show the score with its contributions."""
    headings.section(_("Why this score"), "score")
    show(_in_words(appraisal))
    st.altair_chart(
        contributions_chart(appraisal.score.contributions), width="stretch", key="plot.contributions"
    )
    missed = without_route(appraisal.score)
    if missed:
        text = _("No route leads there, so not known: {criteria}.")
        st.caption(plain(text.format(criteria=", ".join(missed))))
    st.caption(_("Weights and bounds are a proposal of this project and rest on no study."))


def _in_words(appraisal: Appraisal) -> Markup:
    score = appraisal.score
    if not score.is_known:
        return strong(_("No score: nothing that it weighs is known."))
    known = _("{share} % of the weight is known.").format(share=number(100 * score.known_weight_share))
    span = ""
    if is_partly_known(score):
        span = _("The range is with what is unknown at its worst or best; the lower end counts for the rank.")
    headline = strong(_("Score {score} of 100").format(score=score_range(score)))
    return lines(headline, quiet(" ".join(text for text in (known, span, _no_rank(appraisal)) if text)))


def _no_rank(appraisal: Appraisal) -> str:
    if appraisal.knocked_out:
        return _("The score does not count: the plot is ruled out.")
    return _("Too little is known for a rank.") if appraisal.too_little_known else ""
