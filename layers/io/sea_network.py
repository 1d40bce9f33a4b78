"""The sea lanes of data/national/ as a network."""

from functools import lru_cache
from pathlib import Path

import geopandas as gpd

from layers.errors import Unreadable
from layers.io.formats.readers import read
from layers.io.settings import DATA, read_sources
from layers.messages import Sentence
from layers.sea_network import SeaNetwork

_FILE = "national/sea_lanes.geojson"


@lru_cache(maxsize=2)
def read_sea_network(data: Path = DATA) -> SeaNetwork:
    """Return the network of the world's sea lanes; it is frozen, and read once.

    Raises
    ------
    Unreadable
        If the file is missing or lacks a column.

    Examples
    --------
    >>> bool((read_sea_network().length_m > 0).all())
    True
    """
    lanes = read(data / _FILE)
    missing = {"passage", "on_land"} - set(lanes.columns)
    if missing or not isinstance(lanes, gpd.GeoDataFrame):
        raise Unreadable(
            Sentence(
                "{file} lacks {missing}. Fetch it again.",
                file=_FILE,
                missing=", ".join(sorted(missing)) or Sentence("its lines"),
            )
        )
    titles = [source.title for source in read_sources("", data) if source.path == _FILE]
    return SeaNetwork.of(lanes, titles[0] if titles else "")
