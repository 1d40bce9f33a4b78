"""The freight of a firm from every plot: a map in colours, and the plots ranked."""

import csv
import io

import pandas as pd
import streamlit as st

from layers.atlas import AreaInfo
from planner.drawing.web.area_map import PLOT_KEY
from planner.logistics.freight.main_haul import OBJECTIVES
from planner.reports.csv import cell
from planner.text import _
from planner.ui import cache, state
from planner.ui.freight import chain_map
from planner.ui.maps import content as map_contents
from planner.ui.maps import view as map_view
from planner.ui.maps.chain_values import FIGURES, ranked
from planner.ui.widgets import headings
from planner.ui.widgets.markup import show

_TABLE_PX = 560
_PLOT_PX = 165


def render(area: AreaInfo, freight: str) -> str:
    """Show the choice of what counts, the map and the ranked table; return the objective."""
    headings.section(_("Compare all plots"), "chain")
    objective, figure = _choose()
    with st.spinner(_("Seeking the chains of every plot")):
        content = map_contents.freight_map(area.name, state.current().scenario, freight, objective, figure)
        order = ranked(cache.chain_table(area.name, state.current().scenario, freight), objective, figure)
    beside, right = st.columns([3, 2], gap="medium")
    with beside, st.container(key="freight_map"):
        over = chain_map.over(area.name, freight, objective)
        map_view.show(content, key="logistics.map", told={"plot": PLOT_KEY}, over=over)
        if over:
            show(chain_map.key())
    with right:
        _table(area, order, figure)
    return objective


def _choose() -> tuple[str, str]:
    titles = {name: _(title) for name, _column, title in OBJECTIVES}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        objective = st.segmented_control(
            _("Chains that are"),
            list(titles),
            default=OBJECTIVES[0][0],
            required=True,
            format_func=lambda name: titles[name],
            key="logistics.objective",
        )
        figure = st.selectbox(
            _("Colour and rank plots by"),
            list(FIGURES),
            format_func=lambda name: _(FIGURES[name].title),
            key="logistics.figure",
            width=360,
        )
    return str(objective), str(figure)


def _table(area: AreaInfo, order: pd.DataFrame, first: str) -> None:
    known = cache.plot_titles(area.name)
    shown = order.assign(plot=[known[plot_id] for plot_id in order["plot_id"]])
    config = st.column_config
    key = "logistics.ranked"
    st.dataframe(
        shown,
        key=key,
        height=_TABLE_PX,
        hide_index=True,
        column_order=["rank", "plot", first, *(name for name in FIGURES if name != first), "without_chain_n"],
        column_config={
            "rank": config.NumberColumn(_("Rank"), width=50),
            "plot": config.TextColumn(_("Zone") if area.place_kind == "zone" else _("Plot"), width=_PLOT_PX),
            **{
                name: config.NumberColumn(
                    _(figure.head), help=_(figure.title), format="%.1f" if figure.digits_n else "localized"
                )
                for name, figure in FIGURES.items()
            },
            "without_chain_n": config.NumberColumn(
                _("No chain"), help=_("Streams that no chain was found for; such plots stand at the end.")
            ),
        },
        on_select=lambda: state.take_row(key, "plot", list(order["plot_id"])),
        selection_mode="single-row",
        alt=_("Plots ranked by the figure chosen above"),
    )
    st.caption(
        _("Costs and times are example values until you confirm them. Select a row to see its chains.")
    )
    st.download_button(
        _("Download as CSV"),
        _csv_bytes(shown),
        file_name=f"{area.name}_freight_by_plot.csv",
        mime="text/csv",
        key="logistics.csv",
        on_click="ignore",
    )


def _csv_bytes(shown: pd.DataFrame) -> bytes:
    columns = {"rank": _("Rank"), "plot": _("Plot")}
    columns |= {name: _(figure.title) for name, figure in FIGURES.items()}
    columns["without_chain_n"] = _("Streams without a chain")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns.values())
    writer.writerows([cell(value) for value in row] for row in shown[list(columns)].itertuples(index=False))
    return buffer.getvalue().encode()
