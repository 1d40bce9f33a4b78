"""Score, reasons against a rank, and the order of the plots, recomputed from the recomputed figures."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from layers.atlas import Atlas
from planner.scenario.scenario import CriterionSetting, Scenario
from planner.verification.figures import Figures, Value, number_of

_UNKNOWN, _RESERVE = "unknown", "reserve"
_NO_METHOD = ""
# Methods that say why there is no distance.
_UNREACHED = ("no_route", "beyond_data")
# Criteria that are the distance to the nearest target of a kind: the mode and the kind.
_NEAREST = {
    "quay_distance": ("road", "quay"),
    "track_distance": ("direct", "track"),
    "main_road_distance": ("road", "main_road"),
    "pipe_bridge_distance": ("direct", "pipe_bridge"),
}
_CRITERIA = (
    *("remaining_floor_area", "largest_part", "quay_distance", "track_distance", "main_road_distance"),
    *("pipe_bridge_distance", "partners_near"),
)
# Scores that differ by less are tied.
_SCORE_DIGITS_N = 6


def recompute_scores(atlas: Atlas, scenario: Scenario, figures: Mapping[str, Figures]) -> dict[str, Figures]:
    """Return score, findings against a rank, and rank of each plot, from its other figures."""
    plots = atlas.frame("plots")
    scores: dict[str, Figures] = {}
    for _position, row in plots.iterrows():
        plot = dict(row)
        known = figures[plot["plot_id"]]
        score = _score(known, scenario)
        fits = _fits_industry(plot["zoning_code"], atlas, scenario)
        out = _knock_outs(plot, known, scenario, fits_industry=fits)
        apart = _gaps(plot, known, score, scenario, fits_industry=fits)
        scores[plot["plot_id"]] = (
            score
            | _findings("knock_out", out)
            | _findings("too_little_known", apart)
            | {"knocked_out": bool(out), "too_little_known": bool(apart)}
        )
    reserve = frozenset(plots.loc[plots["status"] == _RESERVE, "plot_id"])
    return {plot_id: one | {"rank": _rank(plot_id, scores, reserve)} for plot_id, one in scores.items()}


def _nearest(figures: Figures, mode: str, kind: str) -> tuple[float | None, str]:
    """Return the least distance to a target of a kind by a mode, and its method; else why there is none."""
    prefix = f"distances.{mode}.{kind}."
    known = {
        name: metres
        for name in figures
        if name.startswith(prefix)
        and name.endswith(".distance_m")
        and (metres := number_of(figures, name)) is not None
    }
    if not known:
        methods = [figures[name] for name in figures if name.startswith(prefix) and name.endswith(".method")]
        return None, next((str(one) for one in methods if one in _UNREACHED), _NO_METHOD)
    name = min(known, key=lambda one: known[one])
    return known[name], str(figures[name.replace(".distance_m", ".method")])


def _partners_near(figures: Figures, radius_m: float) -> float | None:
    """Return how many firms lie within the radius with all of the circle in which they may stand."""
    prefix, ending = "distances.direct.company.", ".method"
    firms = [
        name.removesuffix(ending) for name in figures if name.startswith(prefix) and name.endswith(ending)
    ]
    if not firms or any(figures[f"{firm}.method"] == "beyond_data" for firm in firms):
        return None
    farthest_m = []
    for firm in firms:
        distance_m, accuracy_m = (number_of(figures, f"{firm}.{one}") for one in ("distance_m", "accuracy_m"))
        farthest_m.append((accuracy_m or 0.0) + (distance_m if distance_m is not None else accuracy_m or 0.0))
    return float(sum(far_m <= radius_m for far_m in farthest_m))


def _value(criterion: str, figures: Figures, scenario: Scenario) -> tuple[float | None, str]:
    if criterion in _NEAREST:
        return _nearest(figures, *_NEAREST[criterion])
    if criterion == "partners_near":
        return _partners_near(figures, scenario.logistics.partner_radius_m), _NO_METHOD
    if criterion == "remaining_floor_area":
        return number_of(figures, "capacity.scored_floor_area_m2"), _NO_METHOD
    is_bound = bool(figures["capacity.undecided_rules"] or figures["capacity.beyond_data"])
    return None if is_bound else number_of(figures, "capacity.largest_free_part_m2"), _NO_METHOD


def _score(figures: Figures, scenario: Scenario) -> Figures:
    settings = {setting.criterion_id: setting for setting in scenario.criteria}
    total = sum(setting.weight for setting in settings.values())
    result: Figures = {}
    low_score = known_weight = 0.0
    for criterion in _CRITERIA:
        value, method = _value(criterion, figures, scenario)
        setting = settings.get(criterion)
        points = _points(value, setting)
        part = points * setting.weight / total if setting and points is not None and total else None
        low_score += part or 0.0
        known_weight += setting.weight if setting and value is not None else 0.0
        columns: dict[str, Value] = {
            "value": value,
            "weight": setting.weight if setting else None,
            "value_score": points,
            "contribution_score": part,
            "worst": setting.worst if setting else None,
            "best": setting.best if setting else None,
            "method": method,
        }
        result |= {f"score.contributions.{criterion}.{name}": one for name, one in columns.items()}
    share = known_weight / total if total else 0.0
    return result | {
        "score.low_score": low_score,
        "score.high_score": low_score + 100.0 * (1.0 - share),
        "score.known_weight_share": share,
    }


def _points(value: float | None, setting: CriterionSetting | None) -> float | None:
    """Return where a value lies from the worst bound (0) to the best (100)."""
    if value is None or setting is None:
        return None
    low, high = sorted((setting.worst, setting.best))
    inside = min(max(value, low), high)
    return 100.0 * (inside - setting.worst) / (setting.best - setting.worst)


def _findings(effect: str, rules: tuple[str, ...]) -> Figures:
    columns: dict[str, Value] = {
        "effect": effect,
        "overlap_m2": None,
        "overlap_share": None,
        "width_min_m": None,
        "width_max_m": None,
        "accuracy_m": None,
        "illustrative": False,
    }
    return {f"findings.{rule}.{column}": value for rule in rules for column, value in columns.items()}


def _spellings(code: object) -> tuple[str, ...]:
    """Return a zoning code, then without its number, without its qualifier, and without both."""
    written = code if isinstance(code, str) else ""
    base = written.partition("/")[0]
    return (written, re.sub(r"-\d+", "", written), base, re.sub(r"-\d+$", "", base))


def _fits_industry(code: object, atlas: Atlas, scenario: Scenario) -> bool | None:
    """Return whether a zoning code is for industry; None where nobody has said what it allows.

    What the area says of a code goes before the list of codes.
    """
    classes = scenario.knock_outs.industry_classes
    if not classes:
        return True
    for spelling in _spellings(code):
        if atlas.info.zoning_classes.get(spelling):
            return atlas.info.zoning_classes[spelling] in classes
    codes = atlas.table("zoning_codes") if atlas.has("zoning_codes") else pd.DataFrame({"code": []})
    for spelling in _spellings(code):
        listed = codes[codes["code"] == spelling]
        if spelling and len(listed):
            says_no = str(listed.iloc[0]["developable_industry"] or "").startswith("no")
            return listed.iloc[0]["class_group"] in classes and not says_no
    return True if _UNKNOWN in classes else None


def _knock_outs(
    plot: Mapping[str, Any], figures: Figures, scenario: Scenario, *, fits_industry: bool | None
) -> tuple[str, ...]:
    reasons = []
    limits = scenario.knock_outs
    if limits.available_status and plot["status"] not in {*limits.available_status, _UNKNOWN}:
        reasons.append("status")
    if fits_industry is False:
        reasons.append("zoning")
    if figures["capacity.buildable_area_m2"] == 0:
        reasons.append("no_ground")
    elif _floor_area_left(figures) is False:
        reasons.append("no_right")
    return tuple(reasons)


def _floor_area_left(figures: Figures) -> bool | None:
    """Return whether any floor area may still be built; None where what is not known decides it."""
    left_m2, at_most_m2, used_m2, built_m2, scored_m2 = (
        number_of(figures, f"capacity.{name}_m2")
        for name in (
            *("remaining_floor_area", "remaining_at_most", "used_floor_area", "built_footprint"),
            "scored_floor_area",
        )
    )
    bound_m2 = at_most_m2 if left_m2 is None else left_m2
    if bound_m2 is not None and bound_m2 <= 0:
        return False
    if figures["capacity.undecided_rules"] or figures["capacity.beyond_data"]:
        return None
    return True if scored_m2 is not None or (used_m2 == 0 and not built_m2) else None


def _gaps(
    plot: Mapping[str, Any],
    figures: Figures,
    score: Figures,
    scenario: Scenario,
    *,
    fits_industry: bool | None,
) -> tuple[str, ...]:
    reasons = []
    limits = scenario.knock_outs
    if limits.available_status and plot["status"] == _UNKNOWN and _UNKNOWN not in limits.available_status:
        reasons.append("status_unknown")
    if fits_industry is None:
        reasons.append("zoning_unknown")
    if _floor_area_left(figures) is None:
        reasons.append("floor_area_unknown")
    share = number_of(score, "score.known_weight_share") or 0.0
    if share <= 0 or share < scenario.ranking.minimum_known_weight_share:
        reasons.append("known_weight")
    return tuple(reasons)


def _rank(plot_id: str, scores: Mapping[str, Figures], reserve: frozenset[str]) -> int | None:
    """Return how many plots of the same list are better, plus one; None for a plot without a rank."""
    if scores[plot_id]["knocked_out"] or scores[plot_id]["too_little_known"]:
        return None
    rivals = [
        one
        for other, one in scores.items()
        if not one["knocked_out"]
        and not one["too_little_known"]
        and (other in reserve) == (plot_id in reserve)
    ]
    own = round(number_of(scores[plot_id], "score.low_score") or 0.0, _SCORE_DIGITS_N)
    return 1 + sum(round(number_of(one, "score.low_score") or 0.0, _SCORE_DIGITS_N) > own for one in rivals)
