"""How long a pipe may be that carries heat from one firm to another, so that it pays."""

from collections.abc import Sequence
from dataclasses import dataclass

from layers.errors import PlannerError
from layers.messages import Sentence

_HOURS_OF_LEAP_YEAR_H = 8_784


@dataclass(frozen=True)
class PipeSize:
    """A size of pipe: the most heat it carries, and what one metre of one pipe costs laid."""

    capacity_mw: float
    cost_eur_per_m: float


@dataclass(frozen=True)
class HeatEconomy:
    """What the length that pays rests on; all of it stands in the scenario, to be changed there.

    `margin_eur_per_mwh` is the price of the heat replaced less the price paid for it. `pipes_n` is 2 for
    supply and return. `interest_share` is real. `equipment_eur_per_mw` is for exchangers and pumps together,
    `operation_share` what running the pipe costs in a year, of what it cost to build.
    """

    margin_eur_per_mwh: float
    lifetime_yr: float
    interest_share: float
    pipes_n: int
    equipment_eur_per_mw: float
    operation_share: float


def annuity_years_yr(interest_share: float, lifetime_yr: float) -> float:
    """Return how many years' payments are worth as much today as one payment a year over the lifetime.

    Notes
    -----
    (1 − (1 + i)⁻ⁿ) / i; n where nothing is charged for the money

    Examples
    --------
    >>> round(annuity_years_yr(0.05, 20), 4), annuity_years_yr(0.0, 20)
    (12.4622, 20)
    """
    if interest_share == 0:
        return lifetime_yr
    return float((1 - (1 + interest_share) ** -lifetime_yr) / interest_share)


def pipe_cost_eur_per_m(sizes: Sequence[PipeSize], power_mw: float, pipes_n: int) -> float:
    """Return what a metre of the pipes costs that carry so much heat: the smallest size with room for it.

    What no size carries goes through several lines of the largest.

    Raises
    ------
    PlannerError
        No sizes, or no heat to carry.
    """
    if not sizes or not power_mw > 0:
        raise PlannerError(Sentence("A heat pipe needs a heat flow above zero and a table of pipe sizes."))
    ordered = sorted(sizes, key=lambda size: size.capacity_mw)
    largest = ordered[-1]
    lines_n = max(1, -(-power_mw // largest.capacity_mw))
    size = next(size for size in ordered if size.capacity_mw >= power_mw / lines_n)
    return size.cost_eur_per_m * pipes_n * lines_n


def break_even_m(
    sizes: Sequence[PipeSize], economy: HeatEconomy, power_mw: float, heat_mwh_yr: float
) -> float:
    """Return the longest pipe that pays for itself over its lifetime, in metres; 0.0 where none does.

    Nothing is deducted for losses, crossings or land: the length that pays in truth is shorter.

    Notes
    -----
    length × (pipe cost + operation over the lifetime) = margin × heat a year × annuity − equipment

    Raises
    ------
    PlannerError
        The heat of a year is negative, or more than the power gives in 8 784 hours.

    References
    ----------
    The costs of pipes and equipment stand with their source beside the numbers that are passed in.

    Examples
    --------
    1 MW over 4 500 hours, a margin of 10 €/MWh, 20 years at 5 %, two pipes at 240 €/m:

    >>> economy = HeatEconomy(10.0, 20, 0.05, 2, 0.0, 0.0)
    >>> round(break_even_m([PipeSize(1.2, 240.0)], economy, power_mw=1.0, heat_mwh_yr=4_500))
    1168
    """
    if not 0 <= heat_mwh_yr <= power_mw * _HOURS_OF_LEAP_YEAR_H:
        raise PlannerError(
            Sentence(
                "{heat:,.0f} MWh a year do not fit {power:g} MW: a year has 8,784 hours at most.",
                heat=heat_mwh_yr,
                power=power_mw,
            )
        )
    years_yr = annuity_years_yr(economy.interest_share, economy.lifetime_yr)
    earned_eur = economy.margin_eur_per_mwh * heat_mwh_yr * years_yr
    left_eur = earned_eur - economy.equipment_eur_per_mw * power_mw
    per_m_eur = pipe_cost_eur_per_m(sizes, power_mw, economy.pipes_n)
    return max(0.0, left_eur / (per_m_eur * (1 + economy.operation_share * years_yr)))
