"""A firm's freight as records: checked row by row, as TOML, and an example to start from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from layers.atlas import Atlas
from planner.logistics.freight.demand import ALL_MODES, FreightRow, freight_rows
from planner.logistics.sea import CARGO_TITLES
from planner.scenario.scenario import Scenario
from planner.text import _, marked

# The columns of the table, in its order, and what a new row holds.
COLUMNS = (
    *("commodity", "t_yr", "direction", "place", "modes", "vehicle_id", "train_factor_id", "ship_id"),
    *("cargo_kind", "agreed_quays", "dispatches_yr"),
)
DEFAULTS: Mapping[str, Any] = {"direction": "out", "modes": list(ALL_MODES)}
MOST_ROWS_N = 100
_PLACE_KINDS = {
    "port": marked("Port: {name}"),
    "town": marked("Town: {name}"),
    "park": marked("Park: {name}"),
}
# Made up, to show what a profile looks like; rows whose place is not at hand are left out.
_EXAMPLE: tuple[dict[str, Any], ...] = (
    {
        "commodity": marked("battery chemicals"),
        "t_yr": 20_000.0,
        "direction": "out",
        "place": "sea_rotterdam",
    },
    {"commodity": marked("lime"), "t_yr": 8_000.0, "direction": "in", "place": "town_tampere"},
    {"commodity": marked("concentrate"), "t_yr": 45_000.0, "direction": "in", "place": "sea_lulea"},
)


@dataclass(frozen=True)
class Checked:
    """Rows that can be computed, and a sentence for each fault of the others."""

    rows: tuple[FreightRow, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """What the lists of the table offer: identifier -> what is shown, column by column."""

    places: Mapping[str, str]
    vehicles: Mapping[str, str]
    trains: Mapping[str, str]
    ships: Mapping[str, str]
    quays: Mapping[str, str] = field(default_factory=dict)

    def of(self, column: str) -> Mapping[str, str]:
        """Return the list of a column; empty for a column without one."""
        return {
            "place": self.places,
            "vehicle_id": self.vehicles,
            "train_factor_id": self.trains,
            "ship_id": self.ships,
            "agreed_quays": self.quays,
            "cargo_kind": {kind: _(title) for kind, title in CARGO_TITLES.items()},
        }.get(column, {})


def choices(atlas: Atlas, scenario: Scenario) -> Choices:
    """Return where freight of an area may come from or go to, and what may carry it."""
    places: dict[str, str] = {}
    if atlas.has("sea_ports"):
        rows = atlas.table("sea_ports").sort_values("name")
        named = zip(rows["port_id"], rows["name"], rows["country"], strict=True)
        places |= {
            str(port): _("Port abroad: {name}, {country}").format(name=name, country=country)
            for port, name, country in named
        }
    if atlas.has("companies"):
        firms = atlas.frame("companies").sort_values("name")
        named_firms = zip(firms["company_id"], firms["name"], strict=True)
        places |= {str(firm): _("Company: {name}").format(name=name) for firm, name in named_firms}
    if atlas.has("nodes"):
        nodes = atlas.table("nodes").sort_values(["kind", "name"])
        named = zip(nodes["node_id"], nodes["kind"], nodes["name"], strict=True)
        places |= {
            str(node): _(_PLACE_KINDS.get(str(kind), "{name}")).format(name=name)
            for node, kind, name in named
        }
        known = set(nodes["node_id"])
        places |= {
            region_id: _("Region: {name}").format(name=region.name)
            for region_id, region in scenario.regions.items()
            if region.node_id in known
        }
    return Choices(
        places=places,
        vehicles={vehicle.vehicle_id: vehicle.name for vehicle in scenario.vehicles},
        trains={
            factor.factor_id: factor.name for factor in scenario.freight_factors if factor.mode == "rail"
        },
        ships={ship.ship_id: ship.name for ship in scenario.ships},
        quays=_quays(atlas),
    )


def _quays(atlas: Atlas) -> dict[str, str]:
    """Return the quays of the area and the ports of the country, which may agree to a stream."""
    quays: dict[str, str] = {}
    if atlas.has("ports"):
        quays = {
            str(row.quay_id): f"{row.port}: {row.name}"
            for row in atlas.frame("ports").itertuples(index=False)
        }
    if atlas.has("nodes"):
        nodes = atlas.table("nodes")
        ports = nodes[nodes["kind"] == "port"]
        quays |= dict(zip(ports["node_id"].astype(str), ports["name"].astype(str), strict=True))
    return quays


def checked(records: Sequence[Mapping[str, Any]], known: Choices) -> Checked:
    """Return the rows that can be computed, and what is wrong with the others; empty rows are passed over."""
    sound: list[Mapping[str, Any]] = []
    faults: list[str] = []
    for number, record in enumerate(records, start=1):
        if _is_blank(record):
            continue
        found = [_("Row {row}: {fault}").format(row=number, fault=fault) for fault in _faults(record, known)]
        faults += found
        if not found:
            sound.append(record)
    if len(sound) > MOST_ROWS_N:
        faults.append(_("Only the first {n} rows are computed.").format(n=MOST_ROWS_N))
    return Checked(freight_rows(sound[:MOST_ROWS_N]), tuple(faults))


def _is_blank(record: Mapping[str, Any]) -> bool:
    """Return whether nothing was typed into a row: what a new row holds does not count."""
    return not any(record.get(column) for column in COLUMNS if column not in DEFAULTS)


def _faults(record: Mapping[str, Any], known: Choices) -> Iterator[str]:
    if not str(record.get("commodity") or "").strip():
        yield _("name what is carried.")
    t_yr = record.get("t_yr")
    if not isinstance(t_yr, int | float) or not isfinite(t_yr) or t_yr <= 0:
        yield _("give the tonnes a year, above 0.")
    if not record.get("modes"):
        yield _("allow at least one of lorry, train and ship.")
    place = record.get("place")
    if not place:
        yield _("choose where it comes from or goes to.")
    elif place not in known.places:
        yield _("“{place}” is no place in the lists of this area.").format(place=place)
    yield from _carrier_faults(record, known)


def _carrier_faults(record: Mapping[str, Any], known: Choices) -> Iterator[str]:
    dispatches_yr = record.get("dispatches_yr")
    if dispatches_yr is not None and not dispatches_yr > 0:
        yield _("give the trains a year, above 0, or none.")
    for column in ("vehicle_id", "train_factor_id", "ship_id"):
        carrier = record.get(column)
        if carrier and carrier not in known.of(column):
            yield _("the scenario has no “{carrier}”.").format(carrier=carrier)


def records_of(rows: Sequence[FreightRow]) -> tuple[Mapping[str, Any], ...]:
    """Return rows as the records of the table."""
    return tuple({column: _plain(getattr(row, column)) for column in COLUMNS} for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value != "" else None


def example(known: Choices) -> tuple[Mapping[str, Any], ...]:
    """Return the example, as far as its places are at hand."""
    return tuple(
        {**dict.fromkeys(COLUMNS), **DEFAULTS, **row, "commodity": _(row["commodity"])}
        for row in _EXAMPLE
        if row["place"] in known.places
    )


def freight_toml(rows: Sequence[FreightRow]) -> str:
    r"""Return the freight as TOML that `parse_freight` reads.

    Examples
    --------
    >>> print(freight_toml([FreightRow(commodity="lime", t_yr=8000, place="town_tampere", modes=("rail",))]))
    [[freight]]
    commodity = "lime"
    t_yr = 8000.0
    direction = "out"
    place = "town_tampere"
    modes = ["rail"]
    <BLANKLINE>
    """
    return "\n".join(_block(row) for row in rows)


def _block(row: FreightRow) -> str:
    told = {name: value for name, value in row.model_dump(mode="json").items() if value not in ("", None, [])}
    # What JSON writes of texts, numbers and lists of texts is TOML as well, but for the sign of deletion.
    lines = (
        f"{name} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        for name, value in told.items()
    )
    return "\n".join(("[[freight]]", *lines, ""))
