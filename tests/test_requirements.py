"""What the app needs is pinned, and it needs what is pinned."""

import ast
import re
from pathlib import Path

import pytest

PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[a-z,]+\])?==[0-9][0-9A-Za-z.]*( ?; ?.+)?")

# The module that a package brings, where its name differs.
MODULES = {
    "streamlit-folium": "streamlit_folium",
    "Babel": "babel",
    "scikit-image": "skimage",
    "tomli-w": "tomli_w",
}

# Pinned though not imported, each with its reason.
NOT_IMPORTED: dict[str, str] = {}


def requirements(path: Path) -> list[str]:
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def imported(root: Path) -> set[str]:
    """Return the top-level modules that the program imports."""
    found = set()
    for path in [root / "app.py", *(root / "planner").rglob("*.py"), *(root / "layers").rglob("*.py")]:
        if not path.is_file():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(root, name):
    assert [line for line in requirements(root / name) if not PIN.fullmatch(line)] == []


def test_every_run_time_requirement_is_used(root):
    used = imported(root)
    packages = [PIN.fullmatch(line)["name"] for line in requirements(root / "requirements.txt")]
    unused = [name for name in packages if MODULES.get(name, name) not in used]
    assert sorted(unused) == sorted(NOT_IMPORTED)
