"""The numbers on the axes of charts, as the language writes them."""

from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol

from planner.text import language


def spoken(chart: Any) -> Any:
    """Return the chart with the decimal sign and digit groups of the language in use."""
    code = language()
    signs = {"decimal": get_decimal_symbol(code), "thousands": get_group_symbol(code)}
    return chart.configure(locale={"number": {**signs, "grouping": [3], "currency": ["", ""]}})
