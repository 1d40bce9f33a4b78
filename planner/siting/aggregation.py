"""The score of a plot: the weighted mean of its criteria, as a range where values are not known."""

from dataclasses import dataclass, replace

from layers.errors import PlannerError
from planner.logistics.distance import NO_ROUTE
from planner.scenario.scenario import CriterionSetting, Scenario
from planner.siting.criteria import CRITERIA, Candidate, Criterion
from planner.text import _


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
