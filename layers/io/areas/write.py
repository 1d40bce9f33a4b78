"""Write an area so that it is either the old one or the new one, never something between.

New files of layers get names of their own beside the old; then area.toml, which names them, is replaced.
A run that fails or is killed before that step leaves the old area as it was. One writer at a time holds the
area's lock; readers need none.
"""

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import tomli_w

from layers.errors import DataError, PlannerError
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import new_area_folder
from layers.io.areas.lock import area_lock
from layers.io.osm.tables import issues_csv
from layers.io.settings import DATA
from layers.issues import Issue
from layers.messages import Sentence
from layers.specs import SPECS
from layers.terrain import RASTERS

_PIECE_BYTES = 1 << 20
COVERAGE, WHOLE = "coverage", "whole"
_ISSUES = "issues"
# An area holds what its owner has not published.
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# Only files that an import named are ever removed: layer-0123456789ab.gpkg, and what a killed import left.
_STEMS = "|".join((*SPECS, *RASTERS, _ISSUES, "area"))
_WRITTEN = re.compile(rf"({_STEMS})-[0-9a-f]{{12}}\.\w+")
_UNFINISHED = re.compile(rf"\.({_STEMS})-[\w.-]+")


@dataclass(frozen=True)
class NewLayer:
    """One layer (or raster, by `part`) to be written: its rows, the record of its source, how it was read.

    `coverage` is the outline in which it is complete, as WKT in the working system; WHOLE for a layer of
    which its owner says that it is complete everywhere; empty where nothing is stated.
    """

    layer: str
    suffix: str
    write: Callable[[Path], None]
    record: Mapping[str, Any]
    origin: Mapping[str, Any]
    issues: tuple[Issue, ...] = ()
    part: str = "layers"
    coverage: str = ""


def frame_writer(
    frame: gpd.GeoDataFrame | pd.DataFrame, layer: str = "rows", *, append: bool = False
) -> tuple[str, Callable[[Path], None]]:
    """Return the ending and the way to write a frame: GeoPackage in its own system, CSV for a table."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return ".csv", lambda path: frame.to_csv(path, index=False, lineterminator="\n")
    # A column that is empty in every row says nothing, and takes long to read.
    frame = frame.dropna(axis="columns", how="all")
    kinds = set(frame.geometry.geom_type)
    options: dict[str, Any] = {"layer": layer, "driver": "GPKG", "append": append, "use_arrow": True}
    if len(kinds) > 1:
        # Written as one kind: a mixed column would be a layer of unknown geometry to other programs.
        alike = len({kind.removeprefix("Multi") for kind in kinds}) == 1
        options |= {"promote_to_multi": True} if alike else {"geometry_type": "Unknown"}
    return ".gpkg", lambda path: pyogrio.write_dataframe(frame, path, **options)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def store(
    name: str,
    settings: Mapping[str, Any],
    new: Sequence[NewLayer],
    data: Path = DATA,
    *,
    is_new: bool = False,
) -> Path:
    """Write the layers of an area and what area.toml says; other layers of the area stay. Return its folder.

    `is_new` says that there must be no area of this name yet.

    Raises
    ------
    PlannerError
        If another import is writing the area, the folder may not be written to or the disk is full; the old
        area is as it was.
    """
    folder = new_area_folder(name, data)
    try:
        with area_lock(folder):
            old = read_area_toml(folder) if (folder / "area.toml").is_file() else {}
            _check_old(name, old, settings, is_new=is_new)
            table = _write_area(folder, old, settings, new)
            # A reader may still be at the old state; the next import removes it.
            remove_unnamed(folder, table, old)
    except (OSError, RuntimeError) as error:
        # Drivers of pyogrio raise a RuntimeError when the disk is full.
        msg = Sentence(
            "The area “{name}” cannot be written to {folder}: {reason}. The old state is untouched.",
            name=name,
            folder=folder.parent,
            reason=_reason(error),
        )
        raise PlannerError(msg) from None
    return folder


def _reason(error: OSError | RuntimeError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code in _NO_ROOM or "disk is full" in str(error):
        return Sentence("the disk is full")
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _check_old(name: str, old: Mapping[str, Any], settings: Mapping[str, Any], *, is_new: bool) -> None:
    """Refuse to write over an area that is no import, or that another import made or changed meanwhile."""
    if old and is_new:
        msg = Sentence("There is an area “{name}” already. Choose another name.", name=name)
        raise PlannerError(msg)
    if old and "imports" not in old:
        msg = Sentence(
            "The area “{name}” was not made by an import, so none replaces it. Choose another name.",
            name=name,
        )
        raise PlannerError(msg)
    if old and old.get("epsg") != settings.get("epsg"):
        msg = Sentence(
            "The area “{area}” is kept in EPSG:{epsg}; its layers stay in that system. Import under "
            "another name to change it.",
            area=name,
            epsg=old.get("epsg"),
        )
        raise PlannerError(msg)


def _write_area(
    folder: Path, old: Mapping[str, Any], settings: Mapping[str, Any], new: Sequence[NewLayer]
) -> dict[str, Any]:
    """Write new files beside the old, then replace area.toml by one that names them; return what it says."""
    written: list[Path] = []
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        remove_unfinished(folder)
        table = _table(old, settings)
        for one in new:
            path = _write_layer(folder, one, written)
            table[one.part][one.layer] = path.name
            table["sources"][path.name] = dict(one.record) | {"sha256": sha256_of(path)}
            table["imports"][one.layer] = dict(one.origin)
            table[COVERAGE].pop(one.layer, None)
            if one.coverage:
                table[COVERAGE][one.layer] = one.coverage
        _write_issues(folder, table, old, new, written)
        _forget(table)
        _sync(folder)
        _replace(folder / "area.toml", tomli_w.dumps(table).encode())
    except BaseException:
        _undo(folder, written)
        raise
    return table


def _table(old: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in old.items() if not isinstance(value, dict)}
    given = {key: value for key, value in settings.items() if value is not None}
    parts = {part: dict(old.get(part, {})) for part in ("layers", "rasters", "sources", "imports", COVERAGE)}
    others = {key: value for key, value in old.items() if isinstance(value, dict) and key not in parts}
    return {**kept, **others, **given, **parts}


def _write_layer(folder: Path, one: NewLayer, written: list[Path]) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{one.layer}-", suffix=one.suffix, dir=folder)
    os.close(handle)
    beside = Path(name)
    beside.unlink()
    written += [beside, beside.with_name(f"{beside.name}-journal"), beside.with_name(f"{beside.name}-wal")]
    one.write(beside)
    beside.chmod(_PRIVATE_FILE)
    _sync(beside)
    return _named(folder, beside, one.layer, written)


def _named(folder: Path, beside: Path, stem: str, written: list[Path]) -> Path:
    path = folder / f"{stem}-{sha256_of(beside)[:12]}{beside.suffix}"
    if not path.exists():
        written.append(path)
    beside.replace(path)
    return path


def _write_issues(
    folder: Path, table: dict[str, Any], old: Mapping[str, Any], new: Sequence[NewLayer], written: list[Path]
) -> None:
    replaced = {one.layer for one in new} | {issue.layer for one in new for issue in one.issues}
    rows = [issue for issue in read_issues(folder, old) if issue.layer not in replaced]
    rows += [issue for one in new for issue in one.issues]
    table.pop(_ISSUES, None)
    if not rows:
        return
    values = [(one.layer, one.row, one.field, one.value, one.reason, one.action) for one in rows]
    beside = folder / f".{_ISSUES}-new.csv"
    written.append(beside)
    beside.write_text(issues_csv(values), encoding="utf-8", newline="")
    beside.chmod(_PRIVATE_FILE)
    _sync(beside)
    table[_ISSUES] = _named(folder, beside, _ISSUES, written).name


def read_issues(folder: Path, settings: Mapping[str, Any]) -> tuple[Issue, ...]:
    """Return what was wrong when the layers of an area were imported."""
    path = folder / Path(str(settings.get(_ISSUES, "import_issues.csv"))).name
    if not path.is_file():
        return ()
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    return tuple(
        Issue(
            row.layer, int(row.row) if row.row.isdigit() else 0, row.field, row.value, row.reason, row.action
        )
        for row in rows.itertuples(index=False)
    )


def _forget(table: dict[str, Any]) -> None:
    """Drop the records of files that no layer names any more."""
    named = {*table["layers"].values(), *table["rasters"].values()}
    table["sources"] = {name: record for name, record in table["sources"].items() if name in named}


def _replace(path: Path, content: bytes) -> None:
    """Put the new file in the place of the old in one step."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".area-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(path)
    # What was replaced stays replaced; a disk that cannot say so is no reason to undo it.
    with contextlib.suppress(OSError):
        _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _undo(folder: Path, written: Sequence[Path]) -> None:
    """Remove what was written, except what area.toml names already, and the folder if it is empty."""
    with contextlib.suppress(OSError, DataError):
        path = folder / "area.toml"
        named = set(_named_files(read_area_toml(folder))) if path.is_file() else set()
        for one in written:
            if one.name not in named:
                one.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def remove_unfinished(folder: Path) -> None:
    """Remove files that a killed import did not finish; the caller holds the lock of the area."""
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name) and path.is_file():
            with contextlib.suppress(OSError):
                path.unlink()


def remove_unnamed(folder: Path, *tables: Mapping[str, Any]) -> None:
    """Remove files of imports that no table names; the caller holds the lock of the area."""
    named = {name for table in tables for name in _named_files(table)}
    with contextlib.suppress(OSError):
        remove_unfinished(folder)
        for path in folder.iterdir():
            if path.name not in named and _WRITTEN.fullmatch(path.name) and path.is_file():
                path.unlink()


def _named_files(table: Mapping[str, Any]) -> Iterator[str]:
    for part in ("layers", "rasters"):
        yield from (str(name) for name in table.get(part, {}).values())
    if _ISSUES in table:
        yield str(table[_ISSUES])
