"""The program's own source, for the tests that read it."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sources(*places: str) -> list[Path]:
    """Return the Python files of these folders and files, those that exist."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.is_file()
    return [path for path in found if "__pycache__" not in path.parts]


PROGRAM = sources("app.py", "planner", "layers")
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PROGRAM}


def name_of(path: Path) -> str:
    """Return the path as a reader writes it."""
    return path.relative_to(ROOT).as_posix()
