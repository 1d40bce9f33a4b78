"""Charts: what the rules take from a plot, and what each criterion adds to its score."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import altair as alt
import pandas as pd

from planner.appraisal import Appraisal
from planner.capacity.capacity import Capacity
from planner.drawing.charts.numbers import listed, spoken
from planner.siting.aggregation import Contribution
from planner.text import _, hectares, number, quantity

_ROW_PX = 34
_LABEL_PX = 190
# Room for the longest bar and the figure at its end, over the length of the bar.
_ROOM_RATIO = 1.12
_M2_PER_HA = 10_000
# Below this, square metres read better than hectares.
_SMALL_M2 = 20_000
# Left, taken, by permission only; Okabe and Ito's colours.
_LEFT, _TAKEN, _PERMIT = "#009e73", "#d55e00", "#e69f00"
_SCORE = "#0072b2"
_CRITERIA = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")


def excluded_chart(capacity: Capacity) -> Any:
    """Return the waterfall from the plot's area to its buildable area; None where no rule takes anything."""
    steps = [entry for entry in capacity.excluded_by_rule if entry.waterfall_m2 > 0]
    if not steps:
        return None
    left_m2 = capacity.gross_area_m2
    rows = [_bar(_("Plot area"), 0.0, left_m2, _LEFT)]
    for entry in steps:
        colour = _PERMIT if entry.effect == "permit" else _TAKEN
        rows.append(_bar(entry.title, left_m2 - entry.waterfall_m2, left_m2, colour))
        left_m2 -= entry.waterfall_m2
    rows.append(_bar(_("Buildable area"), 0.0, capacity.buildable_area_m2, _LEFT))
    small = capacity.gross_area_m2 < _SMALL_M2
    table = pd.DataFrame(rows)
    table[["start", "end"]] = table[["from_m2", "to_m2"]] / (1 if small else _M2_PER_HA)
    base = alt.Chart(table).encode(y=_rows_axis("step", [row["step"] for row in rows]))
    bars = base.mark_bar(height={"band": 0.6}).encode(
        x=alt.X("start:Q", title="m²" if small else _("hectares"), axis=alt.Axis(tickCount=4)),
        x2="end:Q",
        color=alt.Color("colour:N", scale=None),
        tooltip=[alt.Tooltip("step:N", title=_("Step")), alt.Tooltip("told:N", title=_("Size"))],
    )
    told = _("From the plot’s area of {area} to the buildable area of {left}. Taken away: {steps}.").format(
        area=hectares(capacity.gross_area_m2),
        left=hectares(capacity.buildable_area_m2),
        steps=listed([f"{row['step']} {row['told']}" for row in rows[1:-1]]),
    )
    return _sized(bars, len(rows), told)


def contributions_chart(contributions: Sequence[Contribution]) -> Any:
    """Return what each weighted criterion adds to the score, with its weight; unknown values say so."""
    weighted = [entry for entry in contributions if entry.weight]
    rows = [
        {
            "criterion": _("{title} (weight {weight})").format(
                title=entry.title, weight=number(entry.weight)
            ),
            "points": entry.contribution_score or 0.0,
            "told": _("not known")
            if entry.contribution_score is None
            else number(entry.contribution_score, 1),
            "value": quantity(entry.value, entry.unit) if entry.value is not None else _("not known"),
        }
        for entry in weighted
    ]
    names = [str(row["criterion"]) for row in rows]
    base = alt.Chart(pd.DataFrame(rows)).encode(y=_rows_axis("criterion", names))
    most_score = max((entry.contribution_score or 0.0 for entry in weighted), default=0.0)
    # The figure stands beside the end of its bar.
    scale = alt.Scale(domain=[0, max(1.0, _ROOM_RATIO * most_score)], nice=True)
    points = alt.X("points:Q", title=_("points of 100"), scale=scale)
    tips = [
        alt.Tooltip("criterion:N", title=_("Criterion")),
        alt.Tooltip("value:N", title=_("Value")),
        alt.Tooltip("told:N", title=_("Points")),
    ]
    bars = base.mark_bar(height={"band": 0.6}, color=_SCORE).encode(x=points, tooltip=tips)
    ends = base.mark_text(align="left", dx=4, color="gray").encode(x=points, text="told:N")
    told = _("What each criterion adds to the score, in points of 100: {parts}.").format(
        parts=listed([f"{row['criterion']} {row['told']}" for row in rows])
    )
    return _sized(bars + ends, len(rows), told)


def criterion_colours(appraisals: Sequence[Appraisal]) -> dict[str, str]:
    """Return title of a criterion -> its colour, for those that add to a score of any of the plots."""
    titles = (
        entry.title
        for appraisal in appraisals
        for entry in appraisal.score.contributions
        if entry.contribution_score is not None
    )
    return dict(zip(dict.fromkeys(titles), cycle(_CRITERIA), strict=False))


def comparison_chart(appraisals: Sequence[Appraisal]) -> Any:
    """Return the scores of several plots, made up of what the criteria add, coloured as said above."""
    colours = criterion_colours(appraisals)
    order = list(colours)
    rows = [
        {
            "plot": appraisal.plot_id,
            "criterion": entry.title,
            "place": order.index(entry.title),
            "points": entry.contribution_score,
            "told": number(entry.contribution_score, 1),
        }
        for appraisal in appraisals
        for entry in appraisal.score.contributions
        if entry.contribution_score is not None
    ]
    table = pd.DataFrame(rows, columns=["plot", "criterion", "place", "points", "told"])
    chart = (
        alt.Chart(table)
        .mark_bar(height={"band": 0.6})
        .encode(
            y=_rows_axis("plot", [appraisal.plot_id for appraisal in appraisals]),
            x=alt.X("points:Q", title=_("points of 100"), stack="zero", axis=alt.Axis(tickCount=10)),
            color=alt.Color(
                "criterion:N", scale=alt.Scale(domain=order, range=list(colours.values())), legend=None
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("plot:N", title=_("Plot")),
                alt.Tooltip("criterion:N", title=_("Criterion")),
                alt.Tooltip("told:N", title=_("Points")),
            ],
        )
    )
    told = _("Assured scores of the plots, of 100, made up of what each criterion adds: {plots}.").format(
        plots=listed([f"{appraisal.plot_id} {number(appraisal.score.low_score)}" for appraisal in appraisals])
    )
    return spoken(chart.properties(height=alt.Step(_ROW_PX)), told)


def _bar(step: str, from_m2: float, to_m2: float, colour: str) -> dict[str, Any]:
    return {
        "step": step,
        "from_m2": max(from_m2, 0.0),
        "to_m2": to_m2,
        "told": hectares(to_m2 - max(from_m2, 0.0)),
        "colour": colour,
    }


def _rows_axis(field: str, order: Sequence[str]) -> alt.Y:
    return alt.Y(
        f"{field}:N",
        sort=list(order),
        title=None,
        # What stands in brackets goes on a line of its own: a title beside short bars is else cut off.
        axis=alt.Axis(
            labelExpr=r"split(replace(datum.value, ' (', '\u001f('), '\u001f')",
            labelOffset={"condition": {"test": "indexof(datum.value, ' (') >= 0", "value": -6}, "value": 0},
            labelLimit=_LABEL_PX,
            labelOverlap=False,
            ticks=False,
            domain=False,
        ),
    )


def _sized(chart: Any, rows_n: int, told: str) -> Any:
    return spoken(chart.properties(height=_ROW_PX * rows_n + 40), told)
