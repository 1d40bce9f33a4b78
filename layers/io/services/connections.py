"""HTTP connections that lead only to checked addresses, and that are cut when the time is up.

`requests` offers no hook between name resolution and connecting, so the connection classes of urllib3 are
extended by this one step. Host header and server name of TLS stay those of the address.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from layers.io.services.addresses import checked_addresses

_MOST_REDIRECTS = 5
_MOST_ADDRESSES = 8


@dataclass
class Cut:
    """The connections of one request, all of which end when the time is up."""

    is_over: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)

    def watch(self, opened: socket.socket) -> None:
        """Add a connection; a duplicate of its socket serves to end it, whatever is done with the first."""
        self._sockets.append(opened.dup())
        if self.is_over:
            self.end()

    def end(self) -> None:
        """End all connections now."""
        self.is_over = True
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let the duplicates go."""
        for one in self._sockets:
            one.close()


_CURRENT: ContextVar[Cut] = ContextVar("cut")


class _CheckedConnection(HTTPConnection):
    """A connection that resolves its host once, checks the addresses, and connects to one of them."""

    def _new_conn(self) -> socket.socket:
        try:
            addresses = checked_addresses(self._dns_host, self.port)
        except OSError as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        cut, fault = _CURRENT.get(), None
        for address in addresses[:_MOST_ADDRESSES]:
            if cut.is_over:
                break
            try:
                made = create_connection(
                    (address, self.port), self.timeout, socket_options=self.socket_options
                )
            except OSError as error:
                fault = error
                continue
            cut.watch(made)
            return made
        raise NewConnectionError(self, str(fault))


class _CheckedTlsConnection(_CheckedConnection, HTTPSConnection):
    """The same with TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _CheckedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedTlsConnection


class _CheckedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def checked_session() -> requests.Session:
    """Return a session that contacts checked addresses only, also after a redirect.

    Proxies and .netrc of the environment are not used: a proxy would resolve the name again, and credentials
    of the operator are not for addresses that a user typed. `requests` drops credentials on a redirect to
    another host.
    """
    session = requests.Session()
    session.trust_env = False
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
    session.max_redirects = _MOST_REDIRECTS
    session.adapters.clear()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _CheckedAdapter())
    return session


@contextmanager
def cut_after(seconds_s: float) -> Iterator[Cut]:
    """End the connections that are opened within when the time is up.

    A limit on each single read would not end an answer that comes byte by byte.
    """
    cut = Cut()
    token = _CURRENT.set(cut)
    timer = threading.Timer(max(seconds_s, 0.0), cut.end)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
        _CURRENT.reset(token)
        cut.close()
