"""Ask a web service: with limits of time and size and a few tries, every failure a sentence."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from layers.errors import Sentence, Unreadable

_ANSWER_S = 20.0
_TRIES = 3
_PAUSE_S = 0.5
# Too many requests, and faults of the server that may pass.
_MAY_PASS = frozenset({429, 500, 502, 503, 504})
_PIECE_BYTES = 1 << 16


@dataclass
class Visit:
    """One visit to a service: what it may still cost in seconds and bytes."""

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
        host = urlsplit(address).hostname
        if urlsplit(address).scheme not in ("http", "https") or not host:
            msg = Sentence(
                "“{address}” is no address of a web service: it begins with https:// or http://.",
                address=address,
            )
            raise Unreadable(msg)
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE_S * 2 ** (attempt - 1))
            try:
                answer, reason = self._ask(address, parameters, host)
            except requests.exceptions.RequestException as error:
                answer, reason = None, _reason(error)
            if answer is not None:
                return answer
        msg = Sentence(
            "{host} does not answer ({reason}). Try again later, or save the data to a file and import that.",
            host=host,
            reason=reason,
        )
        raise Unreadable(msg)

    def _ask(
        self, address: str, parameters: Mapping[str, str | int] | None, host: str
    ) -> tuple[bytes | None, str]:
        self._check_time(host)
        with requests.get(address, params=parameters, stream=True, timeout=_ANSWER_S) as response:
            if response.status_code in _MAY_PASS:
                return None, f"HTTP {response.status_code}"
            if not response.ok:
                status = response.status_code
                msg = Sentence(
                    "{host} refuses the request (HTTP {status}). Check address, layer and rights.",
                    host=host,
                    status=status,
                )
                raise Unreadable(msg)
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
        return b"".join(pieces), ""

    def _check_time(self, host: str) -> None:
        if time.monotonic() - self.started_s > self.seconds_left_s:
            msg = Sentence(
                "{host} has not sent everything within {seconds:.0f} s. Ask for a smaller area.",
                host=host,
                seconds=self.seconds_left_s,
            )
            raise Unreadable(msg)

    @staticmethod
    def _too_much(host: str) -> str:
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
        except (UnicodeDecodeError, RecursionError, json.JSONDecodeError):
            document = None
        if not isinstance(document, dict):
            msg = Sentence(
                "{host} answers with something else than JSON. Check the address.",
                host=urlsplit(address).hostname,
            )
            raise Unreadable(msg)
        return document, raw


def _reason(error: requests.exceptions.RequestException) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return Sentence("no answer in time")
    if isinstance(error, requests.exceptions.SSLError):
        return Sentence("its certificate is not valid")
    if isinstance(error, requests.exceptions.ConnectionError):
        return Sentence("no connection")
    return type(error).__name__
