"""The plots that lead: by the figure that colours the map, else by score; of those that pass the filter."""

from math import isfinite

import streamlit as st

from layers.atlas import AreaInfo
from planner.appraisal import Appraisal
from planner.drawing.map_colours import FIGURES
from planner.siting import Score
from planner.text import _, number, quantity
from planner.ui import cache, map_contents, plot_filter, state
from planner.ui.words import plain, status

_SHOWN_N = 5
_COMPARED_N = 3


def are_asked_for() -> bool:
    """Return whether the user looks for plots: by a filter, or by a figure on the map."""
    return plot_filter.is_set() or state.current().figure in FIGURES


def render(area: AreaInfo, page: str) -> None:
    """Show the plots that lead, each opened by a click; none by score where they are too many to appraise."""
    figure = state.current().figure
    by_score = figure not in FIGURES or figure == "score"
    if by_score and not cache.is_small(area.name):
        return
    with st.spinner(_("Appraising all plots")):
        found = _by_score(area.name) if by_score else _by_figure(area.name, figure)
    if not found and not plot_filter.is_set():
        return
    st.subheader(_("Best by score") if by_score else _largest(figure), anchor=False)
    if not found:
        st.caption(_("No plot passes the filter. Widen it, or clear it."))
    titles, statuses = cache.plot_titles(area.name), cache.plot_statuses(area.name)
    with st.container(gap=None):
        for plot_id, told in found:
            st.button(
                plain(f"{titles[plot_id]} · {status(statuses[plot_id])} · {told}"),
                key=f"{page}.best_{plot_id}",
                type="tertiary",
                on_click=state.choose_plot,
                args=(plot_id,),
            )


def offer(area: str) -> None:
    """Offer to compare those that score best."""
    if cache.is_small(area):
        text = _("Start with the three that score best")
        st.button(text, key="best.offer", on_click=_compare, args=(area,))


def _compare(area: str) -> None:
    state.change(compare=tuple(entry.plot_id for entry in _best(area, _COMPARED_N)))


def _best(area: str, most_n: int) -> list[Appraisal]:
    kept = _passing(area)
    ranked = cache.ranked(area, state.current().scenario)
    return [entry for entry in ranked if entry.plot_id in kept][:most_n]


def _largest(figure: str) -> str:
    return _("{figure}: the largest").format(figure=_(FIGURES[figure].title))


def _passing(area: str) -> set[str]:
    plot_ids = list(cache.plot_titles(area))
    passed = plot_filter.passing(area)
    return {plot_id for place, plot_id in enumerate(plot_ids) if passed is None or passed[place]}


def _by_score(area: str) -> list[tuple[str, str]]:
    return [(entry.plot_id, _score(entry.score)) for entry in _best(area, _SHOWN_N)]


def _by_figure(area: str, figure: str) -> list[tuple[str, str]]:
    kept = _passing(area)
    values = map_contents.figure_values(area, state.current().scenario, figure)
    known = {
        plot_id: value
        for plot_id, value in values.items()
        if plot_id in kept and value is not None and isfinite(value)
    }
    largest = sorted(known, key=lambda plot_id: -known[plot_id])[:_SHOWN_N]
    return [(plot_id, quantity(known[plot_id], FIGURES[figure].unit)) for plot_id in largest]


def _score(score: Score) -> str:
    """Return the score; one that rests on a part of the criteria says so."""
    told = _("score {score}").format(score=number(score.total_score))
    if score.known_weight_share < 1:
        known = _("{share} % of the weight known").format(share=number(100 * score.known_weight_share))
        told = f"{told}, {known}"
    return told
