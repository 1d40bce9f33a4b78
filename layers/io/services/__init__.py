"""Services that hand out features: WFS, OGC API Features, ArcGIS feature layers, PostGIS; one file a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from layers.errors import SijaintiError, Unreadable
from layers.io.formats.tables import Frame
from layers.io.services import arcgis, ogc_api, postgis, wfs
from layers.io.services.query import Query, host_of, without_password
from layers.messages import Sentence

Answer = TypeVar("Answer")


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
    return _in_a_sentence(query, _service(query).fetch)


def service_items(query: Query) -> tuple[str, ...]:
    """Return the names of what the service hands out."""
    return _in_a_sentence(query, _service(query).items)


def _in_a_sentence(query: Query, work: Callable[[Query], Answer]) -> Answer:
    """Return what the work returns; whatever a strange answer makes it raise becomes one sentence."""
    try:
        return work(query)
    except SijaintiError:
        raise
    except Exception as error:  # noqa: BLE001 - what a server sends may break a reader anywhere
        msg = Sentence(
            "{host} sends something that cannot be read ({reason}). Check the address and the kind of "
            "service.",
            host=query.host,
            reason=type(error).__name__,
        )
        raise Unreadable(msg) from None


__all__ = ["SERVICES", "Query", "Service", "fetch", "host_of", "service_items", "without_password"]
