"""The quays of an area against a ship, and how far it is by sea from its ports to one abroad."""

from dataclasses import dataclass

import geopandas as gpd

from layers.atlas import Atlas
from layers.crs import LatLon, lat_lon
from layers.errors import PlannerError
from layers.sea_network import SeaNetwork
from planner.logistics.sea import Call, Quay, Voyage, closed_to, closing_limit, quay_fit, voyages
from planner.scenario.scenario import Scenario, Ship
from planner.text import _

KIEL = "kiel"


@dataclass(frozen=True)
class ShipAtQuay:
    """Whether one quay takes a ship; what is not known is None or empty."""

    quay_id: str
    port: str
    quay: str
    depth_m: float | None
    length_m: float | None
    fairway_draught_m: float | None
    owner: str
    cargo_kinds: tuple[str, ...]
    verdict: str
    needed_m: float
    note: str
    source: str


@dataclass(frozen=True)
class SeaWay:
    """The way by sea from a port of the area to one abroad: as the ship goes, and without the Kiel Canal.

    `limits` say through which passages the ship does not fit.
    """

    port: str
    abroad: str
    way: Voyage
    without_canal: Voyage
    limits: tuple[str, ...] = ()


def known_quays(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the quays of an area without the piers that only may be quays; no rows where there are none."""
    if not atlas.has("ports"):
        return gpd.GeoDataFrame({"quay_id": [], "port": []}, geometry=[], crs=atlas.epsg)
    ports = atlas.frame("ports")
    return ports[~ports["candidate"]].reset_index(drop=True)


def ships_at_quays(atlas: Atlas, ship: Ship, scenario: Scenario) -> tuple[ShipAtQuay, ...]:
    """Return every quay of the area with what it means for the ship; nothing where no quays are at hand."""
    rows = []
    for row in known_quays(atlas).itertuples(index=False):
        quay = Quay.of(row)
        fit = quay_fit(quay, Call(ship), scenario)
        rows.append(
            ShipAtQuay(
                quay_id=str(row.quay_id),
                port=str(row.port),
                quay=str(row.name),
                depth_m=quay.depth_m,
                length_m=quay.length_m,
                fairway_draught_m=quay.fairway_draught_m,
                owner=quay.owner,
                cargo_kinds=quay.cargo_kinds,
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
    ports = known_quays(atlas).drop_duplicates("port")
    if ports.empty:
        return ()
    end = chosen.iloc[0]
    starts = [lat_lon(point.x, point.y, atlas.working) for point in ports.geometry]
    place = LatLon(float(end["lat"]), float(end["lon"]))
    closed = closed_to(ship, scenario)
    as_it_goes = voyages(sea, place, starts, closed)
    round_about = voyages(sea, place, starts, closed | {KIEL})
    limits = tuple(text for passage in scenario.passages if (text := closing_limit(passage, ship, scenario)))
    return tuple(
        SeaWay(str(port), str(end["name"]), one, other, limits)
        for port, one, other in zip(ports["port"], as_it_goes, round_about, strict=True)
    )
