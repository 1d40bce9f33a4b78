"""The list of the plots that lead, as Streamlit runs it, without a browser."""

from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise_many
from planner.scenario.scenario import parse_scenario
from tests.planner.ui.pages import run, run_compare, run_map, words


def listed(app, kind="best"):
    start = f"map.{kind}_"
    return [button.key.removeprefix(start) for button in app.button if str(button.key).startswith(start)]


def test_free_plots_of_two_hectares_are_listed_by_what_may_still_be_built():
    app = run(run_map, area="kokkola", figure="remaining", status="free", size="2:")
    atlas = read_atlas("kokkola")
    plots = atlas.frame("plots").set_index("plot_id")
    kept = plots.index[(plots["status"] == "free") & (plots.geometry.area >= 20_000)]
    left_m2 = {
        entry.plot_id: entry.capacity.remaining_floor_area_m2
        for entry in appraise_many(list(kept), atlas, parse_scenario(read_scenario_text()))
    }
    assert listed(app) == sorted(left_m2, key=left_m2.get, reverse=True)[:5]
    # What was asked for stands before what is said of the area.
    assert app.subheader[0].value == "Remaining floor area: the largest"


def test_by_score_only_plots_that_pass_the_filter_are_listed():
    plots = read_atlas("kokkola").frame("plots")
    free = set(plots.query("status == 'free'")["plot_id"])
    assert set(listed(run(run_map, area="kokkola", status="free"))) <= free
    everywhere = run(run_map, area="kokkola")
    assert set(listed(everywhere)) <= free
    reserve = set(plots.query("status == 'reserve'")["plot_id"])
    assert set(listed(everywhere, "reserve")) == reserve
    assert not listed(run(run_map, area="kokkola", status="free"), "reserve")


def test_plots_of_which_too_little_is_known_are_listed_apart_with_the_reason():
    app = run(run_map, area="karhula")
    assert not listed(app)
    assert len(listed(app, "unknown")) == 3
    assert "No plot is in the ranking." in words(app)
    assert "40 % of the weight is known; a rank needs 50 %." in words(app)
    assert not any(button.key == "best.offer" for button in run(run_compare, area="karhula").button)


def test_a_filter_that_nothing_passes_says_what_to_do():
    app = run(run_map, area="kokkola", size="500:")
    assert not listed(app)
    assert "No plot passes the filter" in words(app)


def test_the_empty_comparison_offers_the_three_that_score_best():
    app = run(run_compare, area="kokkola")
    app.button(key="best.offer").click().run()
    assert list(app.session_state["state"].compare) == listed(run(run_map, area="kokkola"))[:3]
