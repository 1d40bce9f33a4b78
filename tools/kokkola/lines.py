"""Roads, tracks, pipes and power lines: the map's own and those drawn beside them."""

from pathlib import Path
from typing import Any

from shapely.geometry import LineString

from kokkola.description import Description
from kokkola.facts import MAP_YEARS, map_lines, map_source, road_facts
from kokkola.network import Network
from kokkola.plan import DRAWN

Row = dict[str, Any]
MAP_ACCURACY_M = 300.0
JOINED = "A vertex was added where a street or siding drawn for Sijainti joins."
STREET_SPEED_KMH = 40


def road_network(description: Description, facts: Path) -> Network:
    """Roads of the map with the streets joined to them."""
    network = Network(map_lines(facts, "road"))
    for street in description.rows("streets"):
        network.add(street["id"], description.line(street["line"]))
    return network


def rail_network(description: Description, facts: Path) -> Network:
    """Railway of the map with sidings and yard tracks joined to it."""
    network = Network(map_lines(facts, "rail"))
    for track in description.rows("tracks"):
        network.add(track["id"], description.line(track["line"]))
    return network


def mapped(kind: str, facts: Path, *, joined: bool) -> Row:
    """What every row from the map says of itself."""
    row = {"source": map_source(facts, kind), "as_of": MAP_YEARS[kind], "illustrative": False}
    return row | {"accuracy_m": MAP_ACCURACY_M, "note": JOINED if joined else None}


def drawn(note: str | None = None) -> Row:
    """What every drawn row says of itself."""
    return {"source": DRAWN, "as_of": "2026-11", "illustrative": True, "accuracy_m": None, "note": note}


def road_rows(description: Description, network: Network, facts: Path) -> list[Row]:
    """Roads and streets."""
    known = road_facts(facts)
    rows = [
        {"road_id": key, **told, "oneway": None, "speed_kmh": None, "hazmat": None}
        | mapped("road", facts, joined=key in network.joined)
        | {"geometry": network.lines[key]}
        for key, told in known.items()
    ]
    for street in description.rows("streets"):
        row = {"road_id": street["id"], "road_class": "street", "name": street["name"], "road_number": None}
        row |= {"oneway": "no", "speed_kmh": STREET_SPEED_KMH, "hazmat": "yes"}
        rows.append(row | drawn() | {"geometry": network.lines[street["id"]]})
    return rows


def rail_rows(description: Description, network: Network, facts: Path) -> list[Row]:
    """Railway, sidings, yard tracks; the map's code for electrification is undocumented, so none is given."""
    told = {track["id"]: track for track in description.rows("tracks")}
    rows = []
    for key, line in network.lines.items():
        track = told.get(key)
        if track is None:
            row: Row = {"track_id": key, "track_class": "main", "name": None, "network": "state"}
            row |= mapped("rail", facts, joined=key in network.joined)
        else:
            row = {
                "track_id": key,
                "track_class": track["track_class"],
                "name": track["name"],
                "network": "private",
            }
            row |= drawn()
        rows.append(row | {"electrified": None, "geometry": line})
    return rows


def pipe_rows(description: Description) -> list[Row]:
    """Pipes and pipe bridges."""
    return [
        {
            "pipe_id": pipe["id"],
            "pipe_class": pipe["pipe_class"],
            "medium": pipe["medium"],
            "name": pipe["name"],
            "from_company": pipe["from_company"] or None,
            "to_company": pipe["to_company"] or None,
            "building_limit_m": 5,
            **drawn("Example width kept free."),
            "geometry": description.line(pipe["line"]),
        }
        for pipe in description.rows("pipes")
    ]


def power_rows(description: Description, facts: Path) -> list[Row]:
    """Power lines: the map's own, whose voltage it does not give, and local 110 kV lines."""
    rows: list[Row] = [
        {"line_id": key, "voltage_kv": None, "building_limit_m": None, "name": None}
        | mapped("power_line", facts, joined=False)
        | {"geometry": line}
        for key, line in map_lines(facts, "power_line").items()
    ]
    for line in description.rows("power_lines"):
        row = {"line_id": line["id"], "voltage_kv": 110, "building_limit_m": 18, "name": line["name"]}
        shape: LineString = description.line(line["line"])
        rows.append(row | drawn("Example width kept free.") | {"geometry": shape})
    return rows
