"""Whether the layers of an area agree with each other and with what their sources state."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.atlas import Atlas
from layers.edges import meetings
from layers.issues import Issue
from layers.messages import Sentence
from layers.prepared import prepared

KEPT = Sentence("kept as it is; to be checked")
# Registers round, and maps are drawn: smaller differences are no news.
_AREA_SHARE, _AREA_M2 = 0.01, 5.0
_RIGHT_SHARE = 0.01
_SUM_SHARE = 0.001
_OVERLAP_M2, _OVERLAP_SHARE = 1.0, 0.0005
_BUILT_M2 = 20.0
_OUTSIDE_M2 = 1.0
# Two outlines with a few thousand crossings take a second to compare. Pairs of few vertices are not counted.
_FEW_EDGE_PAIRS, _MOST_CROSSINGS_OF_PAIR, _MOST_CROSSINGS = 10_000, 20_000, 150_000
_STALE_YR = 5

Check = Callable[[Atlas, date, Mapping[str, float]], Iterator[Issue]]


def check_area(atlas: Atlas, today: date, totals: Mapping[str, float]) -> tuple[Issue, ...]:
    """Return everything in which the area's layers contradict each other, themselves or the stated sums."""
    return tuple(issue for check in CHECKS for issue in check(atlas, today, totals))


def _rows(
    layer: str, rows: NDArray[np.bool_], field: str, values: pd.Series, reason: Callable[[int], str]
) -> Iterator[Issue]:
    for row in np.flatnonzero(rows):
        yield Issue(layer, int(row) + 1, field, str(values.iloc[row]), reason(int(row)), KEPT)


def recorded_area(atlas: Atlas, _today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Compare the recorded area with the area on the map."""
    plots = atlas.frame("plots")
    recorded, drawn = plots["recorded_area_m2"].to_numpy(), plots.geometry.area.to_numpy()
    apart = np.abs(recorded - drawn)
    with np.errstate(invalid="ignore"):
        rows = apart > np.maximum(_AREA_M2, _AREA_SHARE * drawn)

    def reason(row: int) -> str:
        return Sentence(
            "recorded {recorded:,.0f} m², on the map {drawn:,.0f} m²",
            recorded=recorded[row],
            drawn=drawn[row],
        )

    yield from _rows("plots", rows, "recorded_area_m2", plots["plot_id"], reason)


def building_right(atlas: Atlas, _today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Compare the building right with floor-area ratio times area."""
    plots = atlas.frame("plots")
    drawn = plots.geometry.area
    area = plots["recorded_area_m2"].fillna(drawn)
    by_ratio = (plots["floor_area_ratio"] * area).to_numpy()
    stated = plots["building_right_m2"].to_numpy()
    with np.errstate(invalid="ignore"):
        rows = np.abs(stated - by_ratio) > np.maximum(_AREA_M2, _RIGHT_SHARE * by_ratio)

    def reason(row: int) -> str:
        return Sentence(
            "building right {stated:,.0f} k-m², floor-area ratio × area {by_ratio:,.0f} k-m²",
            stated=stated[row],
            by_ratio=by_ratio[row],
        )

    yield from _rows("plots", rows, "building_right_m2", plots["plot_id"], reason)


def stated_totals(atlas: Atlas, _today: date, totals: Mapping[str, float]) -> Iterator[Issue]:
    """Compare sums with the totals that the source states."""
    plots = atlas.frame("plots")
    found = {"plots": float(len(plots)), "area_m2": float(plots.geometry.area.sum())}
    for name, stated in totals.items():
        if name not in found and name not in plots.columns:
            yield Issue(
                "plots",
                0,
                name,
                f"{stated:g}",
                Sentence("the source states a sum of an unknown column"),
                KEPT,
            )
            continue
        total = found[name] if name in found else float(plots[name].sum())
        if abs(total - stated) > _SUM_SHARE * abs(stated):
            reason = Sentence(
                "the source states {stated:,.0f} in all, the rows give {total:,.0f}",
                stated=stated,
                total=total,
            )
            yield Issue("plots", 0, name, f"{total:g}", reason, KEPT)


def overlapping_plots(atlas: Atlas, _today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Find plots that lie over each other."""
    plots = atlas.frame("plots")
    shapes, ids = plots.geometry.to_numpy(), plots["plot_id"].to_numpy()
    first, second, dense = _pairs(shapes)
    for row, other in dense:
        reason = Sentence(
            "not compared with {plot}: too many of their edges lie across each other", plot=ids[other]
        )
        yield Issue("plots", int(row) + 1, "geometry", str(ids[row]), reason, KEPT)
    over_m2 = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    area_m2 = shapely.area(shapes)
    least = np.maximum(_OVERLAP_M2, _OVERLAP_SHARE * np.minimum(area_m2[first], area_m2[second]))
    for pair in np.flatnonzero(over_m2 > least):
        reason = Sentence("lies over {plot} by {over:,.0f} m²", plot=ids[second[pair]], over=over_m2[pair])
        yield Issue("plots", int(first[pair]) + 1, "geometry", str(ids[first[pair]]), reason, KEPT)


def _pairs(shapes: NDArray[np.object_]) -> tuple[NDArray[np.intp], NDArray[np.intp], list[tuple[int, int]]]:
    """Return the pairs that share ground, each once, and those whose edges are too many to compare."""
    first, second = shapely.STRtree(shapes).query(shapes)
    once = first < second
    first, second = first[once], second[once]
    box = shapely.bounds(shapes)
    wide = np.minimum(box[first, 2:], box[second, 2:]) - np.maximum(box[first, :2], box[second, :2])
    real = (wide > 0).all(axis=1)
    first, second = first[real], second[real]
    dense = _dense(shapes, first, second)
    left_out = list(zip(first[dense].tolist(), second[dense].tolist(), strict=True))
    first, second = first[~dense], second[~dense]
    asked = prepared(shapes)
    inner = shapely.intersects(asked[first], shapes[second]) & ~shapely.touches(asked[first], shapes[second])
    return first[inner], second[inner], left_out


def _dense(
    shapes: NDArray[np.object_], first: NDArray[np.intp], second: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return which pairs have so many edges across each other that comparing them would take minutes."""
    points_n = shapely.get_num_coordinates(shapes).astype(np.int64)
    dense = np.zeros(len(first), dtype=bool)
    left_n = _MOST_CROSSINGS
    for pair in np.flatnonzero(points_n[first] * points_n[second] > _FEW_EDGE_PAIRS):
        most_n = min(left_n, _MOST_CROSSINGS_OF_PAIR)
        met_n = meetings(shapes[first[pair]], shapes[second[pair]], most_n)
        dense[pair] = met_n > most_n
        left_n -= 0 if dense[pair] else met_n
    return dense


def outside_block(atlas: Atlas, _today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Find plots that reach outside the block they name, where the zoning layer draws that block."""
    if not atlas.has("zoning"):
        return
    plots, zoning = atlas.frame("plots"), atlas.frame("zoning")
    blocks = {
        str(name): shape
        for column in ("name", "zone_id")
        for name, shape in zip(zoning[column], zoning.geometry, strict=True)
        if name is not None
    }
    for row, plot in enumerate(plots[["plot_id", "block", "geometry"]].itertuples(index=False), start=1):
        block = blocks.get(str(plot.block)) if plot.block else None
        if block is None:
            continue
        outside_m2 = plot.geometry.difference(block).area
        if outside_m2 > _OUTSIDE_M2:
            reason = Sentence(
                "reaches outside block {block} by {outside_m2:,.0f} m²",
                block=plot.block,
                outside_m2=outside_m2,
            )
            yield Issue("plots", row, "block", str(plot.plot_id), reason, KEPT)


def built_though_free(atlas: Atlas, _today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Find free plots with buildings on them."""
    if not atlas.has("buildings"):
        return
    plots, buildings = atlas.frame("plots"), atlas.frame("buildings")
    free = plots.index[(plots["status"] == "free").to_numpy()]
    if free.empty:
        return
    shapes, houses = plots.geometry.to_numpy()[free], buildings.geometry.to_numpy()
    which, house = shapely.STRtree(houses).query(shapes, predicate="intersects")
    over_m2 = shapely.area(shapely.intersection(shapes[which], houses[house]))
    built_m2 = np.bincount(which, weights=over_m2, minlength=len(shapes))
    for place in np.flatnonzero(built_m2 > _BUILT_M2):
        row = int(free[place])
        reason = Sentence("is free, and {built:,.0f} m² of buildings stand on it", built=built_m2[place])
        yield Issue("plots", row + 1, "status", str(plots["plot_id"].iloc[row]), reason, KEPT)


def companies_outside(atlas: Atlas, _today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Find companies that stand in no plot, further off than their place is uncertain."""
    if not atlas.has("companies"):
        return
    companies, plots = atlas.frame("companies"), atlas.frame("plots")
    points = companies.geometry.to_numpy()
    _, off_m = shapely.STRtree(plots.geometry.to_numpy()).query_nearest(
        points, return_distance=True, all_matches=False
    )
    rows = off_m > companies["accuracy_m"].fillna(0.0).to_numpy()
    ids = companies["company_id"]
    yield from _rows(
        "companies",
        rows,
        "geometry",
        ids,
        lambda row: Sentence("stands {off:,.0f} m from the nearest plot", off=off_m[row]),
    )


def stale_dates(atlas: Atlas, today: date, _totals: Mapping[str, float]) -> Iterator[Issue]:
    """Find reservations that ended, plans and sales of the future, and rows about a time long gone."""
    plots: gpd.GeoDataFrame = atlas.frame("plots")
    now = today.isoformat()
    long_gone = str(today.year - _STALE_YR)
    until, ids = _text(plots["reserved_until"]), plots["plot_id"]
    ended = ((until != "") & (until < now) & (plots["status"] == "reserved")).to_numpy()
    yield from _rows(
        "plots",
        ended,
        "reserved_until",
        ids,
        lambda row: Sentence("the reservation ended on {day}", day=until.iloc[row]),
    )
    for column in ("plan_date", "handed_over"):
        days = _text(plots[column])
        future = (days > now).to_numpy()
        for row in np.flatnonzero(future):
            reason = Sentence("{day} is yet to come", day=days.iloc[row])
            yield Issue("plots", int(row) + 1, column, str(ids.iloc[row]), reason, KEPT)
    as_of = _text(plots["as_of"])
    old = (as_of.str.match(r"\d{4}") & (as_of.str[:4] < long_gone)).to_numpy()
    yield from _rows("plots", old, "as_of", ids, lambda row: Sentence("speaks of {day}", day=as_of.iloc[row]))


def _text(values: pd.Series) -> pd.Series:
    return values.fillna("").astype(str)


CHECKS: tuple[Check, ...] = (
    recorded_area,
    building_right,
    stated_totals,
    overlapping_plots,
    outside_block,
    built_though_free,
    companies_outside,
    stale_dates,
)
