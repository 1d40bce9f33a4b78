"""What the codes of results are called, on the screen and on paper."""

from planner.text import _, marked

_WORDS = {
    # what binds the floor area
    "building_right": marked("building right"),
    "coverage": marked("coverage × storeys"),
    "buildable_area": marked("buildable area × storeys"),
    "volume": marked("building volume"),
    "none_given": marked("none given"),
    # what a rule does
    "exclude": marked("no building"),
    "permit": marked("by permission only"),
    "consult": marked("statement needed"),
    "condition": marked("condition"),
    "knock_out": marked("out of the ranking"),
    # how a distance was found, and along what
    "network": marked("along the network"),
    "straight_line": marked("straight line"),
    "below_accuracy": marked("place not known well enough"),
    "direct": marked("direct"),
    "road": marked("road"),
    "rail": marked("rail"),
    # what is measured to
    "quay": marked("quay"),
    "track": marked("track"),
    "main_road": marked("main road"),
    "junction": marked("junction"),
    "gate": marked("gate"),
    "rail_terminal": marked("rail terminal"),
    "airport": marked("airport"),
    "substation": marked("substation"),
    "heat_plant": marked("heat plant"),
    "terminal": marked("terminal"),
    "company": marked("firm"),
    "pipe_bridge": marked("pipe bridge"),
    "buried": marked("buried pipe"),
    "heat_network": marked("heat network"),
    "gas": marked("gas pipe"),
    "national_node": marked("place in Finland"),
    # places and plans
    "plot": marked("plot"),
    "zone": marked("zone, not plot"),
    "detailed": marked("detailed plan"),
    "general": marked("general plan"),
    "none": marked("no plan known"),
}


def word(code: str | None) -> str | None:
    """Return what a code is called; one without a word of its own is shown with spaces.

    Examples
    --------
    >>> word("permit"), word("heat_pump"), word(None)
    ('by permission only', 'heat pump', None)
    """
    if code is None:
        return None
    return _(_WORDS[code]) if code in _WORDS else code.replace("_", " ")
