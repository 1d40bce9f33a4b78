"""What a service is asked for, and its address without what is secret in it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters of an address whose values are secret.
_SECRET = re.compile(
    r"(?:^|[-_.])(?:pass\w*|pwd|secret|\w*token|\w*key|sig|signature|auth|credentials?)$", re.IGNORECASE
)
# A secret in a text that is no proper address: "host=db password='my secret'", "//user:secret@host".
_PAIRS = re.compile(
    r"""(\b\w*(?:pass\w*|pwd|secret|token)\s*=\s*)('(?:[^'\\]|\\.)*'?|"[^"]*"?|[^\s&;]*)""", re.IGNORECASE
)
_USER_INFO = re.compile(r"//([^/?#\s]*)@")


@dataclass(frozen=True)
class Query:
    """A kind of service, its address, one of its layers, and a box (west, south, east, north in degrees)."""

    kind: str
    location: str
    item: str = ""
    bbox: tuple[float, float, float, float] | None = None

    @property
    def host(self) -> str:
        """The host that answers, for sentences; never the whole address, which may hold a password."""
        return host_of(self.location) or self.kind


def host_of(address: str) -> str:
    """Return the host of an address, also of a list of settings for PostgreSQL; "" where there is none.

    Examples
    --------
    >>> host_of("https://me:secret@maps.example/wfs"), host_of("host=db.example password=secret")
    ('maps.example', 'db.example')
    """
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return ""
    pair = None if host else re.search(r"(?:^|\s)host\s*=\s*'?([\w.:-]+)", address)
    return host or (pair[1] if pair else "")


def without_password(address: str) -> str:
    """Return an address without passwords and keys: they are neither shown nor written into files.

    Examples
    --------
    >>> without_password("postgresql://me:secret@db.example/town")
    'postgresql://me@db.example/town'
    >>> without_password("https://maps.example/wfs?map=a&api-key=secret")
    'https://maps.example/wfs?map=a'
    >>> without_password("host=db.example user=me password='my secret'")
    'host=db.example user=me password=…'
    """
    try:
        parts = urlsplit(address)
        hidden = _without_secret_parameters(parts.query)
    except ValueError:
        return _masked(address)
    if not parts.scheme or not parts.netloc:
        return _masked(address)
    user_info, sign, place = parts.netloc.rpartition("@")
    user = user_info.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}{sign if user else ''}{place}", query=hidden))


def _without_secret_parameters(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    open_pairs = [(key, value) for key, value in pairs if not _SECRET.search(key)]
    return query if len(open_pairs) == len(pairs) else urlencode(open_pairs)


def _masked(text: str) -> str:
    def user_alone(match: re.Match[str]) -> str:
        user = match[1].rpartition("@")[0] or match[1]
        return f"//{user.partition(':')[0]}@"

    return _USER_INFO.sub(user_alone, _PAIRS.sub(r"\1…", text))
