"""Rests of a lorry's driver, which make a long haul take longer than its driving."""

import numpy as np
from numpy.typing import NDArray

from planner.logistics.freight.demand import Carriers
from planner.scenario.scenario import DriverRest, Scenario

# The rules hold for lorries above this mass.
_ABOVE_T = 3.5
_EPS_H = 1e-9

Floats = NDArray[np.float64]


def rest_of(who: Carriers, scenario: Scenario) -> DriverRest | None:
    """Return the rests of the driver of a stream's lorry; None for a van, or where none are stated."""
    if who.vehicle is None or who.vehicle.weight_t <= _ABOVE_T:
        return None
    return scenario.driver_rest


def resting_h(drive_h: Floats | float, rest: DriverRest | None) -> Floats:
    """Return the hours of breaks and rests within so many hours of driving by one driver.

    Notes
    -----
    a rest after each full day of driving but the last, and within a day a break after each spell of driving
    that is not the last

    References
    ----------
    Regulation (EC) No 561/2006, articles 6 to 8; the hours are the scenario's.

    Examples
    --------
    >>> hours = {"break_after_h": 4.5, "break_h": 0.75, "daily_drive_h": 9.0, "daily_rest_h": 11.0}
    >>> rest = DriverRest(title={"en": "-"}, source="-", **hours)
    >>> resting_h(np.array([4.5, 4.6, 9.0, 10.0, 14.0]), rest).tolist()
    [0.0, 0.75, 0.75, 11.75, 12.5]
    """
    hours = np.asarray(drive_h, dtype=float)
    if rest is None:
        return np.zeros_like(hours)
    finite_h = np.where(np.isfinite(hours), hours, 0.0)
    days_n = np.maximum(np.ceil(finite_h / rest.daily_drive_h - _EPS_H) - 1, 0)
    last_h = finite_h - days_n * rest.daily_drive_h
    breaks_n = days_n * _breaks_n(np.float64(rest.daily_drive_h), rest) + _breaks_n(last_h, rest)
    return np.asarray(days_n * rest.daily_rest_h + breaks_n * rest.break_h)


def _breaks_n(drive_h: Floats | np.float64, rest: DriverRest) -> Floats:
    return np.asarray(np.maximum(np.ceil(drive_h / rest.break_after_h - _EPS_H) - 1, 0))


def long_haul_ratio(rest: DriverRest | None) -> float:
    """Return how many times longer than its driving a haul of many days takes."""
    if rest is None:
        return 1.0
    cycle_h = rest.daily_drive_h + float(resting_h(rest.daily_drive_h, rest)) + rest.daily_rest_h
    return cycle_h / rest.daily_drive_h
