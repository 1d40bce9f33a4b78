"""Feature layers of ArcGIS servers, page by page, in Esri's JSON, which names the system."""

from typing import Any

from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import chosen_item
from layers.io.services.pages import Pages
from layers.io.services.query import Query
from layers.io.services.web import Visit
from layers.messages import Sentence

_PAGE_ROWS = 1_000


def _describe(visit: Visit, address: str, query: Query) -> dict[str, Any]:
    document, _raw = visit.json(address, {"f": "json"})
    _check(document, query)
    return document


def _check(document: dict[str, Any], query: Query) -> None:
    fault = document.get("error")
    if isinstance(fault, dict):
        msg = Sentence(
            "{host} answers: {reason} (code {code}).",
            host=query.host,
            reason=fault.get("message", "an error"),
            code=fault.get("code", "?"),
        )
        raise Unreadable(msg)


def items(query: Query) -> tuple[str, ...]:
    """Return the numbers of the layers of a service, one empty name for the address of a layer."""
    document = _describe(Visit(), query.location.rstrip("/"), query)
    layers = document.get("layers")
    return tuple(str(one["id"]) for one in layers) if isinstance(layers, list) else ("",)


def fetch(query: Query) -> tuple[Frame, str]:
    """Return the features of one layer."""
    visit = Visit()
    address = query.location.rstrip("/")
    described = _describe(visit, address, query)
    if isinstance(described.get("layers"), list):
        name = chosen_item(query.host, query.item, [str(one["id"]) for one in described["layers"]])
        address = f"{address}/{name}"
        described = _describe(visit, address, query)
    pages = Pages(query.host, ".json")
    parameters = _parameters(described, query)
    while True:
        document, raw = visit.json(f"{address}/query", {**parameters, "resultOffset": pages.rows})
        _check(document, query)
        if not document.get("features") or pages.add(raw) == 0:
            break
        if not document.get("exceededTransferLimit"):
            break
    return pages.whole(str(described.get("name", query.item)))


def _parameters(described: dict[str, Any], query: Query) -> dict[str, str | int]:
    most = described.get("maxRecordCount")
    parameters: dict[str, str | int] = {
        "where": "1=1",
        "outFields": "*",
        "f": "json",
        "resultRecordCount": min(int(most), _PAGE_ROWS) if isinstance(most, int) else _PAGE_ROWS,
    }
    if described.get("objectIdField"):
        parameters["orderByFields"] = str(described["objectIdField"])
    if query.bbox is not None:
        parameters |= {
            "geometry": ",".join(str(one) for one in query.bbox),
            "geometryType": "esriGeometryEnvelope",
            "inSR": 4326,
        }
    return parameters
