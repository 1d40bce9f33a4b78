"""What the sections share: how a value is said that is not known, estimated or illustrative."""

from planner.capacity.capacity import Capacity
from planner.capacity.land_supply import M2_PER_HA
from planner.reports.typst.blocks import Cell
from planner.text import _, distance, hectares, number, quantity

# What a rule or weight must say of itself to be shown without a remark.
_CERTAIN = "high"


def known(value: float | None, unit: str, digits_n: int = 0) -> str:
    """Return a number with its unit, or words where it is not known: never 0."""
    return _("not known") if value is None else quantity(value, unit, digits_n)


def ground(value_m2: float) -> str:
    """Return an area as land is spoken of: hectares, square metres below one hectare."""
    return hectares(value_m2) if value_m2 >= M2_PER_HA else quantity(value_m2, "m²")


def metres_or_here(value_m: float | None) -> str:
    """Return a distance from the edge of the plot, or words where the thing is on it."""
    return _("on the plot") if value_m is not None and value_m < 1 else distance(value_m)


def at_least_something(value: float | None, digits_n: int = 0) -> str:
    """Return a number; one that is not nothing is never rounded to it.

    Examples
    --------
    >>> at_least_something(0.2), at_least_something(0.0), at_least_something(0.01, 1)
    ('< 1', '0', '< 0.1')
    """
    smallest = 10.0**-digits_n
    if value is not None and 0 < value < smallest / 2:
        return f"< {number(smallest, digits_n)}"
    return number(value, digits_n)


def or_unknown(text: str | None) -> str:
    """Return the text, or words where there is none."""
    return text or _("not known")


def illustrative_tags(*, illustrative: bool) -> tuple[str, ...]:
    """Return the tag of what was drawn and not surveyed, if it was."""
    return (_("illustrative"),) if illustrative else ()


def confidence_tags(confidence: str) -> tuple[str, ...]:
    """Return the tag of a figure that is not certain; none where it is."""
    if not confidence or confidence.startswith(_CERTAIN):
        return ()
    if "example" in confidence:
        return (_("example"),)
    return (_("unverified"),)


def used_tags(capacity: Capacity) -> tuple[str, ...]:
    """Return the tag of a used floor area that is an estimate."""
    return (_("estimate"),) if capacity.used_basis == "estimated" else ()


def assumed_tags(*, assumed: bool) -> tuple[str, ...]:
    """Return the tag of what the rules assume and no plan gives, if they do."""
    return (_("assumed"),) if assumed else ()


def cells(*texts: str) -> tuple[Cell, ...]:
    """Return cells of plain text."""
    return tuple(Cell(text) for text in texts)
