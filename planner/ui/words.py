"""The words for what the core tells by short codes: no code reaches the screen."""

from planner.capacity import NONE_GIVEN
from planner.logistics.distance import BELOW_ACCURACY, NETWORK, STRAIGHT_LINE
from planner.siting import KNOCK_OUT, STATUS_TITLES, UNKNOWN
from planner.text import _, marked, quantity

EFFECTS = {
    KNOCK_OUT: marked("rules the plot out"),
    "exclude": marked("no building"),
    "permit": marked("only by permission"),
    "consult": marked("a statement is needed"),
    "condition": marked("a condition to meet"),
}
LIMITS = {
    "building_right": marked("building right of the plan"),
    "coverage": marked("coverage × storeys"),
    "buildable_area": marked("buildable area × storeys"),
    "volume": marked("building volume"),
    NONE_GIVEN: marked("none given"),
}
PLAN_LEVELS = {
    "detailed": marked("detailed plan"),
    "general": marked("general plan only"),
    "none": marked("no plan known"),
}
TARGETS = {
    "quay": marked("Quay"),
    "track": marked("Railway track"),
    "main_road": marked("Main road"),
    "junction": marked("Road junction"),
    "gate": marked("Gate"),
    "rail_terminal": marked("Rail terminal"),
    "terminal": marked("Terminal"),
    "pipe_bridge": marked("Pipe bridge"),
    "buried": marked("Buried pipe"),
    "heat_network": marked("District heating"),
    "gas": marked("Gas pipe"),
    "substation": marked("Substation"),
    "heat_plant": marked("Heat plant"),
    "airport": marked("Airport"),
    "company": marked("Company"),
    "national_node": marked("Town or port"),
}
METHODS = {
    ("direct", STRAIGHT_LINE): marked("straight line"),
    ("road", NETWORK): marked("along the roads"),
    ("road", STRAIGHT_LINE): marked("straight line instead of a road"),
    ("rail", NETWORK): marked("along the railway"),
    ("rail", STRAIGHT_LINE): marked("straight line instead of a railway"),
}
CARRIED_BY = {
    "truck": marked("lorry"),
    "rail": marked("train"),
    "sea": marked("ship"),
    "transfer": marked("transfer"),
}
LEG_METHODS = {
    NETWORK: marked("along the network"),
    STRAIGHT_LINE: marked("straight line"),
    "sea_lanes": marked("along sea lanes"),
}
# What a new line crosses, by the layer.
LAYERS_CROSSED = {
    "roads": marked("road"),
    "rail": marked("track"),
    "water": marked("water"),
    "plots": marked("plot"),
    "pipelines": marked("pipe"),
    "power_lines": marked("power line"),
    "buildings": marked("building"),
}


def electrified(code: str) -> str:
    """Return the word for whether a track is electrified."""
    return {"yes": _("yes"), "no": _("no")}.get(code, _("not known"))


def carried_by(mode: str) -> str:
    """Return the word for what carries freight by a mode."""
    return _(CARRIED_BY.get(mode, mode))


def leg_method(code: str) -> str:
    """Return the words for how the length of a leg was found; nothing for a transfer, which has none."""
    return _(LEG_METHODS[code]) if code in LEG_METHODS else ""


def status(code: str) -> str:
    """Return the word for a status."""
    return _(marked("not known")) if code == UNKNOWN else _(STATUS_TITLES[code])


def limit(code: str) -> str:
    """Return the words for what limits the floor area."""
    return _(LIMITS.get(code, code))


def effect(code: str) -> str:
    """Return the words for the effect of a rule."""
    return _(EFFECTS.get(code, code))


def target(kind: str) -> str:
    """Return the word for a kind of target."""
    return _(TARGETS.get(kind, kind))


def method(mode: str, code: str) -> str:
    """Return the words for how a distance was found."""
    if code == BELOW_ACCURACY:
        return _("place known too roughly")
    return _(METHODS.get((mode, code), marked("straight line")))


def figure(value: float | None, unit: str, unknown: str = "") -> str:
    """Return a number with its unit; in words where it is not known, never 0."""
    return (unknown or _("not known")) if value is None else quantity(value, unit)


def plain(text: str) -> str:
    r"""Return text that Streamlit shows as it is: no Markdown, no colour, no formula.

    Examples
    --------
    >>> plain("*T/kem* <b>")
    '\\*T/kem\\* \\<b\\>'
    """
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)


_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&^=\"'")
