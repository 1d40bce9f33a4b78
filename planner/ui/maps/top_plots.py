"""The plots that lead: by the figure that colours the map, else by score; of those that pass the filter."""

from math import isfinite

import streamlit as st

from layers.atlas import AreaInfo
from planner.appraisal import Appraisal
from planner.drawing.web.plot_colours import FIGURES
from planner.ranking import RankedPlot, Ranking
from planner.reports.sections.glance import available_text
from planner.siting.aggregation import Score
from planner.text import _, n_, number, quantity
from planner.ui import cache, state
from planner.ui.maps import content as map_contents
from planner.ui.widgets import plot_filter
from planner.ui.widgets.labels import is_partly_known, plain, score_range, status

_SHOWN_N = 5
_UNKNOWN_SHOWN_N = 10
_COMPARED_N = 3


def are_asked_for() -> bool:
    """Return whether the user looks for plots: by a filter, or by a figure on the map."""
    return plot_filter.is_set() or state.current().figure in FIGURES


def render(area: AreaInfo, page: str) -> None:
    """Show the plots that lead, each opened by a click; none by score where they are too many to appraise."""
    figure = state.current().figure
    if figure in FIGURES and figure != "score":
        _show_largest(area.name, page, figure)
    elif cache.is_small(area.name):
        _show_ranking(area.name, page)


def _show_largest(area: str, page: str, figure: str) -> None:
    with st.spinner(_("Appraising all plots")):
        largest = _by_figure(area, figure)
    if largest or plot_filter.is_set():
        st.subheader(_largest(figure), anchor=False)
        _buttons(area, page, "best", largest)
        _tell_if_filtered_out(largest)


def _show_ranking(area: str, page: str) -> None:
    """Show the best plots; apart from them reserve land, and those of which too little is known."""
    with st.spinner(_("Appraising all plots")):
        ranking = cache.ranking(area, state.current().scenario)
    passing = _passing(area)
    best = [(one.appraisal.plot_id, _place(one)) for one in ranking.ranked]
    reserve = [
        (one.appraisal.plot_id, f"{available_text(one.appraisal)} · {_place(one)}") for one in ranking.reserve
    ]
    unknown = [(entry.plot_id, _score(entry.score)) for entry in ranking.too_little_known]
    best, reserve, unknown = (
        [entry for entry in entries if entry[0] in passing] for entries in (best, reserve, unknown)
    )
    if not (best or reserve or unknown or plot_filter.is_set()):
        return
    st.subheader(_("Best by score"), anchor=False)
    _buttons(area, page, "best", best[:_SHOWN_N])
    _tell_if_filtered_out([*best, *reserve, *unknown])
    if not best and (reserve or unknown):
        st.caption(_("No plot is in the ranking."))
    if reserve:
        st.caption(_("Reserve land, ranked apart: ask when it could be had."))
        _buttons(area, page, "reserve", reserve[:_SHOWN_N])
    if unknown:
        _show_unknown(area, page, unknown, ranking)


def _show_unknown(area: str, page: str, unknown: list[tuple[str, str]], ranking: Ranking) -> None:
    """List the plots of which too little is known, the reasons once each."""
    shown = {plot_id for plot_id, _text in unknown}
    reasons = dict.fromkeys(
        reason
        for entry in ranking.too_little_known
        if entry.plot_id in shown
        for reason in entry.reasons_unranked
    )
    title = n_("Too little is known of {n} plot", "Too little is known of {n} plots", len(unknown))
    with st.expander(title, key=f"{page}.too_little_known"):
        st.text("\n".join(list(reasons)[:_SHOWN_N]))
        _buttons(area, page, "unknown", unknown[:_UNKNOWN_SHOWN_N])
        rest_n = len(unknown) - _UNKNOWN_SHOWN_N
        if rest_n > 0:
            st.caption(n_("and {n} more", "and {n} more", rest_n))


def _tell_if_filtered_out(entries: list[tuple[str, str]]) -> None:
    if not entries:
        st.caption(_("No plot passes the filter. Widen it, or clear it."))


def _buttons(area: str, page: str, kind: str, entries: list[tuple[str, str]]) -> None:
    titles, statuses = cache.plot_titles(area), cache.plot_statuses(area)
    with st.container(gap=None):
        for plot_id, text in entries:
            st.button(
                plain(f"{titles[plot_id]} · {status(statuses[plot_id])} · {text}"),
                key=f"{page}.{kind}_{plot_id}",
                type="tertiary",
                on_click=state.choose_plot,
                args=(plot_id,),
            )


def offer(area: str) -> None:
    """Offer to compare those that score best, where there are any."""
    if cache.is_small(area) and _best(area, _COMPARED_N):
        text = _("Start with the three that score best")
        st.button(text, key="best.offer", on_click=_compare, args=(area,))


def _compare(area: str) -> None:
    state.change(compare=tuple(entry.plot_id for entry in _best(area, _COMPARED_N)))


def _best(area: str, most_n: int) -> list[Appraisal]:
    passing = _passing(area)
    ranking = cache.ranking(area, state.current().scenario)
    return [one.appraisal for one in ranking.ranked if one.appraisal.plot_id in passing][:most_n]


def _largest(figure: str) -> str:
    return _("{figure}: the largest").format(figure=_(FIGURES[figure].title))


def _passing(area: str) -> set[str]:
    plot_ids = list(cache.plot_titles(area))
    passed = plot_filter.passing(area)
    return {plot_id for place, plot_id in enumerate(plot_ids) if passed is None or passed[place]}


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


def _place(one: RankedPlot) -> str:
    text = _score(one.appraisal.score)
    return _("{score}, tied").format(score=text) if one.tied else text


def _score(score: Score) -> str:
    """Return the score; one that rests on a part of the criteria is a range and says so."""
    text = _("score {score}").format(score=score_range(score, 1))
    if is_partly_known(score):
        known = _("{share} % of the weight known").format(share=number(100 * score.known_weight_share))
        text = f"{text}, {known}"
    return text
