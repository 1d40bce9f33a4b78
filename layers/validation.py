"""Row by row checks of a source against the promise of its layer."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers import crs
from layers.edges import self_meetings
from layers.errors import DataError, OutOfArea, WrongGeometry
from layers.issues import GEOMETRY_MENDED, ROW_LEFT_OUT, SHAPE_FAULTS, SHAPE_REASONS, VALUE_IGNORED, Issue
from layers.messages import Sentence
from layers.schema import Column, LayerSpec
from layers.titles import kind_titles, named_choices

# "1.0": a column of flags with gaps arrives as decimals.
_TRUE = {"true", "1", "1.0", "yes", "t", "y"}
_FALSE = {"false", "0", "0.0", "no", "f", "n", ""}
# Kinds of columns in which equal values are the same value: 1 and True are not.
_ONE_KIND = {"string", "floating", "integer", "boolean", "empty"}
# A mended polygon must keep its area to this share: a bow-tie, whose halves cancel out, does not.
_SAFE_MEND_SHARE = 1e-6
_POLYGON_DIMENSIONS = 2
# Mending takes a second for 20 000 crossings of a shape with itself, and grows with them; so for all shapes.
_MOST_CROSSINGS_OF_ONE, _MOST_CROSSINGS = 20_000, 150_000
# Telling whether a shape is valid takes long where very many of its edges lie across each other: larger ones
# are looked at before. Edges of a coast meet few others beside their neighbours.
_LARGE_N, _MOST_MEETINGS_OF_EDGE = 5_000, 4
# A fault is listed row by row; for more rows than this that took longer than anybody waits.
_MOST_ROWS_OF_FAULT = 250_000
# A polygon smaller than this is a trace of somebody's computing, and no ground.
_LEAST_M2 = 0.01


class Checker:
    """Checks one source; `frame` gives the rows that can be used, `issues` what was wrong."""

    def __init__(
        self, spec: LayerSpec, raw: gpd.GeoDataFrame | pd.DataFrame, working: crs.WorkingCRS
    ) -> None:
        self.spec = spec
        self.working = working
        self.issues: list[Issue] = []
        self._raw = raw.reset_index(drop=True)
        self._usable = np.ones(len(raw), dtype=bool)

    def frame(self) -> gpd.GeoDataFrame | pd.DataFrame:
        """Return the usable rows, every promised column present and typed."""
        geometry = self._geometry() if self.spec.geometry else None
        data = {column.name: self._column(column) for column in self.spec.all_columns}
        self._check_key(data[self.spec.key])
        table = pd.DataFrame(data)
        extra = [name for name in self._raw.columns if name not in data and name != self._geometry_name()]
        table = pd.concat([table, self._raw[extra].map(_scalar)], axis=1)
        if geometry is not None:
            table = gpd.GeoDataFrame(table, geometry=geometry, crs=geometry.crs)
        return table[self._usable].reset_index(drop=True)

    def _geometry_name(self) -> str | None:
        return self._raw.geometry.name if isinstance(self._raw, gpd.GeoDataFrame) else None

    def _note(self, rows: NDArray[np.bool_], field: str, values: pd.Series, reason: str, action: str) -> None:
        if rows.sum() > _MOST_ROWS_OF_FAULT:
            msg = Sentence(
                "{rows:,} rows of the layer “{layer}” have the same fault ({field}: {reason}); up to "
                "{most:,} rows with one fault are read. Mend the source, or map another field.",
                rows=int(rows.sum()),
                layer=Sentence(self.spec.title),
                field=field,
                reason=reason,
                most=_MOST_ROWS_OF_FAULT,
            )
            raise DataError(msg)
        for row in np.flatnonzero(rows):
            value = _text(values.iloc[row]) or ""
            self.issues.append(Issue(self.spec.name, int(row) + 1, field, value[:80], reason, action))
        if action == ROW_LEFT_OUT:
            self._usable &= ~rows

    def _geometry(self) -> gpd.GeoSeries:
        frame = self._gathered(self._raw[[self._geometry_name()]])
        self._check_presence(frame.geometry)
        projected = crs.to_working(self._flat(frame), self.working)
        stray = crs.outside(projected, self.working) & self._usable
        if stray.any() and stray.sum() == self._usable.sum():
            msg = Sentence(
                "The layer “{layer}” lies outside the area of EPSG:{epsg} ({system}). Are easting and "
                "northing (or latitude and longitude) swapped, or is the coordinate reference system "
                "misnamed?",
                layer=Sentence(self.spec.title),
                epsg=self.working.epsg,
                system=self.working.name,
            )
            raise OutOfArea(msg)
        self._note(
            stray,
            "geometry",
            self._kinds(projected.geometry),
            Sentence("outside the area of the system"),
            ROW_LEFT_OUT,
        )
        # Mended last: projecting bends long edges, so what was valid in degrees need not stay so.
        mended = self._mended(projected).geometry
        shapes = mended.to_numpy()
        slight = (shapely.get_dimensions(shapes) == _POLYGON_DIMENSIONS) & (shapely.area(shapes) < _LEAST_M2)
        self._note(
            slight & self._usable,
            "geometry",
            self._kinds(mended),
            Sentence("an area of nothing: no ground"),
            ROW_LEFT_OUT,
        )
        return mended

    def _gathered(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the frame, collections whose parts are all of the layer's kind turned into that kind."""
        shapes = frame.geometry.to_numpy().copy()
        mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION.value
        for row in np.flatnonzero(mixed):
            parts = shapely.get_parts(shapes[row])
            mixed[row] = len(parts) > 0 and {part.geom_type for part in parts} <= set(self.spec.geometry)
            if mixed[row]:
                shapes[row] = _multi(parts)
        if not mixed.any():
            return frame
        reason = Sentence("a collection of shapes of one kind")
        self._note(mixed, "geometry", self._kinds(frame.geometry), reason, GEOMETRY_MENDED)
        return frame.set_geometry(shapes, crs=frame.crs)

    @staticmethod
    def _kinds(geometry: gpd.GeoSeries) -> pd.Series:
        return geometry.geom_type.astype(object)

    def _check_presence(self, geometry: gpd.GeoSeries) -> None:
        kinds = self._kinds(geometry)
        absent = (geometry.isna() | geometry.is_empty).to_numpy()
        faults = self._raw.attrs.get(SHAPE_FAULTS, {})
        which = np.array([faults.get(str(row), "") for row in range(len(absent))], dtype=object)
        for fault, reason in SHAPE_REASONS.items():
            self._note(absent & (which == fault), "geometry", kinds, reason, ROW_LEFT_OUT)
        wrong = ~kinds.isin(self.spec.geometry).to_numpy() & ~absent
        # The first is the plain kind: whoever has polygons of several parts knows that they are polygons.
        expected = kind_titles(self.spec.geometry[:1])
        if wrong.any() and wrong.sum() == (~absent).sum():
            found = kind_titles(sorted(set(kinds[wrong])))
            msg = Sentence(
                "The layer “{layer}” needs {expected}; the source has {found}.",
                layer=Sentence(self.spec.title),
                expected=expected,
                found=found,
            )
            raise WrongGeometry(msg)
        self._note(
            wrong,
            "geometry",
            kinds,
            Sentence("a shape of another kind than {expected}", expected=expected),
            ROW_LEFT_OUT,
        )

    def _flat(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        heights = shapely.has_z(frame.geometry.to_numpy())
        if heights.any():
            reason = Sentence(
                "{rows} rows carry heights, which this layer does not use", rows=int(heights.sum())
            )
            self.issues.append(Issue(self.spec.name, 0, "geometry", "Z", reason, VALUE_IGNORED))
        return frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)

    def _mended(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the frame with polygons made valid where that changes no area, the rest left out."""
        raw = frame.geometry.to_numpy()
        dense = _dense(raw) & self._usable
        reason = Sentence("too many edges of its outline lie across each other for it to be checked")
        self._note(dense, "geometry", self._kinds(frame.geometry), reason, ROW_LEFT_OUT)
        broken = self._usable.copy()
        broken[broken] = ~shapely.is_valid(raw[broken])
        if not broken.any():
            return frame
        tangled = _tangled(raw, broken)
        reason = Sentence("its outline crosses itself too often to be mended")
        self._note(tangled, "geometry", self._kinds(frame.geometry), reason, ROW_LEFT_OUT)
        broken &= ~tangled
        mended = raw.copy()
        mended[broken] = shapely.make_valid(raw[broken], method="structure", keep_collapsed=False)
        size, size_after = _size(raw), _size(mended)
        same_kind = pd.Series(shapely.get_type_id(mended)).isin(_type_ids(self.spec.geometry)).to_numpy()
        safe = (
            broken
            & same_kind
            & (size_after > 0)
            & (np.abs(size_after - size) <= _SAFE_MEND_SHARE * np.abs(size))
        )
        reasons = pd.Series("", index=range(len(raw)), dtype=object)
        reasons[broken] = shapely.is_valid_reason(raw[broken])
        self._note(safe, "geometry", reasons, Sentence("invalid geometry"), GEOMETRY_MENDED)
        self._note(broken & ~safe, "geometry", reasons, Sentence("invalid geometry"), ROW_LEFT_OUT)
        return frame.set_geometry(np.where(safe, mended, raw), crs=frame.crs)

    def _column(self, column: Column) -> pd.Series:
        if column.name not in self._raw.columns:
            return _empty(column, len(self._raw))
        values = self._raw[column.name]
        typed = getattr(self, f"_as_{column.kind}")(column, values)
        if column.required:
            self._note(
                typed.isna().to_numpy() & self._usable,
                column.name,
                values,
                Sentence("a value is needed"),
                ROW_LEFT_OUT,
            )
        return typed

    def _as_text(self, column: Column, values: pd.Series) -> pd.Series:
        text = _texts(values)
        if column.choices:
            unknown = (text.notna() & ~text.isin(column.choices)).to_numpy()
            self._note(
                unknown,
                column.name,
                values,
                Sentence("not one of {choices}", choices=named_choices(column.choices)),
                VALUE_IGNORED,
            )
            text = text.mask(unknown, None)
        if column.default is not None:
            text = text.where(text.notna(), column.default)
        return text

    def _as_number(self, column: Column, values: pd.Series) -> pd.Series:
        number = pd.to_numeric(values, errors="coerce").astype(float).replace([np.inf, -np.inf], np.nan)
        filled = (values.notna() & (values.astype(str).str.strip() != "")).to_numpy()
        self._note(
            filled & number.isna().to_numpy(), column.name, values, Sentence("not a number"), VALUE_IGNORED
        )
        low = (
            (number < column.minimum).to_numpy()
            if column.minimum is not None
            else np.zeros(len(number), bool)
        )
        high = (
            (number > column.maximum).to_numpy()
            if column.maximum is not None
            else np.zeros(len(number), bool)
        )
        self._note(
            low,
            column.name,
            values,
            Sentence("below {limit:g}", limit=column.minimum) if low.any() else "",
            VALUE_IGNORED,
        )
        self._note(
            high,
            column.name,
            values,
            Sentence("above {limit:g}", limit=column.maximum) if high.any() else "",
            VALUE_IGNORED,
        )
        return number.mask(low | high)

    def _as_flag(self, column: Column, values: pd.Series) -> pd.Series:
        text = values.map(lambda value: "" if pd.isna(value) else str(value).strip().lower())
        unknown = ~text.isin(_TRUE | _FALSE).to_numpy()
        self._note(unknown, column.name, values, Sentence("neither yes nor no"), VALUE_IGNORED)
        return text.isin(_TRUE)

    def _as_date(self, column: Column, values: pd.Series) -> pd.Series:
        text = self._as_text(column, values)
        # The time of day is dropped; a year or month alone is no date: its first day would be invented.
        dates = pd.to_datetime(text.str.slice(0, 10), errors="coerce", format="%Y-%m-%d")
        wrong = (text.notna() & dates.isna()).to_numpy()
        self._note(wrong, column.name, values, Sentence("not a date like 2026-11-24"), VALUE_IGNORED)
        return dates.dt.strftime("%Y-%m-%d").astype(object).where(dates.notna(), None)

    def _check_key(self, key: pd.Series) -> None:
        taken = key.where(self._usable)
        twice = taken.duplicated(keep="first").to_numpy() & taken.notna().to_numpy()
        self._note(twice, self.spec.key, key, Sentence("this id stands in an earlier row"), ROW_LEFT_OUT)


def _texts(values: pd.Series) -> pd.Series:
    """Return the values as text; a column of one kind is turned value by different value, which are few."""
    if pd.api.types.infer_dtype(values) not in _ONE_KIND:
        return pd.Series([_text(value) for value in values], index=values.index, dtype=object)
    codes, different = pd.factorize(values)
    texts = np.asarray([*(_text(value) for value in different), None], dtype=object)
    return pd.Series(texts[codes], index=values.index, dtype=object)


def _text(value: object) -> str | None:
    """Return a value as text without blanks round it; None for nothing. An id 7 read as 7.0 stays 7."""
    if not pd.api.types.is_scalar(value):
        return str(value)
    if pd.isna(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _scalar(value: object) -> object:
    """Return a value that a table cell can hold: lists and structures as text."""
    return value if pd.api.types.is_scalar(value) else str(value)


def _empty(column: Column, rows: int) -> pd.Series:
    if column.kind == "number":
        return pd.Series(np.full(rows, np.nan))
    if column.kind == "flag":
        return pd.Series(np.zeros(rows, dtype=bool))
    return pd.Series([column.default] * rows, dtype=object)


def _size(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the area of polygons, the length of lines."""
    is_ground = shapely.get_dimensions(shapes) == _POLYGON_DIMENSIONS
    return np.asarray(np.where(is_ground, shapely.area(shapes), shapely.length(shapes)))


def _multi(parts: NDArray[np.object_]) -> shapely.Geometry:
    """Return parts of one kind, some of them perhaps multiple, as one shape of the multiple kind."""
    single = shapely.get_parts(parts)
    makers = (shapely.MultiPoint, shapely.MultiLineString, shapely.MultiPolygon)
    return makers[int(shapely.get_dimensions(single[0]))](list(single))


def _type_ids(names: tuple[str, ...]) -> list[int]:
    return [int(shapely.GeometryType[name.upper()].value) for name in names]


def _dense(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes have so many edges across each other that checking them would take minutes."""
    dense = np.zeros(len(shapes), dtype=bool)
    points_n = shapely.get_num_coordinates(shapes)
    is_ground = shapely.get_dimensions(shapes) == _POLYGON_DIMENSIONS
    for row in np.flatnonzero(is_ground & (points_n > _LARGE_N)):
        most_n = _MOST_CROSSINGS_OF_ONE + _MOST_MEETINGS_OF_EDGE * int(points_n[row])
        dense[row] = self_meetings(shapes[row], most_n) > most_n
    return dense


def _tangled(shapes: NDArray[np.object_], broken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of the broken shapes cross themselves so often that mending them would take minutes."""
    tangled = np.zeros(len(shapes), dtype=bool)
    left_n = _MOST_CROSSINGS
    for row in np.flatnonzero(broken):
        most_n = min(left_n, _MOST_CROSSINGS_OF_ONE)
        crossings_n = self_meetings(shapes[row], most_n)
        tangled[row] = crossings_n > most_n
        left_n -= 0 if tangled[row] else crossings_n
    return tangled
