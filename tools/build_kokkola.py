"""Build data/areas/kokkola/: real layers from its tables of facts, illustrative ones from description.toml.

python tools/build_kokkola.py                 rebuild every layer from what lies in the area's folder
python tools/build_kokkola.py --facts DIR     first take the rows of Kokkola anew from a folder of fact tables

Real: coast, roads, railway and power lines of a 1:1 000 000 map, quays, plants, firms, flows, utilities.
Drawn for Sijainti: plots, plan areas, streets, sidings, footprints, pipes, local power lines, establishments;
their rows carry `illustrative`. The same input gives the same bytes.
"""

import argparse
import shutil
import tomllib
from pathlib import Path
from typing import Any

import shapely
from kokkola.description import Description, read_description, read_facts
from kokkola.facts import MAP_YEARS, coast, companies, copy_facts, ports
from kokkola.ground import exact, lay_out, parts
from kokkola.halls import building_rows
from kokkola.lines import drawn, pipe_rows, power_rows, rail_network, rail_rows, road_network, road_rows
from kokkola.places import place_rows
from kokkola.plan import PLOT_FIELDS, plot_rows, seveso_rows, zoning_rows
from kokkola.write import write_layer
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

AREA = Path(__file__).resolve().parent.parent / "data" / "areas" / "kokkola"
COARSE = (
    "At 1:1 000 000 the outline of the land is right to about 300 m and the quays lie in its sea: "
    "this land-fill joins them to the land."
)
BASIN = "At 1:1 000 000 the outline of the land covers part of the basin in front of the quays."

Row = dict[str, Any]


def land_and_water(
    description: Description, facts: Path, frame: tuple[float, ...]
) -> tuple[list[Row], list[Row]]:
    """Rows of land (the map's outline, then land-fill) and water (the rest of the frame, then the basin)."""
    source = str(read_facts(facts, "coast")["source"].iloc[0])
    real = {"source": source, "as_of": MAP_YEARS["land"], "illustrative": False, "accuracy_m": 300.0}
    outlines = coast(facts)
    mainland = shapely.union_all(list(outlines.values()))
    land: list[Row] = [
        {"land_id": key, "name": None} | real | {"note": None, "geometry": shape}
        for key, shape in outlines.items()
    ]
    for fill in description.rows("landfill"):
        shape = exact(description.polygon(fill["outline"]).difference(mainland))
        for number, part in enumerate(parts(shape), start=1):
            row = {"land_id": f"{fill['id']}-{number}", "name": fill["name"]} | drawn(COARSE)
            land.append(row | {"geometry": part})
    dry = shapely.union_all([row["geometry"] for row in land], grid_size=0.01)
    note = "What the frame holds beside the land."
    water = [
        {"water_id": f"water-{number}", "name": None, "kind": "sea"} | real | {"note": note, "geometry": part}
        for number, part in enumerate(parts(box(*frame).difference(dry)), start=1)
        if part.area > 100
    ]
    for basin in description.rows("basins"):
        shape = parts(exact(description.polygon(basin["outline"]).intersection(mainland)))[0]
        row = {"water_id": basin["id"], "name": basin["name"], "kind": "harbour basin"} | drawn(BASIN)
        water.append(row | {"geometry": shape})
    return land, water


def keep_clear(rail: list[Row], pipes: list[Row], power: list[Row]) -> BaseGeometry:
    """Where no hall stands: tracks, pipes and power lines with the room they need."""
    room_m = [(rail, 8.0), (pipes, 6.0), (power, 18.0)]
    return shapely.union_all([row["geometry"].buffer(metres) for rows, metres in room_m for row in rows])


def layers_of(area: Path) -> dict[str, list[Row]]:
    """Rows of every layer of the area, by layer."""
    facts = area / "facts"
    description = read_description(area / "description.toml")
    frame = tuple(tomllib.loads((area / "area.toml").read_text(encoding="utf-8"))["frame"])
    land, water = land_and_water(description, facts, frame)
    roads, tracks = road_network(description, facts), rail_network(description, facts)
    dry = shapely.union_all([row["geometry"] for row in land], grid_size=0.01)
    ground = lay_out(description, dry, roads.lines, tracks.lines)
    firms = companies(facts)
    plots = plot_rows(
        description, ground, {str(row["company_id"]): float(row["accuracy_m"]) for row in firms}
    )
    rail, pipes, power = (
        rail_rows(description, tracks, facts),
        pipe_rows(description),
        power_rows(description, facts),
    )
    exact_points = {row["company_id"]: row["geometry"] for row in firms if row["accuracy_m"] <= 200}
    buildings = building_rows(description, plots, exact_points, keep_clear(rail, pipes, power))
    names = {str(row["company_id"]): str(row["name"]) for row in firms}
    return {
        "plots": [{key: plot[key] for key in (*PLOT_FIELDS, "geometry")} for plot in plots],
        "zoning": zoning_rows(description, ground, plots),
        "buildings": buildings,
        "roads": road_rows(description, roads, facts),
        "rail": rail,
        "ports": ports(facts),
        "pipelines": pipes,
        "companies": firms,
        "power_lines": power,
        "seveso": seveso_rows(description, plots, names),
        "places": place_rows(description, facts),
        "land": land,
        "water": water,
    }


def build(area: Path, out: Path) -> dict[str, list[Row]]:
    """Write every layer of the area into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    layers = layers_of(area)
    for name, rows in layers.items():
        write_layer(out / f"{name}.geojson", rows)
    for name in ("flows.csv", "utilities.csv"):
        if out != area:
            shutil.copyfile(area / name, out / name)
    return layers


def main() -> None:
    """Run the tool."""
    parser = argparse.ArgumentParser(description="Build data/areas/kokkola/.")
    parser.add_argument("--facts", type=Path, help="folder of fact tables to take the rows of Kokkola from")
    parser.add_argument("--out", type=Path, default=AREA, help="folder to write to")
    arguments = parser.parse_args()
    if arguments.facts:
        area = tomllib.loads((AREA / "area.toml").read_text(encoding="utf-8"))
        copy_facts(arguments.facts, AREA, tuple(area["frame"]))
    for name, rows in build(AREA, arguments.out).items():
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
