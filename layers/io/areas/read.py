"""Areas: a folder each, with area.toml and the files of its layers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers import crs
from layers.atlas import AreaInfo, Atlas, Joint
from layers.errors import DataError, OutOfArea, Unreadable
from layers.io.areas.coverage import with_coverage
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import area_folders
from layers.io.formats.rasters import read_rasters
from layers.io.formats.readers import read
from layers.io.national import SHARED, national_layer, national_sources
from layers.io.settings import DATA, read_sources, safe_name
from layers.layer import Layer
from layers.messages import Sentence
from layers.sources import Source
from layers.specs import SPECS
from layers.specs.zoning_codes import OWN_CLASSES

# How often an area is read that is replaced again and again meanwhile.
_TRIES = 5


@dataclass(frozen=True)
class BrokenArea:
    """An area whose area.toml cannot be used, and why."""

    name: str
    reason: str


def list_areas(data: Path = DATA) -> tuple[AreaInfo, ...]:
    """Return what each area says of itself, in the order of their names; broken ones are left out."""
    return tuple(one for one in _all_areas(data) if isinstance(one, AreaInfo))


def broken_areas(data: Path = DATA) -> tuple[BrokenArea, ...]:
    """Return the areas that `list_areas` leaves out, to be reported."""
    return tuple(one for one in _all_areas(data) if isinstance(one, BrokenArea))


def _all_areas(data: Path) -> Iterator[AreaInfo | BrokenArea]:
    for name, folder in area_folders(data).items():
        try:
            yield _info(read_area_toml(folder))
        except DataError as error:
            yield BrokenArea(name, error.args[0])


def read_atlas(name: str, data: Path = DATA) -> Atlas:
    """Return the atlas of an area, with the national road and rail tables that it joins.

    Raises
    ------
    DataError
        If the area is unknown, or one of its files cannot be used; the sentence names the file.
    """
    folders = area_folders(data)
    folder = folders[safe_name(name, "area", tuple(folders))]
    for _ in range(_TRIES - 1):
        settings = read_area_toml(folder)
        try:
            return _atlas(name, folder, settings, data)
        except DataError:
            # An import may have replaced the area, and removed its old files, while it was read.
            if read_area_toml(folder) == settings:
                raise
    return _atlas(name, folder, read_area_toml(folder), data)


def _atlas(name: str, folder: Path, settings: dict[str, Any], data: Path) -> Atlas:
    info = _info(settings)
    working = crs.working_crs(info.epsg)
    if "layers" not in settings:
        msg = Sentence(
            "area.toml of {name} has no table [layers], which names the file of each layer. Add it.",
            name=name,
        )
        raise Unreadable(msg)
    layers = [
        with_coverage(_layer(folder, layer, file, info, working), settings, info)
        for layer, file in settings["layers"].items()
    ]
    layers += [national_layer(layer, working, data) for layer in SHARED]
    sources = (*_sources(name, settings, folder, data), *national_sources(data))
    return Atlas(
        info,
        working,
        layers,
        sources=sources,
        joint=_joint(info, layers, working),
        rasters=read_rasters(settings, folder, info, working, sources),
    )


def _sources(name: str, settings: dict[str, Any], folder: Path, data: Path) -> tuple[Source, ...]:
    """Return the records of the area's files: its own area.toml holds those of an import."""
    try:
        own = tuple(
            Source.of(f"areas/{name}/{file}", record) for file, record in settings.get("sources", {}).items()
        )
    except (KeyError, TypeError) as error:
        msg = Sentence(
            "area.toml of {name} cannot be used: {error}. Mend it, or remove the folder.",
            name=name,
            error=error,
        )
        raise Unreadable(msg) from None
    return (*own, *read_sources(f"areas/{name}/", data)) if folder.is_relative_to(data) else own


def _info(settings: dict[str, Any]) -> AreaInfo:
    try:
        return AreaInfo(
            name=settings["name"],
            title=settings["title"],
            epsg=settings["epsg"],
            place_kind=settings["place_kind"],
            park_id=settings.get("park_id", ""),
            node_id=settings.get("node_id", ""),
            frame=tuple(settings["frame"]) if "frame" in settings else None,
            note=settings.get("note", ""),
            country=str(settings.get("country", "")).upper(),
            zoning_classes=_zoning_classes(settings.get("zoning_classes", {})),
            titles={key[6:]: value for key, value in settings.items() if key.startswith("title_")},
            notes={key[5:]: value for key, value in settings.items() if key.startswith("note_")},
        )
    except KeyError as error:
        msg = Sentence(
            "area.toml does not say {key}. Add it; docs/add-an-area.md shows how.", key=error.args[0]
        )
        raise Unreadable(msg) from None


def _zoning_classes(said: dict[str, Any]) -> dict[str, str]:
    """Return what the area says of its own zoning codes; a class that there is not is refused."""
    for code, named in said.items():
        if named not in OWN_CLASSES:
            msg = Sentence(
                "area.toml gives the zoning code “{code}” the class “{named}”. There are: {known}.",
                code=code,
                named=named,
                known=", ".join(OWN_CLASSES),
            )
            raise Unreadable(msg)
    return dict(said)


def _layer(folder: Path, name: str, file: str, info: AreaInfo, working: crs.WorkingCRS) -> Layer:
    if name not in SPECS:
        msg = Sentence(
            "area.toml of {area} names the layer “{name}”, which is not one of {known}.",
            area=info.name,
            name=name,
            known=", ".join(SPECS),
        )
        raise Unreadable(msg)
    try:
        raw = read(folder / Path(file).name)
        if not SPECS[name].geometry:
            raw = pd.DataFrame(raw)
        layer = Layer.build(SPECS[name], raw, working)
        _check_frame(layer, info)
    except DataError as error:
        msg = Sentence("{file}: {error}", file=file, error=error)
        raise type(error)(msg) from None
    return layer


def _check_frame(layer: Layer, info: AreaInfo) -> None:
    if info.frame is None or not isinstance(layer.frame, gpd.GeoDataFrame) or layer.frame.empty:
        return
    if not layer.frame.geometry.intersects(shapely.box(*info.frame)).any():
        msg = Sentence(
            "The layer “{layer}” lies wholly outside the frame of the area. Check its coordinate "
            "reference system, or the frame in area.toml.",
            layer=Sentence(layer.spec.title),
        )
        raise OutOfArea(msg)


def _joint(info: AreaInfo, layers: list[Layer], working: crs.WorkingCRS) -> Joint | None:
    if not info.node_id:
        return None
    nodes = next(layer.frame for layer in layers if layer.spec.name == "nodes")
    row = nodes[nodes["node_id"] == info.node_id]
    if row.empty:
        msg = Sentence(
            "area.toml of {area} joins the national node “{node}”, which is not in nodes.csv.",
            area=info.name,
            node=info.node_id,
        )
        raise Unreadable(msg)
    node = row.iloc[0]
    x_m, y_m = crs.easting_northing(lat=node["lat"], lon=node["lon"], working=working)
    return Joint(info.node_id, node["name"], x_m, y_m)
