"""The national tables: parks, harbours, and the road and rail links between places."""

from pathlib import Path

import pandas as pd

from layers import SPECS, crs
from layers.atlas import AreaInfo, Atlas
from layers.base import Layer
from layers.io.readers import read
from layers.io.settings import DATA, read_sources

NATIONAL_EPSG = 3067
NATIONAL_TABLES = ("nodes", "rail_links", "road_links")
_FILES = {"parks": "parks.csv", "harbours": "ports.csv", **{name: f"{name}.csv" for name in NATIONAL_TABLES}}


def national_layer(name: str, working: crs.WorkingCRS, data: Path = DATA) -> Layer:
    """Return one of the national layers."""
    raw = read(data / "national" / _FILES[name])
    if not SPECS[name].geometry:
        raw = pd.DataFrame(raw)
    if name.endswith("_links"):
        raw = raw.assign(link_id=raw["from_id"] + " – " + raw["to_id"])
    return Layer.build(SPECS[name], raw, working)


def read_national(data: Path = DATA) -> Atlas:
    """Return the atlas of the whole country: parks, harbours, nodes, road and rail links."""
    working = crs.working_crs(NATIONAL_EPSG)
    layers = [national_layer(name, working, data) for name in _FILES]
    info = AreaInfo("national", "Finland", NATIONAL_EPSG, "plot")
    return Atlas(info, working, layers, sources=read_sources("national", data))
