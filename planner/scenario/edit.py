"""A scenario changed: a rule, a setback or an e that is different, as another scenario."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomli_w

from layers.errors import PlannerError
from planner.scenario.scenario import Assumption, Factor, Scenario
from planner.text import _

# The source of a number that is assumed, and the basis of an assumption.
WHAT_IF = "what-if"


def changed(
    scenario: Scenario,
    *,
    name: str,
    distances_m: Mapping[str, float] | None = None,
    without: Sequence[str] = (),
    assumptions: Sequence[Assumption] = (),
    factors: Mapping[str, float] | None = None,
) -> Scenario:
    """Return the scenario under another name: other widths of rules, rules left out, plan values, factors.

    Raises
    ------
    PlannerError
        If a rule or a factor is unknown, or a width is below zero.
    """
    widths = dict(distances_m or {})
    known = {rule.rule_id for rule in scenario.rules}
    for rule_id in (*widths, *without):
        if rule_id not in known:
            msg = _("There is no rule “{rule}”. There are: {rules}.")
            raise PlannerError(msg.format(rule=rule_id, rules=", ".join(sorted(known))))
    if any(not 0 <= width < float("inf") for width in widths.values()):
        raise PlannerError(_("A width is zero or more, in metres."))
    rules = tuple(
        rule.model_copy(update={"distance_m": widths[rule.rule_id]}) if rule.rule_id in widths else rule
        for rule in scenario.rules
        if rule.rule_id not in set(without)
    )
    return scenario.model_copy(
        update={
            "name": name,
            "title": {"en": name},
            "rules": rules,
            "assumptions": (*scenario.assumptions, *assumptions),
            "factors": scenario.factors | _other_factors(scenario, factors or {}),
        }
    )


def _other_factors(scenario: Scenario, values: Mapping[str, float]) -> dict[str, Factor]:
    """Return these factors with other values; one that is not of the scenario is refused by it."""
    return {
        name: scenario.factors[name].model_copy(update={"value": value, "source": WHAT_IF, "note": ""})
        for name, value in values.items()
        if scenario.factor(name) != value
    }


def scenario_text(scenario: Scenario) -> str:
    r"""Return the scenario as TOML text, which parses back to the same scenario.

    Examples
    --------
    >>> from planner.scenario.scenario import parse_scenario
    >>> mine = parse_scenario('name = "mine"\ntitle = { en = "Mine" }')
    >>> parse_scenario(scenario_text(mine)) == mine
    True
    """
    return tomli_w.dumps(
        _stated(scenario.model_dump(mode="python", exclude_defaults=True)), multiline_strings=False
    )


def _stated(value: Any) -> Any:
    """Return the value without what is not given, with lists where TOML wants lists."""
    if isinstance(value, dict):
        return {name: _stated(entry) for name, entry in value.items() if entry is not None}
    return [_stated(entry) for entry in value] if isinstance(value, list | tuple) else value
