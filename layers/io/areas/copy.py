"""An area saved under another name with other plots: what was drawn, beside an untouched original."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd

from layers.atlas import Atlas
from layers.errors import PlannerError
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import area_folders, new_area_folder
from layers.io.areas.save import (
    COPIED,
    DRAWN,
    OSM_KINDS,
    AreaSettings,
    Provenance,
    Saved,
    check_title,
    settings_table,
)
from layers.io.areas.write import COVERAGE, NewLayer, frame_writer, store
from layers.io.settings import DATA
from layers.messages import Sentence
from layers.sources import Source

_PLOTS = "plots"
# What area.toml says of the original that holds for the copy as well.
_KEPT = ("park_id", "node_id", "frame", "country", "zoning_classes", "landcover_classes")


def save_with_plots(
    atlas: Atlas, settings: AreaSettings, provenance: Provenance, *, today: date, data: Path = DATA
) -> Saved:
    """Write a copy of the atlas's area under another name, with the plots of the atlas.

    All other layers and rasters are copied as they are, with the records of their sources.

    Raises
    ------
    PlannerError
        If there is an area of that name already, or nothing can be written.
    """
    folders = area_folders(data)
    if settings.name in folders:
        msg = Sentence("There is an area “{name}” already. Choose another name.", name=settings.name)
        raise PlannerError(msg)
    new_area_folder(settings.name, data)
    check_title(settings)
    folder = folders[atlas.name]
    table = read_area_toml(folder)
    records = {Path(source.path).name: source for source in atlas.sources if source.path.startswith("areas/")}
    plots = atlas.frame(_PLOTS)
    old = records.get(Path(str(table["layers"][_PLOTS])).name)
    drawn = _drawn(plots, old, provenance, f"{atlas.name}, {today.isoformat()}", today)
    new = list(_copies(folder, table, records, drawn))
    kept = {key: table[key] for key in _KEPT if key in table}
    made = store(settings.name, kept | settings_table(settings), new, data, is_new=True)
    return Saved(settings.name, made, settings.epsg, {_PLOTS: len(plots)})


def _copies(
    folder: Path, table: Mapping[str, Any], records: Mapping[str, Source], drawn: NewLayer
) -> Iterator[NewLayer]:
    for part in ("layers", "rasters"):
        for layer, file in table.get(part, {}).items():
            path = folder / Path(str(file)).name
            if layer == _PLOTS:
                yield drawn
                continue
            origin = table.get("imports", {}).get(layer, {"kind": COPIED})
            if origin["kind"] in (COPIED, *OSM_KINDS):
                # Built anew from OpenStreetMap, the area would lose the plots that were drawn.
                origin = {"kind": COPIED, "location": folder.name}
            yield NewLayer(
                layer,
                path.suffix,
                _copier(path),
                _record(records.get(path.name), layer),
                origin,
                part=part,
                coverage=table.get(COVERAGE, {}).get(layer, ""),
            )


def _copier(path: Path) -> Callable[[Path], None]:
    return partial(_copy, path)


def _copy(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)


def _drawn(
    plots: gpd.GeoDataFrame, source: Source | None, provenance: Provenance, origin: str, today: date
) -> NewLayer:
    """Return the plots as they are written: the terms of the original hold on, as they were made of it."""
    suffix, write = frame_writer(plots)
    old = _record(source, _PLOTS)
    hands = [text for text in (old.get("attribution", ""), provenance.attribution) if text]
    record = old | {
        "title": "Plots, edited on screen",
        "licence": " ".join(text for text in (old.get("licence", ""), provenance.licence) if text)
        or "not stated",
        "attribution": " · ".join(dict.fromkeys(hands)) or "not stated",
        "retrieved": today,
        "accuracy": "; ".join(text for text in (provenance.accuracy, old.get("accuracy", "")) if text),
        "illustrative": True,
        "supplied_by": provenance.supplied_by,
        "origin": origin,
        "origin_sha256": source.sha256 if source else "",
    }
    return NewLayer(_PLOTS, suffix, write, record, {"kind": DRAWN, "location": origin})


def _record(source: Source | None, layer: str) -> dict[str, Any]:
    """Return the record of a source as area.toml keeps it."""
    if source is None:
        nothing = dict.fromkeys(("title", "url", "licence", "attribution", "accuracy"), "")
        return {"layer": layer, **nothing, "retrieved": date.min, "illustrative": False}
    languages = {"title": source.titles, "accuracy": source.accuracies}
    said = {f"{name}_{code}": text for name, texts in languages.items() for code, text in texts.items()}
    left_out = ("path", "sha256", "titles", "accuracies")
    record = {key: value for key, value in asdict(source).items() if key not in left_out}
    return record | said | {"retrieved": _day(source.retrieved)}


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
