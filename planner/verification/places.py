"""What plots are measured to, and the straight lines to it, recomputed pair by pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from layers.atlas import Atlas
from planner.verification.figures import Figures
from planner.verification.ground import plots_beyond

# Of these kinds the nearest one counts; of pipes the nearest of each medium.
_NEAREST_OF_KIND = ("track", "main_road", "pier")
_NEAREST_OF_MEDIUM = ("pipe_bridge", "buried", "heat_network", "gas")


@dataclass(frozen=True)
class Place:
    """One thing that plots are measured to; of those with one `group` the nearest counts."""

    kind: str
    target_id: str
    group: str
    layer: str
    geometry: BaseGeometry
    accuracy_m: float | None
    illustrative: bool


def places_of(atlas: Atlas) -> list[Place]:
    """Return everything that plots are measured to."""
    places: list[Place] = []
    for layer, kind_of, id_of in _LAYERS:
        if not atlas.has(layer):
            continue
        for row in atlas.frame(layer).itertuples(index=False):
            places += [_place((kind, id_of(row, name), name), layer, row) for kind, name in kind_of(row)]
    return places


def _place(names: tuple[str, str, str], layer: str, row: Any) -> Place:
    kind, target_id, name = names
    group = target_id
    if kind in _NEAREST_OF_KIND:
        group = ""
    elif kind in _NEAREST_OF_MEDIUM:
        group = name
    accuracy_m = None if pd.isna(row.accuracy_m) else float(row.accuracy_m)
    return Place(kind, target_id, group, layer, row.geometry, accuracy_m, bool(row.illustrative))


def _media(row: Any) -> list[tuple[str, str]]:
    return [(row.pipe_class, name) for part in row.medium.split(";") if (name := part.strip())]


def _main_roads(row: Any) -> list[tuple[str, str]]:
    # A tunnel below a plot is no road that the plot is near to.
    return [("main_road", "")] if row.road_class in ("motorway", "main") and not row.tunnel else []


# Layer, the kinds and names that a row stands for, and its identifier.
_LAYERS: tuple[tuple[str, Callable[[Any], list[tuple[str, str]]], Callable[[Any, str], str]], ...] = (
    ("ports", lambda row: [("pier" if row.candidate else "quay", "")], lambda row, _name: row.quay_id),
    ("rail", lambda _row: [("track", "")], lambda row, _name: row.track_id),
    ("roads", _main_roads, lambda row, _name: row.road_id),
    ("pipelines", _media, lambda row, name: f"{row.pipe_id} {name}"),
    ("places", lambda row: [(row.kind, "")], lambda row, _name: row.place_id),
    ("companies", lambda _row: [("company", "")], lambda row, _name: row.company_id),
)


def recompute_straight_lines(atlas: Atlas) -> dict[str, Figures]:
    """Return the straight-line distances of every plot, from its edge."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in places_of(atlas):
        groups.setdefault((place.kind, place.group), []).append(place)
    figures: dict[str, Figures] = {}
    for row in atlas.frame("plots").itertuples(index=False):
        of_plot: Figures = {}
        for several in groups.values():
            of_plot |= _nearest(row.geometry, several)
        figures[row.plot_id] = of_plot
    return figures


def _nearest(plot: BaseGeometry, several: Sequence[Place]) -> Figures:
    metres = [plot.distance(place.geometry) for place in several]
    best = metres.index(min(metres))
    place, distance_m = several[best], metres[best]
    is_vague = place.kind == "company" and place.accuracy_m is not None and distance_m <= place.accuracy_m
    return distance_figures(
        f"distances.direct.{place.kind}.{place.target_id}",
        method="below_accuracy" if is_vague else "straight_line",
        distance_m=None if is_vague else distance_m,
        accuracy_m=place.accuracy_m,
        illustrative=place.illustrative,
    )


def without_those_beyond(atlas: Atlas, figures: dict[str, Figures]) -> dict[str, Figures]:
    """Return the distances, not known where the plot reaches beyond the data that a distance rests on.

    These are the layer of the target, of which a nearer one may not be seen, by road the roads, and by rail
    tracks and roads.
    """
    layer_of = {place.kind: place.layer for place in places_of(atlas)}
    along = {"road": ["roads"], "rail": ["rail", "roads"]}
    beyond = {layer: plots_beyond(atlas, layer) for layer in {*layer_of.values(), "rail", "roads"}}
    result = {}
    for plot_id, of_plot in figures.items():
        result[plot_id] = dict(of_plot)
        for row in dict.fromkeys(name.rpartition(".")[0] for name in of_plot):
            _part, mode, kind, _target_id = row.split(".", 3)
            needed = [*([layer_of[kind]] if kind in layer_of else []), *along.get(mode, [])]
            if any(plot_id in beyond[layer] for layer in needed):
                unknown = distance_figures(row, method="beyond_data")
                # What is known of the target itself stays.
                kept = (f"{row}.accuracy_m", f"{row}.illustrative")
                result[plot_id] |= {name: one for name, one in unknown.items() if name not in kept}
    return result


def distance_figures(name: str, **given: Any) -> Figures:
    """Return the figures of one distance; what is not given is not known, or not there."""
    columns: Figures = {
        "method": "",
        "distance_m": None,
        "snap_m": None,
        "network_m": None,
        "access_m": None,
        "target_access_m": None,
        "access_accuracy_m": None,
        "accuracy_m": None,
        "illustrative": False,
        "way_illustrative_m": 0.0,
        "way_accuracy_m": None,
    }
    return {f"{name}.{column}": value for column, value in (columns | given).items()}
