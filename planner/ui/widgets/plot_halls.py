"""Halls on the selected plot: the largest that fits, and whether one of a given size does, and how many."""

import re

import streamlit as st

from planner.appraisal import Appraisal
from planner.capacity.halls import MOST_HALLS, Hall, PlotFit
from planner.text import _, n_, number, quantity
from planner.ui import cache, state
from planner.ui.widgets.markup import Markup, hint, joined, quiet, show, strong, table

_LONGEST_M = 2000.0
_FIRST_M, _FIRST_COUNT_N = (60.0, 30.0), 1
_WRITTEN = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)x(\d{1,4}(?:\.\d{1,2})?)x(\d{1,2})")


def render(appraisal: Appraisal) -> None:
    """Show the largest hall that fits, and the question for one."""
    rules = appraisal_scenario()
    largest = cache.largest_hall(appraisal.area, appraisal.plot_id, rules)
    show(table([_largest(largest)], numbers=(1,), css_class="amounts"))
    with st.expander(_("Does a hall fit?"), expanded=bool(state.current().hall)):
        _ask()
        fit = wanted_fit(appraisal.area, appraisal.plot_id)
        if fit:
            _verdict(fit)


def appraisal_scenario() -> str:
    """Return the key of the rules that hold."""
    return state.current().scenario


def wanted(text: str) -> tuple[float, float, int] | None:
    """Return sides in metres and number of the hall that the address names; None where it names none.

    Examples
    --------
    >>> wanted("60x30.5x2"), wanted("0x30x1"), wanted("a shed")
    ((60.0, 30.5, 2), None, None)
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    length_m, width_m, count_n = float(found[1]), float(found[2]), int(found[3])
    sound = 0 < length_m <= _LONGEST_M and 0 < width_m <= _LONGEST_M and 1 <= count_n <= MOST_HALLS
    return (length_m, width_m, count_n) if sound else None


def wanted_fit(area: str, plot_id: str) -> PlotFit | None:
    """Return whether the hall that is sought fits on the plot; None where none is sought."""
    asked = wanted(state.current().hall)
    if asked is None:
        return None
    length_m, width_m, count_n = asked
    return cache.hall_fit(area, plot_id, appraisal_scenario(), (length_m, width_m), count_n)


def _largest(hall: Hall | None) -> tuple[Markup, str, str]:
    told = _(
        "Largest rectangle found at any angle on the buildable ground, clear of buildings that stand. "
        "Not every place is tried: a larger one may exist. On shapes whose largest rectangle is known, the "
        "search comes within 2 % of it."
    )
    name = hint(_("Largest hall that fits"), told)
    if hall is None:
        return name, quiet(_("none: no free buildable ground")), ""
    sides = _("{length} × {width} m").format(length=number(hall.length_m), width=number(hall.width_m))
    return joined((name, quiet(sides))), number(hall.area_m2), "m²"


def _ask() -> None:
    length_m, width_m, count_n = wanted(state.current().hall) or (*_FIRST_M, _FIRST_COUNT_N)
    with st.form("plot.hall", border=False):
        sides = st.columns(3)
        length = sides[0].number_input(
            _("Length, m"), 1.0, _LONGEST_M, length_m, step=5.0, format="%.1f", key="plot.hall_length"
        )
        width = sides[1].number_input(
            _("Width, m"), 1.0, _LONGEST_M, width_m, step=5.0, format="%.1f", key="plot.hall_width"
        )
        count = sides[2].number_input(_("How many"), 1, MOST_HALLS, count_n, step=1, key="plot.hall_count")
        if st.form_submit_button(_("Look for a place")):
            state.change(hall=f"{length:g}x{width:g}x{count}")


def _verdict(fit: PlotFit) -> None:
    length_m, width_m, count_n = wanted(state.current().hall) or (*_FIRST_M, _FIRST_COUNT_N)
    size = f"{quantity(length_m, 'm', 1)} × {quantity(width_m, 'm', 1)}"
    if fit.verdict == "impossible":
        text = _("Proved impossible: a hall of {size} has no room on the free ground of this plot.")
        show(strong(text.format(size=size)))
        return
    if fit.verdict == "not_known":
        text = _("It is not known whether a hall of {size} fits: the data of this plot are not complete.")
        show(strong(text.format(size=size)))
        return
    if fit.verdict == "not_found":
        text = _("No place found for a hall of {size}: {n} directions were tried, which proves nothing.")
        show(strong(text.format(size=size, n=number(fit.angles_n))))
        return
    found = n_("{n} hall of {{size}} fits", "{n} halls of {{size}} fit", len(fit.halls)).format(size=size)
    if len(fit.halls) < count_n:
        if fit.most_n > len(fit.halls):
            more = _("{asked} were asked for. At least these fit; another arrangement may hold up to {most}.")
        else:
            more = _("{asked} were asked for. No arrangement holds more: that is proved.")
        told = more.format(asked=number(count_n), most=number(fit.most_n))
        show(joined((strong(_("Not all: {found}.").format(found=found)), told)))
        return
    show(strong(_("Yes: {found}. They are drawn on the map.").format(found=found)))
