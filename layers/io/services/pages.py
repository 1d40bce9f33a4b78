"""Pages of features as they come from a service, put together to one frame."""

import hashlib
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import MAX_ROWS
from layers.io.sandbox.confined import read_confined
from layers.io.scratch import scratch_folder
from layers.messages import Sentence

MAX_PAGES = 2_000


class Pages:
    """Collects pages; each is read as a file of its format, by the same readers as any file."""

    def __init__(self, host: str, suffix: str) -> None:
        self.rows = 0
        self._host = host
        self._suffix = suffix
        self._digest = hashlib.sha256()
        self._frames: list[Frame] = []
        self._seen: set[bytes] = set()

    def add(self, raw: bytes) -> int:
        """Keep a page and return the number of its rows; 0 for one that came before.

        Raises
        ------
        Unreadable
            If it is no page of features, or there are too many.
        """
        mark = hashlib.sha256(raw).digest()
        if mark in self._seen:
            return 0
        self._seen.add(mark)
        self._digest.update(raw)
        frame = self._read(raw)
        self.rows += len(frame)
        if self.rows > MAX_ROWS or len(self._seen) > MAX_PAGES:
            msg = Sentence(
                "{host} has more features than can be read here. Ask for a smaller area.", host=self._host
            )
            raise Unreadable(msg)
        if len(frame):
            self._frames.append(frame)
        return len(frame)

    def _read(self, raw: bytes) -> Frame:
        with scratch_folder() as folder:
            path = folder / f"answer{self._suffix}"
            path.write_bytes(raw)
            try:
                return read_confined(path)
            except Unreadable as error:
                msg = Sentence(
                    "{host} sends something else than features: {error}", host=self._host, error=error
                )
                raise Unreadable(msg) from None

    def whole(self, item: str) -> tuple[Frame, str]:
        """Return all rows in one frame, and the hash of what was sent.

        Raises
        ------
        Unreadable
            If there are none.
        """
        if not self._frames:
            msg = Sentence(
                "{host} has no features of “{item}” here. Check the layer and the box.",
                host=self._host,
                item=item,
            )
            raise Unreadable(msg)
        return _joined(self._frames), self._digest.hexdigest()


def _joined(frames: Iterable[Frame]) -> Frame:
    whole = pd.concat(list(frames), ignore_index=True)
    return gpd.GeoDataFrame(whole) if "geometry" in whole.columns else whole
