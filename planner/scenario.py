"""The numbers a planner may change: rules, weights, bounds, factors; parsed from TOML text, never a path."""

import tomllib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from layers.errors import PlannerError
from planner.text import localised

RuleKind = Literal["setback", "along_line", "round_polygon", "area", "raster_above"]
Effect = Literal["exclude", "permit", "consult", "condition"]
# What takes ground away from building; the other effects are told, and take nothing.
TAKING: tuple[Effect, ...] = ("exclude", "permit")

NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Value = str | float


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Frozen):
    """One restriction: which features, how far, with which effect, and which law says so.

    `distance_m` counts from the plot boundary, the line, or the boundary of the polygon. A feature's own
    width in the column `width_attribute` wins over it. `where` keeps features with one of these values,
    `plots_where` plots. `own_plot` false: features that stand on the plot itself do not restrict it.
    """

    rule_id: str
    title: dict[str, str]
    layer: str
    kind: RuleKind
    effect: Effect
    distance_m: NonNegative = 0.0
    threshold_percent: NonNegative | None = None
    width_attribute: str | None = None
    where: dict[str, list[Value]] = {}
    plots_where: dict[str, list[Value]] = {}
    own_plot: bool = True
    legal_reference: str = ""
    url: str = ""
    as_of: str = ""
    confidence: str = "unverified"
    note: str = ""

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)


class CriterionSetting(_Frozen):
    """Weight of a criterion and the fixed values that score 0 (`worst`) and 100 (`best`), in its unit."""

    criterion_id: str
    title: dict[str, str]
    weight: NonNegative
    worst: float
    best: float
    unit: str
    basis: str = "unverified"

    @model_validator(mode="after")
    def _bounds_differ(self) -> "CriterionSetting":
        if self.worst == self.best:
            msg = "worst and best must differ, or nothing can be scored between them"
            raise ValueError(msg)
        return self

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)


class KnockOuts(_Frozen):
    """What puts a plot out of the ranking, whatever its score."""

    available_status: tuple[str, ...] = ()
    industry_classes: tuple[str, ...] = ()


class Factor(_Frozen):
    """A number of the method, with unit, source and year."""

    value: float
    unit: str
    source: str
    as_of: str = ""
    confidence: str = "unverified"
    note: str = ""


class JobFactor(_Frozen):
    """Jobs on a gross hectare at comparable places, lowest and highest, with their source."""

    title: dict[str, str]
    low_jobs_ha: NonNegative
    high_jobs_ha: NonNegative
    source: str
    as_of: str = ""
    confidence: str = "unverified"

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)


class Assumption(_Frozen):
    """Plan values that the scenario sets for plots: an example where the plan gives none, or a what-if.

    `where` keeps plots with one of these values. With `only_missing`, what the plan gives stays.
    """

    title: dict[str, str]
    where: dict[str, list[Value]] = {}
    floor_area_ratio: NonNegative | None = None
    coverage_ratio: Annotated[float, Field(ge=0, le=1)] | None = None
    storeys: NonNegative | None = None
    only_missing: bool = True
    basis: str = "example"

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)

    @property
    def values(self) -> dict[str, float]:
        """The columns of plots that are set, with their values."""
        given = {
            "floor_area_ratio": self.floor_area_ratio,
            "coverage_ratio": self.coverage_ratio,
            "storeys": self.storeys,
        }
        return {column: value for column, value in given.items() if value is not None}


class Logistics(_Frozen):
    """Which national nodes every plot is measured to."""

    national_nodes: tuple[str, ...] = ()
    partner_radius_m: NonNegative = 5000.0


class Scenario(_Frozen):
    """All that a planner may change, in one frozen value."""

    name: str
    title: dict[str, str]
    rules: tuple[Rule, ...] = ()
    criteria: tuple[CriterionSetting, ...] = ()
    knock_outs: KnockOuts = KnockOuts()
    factors: dict[str, Factor] = {}
    logistics: Logistics = Logistics()
    jobs: tuple[JobFactor, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Scenario":
        for ids in ([rule.rule_id for rule in self.rules], [c.criterion_id for c in self.criteria]):
            twice = sorted({name for name in ids if ids.count(name) > 1})
            if twice:
                msg = f"{', '.join(twice)} stands twice"
                raise ValueError(msg)
        return self

    def factor(self, name: str) -> float:
        """Return the value of a factor.

        Raises
        ------
        PlannerError
            If the scenario does not give it.
        """
        if name not in self.factors:
            msg = f"The scenario “{self.name}” gives no factor “{name}”. Add it under [factors]."
            raise PlannerError(msg)
        return self.factors[name].value


def parse_scenario(text: str) -> Scenario:
    r"""Return the scenario that a TOML text describes.

    Raises
    ------
    PlannerError
        If it is not TOML, or says something else than a scenario can; all faults stand in one sentence each.

    Examples
    --------
    >>> parse_scenario('name = "mine"\ntitle = { en = "Mine" }').rules
    ()
    """
    try:
        return Scenario.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        msg = f"The scenario is not valid TOML: {error}."
        raise PlannerError(msg) from None
    except ValidationError as error:
        faults = "\n".join(f"- {_place(fault['loc'])}: {fault['msg']}" for fault in error.errors())
        msg = f"The scenario has faults:\n{faults}"
        raise PlannerError(msg) from None


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location) or "scenario"
