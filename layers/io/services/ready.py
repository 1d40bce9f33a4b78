"""Ready-made entries for national services, as data/services.toml lists them."""

from dataclasses import dataclass
from functools import lru_cache

from layers.io.settings import DATA, read_toml


@dataclass(frozen=True)
class ReadyService:
    """A service that is known: what it gives, on which terms, and which layer of ours it can become."""

    service_id: str
    title: str
    gives: str
    kind: str
    url: str
    item: str
    layer: str
    licence: str
    attribution: str
    note: str
    as_of: str


@lru_cache(maxsize=1)
def ready_services() -> tuple[ReadyService, ...]:
    """Return the services that are known, in the order of the file."""
    table = read_toml(DATA / "services.toml")
    return tuple(ReadyService(service_id=name, **entry) for name, entry in table.items())
