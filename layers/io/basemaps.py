"""Outside tiles that may lie below the map, as data/basemaps.toml lists them. Nothing is fetched here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from layers.io.settings import DATA, read_toml


@dataclass(frozen=True)
class Basemap:
    """A service of tiles: where they are, whom to name, and whether a key of the user's own is needed."""

    basemap_id: str
    title: str
    url: str
    key: bool
    key_url: str
    max_zoom: int
    attribution: str
    terms_url: str
    as_of: str
    titles: Mapping[str, str] = field(default_factory=dict)

    def address(self, key: str = "") -> str:
        """Return the address of a tile with the places of z, x and y open, and the user's key in it."""
        return self.url.replace("{key}", quote(key, safe=""))


@lru_cache(maxsize=1)
def basemaps() -> Mapping[str, Basemap]:
    """Return the services by their identifiers, in the order of the file."""
    made = {}
    for name, entry in read_toml(DATA / "basemaps.toml").items():
        titles = {key[6:]: entry[key] for key in entry if key.startswith("title_")}
        rest = {key: value for key, value in entry.items() if not key.startswith("title_")}
        made[name] = Basemap(basemap_id=name, **rest, titles={"en": entry["title"], **titles})
    return made
