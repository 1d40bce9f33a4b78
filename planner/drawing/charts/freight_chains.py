"""Stacked bars of transport chains: what each leg costs and emits."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from planner.drawing.charts.numbers import listed, spoken
from planner.text import _, marked, number

_ROW_PX = 36
_LABEL_PX = 170
_KG_PER_T = 1000
# Okabe and Ito's colours, one for each way of carrying.
_MODES: dict[str, tuple[str, str]] = {
    "truck": ("#e69f00", marked("lorry")),
    "rail": ("#009e73", marked("train")),
    "sea": ("#0072b2", marked("ship")),
    "transfer": ("#8a949a", marked("transfer")),
}
MODE_COLOURS = {mode: colour for mode, (colour, _title) in _MODES.items()}
# Parts the lines of a bar's name; no text that a user types holds it.
LINE = "\x1f"
Bar = tuple[str, Sequence[Any]]


def legs_chart(bars: Sequence[Bar]) -> Any:
    """Return cost and emissions a year, one below the other.

    A bar is a name, its lines parted by `LINE`, and the legs of a chain.
    """
    rows = [_row(name, place, leg) for name, legs in bars for place, leg in enumerate(legs)]
    table = pd.DataFrame(rows)
    order = [name for name, _legs in bars]
    cost = _stacked(table, "cost", order, _("Cost, EUR a year (example values)"))
    emitted = _stacked(table, "co2e", order, _("Emissions, t CO2e a year, well to wheel"))
    both = alt.vconcat(cost, emitted, spacing=26).resolve_scale(color="shared")
    told = _("Cost and emissions of transport chains a year, leg by leg. {chains}.").format(
        chains=listed([_in_words(table[table["bar"] == name], name) for name in order])
    )
    return spoken(both, told).configure_concat(spacing=26)


def _in_words(legs: pd.DataFrame, name: str) -> str:
    return _("{chain}: {cost} EUR, {co2e} t CO2e").format(
        chain=name.replace(LINE, ", "), cost=number(legs["cost"].sum()), co2e=number(legs["co2e"].sum(), 1)
    )


def _row(name: str, place_index: int, leg: Any) -> dict[str, Any]:
    co2e_t_yr = None if leg.co2e_kg_yr is None else leg.co2e_kg_yr / _KG_PER_T
    ends = leg.from_name if leg.mode == "transfer" else f"{leg.from_name} – {leg.to_name}"
    return {
        "bar": name,
        "place": place_index,
        "mode": _(_MODES[leg.mode][1]),
        "leg": ends,
        "cost": leg.cost_eur_yr,
        "co2e": co2e_t_yr or 0.0,
        "cost_told": number(leg.cost_eur_yr),
        "co2e_told": _("not counted") if co2e_t_yr is None else number(co2e_t_yr, 1),
    }


def _stacked(table: pd.DataFrame, field: str, order: Sequence[str], title: str) -> Any:
    titles = [_(text) for _colour, text in _MODES.values()]
    colour = alt.Color(
        "mode:N",
        title=None,
        scale=alt.Scale(domain=titles, range=[fill for fill, _text in _MODES.values()]),
        legend=alt.Legend(orient="top", columns=2, symbolStrokeWidth=0),
    )
    axis = alt.Axis(
        labelExpr=r"split(datum.value, '\u001f')",
        labelLimit=_LABEL_PX,
        labelOffset=-6,
        labelOverlap=False,
        ticks=False,
        domain=False,
    )
    return (
        alt.Chart(table, width="container", title=alt.Title(title, anchor="start", fontSize=13))
        .mark_bar(height={"band": 0.6}, stroke="#8a949a", strokeWidth=0.5)
        .encode(
            y=alt.Y("bar:N", sort=list(order), title=None, axis=axis),
            x=alt.X(f"{field}:Q", title=None, stack="zero", axis=alt.Axis(tickCount=5)),
            color=colour,
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("mode:N", title=_("Carried by")),
                alt.Tooltip("leg:N", title=_("Leg")),
                alt.Tooltip("cost_told:N", title=_("EUR a year, example")),
                alt.Tooltip("co2e_told:N", title=_("t CO2e a year")),
            ],
        )
        .properties(height=_ROW_PX * len(order))
    )
