"""The numbers a planner may change: rules, weights, bounds, factors; parsed from TOML text, never a path."""

import tomllib
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from layers.errors import PlannerError
from planner.text import localised

RuleKind = Literal["setback", "along_line", "round_polygon", "area", "raster_above", "raster_below"]
Effect = Literal["exclude", "permit", "consult", "condition"]
# What a firm handles that groundwater and neighbours must be kept from.
Hazard = Literal["dangerous_chemicals", "fuels"]
# What takes ground away from building; the other effects are told, and take nothing.
TAKING: tuple[Effect, ...] = ("exclude", "permit")


def _has_english(titles: dict[str, str]) -> dict[str, str]:
    if not titles.get("en"):
        msg = "an English title is needed: it stands in for languages that have none"
        raise ValueError(msg)
    return titles


Title = Annotated[dict[str, str], AfterValidator(_has_english)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
# A cost class; inf: impassable.
Ratio = Annotated[float, Field(gt=0)]
Value = str | float
CarryMode = Literal["truck", "rail", "sea"]
CargoKind = Literal["dry_bulk", "liquid_bulk", "general", "container", "roro"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Frozen):
    """One restriction: which features, how far, with which effect, and which law says so.

    `distance_m` counts from the plot boundary, the line, or the boundary of the polygon. A feature's own
    width in the column `width_attribute` wins over it. `where` keeps features with one of these values,
    `plots_where` plots; `where_not` leaves features with one of these values out. `own_plot` false: features
    that stand on the plot itself do not restrict it.
    A feature's width in `distance_by` (column, then value) wins over `distance_m`. `law` false: the rule
    rests on no country's law and holds everywhere.
    `where_missing` keeps features in which these columns are empty. `effect_by_hazard` replaces the effect
    for a firm of that hazard. `cost_factor` names the factor that prices the earth to move for a level plot.
    `raster_above` takes cells steeper than `threshold_percent`, `raster_below` those lower than `threshold_m`
    in the height system of the elevation model.
    """

    rule_id: str
    title: Title
    layer: str
    kind: RuleKind
    effect: Effect
    distance_m: NonNegative = 0.0
    threshold_percent: NonNegative | None = None
    threshold_m: Finite | None = None
    width_attribute: str | None = None
    distance_by: dict[str, dict[str, NonNegative]] = {}
    where: dict[str, list[Value]] = {}
    where_not: dict[str, list[Value]] = {}
    where_missing: tuple[str, ...] = ()
    plots_where: dict[str, list[Value]] = {}
    own_plot: bool = True
    law: bool = True
    effect_by_hazard: dict[Hazard, Effect] = {}
    cost_factor: str = ""
    legal_reference: str = ""
    url: str = ""
    as_of: str = ""
    confidence: str = "unverified"
    note: str = ""

    @model_validator(mode="after")
    def _raster_has_threshold(self) -> "Rule":
        wanted = {"raster_above": "threshold_percent", "raster_below": "threshold_m"}.get(self.kind)
        if wanted and getattr(self, wanted) is None:
            msg = f"a rule of the kind {self.kind} needs {wanted}"
            raise ValueError(msg)
        return self

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)

    @property
    def widest_m(self) -> float:
        """The largest distance that the rule itself gives."""
        return max(self.distance_m, *(max(widths.values()) for widths in self.distance_by.values()), 0.0)


class CriterionSetting(_Frozen):
    """Weight of a criterion and the fixed values that score 0 (`worst`) and 100 (`best`), in its unit."""

    criterion_id: str
    title: Title
    weight: NonNegative
    worst: Finite
    best: Finite
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


class RankingSetting(_Frozen):
    """How much of the weight must be known before a plot gets a rank; below, it is listed apart."""

    minimum_known_weight_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    basis: str = "unverified"


class Factor(_Frozen):
    """A number of the method, with unit, source and year."""

    value: Finite
    unit: str
    source: str
    as_of: str = ""
    confidence: str = "unverified"
    note: str = ""


class JobFactor(_Frozen):
    """Jobs on a gross hectare at comparable places, lowest and highest, with their source."""

    title: Title
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

    title: Title
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


class _Sourced(_Frozen):
    """What every block of freight data says of itself; `title` in the language in use is `name`."""

    title: Title
    source: str
    as_of: str = ""
    confidence: str = "unverified"
    note: str = ""

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)


class FreightFactor(_Sourced):
    """What carrying costs, emits and how fast it goes, for one vehicle class.

    `wtw_g_t_km` is g CO2e a tonne-km well to wheel, and the only one that sums are made of; `ttw_g_t_km` is
    the part from tank to wheel, for information. Costs and speeds have a basis of their own. `country` is
    the one whose vehicles were measured. `least_load_t` is the least that a railway takes at a time,
    `train_load_t` what a whole train carries.
    """

    factor_id: str
    mode: CarryMode
    vehicle_class: str
    country: str = ""
    wtw_g_t_km: NonNegative
    ttw_g_t_km: NonNegative | None = None
    year: int
    cost_eur_t_km: NonNegative
    cost_basis: str = "example, to be confirmed"
    speed_kmh: Positive
    speed_basis: str = "example, to be confirmed"
    least_load_t: Positive | None = None
    train_load_t: Positive | None = None


class Vehicle(_Sourced):
    """A lorry: its size decides where it may go, its factor what it emits and costs.

    `countries` are the ISO codes of those in which its size is known to be allowed; empty: anywhere.
    """

    vehicle_id: str
    height_m: Positive
    length_m: Positive
    weight_t: Positive
    axle_load_t: Positive
    payload_t: Positive
    hazmat: bool = False
    countries: tuple[str, ...] = ()
    factor_id: str


class Ship(_Sourced):
    """A ship: its draught, length and cargo decide which quay takes it, and where it passes."""

    ship_id: str
    cargo_kinds: tuple[CargoKind, ...] = ()
    draught_m: Positive
    length_m: Positive
    factor_id: str


class DriverRest(_Sourced):
    """Breaks and rests of a lorry's driver, who drives alone."""

    break_after_h: Positive
    break_h: NonNegative
    daily_drive_h: Positive
    daily_rest_h: NonNegative


class Region(_Sourced):
    """A region of the country: freight to or from it is reckoned to one node, its centre."""

    node_id: str


class ShipSize(_Frozen):
    """The draught allowed to ships up to a length."""

    max_length_m: Positive
    max_draught_m: Positive


class Passage(_Sourced):
    """A canal or strait of the sea network, with the largest ship that may pass; `closed` to all.

    `depth_m` is that of the water, of which some stays under the keel; `max_draught_m` is that of ships.
    Where `sizes` are given, a ship passes that fits one of them: longer ships may have to draw less.
    """

    passage_id: str
    depth_m: Positive | None = None
    max_draught_m: Positive | None = None
    max_length_m: Positive | None = None
    sizes: tuple[ShipSize, ...] = ()
    closed: bool = False


class Transfer(_Sourced):
    """Moving goods from one mode to another; `co2e_kg_t` is absent where no factor is at hand."""

    time_h: NonNegative
    cost_eur_t: NonNegative
    co2e_kg_t: NonNegative | None = None


CostClass = Literal["low", "medium", "high"]


class _Conditional(_Frozen):
    """Something of one kind that a corridor meets; `condition` says who must agree to it, empty: nobody."""

    title: Title
    where: dict[str, list[Value]] = {}
    condition: dict[str, str] = {}
    source: str = ""
    confidence: str = "unverified"

    @property
    def name(self) -> str:
        """Title in the language in use."""
        return localised(self.title)

    @property
    def condition_text(self) -> str:
        """Condition of a crossing in the language in use; empty where there is none."""
        return localised(self.condition) if self.condition else ""


class LandCostClass(_Conditional):
    """Ground of one kind that a corridor may cross: `cost_ratio` times free land, inf: forbidden.

    Lines are `half_width_m` wide to each side. Below 1 the corridor follows the features: that holds wherever
    nothing forbidden stands, otherwise the dearest kind holds. `cost_class` is the price of a crossing as it
    is shown, `condition` the sentence that says who must agree to it; empty: nobody.
    """

    layer: str
    half_width_m: NonNegative = 0.0
    cost_ratio: Ratio
    cost_class: CostClass | None = None


class Connection(_Conditional):
    """Who must agree to a turnout on a track of one kind.

    The first kind whose `where` matches the track holds. `detour_m` is how much longer a siding may be to
    avoid such a turnout. A plot that a track with `serves` false passes is not served by it.
    """

    cost_class: CostClass = "high"
    detour_m: NonNegative = 0.0
    serves: bool = True


class CorridorSetting(_Sourced):
    """How a line for a track or a pipe is sought: what it joins, on cells of which size, at which costs.

    `margin_m` is how far it may stray beyond the plot and its goal. Gradients, radius, connections and the
    train that must find room bind tracks only: `turnout_clear_m` is the length behind a turnout on which no
    wagon may stand, `buffer_stop_m` that before the end of the track.
    """

    to_layer: str
    to_where: dict[str, list[Value]] = {}
    cell_m: Positive = 5.0
    margin_m: NonNegative = 300.0
    reach_m: Positive = 3000.0
    ground: tuple[LandCostClass, ...] = ()
    connection: tuple[Connection, ...] = ()
    max_gradient_percent: Positive | None = None
    max_standing_gradient_percent: Positive | None = None
    min_curve_radius_m: Positive | None = None
    train_length_m: Positive | None = None
    turnout_clear_m: NonNegative = 0.0
    buffer_stop_m: NonNegative = 0.0


class Freight(_Frozen):
    """What holds for all chains: who carries where a firm names no class, and margins.

    Under its keel a ship keeps `under_keel_share` of its draught, and `under_keel_min_m` at least.
    """

    vehicle_id: str = ""
    train_factor_id: str = ""
    ship_id: str = ""
    local_speed_kmh: Positive = 35.0
    under_keel_share: NonNegative = 0.1
    under_keel_min_m: NonNegative = 0.5
    siding_reach_m: NonNegative = 20.0
    last_mile_m: NonNegative = 5000.0
    rail_dispatches_yr: Positive = 52.0
    basis: str = "unverified"


class Scenario(_Frozen):
    """All that a planner may change, in one frozen value.

    `country` is the ISO code of two letters of the country whose law the rules state; empty: of none.
    """

    name: str
    title: Title
    country: str = ""
    firm_hazard: Hazard | None = None
    rules: tuple[Rule, ...] = ()
    criteria: tuple[CriterionSetting, ...] = ()
    knock_outs: KnockOuts = KnockOuts()
    ranking: RankingSetting = RankingSetting()
    factors: dict[str, Factor] = {}
    logistics: Logistics = Logistics()
    jobs: tuple[JobFactor, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    freight: Freight = Freight()
    freight_factors: tuple[FreightFactor, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    ships: tuple[Ship, ...] = ()
    passages: tuple[Passage, ...] = ()
    regions: dict[str, Region] = {}
    transfer: dict[str, Transfer] = {}
    driver_rest: DriverRest | None = None
    corridor: dict[str, CorridorSetting] = {}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Scenario":
        for ids in (
            [rule.rule_id for rule in self.rules],
            [criterion.criterion_id for criterion in self.criteria],
            [factor.factor_id for factor in self.freight_factors],
            [vehicle.vehicle_id for vehicle in self.vehicles],
            [ship.ship_id for ship in self.ships],
            [passage.passage_id for passage in self.passages],
        ):
            twice = sorted({name for name in ids if ids.count(name) > 1})
            if twice:
                msg = f"{', '.join(twice)} stands twice"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _method_has_sound_numbers(self) -> "Scenario":
        for name in ("storey_height_m", "quarter_segments"):
            if name in self.factors and self.factors[name].value <= 0:
                msg = f"the factor {name} must be above 0"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _carriers_have_factors(self) -> "Scenario":
        modes = {factor.factor_id: factor.mode for factor in self.freight_factors}
        wanted = [("truck", vehicle.vehicle_id, vehicle.factor_id) for vehicle in self.vehicles]
        wanted += [("sea", ship.ship_id, ship.factor_id) for ship in self.ships]
        for mode, carrier, factor_id in wanted:
            if modes.get(factor_id) != mode:
                msg = f"{carrier} names the factor {factor_id}, which is no freight factor of the mode {mode}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _costs_have_factors(self) -> "Scenario":
        missing = sorted({rule.cost_factor for rule in self.rules if rule.cost_factor} - set(self.factors))
        if missing:
            msg = f"a rule names the factor {', '.join(missing)}, which is not given"
            raise ValueError(msg)
        return self

    def for_hazard(self, hazard: Hazard | None) -> "Scenario":
        """Return the scenario for a firm of this hazard, by the effects that rules give for it."""
        if hazard is None:
            return self
        rules = tuple(
            rule.model_copy(update={"effect": rule.effect_by_hazard.get(hazard, rule.effect)})
            for rule in self.rules
        )
        return self.model_copy(update={"firm_hazard": hazard, "rules": rules})

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

    def clearance(self) -> tuple[float, int]:
        """Return the clearance round existing buildings in metres, and the pieces of a quarter circle.

        A scenario without `hall_clearance_m` keeps none.
        """
        clearance = self.factors.get("hall_clearance_m")
        return (clearance.value if clearance else 0.0), round(self.factor("quarter_segments"))


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
        scenario = Scenario.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        msg = f"The scenario is not valid TOML: {error}."
        raise PlannerError(msg) from None
    except ValidationError as error:
        faults = "\n".join(f"- {_place(fault['loc'])}: {fault['msg']}" for fault in error.errors())
        msg = f"The scenario has faults:\n{faults}"
        raise PlannerError(msg) from None
    return scenario.for_hazard(scenario.firm_hazard)


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location) or "scenario"
