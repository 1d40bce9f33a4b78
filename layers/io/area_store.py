"""Write an area so that it is either the old one or the new one, never something between.

New files of layers get names of their own beside the old; then area.toml, which names them, is replaced.
A run that fails or is killed before that step leaves the old area as it was.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import tomli_w

from layers import SPECS
from layers.errors import PlannerError, Sentence
from layers.io.home import new_area_folder
from layers.io.osm import issues_csv
from layers.io.settings import DATA, read_toml
from layers.issues import Issue
from layers.terrain import RASTERS

_PIECE_BYTES = 1 << 20
COVERAGE, WHOLE = "coverage", "whole"
_ISSUES = "issues"
# Only files that an import named are ever removed: layer-0123456789ab.gpkg, and what a killed run left.
_OURS = tuple(f"{name}-" for name in (*SPECS, *RASTERS, _ISSUES, "area"))


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


def store(name: str, settings: Mapping[str, Any], new: Sequence[NewLayer], data: Path = DATA) -> Path:
    """Write the layers of an area and what area.toml says; other layers of the area stay. Return its folder.

    Raises
    ------
    PlannerError
        If the folder may not be written to or the disk is full; the old area is as it was.
    """
    folder = new_area_folder(name, data)
    made_folder = not folder.exists()
    old = read_toml(folder / "area.toml") if (folder / "area.toml").is_file() else {}
    if old and "imports" not in old:
        msg = Sentence(
            "The area “{name}” was not made by an import, so none replaces it. Choose another name.",
            name=name,
        )
        raise PlannerError(msg)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
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
        _replace(folder / "area.toml", tomli_w.dumps(table).encode(), old)
    except BaseException as error:
        _undo(folder, written, made_folder)
        if not isinstance(error, OSError | pyogrio.errors.DataSourceError | pyogrio.errors.FeatureError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        msg = Sentence(
            "The area “{name}” cannot be written to {folder}: {reason}. The old state is untouched.",
            name=name,
            folder=folder.parent,
            reason=reason,
        )
        raise PlannerError(msg) from None
    _clean(folder, table, old)
    return folder


def _table(old: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in old.items() if not isinstance(value, dict)}
    given = {key: value for key, value in settings.items() if value is not None}
    parts = {part: dict(old.get(part, {})) for part in ("layers", "rasters", "sources", "imports", COVERAGE)}
    others = {key: value for key, value in old.items() if isinstance(value, dict) and key not in parts}
    return {**kept, **given, **others, **parts}


def _write_layer(folder: Path, one: NewLayer, written: list[Path]) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{one.layer}-", suffix=one.suffix, dir=folder)
    os.close(handle)
    beside = Path(name)
    beside.unlink()
    written += [beside, beside.with_name(f"{beside.name}-journal"), beside.with_name(f"{beside.name}-wal")]
    one.write(beside)
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
    beside = folder / f".{_ISSUES}-{os.getpid()}.csv"
    written.append(beside)
    beside.write_text(issues_csv(values), encoding="utf-8", newline="")
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


def _replace(path: Path, content: bytes, old: Mapping[str, Any]) -> None:
    """Put the new file in the place of the old in one step, unless somebody changed it meanwhile."""
    now = read_toml(path) if path.is_file() else {}
    if now != old:
        msg = Sentence(
            "Another import changed the area meanwhile. Nothing of yours was written; start it again."
        )
        raise PlannerError(msg)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".area-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(path)


def _undo(folder: Path, written: Sequence[Path], made_folder: bool) -> None:  # noqa: FBT001 - what was done
    for path in written:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    if made_folder:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _clean(folder: Path, *tables: Mapping[str, Any]) -> None:
    """Remove files that neither the new nor the last state names; a reader may still be at the last."""
    named = {"area.toml", *(name for table in tables for name in _named_files(table))}
    for path in folder.iterdir():
        if path.is_file() and path.name not in named and path.name.lstrip(".").startswith(_OURS):
            with contextlib.suppress(OSError):
                path.unlink()


def _named_files(table: Mapping[str, Any]) -> Iterator[str]:
    for part in ("layers", "rasters"):
        yield from (str(name) for name in table.get(part, {}).values())
    if _ISSUES in table:
        yield str(table[_ISSUES])
