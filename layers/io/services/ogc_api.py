"""OGC API Features: collections as GeoJSON, page by page along the links to the next."""

from urllib.parse import urljoin, urlunsplit

from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import chosen_item
from layers.io.services.addresses import split_address
from layers.io.services.pages import Pages
from layers.io.services.query import Query
from layers.io.services.web import Visit
from layers.messages import Sentence

_PAGE_ROWS = 1_000


def _base(query: Query) -> str:
    """Return the address of the service itself, where that of a collection is given."""
    return query.location.split("/collections", 1)[0].rstrip("/")


def items(query: Query, visit: Visit | None = None) -> tuple[str, ...]:
    """Return the ids of the collections."""
    document, _raw = (visit or Visit()).json(f"{_base(query)}/collections", {"f": "json"})
    collections = document.get("collections")
    if not isinstance(collections, list):
        msg = Sentence(
            "{host} answers with something else than a list of collections. Check the address.",
            host=query.host,
        )
        raise Unreadable(msg)
    return tuple(str(one["id"]) for one in collections if isinstance(one, dict) and "id" in one)


def fetch(query: Query) -> tuple[Frame, str]:
    """Return the features of one collection."""
    visit = Visit()
    name = chosen_item(query.host, query.item, items(query, visit))
    pages = Pages(query.host, ".geojson")
    parameters: dict[str, str | int] | None = {"f": "json", "limit": _PAGE_ROWS}
    if query.bbox is not None and parameters is not None:
        parameters["bbox"] = ",".join(str(one) for one in query.bbox)
    address: str | None = f"{_base(query)}/collections/{name}/items"
    while address is not None:
        document, raw = visit.json(address, parameters)
        if document.get("type") != "FeatureCollection":
            msg = Sentence(
                "{host} sends something else than features for “{name}”.", host=query.host, name=name
            )
            raise Unreadable(msg)
        if not document.get("features") or pages.add(raw) == 0:
            break
        address, parameters = _next(document, address, query), None
    return pages.whole(name)


def _next(document: dict[str, object], address: str, query: Query) -> str | None:
    links = document.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "next":
            here, target = split_address(address), split_address(urljoin(address, str(link.get("href", ""))))
            if (target.scheme, target.hostname, target.port) != (here.scheme, here.hostname, here.port):
                msg = Sentence(
                    "{host} sends on to another server for the next page. It is not followed.",
                    host=query.host,
                )
                raise Unreadable(msg)
            # A link has no user and password; they are those of the address.
            return urlunsplit(target._replace(netloc=here.netloc))
    return None
