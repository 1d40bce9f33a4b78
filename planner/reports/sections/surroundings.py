"""With whom: plots beside it, firms near, what flows in pipes and is on offer, side streams of the area."""

from typing import Any

import geopandas as gpd
import pandas as pd

from layers.atlas import Atlas, chosen_plots
from planner.appraisal import Appraisal
from planner.logistics.targets import NEAREST_BY_NAME
from planner.reports.labels import status, word
from planner.reports.sections.phrases import ground, illustrative_tags, metres_or_here
from planner.reports.typst.blocks import Block, Cell, Head, Section, Table, Words
from planner.text import _, distance, number

# Plots across a street are neighbours too.
_BESIDE_M = 60.0
_PLOTS_SHOWN_N = 12
_FIRMS_SHOWN_N = 10
_FLOWS_SHOWN_N = 14


def surroundings_section(appraisal: Appraisal, atlas: Atlas) -> Section:
    """Return the section on neighbours, firms, pipes, utilities and side streams."""
    tables = (
        _neighbours(appraisal, atlas),
        _firms(appraisal),
        _media(appraisal),
        _utilities(atlas),
        _flows(appraisal, atlas),
    )
    blocks: list[Block] = [table for table in tables if table is not None]
    return Section(_("With whom"), tuple(blocks) or (Words(_("No neighbour, firm or utility is at hand.")),))


def _neighbours(appraisal: Appraisal, atlas: Atlas) -> Table | None:
    plots = atlas.frame("plots")
    shape = chosen_plots(atlas, [appraisal.plot_id]).geometry.iloc[0]
    others = plots[(plots["plot_id"] != appraisal.plot_id) & plots.geometry.dwithin(shape, _BESIDE_M)]
    if others.empty:
        return None
    near = others.assign(gap_m=others.geometry.distance(shape)).sort_values(["gap_m", "plot_id"])
    heads = (
        Head(_("Beside it"), 1.0),
        Head(_("Name"), 2.0),
        Head(_("Zoning"), 0.8),
        Head(_("Status"), 1.0),
        Head(_("Size"), 0.8, to_right=True),
        Head(_("Gap"), 0.7, to_right=True),
    )
    rows = tuple(_neighbour(row) for row in near.head(_PLOTS_SHOWN_N).itertuples(index=False))
    title = _("Plots within {reach}").format(reach=distance(_BESIDE_M))
    return Table(heads, rows, title=title)


def _neighbour(row: Any) -> tuple[Cell, ...]:
    return (
        Cell(row.plot_id, tags=illustrative_tags(illustrative=row.illustrative), strong=True),
        Cell(_text(row.name) or "–"),
        Cell(_text(row.zoning_code) or "–"),
        Cell(status(row.status)),
        Cell(ground(row.geometry.area)),
        Cell(distance(row.gap_m) if row.gap_m >= 1 else _("adjoins")),
    )


def _firms(appraisal: Appraisal) -> Table | None:
    firms = [row for row in appraisal.distances if row.target_kind == "company" and row.mode == "direct"]
    placed = sorted(
        (row for row in firms if row.distance_m is not None), key=lambda row: row.distance_m or 0.0
    )
    rough_n = len(firms) - len(placed)
    if not firms:
        return None
    heads = (Head(_("Firm"), 1.8), Head(_("Activity"), 2.6), Head(_("Straight line"), 0.9, to_right=True))
    rows = [
        (
            Cell(row.target, tags=illustrative_tags(illustrative=row.illustrative)),
            Cell(row.detail or "–"),
            Cell(distance(row.distance_m)),
        )
        for row in placed[:_FIRMS_SHOWN_N]
    ]
    title = _("Firms nearest ({shown} of {all}; {rough} placed too roughly for a distance)").format(
        shown=number(len(rows)), all=number(len(firms)), rough=number(rough_n)
    )
    return Table(heads, tuple(rows), title=title)


def _media(appraisal: Appraisal) -> Table | None:
    pipes = [
        row
        for row in appraisal.distances
        if row.target_kind in NEAREST_BY_NAME and row.distance_m is not None
    ]
    if not pipes:
        return None
    heads = (
        Head(_("Medium"), 1.2),
        Head(_("Carried by"), 0.9),
        Head(_("Line"), 2.0),
        Head(_("Straight line"), 0.9, to_right=True),
    )
    rows = tuple(
        (
            Cell(row.target, tags=illustrative_tags(illustrative=row.illustrative)),
            Cell(word(row.target_kind)),
            Cell(row.detail or "–"),
            Cell(metres_or_here(row.distance_m)),
        )
        for row in sorted(pipes, key=lambda row: (row.distance_m or 0.0, row.target))
    )
    return Table(
        heads, rows, title=_("Pipes: nearest of each medium (whether there is spare capacity is not known)")
    )


def _utilities(atlas: Atlas) -> Table | None:
    if not atlas.has("utilities"):
        return None
    heads = (Head(_("Utility"), 1.1), Head(_("Provider"), 1.3), Head(_("Detail"), 2.2), Head(_("As of"), 0.5))
    rows = tuple(
        (
            Cell(row.utility, tags=illustrative_tags(illustrative=row.illustrative)),
            Cell(_text(row.provider) or _("not known")),
            Cell(_text(row.detail) or "–"),
            Cell(_text(row.as_of) or "–"),
        )
        for row in atlas.table("utilities").itertuples(index=False)
    )
    return Table(heads, rows, title=_("Utilities and services of the area"))


def _flows(appraisal: Appraisal, atlas: Atlas) -> Table | None:
    if not atlas.has("flows"):
        return None
    flows = atlas.table("flows")
    names = _names(atlas)
    reach = {
        row.target_id: row.distance_m
        for row in appraisal.distances
        if row.target_kind == "company" and row.mode == "direct"
    }
    near = sorted(
        flows.to_dict("records"), key=lambda row: (_reach(reach, row["from_company"]), row["flow_id"])
    )
    heads = (
        Head(_("Side stream"), 1.4),
        Head(_("From"), 1.3),
        Head(_("To"), 1.3),
        Head(_("Quantity"), 1.2),
        Head(_("As of"), 0.5),
    )
    rows = tuple(_flow(row, names) for row in near[:_FLOWS_SHOWN_N])
    title = _("Side streams of the area, nearest giver first ({shown} of {all})").format(
        shown=number(len(rows)), all=number(len(flows))
    )
    return Table(heads, rows, title=title)


def _flow(row: dict[str, Any], names: dict[str, str]) -> tuple[Cell, ...]:
    unverified = "unverified" in f"{_text(row['evidence'])} {_text(row['source'])}"
    quantity = " ".join(part for part in (_text(row["quantity"]), _text(row["unit"])) if part)
    return (
        Cell(row["stream"], tags=(_("unverified"),) if unverified else ()),
        Cell(names.get(row["from_company"], row["from_company"])),
        Cell(names.get(row["to_company"], row["to_company"])),
        Cell(quantity or _("not published")),
        Cell(_text(row["as_of"]) or "–"),
    )


def _names(atlas: Atlas) -> dict[str, str]:
    if not atlas.has("companies"):
        return {}
    firms: gpd.GeoDataFrame = atlas.frame("companies")
    return dict(zip(firms["company_id"], firms["name"], strict=True))


def _reach(reach: dict[str, float | None], company_id: str) -> float:
    known = reach.get(company_id)
    return float("inf") if known is None else known


def _text(value: object) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)
