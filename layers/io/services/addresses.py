"""Which addresses of the network may be contacted: public ones, and hosts that the operator names.

A name is resolved once, and the caller connects to the returned addresses. A second lookup could give another
answer than the one that was checked.
"""

import ipaddress
import os
import socket
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from layers.errors import Unreadable
from layers.messages import Sentence

# Hosts that may be contacted although they are not public, with or without a port, separated by commas:
# "gis.town.local,10.0.0.7:5432".
ALLOWED_HOSTS = "SIJAINTI_ALLOWED_HOSTS"
# Hosts that the operator names for OpenStreetMap are allowed as well.
OSM_SERVERS = ("SIJAINTI_OVERPASS", "SIJAINTI_NOMINATIM")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# IPv6 addresses that carry an IPv4 address in their last four bytes: NAT64 and the old compatible form.
_CARRIERS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def split_address(address: str) -> SplitResult:
    """Return the parts of an address.

    Raises
    ------
    Unreadable
        If it is broken, for example by a bracket without its partner or a port that is no number.
    """
    try:
        parts = urlsplit(address.strip())
        _ = parts.port, parts.hostname
    except ValueError:
        msg = Sentence("The address of the service is broken. Check its host and port.")
        raise Unreadable(msg) from None
    return parts


def checked_addresses(host: str, port: int) -> tuple[str, ...]:
    """Return the numeric addresses of a host, in the order in which they are to be tried.

    Raises
    ------
    Unreadable
        If one of them is not public and the operator does not allow the host.
    OSError
        If the name cannot be resolved.
    """
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        msg = Sentence("“{host}” cannot be the name of a host. Check the address.", host=host[:80])
        raise Unreadable(msg) from None
    addresses = tuple(dict.fromkeys(str(row[4][0]) for row in rows))
    if not is_allowed(host, port) and not all(map(is_public, addresses)):
        msg = Sentence(
            "{host} lies in an internal network and is not contacted. Whoever runs Sijainti can allow it: "
            "{setting}={host}",
            host=host[:80],
            setting=ALLOWED_HOSTS,
        )
        raise Unreadable(msg)
    return addresses


def is_public(address: str) -> bool:
    """Return whether a numeric address belongs to the public internet.

    Examples
    --------
    >>> is_public("193.166.4.5"), is_public("10.0.0.7"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    number = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_global(one) for one in _meant(number))


def _is_global(number: IPAddress) -> bool:
    if isinstance(number, ipaddress.IPv6Address) and number.is_site_local:
        return False
    return number.is_global and not (number.is_multicast or number.is_reserved)


def _meant(number: IPAddress) -> Iterator[IPAddress]:
    """Yield the address, or the IPv4 address that an IPv6 address stands for."""
    if isinstance(number, ipaddress.IPv4Address):
        yield number
        return
    last = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    carried = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
    carried += [last for network in _CARRIERS if number in network]
    found = [one for one in carried if one is not None]
    yield from found or [number]


def is_allowed(host: str, port: int) -> bool:
    """Return whether the operator allows the host, on all of its ports or on this one."""
    return any(
        host.lower().rstrip(".") == name and (only is None or only == port) for name, only in _allowed()
    )


def _allowed() -> Iterator[tuple[str, int | None]]:
    for entry in os.environ.get(ALLOWED_HOSTS, "").replace(",", " ").split():
        # A bare IPv6 address has colons of its own.
        parts = split_address(f"//{entry}" if entry.count(":") < 2 or "[" in entry else f"//[{entry}]")  # noqa: PLR2004
        if parts.hostname:
            yield parts.hostname, parts.port
    for variable in OSM_SERVERS:
        parts = split_address(os.environ.get(variable, ""))
        if parts.hostname:
            yield parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
