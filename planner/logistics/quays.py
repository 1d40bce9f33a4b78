"""The quays of an area against a ship, and how far it is by sea from its ports to one abroad."""

from dataclasses import dataclass

from layers.atlas import Atlas
from layers.crs import LatLon, lat_lon
from layers.errors import PlannerError
from layers.sea_network import SeaNetwork
from planner.logistics.sea import Voyage, closed_to, quay_fit, voyages
from planner.scenario import Scenario, Ship
from planner.text import _

KIEL = "kiel"


@dataclass(frozen=True)
class ShipAtQuay:
    """Whether one quay takes a ship; depth and length are None where they are not known."""

    quay_id: str
    port: str
    quay: str
    depth_m: float | None
    length_m: float | None
    verdict: str
    needed_m: float
    note: str
    source: str


@dataclass(frozen=True)
class SeaWay:
    """The way by sea from a port of the area to one abroad: as the ship goes, and without the Kiel Canal."""

    port: str
    abroad: str
    way: Voyage
    without_canal: Voyage


def ships_at_quays(atlas: Atlas, ship: Ship, scenario: Scenario) -> tuple[ShipAtQuay, ...]:
    """Return every quay of the area with what it means for the ship; nothing where no quays are at hand."""
    if not atlas.has("ports"):
        return ()
    rows = []
    for row in atlas.frame("ports").itertuples(index=False):
        fit = quay_fit(row.depth_m, row.length_m, ship, scenario)
        rows.append(
            ShipAtQuay(
                quay_id=str(row.quay_id),
                port=str(row.port),
                quay=str(row.name),
                depth_m=_known(row.depth_m),
                length_m=_known(row.length_m),
                verdict=fit.verdict,
                needed_m=fit.needed_m,
                note=fit.note,
                source=str(row.source or ""),
            )
        )
    return tuple(rows)


def sea_ways(
    atlas: Atlas, sea: SeaNetwork, ship: Ship, port_id: str, scenario: Scenario
) -> tuple[SeaWay, ...]:
    """Return the ways from each port of the area, at its first quay, to a port abroad.

    Raises
    ------
    PlannerError
        If there is no such port.
    """
    abroad = atlas.table("sea_ports") if atlas.has("sea_ports") else None
    chosen = None if abroad is None else abroad[abroad["port_id"] == port_id]
    if chosen is None or chosen.empty:
        raise PlannerError(_("There is no port abroad “{port}”.").format(port=port_id))
    if not atlas.has("ports"):
        return ()
    end = chosen.iloc[0]
    ports = atlas.frame("ports").drop_duplicates("port")
    starts = [lat_lon(point.x, point.y, atlas.working) for point in ports.geometry]
    place = LatLon(float(end["lat"]), float(end["lon"]))
    closed = closed_to(ship, scenario)
    as_it_goes = voyages(sea, place, starts, closed)
    round_about = voyages(sea, place, starts, closed | {KIEL})
    return tuple(
        SeaWay(str(port), str(end["name"]), one, other)
        for port, one, other in zip(ports["port"], as_it_goes, round_about, strict=True)
    )


def _known(value_m: float | None) -> float | None:
    return None if value_m is None or value_m != value_m else float(value_m)  # noqa: PLR0124 - not a number
