"""The national tables: parks, harbours, links between places, and the code lists that all areas share."""

from pathlib import Path

import pandas as pd

from layers import crs
from layers.atlas import AreaInfo, Atlas
from layers.io.formats.readers import read
from layers.io.settings import DATA, read_sources
from layers.layer import Layer
from layers.sources import Source
from layers.specs import SPECS

NATIONAL_EPSG = 3067
# Layer -> file below data/.
_FILES = {
    "parks": "national/parks.csv",
    "harbours": "national/ports.csv",
    "nodes": "national/nodes.csv",
    "rail_links": "national/rail_links.csv",
    "road_links": "national/road_links.csv",
    "national_quays": "national/quays.csv",
    "sea_ports": "national/sea_ports.csv",
    "zoning_codes": "zoning_codes.csv",
    "starting_situations": "starting_situations.csv",
}
# What every area's atlas holds besides its own layers.
SHARED = ("nodes", "rail_links", "road_links", "national_quays", "sea_ports", "zoning_codes")


def national_layer(name: str, working: crs.WorkingCRS, data: Path = DATA) -> Layer:
    """Return one of the national layers."""
    raw = read(data / _FILES[name])
    if not SPECS[name].geometry:
        raw = pd.DataFrame(raw)
    if name.endswith("_links"):
        raw = raw.assign(link_id=raw["from_id"] + " – " + raw["to_id"])
    if name == "national_quays":
        raw = raw.assign(quay_id=raw["port_id"] + " – " + raw["quay"])
    return Layer.build(SPECS[name], raw, working)


def national_sources(data: Path = DATA) -> tuple[Source, ...]:
    """Return the records of the files behind the national layers."""
    return tuple(source for source in read_sources("", data) if source.path in _FILES.values())


def read_national(data: Path = DATA) -> Atlas:
    """Return the atlas of the whole country: parks, harbours, nodes, road and rail links."""
    working = crs.working_crs(NATIONAL_EPSG)
    layers = [national_layer(name, working, data) for name in _FILES]
    info = AreaInfo("national", "Finland", NATIONAL_EPSG, "plot")
    return Atlas(info, working, layers, sources=national_sources(data))
