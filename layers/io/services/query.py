"""What a service is asked for."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit


@dataclass(frozen=True)
class Query:
    """A kind of service, its address, one of its layers, and a box (west, south, east, north in degrees)."""

    kind: str
    location: str
    item: str = ""
    bbox: tuple[float, float, float, float] | None = None

    @property
    def host(self) -> str:
        """The host that answers, for sentences."""
        return urlsplit(self.location).hostname or self.location


def without_password(address: str) -> str:
    """Return an address without the password in it: it is not written into files.

    Examples
    --------
    >>> without_password("postgresql://me:secret@db.example/town")
    'postgresql://me@db.example/town'
    """
    parts = urlsplit(address)
    if parts.password is None:
        return address
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{user}{parts.hostname}{port}"))
