"""Missing plan data never improve a result: not the assured score, not the place in the ranking.

Two blanks only choose between data that contradict each other, and are flagged as such: a building right in
k-m² beside an e that gives another one, and a used floor area larger than that of the buildings at hand.
The made-up plots give one right each, and record as used what their buildings hold.
"""

from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.layer import Layer
from layers.specs import SPECS
from planner.appraisal import Appraisal, appraise_many
from planner.ranking import rank
from planner.scenario.scenario import Scenario
from tests.tiny import atlas, rectangle, rule, scenario, setback, square, table

# Every column of plots that speaks of the plan, of what is built, or of whether a plot can be had.
PLAN_DATA = (
    *("floor_area_ratio", "building_right_m2", "coverage_ratio", "volume_ratio", "storeys", "height_m"),
    *("limits_not_set", "used_floor_area_m2", "recorded_area_m2", "plan_level", "zoning_code", "status"),
)
ATTRIBUTES = (
    *PLAN_DATA,
    *("plan_name", "plan_date", "block", "place_kind", "reserved_until", "handed_over", "company_id"),
)
_ROUNDING = 1e-6


def blanked(area: Atlas, attribute: str, plot_ids: list[str] | None = None) -> Atlas:
    """Return the area whose plots (or these of them) do not say one attribute."""
    plots = area.frame("plots")
    rows = plots["plot_id"].isin(plots["plot_id"] if plot_ids is None else plot_ids)
    plots[attribute] = plots[attribute].mask(rows)
    layer = Layer.build(SPECS["plots"], gpd.GeoDataFrame(plots, crs=plots.crs), area.working)
    return area.with_layer(layer)


def places(appraisals: tuple[Appraisal, ...]) -> dict[str, float]:
    """Return the place of each plot in its list of the ranking; a plot without a rank stands last of all."""
    order = rank(appraisals)
    named: dict[str, float] = {entry.plot_id: float("inf") for entry in appraisals}
    for listed in (order.ranked, order.reserve):
        named |= {one.appraisal.plot_id: float(one.rank_n) for one in listed}
    return named


def improvements(before: tuple[Appraisal, ...], after: tuple[Appraisal, ...]) -> list[tuple[Any, ...]]:
    """Return the plots whose assured score, or whose place among the others as they were, became better."""
    found = []
    scores = {entry.plot_id: entry.score.low_score for entry in before}
    was = places(before)
    for entry in after:
        if entry.score.low_score > scores[entry.plot_id] + _ROUNDING:
            found.append((entry.plot_id, "score", scores[entry.plot_id], entry.score.low_score))
        alone = tuple(entry if one.plot_id == entry.plot_id else one for one in before)
        now = places(alone)[entry.plot_id]
        if now < was[entry.plot_id]:
            found.append((entry.plot_id, "rank", was[entry.plot_id], now))
    return found


# --- Both areas ---


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_blanking_an_attribute_of_the_plan_improves_no_plot_of_an_area(attribute, shipped_area):
    after = appraise_many(None, blanked(shipped_area.atlas, attribute), shipped_area.scenario)
    assert improvements(shipped_area.appraisals, after) == []


# --- Made-up plots ---

CODES = [
    {"code": "T", "class_group": "industry"},
    {"code": "TY", "class_group": "industry"},
    {"code": "AO", "class_group": "housing"},
]
BOUNDS = {"unit": "m²", "worst": 0, "best": 20_000, "title": {"en": "a criterion"}}
RULES: Scenario = scenario(
    setback(4),
    rule("round_polygon", "water", 60, effect="permit", plots_where={"plan_level": ["none", "general"]}),
    criteria=[
        {"criterion_id": name, "weight": 50, **BOUNDS} for name in ("remaining_floor_area", "largest_part")
    ],
    knock_outs={"available_status": ["free", "reserve"], "industry_classes": ["industry"]},
    ranking={"minimum_known_weight_share": 0.5},
)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


rights = st.one_of(
    st.just({}),
    st.builds(lambda ratio: {"floor_area_ratio": ratio}, st.sampled_from([0.02, 0.3, 1.0, 3.0])),
    st.builds(lambda right_m2: {"building_right_m2": right_m2}, st.sampled_from([300.0, 4000.0, 30_000.0])),
)
plans = st.fixed_dictionaries(
    {
        "coverage_ratio": _maybe(st.sampled_from([0.05, 0.3, 1.0])),
        "volume_ratio": _maybe(st.sampled_from([0.1, 2.0, 9.0])),
        "storeys": _maybe(st.integers(1, 4)),
        "height_m": _maybe(st.sampled_from([2.0, 4.0, 12.0])),
        "limits_not_set": _maybe(
            st.lists(st.sampled_from(["coverage", "storeys", "height", "volume"]), unique=True).map(", ".join)
        ),
        "recorded_area_m2": _maybe(st.floats(8_000, 12_000)),
        "plan_level": st.sampled_from(["detailed", "general", "none", "unknown"]),
        "zoning_code": st.sampled_from(["T", "T", "TY", "AO", "XYZ", None]),
        "status": st.sampled_from(["free", "free", "free", "reserve", "leased", "unknown"]),
    }
)
halls = st.lists(
    st.tuples(
        st.sampled_from([0, 50]),
        st.integers(5, 45),
        _maybe(st.integers(1, 3)),
        _maybe(st.sampled_from([50.0, 3000.0])),
    ),
    max_size=2,
    unique_by=lambda hall: hall[0],
)


@st.composite
def planned_areas(draw: st.DrawFn) -> Atlas:
    """Draw one to three plots of a hectare with plan data, buildings on some, and water beside some."""
    plots: list[dict[str, Any]] = []
    buildings: list[dict[str, Any]] = [{"geometry": square(5_000, 5_000)}]
    known = draw(st.booleans())
    for number in range(draw(st.integers(1, 3))):
        own = [
            {
                "geometry": rectangle(300 * number + x_m + 2, 20, side_m, side_m),
                "storeys": storeys_n,
                "floor_area_m2": floor_m2,
            }
            for x_m, side_m, storeys_n, floor_m2 in draw(halls)
        ]
        buildings += own
        plan = {"geometry": square(300 * number, 0), **draw(rights), **draw(plans)}
        plots.append(plan | {"used_floor_area_m2": draw(_recorded_m2(own, known=known))})
    layers = {"buildings": buildings} if known else {}
    water = draw(st.sampled_from([[rectangle(-100, -50, 500, 60)], [square(9_000, 0)]]))
    return atlas(*plots, tables=[table("zoning_codes", CODES)], water=water, **layers)


def _recorded_m2(own: list[dict[str, Any]], *, known: bool) -> st.SearchStrategy[float | None]:
    """Return what may be recorded as used: anything where no buildings tell, else at most what they hold."""
    if not known:
        return _maybe(st.sampled_from([0.0, 500.0, 9_000.0]))
    held_m2 = [one["floor_area_m2"] or one["geometry"].area * (one["storeys"] or float("inf")) for one in own]
    return _maybe(st.sampled_from([share * min(sum(held_m2), 50_000.0) for share in (0.0, 0.5, 1.0)]))


@settings(max_examples=100)
@given(planned_areas(), st.sampled_from(PLAN_DATA))
def test_blanking_an_attribute_of_the_plan_improves_no_made_up_plot(area, attribute):
    before = appraise_many(None, area, RULES)
    after = appraise_many(None, blanked(area, attribute), RULES)
    assert improvements(before, after) == []


@pytest.mark.parametrize(
    ("plan", "attribute"),
    [
        ({"floor_area_ratio": 0.01}, "floor_area_ratio"),
        ({"coverage_ratio": 0.01, "limits_not_set": "volume"}, "coverage_ratio"),
        ({"used_floor_area_m2": 9_000.0}, "used_floor_area_m2"),
        ({"volume_ratio": 0.01, "limits_not_set": "coverage"}, "volume_ratio"),
        ({"plan_level": "none"}, "plan_level"),
        ({"zoning_code": "AO"}, "zoning_code"),
        ({"status": "leased"}, "status"),
    ],
)
def test_a_plot_that_is_ruled_out_does_not_enter_the_ranking_by_what_goes_missing(plan, attribute):
    whole = {"floor_area_ratio": 0.5, "storeys": 2, "limits_not_set": "coverage, volume"}
    common = {"zoning_code": "T", "status": "free", "plan_level": "detailed"}
    hall = {"geometry": square(10, 10, 40)} | ({} if attribute == "used_floor_area_m2" else {"storeys": 1})
    area = atlas(
        {"geometry": square(0, 0), **whole, **common, **plan},
        tables=[table("zoning_codes", CODES)],
        water=[rectangle(-10, 50, 120, 1)],
        buildings=[hall],
    )
    before = appraise_many(None, area, RULES)
    assert before[0].knocked_out
    assert rank(appraise_many(None, blanked(area, attribute), RULES)).placed == ()


@settings(max_examples=20)
@given(planned_areas())
def test_a_floor_area_that_is_not_known_is_never_said_to_be_less_than_it_is(area):
    """What is shown as an upper bound without an attribute is not below the figure with it."""
    before = appraise_many(None, area, RULES)
    for attribute in ("floor_area_ratio", "building_right_m2", "used_floor_area_m2", "plan_level"):
        for full, entry in zip(before, appraise_many(None, blanked(area, attribute), RULES), strict=True):
            bound_m2, left_m2 = entry.capacity.remaining_at_most_m2, full.capacity.remaining_floor_area_m2
            if bound_m2 is not None and left_m2 is not None:
                assert bound_m2 >= left_m2 - _ROUNDING
