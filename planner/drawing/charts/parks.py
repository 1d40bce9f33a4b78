"""Charts of a park: land and floor area by code and status, and for how long the free land lasts."""

from typing import Any

import altair as alt
import pandas as pd

from planner.capacity.land_supply import Supply
from planner.drawing.charts.numbers import listed, spoken
from planner.drawing.colours import STATUS_LOOKS
from planner.text import _, marked, number, unit_name

_ROW_PX = 30
# What the bars may show: column of planner.capacity.land_supply.by_code_and_status -> title and unit.
BAR_FIGURES = {
    "area_ha": (marked("Land"), "ha"),
    "permitted_floor_area_m2": (marked("Permitted floor area"), "k-m²"),
    "used_floor_area_m2": (marked("Used floor area"), "k-m²"),
    "remaining_floor_area_m2": (marked("Remaining floor area"), "k-m²"),
}
# The gauge ends at this many times the years that the scenario asks for.
_GAUGE_ENDS = 3.0
_SHORT, _ENOUGH = "#d55e00", "#009e73"


def stacked_bars(table: pd.DataFrame, figure: str) -> Any:
    """Return a bar a zoning code, made up of its statuses; what is not known is left out, and told below."""
    title, unit = BAR_FIGURES[figure]
    rows = table.dropna(subset=[figure])
    rows = rows.assign(
        status_title=[
            f"{STATUS_LOOKS[code].letter} {_(STATUS_LOOKS[code].title)}" for code in rows["status"]
        ],
        letter=[STATUS_LOOKS[code].letter for code in rows["status"]],
        rank=[list(STATUS_LOOKS).index(code) for code in rows["status"]],
        value=rows[figure].clip(lower=0.0),
        told=[f"{number(value, 1 if unit == 'ha' else 0)} {unit_name(unit)}" for value in rows[figure]],
        plots=[number(value) for value in rows["plots_n"]],
    )
    kept = [look for status, look in STATUS_LOOKS.items() if status in set(rows["status"])]
    scale = alt.Scale(
        domain=[f"{look.letter} {_(look.title)}" for look in kept], range=[look.fill for look in kept]
    )
    bars = (
        alt.Chart(rows)
        .mark_bar(height={"band": 0.7}, stroke="#1d2529", strokeWidth=0.5)
        .encode(
            y=alt.Y("zoning_code:N", title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=120)),
            x=alt.X("value:Q", title=f"{_(title)}, {unit_name(unit)}", stack="zero"),
            color=alt.Color(
                "status_title:N",
                scale=scale,
                sort=None,
                legend=alt.Legend(title=_("Status"), orient="bottom", columns=3, symbolStrokeWidth=0.5),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("zoning_code:N", title=_("Code")),
                alt.Tooltip("status_title:N", title=_("Status")),
                alt.Tooltip("plots:N", title=_("Plots")),
                alt.Tooltip("told:N", title=_(title)),
            ],
        )
    )
    return spoken(
        bars.properties(height=_ROW_PX * rows["zoning_code"].nunique() + 140), _in_words(rows, _(title))
    )


def _in_words(rows: pd.DataFrame, title: str) -> str:
    """Return what the bars show: for each zoning code its statuses with their figures."""
    codes = [
        f"{code}: {', '.join(f'{_(STATUS_LOOKS[row.status].title)} {row.told}' for row in bars.itertuples())}"
        for code, bars in rows.sort_values(["zoning_code", "rank"]).groupby("zoning_code")
    ]
    return _("{figure} by zoning code and status. {codes}.").format(figure=title, codes=listed(codes))


def supply_gauge(supply: Supply) -> Any:
    """Return a bar of the years that the free land lasts, with a mark at those asked for; None if unknown."""
    if supply.supply_yr is None:
        return None
    ends_yr = max(_GAUGE_ENDS * supply.warning_yr, 1.0)
    told = _("{years} years").format(years=number(supply.supply_yr, 1))
    row = {
        "name": _("Free land lasts"),
        "years": min(supply.supply_yr, ends_yr),
        "asked": supply.warning_yr,
        "told": told + (" →" if supply.supply_yr > ends_yr else ""),
    }
    base = alt.Chart(pd.DataFrame([row]))
    axis = alt.X(
        "years:Q", title=_("years at this take-up"), scale=alt.Scale(domain=[0, ends_yr], nice=False)
    )
    colour = _SHORT if supply.falls_short else _ENOUGH
    bar = base.mark_bar(height=22, color=colour).encode(x=axis, tooltip=[alt.Tooltip("told:N", title="")])
    asked = base.mark_tick(color="#1d2529", thickness=4, size=34).encode(
        x=alt.X("asked:Q"), tooltip=[alt.Tooltip("asked:Q", title=_("years asked for"))]
    )
    edge = base.mark_tick(color="#ffffff", thickness=8, size=34).encode(x=alt.X("asked:Q"))
    words = _("The free land lasts for {years} years at this take-up; the rules ask for {asked}.").format(
        years=number(supply.supply_yr, 1), asked=number(supply.warning_yr)
    )
    return spoken((bar + edge + asked).properties(height=90), words)
