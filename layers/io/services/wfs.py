"""OGC Web Feature Service 2.0, page by page, as GML, which names the system in every answer."""

import re
import xml.etree.ElementTree as ET

from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import chosen_item
from layers.io.services.pages import Pages
from layers.io.services.query import Query
from layers.io.services.web import Visit
from layers.messages import Sentence

_PAGE_ROWS = 5_000
_MATCHED = re.compile(rb'numberMatched="(\d+)"')
_EXCEPTION = re.compile(rb"<(?:\w+:)?ExceptionText>(.*?)</", re.DOTALL)


def items(query: Query, visit: Visit | None = None) -> tuple[str, ...]:
    """Return the names of the feature types."""
    raw = (visit or Visit()).get(
        query.location, {"service": "WFS", "version": "2.0.0", "request": "GetCapabilities"}
    )
    _check(raw, query)
    try:
        root = ET.fromstring(raw)  # noqa: S314 - answers that define entities are refused above
    except ET.ParseError:
        msg = Sentence(
            "{host} answers with something else than a WFS does. Check the address.", host=query.host
        )
        raise Unreadable(msg) from None
    names = [element.text for element in root.iterfind(".//{*}FeatureType/{*}Name")]
    return tuple(name.strip() for name in names if name)


def _check(raw: bytes, query: Query) -> None:
    if b"<!ENTITY" in raw:
        msg = Sentence("{host} sends XML that defines entities. It is refused.", host=query.host)
        raise Unreadable(msg)
    fault = _EXCEPTION.search(raw[:20_000])
    if fault:
        text = " ".join(fault[1].decode("utf-8", "replace").split())[:200]
        msg = Sentence("{host} answers: {text}", host=query.host, text=text)
        raise Unreadable(msg)


def fetch(query: Query) -> tuple[Frame, str]:
    """Return the features of one type."""
    visit = Visit()
    name = chosen_item(query.host, query.item, items(query, visit))
    pages = Pages(query.host, ".gml")
    parameters: dict[str, str | int] = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": name,
        "count": _PAGE_ROWS,
    }
    if query.bbox is not None:
        west, south, east, north = query.bbox
        parameters["bbox"] = f"{south},{west},{north},{east},urn:ogc:def:crs:EPSG::4326"
    while True:
        raw = visit.get(query.location, {**parameters, "startIndex": pages.rows})
        _check(raw, query)
        matched = _MATCHED.search(raw[:20_000])
        if _is_empty(raw) or pages.add(raw) == 0 or (matched and pages.rows >= int(matched[1])):
            return pages.whole(name)


def _is_empty(raw: bytes) -> bool:
    """Return whether the answer is a collection without members, which GDAL takes for no layer at all."""
    return b"member>" not in raw and b"featureMember" not in raw and b"FeatureCollection" in raw[:20_000]
