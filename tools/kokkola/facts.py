"""The real part: what the tables of facts say of coast, roads, railway, quays, plants and firms."""

from pathlib import Path

import pandas as pd
from quay_uses import uses_of
from shapely.geometry import LineString, Point, Polygon

from kokkola.description import read_facts

MAP_YEARS = {"land": "2011", "rail": "2013", "road": "2013", "power_line": "2013"}
ROAD_CLASSES = {"1": "main", "2": "main", "3": "regional", "4": "connecting", "5": "street"}
PARK = "kip"
# National road numbers of five digits are connecting roads (yhdystie), whatever the map's class says.
CONNECTING_FROM = 10_000


def copy_facts(tables: Path, area: Path, frame: tuple[float, ...]) -> None:
    """Copy the rows of Kokkola from the folder of fact tables into the area's own folder."""
    facts = area / "facts"
    facts.mkdir(parents=True, exist_ok=True)
    park = {name: read_facts(tables, name) for name in ("companies", "flows", "utilities", "park_nodes")}
    park = {name: rows[rows["park_id"] == PARK] for name, rows in park.items()}
    plants = read_facts(tables, "prtr_facilities_near_parks")
    plants = plants[(plants["park_id"] == PARK) & inside(plants, frame)]
    quays = read_facts(tables, "quays")
    copies = {
        facts / "coast.csv": read_facts(tables / "kokkola", "coast"),
        facts / "waypoints.csv": read_facts(tables / "kokkola", "waypoints"),
        facts / "plants.csv": plants,
        facts / "quays.csv": quays[quays["port"].str.startswith("Kokkolan ")],
        facts / "companies.csv": park["companies"],
        facts / "park_nodes.csv": park["park_nodes"],
        area / "flows.csv": park["flows"].drop(columns="park_id"),
        area / "utilities.csv": park["utilities"].drop(columns="park_id"),
    }
    for path, rows in copies.items():
        rows.to_csv(path, index=False, lineterminator="\n")


def inside(rows: pd.DataFrame, frame: tuple[float, ...]) -> pd.Series:
    """Whether each row's point lies in the frame of the area."""
    east, north = rows["e_3067"].astype(float), rows["n_3067"].astype(float)
    return east.between(frame[0], frame[2]) & north.between(frame[1], frame[3])


def map_lines(facts: Path, kind: str) -> dict[str, LineString]:
    """Lines of one kind on the map, by id, in the order of the table."""
    rows = read_facts(facts, "waypoints")
    rows = rows[rows["kind"] == kind]
    return {
        str(key): LineString(
            [(float(e), float(n)) for e, n in zip(part["e_3067"], part["n_3067"], strict=True)]
        )
        for key, part in rows.groupby("line_id", sort=False)
    }


def coast(facts: Path) -> dict[str, Polygon]:
    """Outlines of the land, by id."""
    rows = read_facts(facts, "coast")
    return {
        str(key): Polygon([(float(e), float(n)) for e, n in zip(part["e_3067"], part["n_3067"], strict=True)])
        for key, part in rows.groupby("polygon_id", sort=True)
    }


def map_source(facts: Path, kind: str) -> str:
    """Source of the map's lines, as their table names it."""
    rows = read_facts(facts, "waypoints")
    return str(rows.loc[rows["kind"] == kind, "source"].iloc[0])


def road_facts(facts: Path) -> dict[str, dict[str, str | None]]:
    """Class, number and name of each road of the map, by id."""
    rows = read_facts(facts, "waypoints")
    rows = rows[rows["kind"] == "road"].drop_duplicates("line_id")
    return {
        line_id: road_row(kind, number)
        for line_id, kind, number in zip(
            rows["line_id"], rows["road_class"], rows["road_number"], strict=True
        )
    }


def road_row(map_class: str, number: str) -> dict[str, str | None]:
    """Class, number and name of one road; 0 means that the map gives no number."""
    if number in {"", "0"}:
        return {"road_class": ROAD_CLASSES[map_class], "name": None, "road_number": None}
    if int(number) >= CONNECTING_FROM:
        return {"road_class": "connecting", "name": f"Yhdystie {number}", "road_number": number}
    title = {"1": "Valtatie", "2": "Kantatie", "3": "Seututie", "4": "Yhdystie"}.get(map_class, "Tie")
    name = "Satamatie (seututie 756)" if number == "756" else f"{title} {number}"
    return {"road_class": ROAD_CLASSES[map_class], "name": name, "road_number": number}


def ports(facts: Path) -> list[dict[str, object]]:
    """One row a quay; geometry in degrees stands in `lon` and `lat`."""
    rows = read_facts(facts, "quays")
    return [
        {
            "quay_id": f"{row.port_id}-{number}",
            "port": row.port,
            "name": row.quay,
            "depth_m": float(row.depth_m) if row.depth_m else None,
            "length_m": float(row.length_m) if row.length_m else None,
            **_uses(row.port_id, row.quay),
            "source": row.source,
            "as_of": row.as_of,
            "illustrative": False,
            "lonlat": (float(row.lon), float(row.lat)),
        }
        for number, row in enumerate(rows.itertuples(), start=1)
    ]


def _uses(port_id: str, quay: str) -> dict[str, object]:
    """Owner, cargo and fairway of a quay, as data/national/quay_uses.csv has them."""
    found = uses_of(port_id, quay)
    draught = found["fairway_draught_m"]
    return {
        **{name: text or None for name, text in found.items()},
        "fairway_draught_m": float(draught) if draught else None,
    }


def companies(facts: Path) -> list[dict[str, object]]:
    """Firms of the park; a firm whose plant is in the register stands on the register's own point."""
    plants = read_facts(facts, "plants").set_index("facility_id")
    found = []
    for row in read_facts(facts, "companies").to_dict("records"):
        facility = row["facility_id"] or None
        exact = plants.loc[facility] if facility in plants.index else None
        at = exact if exact is not None else row
        accuracy_m = float(row["coord_accuracy_m"])
        fields = (
            "company_id",
            "name",
            "activity",
            "nace",
            "role",
            "status",
            "employees",
            "inputs",
            "outputs",
        )
        found.append(
            {field: row[field] or None for field in fields}
            | {"facility_id": facility, "source": row["source"], "as_of": row["as_of"], "illustrative": False}
            | {
                "accuracy_m": accuracy_m,
                "note": placed(row["coord_method"], accuracy_m, exact=exact is not None),
            }
            | {"geometry": Point(float(at["e_3067"]), float(at["n_3067"]))}
        )
    return found


def placed(method: str, accuracy_m: float, *, exact: bool) -> str:
    """Sentence on how well a firm is placed."""
    if exact:
        return "Point of the Finnish register of pollutant releases and transfers."
    return f"Placed to about {accuracy_m:.0f} m ({method})."
