"""A firm's freight: what it brings in and sends out, how much, where from or to, and by which modes."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers.errors import PlannerError
from planner.logistics.sea import Call, cargo_words
from planner.scenario.scenario import CargoKind, CarryMode, FreightFactor, Scenario, Ship, Vehicle
from planner.text import _, number, quantity

_Carrier = TypeVar("_Carrier")
ALL_MODES: tuple[CarryMode, ...] = ("truck", "rail", "sea")


class FreightRow(BaseModel):
    """One stream of goods: tonnes a year, in or out, and the place at its far end.

    `place` is a national node, a region, a firm of the area or a port abroad, by its identifier. Where no
    vehicle, train or ship is named, those of the scenario carry. `agreed_quays` are quays or ports, by their
    identifiers, whose owners have agreed to the cargo. `dispatches_yr` is how often a train leaves or comes,
    where it is not as often as the scenario says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    commodity: str = Field(min_length=1)
    t_yr: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    direction: Literal["in", "out"] = "out"
    place: str = Field(min_length=1)
    modes: tuple[CarryMode, ...] = Field(default=ALL_MODES, min_length=1)
    vehicle_id: str = ""
    train_factor_id: str = ""
    ship_id: str = ""
    cargo_kind: CargoKind | Literal[""] = ""
    agreed_quays: tuple[str, ...] = ()
    dispatches_yr: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    note: str = ""


def parse_freight(text: str) -> tuple[FreightRow, ...]:
    r"""Return the freight that a TOML text lists, in blocks [[freight]].

    Raises
    ------
    PlannerError
        If it is not TOML, lists nothing, or has faults: all of them are told, each with its row.

    Examples
    --------
    >>> text = '[[freight]]\ncommodity = "zinc"\nt_yr = 300000\nplace = "sea_rotterdam"'
    >>> parse_freight(text)[0].direction
    'out'
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlannerError(_("The freight is not valid TOML: {fault}.").format(fault=error)) from None
    rows = found.get("freight")
    if not isinstance(rows, list) or not rows or set(found) != {"freight"}:
        raise PlannerError(_("A freight file holds blocks [[freight]] and nothing else, one block a stream."))
    return freight_rows(rows)


def freight_rows(records: Iterable[Mapping[str, Any]]) -> tuple[FreightRow, ...]:
    """Return the freight of records, such as the rows of a table; empty cells count as not given.

    Raises
    ------
    PlannerError
        If one has faults; the sentence names row and column.
    """
    rows, faults = [], []
    for row_n, record in enumerate(records, start=1):
        if not isinstance(record, Mapping):
            faults.append(_("row {row}: not a table").format(row=row_n))
            continue
        try:
            rows.append(FreightRow.model_validate({k: _cell(k, v) for k, v in record.items() if _given(v)}))
        except ValidationError as error:
            faults += [
                _("row {row}, {column}: {fault}").format(
                    row=row_n, column=".".join(map(str, fault["loc"])) or "freight", fault=fault["msg"]
                )
                for fault in error.errors()
            ]
    if faults:
        listed = "\n".join(f"- {fault}" for fault in faults)
        raise PlannerError(_("The freight has faults:\n{faults}").format(faults=listed))
    return tuple(rows)


def _given(value: Any) -> bool:
    return value is not None and value != "" and not (isinstance(value, float) and isnan(value))


def _cell(column: str, value: Any) -> Any:
    """Return the value of a cell; modes and quays may be written as one text, parted by commas."""
    if column in {"modes", "agreed_quays"} and isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


@dataclass(frozen=True)
class Carriers:
    """Who carries a stream: the factor of each mode, the lorry and ship by name, and what a ship loads."""

    factors: Mapping[CarryMode, FreightFactor]
    vehicle: Vehicle | None
    ship: Ship | None
    cargo_kind: str = ""
    agreed_quays: frozenset[str] = frozenset()

    def call(self, *names: str) -> Call | None:
        """Return the call of the ship at a quay that has these names; None where nothing goes by sea."""
        if self.ship is None:
            return None
        return Call(self.ship, self.cargo_kind, agreed=not self.agreed_quays.isdisjoint(names))

    @property
    def ship_refuses(self) -> str:
        """The sentence that says that the ship does not carry the kind of cargo; empty where it does."""
        kinds = self.ship.cargo_kinds if self.ship else ()
        if self.ship is None or not kinds or not self.cargo_kind or self.cargo_kind in kinds:
            return ""
        text = _("The ship “{ship}” carries {kinds}, not {cargo}: choose another ship.")
        cargo = cargo_words((self.cargo_kind,))
        return text.format(ship=self.ship.name, kinds=cargo_words(kinds), cargo=cargo)


def carriers(row: FreightRow, scenario: Scenario) -> Carriers:
    """Return who carries a stream by each mode that it may go by.

    Raises
    ------
    PlannerError
        If the vehicle, train or ship is none of the scenario; the sentence names those it has.
    """
    freight = scenario.freight
    factors = {factor.factor_id: factor for factor in scenario.freight_factors}
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in scenario.vehicles}
    ships = {ship.ship_id: ship for ship in scenario.ships}
    trains = {name: factor for name, factor in factors.items() if factor.mode == "rail"}
    vehicle = ship = None
    found: dict[CarryMode, FreightFactor] = {}
    if "truck" in row.modes:
        vehicle = _named(row.vehicle_id or freight.vehicle_id, vehicles, row)
        found["truck"] = factors[vehicle.factor_id]
    if "rail" in row.modes:
        found["rail"] = _named(row.train_factor_id or freight.train_factor_id, trains, row)
    if "sea" in row.modes:
        ship = _named(row.ship_id or freight.ship_id, ships, row)
        found["sea"] = factors[ship.factor_id]
    return Carriers(found, vehicle, ship, row.cargo_kind, frozenset(row.agreed_quays))


def load_t(row: FreightRow, scenario: Scenario) -> float:
    """Return the tonnes of a stream that go by rail at a time."""
    return row.t_yr / (row.dispatches_yr or scenario.freight.rail_dispatches_yr)


def rail_refusal(row: FreightRow, scenario: Scenario) -> str:
    """Return the sentence that says that a stream is too little for the railway; empty where it is not.

    Notes
    -----
    tonnes a dispatch = tonnes a year / dispatches a year ≥ least load of the train

    References
    ----------
    Least loads and dispatches of the scenario.
    """
    if "rail" not in row.modes:
        return ""
    least_t = carriers(row, scenario).factors["rail"].least_load_t
    if least_t is None or load_t(row, scenario) >= least_t:
        return ""
    text = _(
        "Too little for the railway: {load} a dispatch at {n} dispatches a year, at least {least} are taken. "
        "Fewer dispatches make larger loads."
    )
    dispatches_yr = row.dispatches_yr or scenario.freight.rail_dispatches_yr
    load = quantity(load_t(row, scenario), "t")
    return text.format(load=load, n=number(dispatches_yr), least=quantity(least_t, "t"))


def _named(name: str, known: Mapping[str, _Carrier], row: FreightRow) -> _Carrier:
    if name not in known:
        msg = _("The freight “{commodity}” names the carrier “{name}”. The scenario has: {known}.")
        listed = ", ".join(known) or "–"
        raise PlannerError(msg.format(commodity=row.commodity, name=name, known=listed))
    return known[name]
