"""Rasters of a user's own, such as a terrain model, as part of an area."""

import shutil
from datetime import date
from pathlib import Path

from layers.errors import PlannerError, Unreadable
from layers.io.areas.save import RASTER, Provenance, Saved, area_settings, settings_table
from layers.io.areas.write import NewLayer, sha256_of, store
from layers.io.limits import check_size
from layers.io.sandbox.confined import check_raster_confined
from layers.io.settings import DATA
from layers.messages import Sentence
from layers.terrain import RASTERS


def import_raster(
    name: str, kind: str, path: Path, provenance: Provenance, *, origin: str = "", data: Path = DATA
) -> Saved:
    """Copy a GeoTIFF into an area as its terrain or land cover, after a look whether it can be used there.

    `origin` says where it came from, for a file that is not kept.

    Raises
    ------
    DataError
        If there is no such area or kind of raster, or the file cannot be used; the area stays as it was.
    """
    if kind not in RASTERS:
        msg = Sentence(
            "There is no raster “{kind}”. There are: {known}.", kind=kind, known=", ".join(RASTERS)
        )
        raise PlannerError(msg)
    settings = area_settings(name, data)
    if settings is None:
        msg = Sentence("There is no area “{name}” yet. Import its plots first.", name=name)
        raise Unreadable(msg)
    check_size(path)
    check_raster_confined(path, kind, settings.epsg)
    record = {
        "layer": kind,
        "title": f"{kind} of {path.name}",
        "url": provenance.url,
        "licence": provenance.licence,
        "attribution": provenance.attribution,
        "retrieved": date.today(),  # noqa: DTZ011 - the day of the person at the keyboard
        "accuracy": provenance.accuracy,
        "illustrative": provenance.illustrative,
        "supplied_by": provenance.supplied_by,
        "origin": path.name,
        "origin_sha256": sha256_of(path),
    }
    table = {"kind": RASTER, "location": origin or str(path.resolve())}
    new = NewLayer(kind, ".tif", lambda target: _copy(path, target), record, table, part="rasters")
    folder = store(name, settings_table(settings), [new], data)
    return Saved(name, folder, settings.epsg, {kind: 1})


def _copy(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)
