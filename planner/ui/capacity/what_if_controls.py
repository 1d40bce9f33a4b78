"""The sliders of a what-if: widths of rules, e by zoning code, net share of zones; they make a scenario."""

from dataclasses import dataclass, field

import streamlit as st

from layers.atlas import AreaInfo
from planner.capacity.restrictions import KINDS
from planner.scenario.edit import WHAT_IF, changed, scenario_text
from planner.scenario.scenario import TAKING, Assumption, Hazard, Rule, Scenario
from planner.text import _, marked
from planner.ui import cache, state
from planner.ui.widgets.labels import plain
from planner.ui.widgets.scenario_picker import DEFAULT, key_of, title_of_key

_BY_DISTANCE = ("setback", "along_line", "round_polygon")
# The rules of these layers stand in the open, the others behind a click.
_FIRST_LAYERS = ("plots", "roads", "rail")
_MOST_RATIO, _RATIO_STEP = 5.0, 0.05
_LONGEST_NAME_N = 60
_TITLE = marked("e of {code}")
_HAZARDS: dict[Hazard, str] = {
    "dangerous_chemicals": marked("dangerous chemicals"),
    "fuels": marked("fuels"),
}


@dataclass
class _Wishes:
    without: tuple[str, ...] = ()
    distances_m: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    hazard: Hazard | None = None


def render(area: AreaInfo, rules: str) -> str:
    """Show the sliders and return the key of the scenario that they make: `rules` where nothing differs."""
    base = cache.scenario(rules)
    wishes = _Wishes()
    _hazard(base, rules, wishes)
    _left_out(base, area, rules, wishes)
    adjustable = [
        rule for rule in base.rules if _is_adjustable(rule, area) and rule.rule_id not in wishes.without
    ]
    for rule in adjustable:
        if rule.layer in _FIRST_LAYERS:
            _width(rule, rules, wishes)
    others = [rule for rule in adjustable if rule.layer not in _FIRST_LAYERS]
    if others:
        with st.expander(_("More rules")):
            for rule in others:
                _width(rule, rules, wishes)
    _ratios(area, base, rules, wishes)
    if area.place_kind == "zone":
        _net_share(base, rules, wishes)
    usual = title_of_key(rules) if rules != DEFAULT else _("what-if")
    name = st.text_input(
        _("Name of the what-if"), usual, max_chars=_LONGEST_NAME_N, key=f"what_if.{rules}.name"
    )
    return _made(base, rules, (name or usual).strip() or usual, wishes)


def _hazard(base: Scenario, rules: str, wishes: _Wishes) -> None:
    """Show the choice of what the firm handles, if a rule depends on it; one that is chosen stays."""
    if base.firm_hazard:
        st.caption(_("The firm handles: {what}.").format(what=_(_HAZARDS[base.firm_hazard])))
    elif any(rule.effect_by_hazard for rule in base.rules):
        wishes.hazard = st.selectbox(
            _("What the firm handles"),
            list(_HAZARDS),
            index=None,
            format_func=lambda hazard: _(_HAZARDS[hazard]),
            placeholder=_("not said"),
            key=f"what_if.{rules}.hazard",
            help=_("Rules on groundwater are stricter for dangerous chemicals and fuels."),
        )


def _left_out(base: Scenario, area: AreaInfo, rules: str, wishes: _Wishes) -> None:
    """Show the choice of rules that do not hold in the what-if, of those that take ground here."""
    names = {rule.rule_id: rule.name for rule in base.rules if _takes_ground(rule, area)}
    wishes.without = tuple(
        st.multiselect(
            _("Rules left out"),
            list(names),
            format_func=lambda rule_id: plain(names[rule_id]),
            placeholder=_("Choose rules"),
            key=f"what_if.{rules}.without",
        )
    )


def _takes_ground(rule: Rule, area: AreaInfo) -> bool:
    return rule.effect in TAKING and cache.atlas(area.name).has(rule.layer)


def _is_adjustable(rule: Rule, area: AreaInfo) -> bool:
    return rule.kind in _BY_DISTANCE and rule.kind in KINDS and _takes_ground(rule, area)


def _width(rule: Rule, rules: str, wishes: _Wishes) -> None:
    """Show the slider of one rule; what it says differs from the rule or not."""
    fine = rule.kind == "setback"
    own = _("Features with a width of their own keep it.") if rule.width_attribute else ""
    width_m = st.slider(
        _("{rule}, m").format(rule=plain(rule.name)),
        0.0,
        max(30.0 if fine else 100.0, 2 * rule.distance_m),
        rule.distance_m,
        step=0.5 if fine else 1.0,
        format="%.1f" if fine else "%.0f",
        key=f"what_if.{rules}.{rule.rule_id}",
        help=plain(" ".join(text for text in (_(rule.legal_reference), own) if text)) or None,
    )
    if width_m != rule.distance_m:
        wishes.distances_m[rule.rule_id] = width_m


def _ratios(area: AreaInfo, base: Scenario, rules: str, wishes: _Wishes) -> None:
    """Show the choice of codes with another e, and an input for each."""
    plots = cache.atlas(area.name).frame("plots")
    codes = sorted(set(plots["zoning_code"].dropna()))
    assumed = {
        code: entry.floor_area_ratio
        for entry in base.assumptions
        if _is_what_if(entry) and entry.floor_area_ratio is not None
        for code in entry.where["zoning_code"]
        if code in codes
    }
    if not codes:
        return
    chosen = st.multiselect(
        _("Zoning codes with another e"),
        codes,
        list(assumed),
        placeholder=_("Choose codes"),
        key=f"what_if.{rules}.codes",
    )
    for code in chosen:
        planned = plots.loc[plots["zoning_code"] == code, "floor_area_ratio"].median()
        usual = assumed.get(str(code), 0.5 if planned != planned else float(planned))  # noqa: PLR0124 - not a number
        wishes.ratios[str(code)] = st.number_input(
            _("e of {code}, k-m² on a m² of plot").format(code=plain(str(code))),
            0.0,
            _MOST_RATIO,
            min(usual, _MOST_RATIO),
            step=_RATIO_STEP,
            format="%.2f",
            key=f"what_if.{rules}.e.{code}",
        )


def _is_what_if(assumption: Assumption) -> bool:
    return assumption.basis == WHAT_IF and list(assumption.where) == ["zoning_code"]


def _net_share(base: Scenario, rules: str, wishes: _Wishes) -> None:
    share_ratio = base.factor("net_share")
    wishes.factors["net_share"] = st.slider(
        _("Net share of zones"), 0.0, 1.0, share_ratio, step=0.01, key=f"what_if.{rules}.net_share"
    )


def _made(base: Scenario, rules: str, name: str, wishes: _Wishes) -> str:
    """Return the key of the scenario with these wishes, whose text is held in the session."""
    kept = tuple(entry for entry in base.assumptions if not _is_what_if(entry))
    assumptions = [
        Assumption(
            title={"en": _TITLE.format(code=code)},
            where={"zoning_code": [code]},
            floor_area_ratio=ratio,
            only_missing=False,
            basis=WHAT_IF,
        )
        for code, ratio in wishes.ratios.items()
    ]
    made = changed(
        base.for_hazard(wishes.hazard).model_copy(update={"assumptions": kept}),
        name=name,
        distances_m=wishes.distances_m,
        without=wishes.without,
        assumptions=assumptions,
        factors=wishes.factors,
    )
    same = made.model_copy(update={"name": base.name, "title": base.title}) == base
    if same and (rules == DEFAULT or name == base.name):
        return rules
    text = scenario_text(made)
    key = key_of(text)
    state.draft(key, text)
    return key
