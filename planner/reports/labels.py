"""What the codes of results are called, on the screen, on paper and on the command line: no code is shown."""

from typing import overload

from layers.sources import Source
from planner.capacity.capacity import Capacity
from planner.capacity.floor_area import NONE_GIVEN
from planner.capacity.statuses import STATUS_TITLES
from planner.capacity.zoning_codes import UNKNOWN
from planner.logistics.distance import BELOW_ACCURACY, BEYOND_DATA, NETWORK, NO_ROUTE, STRAIGHT_LINE, Distance
from planner.siting.aggregation import Score
from planner.siting.knock_outs import unknown_titles
from planner.text import _, distance, localised, marked, number, quantity

# Rounding apart, all of the weight.
_ALL_SHARE = 0.999

# What is measured to, in the order in which it is shown.
TARGETS = {
    "quay": marked("quay"),
    "pier": marked("pier (may be a quay, depth not known)"),
    "track": marked("track"),
    "main_road": marked("main road"),
    "junction": marked("junction"),
    "gate": marked("gate"),
    "rail_terminal": marked("rail terminal"),
    "terminal": marked("terminal"),
    "pipe_bridge": marked("pipe bridge"),
    "buried": marked("buried pipe"),
    "heat_network": marked("heat network"),
    "gas": marked("gas pipe"),
    "substation": marked("substation"),
    "heat_plant": marked("heat plant"),
    "airport": marked("airport"),
    "company": marked("firm"),
    "national_node": marked("place in Finland"),
}
# The figures of a capacity in their order: name, title, unit.
CAPACITY = (
    ("gross_area_m2", marked("Plot area"), "m²"),
    ("registered_area_m2", marked("Registered area"), "m²"),
    ("buildable_area_m2", marked("Buildable area"), "m²"),
    ("largest_part_m2", marked("Largest buildable part"), "m²"),
    ("largest_free_part_m2", marked("Largest free part"), "m²"),
    ("needs_permit_m2", marked("Excluded, but for a permission"), "m²"),
    ("building_right_m2", marked("Building right"), "k-m²"),
    ("permitted_floor_area_m2", marked("Permitted floor area"), "k-m²"),
    ("permitted_at_most_m2", marked("Permitted at most, by the other limits"), "k-m²"),
    ("used_floor_area_m2", marked("Used floor area"), "k-m²"),
    ("remaining_floor_area_m2", marked("Remaining floor area"), "k-m²"),
    ("remaining_at_most_m2", marked("Remaining at most, by what is known"), "k-m²"),
)
# Figures that are shown only where they are given.
_ONLY_WHERE_GIVEN = ("registered_area_m2", "permitted_at_most_m2", "remaining_at_most_m2")
_WORDS = TARGETS | {
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
    "too_little_known": marked("too little is known"),
    # how a distance was found, and along what
    NETWORK: marked("along the network"),
    STRAIGHT_LINE: marked("straight line"),
    BELOW_ACCURACY: marked("place not known well enough"),
    BEYOND_DATA: marked("not known: beyond the data"),
    NO_ROUTE: marked("no route"),
    "sea_lanes": marked("along sea lanes"),
    "assumed": marked("assumed"),
    "direct": marked("direct"),
    "road": marked("road"),
    "rail": marked("rail"),
    # places and plans
    "plot": marked("plot"),
    "zone": marked("zone, not plot"),
    "detailed": marked("detailed plan"),
    "general": marked("general plan"),
    "none": marked("no plan"),
}
# How a distance was found, said together with along what.
_METHODS = {
    ("road", NETWORK): marked("along the roads"),
    ("rail", NETWORK): marked("along the railway"),
}
_CARRIED_BY = {
    "truck": marked("lorry"),
    "rail": marked("train"),
    "sea": marked("ship"),
    "transfer": marked("transfer"),
}
# What a new line crosses, by the layer.
_CROSSED = {
    "roads": marked("road"),
    "rail": marked("track"),
    "water": marked("water"),
    "plots": marked("plot"),
    "pipelines": marked("pipe"),
    "power_lines": marked("power line"),
    "buildings": marked("building"),
}


@overload
def word(code: str) -> str: ...
@overload
def word(code: None) -> None: ...
@overload
def word(code: str | None) -> str | None: ...
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


def capacity_figures(capacity: Capacity) -> list[tuple[str, str, str, float | None]]:
    """Return the figures of a capacity as name, title, unit and value; None stands for what is not known.

    An upper bound stands only where the figure that it bounds is not known.
    """
    figures = [(name, _(title), unit, getattr(capacity, name)) for name, title, unit in CAPACITY]
    return [entry for entry in figures if entry[3] is not None or entry[0] not in _ONLY_WHERE_GIVEN]


def limits_text(capacity: Capacity) -> str:
    """Return the sentences that say what binds the floor areas, and what is not known of them."""
    sentences = [_permitted_text(capacity), _remaining_text(capacity), unknown_inputs_text(capacity)]
    return " ".join(sentence for sentence in sentences if sentence)


def unknown_inputs_text(capacity: Capacity) -> str:
    """Return the sentence that names what is not known of that on which the remaining floor area rests."""
    titles = unknown_titles(capacity)
    if not titles:
        return ""
    text = _("Not known: {inputs}. Less may be left; the score counts the remaining floor area as not known.")
    return text.format(inputs=titles)


def area_doubt(capacity: Capacity) -> str:
    """Return the sentence that says that registered and drawn area differ; empty where they agree."""
    share = capacity.area_difference_share
    if share is None or not capacity.areas_differ:
        return ""
    text = _(
        "The registered area, {registered}, differs from the drawn one, {drawn}, by {share} %: check the "
        "outline and the register. Building right and coverage count the registered area, all else the drawn."
    )
    return text.format(
        registered=quantity(capacity.registered_area_m2, "m²"),
        drawn=quantity(capacity.gross_area_m2, "m²"),
        share=number(100 * abs(share), 1),
    )


def _permitted_text(capacity: Capacity) -> str:
    if capacity.permitted_floor_area_m2 is not None:
        text = _("The permitted floor area is bound by: {limit}; next: {next_limit}.")
        return text.format(limit=word(capacity.binding_limit), next_limit=word(capacity.next_limit))
    if capacity.permitted_at_most_m2 is None:
        return _("Neither a building right nor another limit of the plan is known.")
    text = _("No building right is known: at most {area} by the other limits ({limit}).")
    return text.format(
        area=quantity(capacity.permitted_at_most_m2, "k-m²"), limit=word(capacity.binding_limit)
    )


def _remaining_text(capacity: Capacity) -> str:
    if capacity.remaining_binding_limit == NONE_GIVEN:
        return ""
    limits = {
        "limit": word(capacity.remaining_binding_limit),
        "next_limit": word(capacity.remaining_next_limit),
    }
    if capacity.remaining_floor_area_m2 is not None:
        text = _("The remaining floor area is bound by: {limit}; next: {next_limit}.")
        return text.format(**limits)
    if capacity.remaining_at_most_m2 is None:
        return ""
    text = _("At most {area} remain by what is known ({limit}).")
    return text.format(area=quantity(capacity.remaining_at_most_m2, "k-m²"), **limits)


def source_title(source: Source) -> str:
    """Return what a file of data is called, in the language in use where its record says it."""
    return localised({"en": source.title, **source.titles})


def source_accuracy(source: Source) -> str:
    """Return how accurate a file of data is, in the language in use where its record says it."""
    return localised({"en": source.accuracy, **source.accuracies})


def target(kind: str) -> str:
    """Return what a kind of target is called, as the first word of a line.

    Examples
    --------
    >>> target("main_road")
    'Main road'
    """
    told = word(kind)
    return told[:1].upper() + told[1:]


def status(code: str) -> str:
    """Return the word for a status."""
    return _("not known") if code == UNKNOWN else _(STATUS_TITLES[code])


def plan_level(code: str) -> str:
    """Return which plan rules a plot, in words."""
    return _("plan not known") if code == UNKNOWN else word(code)


def method(mode: str, code: str) -> str:
    """Return how a distance was found by a mode."""
    return _(_METHODS[mode, code]) if (mode, code) in _METHODS else word(code)


def access_legs(row: Distance) -> str:
    """Return how much of a route lies off the network at either end, and how well that is placed."""
    if row.method != NETWORK or not row.snap_m:
        return ""
    if row.access_m is None or row.target_access_m is None:
        return _("of it {snap} off road").format(snap=distance(row.snap_m))
    legs = _("of it off road {access} at the plot, {target} at the target").format(
        access=distance(row.access_m), target=distance(row.target_access_m)
    )
    if row.access_accuracy_m is None:
        return legs
    return _("{legs} (placed to {accuracy})").format(legs=legs, accuracy=distance(row.access_accuracy_m))


def leg_method(code: str) -> str:
    """Return how the length of a leg was found; nothing for a transfer, which has none."""
    return word(code) if code in {NETWORK, STRAIGHT_LINE, "sea_lanes", "assumed"} else ""


def carried_by(mode: str) -> str:
    """Return what carries freight by a mode."""
    return _(_CARRIED_BY.get(mode, mode))


def crossed(layer: str) -> str:
    """Return what a new line crosses, by the name of the layer."""
    return _(_CROSSED.get(layer, layer))


def electrified(code: str) -> str:
    """Return whether a track is electrified, in words."""
    return {"yes": _("yes"), "no": _("no")}.get(code, _("not known"))


def score_range(score: Score, digits_n: int = 0) -> str:
    """Return the score; as a range where values are not known, so that a few good ones promise nothing."""
    low = number(score.low_score, digits_n)
    return f"{low}–{number(score.high_score, digits_n)}" if is_partly_known(score) else low


def is_partly_known(score: Score) -> bool:
    """Return whether a criterion that carries weight is not known."""
    return score.known_weight_share < _ALL_SHARE
