"""Every figure is what a second computation, which shares no code with the first, comes to as well."""

import ast
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.terrain import ArrayRaster, Rasters
from planner.appraisal import Appraisal, appraise_many
from planner.capacity import capacity, restrictions
from planner.capacity.restrictions import restrict
from planner.logistics import national, road, straight
from planner.ranking import rank
from planner.scenario.scenario import KnockOuts
from planner.siting import aggregation
from planner.verification import FigureCheck, check_figures
from planner.verification.figures import CHECKED, NOT_RECOMPUTED, compare, figures_of
from tests.properties.small_areas import small_areas
from tests.tiny import atlas, rectangle, rule, scenario, setback, square

# Parts of an appraisal that are no figures: what the plot's row says, sentences, and records of sources.
NO_FIGURES = {
    *("area", "area_title", "plot_id", "name", "place_kind", "zoning_code", "plan_level", "status"),
    *("illustrative", "epsg", "scenario", "plot", "unchecked", "basis", "sources"),
}
CRITERIA = [
    {"criterion_id": name, "title": {"en": name}, "weight": 1, "worst": worst, "best": best, "unit": unit}
    for name, worst, best, unit in (
        ("remaining_floor_area", 0, 9000, "m²"),
        ("largest_part", 0, 9000, "m²"),
        ("quay_distance", 400, 0, "m"),
        ("track_distance", 400, 0, "m"),
        ("main_road_distance", 400, 0, "m"),
        ("partners_near", 0, 2, "firms"),
    )
]
RULES = (
    setback(4),
    rule("along_line", "roads", 15, effect="permit", own_plot=False),
    rule("round_polygon", "zoning", 20, effect="consult"),
    rule("area", "zoning"),
    rule("along_line", "rail", 12, plots_where={"plan_level": ["none", "general"]}),
)
ASSUMPTIONS = [
    {"title": {"en": "small plants"}, "where": {"zoning_code": ["T", "TY"]}, "floor_area_ratio": 0.4},
    {"title": {"en": "what if"}, "where": {"status": ["leased"]}, "storeys": 3, "only_missing": False},
]
SMALL = scenario(
    *RULES,
    criteria=CRITERIA,
    knock_outs={"available_status": ["free", "reserve"]},
    assumptions=ASSUMPTIONS,
)


def checked(area, rules, appraisals: tuple[Appraisal, ...]) -> FigureCheck:
    ranks = {placed.appraisal.plot_id: placed.rank_n for placed in rank(appraisals).placed}
    return check_figures(area, rules, [one.to_dict() for one in appraisals], ranks)


def test_every_figure_of_every_plot_of_every_area_is_computed_twice_with_one_result(any_area):
    result = checked(any_area.atlas, any_area.scenario, any_area.appraisals)
    assert result.differences == ()
    assert result.figures_n > 200 * len(any_area.appraisals)


# To find the smallest case of a fault would take minutes.
@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(small_areas())
def test_every_figure_of_any_small_area_is_computed_twice_with_one_result(area):
    assert checked(area, SMALL, appraise_many(None, area, SMALL)).differences == ()


@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(
    small_areas(), st.integers(100, 600), st.sampled_from(["buildings", "roads", "rail", "zoning", "ports"])
)
def test_what_lies_beyond_the_data_is_computed_twice_with_one_result(area, east_m, layer):
    limited = replace(area.layer(layer), coverage=rectangle(-500, -500, 500 + east_m, 2000))
    area = area.with_layer(limited)
    assert checked(area, SMALL, appraise_many(None, area, SMALL)).differences == ()


@pytest.mark.parametrize("classes", [("industry",), ("industry", "unknown")], ids=len)
def test_what_zoning_codes_allow_is_decided_twice_with_one_result(classes, area_atlas):
    codes = ["T", "T-6", "TT-2/kem", "EV", "AO-1", "X-3", "Y/x", "own", "own-2", None]
    plots = [
        {"geometry": square(n * 150, 0), "status": "free", "zoning_code": one} for n, one in enumerate(codes)
    ]
    listed = area_atlas("kokkola").layer("zoning_codes")
    area = atlas(*plots, tables=[listed])
    info = replace(area.info, zoning_classes={"own": "industry", "AO": "industry", "X": "housing"})
    area = Atlas(info, area.working, [area.layer(name) for name in area.layers])
    rules = SMALL.model_copy(update={"knock_outs": KnockOuts(industry_classes=classes)})
    appraisals = appraise_many(None, area, rules)
    assert checked(area, rules, appraisals).differences == ()
    reasons = {one.plot["zoning_code"]: {finding.rule for finding in one.findings} for one in appraisals}
    assert "zoning" in reasons["EV"]
    assert "zoning" in reasons["X-3"]
    assert "zoning" not in reasons["AO-1"]
    assert ("zoning_unknown" in reasons[None]) == (len(classes) == 1)


def test_ground_that_an_elevation_model_excludes_is_computed_twice_with_one_result():
    levels = [[(column / 9) ** 2 + row / 5 for column in range(80)] for row in range(80)]
    raster = ArrayRaster(np.array(levels, dtype=np.float32), 299_970.0, 7_080_130.0, 2.0, 3067)
    area = atlas(square(0, 0), square(7, 3, 50)).with_rasters(Rasters(terrain=raster))
    rules = scenario(
        rule("raster_above", "terrain", rule_id="steep", threshold_percent=30.0),
        rule("raster_below", "terrain", rule_id="low", threshold_m=12.0, effect="permit"),
    )
    result = checked(area, rules, appraise_many(None, area, rules))
    assert result.differences == ()
    assert result.not_recomputed == ("ground",)
    taken = restrict(area, rules).touches
    assert set(taken["rule_id"]) == {"steep", "low"}


def changed(value):
    """Return another value than this, farther off than its tolerance."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + max(1.0, 1e-6 * abs(value))
    return "another" if isinstance(value, str) else 5.0


def test_an_error_in_any_single_figure_of_a_plot_is_found(appraised_area):
    appraisal = appraised_area("karhula").appraisals[-1]
    plot_id = appraisal.plot_id
    right = figures_of(appraisal.to_dict())
    assert len(right) > 250
    for name, value in right.items():
        (difference,) = compare(plot_id, {**right, name: changed(value)}, right)
        assert (difference.figure, difference.plot_id) == (name, plot_id)


def test_a_distance_that_only_one_side_has_is_one_difference(appraised_area):
    right = figures_of(appraised_area("kokkola").appraisals[0].to_dict())
    row = next(name for name in right if name.startswith("distances.")).rpartition(".")[0]
    fewer = {name: value for name, value in right.items() if not name.startswith(f"{row}.")}
    (lost,), (invented,) = compare("1-1", fewer, right), compare("1-1", right, fewer)
    assert (lost.figure, lost.missing) == (row, "ours")
    assert (invented.figure, invented.missing) == (row, "independent")


# A fault in the code of the appraisal, and the figures in which it must be found.
FAULTS = {
    "a zone is a metre too wide": (
        restrictions,
        "_widths_m",
        lambda right: lambda *a: right(*a) + 1,
        "waterfall_m2",
    ),
    "a straight line is a metre too long": (
        straight,
        "nearest_m",
        lambda right: lambda *a: (right(*a)[0], right(*a)[1] + 1),
        "distances.direct",
    ),
    "a route is a metre too long": (
        road,
        "ways_to",
        lambda right: (
            lambda *a: ([replace(one, network_m=one.network_m + 1) for one in ways] for ways in right(*a))
        ),
        "distances.road",
    ),
    "the national table is read as longer": (
        national,
        "node_distances_m",
        lambda right: lambda *a: right(*a) * 1.001,
        "national_node",
    ),
    "footprints count twice": (
        capacity,
        "footprints_by_plot",
        lambda right: lambda *a: pd.concat([right(*a), right(*a)]),
        "used_floor_area_m2",
    ),
    "every value scores fifty": (aggregation, "value_score", lambda _right: lambda *_a: 50.0, "value_score"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_code_is_found(fault, area_atlas, default_scenario, monkeypatch):
    module, name, wrong, figure = FAULTS[fault]
    monkeypatch.setattr(module, name, wrong(getattr(module, name)))
    area = area_atlas("karhula")
    result = checked(area, default_scenario, appraise_many(None, area, default_scenario))
    assert any(figure in difference.figure for difference in result.differences)


def test_every_part_of_an_appraisal_is_computed_twice_or_named_as_not(appraised_area):
    parts = set(appraised_area("karhula").appraisals[0].to_dict())
    assert parts == NO_FIGURES.union(NOT_RECOMPUTED, CHECKED) - {"rank"}


def test_the_second_computation_shares_no_code_with_the_first(root):
    sources = sorted((root / "planner" / "verification").glob("*.py"))
    assert sources
    imported = {
        name
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if name.startswith(("planner", "."))
    }
    allowed = ("planner.scenario.scenario", "planner.verification")
    assert {name for name in imported if not name.startswith(allowed)} == set()
