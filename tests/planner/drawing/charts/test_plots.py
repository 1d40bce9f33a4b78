"""Charts say what the figures say, in the picture and in words."""

from types import SimpleNamespace

import pandas as pd

from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise_many
from planner.drawing.charts.freight_chains import LINE, legs_chart
from planner.drawing.charts.parks import stacked_bars
from planner.drawing.charts.plots import comparison_chart, contributions_chart, excluded_chart
from planner.scenario.scenario import parse_scenario
from planner.text import hectares, number


def appraisals():
    return appraise_many(None, read_atlas("karhula"), parse_scenario(read_scenario_text()))


def test_the_waterfall_runs_from_the_plot_to_what_is_left():
    found = appraisals()[1]
    table = excluded_chart(found.capacity).data
    assert table["step"].iloc[0] == "Plot area"
    assert table["step"].iloc[-1] == "Buildable area"
    taken = table.iloc[1:-1]
    taken_m2 = (taken["to_m2"] - taken["from_m2"]).sum()
    assert abs(found.capacity.gross_area_m2 - taken_m2 - found.capacity.buildable_area_m2) < 0.01


def test_what_is_not_known_says_so_in_the_contributions():
    told = contributions_chart(appraisals()[0].score.contributions).data
    assert "not known" in set(told["told"])


def test_the_comparison_adds_up_to_the_scores():
    found = appraisals()
    points = comparison_chart(found).data.groupby("plot")["points"].sum()
    for appraisal in found:
        assert abs(points[appraisal.plot_id] - appraisal.score.low_score) < 1e-6


def test_the_scale_of_the_contributions_begins_at_none_and_has_room_for_the_figures():
    contributions = appraisals()[0].score.contributions
    most_score = max(entry.contribution_score or 0.0 for entry in contributions)
    scale = contributions_chart(contributions).to_dict()["layer"][0]["encoding"]["x"]["scale"]
    assert scale["domain"][0] == 0
    assert scale["domain"][1] > most_score


def test_every_chart_tells_in_a_sentence_what_it_shows():
    """Who cannot see the picture hears this instead."""
    found = appraisals()
    plot = found[1]
    told = excluded_chart(plot.capacity).to_dict()["description"]
    assert hectares(plot.capacity.gross_area_m2) in told
    assert hectares(plot.capacity.buildable_area_m2) in told
    contributions = contributions_chart(plot.score.contributions).to_dict()["description"]
    assert all(entry.title in contributions for entry in plot.score.contributions if entry.weight)
    compared = comparison_chart(found[:2]).to_dict()["description"]
    assert compared.endswith(
        "; ".join(f"{one.plot_id} {number(one.score.low_score)}" for one in found[:2]) + "."
    )


def test_the_charts_of_a_park_tell_in_a_sentence_what_they_show():
    bars = pd.DataFrame(
        {
            "zoning_code": ["T", "T", "TT"],
            "status": ["free", "built", "free"],
            "plots_n": [1, 2, 1],
            "area_ha": [1.5, 3.0, 20.0],
        }
    )
    told = stacked_bars(bars, "area_ha").to_dict()["description"]
    assert told == "Land by zoning code and status. T: free 1.5 ha, built 3.0 ha; TT: free 20.0 ha."
    leg = SimpleNamespace(from_name="A", to_name="B", mode="rail", cost_eur_yr=12_000.0, co2e_kg_yr=3_500.0)
    told = legs_chart([(f"coke{LINE}cheapest", [leg, leg])]).to_dict()["description"]
    assert told.endswith("coke, cheapest: 24,000 EUR, 7.0 t CO2e.")
