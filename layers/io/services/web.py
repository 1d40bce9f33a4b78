"""Ask a web service: with limits of time and size and a few tries, every failure a sentence."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from layers.errors import SijaintiError, Unreadable
from layers.io.services.addresses import split_address
from layers.io.services.connections import checked_session, cut_after
from layers.io.services.query import without_password
from layers.messages import Sentence

_ANSWER_S = 20.0
_TRIES = 3
_PAUSE_S = 0.5
# Too many requests, and faults of the server that may pass.
_MAY_PASS = frozenset({429, 500, 502, 503, 504})
_PIECE_BYTES = 1 << 16


@dataclass
class Visit:
    """One visit to a service: what it may still cost in seconds and bytes, over all of its answers."""

    seconds_left_s: float = 120.0
    left_bytes_n: int = 500_000_000
    started_s: float = field(default_factory=time.monotonic)

    def get(self, address: str, parameters: Mapping[str, str | int] | None = None) -> bytes:
        """Return what the service answers.

        Raises
        ------
        Unreadable
            If the address is no web address, or there is no good answer within the limits.
        """
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE_S * 2 ** (attempt - 1))
            try:
                response = self.request("GET", address, params=parameters)
            except requests.exceptions.RequestException as error:
                reason = _reason(error)
                continue
            if response.ok:
                return response.content
            reason = f"HTTP {response.status_code}"
            if response.status_code not in _MAY_PASS:
                raise Unreadable(_refused(_host(address), response.status_code))
        msg = Sentence(
            "{host} does not answer ({reason}). Try again later, or save the data to a file and import that.",
            host=_host(address),
            reason=reason,
        )
        raise Unreadable(msg)

    def request(self, method: str, address: str, **options: Any) -> requests.Response:
        """Return one answer, whatever its status, with all of its content.

        Raises
        ------
        Unreadable
            If the address is no web address or an internal one, or the limits of the visit are reached.
        requests.exceptions.RequestException
            If there is no whole answer.
        """
        host = _host(address)
        self._check_time(host)
        left_s = self.seconds_left_s - (time.monotonic() - self.started_s)
        with cut_after(left_s) as cut, checked_session() as session:
            try:
                with session.request(
                    method, address, stream=True, **{"timeout": _ANSWER_S, **options}
                ) as response:
                    response._content = self._content(response, host)  # noqa: SLF001 - requests has no other limit
            except (SijaintiError, MemoryError):
                raise
            except Exception as error:
                if cut.is_over:
                    raise Unreadable(self._too_slow(host)) from None
                if isinstance(error, requests.exceptions.RequestException):
                    raise
                # urllib3, http.client and ssl each let through exceptions of their own.
                raise requests.exceptions.ConnectionError(type(error).__name__) from None
        if cut.is_over:
            # What ends where it was cut may look whole.
            raise Unreadable(self._too_slow(host))
        return response

    def _content(self, response: requests.Response, host: str) -> bytes:
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > self.left_bytes_n:
            raise Unreadable(self._too_much(host))
        pieces = []
        for piece in response.iter_content(_PIECE_BYTES):
            pieces.append(piece)
            self.left_bytes_n -= len(piece)
            if self.left_bytes_n < 0:
                raise Unreadable(self._too_much(host))
            self._check_time(host)
        return b"".join(pieces)

    def _check_time(self, host: str) -> None:
        if time.monotonic() - self.started_s > self.seconds_left_s:
            raise Unreadable(self._too_slow(host))

    def _too_slow(self, host: str) -> Sentence:
        return Sentence(
            "{host} has not sent everything within {seconds:.0f} s. Ask for a smaller area.",
            host=host,
            seconds=self.seconds_left_s,
        )

    @staticmethod
    def _too_much(host: str) -> Sentence:
        return Sentence("{host} sends more than can be read here. Ask for a smaller area.", host=host)

    def json(
        self, address: str, parameters: Mapping[str, str | int] | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Return the answer as a JSON object, and its bytes.

        Raises
        ------
        Unreadable
            If it is something else.
        """
        raw = self.get(address, parameters)
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            msg = Sentence(
                "{host} answers with something else than JSON. Check the address.", host=_host(address)
            )
            raise Unreadable(msg)
        return document, raw


def _host(address: str) -> str:
    parts = split_address(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = Sentence(
            "“{address}” is no address of a web service: it begins with https:// or http://.",
            address=without_password(address),
        )
        raise Unreadable(msg)
    return parts.hostname


def _refused(host: str, status: int) -> Sentence:
    return Sentence(
        "{host} refuses the request (HTTP {status}). Check address, layer and rights.",
        host=host,
        status=status,
    )


def _reason(error: requests.exceptions.RequestException) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return Sentence("no answer in time")
    if isinstance(error, requests.exceptions.SSLError):
        return Sentence("its certificate is not valid")
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return Sentence("it sends on and on to other addresses")
    if isinstance(error, requests.exceptions.ConnectionError):
        return Sentence("no connection")
    return type(error).__name__
