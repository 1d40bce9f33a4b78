"""Services that hand out features: WFS, OGC API Features, ArcGIS feature layers, PostGIS; one file a kind."""

from collections.abc import Callable
from dataclasses import dataclass

from layers.errors import Sentence, Unreadable
from layers.io.services import arcgis, ogc_api, postgis, wfs
from layers.io.services.query import Query, without_password
from layers.io.tables import Frame


@dataclass(frozen=True)
class Service:
    """How a kind of service is asked for its rows, with a hash of what it sent, and for what it has."""

    fetch: Callable[[Query], tuple[Frame, str]]
    items: Callable[[Query], tuple[str, ...]]


SERVICES: dict[str, Service] = {
    "wfs": Service(wfs.fetch, wfs.items),
    "ogcapi": Service(ogc_api.fetch, ogc_api.items),
    "arcgis": Service(arcgis.fetch, arcgis.items),
    "postgis": Service(postgis.fetch, postgis.items),
}


def _service(query: Query) -> Service:
    if query.kind not in SERVICES:
        msg = Sentence(
            "“{kind}” is no kind of source. There are: file, {known}.",
            kind=query.kind,
            known=", ".join(SERVICES),
        )
        raise Unreadable(msg)
    return SERVICES[query.kind]


def fetch(query: Query) -> tuple[Frame, str]:
    """Return the rows that the service sends, and a hash of them.

    Raises
    ------
    Unreadable
        If it does not answer in time, sends too much, or something else than features.
    """
    return _service(query).fetch(query)


def service_items(query: Query) -> tuple[str, ...]:
    """Return the names of what the service hands out."""
    return _service(query).items(query)


__all__ = ["SERVICES", "Query", "Service", "fetch", "service_items", "without_password"]
