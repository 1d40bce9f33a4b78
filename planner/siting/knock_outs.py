"""Knock-outs and gaps: why a plot is out of the ranking, or too little known for it."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from layers.atlas import Atlas
from planner.capacity.capacity import Capacity
from planner.capacity.statuses import RESERVED, STATUS_TITLES
from planner.capacity.zoning_codes import UNKNOWN, code_entry, own_class
from planner.scenario.scenario import Scenario
from planner.scenario.table_texts import column_title
from planner.siting.aggregation import Score
from planner.text import _, day, number

KNOCK_OUT = "knock_out"
# Effect of a reason to list a plot apart: what is missing is asked for.
TOO_LITTLE_KNOWN = "too_little_known"
# The reason that less of the weight is known than the scenario asks for.
KNOWN_WEIGHT = "known_weight"


@dataclass(frozen=True)
class CodeVerdicts:
    """Which zoning codes are not for industry, and of which nobody has said what they allow."""

    unfit: frozenset[str | None] = frozenset()
    unknown: frozenset[str | None] = frozenset()


def code_verdicts(zoning_codes: Iterable[str | None], atlas: Atlas, scenario: Scenario) -> CodeVerdicts:
    """Return what class and list of codes say of each code; nothing where the scenario names no classes.

    What the area says of its own codes goes before the list of codes. Protective green (EV) and power plants
    (EN) are of one class: the class alone would let the green in.
    """
    classes = scenario.knock_outs.industry_classes
    if not classes:
        return CodeVerdicts()
    listed = atlas.table("zoning_codes") if atlas.has("zoning_codes") else None
    codes = set(zoning_codes)
    own = {code: own_class(code, atlas.info.zoning_classes) for code in codes}
    entries = {code: None if listed is None else code_entry(code, listed) for code in codes}

    def is_unfit(code: str | None) -> bool:
        named, entry = own[code], entries[code]
        if named is not None:
            return named not in classes
        says_no = entry is not None and str(entry["developable_industry"] or "").startswith("no")
        return entry is not None and (entry["class_group"] not in classes or says_no)

    known = {code for code in codes if own[code] is not None or entries[code] is not None}
    unknown = frozenset() if UNKNOWN in classes else frozenset(codes - known)
    return CodeVerdicts(frozenset(filter(is_unfit, codes)), unknown)


def knock_outs(
    plot: pd.Series, capacity: Capacity, scenario: Scenario, unfit_codes: frozenset[str | None]
) -> tuple[tuple[str, str], ...]:
    """Return why a plot is out of the ranking, as pairs of a code and a sentence; empty where it is in.

    `unfit_codes` are those that `code_verdicts` finds among the codes of the plots.

    Notes
    -----
    out where status, zoning, ground or floor area left rules the plot out, whatever its score would be

    References
    ----------
    The scenario's list of statuses and zoning classes; this project's proposal.
    """
    found: list[tuple[str, str]] = []
    rules = scenario.knock_outs
    if rules.available_status and plot["status"] not in (*rules.available_status, UNKNOWN):
        status = _(STATUS_TITLES[plot["status"]])
        until = plot["reserved_until"]
        text = _("Its status is “{status}”.").format(status=status)
        if plot["status"] == RESERVED and isinstance(until, str):
            text = _("It is reserved until {date}.").format(date=day(until))
        found.append(("status", text))
    code = plot["zoning_code"]
    if code in unfit_codes:
        found.append(("zoning", _("The zoning code {code} is not for industry.").format(code=code)))
    if capacity.buildable_area_m2 <= 0:
        found.append(("no_ground", _("The rules leave no ground to build on.")))
    elif capacity.floor_area_left is False:
        found.append(("no_right", _("No floor area is left.")))
    return tuple(found)


def unknown_titles(capacity: Capacity) -> str:
    """Return what is not known of that on which the remaining floor area rests, called as people call it."""
    names = [
        _("ground under existing buildings") if name == "footprints" else column_title("plots", name)
        for name in capacity.unknown_inputs
    ]
    names += [_("rules that were not checked")] if capacity.undecided_rules or capacity.beyond_data else []
    return ", ".join(names)


def gaps(
    plot: pd.Series,
    capacity: Capacity,
    found: Score,
    scenario: Scenario,
    unknown_codes: frozenset[str | None],
) -> tuple[tuple[str, str], ...]:
    """Return why too little is known of a plot to rank it, as pairs of a code and a sentence.

    A scenario that lists "unknown" among its statuses or classes lets such plots in.

    Notes
    -----
    apart where status, zoning code, or whether any floor area is left are not known, or Σ known weights /
    Σ weights < the scenario's minimum

    References
    ----------
    The minimum is a proposal of this project, unverified.
    """
    reasons: list[tuple[str, str]] = []
    statuses, code = scenario.knock_outs.available_status, plot["zoning_code"]
    if statuses and plot["status"] == UNKNOWN and UNKNOWN not in statuses:
        reasons.append(("status_unknown", _("Its status is not known: ask whether it can be had.")))
    if code in unknown_codes:
        text = _("The zoning code {code} is not known: say what it allows.").format(code=code)
        reasons.append(
            ("zoning_unknown", text if code else _("No zoning code is known: say what the plan allows."))
        )
    if capacity.floor_area_left is None:
        text = _("It is not known whether any floor area is left. Not known: {inputs}.")
        reasons.append(("floor_area_unknown", text.format(inputs=unknown_titles(capacity))))
    minimum_share = scenario.ranking.minimum_known_weight_share
    if not found.is_known:
        reasons.append((KNOWN_WEIGHT, _("No criterion that carries weight is known for it.")))
    elif found.known_weight_share < minimum_share:
        text = _("{share} % of the weight is known; a rank needs {minimum} %.")
        reasons.append(
            (
                KNOWN_WEIGHT,
                text.format(
                    share=number(100 * found.known_weight_share), minimum=number(100 * minimum_share)
                ),
            )
        )
    return tuple(reasons)
