"""How charts speak: numbers as the language writes them, and in a sentence what the picture shows."""

from collections.abc import Sequence
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol

from planner.text import language, n_

# More parts than these nobody listens to.
_TOLD_N = 12


def spoken(chart: Any, description: str) -> Any:
    """Return the chart with the numbers of the language in use, and with what it shows for who cannot see it.

    Screen readers read the description instead of the picture.
    """
    code = language()
    signs = {"decimal": get_decimal_symbol(code), "thousands": get_group_symbol(code)}
    # What Vega says by itself of axes and legends is English.
    chart = chart.configure(
        locale={"number": {**signs, "grouping": [3], "currency": ["", ""]}},
        axis={"aria": False},
        legend={"aria": False},
    )
    return chart.properties(description=description)


def listed(parts: Sequence[str]) -> str:
    """Return the parts in a row, the last of very many counted only.

    Examples
    --------
    >>> listed(["a 1", "b 2"]), listed([str(part) for part in range(15)])[-10:]
    ('a 1; b 2', '11; 3 more')
    """
    told = list(parts[:_TOLD_N])
    more_n = len(parts) - len(told)
    if more_n:
        told.append(n_("{n} more", "{n} more", more_n))
    return "; ".join(told)
