"""Which plot suits, and why: knock-outs, criteria with fixed bounds, score and ranking."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.capacity import Capacity
from planner.logistics.distance import BEYOND_DATA, NO_ROUTE, Distance
from planner.scenario import CriterionSetting, Scenario
from planner.table_texts import column_title
from planner.text import _, day, marked, number

KNOCK_OUT = "knock_out"
# Why a target has no distance, though its place is known well enough.
_UNREACHED = (NO_ROUTE, BEYOND_DATA)
# Effect of a reason to list a plot apart: what is missing is asked for.
TOO_LITTLE_KNOWN = "too_little_known"
# The reason that less of the weight is known than the scenario asks for.
KNOWN_WEIGHT = "known_weight"
UNKNOWN = "unknown"
FREE, RESERVED, RESERVE = "free", "reserved", "reserve"
# What a status says in a sentence about a plot.
STATUS_TITLES = {
    FREE: marked("free"),
    RESERVED: marked("reserved"),
    "leased": marked("leased"),
    "built": marked("built"),
    RESERVE: marked("reserve land"),
    UNKNOWN: marked("unknown"),
}


@dataclass(frozen=True)
class Candidate:
    """What is known of a plot when it is scored."""

    capacity: Capacity
    distances: tuple[Distance, ...]
    partner_radius_m: float


@dataclass(frozen=True)
class Criterion:
    """One measure of a plot; weight and bounds stand in the scenario. None: not known.

    `mode` is that by which a distance is measured; empty for what is no distance. Readers see `shown_unit`
    where it says more than the unit of the bounds: square metres of floor, not of ground.
    """

    criterion_id: str
    title: str
    unit: str
    measure: Callable[[Candidate], float | None]
    method: Callable[[Candidate], str] = lambda _candidate: ""
    mode: str = ""
    shown_unit: str = ""


@dataclass(frozen=True)
class Contribution:
    """What one criterion adds to the score.

    `value` is in `unit`; `value_score` from 0 (worst bound) to 100 (best bound); `contribution_score` is its
    part of the lower bound of the score. All None where the value is not known; weight None where the
    scenario does not weigh the criterion. `method` says how a distance was measured, or that no route leads
    to any target.
    """

    criterion_id: str
    title: str
    unit: str
    value: float | None
    weight: float | None
    value_score: float | None
    contribution_score: float | None
    worst: float | None = None
    best: float | None = None
    basis: str = ""
    method: str = ""


@dataclass(frozen=True)
class Score:
    """The score as a range from 0 to 100, and the share of the weights that is known.

    `low_score` and `high_score` are the weighted means if every unknown value were the worst, or the best;
    they are equal where all is known. No mean of the known criteria alone is given: a missing value would
    improve it.
    """

    low_score: float
    high_score: float
    known_weight_share: float
    contributions: tuple[Contribution, ...]

    @property
    def is_known(self) -> bool:
        """Whether any criterion that carries weight is known."""
        return self.known_weight_share > 0


def nearest(distances: Sequence[Distance], kind: str, mode: str) -> Distance | None:
    """Return the nearest target of a kind by a mode; None where there is none."""
    rows = [
        row
        for row in distances
        if row.target_kind == kind and row.mode == mode and row.distance_m is not None
    ]
    return min(rows, key=lambda row: row.distance_m or 0.0, default=None)


def nearest_or_no_route(distances: Sequence[Distance], kind: str, mode: str) -> Distance | None:
    """Return the nearest target of a kind by a mode; where none is reached, the first that says why."""
    missed = [
        row for row in distances if row.target_kind == kind and row.mode == mode and row.method in _UNREACHED
    ]
    return nearest(distances, kind, mode) or next(iter(missed), None)


def _nearest(criterion_id: str, title: str, kind: str, mode: str) -> "Criterion":
    """Return the criterion of the nearest target; its method says where no route leads to any."""

    def row_of(candidate: Candidate) -> Distance | None:
        return nearest_or_no_route(candidate.distances, kind, mode)

    def measure(candidate: Candidate) -> float | None:
        row = row_of(candidate)
        return row.distance_m if row else None

    def method(candidate: Candidate) -> str:
        row = row_of(candidate)
        return row.method if row else ""

    return Criterion(criterion_id, title, "m", measure, method, mode)


def _partners(candidate: Candidate) -> float | None:
    """Return how many firms are near; None where no firm of the area is known."""
    metres = [row for row in candidate.distances if row.target_kind == "company" and row.mode == "direct"]
    if not metres or any(row.method == BEYOND_DATA for row in metres):
        return None
    # A firm placed only roughly counts when its whole circle lies within the radius; without a distance it is
    # at most as far away as its circle is wide.
    farthest_m = [
        2 * (row.accuracy_m or 0.0) if row.distance_m is None else row.distance_m + (row.accuracy_m or 0.0)
        for row in metres
    ]
    return float(sum(far_m <= candidate.partner_radius_m for far_m in farthest_m))


def _largest_free(candidate: Candidate) -> float | None:
    """Return the largest part that buildings leave; None where an unchecked rule may take ground."""
    capacity = candidate.capacity
    return None if capacity.undecided_rules or capacity.beyond_data else capacity.largest_free_part_m2


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "remaining_floor_area",
        marked("Remaining floor area"),
        "m²",
        lambda c: c.capacity.scored_floor_area_m2,
        shown_unit="k-m²",
    ),
    Criterion("largest_part", marked("Largest free part"), "m²", _largest_free),
    _nearest("quay_distance", marked("Nearest quay by road"), "quay", "road"),
    _nearest("track_distance", marked("Nearest track, straight line"), "track", "direct"),
    _nearest("main_road_distance", marked("Nearest main road by road"), "main_road", "road"),
    _nearest("pipe_bridge_distance", marked("Nearest pipe bridge, straight line"), "pipe_bridge", "direct"),
    Criterion("partners_near", marked("Firms near"), "firms", _partners),
)


def without_route(found: Score) -> tuple[str, ...]:
    """Return the titles of the weighed criteria that are not known because no route leads to any target."""
    return tuple(entry.title for entry in found.contributions if entry.weight and entry.method == NO_ROUTE)


def value_score(value: float, setting: CriterionSetting) -> float:
    """Return where a value lies from the worst bound (0) to the best (100); straight between, flat beyond.

    Notes
    -----
    sᵢ = 100 × min(1, max(0, (xᵢ − worstᵢ) / (bestᵢ − worstᵢ)))

    References
    ----------
    The plainest additive value function of decision analysis; bounds are this project's proposal, unverified.

    Examples
    --------
    >>> bounds = {"worst": 2000, "best": 0, "unit": "m"}
    >>> setting = CriterionSetting(criterion_id="x", title={"en": "x"}, weight=1, **bounds)
    >>> value_score(500, setting), value_score(9000, setting)
    (75.0, 0.0)
    """
    share = (value - setting.worst) / (setting.best - setting.worst)
    return 100.0 * min(1.0, max(0.0, share))


def _settings(scenario: Scenario) -> dict[str, CriterionSetting]:
    """Return the settings by criterion; a misspelt criterion or another unit would be weighed in silence."""
    units = {criterion.criterion_id: criterion.unit for criterion in CRITERIA}
    for setting in scenario.criteria:
        if setting.criterion_id not in units:
            msg = _("The scenario weighs “{criterion}”, which is no criterion. There are: {known}.")
            raise PlannerError(msg.format(criterion=setting.criterion_id, known=", ".join(units)))
        unit = units[setting.criterion_id]
        if setting.unit != unit:
            msg = _("The scenario gives the bounds of “{criterion}” in {given}; it is measured in {unit}.")
            raise PlannerError(
                msg.format(criterion=setting.criterion_id, given=setting.unit or "–", unit=unit)
            )
    return {setting.criterion_id: setting for setting in scenario.criteria}


def score(candidate: Candidate, scenario: Scenario) -> Score:
    """Return the score of a plot with what each criterion adds to it.

    Bounds are fixed in the scenario, so another plot in the list never changes the score of this one. A
    criterion whose value is not known counts as the worst in the lower bound and as the best in the upper.

    Notes
    -----
    S_low = Σ wᵢ sᵢ over the known criteria / Σ wᵢ over all; S_high = S_low + 100 × unknown Σ wᵢ / Σ wᵢ

    References
    ----------
    The weighted mean is the plainest additive value model of decision analysis. Weights and bounds stand in
    the scenario; those of the default one are this project's proposal, unverified.
    """
    settings = _settings(scenario)
    measured = [
        (criterion, settings.get(criterion.criterion_id), criterion.measure(candidate))
        for criterion in CRITERIA
    ]
    weights = sum(setting.weight for _c, setting, _v in measured if setting)
    known = sum(setting.weight for _c, setting, value in measured if setting and value is not None)
    contributions = tuple(
        replace(_contribution(*entry, weights), method=entry[0].method(candidate)) for entry in measured
    )
    low = sum(entry.contribution_score or 0.0 for entry in contributions)
    share = known / weights if weights else 0.0
    return Score(low, low + 100.0 * (1.0 - share), share, contributions)


def _contribution(
    criterion: Criterion, setting: CriterionSetting | None, value: float | None, total_weight: float
) -> Contribution:
    scored = value_score(value, setting) if setting and value is not None else None
    part = scored * setting.weight / total_weight if setting and scored is not None and total_weight else None
    return Contribution(
        criterion_id=criterion.criterion_id,
        title=setting.name if setting else _(criterion.title),
        unit=criterion.shown_unit or criterion.unit,
        value=value,
        weight=setting.weight if setting else None,
        value_score=scored,
        contribution_score=part,
        worst=setting.worst if setting else None,
        best=setting.best if setting else None,
        basis=_(setting.basis) if setting else "",
    )


def code_class(zoning_code: str | None, codes: pd.DataFrame) -> str:
    """Return the class of a zoning code: of the code itself, else of its base without number and qualifier.

    Examples
    --------
    >>> groups = ["industry", "industry", "special"]
    >>> codes = pd.DataFrame({"code": ["T", "T/kem", "EV"], "class_group": groups})
    >>> [code_class(code, codes) for code in ("T/kem", "T-6", "T-2/kem", None)]
    ['industry', 'industry', 'industry', 'unknown']
    """
    entry = _code_entry(zoning_code, codes)
    return UNKNOWN if entry is None else str(entry["class_group"])


def _spellings(zoning_code: str) -> tuple[str, ...]:
    """Return the code as written, and its bases without number and qualifier."""
    base = zoning_code.split("/", maxsplit=1)[0]
    return zoning_code, re.sub(r"-\d+", "", zoning_code), base, re.sub(r"-\d+$", "", base)


def _code_entry(zoning_code: str | None, codes: pd.DataFrame) -> pd.Series | None:
    """Return what the list of codes says of a zoning code; None where it knows neither it nor its base."""
    for candidate in _spellings(zoning_code) if zoning_code else ():
        entries = codes[codes["code"] == candidate]
        if len(entries):
            return entries.iloc[0]
    return None


def unexplained_codes(
    zoning_codes: Iterable[str | None], codes: pd.DataFrame, own_classes: Mapping[str, str]
) -> frozenset[str | None]:
    """Return the codes that neither the list of codes nor the area explains; None stands for no code."""
    return frozenset(
        code
        for code in {code or None for code in zoning_codes}
        if _code_entry(code, codes) is None and _own_class(code, own_classes) is None
    )


def _own_class(zoning_code: str | None, own_classes: Mapping[str, str]) -> str | None:
    """Return the class that the area itself gives a code, or its base; None where it gives none."""
    named = (own_classes.get(spelling) for spelling in _spellings(zoning_code or ""))
    return next((one for one in named if one), None)


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
    own = {code: _own_class(code, atlas.info.zoning_classes) for code in codes}
    entries = {code: None if listed is None else _code_entry(code, listed) for code in codes}

    def is_unfit(code: str | None) -> bool:
        named, entry = own[code], entries[code]
        if named is not None:
            return named not in classes
        says_no = entry is not None and str(entry["developable_industry"] or "").startswith("no")
        return entry is not None and (entry["class_group"] not in classes or says_no)

    known = {code for code in codes if own[code] is not None or entries[code] is not None}
    unknown = frozenset() if UNKNOWN in classes else frozenset(codes - known)
    return CodeVerdicts(frozenset(filter(is_unfit, codes)), unknown)


def lapsed_reservations(plots: pd.DataFrame, today: date | None) -> pd.Series:
    """Return whether the reservation of each plot ended before a day; without a day none has."""
    if today is None:
        return pd.Series(data=False, index=plots.index)
    until = pd.to_datetime(plots["reserved_until"], errors="coerce")
    return (plots["status"] == RESERVED) & (until < pd.Timestamp(today))


def statuses_on(plots: pd.DataFrame, today: date | None) -> pd.Series:
    """Return the statuses on a day: a plot whose reservation has lapsed counts as free."""
    return plots["status"].mask(lapsed_reservations(plots, today), FREE)


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
