"""What the app needs is pinned, and it needs what is pinned."""

import ast
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[a-z,]+\])?==[0-9][0-9A-Za-z.]*( ?; ?.+)?")

LOCKED = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+"
)

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


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(root: Path) -> dict[str, tuple[str, int]]:
    """Return the version of every locked package, and the number of its hashes."""
    text = (root / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            pin = LOCKED.fullmatch(line.strip())
            assert pin, line
            found[normalised(pin["name"])] = (pin["version"], len(re.findall("--hash=", line)))
    return found


def needed(name: str, extras: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the names of the packages that an installed one needs here."""
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield normalised(requirement.name)


def test_the_lock_pins_what_is_listed_at_the_same_version(root):
    known = locked(root)
    for line in requirements(root / "requirements.txt"):
        requirement = Requirement(line)
        (pin,) = requirement.specifier
        assert known[normalised(requirement.name)][0] == pin.version
        for extra in requirement.extras:
            assert f"{normalised(requirement.name)}-{extra}" in known


def test_the_lock_holds_all_that_the_listed_packages_need_in_turn(root):
    known = locked(root)
    open_ends = {
        (name, one)
        for line in requirements(root / "requirements.txt")
        for name in [Requirement(line).name]
        for one in needed(name, tuple(Requirement(line).extras))
    }
    seen = set()
    while open_ends:
        by, name = open_ends.pop()
        assert name in known, f"{by} needs {name}: run make lock"
        if name not in seen:
            seen.add(name)
            open_ends |= {(name, one) for one in needed(name)}


def test_every_locked_package_has_hashes_and_no_address(root):
    assert all(hashes for _version, hashes in locked(root).values())
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", text)


def test_the_app_is_installed_from_the_lock(root):
    assert "--require-hashes --requirement requirements.lock" in (root / "Makefile").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(root, name):
    assert [line for line in requirements(root / name) if not PIN.fullmatch(line)] == []


def test_every_run_time_requirement_is_used(root):
    used = imported(root)
    packages = [PIN.fullmatch(line)["name"] for line in requirements(root / "requirements.txt")]
    unused = [name for name in packages if MODULES.get(name, name) not in used]
    assert sorted(unused) == sorted(NOT_IMPORTED)
