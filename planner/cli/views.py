"""What each command lists: rows for JSON, and the columns that a table shows of them."""

from collections.abc import Sequence
from typing import Any

from layers.atlas import Atlas
from planner.appraisal import Appraisal
from planner.capacity.statuses import STATUS_TITLES
from planner.cli.labels import word
from planner.cli.table import Column
from planner.comparison import Comparison, Figure
from planner.ranking import rank
from planner.text import _, marked, number, unit_name

AREA_COLUMNS = (
    Column("name", marked("area")),
    Column("title", marked("title")),
    Column("epsg", "EPSG", grouped=False),
    Column("place_kind", marked("kind")),
    Column("plots", marked("plots")),
    Column("illustrative", marked("illustrative")),
)
PLOT_COLUMNS = (
    Column("plot_id", marked("plot")),
    Column("name", marked("name")),
    Column("block", marked("block")),
    Column("zoning_code", marked("zoning")),
    Column("status", marked("status")),
    Column("reserved_until", marked("until")),
    Column("area_m2", marked("area m²")),
    Column("place_kind", marked("kind")),
    Column("illustrative", marked("illustrative")),
)
RANK_COLUMNS = (
    Column("place", marked("rank"), to_right=True),
    Column("plot_id", marked("plot")),
    Column("name", marked("name")),
    Column("zoning_code", marked("zoning")),
    Column("status", marked("status")),
    Column("low_score", marked("score at least"), digits_n=1),
    Column("high_score", marked("at most"), digits_n=1),
    Column("known_percent", marked("known weight %")),
    Column("illustrative", marked("illustrative")),
)
RESERVE_COLUMNS = (
    *(column for column in RANK_COLUMNS if column.key != "status"),
    Column("available", marked("can be had from")),
)
UNKNOWN_COLUMNS = (
    Column("plot_id", marked("plot")),
    Column("name", marked("name")),
    Column("zoning_code", marked("zoning")),
    Column("low_score", marked("score at least"), digits_n=1),
    Column("high_score", marked("at most"), digits_n=1),
    Column("why", marked("what is missing")),
)
OUT_COLUMNS = (
    Column("plot_id", marked("plot")),
    Column("name", marked("name")),
    Column("zoning_code", marked("zoning")),
    Column("why", marked("why it is out")),
)
# The lists of a ranking in their order: group of the rows, title, columns.
RANK_LISTS = (
    ("ranked", "", RANK_COLUMNS),
    ("reserve", marked("Reserve land, ranked apart: ask when it could be had."), RESERVE_COLUMNS),
    ("too_little_known", marked("Too little is known for a rank:"), UNKNOWN_COLUMNS),
    ("knocked_out", marked("Out of the ranking:"), OUT_COLUMNS),
)
_PLOT_KEYS = ("plot_id", "zoning_code", "status")
# Figures of a comparison whose values are codes.
_CODED = ("binding_limit", "remaining_binding_limit")


def area_row(name: str, title: str, epsg: int, atlas: Atlas | None) -> dict[str, Any]:
    """Return what the list of areas says of one; plots and illustrative are None where it cannot be read."""
    row: dict[str, Any] = {"name": name, "title": title, "epsg": epsg, "plots": None, "illustrative": None}
    if atlas is None:
        return {**row, "place_kind": None}
    plots = atlas.frame("plots")
    drawn = any(source.illustrative for source in atlas.sources) or bool(plots["illustrative"].any())
    return {**row, "plots": len(plots), "illustrative": drawn, "place_kind": atlas.info.place_kind}


def plot_rows(atlas: Atlas) -> list[dict[str, Any]]:
    """Return what the list of plots says of each: what the source says, and the area of its outline in m²."""
    plots = atlas.frame("plots")
    return [
        {
            **{key: row[key] for key in _PLOT_KEYS},
            "area_m2": float(area_m2),
            "illustrative": bool(row["illustrative"]),
            **{key: row[key] for key in ("name", "block", "reserved_until", "place_kind", "plan_level")},
        }
        for row, area_m2 in zip(
            plots.drop(columns="geometry").to_dict("records"), plots.geometry.area, strict=True
        )
    ]


def rank_rows(appraisals: Sequence[Appraisal]) -> list[dict[str, Any]]:
    """Return the ranked plots, reserve land, those of which too little is known, and those that are out."""
    order = rank(appraisals)
    return [
        *(_rank_row("ranked", one.appraisal, one.rank_n, tied=one.tied) for one in order.ranked),
        *(_rank_row("reserve", one.appraisal, one.rank_n, tied=one.tied) for one in order.reserve),
        *(_rank_row("too_little_known", entry) for entry in order.too_little_known),
        *(_rank_row("knocked_out", entry) for entry in order.knocked_out),
    ]


def _rank_row(
    group: str, appraisal: Appraisal, rank_n: int | None = None, *, tied: bool = False
) -> dict[str, Any]:
    return {
        "group": group,
        "rank": rank_n,
        "tied": tied,
        "plot_id": appraisal.plot_id,
        "name": appraisal.name or None,
        "zoning_code": appraisal.zoning_code,
        "status": appraisal.status,
        "available_from": appraisal.plot.get("available_from"),
        "low_score": appraisal.score.low_score,
        "high_score": appraisal.score.high_score,
        "known_weight_share": appraisal.score.known_weight_share,
        "illustrative": appraisal.illustrative,
        "place_kind": appraisal.place_kind,
        "scenario": appraisal.scenario,
        "knocked_out": appraisal.knocked_out,
        "reasons": list(appraisal.reasons_unranked),
    }


def comparison_value(comparison: Comparison, appraisals: Sequence[Appraisal]) -> dict[str, Any]:
    """Return the comparison for JSON: each figure with its values, and the plots that are best in it."""
    return {
        "area": appraisals[0].area,
        "scenario": appraisals[0].scenario,
        "plot_ids": list(comparison.plot_ids),
        "illustrative": [entry.illustrative for entry in appraisals],
        "figures": [
            {
                "figure_id": figure.figure_id,
                "title": figure.title,
                "unit": figure.unit,
                "values": [round(value, 2) if isinstance(value, float) else value for value in figure.values],
                "best": [comparison.plot_ids[position] for position in figure.best],
            }
            for figure in comparison.figures
        ],
    }


def comparison_rows(comparison: Comparison) -> tuple[tuple[Column, ...], list[dict[str, Any]]]:
    """Return columns and rows of the comparison as a table: a plot a column, the best value starred."""
    columns = (
        Column("title", _("figure")),
        Column("unit", _("unit")),
        *(
            Column(f"plot {position}", plot, to_right=True)
            for position, plot in enumerate(comparison.plot_ids)
        ),
    )
    return columns, [_comparison_row(figure) for figure in comparison.figures]


def _comparison_row(figure: Figure) -> dict[str, Any]:
    return {
        "title": figure.title,
        "unit": unit_name(figure.unit) or None,
        **{
            f"plot {position}": _compared(figure, value, best=position in figure.best)
            for position, value in enumerate(figure.values)
        },
    }


def _compared(figure: Figure, value: float | str | None, *, best: bool) -> str | None:
    if figure.figure_id == "status":
        return _(STATUS_TITLES[str(value)])
    if value is None or isinstance(value, str):
        return word(value) if figure.figure_id in _CODED else value
    digits_n = 1 if figure.figure_id == "score" else 0
    return f"{'*' if best else ''}{number(value, digits_n)}"
