"""Obstacles that a new track or pipe crosses: what they are, what a crossing costs, who must agree to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf
from typing import Any

import shapely

from layers.atlas import Atlas
from planner.scenario.scenario import CorridorSetting, LandCostClass, Value
from planner.scenario.table_texts import layer_title
from planner.text import _, marked

COST_CLASSES = (marked("low"), marked("medium"), marked("high"))
# Mean cost relative to free land up to which a metre, or a crossing without its own class, is of a class.
_UP_TO_RATIO = (1.5, 4.0, float("inf"))
# The layers in which obstacles are looked up, in the order in which they are listed.
_CROSSED = ("roads", "rail", "water", "plots", "pipelines", "power_lines", "buildings")
NAMES = {
    "roads": ("name", "road_number", "road_id"),
    "rail": ("name", "track_id"),
    "water": ("name", "kind", "water_id"),
    "plots": ("plot_id",),
    "pipelines": ("name", "pipe_id"),
    "power_lines": ("name", "line_id"),
    "buildings": ("name", "building_id"),
}
# A line that runs along a boundary touches the ground beyond it: that is no crossing.
_LEAST_M = 1.0


@dataclass(frozen=True)
class Crossing:
    """One feature that the line crosses, over which length (0 for another line).

    `kind` names the class of ground of the scenario; empty where it has none for this feature, which then
    counts as dear. `status` and `holder` are those of a plot. `condition` says who must agree.
    """

    layer: str
    name: str
    length_m: float
    kind: str = ""
    status: str = ""
    holder: str = ""
    cost_class: str = "high"
    forbidden: bool = False
    condition: str = ""
    confidence: str = "unverified"


def cost_class_of(cost_ratio: float) -> str:
    """Return the cost class of a mean cost relative to free land; translated where it is shown."""
    return next(title for title, limit in zip(COST_CLASSES, _UP_TO_RATIO, strict=True) if cost_ratio <= limit)


def dearest(classes: Iterable[str]) -> str:
    """Return the dearest of some cost classes.

    Examples
    --------
    >>> dearest(["low", "high", "medium"])
    'high'
    """
    return max(classes, key=COST_CLASSES.index, default=COST_CLASSES[0])


def crossings(
    atlas: Atlas,
    line: shapely.LineString,
    setting: CorridorSetting,
    own_plot: str = "",
    target_id: str = "",
) -> tuple[Crossing, ...]:
    """Return what the line crosses, layer by layer, in the order in which it meets them."""
    entries: list[tuple[int, float, Crossing]] = []
    for order, layer in enumerate(_layers(setting)):
        if not atlas.has(layer):
            continue
        frame = atlas.frame(layer)
        key = atlas.layer(layer).spec.key
        # An identifier is unique within its layer only: a plot may be called like a track.
        own = {"plots": own_plot, setting.to_layer: target_id}.get(layer, "")
        frame = frame[(frame[key] != own) & frame.intersects(line).to_numpy()]
        for row in frame.to_dict("records"):
            part = shapely.intersection(row["geometry"], line)
            if shapely.get_dimensions(row["geometry"]) > 1 and shapely.length(part) < _LEAST_M:
                continue
            where_m = float(shapely.line_locate_point(line, shapely.get_point(_first(part), 0)))
            entries.append((order, where_m, _crossing(layer, row, key, float(shapely.length(part)), setting)))
    entries.sort(key=lambda entry: entry[:2])
    return tuple(entry[2] for entry in entries)


def _layers(setting: CorridorSetting) -> list[str]:
    return list(dict.fromkeys([*_CROSSED, *(ground.layer for ground in setting.ground)]))


def _crossing(
    layer: str, row: Mapping[str, Any], key: str, length_m: float, setting: CorridorSetting
) -> Crossing:
    names = [row.get(column) for column in NAMES.get(layer, ("name", key))]
    name = next((name for name in names if isinstance(name, str)), str(row[key]))
    ground = _ground(layer, row, setting)
    what = Crossing(layer, name, length_m, status=_text(row.get("status")), holder=_text(row.get("name")))
    if layer != "plots":
        what = Crossing(layer, name, length_m)
    if ground is None:
        return what
    return Crossing(
        **{
            **what.__dict__,
            "kind": ground.name,
            "cost_class": ground.cost_class or cost_class_of(ground.cost_ratio),
            "forbidden": isinf(ground.cost_ratio),
            "condition": ground.condition_text,
            "confidence": ground.confidence,
        }
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _ground(layer: str, row: Mapping[str, Any], setting: CorridorSetting) -> LandCostClass | None:
    """Return the class of ground of a feature: the dearest that matches, as on the cost surface."""
    known = [ground for ground in setting.ground if ground.layer == layer and matches(row, ground.where)]
    return max(known, key=lambda ground: ground.cost_ratio, default=None)


def matches(row: Mapping[str, Any], where: Mapping[str, Sequence[Value]]) -> bool:
    """Return whether a feature has one of the values in each column named.

    Examples
    --------
    >>> matches({"track_class": "main"}, {"track_class": ["main", "yard"]})
    True
    """
    return all(row.get(column) in values for column, values in where.items())


def conditions(crossed: Iterable[Crossing]) -> tuple[str, ...]:
    """Return the conditions of crossings, each once with the names of what it holds for."""
    by_condition: dict[tuple[str, str], list[str]] = {}
    for crossing in crossed:
        if crossing.forbidden:
            continue
        if not crossing.kind:
            text = _("the scenario does not say whether it may be crossed: ask who holds it")
            by_condition.setdefault((layer_title(crossing.layer), text), []).append(crossing.name)
        elif crossing.condition:
            by_condition.setdefault((crossing.kind, crossing.condition), []).append(crossing.name)
    template = _("{kind} ({names}): {condition}")
    return tuple(
        template.format(kind=kind, names=", ".join(dict.fromkeys(names)), condition=condition)
        for (kind, condition), names in by_condition.items()
    )


def barred_by(crossed: Iterable[Crossing]) -> tuple[str, ...]:
    """Return the sentences that name what the line crosses although the scenario forbids it."""
    text = _("It crosses what the scenario forbids to cross: {kind} ({name}).")
    return tuple(text.format(kind=one.kind, name=one.name) for one in crossed if one.forbidden)


def _first(shape: shapely.Geometry) -> shapely.Geometry:
    part = shapely.get_parts(shape)[0]
    return part if shapely.get_dimensions(part) == 1 else shapely.LineString([part, part])
