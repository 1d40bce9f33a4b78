"""Named places: gate, junctions of main roads, freight yard, terminal, heat plants, substation."""

from pathlib import Path
from typing import Any

from shapely.geometry import Point

from kokkola.description import Description, read_facts
from kokkola.lines import drawn, mapped
from kokkola.write import from_lonlat

Row = dict[str, Any]
# Junctions of main roads, each the end of a road in waypoints.csv: road, first or last vertex, name.
JUNCTIONS = (
    ("junction-8-756", "road_6", 0, "Valtatie 8 / Satamatie (756)"),
    ("junction-8-13", "road_14", -1, "Valtatie 8 / Valtatie 13"),
    ("junction-8-749", "road_15", -1, "Valtatie 8 / Seututie 749"),
)
# Heat plants are those of the register of releases with activity 1(c).
COMBUSTION = "1(c)"


def place_rows(description: Description, facts: Path) -> list[Row]:
    """All places, real ones first."""
    rows = [*node_rows(facts), *junction_rows(facts), *heat_plant_rows(facts), terminal_row(facts)]
    for place in description.rows("places"):
        row = {"place_id": place["id"], "kind": place["kind"], "name": place["name"]} | drawn()
        rows.append(row | {"geometry": description.point(place["at"])})
    return rows


def node_rows(facts: Path) -> list[Row]:
    """The gate and the freight yard."""
    nodes = read_facts(facts, "park_nodes").set_index("node_id")
    told = (
        ("road_kip_gate", "gate", "Gate: Satamatie (756) roundabout", None),
        (
            "rail_kip_a",
            "rail_terminal",
            "Ykspihlaja freight yard",
            "South end of the industrial track; a loading place is assumed here.",
        ),
    )
    rows = []
    for node_id, kind, name, note in told:
        node = nodes.loc[node_id]
        row = {
            "place_id": node_id,
            "kind": kind,
            "name": name,
            "source": node["source"],
            "as_of": node["as_of"],
        }
        row |= {"illustrative": False, "accuracy_m": float(node["accuracy_m"]), "note": note}
        rows.append(row | {"geometry": Point(float(node["e_3067"]), float(node["n_3067"]))})
    return rows


def junction_rows(facts: Path) -> list[Row]:
    """Where main roads meet others on the map."""
    waypoints = read_facts(facts, "waypoints")
    rows = []
    for place_id, road_id, end, name in JUNCTIONS:
        vertex = waypoints[waypoints["line_id"] == road_id].iloc[end]
        row = {"place_id": place_id, "kind": "junction", "name": name} | mapped("road", facts, joined=False)
        rows.append(row | {"geometry": Point(float(vertex["e_3067"]), float(vertex["n_3067"]))})
    return rows


def heat_plant_rows(facts: Path) -> list[Row]:
    """Plants that burn fuel for heat and power."""
    plants = read_facts(facts, "plants")
    rows = []
    for plant in plants[plants["eprtr_activity_code"] == COMBUSTION].itertuples():
        name = plant.facility.split(", ", 1)[1]
        row = {
            "place_id": f"heat-{plant.facility_id}",
            "kind": "heat_plant",
            "name": name,
            "source": plant.source,
        }
        row |= {"as_of": plant.reporting_year, "illustrative": False, "accuracy_m": 100.0, "note": None}
        rows.append(row | {"geometry": Point(float(plant.e_3067), float(plant.n_3067))})
    return rows


def terminal_row(facts: Path) -> Row:
    """The all-weather terminal, at its quay."""
    quays = read_facts(facts, "quays")
    quay = quays[quays["quay"] == "AW-terminaali"].iloc[0]
    row: Row = {
        "place_id": "terminal-awt",
        "kind": "terminal",
        "name": "All-weather terminal",
        "source": quay["source"],
    }
    row |= {"as_of": quay["as_of"], "illustrative": False, "accuracy_m": 100.0, "note": "Point of its quay."}
    return row | {"geometry": from_lonlat(float(quay["lon"]), float(quay["lat"]))}
