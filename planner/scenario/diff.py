"""In what a scenario differs from another, in words: for a what-if beside the default, and in reports."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.scenario.scenario import Assumption, CriterionSetting, Rule, Scenario
from planner.text import _, number, quantity

# Parts of a scenario that are told one by one; of the others only that they differ.
_TOLD = ("name", "title", "rules", "assumptions", "factors", "criteria")
# Fields of a rule that say where its numbers come from, which no figure depends on.
_SAID_OF_IT = {"title", "legal_reference", "url", "as_of", "confidence", "note"}


@dataclass(frozen=True)
class ScenarioChange:
    """One thing that differs: what, how it is in the one scenario and how in the other, in words."""

    what: str
    before: str
    after: str


def scenario_changes(before: Scenario, after: Scenario) -> tuple[ScenarioChange, ...]:
    """Return in what the second scenario differs from the first, as far as any figure may depend on it.

    Examples
    --------
    >>> from planner.scenario.scenario import parse_scenario
    >>> text = '''name = "a"
    ... title = { en = "A" }
    ... [factors.net_share]
    ... value = 0.84
    ... unit = ""
    ... source = "x"'''
    >>> other = parse_scenario(text.replace("0.84", "0.7"))
    >>> scenario_changes(parse_scenario(text), other)
    (ScenarioChange(what='net_share', before='0.84', after='0.7'),)
    """
    parts = (_rules, _assumptions, _factors, _criteria, _others)
    return tuple(change for part in parts for change in part(before, after))


def _rules(before: Scenario, after: Scenario) -> Iterator[ScenarioChange]:
    old = {rule.rule_id: rule for rule in before.rules}
    new = {rule.rule_id: rule for rule in after.rules}
    for rule_id, rule in old.items():
        if rule_id not in new:
            yield ScenarioChange(rule.name, _width(rule), _("left out"))
        elif (change := _rule(rule, new[rule_id])) is not None:
            yield change
    for rule_id, rule in new.items():
        if rule_id not in old:
            yield ScenarioChange(rule.name, _("none"), _width(rule))
    kept = [rule_id for rule_id in new if rule_id in old]
    if kept != [rule_id for rule_id in old if rule_id in new]:
        yield ScenarioChange(
            _("Order of the rules"), "", _("another: what each takes in turn differs, totals do not")
        )


def _rule(before: Rule, after: Rule) -> ScenarioChange | None:
    fields = [
        name
        for name in Rule.model_fields
        if name not in _SAID_OF_IT and getattr(before, name) != getattr(after, name)
    ]
    if not fields:
        return None
    if fields == ["distance_m"]:
        return ScenarioChange(before.name, _width(before), _width(after))
    return ScenarioChange(before.name, _width(before), f"{_width(after)}; {_differing(fields)}")


def _width(rule: Rule) -> str:
    if rule.threshold_percent is not None:
        return quantity(rule.threshold_percent, "%", 1)
    if rule.threshold_m is not None:
        return quantity(rule.threshold_m, "m", 2)
    return quantity(rule.distance_m, "m", 1)


def _differing(fields: list[str]) -> str:
    return _("other in the file: {fields}").format(fields=", ".join(fields))


def _assumptions(before: Scenario, after: Scenario) -> Iterator[ScenarioChange]:
    for entry in before.assumptions:
        if entry not in after.assumptions:
            yield ScenarioChange(entry.name, _assumed(entry), _("left out"))
    for entry in after.assumptions:
        if entry not in before.assumptions:
            yield ScenarioChange(entry.name, _("as the plan gives it"), _assumed(entry))


def _assumed(entry: Assumption) -> str:
    """Return the values that are assumed, and for which plots."""
    titles = {"floor_area_ratio": "e", "coverage_ratio": _("coverage"), "storeys": _("storeys")}
    values = ", ".join(f"{titles[name]} = {_short(value)}" for name, value in entry.values.items())
    if not entry.only_missing:
        return values
    return _("{values} where the plan gives none").format(values=values)


def _factors(before: Scenario, after: Scenario) -> Iterator[ScenarioChange]:
    for name in dict.fromkeys([*before.factors, *after.factors]):
        old, new = (scenario.factors.get(name) for scenario in (before, after))
        if old is None or new is None or old.value != new.value:
            texts = (_("none") if factor is None else _short(factor.value) for factor in (old, new))
            yield ScenarioChange(name, *texts)


def _criteria(before: Scenario, after: Scenario) -> Iterator[ScenarioChange]:
    old, new = ({one.criterion_id: one for one in scenario.criteria} for scenario in (before, after))
    for criterion_id in dict.fromkeys([*old, *new]):
        texts = [_weight(found.get(criterion_id)) for found in (old, new)]
        if texts[0] != texts[1]:
            yield ScenarioChange((new.get(criterion_id) or old[criterion_id]).name, *texts)


def _weight(criterion: CriterionSetting | None) -> str:
    if criterion is None:
        return _("not weighed")
    return _("weight {weight}, from {worst} to {best}").format(
        weight=_short(criterion.weight), worst=_short(criterion.worst), best=_short(criterion.best)
    )


def _short(value: float) -> str:
    """Return a number with as many digits as it has, three at most."""
    _whole, _point, digits = f"{value:.3f}".rstrip("0").partition(".")
    return number(value, len(digits))


def _others(before: Scenario, after: Scenario) -> Iterator[ScenarioChange]:
    for name in Scenario.model_fields:
        if name not in _TOLD and getattr(before, name) != getattr(after, name):
            yield ScenarioChange(_("Section {name} of the file").format(name=name), "", _("differs"))
