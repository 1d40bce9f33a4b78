"""The way of a source into an area, step by step: read, look at it, guess a mapping, prepare a layer.

Nothing is shown or written here; `layers.io.areas.save` saves what was prepared.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import tomli_w

from layers import crs
from layers.errors import DataError, EmptyLayer, MissingCRS, PlannerError, Unreadable, WrongGeometry
from layers.io.areas.write import sha256_of
from layers.io.formats.tables import Frame
from layers.io.limits import check_vertices
from layers.io.sandbox.confined import items_confined, read_confined
from layers.io.services import SERVICES, Query, fetch, service_items, without_password
from layers.io.settings import DATA, read_toml
from layers.io.uploads import UPLOAD, upload_frame
from layers.issues import ROW_LEFT_OUT, ROWS_LOST, Issue
from layers.layer import Layer
from layers.mapping.apply import apply_mapping, join_table
from layers.mapping.guess import Guess, Guesses, SourceField, guess_mapping, unit_by_size
from layers.mapping.mapping import LayerMapping, mapping_table, parse_mapping
from layers.mapping.units import Units
from layers.messages import Sentence
from layers.specs import SPECS

FILE = "file"
# The settings of a database one by one, as libpq takes them too: "host=db.example dbname=town".
_SETTINGS = re.compile(r"\s*(host|hostaddr|port|dbname|user|password|service|sslmode)\s*=")
_SAMPLES = 500
_SHOWN_ROWS = 10
_SHOWN_SIGNS = 80


@dataclass(frozen=True)
class SourceRef:
    """Where rows come from: a file, or a service by its kind and address; `item` is one layer in it.

    `bbox` (west, south, east, north in degrees) limits what a service is asked for.
    """

    kind: str
    location: str
    item: str = ""
    bbox: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class RawSource:
    """Rows as they came, with what identifies the state in which they came."""

    ref: SourceRef
    frame: Frame
    sha256: str
    retrieved: str

    @property
    def epsg(self) -> int | None:
        """EPSG code of the system that the source names, None if it names none or one without a code."""
        system = self.frame.crs if isinstance(self.frame, gpd.GeoDataFrame) else None
        return None if system is None else system.to_epsg(min_confidence=60)

    @property
    def crs_name(self) -> str:
        """Name of the system as the source gives it, "" for none."""
        system = self.frame.crs if isinstance(self.frame, gpd.GeoDataFrame) else None
        return "" if system is None else str(system.name)


@dataclass(frozen=True)
class Preview:
    """What a source holds, for a person to look at before anything is done with it.

    `kinds` pairs kinds of geometry with their numbers; `bounds_deg` is west, south, east, north in degrees,
    None while the system is not known; `proposed_epsg` is a working system that would suit, to be confirmed.
    """

    rows: int
    fields: tuple[SourceField, ...]
    kinds: tuple[tuple[str, int], ...]
    epsg: int | None
    crs_name: str
    bounds_deg: tuple[float, float, float, float] | None
    proposed_epsg: int | None
    first_rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Prepared:
    """A layer ready to be saved, in the working system; `issues` lists all that was wrong, row by row."""

    layer: Layer
    mapping: LayerMapping
    raw: RawSource
    working_epsg: int
    source_epsg: int | None
    issues: tuple[Issue, ...]
    joins: tuple[tuple[RawSource, LayerMapping], ...] = field(default=())

    @property
    def left_out(self) -> int:
        """Number of rows that cannot be used."""
        rows = {issue.row for issue in self.issues if issue.action == "row left out" and issue.row}
        return len(rows) + self.lost

    @property
    def lost(self) -> int:
        """Number of rows that the sources state and that could not be read at all."""
        raws = (self.raw, *(raw for raw, _mapping in self.joins))
        lost = [raw.frame.attrs[ROWS_LOST] for raw in raws if ROWS_LOST in raw.frame.attrs]
        return sum(one["stated"] - one["read"] for one in lost)

    @property
    def mended(self) -> int:
        """Number of geometries that were mended."""
        return sum(issue.action == "geometry mended" for issue in self.issues)


def parse_ref(text: str) -> SourceRef:
    """Return the source that a text names: FILE, FILE#layer, KIND:ADDRESS#layer or a postgresql:// address.

    Examples
    --------
    >>> parse_ref("wfs:https://example.org/wfs#app:plots").item
    'app:plots'
    """
    kind, _, rest = text.partition(":")
    if kind in SERVICES and rest.startswith(("http://", "https://")):
        address, _, item = rest.partition("#")
        return SourceRef(kind, address, item)
    if text.startswith(("postgresql://", "postgres://")) or _SETTINGS.match(text):
        return database_ref(text)
    path, _, item = (text, "", "") if _is_there(text) else text.rpartition("#")
    if "://" in text and not _is_there(path):
        msg = Sentence(
            "“{address}” is no address of a known kind: {kinds}:https://… or postgresql://…",
            address=without_password(text),
            kinds=":https://…, ".join(kind for kind in SERVICES if kind != "postgis"),
        )
        raise Unreadable(msg)
    return SourceRef(FILE, path or text, item if path else "")


def database_ref(text: str) -> SourceRef:
    """Return the source that the address of a database names, with a table behind "#" or without."""
    address, _, item = text.rpartition("#") if "#" in text else (text, "", "")
    return SourceRef("postgis", address, item)


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        # Too long for a name, or with a NUL in it.
        return False


def source_items(ref: SourceRef) -> tuple[str, ...]:
    """Return what the source holds several of: layers, sheets, maps in an archive, collections, tables."""
    return items_confined(Path(ref.location)) if ref.kind == FILE else service_items(_query(ref))


def _query(ref: SourceRef) -> Query:
    return Query(ref.kind, ref.location, ref.item, ref.bbox)


def read_source(ref: SourceRef, today: date | None = None) -> RawSource:
    """Return the rows of a source as they are.

    Raises
    ------
    DataError
        If it cannot be read; the sentence says what to do.
    """
    day = (today or date.today()).isoformat()  # noqa: DTZ011 - the day of the person at the keyboard
    if ref.kind == FILE:
        path = Path(ref.location)
        frame = read_confined(path, ref.item)
        return RawSource(ref, frame, sha256_of(path), day)
    query = _query(ref)
    frame, sha256 = fetch(query)
    check_vertices(query.host, frame)
    return RawSource(replace(ref, location=without_password(ref.location)), frame, sha256, day)


def read_upload(files: Mapping[str, bytes], item: str = "", today: date | None = None) -> RawSource:
    """Return the rows of a file that came through a browser, by name and content; nothing of it is kept.

    Raises
    ------
    DataError
        If it cannot be read; the sentence says what to do.
    """
    day = (today or date.today()).isoformat()  # noqa: DTZ011 - the day of the person at the keyboard
    name, frame = upload_frame(files, item)
    digest = hashlib.sha256()
    for one in sorted(files):
        digest.update(files[one])
    return RawSource(SourceRef(UPLOAD, name, item), frame, digest.hexdigest(), day)


def preview(raw: RawSource) -> Preview:
    """Return what a person looks at first: fields with samples, kinds of geometry, system, first rows."""
    frame = raw.frame
    fields = source_fields(frame)
    first = frame.head(_SHOWN_ROWS)
    rows = tuple(tuple(_shown(value) for value in first[one.name]) for one in fields)
    if not isinstance(frame, gpd.GeoDataFrame):
        return Preview(len(frame), fields, (), None, "", None, None, tuple(zip(*rows, strict=True)))
    counted = frame.geometry.geom_type.fillna("none").value_counts()
    kinds = tuple((str(kind), int(number)) for kind, number in counted.items())
    bounds = crs.bounds_deg(frame)
    return Preview(
        len(frame),
        fields,
        kinds,
        raw.epsg,
        raw.crs_name,
        bounds,
        None if bounds is None else crs.propose_epsg(*bounds),
        tuple(zip(*rows, strict=True)),
    )


def source_fields(frame: Frame) -> tuple[SourceField, ...]:
    """Return the fields of a source with samples of their different values."""
    geometry = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    fields = []
    for name in frame.columns:
        if name == geometry:
            continue
        values = frame[name]
        is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        different = values.dropna().drop_duplicates().head(_SAMPLES)
        samples = tuple(_shown(value) for value in different if str(value).strip())
        fields.append(SourceField(str(name), bool(is_number), samples))
    return tuple(fields)


def _shown(value: object) -> str:
    empty = value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value))
    return "" if empty else str(value)


@lru_cache(maxsize=1)
def guesses() -> Guesses:
    """Return what data/mappings says of names, values and units."""
    folder = DATA / "mappings"
    return Guesses(
        names=read_toml(folder / "fields.toml"),
        values=read_toml(folder / "values.toml"),
        zoning_names=read_toml(folder / "zoning_names.toml")["zoning_code"],
        units=Units.from_table(read_toml(folder / "units.toml")),
    )


def guess(raw: RawSource, layer: str) -> Guess:
    """Return the likeliest mapping of the source to a layer, with what could not be told for sure.

    Raises
    ------
    PlannerError
        If there is no such layer.
    """
    if layer not in SPECS:
        msg = Sentence(
            "There is no layer “{layer}”. There are: {known}.", layer=layer, known=", ".join(SPECS)
        )
        raise PlannerError(msg)
    found = guess_mapping(layer, source_fields(raw.frame), guesses())
    recorded = found.mapping.field_of("recorded_area_m2")
    area = crs.area_m2(raw.frame) if isinstance(raw.frame, gpd.GeoDataFrame) else None
    if recorded is None or recorded.unit or area is None:
        return found
    only = LayerMapping(layer, (recorded,))
    applied = apply_mapping(only, raw.frame, guesses().units)
    unit = unit_by_size(list(applied.frame["recorded_area_m2"].fillna(0)), list(area), guesses().units)
    if unit is None:
        return found
    questions = tuple(
        one for one in found.questions if not one.startswith(f"{recorded.source} does not say its unit")
    )
    told = Sentence(
        "{field} is taken to be in {unit}: its numbers then agree with the areas on the map.",
        field=recorded.source,
        unit=unit.key,
    )
    mapping = found.mapping.with_field(replace(recorded, unit=unit.key))
    return replace(found, mapping=mapping, questions=(*questions, told))


def load_mapping(path: Path) -> LayerMapping:
    """Return the mapping of a TOML file.

    Raises
    ------
    Unreadable
        If it is missing, not TOML, or names layers or columns that do not exist.
    """
    return parse_mapping(read_toml(path), path.name)


def mapping_text(mapping: LayerMapping) -> str:
    """Return the mapping as TOML, to be saved and used again."""
    return tomli_w.dumps(mapping_table(mapping))


def prepare(
    raw: RawSource,
    mapping: LayerMapping,
    working_epsg: int,
    joins: Sequence[tuple[RawSource, LayerMapping]] = (),
) -> Prepared:
    """Return the layer that the source becomes in the working system that the user confirmed.

    `joins` are tables whose rows add columns by id.

    Raises
    ------
    MissingCRS
        If neither the source nor the mapping names the system of the coordinates: it is never guessed.
    DataError
        If the source as a whole cannot become the layer.
    """
    working = crs.working_crs(working_epsg)
    spec, units = mapping.spec, guesses().units
    frame = raw.frame
    check_rows(raw)
    issues: list[Issue] = [
        issue
        for one in (raw, *(table for table, _mapping in joins))
        for issue in _lost_rows(mapping.layer, one)
    ]
    if isinstance(frame, gpd.GeoDataFrame) and spec.geometry:
        frame = _with_system(frame, raw, mapping, issues)
    applied = apply_mapping(mapping, frame, units)
    issues += applied.issues
    if spec.geometry and not isinstance(applied.frame, gpd.GeoDataFrame):
        msg = Sentence(
            "{file} is a table without places. Join it to a map by the id (--layer {layer}=MAP "
            "--join {layer}=TABLE), or add columns of coordinates.",
            file=Path(raw.ref.location).name,
            layer=spec.name,
        )
        raise WrongGeometry(msg)
    joined: Any = applied.frame
    for table, table_mapping in joins:
        joined = _joined(mapping.layer, joined, apply_mapping(table_mapping, table.frame, units), issues)
    # Rows keep their order through mapping and joins, so what was noted of them still holds.
    joined.attrs |= frame.attrs
    layer = Layer.build(spec, joined, working)
    issues += layer.issues
    source_epsg = mapping.source_epsg or raw.epsg
    return Prepared(layer, mapping, raw, working_epsg, source_epsg, tuple(issues), tuple(joins))


def _lost_rows(layer: str, raw: RawSource) -> list[Issue]:
    """Return the fault of rows that the source states and that could not be read."""
    lost = raw.frame.attrs.get(ROWS_LOST)
    if lost is None:
        return []
    reason = Sentence(
        "{file} states {stated:,} rows, and {read:,} of them can be read: it is damaged. Ask its owner "
        "for another copy",
        file=Path(raw.ref.location).name,
        stated=lost["stated"],
        read=lost["read"],
    )
    return [Issue(layer, 0, "rows", f"{lost['read']:,} / {lost['stated']:,}", reason, ROW_LEFT_OUT)]


def check_rows(raw: RawSource) -> RawSource:
    """Return the source if it has any rows.

    Raises
    ------
    EmptyLayer
        If it has none.
    """
    if raw.frame.empty:
        msg = Sentence("{file} holds no rows.", file=Path(raw.ref.location).name)
        raise EmptyLayer(msg)
    return raw


def _with_system(
    frame: gpd.GeoDataFrame, raw: RawSource, mapping: LayerMapping, issues: list[Issue]
) -> gpd.GeoDataFrame:
    if mapping.source_epsg is None:
        if frame.crs is None:
            msg = Sentence(
                "{file} does not say in which coordinate reference system its coordinates are. Ask its "
                "owner, and name the EPSG code (--source-epsg).",
                file=Path(raw.ref.location).name,
            )
            raise MissingCRS(msg)
        return frame
    if frame.crs is not None and raw.epsg != mapping.source_epsg:
        reason = Sentence(
            "the source says {system}; EPSG:{epsg} was named instead",
            system=raw.crs_name,
            epsg=mapping.source_epsg,
        )
        issues.append(
            Issue(mapping.layer, 0, "geometry", raw.crs_name, reason, Sentence("named system used"))
        )
    return crs.renamed(frame, mapping.source_epsg)


def _joined(layer: str, frame: Any, applied: Any, issues: list[Issue]) -> Any:
    key = SPECS[layer].key
    issues += applied.issues
    if key not in frame.columns or key not in applied.frame.columns:
        msg = Sentence("A table can be joined only by {key}: map it in the source and in the table.", key=key)
        raise DataError(msg)
    joined, found = join_table(
        layer, frame, pd.DataFrame(applied.frame).drop(columns="geometry", errors="ignore"), key
    )
    issues += found
    return joined
