"""What a plot is measured to: quays, tracks, main roads, pipes, gates, companies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas
from planner.text import number

# Companies placed no better than this are somewhere in the park: no route is searched to them.
ROUTABLE_ACCURACY_M = 300.0


@dataclass(frozen=True)
class Target:
    """One thing to measure to; `geometry` is in the working system."""

    kind: str
    target_id: str
    name: str
    layer: str
    geometry: BaseGeometry
    accuracy_m: float | None
    illustrative: bool
    source: str
    detail: str = ""


def targets(atlas: Atlas) -> tuple[Target, ...]:
    """Return everything in the atlas that a plot is measured to, kind by kind."""
    found: list[Target] = []
    for layer, make in TARGETS:
        if atlas.has(layer):
            found.extend(make(atlas.frame(layer)))
    return tuple(found)


def _target(kind: str, row: Any, *, layer: str, target_id: str, name: str, detail: str = "") -> Target:
    return Target(
        kind=kind,
        target_id=target_id,
        name=name,
        layer=layer,
        geometry=row.geometry,
        accuracy_m=None if pd.isna(row.accuracy_m) else float(row.accuracy_m),
        illustrative=bool(row.illustrative),
        source=row.source or "",
        detail=detail,
    )


def _quays(frame: gpd.GeoDataFrame) -> list[Target]:
    return [
        _target(
            PIER if row.candidate else "quay",
            row,
            layer="ports",
            target_id=row.quay_id,
            name=f"{row.port}: {row.name}",
            detail="" if pd.isna(row.depth_m) else _depth(row.depth_m),
        )
        for row in frame.itertuples(index=False)
    ]


def _companies(frame: gpd.GeoDataFrame) -> list[Target]:
    return [
        _target(
            "company",
            row,
            layer="companies",
            target_id=row.company_id,
            name=row.name,
            detail=row.activity or "",
        )
        for row in frame.itertuples(index=False)
    ]


def _places(frame: gpd.GeoDataFrame) -> list[Target]:
    return [
        _target(row.kind, row, layer="places", target_id=row.place_id, name=row.name)
        for row in frame.itertuples(index=False)
    ]


def _tracks(frame: gpd.GeoDataFrame) -> list[Target]:
    return [
        _target(
            "track",
            row,
            layer="rail",
            target_id=row.track_id,
            name=row.name or row.track_id,
            detail=row.track_class,
        )
        for row in frame.itertuples(index=False)
    ]


def _main_roads(frame: gpd.GeoDataFrame) -> list[Target]:
    # A tunnel below a plot is no road that the plot is near to.
    main = frame[frame["road_class"].isin(["motorway", "main"]) & ~frame["tunnel"]]
    return [
        _target(
            "main_road",
            row,
            layer="roads",
            target_id=row.road_id,
            name=row.name or row.road_number or row.road_id,
        )
        for row in main.itertuples(index=False)
    ]


def _pipes(frame: gpd.GeoDataFrame) -> list[Target]:
    """Return a target for each pipe and medium: a bridge that carries three media is three targets."""
    return [
        _target(
            row.pipe_class,
            row,
            layer="pipelines",
            target_id=f"{row.pipe_id} {medium.strip()}",
            name=medium.strip(),
            detail=row.name or "",
        )
        for row in frame.itertuples(index=False)
        for medium in row.medium.split(";")
        if medium.strip()
    ]


TARGETS: tuple[tuple[str, Callable[[gpd.GeoDataFrame], list[Target]]], ...] = (
    ("ports", _quays),
    ("rail", _tracks),
    ("roads", _main_roads),
    ("pipelines", _pipes),
    ("places", _places),
    ("companies", _companies),
)
# A place that may be a quay: of these the nearest is told, and none counts as a quay.
PIER = "pier"
# Kinds of which the nearest one counts, for each name where the name says the medium.
NEAREST_ANY = ("track", "main_road", PIER)
NEAREST_BY_NAME = ("pipe_bridge", "buried", "heat_network", "gas")


def _depth(depth_m: float) -> str:
    """Return a depth with as many digits as the source gives."""
    return f"{number(depth_m, len(f'{depth_m:g}'.partition('.')[2]))} m"
