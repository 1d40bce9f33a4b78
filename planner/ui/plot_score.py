"""Why this score: its range, how much of it is known, and what each criterion adds."""

import streamlit as st

from planner.appraisal import Appraisal
from planner.drawing.charts import contributions_chart
from planner.siting import straight_instead
from planner.text import _, number
from planner.ui import headings
from planner.ui.markup import Markup, lines, quiet, show, strong
from planner.ui.words import plain


def render(appraisal: Appraisal) -> None:
    """Show the score with its contributions."""
    headings.section(_("Why this score"), "score")
    show(_in_words(appraisal))
    st.altair_chart(
        contributions_chart(appraisal.score.contributions), width="stretch", key="plot.contributions"
    )
    instead = straight_instead(appraisal.score)
    if instead:
        told = _("A straight line, as no way by road was found, so rather too good: {criteria}.")
        st.caption(plain(told.format(criteria=", ".join(instead))))
    st.caption(_("Weights and bounds are a proposal of this project and rest on no study."))


def _in_words(appraisal: Appraisal) -> Markup:
    score = appraisal.score
    if score.total_score is None:
        return strong(_("No score: nothing that it weighs is known."))
    total = strong(_("Score {score} of 100").format(score=number(score.total_score)))
    known = _("{share} % of the weight is known.").format(share=number(100 * score.known_weight_share))
    span = ""
    if score.known_weight_share < 1:
        span = _("With what is unknown at its worst or best: {low} to {high}.").format(
            low=number(score.low_score), high=number(score.high_score)
        )
    out = _("The score does not count: the plot is ruled out.") if appraisal.knocked_out else ""
    return lines(total, quiet(" ".join(text for text in (known, span, out) if text)))
