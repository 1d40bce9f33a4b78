"""Room to grow of the selected plot: phases of a plot in use, joins of one that can be had."""

from collections.abc import Sequence

import streamlit as st

from planner.appraisal import Appraisal
from planner.capacity.assembly import MOST_PLOTS, OPEN, GrowthRoom, Join
from planner.text import _, n_, number
from planner.ui import cache, state
from planner.ui.widgets.labels import status
from planner.ui.widgets.markup import quiet, show, strong, table

_M2_PER_HA = 10_000
_IN_USE = ("built", "leased")
_SIZE_KEY, _GAP_KEY = "plot.join_ha", "plot.join_gap_m"
_MOST_HA, _MOST_GAP_M = 1000.0, 50.0
_SHOWN_N = 5


def render(appraisal: Appraisal) -> None:
    """Show the room to grow."""
    with st.expander(_("Room to grow"), expanded=bool(state.value(_SIZE_KEY))):
        if not cache.is_small(appraisal.area):
            st.caption(_("Not looked for: the area has too many plots to join each with its neighbours."))
        elif appraisal.status in _IN_USE:
            rooms = cache.growth_rooms(appraisal.area, state.current().scenario)
            _phases(rooms[appraisal.plot_id])
        elif appraisal.status in OPEN:
            _join(appraisal)
        else:
            st.caption(_("Only plots in use, and plots that are free or reserve land, are looked at."))


def wanted_joins(area: str, plot_id: str) -> tuple[Join, ...]:
    """Return the joins with this plot that reach the size asked for; none where no size is asked for."""
    size_ha = state.value(_SIZE_KEY)
    if not size_ha:
        return ()
    gap_m = float(state.value(_GAP_KEY) or 0.0)
    found = cache.joins(area, state.current().scenario, size_ha * _M2_PER_HA, gap_m)
    return tuple(join for join in found if plot_id in join.plot_ids)


def _phases(room: GrowthRoom) -> None:
    head = (_("When"), _("Where"), _("Buildable, ha"))
    own = _("its own ground that no building takes")
    rows = [
        (_("now"), own, _ha(room.now_m2)),
        (_("in about 5 years"), _beside(room.free_plots, _("free")), _ha(room.free_m2)),
        (_("in about 10 years"), _beside(room.reserve_plots, _("reserve land")), _ha(room.reserve_m2)),
    ]
    show(table(rows, head=head, numbers=(2,), css_class="figures"))
    _tell_lapsed(room.lapsed)
    show(
        quiet(
            _(
                "Adjoining plots with a code of the same class, measured after all rules. The years are no "
                "forecast: free land can be had at once, reserve land needs a plan first."
            )
        )
    )


def _beside(plot_ids: Sequence[str], kind: str) -> str:
    if not plot_ids:
        return _("no adjoining plot: {kind}").format(kind=kind)
    return _("adjoining, {kind}: {plots}").format(kind=kind, plots=", ".join(plot_ids))


def _join(appraisal: Appraisal) -> None:
    left, right = st.columns(2)
    size_ha = left.number_input(
        _("Buildable land wanted, ha"), 0.1, _MOST_HA, None, step=1.0, format="%.1f", key=_SIZE_KEY
    )
    right.number_input(_("Widest gap between plots, m"), 0.0, _MOST_GAP_M, 0.0, step=1.0, key=_GAP_KEY)
    if not size_ha:
        st.caption(_("Enter a size to see which neighbours would have to be joined."))
        return
    if appraisal.capacity.buildable_area_m2 >= size_ha * _M2_PER_HA:
        st.caption(_("The plot alone is large enough."))
        return
    found = wanted_joins(appraisal.area, appraisal.plot_id)
    if not found:
        message = _(
            "No join of up to {most} free or reserve plots with this one reaches {size} ha of buildable land."
        )
        st.caption(message.format(most=number(MOST_PLOTS), size=number(size_ha, 1)))
        return
    head = (_("Join"), _("Buildable, ha"), _("Won, m²"), _("To spare, ha"))
    rows = [_row(join, best=position == 0) for position, join in enumerate(found[:_SHOWN_N])]
    show(table(rows, head=head, numbers=(1, 2, 3), css_class="figures"))
    _tell_lapsed(sorted({plot_id for join in found[:_SHOWN_N] for plot_id in join.lapsed}))
    told = n_("{n} join reaches the size.", "{n} joins reach the size.", len(found))
    won = _("Won: ground that opens because the setbacks between the plots fall away.")
    show(quiet(" ".join((told, won, _("The first is drawn on the map.")))))


def _tell_lapsed(plot_ids: Sequence[str]) -> None:
    """Flag the plots that count as free because their reservation has lapsed."""
    if plot_ids:
        text = _("Counted as free, as their reservation has lapsed: {plots}. Ask before you offer them.")
        show(quiet(text.format(plots=", ".join(plot_ids))))


def _row(join: Join, *, best: bool) -> tuple[str, ...]:
    names = " + ".join(join.plot_ids)
    kinds = ", ".join(dict.fromkeys(status(code) for code in join.statuses))
    gap = _(", gap {gap} m").format(gap=number(join.gap_m, 1)) if join.gap_m else ""
    name = strong(f"{names} ({kinds}{gap})") if best else f"{names} ({kinds}{gap})"
    return name, _ha(join.buildable_area_m2), number(join.gain_m2), _ha(join.spare_m2)


def _ha(area_m2: float) -> str:
    return number(area_m2 / _M2_PER_HA, 2)
