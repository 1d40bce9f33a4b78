from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise_many
from planner.drawing.charts import comparison_chart, contributions_chart, excluded_chart
from planner.scenario import parse_scenario


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
        assert abs(points[appraisal.plot_id] - appraisal.score.total_score) < 1e-6


def test_the_scale_of_the_contributions_begins_at_none_and_has_room_for_the_figures():
    contributions = appraisals()[0].score.contributions
    most_score = max(entry.contribution_score or 0.0 for entry in contributions)
    scale = contributions_chart(contributions).to_dict()["layer"][0]["encoding"]["x"]["scale"]
    assert scale["domain"][0] == 0
    assert scale["domain"][1] > most_score
