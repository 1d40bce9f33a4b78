"""Texts that a browser fetches by itself: files in a folder of this process, named by what they hold.

Nothing that a user says becomes a part of a path, and who does not know the content does not know the name.
"""

import gzip
import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from layers.io.scratch import scratch_root

# The oldest are let go: what is shown now was kept last.
_KEPT_N = 200
_LEVEL = 5


@lru_cache(maxsize=1)
def served_folder() -> Path:
    """Return the folder of this process; it is gone when the process ends."""
    return Path(tempfile.mkdtemp(dir=scratch_root()))


def keep_served(text: str, folder: Path | None = None, most_n: int = _KEPT_N) -> str:
    """Write the text into the folder, once, packed by gzip, and return the name of its file.

    A server would pack it anew for each browser; this way the browser unpacks what lies there.
    """
    folder = folder or served_folder()
    content = text.encode()
    file = folder / f"{hashlib.sha256(content).hexdigest()}.json.gz"
    if not file.exists():
        # Another session may write the same: the file is there whole or not at all.
        handle, unfinished = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as output:
            output.write(gzip.compress(content, compresslevel=_LEVEL, mtime=0))
        Path(unfinished).replace(file)
    file.touch()
    files = sorted(folder.glob("*.json.gz"), key=lambda path: path.stat().st_mtime_ns)
    for old in files[:-most_n]:
        old.unlink(missing_ok=True)
    return file.name
