"""One plot appraised: what fits, what stands in the way, how far, why this score, by which sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from layers.atlas import Atlas, chosen_plots
from layers.sources import Source
from planner import logistics
from planner.capacity.capacity import BEYOND_DATA, Capacity, capacities, with_assumptions
from planner.capacity.restrictions import Restricted, Unchecked, restrict
from planner.capacity.statuses import RESERVE, RESERVED, lapsed_reservations, statuses_on
from planner.capacity.terrain import BALANCING, TerrainProfile, terrain_profiles, terrain_text
from planner.logistics.distance import Distance
from planner.logistics.national import NATIONAL_NODE
from planner.logistics.national import TABLES as NATIONAL_TABLES
from planner.scenario.scenario import Rule, Scenario
from planner.scenario.table_texts import column_title
from planner.siting.aggregation import Score, score
from planner.siting.criteria import Candidate
from planner.siting.knock_outs import (
    KNOCK_OUT,
    TOO_LITTLE_KNOWN,
    CodeVerdicts,
    code_verdicts,
    gaps,
    knock_outs,
)
from planner.text import _, day, n_, number, quantity, title_of

# What gives the building right, in this order; by less than this share both may differ by rounding.
_RIGHTS = ("building_right_m2", "floor_area_ratio")
_UNLIKE_SHARE = 0.01
_BY_STOREYS = {"coverage", "buildable_area"}


@dataclass(frozen=True)
class Finding:
    """One rule that touches the plot, or one reason why it has no rank (knock_out, too_little_known).

    `overlap_m2` is the ground that the rule covers, `overlap_share` its share of the plot; None for a
    reason against a rank.
    """

    rule: str
    title: str
    effect: str
    overlap_m2: float | None
    overlap_share: float | None
    legal_reference: str
    url: str = ""
    as_of: str = ""
    confidence: str = ""
    note: str = ""
    width_min_m: float | None = None
    width_max_m: float | None = None
    accuracy_m: float | None = None
    illustrative: bool = False

    @property
    def denies_rank(self) -> bool:
        """Whether this is a reason why the plot has no rank, not a rule that touches it."""
        return self.effect in (KNOCK_OUT, TOO_LITTLE_KNOWN)


@dataclass(frozen=True)
class Basis:
    """How one figure was found, and from which layers."""

    figure: str
    method: str
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Appraisal:
    """All that is known of one plot, as plain values."""

    area: str
    area_title: str
    plot_id: str
    name: str
    place_kind: str
    zoning_code: str | None
    plan_level: str
    status: str
    illustrative: bool
    epsg: int
    scenario: str
    plot: dict[str, Any]
    capacity: Capacity
    distances: tuple[Distance, ...]
    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...]
    score: Score
    basis: tuple[Basis, ...]
    sources: tuple[Source, ...]
    ground: TerrainProfile | None = None

    @property
    def knocked_out(self) -> bool:
        """Whether a finding puts the plot out of the ranking."""
        return any(finding.effect == KNOCK_OUT for finding in self.findings)

    @property
    def too_little_known(self) -> bool:
        """Whether a finding says that too little is known for a rank."""
        return any(finding.effect == TOO_LITTLE_KNOWN for finding in self.findings)

    @property
    def is_reserve(self) -> bool:
        """Whether the plot is reserve land, which is ranked apart."""
        return self.status == RESERVE

    @property
    def reservation_lapsed(self) -> bool:
        """Whether the plot counts as free because its reservation has lapsed."""
        return bool(self.status != self.plot["status"])

    @property
    def reasons_unranked(self) -> tuple[str, ...]:
        """The sentences that say why the plot has no rank; those that rule it out come first, and alone."""
        effect = KNOCK_OUT if self.knocked_out else TOO_LITTLE_KNOWN
        return tuple(finding.title for finding in self.findings if finding.effect == effect)

    def to_dict(self) -> dict[str, Any]:
        """Return the appraisal as plain dictionaries and lists, ready for JSON."""
        return {
            **asdict(self),
            "knocked_out": self.knocked_out,
            "too_little_known": self.too_little_known,
        }


def appraise(plot_id: str, atlas: Atlas, scenario: Scenario, today: date | None = None) -> Appraisal:
    """Return the appraisal of one plot; on a day, a reservation that ended before it has lapsed.

    Raises
    ------
    PlannerError
        If the plot is unknown, or the scenario asks for what the atlas cannot answer.
    """
    return appraise_many([plot_id], atlas, scenario, today)[0]


def appraise_many(
    plot_ids: Sequence[str] | None, atlas: Atlas, scenario: Scenario, today: date | None = None
) -> tuple[Appraisal, ...]:
    """Return the appraisals of these plots in this order, or of all plots; without a day as recorded."""
    plots = with_assumptions(chosen_plots(atlas, plot_ids), scenario)
    lapsed = frozenset(plots.loc[lapsed_reservations(plots, today), "plot_id"])
    plots = plots.assign(status=statuses_on(plots, today))
    restricted = restrict(atlas, scenario, plot_ids)
    found = capacities(plots, restricted, atlas, scenario)
    metres = _by_plot(logistics.distances(plots, atlas, scenario))
    setting = _Setting(
        atlas,
        scenario,
        restricted,
        {rule.rule_id: rule for rule in scenario.rules},
        _rows_by_plot(restricted.touches),
        code_verdicts(plots["zoning_code"], atlas, scenario),
        lapsed,
    )
    records = [row for _position, row in plots.drop(columns="geometry").iterrows()]
    return tuple(
        _appraisal(row, capacity, metres.get(capacity.plot_id, ()), setting, ground)
        for row, capacity, ground in zip(
            records, found, terrain_profiles(plots, atlas, scenario), strict=True
        )
    )


@dataclass(frozen=True)
class _Setting:
    """What all plots of one run share."""

    atlas: Atlas
    scenario: Scenario
    restricted: Restricted
    rules: dict[str, Rule]
    touches: Mapping[str, Sequence[Mapping[str, Any]]]
    codes: CodeVerdicts
    lapsed: frozenset[str]


def _by_plot(rows: Sequence[Distance]) -> dict[str, tuple[Distance, ...]]:
    grouped: dict[str, list[Distance]] = {}
    for row in rows:
        grouped.setdefault(row.plot_id, []).append(row)
    return {plot_id: tuple(entries) for plot_id, entries in grouped.items()}


def _rows_by_plot(touches: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in touches.to_dict("records"):
        grouped.setdefault(row["plot_id"], []).append(row)
    return grouped


def _appraisal(
    plot: pd.Series,
    capacity: Capacity,
    metres: tuple[Distance, ...],
    setting: _Setting,
    ground: TerrainProfile | None,
) -> Appraisal:
    atlas, scenario = setting.atlas, setting.scenario
    points = score(Candidate(capacity, metres, scenario.logistics.partner_radius_m), scenario)
    return Appraisal(
        area=atlas.name,
        area_title=title_of(atlas.info),
        plot_id=capacity.plot_id,
        name=plot["name"] or "",
        place_kind=plot["place_kind"],
        zoning_code=plot["zoning_code"],
        plan_level=plot["plan_level"],
        status=plot["status"],
        illustrative=bool(plot["illustrative"]),
        epsg=atlas.working.epsg,
        scenario=scenario.name,
        plot=_recorded(plot, setting),
        capacity=capacity,
        distances=metres,
        findings=(
            *_reasons(KNOCK_OUT, knock_outs(plot, capacity, scenario, setting.codes.unfit)),
            *_reasons(TOO_LITTLE_KNOWN, gaps(plot, capacity, points, scenario, setting.codes.unknown)),
            *_rule_findings(capacity, setting, ground),
            *_lapsed(plot, setting),
        ),
        unchecked=setting.restricted.unchecked_for(capacity.plot_id),
        score=points,
        basis=_basis(capacity, plot, setting),
        sources=atlas.sources_of(_used_layers(plot, metres, atlas)),
        ground=ground,
    )


def _used_layers(plot: pd.Series, metres: tuple[Distance, ...], atlas: Atlas) -> tuple[str, ...]:
    """Return the layers that gave something to the figures or the map of a plot.

    The area's own layers are on the map where they hold anything. The tables that all areas share count only
    where a figure rests on them.
    """
    own = {source.layer for source in atlas.sources if source.path.startswith("areas/")}
    used = [name for name in atlas.layers if name in own and len(atlas.layer(name).frame)]
    nationwide = {row.mode for row in metres if row.target_kind == NATIONAL_NODE}
    if nationwide:
        used += ["nodes", *(NATIONAL_TABLES[mode] for mode in sorted(nationwide))]
    if plot["zoning_code"]:
        used.append("zoning_codes")
    return (*used, *atlas.rasters.names)


def _recorded(plot: pd.Series, setting: _Setting) -> dict[str, Any]:
    """Return what the source records of a plot, its status before a reservation lapsed included."""
    given = {str(name): None if pd.isna(value) else value for name, value in plot.items()}
    return given | {"status": RESERVED} if plot["plot_id"] in setting.lapsed else given


def _lapsed(plot: pd.Series, setting: _Setting) -> list[Finding]:
    """Return the remark on a plot that counts as free because its reservation has lapsed."""
    if plot["plot_id"] not in setting.lapsed:
        return []
    text = _("The reservation lapsed on {date}: the plot counts as free. Ask before you offer it.")
    title = text.format(date=day(plot["reserved_until"]))
    return _reasons("condition", [("reservation_lapsed", title)])


def _reasons(effect: str, reasons: Iterable[tuple[str, str]]) -> list[Finding]:
    return [
        Finding(rule=code, title=text, effect=effect, overlap_m2=None, overlap_share=None, legal_reference="")
        for code, text in reasons
    ]


def _rule_findings(capacity: Capacity, setting: _Setting, ground: TerrainProfile | None) -> list[Finding]:
    rows = setting.touches.get(capacity.plot_id, ())
    found = [_finding(row, setting.rules[row["rule_id"]], capacity) for row in rows]
    return [
        replace(
            one, note=" ".join(text for text in (one.note, _levelling(one.rule, setting, ground)) if text)
        )
        for one in found
    ]


def _levelling(rule_id: str, setting: _Setting, ground: TerrainProfile | None) -> str:
    """Return what levelling the plot would cost; empty for rules that name no factor for it."""
    name = setting.rules[rule_id].cost_factor
    if not name:
        return ""
    factor = setting.scenario.factors[name]
    pads = [pad for pad in (ground.pads if ground else ()) if pad.basis == BALANCING]
    if not pads:
        return _("What levelling would cost is not known: the elevation model does not cover the whole plot.")
    text = _("Levelling the whole plot moves {volume}, about {cost} at {rate} ({confidence}).")
    return text.format(
        volume=quantity(pads[0].cut_m3, "m³"),
        cost=quantity(round(pads[0].cut_m3 * factor.value, -3), "€"),
        rate=quantity(factor.value, "€/m³"),
        confidence=_(factor.confidence),
    )


def _finding(row: Mapping[str, Any], rule: Rule, capacity: Capacity) -> Finding:
    return Finding(
        rule=rule.rule_id,
        title=rule.name,
        effect=rule.effect,
        overlap_m2=float(row["alone_m2"]),
        overlap_share=float(row["alone_m2"]) / capacity.gross_area_m2,
        legal_reference=_(rule.legal_reference),
        url=rule.url,
        as_of=rule.as_of,
        confidence=rule.confidence,
        note=_(rule.note),
        width_min_m=float(row["width_min_m"]),
        width_max_m=float(row["width_max_m"]),
        accuracy_m=None if pd.isna(row["accuracy_m"]) or not row["accuracy_m"] else float(row["accuracy_m"]),
        illustrative=bool(row["illustrative"]),
    )


def _basis(capacity: Capacity, plot: pd.Series, setting: _Setting) -> tuple[Basis, ...]:
    layers = tuple(
        dict.fromkeys(rule.layer for rule in setting.rules.values() if setting.atlas.has(rule.layer))
    )
    epsg = setting.atlas.working.epsg
    return (
        Basis(
            "gross_area_m2", _("Area of the outline, measured in EPSG:{epsg}.").format(epsg=epsg), ("plots",)
        ),
        Basis(
            "buildable_area_m2", _("Plot area less what the rules exclude, rule by rule."), ("plots", *layers)
        ),
        Basis("registered_area_m2", registered_text(capacity), ("plots",)),
        Basis(
            "largest_free_part_m2",
            _(
                "Largest part of the buildable area that existing buildings, with the clearance round them, "
                "leave."
            ),
            tuple(dict.fromkeys(("plots", "buildings", *layers))),
        ),
        Basis("building_right_m2", building_right_text(capacity, plot), ("plots",)),
        Basis(
            "permitted_floor_area_m2", permitted_text(capacity, plot, setting.scenario), ("plots", *layers)
        ),
        Basis("used_floor_area_m2", used_basis_text(capacity), ("plots", "buildings")),
        Basis(
            "remaining_floor_area_m2",
            _(
                "The least of: building right less used floor area; what coverage and buildable area leave "
                "beside existing footprints, times storeys. No storeys are assumed on top of existing "
                "buildings."
            ),
            ("plots", "buildings", *layers),
        ),
        Basis("ground", terrain_text(setting.atlas), ("plots", *setting.atlas.rasters.names)),
    )


def assumed_text(capacity: Capacity) -> str:
    """Return what the scenario assumes of a plot, columns called as people call them."""
    return "; ".join(
        f"{one.name} ({one.basis}): {column_title('plots', one.column)} = "
        f"{number(one.value, 0 if float(one.value).is_integer() else 2)}"
        for one in capacity.assumed
    )


def assumed_columns(capacity: Capacity) -> str:
    """Return which columns the scenario assumes, called as people call them."""
    return ", ".join(column_title("plots", one.column) for one in capacity.assumed)


def assumed_sentence(capacities: Iterable[Capacity]) -> str:
    """Return the sentence that tells all that the scenario assumes; empty where it assumes nothing."""
    told = dict.fromkeys(assumed_text(capacity) for capacity in capacities if capacity.assumed)
    return _("Assumed by the rules: {assumed}.").format(assumed="; ".join(told)) if told else ""


def building_right_text(capacity: Capacity, plot: pd.Series) -> str:
    """Return the sentence that says on what the building right rests, and if the plan contradicts itself."""
    if any(capacity.assumes(column) for column in _RIGHTS):
        return _("Not the plan’s: the scenario assumes {assumed}.").format(assumed=assumed_text(capacity))
    if capacity.building_right_m2 is None:
        return _("Not given.")
    given_m2, ratio = (plot[column] for column in _RIGHTS)
    if pd.isna(given_m2):
        text = (
            _("e {ratio} × plot area.")
            if capacity.registered_area_m2 is None
            else _("e {ratio} × registered area.")
        )
        return text.format(ratio=number(ratio, 2))
    return right_doubt(capacity, plot) or _("Floor area given by the plan.")


def registered_text(capacity: Capacity) -> str:
    """Return the sentence that says what the registered area counts for, and how far it is off the drawn."""
    if capacity.area_difference_share is None:
        return _("Not given: building right and coverage count the drawn area.")
    text = _(
        "As the land register gives it; {share} % off the drawn area. Building right and coverage count it."
    )
    return text.format(share=number(100 * capacity.area_difference_share, 1))


def right_doubt(capacity: Capacity, plot: Mapping[str, Any] | pd.Series) -> str:
    """Return the sentence that says how the plan's floor area contradicts its e; empty where it does not."""
    given_m2, ratio = (plot[column] for column in _RIGHTS)
    if pd.isna(given_m2) or pd.isna(ratio) or any(capacity.assumes(column) for column in _RIGHTS):
        return ""
    by_ratio_m2 = ratio * (capacity.registered_area_m2 or capacity.gross_area_m2)
    if abs(by_ratio_m2 - given_m2) <= _UNLIKE_SHARE * by_ratio_m2:
        return ""
    return _("Floor area given by the plan; e {ratio} × plot area would be {area}: check the plan.").format(
        ratio=number(ratio, 2), area=quantity(by_ratio_m2, "k-m²")
    )


def permitted_text(capacity: Capacity, plot: pd.Series, scenario: Scenario) -> str:
    """Return the sentence that says on what the permitted floor area rests."""
    if capacity.permitted_floor_area_m2 is None:
        return _("Not known: no building right is given, and the other limits give an upper bound only.")
    told = _("The least of what the given limits allow.")
    counting = {capacity.binding_limit, capacity.next_limit}
    by_height = pd.isna(plot["storeys"]) and bool(counting & _BY_STOREYS) and not pd.isna(plot["height_m"])
    if "volume" not in counting and not by_height:
        return told
    factor = scenario.factors["storey_height_m"]
    assumed = (
        _("A storey counts as {height} high.")
        if factor.confidence == "high"
        else _("A storey counts as {height} high (unverified).")
    )
    return f"{told} {assumed.format(height=quantity(factor.value, 'm', 1))}"


def used_basis_text(capacity: Capacity) -> str:
    """Return the sentence that says on what the used floor area rests."""
    if capacity.used_basis == "estimated":
        return n_(
            "Estimate: footprint × storeys, or recorded floor area where there is one; {{assumed}} of {n} "
            "building without recorded storeys counts as one storey.",
            "Estimate: footprint × storeys, or recorded floor area where there is one; {{assumed}} of {n} "
            "buildings without recorded storeys count as one storey.",
            capacity.buildings_n or 0,
        ).format(assumed=number(capacity.storeys_assumed_n))
    return {
        "recorded": _("As recorded for the plot."),
        "buildings_recorded": _("Sum of the recorded floor areas of its buildings."),
        "none_built": _("No building at hand stands on it."),
        "unknown": _("Not known: no buildings are at hand."),
        BEYOND_DATA: _("Not known: the data of the buildings end before the plot does."),
    }[capacity.used_basis]
