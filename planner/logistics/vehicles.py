"""Lorries and vans on roads: where their size lets them go, and how fast."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import PlannerError
from planner.logistics.network.graph import Flags, Floats
from planner.logistics.network.line_network import LineNetwork
from planner.scenario.scenario import Scenario, Vehicle
from planner.text import _, country_name, marked, n_, quantity

By = Literal["distance", "time"]
# Roads on which a lorry goes at the speed of its factor unless a lower limit is signed; on all others at the
# scenario's local speed.
OPEN_ROADS = ("motorway", "main", "regional", "connecting")
# Column of the road, measure of the vehicle, unit, words.
_LIMITS = (
    ("max_height_m", "height_m", "m", marked("height at most {limit}")),
    ("max_length_m", "length_m", "m", marked("length at most {limit}")),
    ("max_weight_t", "weight_t", "t", marked("mass at most {limit}")),
    ("max_axle_load_t", "axle_load_t", "t", marked("axle load at most {limit}")),
)
# What is heavier is a heavy goods vehicle.
_HEAVY_T = 3.5
_M_PER_MIN = 1000 / 60


@dataclass(frozen=True)
class Drive:
    """Who drives, and whether the shortest or the fastest way is sought; the scenario gives the speeds."""

    vehicle: Vehicle
    scenario: Scenario
    by: By = "distance"

    @property
    def open_speed_kmh(self) -> float:
        """Speed on open roads, from the vehicle's factor."""
        factors = {factor.factor_id: factor.speed_kmh for factor in self.scenario.freight_factors}
        return factors[self.vehicle.factor_id]

    @property
    def local_speed_kmh(self) -> float:
        """Speed on streets and plot roads."""
        return min(self.scenario.freight.local_speed_kmh, self.open_speed_kmh)

    @property
    def local_min_per_m(self) -> float:
        """Pace on streets, and off the roads."""
        return 1 / (self.local_speed_kmh * _M_PER_MIN)


@dataclass(frozen=True)
class Driven:
    """The roads as one vehicle finds them: what is closed to it, and how long it takes.

    `closed` says for each segment whether the vehicle may not pass, `why` for each road why not. `min_per_m`
    is the pace on each segment, `assumed` where it rests on no signed speed.
    """

    network: LineNetwork
    closed: Flags
    why: tuple[str, ...]
    min_per_m: Floats
    assumed: Flags

    @property
    def open_network(self) -> LineNetwork:
        """The network with what is closed taken out."""
        return self.network.closed(self.closed)


def vehicle_of(scenario: Scenario, vehicle_id: str, *, hazmat: bool | None = None) -> Vehicle:
    """Return a vehicle of the scenario; `hazmat`, if given, says whether it carries dangerous goods.

    Raises
    ------
    PlannerError
        If the scenario knows no such vehicle.
    """
    known = {vehicle.vehicle_id: vehicle for vehicle in scenario.vehicles}
    if vehicle_id not in known:
        msg = _("There is no vehicle “{vehicle}” in the scenario. It knows: {known}.")
        raise PlannerError(msg.format(vehicle=vehicle_id, known=", ".join(known) or _("none")))
    vehicle = known[vehicle_id]
    return vehicle if hazmat is None else vehicle.model_copy(update={"hazmat": hazmat})


def driven(network: LineNetwork, roads: gpd.GeoDataFrame, drive: Drive) -> Driven:
    """Return the network of these roads as the vehicle finds it, priced by metres or by minutes."""
    why = reasons(roads, drive.vehicle)
    speed_kmh, assumed = speeds_kmh(roads, drive)
    min_per_m = 1 / (speed_kmh * _M_PER_MIN)[network.row]
    cost = network.length_m if drive.by == "distance" else network.length_m * min_per_m
    return Driven(
        network=network.priced(cost),
        closed=np.array([bool(reason) for reason in why], dtype=bool)[network.row],
        why=why,
        min_per_m=min_per_m,
        assumed=assumed[network.row],
    )


def reasons(roads: gpd.GeoDataFrame, vehicle: Vehicle) -> tuple[str, ...]:
    """Return for each road why it is closed to the vehicle; empty where no recorded limit closes it.

    Notes
    -----
    closed where a measure of the vehicle exceeds the recorded limit, or where it carries dangerous goods
    and the road is closed to them

    References
    ----------
    Limits as the layer of roads has them; a road without a recorded limit counts as open.
    """
    told: list[list[str]] = [[] for _row in range(len(roads))]
    for column, measure, unit, words in _LIMITS:
        limits = _numbers(roads, column)
        for row in np.flatnonzero(limits < getattr(vehicle, measure)):
            told[row].append(_(words).format(limit=quantity(limits[row], unit, _digits_n(limits[row]))))
    for column, applies, words in (
        ("hgv", vehicle.weight_t > _HEAVY_T, marked("no heavy goods vehicles")),
        ("hazmat", vehicle.hazmat, marked("no dangerous goods")),
    ):
        if applies and column in roads:
            for row in np.flatnonzero(roads[column].to_numpy(dtype=object) == "no"):
                told[row].append(_(words))
    return tuple(", ".join(words) for words in told)


def speeds_kmh(roads: gpd.GeoDataFrame, drive: Drive) -> tuple[Floats, Flags]:
    """Return the speed on each road, and where it is assumed: no signed speed, or one that is no speed.

    A signed speed holds up to the vehicle's own speed on open roads.

    Notes
    -----
    time = Σ length / speed; speed = min(signed speed, the vehicle's speed on open roads), and where none is
    signed the vehicle's speed on roads of that class

    References
    ----------
    Signed speeds as the layer of roads has them; the vehicle's speeds are the scenario's.
    """
    signed_kmh = _numbers(roads, "speed_kmh")
    known = signed_kmh > 0
    own_kmh = np.where(roads["road_class"].isin(OPEN_ROADS), drive.open_speed_kmh, drive.local_speed_kmh)
    return np.where(known, np.minimum(signed_kmh, drive.open_speed_kmh), own_kmh), ~known


def limits_note(roads: gpd.GeoDataFrame) -> str:
    """Return the sentence that says how many roads have a recorded limit: the others count as open."""
    columns = [column for column, *_rest in _LIMITS]
    recorded = np.zeros(len(roads), dtype=bool)
    for column in columns:
        recorded |= ~np.isnan(_numbers(roads, column))
    for column in ("hgv", "hazmat"):
        if column in roads:
            recorded |= roads[column].notna().to_numpy(dtype=bool)
    if not recorded.any():
        return _(
            "No limit of height, mass, axle load or length is recorded for the roads at hand: all are open."
        )
    msg = n_(
        "A limit is recorded for {n} of {{all}} roads; the others count as open.",
        "Limits are recorded for {n} of {{all}} roads; the others count as open.",
        int(recorded.sum()),
    )
    return msg.format(all=len(roads))


def speeds_note(drive: Drive) -> str:
    """Return the sentence that says how fast the vehicle is taken to be where no speed is signed."""
    return _(
        "Turns count as free and allowed; times are without stops and waiting. Where no speed is signed: "
        "{open} on highways, {local} on streets, unverified."
    ).format(open=quantity(drive.open_speed_kmh, "km/h"), local=quantity(drive.local_speed_kmh, "km/h"))


def size_note(vehicle: Vehicle, country: str) -> str:
    """Return the sentence that says where the size of a vehicle is allowed, outside that; else empty."""
    if not vehicle.countries or country in vehicle.countries:
        return ""
    text = _("{vehicle}: its size is allowed in {countries}; whether it may drive here was not checked.")
    return text.format(vehicle=vehicle.name, countries=", ".join(map(country_name, vehicle.countries)))


def _numbers(roads: gpd.GeoDataFrame, column: str) -> NDArray[np.float64]:
    if column not in roads:
        return np.full(len(roads), np.nan)
    return np.asarray(pd.to_numeric(roads[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan))


def _digits_n(value: float) -> int:
    return next((digits for digits in (0, 1) if round(value, digits) == value), 2)
