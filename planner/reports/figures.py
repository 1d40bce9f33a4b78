"""The figures of each plot as one flat row: what tables and maps carry away. Every column names its unit."""

from collections.abc import Mapping, Sequence
from typing import Any

from layers.sources import Source
from planner.appraisal import Appraisal
from planner.capacity.capacity import Excluded
from planner.ranking import RankedPlot, rank
from planner.reports.report import Content
from planner.siting.criteria import nearest, nearest_or_no_route

# The nearest target of these kinds, each by this mode, stands in a column of its own.
NEAREST = (
    ("quay", "road"),
    ("quay", "direct"),
    ("track", "direct"),
    ("main_road", "road"),
    ("pipe_bridge", "direct"),
)
# What the plan and the market say of a plot, as the source gives it.
_GIVEN = (
    "block",
    "plan_name",
    "plan_date",
    "reserved_until",
    "available_from",
    "floor_area_ratio",
    "coverage_ratio",
    "volume_ratio",
    "storeys",
    "height_m",
    "limits_not_set",
    "recorded_area_m2",
    "price_eur_m2",
    "lease_eur_m2_yr",
    "company_id",
)
# Digits behind the decimal sign by the end of a name: more would promise what no survey holds.
_DIGITS = {"_m2": 2, "_m": 2, "_score": 3, "_share": 5}


def rows(content: Content) -> list[dict[str, Any]]:
    """Return a row of figures for each plot.

    `rank` is given only where all plots of the area stand in the report: among a few it would mean little.
    """
    places = _places(content)
    return [row(appraisal, places.get(appraisal.plot_id)) for appraisal in content.appraisals]


def row(appraisal: Appraisal, place: RankedPlot | None = None) -> dict[str, Any]:
    """Return the figures of one plot; None stands for what is not known."""
    return rounded(
        {
            "area": appraisal.area,
            "plot_id": appraisal.plot_id,
            "name": appraisal.name or None,
            "place_kind": appraisal.place_kind,
            "illustrative": appraisal.illustrative,
            "zoning_code": appraisal.zoning_code,
            "plan_level": appraisal.plan_level,
            "status": appraisal.status,
            **{name: appraisal.plot.get(name) for name in _GIVEN},
            **_capacity(appraisal),
            **_distances(appraisal),
            **_verdict(appraisal, place),
            "epsg": appraisal.epsg,
            "scenario": appraisal.scenario,
            "sources": credits_of(appraisal.sources),
        }
    )


def rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures with as many decimals as their units deserve.

    Examples
    --------
    >>> rounded({"gross_area_m2": 215000.123456, "known_weight_share": 0.123456789, "storeys": 2.0})
    {'gross_area_m2': 215000.12, 'known_weight_share': 0.12346, 'storeys': 2.0}
    """
    return {name: round_by_unit(name, value) for name, value in figures.items()}


def round_by_unit(name: str, value: Any) -> Any:
    """Return the value, rounded if it is a number whose name ends in a unit that we round."""
    if not isinstance(value, float):
        return value
    digits_n = next((digits for unit, digits in _DIGITS.items() if name.endswith(unit)), None)
    # Adding zero turns -0.0 into 0.0.
    return value if digits_n is None else round(value, digits_n) + 0.0


def credits_of(sources: Sequence[Source]) -> str:
    """Return whom to name, and on which terms, each once."""
    return "; ".join(dict.fromkeys(f"{source.attribution} ({source.licence})" for source in sources))


def _places(content: Content) -> dict[str, RankedPlot]:
    if len(content.appraisals) < len(content.atlas.frame("plots")):
        return {}
    return {place.appraisal.plot_id: place for place in rank(content.appraisals).placed}


def _capacity(appraisal: Appraisal) -> dict[str, Any]:
    capacity = appraisal.capacity
    return {
        "gross_area_m2": capacity.gross_area_m2,
        "excluded_m2": capacity.gross_area_m2 - capacity.buildable_area_m2,
        "excluded_by_rule": "; ".join(_taken(entry) for entry in capacity.excluded_by_rule),
        "excluded_illustrative": any(entry.illustrative for entry in capacity.excluded_by_rule),
        "needs_permit_m2": capacity.needs_permit_m2,
        "buildable_area_m2": capacity.buildable_area_m2,
        "buildable_parts_n": capacity.buildable_parts_n,
        "largest_part_m2": capacity.largest_part_m2,
        "largest_free_part_m2": capacity.largest_free_part_m2,
        "area_difference_share": capacity.area_difference_share,
        "building_right_m2": capacity.building_right_m2,
        "permitted_floor_area_m2": capacity.permitted_floor_area_m2,
        "permitted_at_most_m2": capacity.permitted_at_most_m2,
        "binding_limit": capacity.binding_limit,
        "next_limit": capacity.next_limit,
        "assumed": "; ".join(
            f"{one.name} ({one.basis}): {one.column} = {one.value:g}" for one in capacity.assumed
        ),
        "used_floor_area_m2": capacity.used_floor_area_m2,
        "used_basis": capacity.used_basis,
        "built_footprint_m2": capacity.built_footprint_m2,
        "buildings_n": capacity.buildings_n,
        "storeys_assumed_n": capacity.storeys_assumed_n,
        "remaining_floor_area_m2": capacity.remaining_floor_area_m2,
        "remaining_at_most_m2": capacity.remaining_at_most_m2,
        "remaining_binding_limit": capacity.remaining_binding_limit,
        "remaining_next_limit": capacity.remaining_next_limit,
        "unknown_inputs": "; ".join(capacity.unknown_inputs),
    }


def _taken(entry: Excluded) -> str:
    drawn = " (illustrative)" if entry.illustrative else ""
    return f"{entry.rule_id} {entry.waterfall_m2:.0f} m²{drawn}"


def _distances(appraisal: Appraisal) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for kind, mode in NEAREST:
        found = nearest(appraisal.distances, kind, mode)
        columns[f"{kind}_{mode}_m"] = found.distance_m if found else None
        shown = nearest_or_no_route(appraisal.distances, kind, mode)
        columns[f"{kind}_{mode}_method"] = shown.method if shown else None
        columns[f"{kind}_{mode}_target"] = found.target if found else None
    return columns


def _verdict(appraisal: Appraisal, place: RankedPlot | None) -> dict[str, Any]:
    rules = [finding for finding in appraisal.findings if not finding.denies_rank]
    return {
        "rank": place.rank_n if place else None,
        "rank_tied": place.tied if place else None,
        "ranked_as_reserve": appraisal.is_reserve if place else None,
        "low_score": appraisal.score.low_score,
        "high_score": appraisal.score.high_score,
        "known_weight_share": appraisal.score.known_weight_share,
        "knocked_out": appraisal.knocked_out,
        "too_little_known": appraisal.too_little_known,
        "unranked_reasons": " ".join(appraisal.reasons_unranked),
        "findings": "; ".join(f"{finding.rule} ({finding.effect})" for finding in rules),
        "unchecked_rules": "; ".join(entry.rule_id for entry in appraisal.unchecked),
    }
