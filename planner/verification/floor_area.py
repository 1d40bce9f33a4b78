"""How much may still be built on each plot, recomputed in plain arithmetic, one plot at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layers.atlas import Atlas
from planner.scenario.scenario import Scenario
from planner.verification.buildings import Built, buildings_by_plot
from planner.verification.figures import Figures, number_of
from planner.verification.ground import PlotGround, is_among, plots_beyond

_RIGHT, _RATIO = "building_right_m2", "floor_area_ratio"
_NONE_GIVEN = "none_given"


@dataclass(frozen=True)
class _Existing:
    """What stands on a plot, in m²; None: not known. `on_buildable_m2` is the part on buildable ground."""

    used_m2: float | None
    footprint_m2: float | None
    on_buildable_m2: float | None


def recompute_floor_area(
    atlas: Atlas, scenario: Scenario, grounds: Mapping[str, PlotGround]
) -> dict[str, Figures]:
    """Return the floor-area figures of each plot."""
    plots = atlas.frame("plots")
    built = buildings_by_plot(plots, atlas.frame("buildings")) if atlas.has("buildings") else None
    beyond = plots_beyond(atlas, "buildings")
    figures: dict[str, Figures] = {}
    for _position, row in plots.iterrows():
        plot_id = row["plot_id"]
        plan, assumed = _with_assumptions(dict(row), scenario)
        here = None if built is None or plot_id in beyond else built[plot_id]
        figures[plot_id] = (
            _of_plot(plan, here, grounds[plot_id], scenario.factor("storey_height_m")) | assumed
        )
        if plot_id in beyond and figures[plot_id]["capacity.used_basis"] == "unknown":
            figures[plot_id]["capacity.used_basis"] = "beyond_data"
    return figures


def _of_plot(
    plan: Mapping[str, Any], built: list[Built] | None, ground: PlotGround, storey_height_m: float
) -> Figures:
    used = _used(plan, built)
    existing = _existing(used, built, ground)
    registered_m2 = _given(plan, "recorded_area_m2")
    limits, storeys = _limits(plan, ground, registered_m2 or ground.whole.area, storey_height_m)
    unknown = _unknown_inputs(plan, used, existing)
    drawn, _storeys = _limits(plan, ground, ground.whole.area, storey_height_m)
    scored_m2 = _remaining(drawn, storeys, existing, ground)["capacity.remaining_floor_area_m2"]
    figures: Figures = {
        **used,
        "capacity.registered_area_m2": registered_m2,
        **_permitted(limits),
        **_remaining(limits, storeys, existing, ground),
        "capacity.unknown_inputs": unknown,
        "capacity.scored_floor_area_m2": None if unknown else scored_m2,
    }
    if figures["capacity.built_footprint_m2"] is None and existing.used_m2 != 0:
        figures["capacity.largest_free_part_m2"] = None
    if ground.figures["capacity.undecided_rules"] or ground.figures["capacity.beyond_data"]:
        return figures | _as_bound(figures)
    return figures


def _as_bound(figures: Figures) -> Figures:
    """Return the remaining floor area as an upper bound: ground may be less than is shown."""
    left_m2 = figures["capacity.remaining_floor_area_m2"]
    return {
        "capacity.remaining_floor_area_m2": None,
        "capacity.remaining_at_most_m2": figures["capacity.remaining_at_most_m2"]
        if left_m2 is None
        else left_m2,
        "capacity.scored_floor_area_m2": None,
    }


def _given(plan: Mapping[str, Any], column: str) -> float | None:
    value = plan[column]
    return None if value is None or pd.isna(value) else float(value)


def _with_assumptions(row: dict[str, Any], scenario: Scenario) -> tuple[dict[str, Any], Figures]:
    """Return the plan values of a plot with those that the scenario assumes, and the figures about these."""
    figures: Figures = {}
    for assumption in scenario.assumptions:
        if not all(is_among(row.get(column), values) for column, values in assumption.where.items()):
            continue
        for column in (_RATIO, "coverage_ratio", "storeys"):
            value = getattr(assumption, column)
            has_right = column == _RATIO and _given(row, _RIGHT) is not None
            is_given = _given(row, column) is not None or has_right
            if value is None or (assumption.only_missing and is_given):
                continue
            row[column] = value
            if column == _RATIO:
                row[_RIGHT] = None
            figures[f"capacity.assumed.{column}.value"] = float(value)
    return row, figures


def _used(plan: Mapping[str, Any], buildings: list[Built] | None) -> Figures:
    recorded_m2 = _given(plan, "used_floor_area_m2")
    figures: Figures = {
        "capacity.used_floor_area_m2": recorded_m2,
        "capacity.used_basis": "unknown" if recorded_m2 is None else "recorded",
        "capacity.built_footprint_m2": None,
        "capacity.buildings_n": None,
        "capacity.storeys_assumed_n": None,
    }
    if buildings is None:
        return figures
    figures |= {
        "capacity.built_footprint_m2": sum((one.ground.area for one in buildings), 0.0),
        "capacity.buildings_n": len(buildings),
        "capacity.storeys_assumed_n": sum(one.storeys_assumed for one in buildings),
    }
    if recorded_m2 is None:
        basis = "estimated" if any(one.is_estimated for one in buildings) else "buildings_recorded"
        figures |= {
            "capacity.used_floor_area_m2": sum((one.floor_area_m2 for one in buildings), 0.0),
            "capacity.used_basis": basis if buildings else "none_built",
        }
    return figures


def _existing(used: Figures, built: list[Built] | None, ground: PlotGround) -> _Existing:
    """Return what stands; the footprint of recorded floor area is unknown where no building is at hand."""
    used_m2 = number_of(used, "capacity.used_floor_area_m2")
    footprint_m2 = number_of(used, "capacity.built_footprint_m2")
    if not footprint_m2 and used_m2 != 0:
        return _Existing(used_m2, None, None)
    on_buildable_m2 = sum((one.ground.intersection(ground.buildable).area for one in built or ()), 0.0)
    return _Existing(used_m2, footprint_m2 or 0.0, on_buildable_m2)


def _limits(
    plan: Mapping[str, Any], ground: PlotGround, area_m2: float, storey_height_m: float
) -> tuple[dict[str, float], float | None]:
    """Return the floor area that each given limit allows, in k-m², and the storeys allowed."""
    buildable_m2 = ground.buildable.area
    right_m2, ratio = _given(plan, _RIGHT), _given(plan, _RATIO)
    storeys, height_m = _given(plan, "storeys"), _given(plan, "height_m")
    coverage, volume = _given(plan, "coverage_ratio"), _given(plan, "volume_ratio")
    if storeys is None and height_m is not None:
        # The least addend keeps 3 × 1.1 m from holding 2 storeys of 1.1 m.
        storeys = max(1.0, float(int(height_m / storey_height_m + 1e-9)))
    limits: dict[str, float] = {}
    if right_m2 is not None or ratio is not None:
        limits["building_right"] = right_m2 if right_m2 is not None else (ratio or 0.0) * area_m2
    if coverage is not None and storeys is not None:
        limits["coverage"] = coverage * area_m2 * storeys
    if storeys is not None or buildable_m2 <= 0:
        limits["buildable_area"] = buildable_m2 * (storeys or 0.0)
    if volume is not None:
        limits["volume"] = volume * area_m2 / storey_height_m
    return limits, storeys


def _least(limits: Mapping[str, float]) -> tuple[float | None, str, str]:
    """Return the least of the limits, its name, and the name of the next; ties in the order of the limits."""
    ordered = sorted(limits, key=lambda name: limits[name])
    names = [*ordered[:2], _NONE_GIVEN, _NONE_GIVEN]
    return (limits[ordered[0]] if ordered else None), names[0], names[1]


def _permitted(limits: Mapping[str, float]) -> Figures:
    least_m2, binding, following = _least(limits)
    is_known = "building_right" in limits or (least_m2 is not None and least_m2 <= 0)
    return {
        "capacity.building_right_m2": limits.get("building_right"),
        "capacity.permitted_floor_area_m2": least_m2 if is_known else None,
        "capacity.permitted_at_most_m2": None if is_known else least_m2,
        "capacity.binding_limit": binding,
        "capacity.next_limit": following,
    }


def _remaining(
    limits: Mapping[str, float], storeys: float | None, existing: _Existing, ground: PlotGround
) -> Figures:
    """Return what may still be built; with something unknown, what may be built at most."""
    buildable_m2, used_m2 = ground.buildable.area, existing.used_m2
    worst = _Existing(
        used_m2,
        used_m2 if existing.footprint_m2 is None else existing.footprint_m2,
        min(buildable_m2 if used_m2 is None else used_m2, buildable_m2)
        if existing.on_buildable_m2 is None
        else existing.on_buildable_m2,
    )
    best = _Existing(
        used_m2 or 0.0,
        (used_m2 or 0.0) / (storeys or 1.0) if existing.footprint_m2 is None else existing.footprint_m2,
        existing.on_buildable_m2 or 0.0,
    )
    least, bound = (_least(_left(limits, storeys, one)) for one in (worst, best))
    is_known = "building_right" in limits and used_m2 is not None
    if existing.footprint_m2 is None and is_known:
        is_known = least[0] is not None and bound[0] is not None and least[0] >= bound[0]
    shown = least if is_known else bound
    return {
        "capacity.remaining_floor_area_m2": least[0] if is_known else None,
        "capacity.remaining_at_most_m2": None if is_known else bound[0],
        "capacity.remaining_binding_limit": shown[1],
        "capacity.remaining_next_limit": shown[2],
    }


def _left(limits: Mapping[str, float], storeys: float | None, existing: _Existing) -> dict[str, float]:
    """Return what each limit leaves: floor area less used, ground less footprints times storeys."""
    taken_m2: dict[str, float | None] = {
        "building_right": existing.used_m2,
        "coverage": _times(existing.footprint_m2, storeys),
        "buildable_area": _times(existing.on_buildable_m2, storeys),
        "volume": existing.used_m2,
    }
    if limits.get("buildable_area") == 0:
        taken_m2["buildable_area"] = 0.0
    return {
        name: allowed_m2 - less_m2
        for name, allowed_m2 in limits.items()
        if (less_m2 := taken_m2[name]) is not None
    }


def _times(ground_m2: float | None, storeys: float | None) -> float | None:
    return None if ground_m2 is None or storeys is None else ground_m2 * storeys


def _unknown_inputs(plan: Mapping[str, Any], used: Figures, existing: _Existing) -> tuple[str, ...]:
    """Return what is not known of that on which the remaining floor area rests.

    A limit that the plan is said not to set is known.
    """
    said = plan.get("limits_not_set")
    not_set = said.lower() if isinstance(said, str) else ""
    height_known = _given(plan, "height_m") is not None or "height" in not_set
    known = {
        _RATIO: _given(plan, _RATIO) is not None or _given(plan, _RIGHT) is not None,
        "coverage_ratio": _given(plan, "coverage_ratio") is not None or "coverage" in not_set,
        "storeys": _given(plan, "storeys") is not None or ("storeys" in not_set and height_known),
        "volume_ratio": _given(plan, "volume_ratio") is not None or "volume" in not_set,
        "used_floor_area_m2": used["capacity.used_basis"] in ("recorded", "buildings_recorded", "none_built")
        or (used["capacity.used_basis"] == "estimated" and used["capacity.storeys_assumed_n"] == 0),
        "footprints": existing.footprint_m2 is not None,
    }
    return tuple(name for name, is_known in known.items() if not is_known)
