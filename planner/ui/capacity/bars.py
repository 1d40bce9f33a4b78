"""Land and floor area of a park by zoning code and status: bars, and the same as a table."""

import pandas as pd
import streamlit as st

from layers.atlas import AreaInfo
from planner.capacity.land_supply import by_code_and_status
from planner.drawing.charts.parks import BAR_FIGURES, stacked_bars
from planner.text import _, number, unit_name
from planner.ui import cache
from planner.ui.widgets.labels import status
from planner.ui.widgets.markup import Markup, quiet, show, strong, table, wide

_FLOORS = ("permitted_floor_area_m2", "used_floor_area_m2", "remaining_floor_area_m2")


def render(area: AreaInfo, rules: str) -> None:
    """Show the bars and the table."""
    st.subheader(_("By zoning code and status"), anchor=False)
    capacities = cache.area_capacities(area.name, rules)
    figures = by_code_and_status(cache.atlas(area.name), capacities, cache.today())
    left, right = st.columns([2, 3], gap="large")
    with left:
        figure = st.selectbox(_("Bars show"), list(BAR_FIGURES), format_func=_bar_title, key="capacity.bars")
        st.altair_chart(stacked_bars(figures, figure), width="stretch", key="capacity.stacked")
        missing_n = int(figures[figure].isna().sum())
        if missing_n:
            message = _("{n} rows of the table are not known for all their plots, and have no bar.")
            st.caption(message.format(n=number(missing_n)))
        elif "–" in set(figures["zoning_code"]):
            st.caption(_("–: zoning code not given."))
    with right:
        show(wide(_table(figures)))
        if any((entry.remaining_floor_area_m2 or 0.0) < 0 for entry in capacities):
            st.caption(_("Over-built plots are taken off these sums; under Land they count as none."))


def _bar_title(figure: str) -> str:
    title, unit = BAR_FIGURES[figure]
    return _("{figure}, {unit}").format(figure=_(title), unit=unit_name(unit))


def _table(figures: pd.DataFrame) -> Markup:
    head = (
        _("Code"),
        _("Status"),
        _("Plots"),
        _("Land, ha"),
        _("Buildable, ha"),
        _("Permitted, k-m²"),
        _("Used, k-m²"),
        _("Remaining, k-m²"),
    )
    rows = [
        (
            strong(row["zoning_code"]),
            status(row["status"]),
            number(row["plots_n"]),
            number(row["area_ha"], 1),
            number(row["buildable_ha"], 1),
            *(_floor(row[name]) for name in _FLOORS),
        )
        for _position, row in figures.iterrows()
    ]
    total = (
        strong(_("All")),
        "",
        strong(number(figures["plots_n"].sum())),
        strong(number(figures["area_ha"].sum(), 1)),
        strong(number(figures["buildable_ha"].sum(), 1)),
        *(_total(figures[name]) for name in _FLOORS),
    )
    return table([*rows, total], head=head, numbers=range(2, len(head)), css_class="codes")


def _floor(value_m2: float) -> str:
    return quiet(_("not known")) if pd.isna(value_m2) else number(value_m2)


def _total(column: pd.Series) -> str:
    return quiet(_("not known")) if column.isna().any() else strong(number(column.sum()))
