"""What changed between two states of a layer: rows added, gone and altered."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

# Two runs of the same source through the same projection differ by less.
_SAME_PLACE_M = 0.005
_SAME_NUMBER = 1e-9


@dataclass(frozen=True)
class Alteration:
    """One value of one row that is no longer what it was."""

    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """How the new state of a layer differs from the old one, by the keys of its rows."""

    layer: str
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    altered: tuple[Alteration, ...] = ()
    rows: int = 0

    def __bool__(self) -> bool:
        """Return whether anything changed at all."""
        return bool(self.added or self.gone or self.altered)


def changes(
    layer: str, key: str, before: gpd.GeoDataFrame | pd.DataFrame, after: gpd.GeoDataFrame | pd.DataFrame
) -> Changes:
    """Return what is new, gone and altered; columns that only one state has count as empty in the other."""
    old, new = before.set_index(key), after.set_index(key)
    both = new.index.intersection(old.index)
    altered: list[Alteration] = []
    geometry = after.geometry.name if isinstance(after, gpd.GeoDataFrame) else None
    for column in sorted((set(old.columns) | set(new.columns)) - {geometry, "geometry"}):
        altered += _altered(column, _values(old, column, both), _values(new, column, both))
    if geometry is not None and isinstance(before, gpd.GeoDataFrame):
        altered += _moved(old.geometry[both], new.geometry[both])
    order = {name: place for place, name in enumerate(both)}
    return Changes(
        layer,
        added=tuple(str(name) for name in new.index.difference(old.index)),
        gone=tuple(str(name) for name in old.index.difference(new.index)),
        altered=tuple(sorted(altered, key=lambda one: (order[one.key], one.column))),
        rows=len(new),
    )


def _values(frame: pd.DataFrame, column: str, keys: pd.Index) -> pd.Series:
    if column not in frame.columns:
        return pd.Series([None] * len(keys), index=keys, dtype=object)
    return frame.loc[keys, column]


def _altered(column: str, before: pd.Series, after: pd.Series) -> list[Alteration]:
    if pd.api.types.is_float_dtype(before) and pd.api.types.is_float_dtype(after):
        same = ((before - after).abs() <= _SAME_NUMBER * before.abs().clip(lower=1)) | (
            before.isna() & after.isna()
        )
    else:
        same = (before.astype(object) == after.astype(object)) | (before.isna() & after.isna())
    return [
        Alteration(key, column, _shown(before[key]), _shown(after[key]))
        for key in same.index[~same.to_numpy()]
    ]


def _shown(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _moved(before: gpd.GeoSeries, after: gpd.GeoSeries) -> list[Alteration]:
    shapes, later = before.to_numpy(), after.to_numpy()
    same = shapely.equals_exact(shapely.normalize(shapes), shapely.normalize(later), _SAME_PLACE_M)
    return [
        Alteration(str(key), "geometry", _size(one), _size(other))
        for key, one, other, kept in zip(before.index, shapes, later, same, strict=True)
        if not kept
    ]


def _size(shape: shapely.Geometry) -> str:
    if shapely.get_dimensions(shape) > 1:
        return f"{shape.area:,.0f} m²"
    place = shape.representative_point()
    return f"{place.x:.0f}, {place.y:.0f}" if shapely.get_dimensions(shape) == 0 else f"{shape.length:,.0f} m"
