"""Rewrite the sha256 lines of data/sources.toml from the files they speak of; everything else stays as it is.

Run it after a tool has changed a file below data/. It ends with exit code 1 and names the file where an entry
has no file, or a file no entry; TOML files are settings of the project itself and need none.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"

_TABLE = re.compile(r'^\["?(?P<path>[^"\]]+)"?\]\s*$')
_HASH = re.compile(r'^sha256\s*=\s*"[^"]*"')


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def with_hashes(text: str, data: Path) -> str:
    """Text of sources.toml with the hash of every entry whose file exists."""
    lines = text.splitlines(keepends=True)
    path: str | None = None
    for number, line in enumerate(lines):
        table = _TABLE.match(line)
        if table:
            path = table["path"]
        elif path and _HASH.match(line) and (data / path).is_file():
            lines[number] = _HASH.sub(f'sha256 = "{sha256_of(data / path)}"', line)
    return "".join(lines)


def entries(text: str) -> list[str]:
    """Paths that sources.toml speaks of, in its order."""
    return [match["path"] for match in map(_TABLE.match, text.splitlines()) if match]


def faults(text: str, data: Path) -> list[str]:
    """Sentences on entries without a file and files without an entry."""
    named = entries(text)
    found = sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())
    missing = [f"{path} has an entry and no file." for path in named if path not in found]
    unnamed = [path for path in found if path not in named and not path.endswith(".toml")]
    return missing + [f"{path} has no entry in sources.toml." for path in unnamed]


def main(data: Path = DATA_FOLDER) -> int:
    """Run the tool; returns the exit code."""
    sources = data / "sources.toml"
    before = sources.read_text(encoding="utf-8")
    after = with_hashes(before, data)
    if after != before:
        sources.write_text(after, encoding="utf-8", newline="\n")
    problems = faults(after, data)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
