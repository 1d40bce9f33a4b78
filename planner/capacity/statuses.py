"""Statuses of plots on a day."""

from datetime import date

import pandas as pd

from planner.capacity.zoning_codes import UNKNOWN
from planner.text import marked

FREE, RESERVED, RESERVE = "free", "reserved", "reserve"
# What a status says in a sentence about a plot.
STATUS_TITLES = {
    FREE: marked("free"),
    RESERVED: marked("reserved"),
    "leased": marked("leased"),
    "built": marked("built"),
    RESERVE: marked("reserve land"),
    UNKNOWN: marked("unknown"),
}


def lapsed_reservations(plots: pd.DataFrame, today: date | None) -> pd.Series:
    """Return whether the reservation of each plot ended before a day; without a day none has."""
    if today is None:
        return pd.Series(data=False, index=plots.index)
    until = pd.to_datetime(plots["reserved_until"], errors="coerce")
    return (plots["status"] == RESERVED) & (until < pd.Timestamp(today))


def statuses_on(plots: pd.DataFrame, today: date | None) -> pd.Series:
    """Return the statuses on a day: a plot whose reservation has lapsed counts as free."""
    return plots["status"].mask(lapsed_reservations(plots, today), FREE)
