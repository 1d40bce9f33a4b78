"""How much land a park has, how full it is, and for how many years the free land lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.atlas import Atlas
from planner.capacity.capacity import Capacity
from planner.capacity.overlay import uncovered
from planner.capacity.statuses import statuses_on
from planner.scenario.scenario import JobFactor, Scenario
from planner.text import _, number, quantity

M2_PER_HA = 10_000.0
# Plots that are looked at for lying over each other: a second's work.
_MOST_OVERLAPS_N = 20_000
_LEAST_TOLD_HA = 0.005
# Handed over: what no other firm can have.
_TAKEN = ("built", "leased")
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class TakeUp:
    """Hectares handed over a year, on what it rests, and over how many years.

    `dated_n` of `handed_over_n` plots that are built or leased say when they were handed over; the rest is
    not counted.
    """

    ha_yr: float
    years_n: int
    basis: str
    dated_n: int = 0
    handed_over_n: int = 0


@dataclass(frozen=True)
class Jobs:
    """Jobs that the free land may hold, by the figures of comparable places."""

    title: str
    low_n: float
    high_n: float
    source: str
    confidence: str


@dataclass(frozen=True)
class Supply:
    """The land of a park in hectares.

    `zoned_ha` is all plots that are not reserve; `reserve_ha` plots kept as reserve and land that needs a new
    plan. `fill_share` is built and leased land as a share of the zoned. `supply_yr` is free land by take-up;
    None where nothing was taken up, so that no number of years can be given. Land whose status is not known
    (`unknown_ha`) may be free: `fill_share` is then None, `supply_yr` None where no land is known to be free
    and otherwise what it lasts at least; `most_supply_yr` counts it as free. `counted_twice_ha` is what the
    sums hold too much because plots lie over each other; None where there are too many plots to look.
    """

    zoned_ha: float
    by_status_ha: dict[str, float]
    reserve_ha: float
    fill_share: float | None
    largest_free_ha: float
    largest_free_plot: str
    take_up: TakeUp
    supply_yr: float | None
    most_supply_yr: float | None
    unknown_ha: float
    warning_yr: float
    jobs: tuple[Jobs, ...]
    counted_twice_ha: float | None = None

    @property
    def falls_short(self) -> bool:
        """Whether the free land lasts for fewer years than the scenario asks for."""
        return self.most_supply_yr is not None and self.most_supply_yr < self.warning_yr


def take_up(plots: pd.DataFrame, area_ha: pd.Series, today: date, years_n: int) -> TakeUp:
    """Return the hectares handed over a year in the last `years_n` years before `today`.

    Notes
    -----
    take-up = Σ hectares handed over in the last N years / N

    References
    ----------
    Dated hand-overs in the layer of plots.

    Examples
    --------
    >>> dates = ["2020-05-01", "1970-01-01", None]
    >>> plots = pd.DataFrame({"status": ["built", "leased", "free"], "handed_over": dates})
    >>> take_up(plots, pd.Series([8.0, 5.0, 3.0]), date(2026, 1, 1), 10).ha_yr
    0.8
    """
    taken = plots["status"].isin(_TAKEN)
    dated = pd.to_datetime(plots["handed_over"], errors="coerce")
    since = pd.Timestamp(today) - pd.DateOffset(years=years_n)
    recent = taken & (dated > since) & (dated <= pd.Timestamp(today))
    return TakeUp(
        ha_yr=float(area_ha[recent].sum()) / years_n,
        years_n=years_n,
        basis="dated_hand_overs",
        dated_n=int((taken & dated.notna()).sum()),
        handed_over_n=int(taken.sum()),
    )


def supply(atlas: Atlas, scenario: Scenario, today: date, *, take_up_ha_yr: float | None = None) -> Supply:
    """Return the land of a park; the take-up is that of the user, or computed from dated hand-overs.

    Notes
    -----
    years of supply = free hectares / take-up in hectares a year; at most: with land of unknown status.
    Reservations that have lapsed count as free.

    References
    ----------
    Take-up from dated hand-overs of the plots at hand, or as the user sets it.
    """
    plots = atlas.frame("plots")
    plots = plots.assign(status=statuses_on(plots, today))
    area_ha = plots.geometry.area / M2_PER_HA
    by_status = area_ha.groupby(plots["status"]).sum().to_dict()
    reserve_ha = by_status.get("reserve", 0.0) + unplanned_reserve_ha(atlas)
    zoned_ha = float(area_ha[plots["status"] != "reserve"].sum())
    taken_ha = sum(by_status.get(status, 0.0) for status in _TAKEN)
    years_n = round(scenario.factor("take_up_years"))
    rate = take_up(plots, area_ha, today, years_n)
    if take_up_ha_yr is not None:
        rate = TakeUp(take_up_ha_yr, years_n, "entered", rate.dated_n, rate.handed_over_n)
    free_ha, unknown_ha = (float(by_status.get(status, 0.0)) for status in ("free", _UNKNOWN))
    least_yr, most_yr = _years(free_ha, unknown_ha, rate.ha_yr)
    free = area_ha[plots["status"] == "free"]
    return Supply(
        zoned_ha=zoned_ha,
        by_status_ha={str(status): float(value) for status, value in by_status.items()},
        reserve_ha=float(reserve_ha),
        fill_share=None if unknown_ha else (taken_ha / zoned_ha if zoned_ha else 0.0),
        largest_free_ha=float(free.max()) if len(free) else 0.0,
        largest_free_plot=str(plots.loc[free.idxmax(), "plot_id"]) if len(free) else "",
        take_up=rate,
        supply_yr=least_yr,
        most_supply_yr=most_yr,
        unknown_ha=unknown_ha,
        warning_yr=scenario.factor("supply_warning_years"),
        jobs=tuple(_jobs(factor, free_ha) for factor in scenario.jobs),
        counted_twice_ha=counted_twice_ha(plots),
    )


def _years(free_ha: float, unknown_ha: float, ha_yr: float) -> tuple[float | None, float | None]:
    """Return for how many years the free land lasts, at least and at most; None where that is not known."""
    if ha_yr <= 0:
        return None, None
    least_yr = None if unknown_ha and not free_ha else free_ha / ha_yr
    return least_yr, (free_ha + unknown_ha) / ha_yr


def supply_text(park: Supply) -> str:
    """Return the sentence on how long the free land lasts, or why no number of years can be given."""
    if park.most_supply_yr is None:
        return _("No dated hand-over: set a take-up to see how many years the free land lasts.")
    unknown, rate = quantity(park.unknown_ha, "ha", 1), quantity(park.take_up.ha_yr, "ha", 2)
    most = number(park.most_supply_yr, 1)
    if park.supply_yr is None:
        text = _(
            "How long the free land lasts is not known: {unknown} are of unknown status (at most {most} "
            "years at a take-up of {rate} a year)."
        )
        return text.format(unknown=unknown, most=most, rate=rate)
    years = number(park.supply_yr, 1)
    if park.unknown_ha:
        text = _(
            "Free land lasts at least {years} years at a take-up of {rate} a year, at most {most}: {unknown} "
            "are of unknown status."
        )
        return text.format(years=years, most=most, rate=rate, unknown=unknown)
    return _("Free land lasts {years} years at a take-up of {rate} a year.").format(years=years, rate=rate)


def counted_twice_ha(plots: gpd.GeoDataFrame) -> float | None:
    """Return the hectares by which the sum of the plots is larger than their ground; None of too many plots.

    Notes
    -----
    counted twice = sum of the areas of the plots − area of their union
    """
    if len(plots) > _MOST_OVERLAPS_N:
        return None
    shapes = plots.geometry.to_numpy()
    once = uncovered(shapes, np.arange(len(shapes)))
    return float(shapely.area(shapes).sum() - shapely.area(once).sum()) / M2_PER_HA


def counted_twice_text(park: Supply) -> str:
    """Return the sentence that tells of land under two plots, or that none was sought; empty without any."""
    area_ha = park.counted_twice_ha
    if area_ha is None:
        text = _("Above {most} plots it is not looked for whether plots lie over each other.")
        return text.format(most=number(_MOST_OVERLAPS_N))
    if area_ha < _LEAST_TOLD_HA:
        return ""
    text = _("Plots lie over each other: {area} counts more than once in these sums.")
    return text.format(area=quantity(area_ha, "ha", 2))


def take_up_text(rate: TakeUp) -> str:
    """Return the sentence that says on which hand-overs a computed take-up rests."""
    text = _("Computed: hand-overs of the last {years} years; {dated} of {taken} plots in use are dated.")
    return text.format(
        years=number(rate.years_n), dated=number(rate.dated_n), taken=number(rate.handed_over_n)
    )


def net_land_ha(park: Supply, scenario: Scenario) -> float:
    """Return the land that plots would take of zones that no plots divide yet, in hectares.

    Notes
    -----
    net land = net share × (zoned land + plots kept as reserve)
    """
    whole_ha = park.zoned_ha + park.by_status_ha.get("reserve", 0.0)
    return whole_ha * scenario.factor("net_share")


def unplanned_reserve_ha(atlas: Atlas) -> float:
    """Return the land that a new plan could make into plots: zoning of the reserve class, in hectares."""
    if not (atlas.has("zoning") and atlas.has("zoning_codes")):
        return 0.0
    codes = atlas.table("zoning_codes")
    reserve = set(codes.loc[codes["class_group"] == "reserve", "code"])
    zoning = atlas.frame("zoning")
    return float(zoning[zoning["zoning_code"].isin(reserve)].geometry.area.sum()) / M2_PER_HA


def by_code_and_status(
    atlas: Atlas, capacities: Sequence[Capacity], today: date | None = None
) -> pd.DataFrame:
    """Return hectares and floor areas by zoning code and status, a row for each pair that occurs.

    Columns: zoning_code, status, plots_n, area_ha, buildable_ha, permitted_floor_area_m2, used_floor_area_m2,
    remaining_floor_area_m2. A floor area that is not known for every plot of a row is not a number.
    """
    plots = atlas.frame("plots")
    figures = pd.DataFrame(
        {
            "zoning_code": plots["zoning_code"].fillna("–").to_numpy(),
            "status": statuses_on(plots, today).to_numpy(),
            "plots_n": 1,
            "area_ha": [entry.gross_area_m2 / M2_PER_HA for entry in capacities],
            "buildable_ha": [entry.buildable_area_m2 / M2_PER_HA for entry in capacities],
            "permitted_floor_area_m2": [entry.permitted_floor_area_m2 for entry in capacities],
            "used_floor_area_m2": [entry.used_floor_area_m2 for entry in capacities],
            "remaining_floor_area_m2": [entry.remaining_floor_area_m2 for entry in capacities],
        }
    )
    numbers = figures.columns[2:]
    figures[numbers] = figures[numbers].astype(float)
    grouped = figures.groupby(["zoning_code", "status"], sort=True)
    return (
        grouped[list(numbers)]
        .sum(min_count=1)
        .where(grouped[list(numbers)].count().eq(grouped.size(), axis=0))
        .reset_index()
    )


def _jobs(factor: JobFactor, free_ha: float) -> Jobs:
    return Jobs(
        title=factor.name,
        low_n=factor.low_jobs_ha * free_ha,
        high_n=factor.high_jobs_ha * free_ha,
        source=factor.source,
        confidence=factor.confidence,
    )
