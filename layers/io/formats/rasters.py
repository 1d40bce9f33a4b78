"""Rasters from GeoTIFF files, Cloud Optimized ones included: the only code that uses rasterio.

A file is opened for each window and read in the blocks that the window touches, so a raster may be larger
than memory, and threads share nothing.
"""

import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from layers.atlas import AreaInfo
from layers.crs import WorkingCRS
from layers.errors import DataError, MissingCRS, OutOfArea, Unreadable
from layers.messages import Sentence
from layers.sources import Source
from layers.terrain import (
    LANDCOVER,
    RASTERS,
    TERRAIN,
    Bounds,
    Grid,
    Rasters,
    RasterSpec,
    cell_range,
    clipped,
    columns,
    placed,
    rows,
)

_METRE = {"", "m", "metre", "metres", "meter", "meters"}
# GDAL would keep a twentieth of the machine's memory as its cache.
# What lies beside a file (.aux.xml, .ovr, .tfw) is not read: it does not come along into an area.
_GDAL = {
    "GDAL_CACHEMAX": 64_000_000,
    "GDAL_NUM_THREADS": 1,
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_GEOREF_SOURCES": "INTERNAL",
}
# No elevation model has finer or coarser cells; more of them in a file, a block or a window than this
# would not fit in memory.
_LEAST_CELL_M, _MOST_CELL_M = 0.05, 10_000.0
_MOST_CELLS, _MOST_CELLS_OF_BLOCK, _MOST_CELLS_OF_WINDOW = 4_000_000_000, 64_000_000, 200_000_000
# What a check reads at a time.
_PIECE_CELLS = 8_000_000
# Cells whose sides differ by less than this share are square.
_SQUARE = 1e-6


@dataclass(frozen=True)
class RasterFile:
    """A raster in a file, seen in the working system of its area. Make one with `open_raster`."""

    path: Path
    spec: RasterSpec
    epsg: int
    cell_m: float
    bounds_m: Bounds
    resampled: bool
    title: str
    source: str
    accuracy: str
    illustrative: bool = False
    classes: Mapping[int, str] = field(default_factory=dict)

    def window(self, bounds: Bounds) -> Grid:
        """Return all cells that the bounds touch; beyond the raster they are not a number."""
        left_m, bottom_m, right_m, top_m = self.bounds_m
        shape = (round((top_m - bottom_m) / self.cell_m), round((right_m - left_m) / self.cell_m))
        wanted = cell_range(bounds, self.bounds_m, self.cell_m)
        self._check_window(wanted)
        inside = clipped(wanted, shape)
        with _opened(self.path) as dataset:
            if not self.resampled:
                return placed(self._values(dataset, inside, dataset), inside, wanted, self)
            with _warped(dataset, self, shape) as vrt:
                return placed(self._values(vrt, inside, dataset), inside, wanted, self)

    def _check_window(self, wanted: Any) -> None:
        tall, wide = rows(wanted), columns(wanted)
        cells = (tall.stop - tall.start) * (wide.stop - wide.start)
        if cells > _MOST_CELLS_OF_WINDOW:
            msg = Sentence(
                "{file} has cells of {cell_m:g} m: {cells:,} of them would be read at a time, and up to "
                "{most:,} fit in memory. Save it with larger cells.",
                file=self.path.name,
                cell_m=self.cell_m,
                cells=cells,
                most=_MOST_CELLS_OF_WINDOW,
            )
            raise DataError(msg)

    def _values(self, band: Any, inside: Any, dataset: Any) -> NDArray[np.float32]:
        window = Window.from_slices(rows(inside), columns(inside))
        if not (window.width and window.height):
            return np.zeros((int(window.height), int(window.width)), dtype=np.float32)
        read = _read_piece(band, window, self.path, masked=True)
        values = read.astype(np.float32).filled(np.nan)
        values = values * np.float32(dataset.scales[0]) + np.float32(dataset.offsets[0])
        values[(values < self.spec.minimum) | (values > self.spec.maximum)] = np.nan
        return np.asarray(values, dtype=np.float32)


def read_rasters(
    settings: Mapping[str, Any],
    folder: Path,
    info: AreaInfo,
    working: WorkingCRS,
    sources: tuple[Source, ...],
) -> Rasters:
    """Return the rasters that area.toml names under [rasters].

    Raises
    ------
    DataError
        If a raster is not one of those known, or its file cannot be used.
    """
    named = settings.get("rasters", {})
    unknown = [name for name in named if name not in RASTERS]
    if unknown:
        msg = Sentence(
            "area.toml of {area} names the raster “{raster}”, not one of {known}.",
            area=info.name,
            raster=unknown[0],
            known=", ".join(RASTERS),
        )
        raise Unreadable(msg)
    classes = {int(number): str(title) for number, title in settings.get("landcover_classes", {}).items()}
    records = {Path(source.path).name: source for source in sources if source.layer in RASTERS}

    def opened(spec: RasterSpec) -> RasterFile | None:
        if spec.name not in named:
            return None
        path = folder / Path(named[spec.name]).name
        return open_raster(path, spec, working, info.frame, record=records.get(path.name), classes=classes)

    return Rasters(terrain=opened(TERRAIN), landcover=opened(LANDCOVER))


def open_raster(
    path: Path,
    spec: RasterSpec,
    working: WorkingCRS,
    frame: Bounds | None = None,
    *,
    record: Source | None = None,
    classes: Mapping[int, str] | None = None,
) -> RasterFile:
    """Return the raster in a GeoTIFF file, seen in the working system.

    Parameters
    ----------
    path
        A GeoTIFF, in any coordinate reference system that it names.
    spec
        What the raster promises to be.
    working
        The working system of the area.
    frame
        The extent of the area in metres, which the raster must touch.
    record
        The entry of the file in sources.toml.
    classes
        Names of the classes of a land cover.

    Raises
    ------
    Unreadable, MissingCRS, OutOfArea, DataError
        If the file cannot serve; the sentence says why.
    """
    with _opened(path) as dataset:
        _check(dataset, path, spec)
        direct = _is_direct(dataset, working)
        placed_as = _as_it_is if direct else _seen_from
        cell_m, bounds = placed_as(dataset, path, working)
        _check_cells(dataset, path, cell_m, bounds)
        assumed = _assumptions(dataset, spec, working, cell_m, direct=direct)
    if frame is not None and not _overlap(bounds, frame):
        msg = Sentence(
            "{file} lies wholly outside the frame of the area. Check its coordinate reference "
            "system, or the frame in area.toml.",
            file=path.name,
        )
        raise OutOfArea(msg)
    accuracy = record.accuracy if record else "Its accuracy is not stated"
    return RasterFile(
        path=path,
        spec=spec,
        epsg=working.epsg,
        cell_m=cell_m,
        bounds_m=bounds,
        resampled=not direct,
        title=record.title if record else path.stem,
        source=record.attribution or record.title if record else path.name,
        accuracy=" ".join([accuracy.rstrip(".") + ".", *assumed]),
        illustrative=bool(record and record.illustrative),
        classes=dict(classes or {}),
    )


def check_raster(path: Path, spec: RasterSpec, working: WorkingCRS) -> None:
    """Open a raster as it will be opened in an area, and read it to its end.

    Raises
    ------
    Unreadable, MissingCRS, OutOfArea, DataError
        If the file cannot serve, or ends before its last cell.
    """
    open_raster(path, spec, working)
    with _opened(path) as dataset:
        tall, wide = dataset.block_shapes[0]
        tall = max(tall, _PIECE_CELLS // max(dataset.width, 1) // tall * tall)
        wide = max(wide, _PIECE_CELLS // tall // wide * wide)
        for top in range(0, dataset.height, tall):
            for left in range(0, dataset.width, wide):
                window = Window(left, top, min(wide, dataset.width - left), min(tall, dataset.height - top))
                _read_piece(dataset, window, path)


def _read_piece(band: Any, window: Any, path: Path, **options: Any) -> Any:
    try:
        return band.read(1, window=window, **options)
    except RasterioError as error:
        msg = Sentence(
            "{file} cannot be read to its end: {error}. Copy it again from its owner.",
            file=path.name,
            error=_reason(error, path),
        )
        raise Unreadable(msg) from None


def _reason(error: RasterioError, path: Path) -> str:
    """Return what GDAL says of a file, by the name under which the user knows it."""
    return str(error).replace(str(path), path.name).rstrip(".")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open the file for reading. GeoTIFF only: other drivers may reach for further files or the network."""
    if not path.is_file():
        msg = Sentence("{file} is missing in {folder}/.", file=path.name, folder=path.parent.name)
        raise Unreadable(msg)
    with rasterio.Env(**_GDAL), warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            dataset = rasterio.open(path, driver="GTiff")
        except RasterioError as error:
            reason = _reason(error, path)
            msg = Sentence("{file} cannot be read as GeoTIFF: {error}.", file=path.name, error=reason)
            raise Unreadable(msg) from None
        with dataset:
            yield dataset


def _warped(dataset: Any, raster: RasterFile, shape: tuple[int, int]) -> Any:
    """Return the dataset as seen in the working system, on the grid of the raster."""
    left_m, _bottom, _right, top_m = raster.bounds_m
    return WarpedVRT(
        dataset,
        crs=f"EPSG:{raster.epsg}",
        transform=rasterio.Affine(raster.cell_m, 0, left_m, 0, -raster.cell_m, top_m),
        height=shape[0],
        width=shape[1],
        resampling=Resampling.nearest if raster.spec.categorical else Resampling.bilinear,
        # Else cells beyond the source would be zero, where the file has no mark for “no value” of its own.
        dtype="float32",
        nodata=math.nan,
    )


def _check(dataset: Any, path: Path, spec: RasterSpec) -> None:
    """Refuse what cannot be the raster promised."""
    if dataset.count != 1:
        msg = Sentence(
            "{file} has {count} bands; the {layer} needs exactly one. Save the one meant.",
            file=path.name,
            count=dataset.count,
            layer=Sentence(spec.title),
        )
        raise DataError(msg)
    if np.dtype(dataset.dtypes[0]).kind not in "iuf":
        msg = Sentence(
            "{file} holds {kind} values; the {layer} needs plain numbers.",
            file=path.name,
            kind=dataset.dtypes[0],
            layer=Sentence(spec.title),
        )
        raise DataError(msg)
    if dataset.colorinterp[0] is ColorInterp.palette and not spec.categorical:
        msg = Sentence(
            "{file} holds colours of a palette; the {layer} needs values in {unit}.",
            file=path.name,
            layer=Sentence(spec.title),
            unit=spec.unit,
        )
        raise DataError(msg)
    if dataset.crs is None:
        msg = Sentence(
            "{file} does not say in which coordinate reference system it is. Save it with its "
            "system, for example as GeoTIFF in EPSG:3067.",
            file=path.name,
        )
        raise MissingCRS(msg)
    if dataset.transform.is_identity:
        msg = Sentence(
            "{file} does not say where it lies. Save it with its position and cell size.", file=path.name
        )
        raise DataError(msg)
    unit = dataset.units[0] or ""
    if spec.unit == "m" and unit.lower() not in _METRE:
        msg = Sentence(
            "{file} states its values in “{unit}”; the {layer} needs metres. Convert it.",
            file=path.name,
            unit=unit,
            layer=Sentence(spec.title),
        )
        raise DataError(msg)


def _check_cells(dataset: Any, path: Path, cell_m: float, bounds: Bounds) -> None:
    """Refuse cells so small, large or many that nothing can be computed from them."""
    if not (_LEAST_CELL_M <= cell_m <= _MOST_CELL_M):
        msg = Sentence(
            "{file} has cells of {cell_m:g} m; {least:g} to {most:,.0f} m are read. Save it with other "
            "cells.",
            file=path.name,
            cell_m=cell_m,
            least=_LEAST_CELL_M,
            most=_MOST_CELL_M,
        )
        raise DataError(msg)
    seen = round((bounds[2] - bounds[0]) / cell_m) * round((bounds[3] - bounds[1]) / cell_m)
    cells = max(dataset.width * dataset.height, seen)
    tall, wide = dataset.block_shapes[0]
    if cells > _MOST_CELLS or tall * wide > _MOST_CELLS_OF_BLOCK:
        msg = Sentence(
            "{file} has {cells:,} cells in blocks of {block:,}; up to {most:,} in blocks of {most_block:,} "
            "are read. Cut it to the area, and save it in tiles.",
            file=path.name,
            cells=cells,
            block=tall * wide,
            most=_MOST_CELLS,
            most_block=_MOST_CELLS_OF_BLOCK,
        )
        raise DataError(msg)


def _is_direct(dataset: Any, working: WorkingCRS) -> bool:
    """Return whether the file is in the working system, north up, in square cells: read as it is."""
    transform = dataset.transform
    square = abs(transform.a + transform.e) <= _SQUARE * abs(transform.a)
    upright = transform.b == transform.d == 0 and transform.a > 0
    return bool(square and upright and dataset.crs.to_epsg() == working.epsg)


def _as_it_is(dataset: Any, _path: Path, _working: WorkingCRS) -> tuple[float, Bounds]:
    """Return cell size and extent of a file that is in the working system."""
    return float(dataset.res[0]), _bounds(dataset)


def _seen_from(dataset: Any, path: Path, working: WorkingCRS) -> tuple[float, Bounds]:
    """Return cell size and extent of the file in the working system, cells made square by the finer side."""
    try:
        with WarpedVRT(dataset, crs=f"EPSG:{working.epsg}") as vrt:
            cell_m = float(min(vrt.res))
            left_m, bottom_m, right_m, top_m = _bounds(vrt)
    except RasterioError:
        msg = Sentence(
            "{file} cannot be seen in EPSG:{epsg} ({system}): it reaches places for which that "
            "system is not made. Cut it to the area.",
            file=path.name,
            epsg=working.epsg,
            system=working.name,
        )
        raise OutOfArea(msg) from None
    columns_n, rows_n = math.ceil((right_m - left_m) / cell_m), math.ceil((top_m - bottom_m) / cell_m)
    return cell_m, (left_m, top_m - rows_n * cell_m, left_m + columns_n * cell_m, top_m)


def _assumptions(
    dataset: Any, spec: RasterSpec, working: WorkingCRS, cell_m: float, *, direct: bool
) -> list[str]:
    """Return what had to be assumed or done to read the file, a sentence each."""
    sentences = []
    if spec.unit and not dataset.units[0]:
        sentences.append("The file does not state the unit of its values: metres are assumed.")
    if not direct:
        way = "by the nearest cell" if spec.categorical else "bilinearly"
        name = dataset.crs.to_string()
        own = name if name.startswith("EPSG:") else "its own system"
        sentences.append(f"Resampled {way} from {own} to EPSG:{working.epsg}, in cells of {cell_m:.2f} m.")
    return sentences


def _bounds(dataset: Any) -> Bounds:
    left_m, bottom_m, right_m, top_m = dataset.bounds
    return float(left_m), float(bottom_m), float(right_m), float(top_m)


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
