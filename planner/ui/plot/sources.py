"""Sources with licence, attribution, date and accuracy, a link each."""

from collections.abc import Sequence

import streamlit as st

from layers.sources import Source
from planner.appraisal import Appraisal
from planner.text import _, day
from planner.ui.widgets.labels import source_accuracy, source_title
from planner.ui.widgets.markup import Markup, joined, lines, link, quiet, show, strong, table, tag


def of_plot(appraisal: Appraisal) -> None:
    """Show the sources behind what is said of a plot, on demand."""
    with st.expander(_("Sources")):
        render(appraisal.sources)


def render(sources: Sequence[Source]) -> None:
    """Show the sources."""
    show(table([(_told(source),) for source in sources], css_class="findings"))


def _told(source: Source) -> Markup:
    terms = joined(
        (source.licence, source.attribution, _("retrieved {date}").format(date=day(source.retrieved))), " · "
    )
    return lines(
        strong(link(source_title(source), source.url)),
        tag(_("illustrative"), "warn") if source.illustrative else "",
        quiet(terms),
        quiet(source_accuracy(source)),
    )
