"""Colours of the maps: statuses from the set of Okabe and Ito, each with a letter as a second cue."""

from dataclasses import dataclass

from planner.text import marked


@dataclass(frozen=True)
class PlotLook:
    """How plots of one kind are drawn: fill, letter, and the word for it; `dotted` for what is not known."""

    fill: str
    letter: str
    title: str
    dotted: bool = False


# The order is that of the legend.
STATUS_LOOKS: dict[str, PlotLook] = {
    "free": PlotLook("#009e73", "F", marked("free")),
    "reserved": PlotLook("#e69f00", "R", marked("reserved")),
    "leased": PlotLook("#56b4e9", "L", marked("leased")),
    "built": PlotLook("#0072b2", "B", marked("built")),
    "reserve": PlotLook("#f0e442", "S", marked("reserve land")),
    "unknown": PlotLook("#b3b3b3", "?", marked("status not known")),
}

INK = "#1d2529"
QUIET_INK = "#4d5a61"
PAPER = "#ffffff"
SEA = "#d6e6f0"
GROUND = "#f3f1eb"
ACCENT = "#0b6378"

# First letter of a zoning code -> fill, muted so that the plots stand out.
_ZONING_FILLS = {
    "E": "#cfe0c6",
    "V": "#cfe0c6",
    "S": "#cfe0c6",
    "L": "#dcd9e2",
    "M": "#ece5cf",
    "W": "#d3e5f0",
}
_OTHER_ZONING = "#e6e1d6"


def zoning_fill(zoning_code: str) -> str:
    """Return the muted fill of a part of the plan that is no plot.

    Examples
    --------
    >>> zoning_fill("EV"), zoning_fill("AO")
    ('#cfe0c6', '#e6e1d6')
    """
    return _ZONING_FILLS.get(zoning_code[:1].upper(), _OTHER_ZONING)


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast_ratio("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance_share(one), _luminance_share(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance_share(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
