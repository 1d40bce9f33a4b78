"""The Capacity page and what a plot still holds, as Streamlit runs them, without a browser."""

import pytest

from layers.io import read_atlas, read_scenario_text
from planner.scenario.edit import changed, scenario_text
from planner.scenario.scenario import parse_scenario
from tests.planner.ui.pages import run, run_map, run_plot, words


def run_capacity():
    from planner.ui.capacity import page as capacity_page

    capacity_page.render()


def run_loaded():
    """The page with a what-if of the session, as a file that was loaded leaves it."""
    import streamlit as st

    from planner.ui import state
    from planner.ui.capacity import page as capacity_page
    from planner.ui.widgets import scenario_picker

    text = st.session_state["loaded"]
    key = scenario_picker.key_of(text)
    if key not in state.what_ifs():
        state.keep_what_if(key, text)
    capacity_page.render()


@pytest.mark.parametrize("area", ["kokkola", "karhula"])
def test_land_supply_bars_and_table_stand_on_the_page(area):
    told = words(run(run_capacity, area=area))
    for text in ("Zoned land", "Largest joinable free land", "By zoning code and status", "Remaining, k-m²"):
        assert text in told
    assert "nan" not in told.lower().replace("finance", "")


def test_zones_are_told_from_plots_with_their_net_share():
    told = words(run(run_capacity, area="karhula"))
    assert "zones, not plots" in told
    assert "Net land for plots" in told
    assert "0.84" in told


def test_a_higher_take_up_shortens_the_supply_and_warns_in_words():
    app = run(run_capacity, area="kokkola")
    assert not app.warning
    app.number_input(key="capacity.take_up.kokkola").set_value(20.0).run()
    assert not app.exception
    assert "fewer than the 10 that the rules ask for" in app.warning[0].value
    assert "Entered by you" in words(app)
    app.number_input(key="capacity.take_up.kokkola").set_value(0.0).run()
    assert "No years of supply" in words(app)


def test_a_wider_setback_changes_figures_beside_the_present():
    app = run(run_capacity, area="kokkola")
    assert "No plot changes." in words(app)
    app.slider(key="what_if.default.plot_setback").set_value(10.0).run()
    assert not app.exception
    told = words(app)
    assert "92 plots that change" in told
    assert "−" in told
    assert app.button(key="what_if.keep").disabled is False


def test_what_differs_from_the_default_is_listed_as_before_and_after():
    app = run(run_capacity, area="kokkola")
    assert "These are the default rules." in words(app)
    app.slider(key="what_if.default.plot_setback").set_value(10.0).run()
    (row,) = [row for row in words(app).split("<tr>") if "10.0\u00a0m" in row and "Setback from plot" in row]
    assert "4.0\u00a0m" in row


def test_a_rule_left_out_opens_land_and_has_no_slider():
    app = run(run_capacity, area="kokkola")
    app.multiselect(key="what_if.default.without").set_value(["plot_setback"]).run()
    assert not app.exception
    assert "what_if.default.plot_setback" not in {slider.key for slider in app.slider}
    ground, *_rest = [row for row in words(app).split("<tr>") if ">Buildable area" in row]
    assert "<strong>+" in ground
    assert any("left out" in row and "Setback" in row for row in words(app).split("<tr>"))


def test_another_e_changes_floor_area_but_no_ground():
    app = run(run_capacity, area="kokkola")
    app.multiselect(key="what_if.default.codes").set_value(["TT"]).run()
    app.number_input(key="what_if.default.e.TT").set_value(1.0).run()
    assert not app.exception
    rows = [row for row in words(app).split("<tr>") if "Buildable area<" in row or ">Buildable area" in row]
    assert any("<strong>0.00</strong>" in row or "<strong>0</strong>" in row for row in rows), rows
    changes = [
        row for row in words(app).split("<tr>") if "Permitted floor area" in row and "<strong>+" in row
    ]
    assert changes


def test_a_kept_what_if_holds_on_the_map_and_can_be_let_go():
    app = run(run_capacity, area="kokkola")
    app.slider(key="what_if.default.plot_setback").set_value(10.0).run()
    app.button(key="what_if.keep").click().run()
    assert any("All pages count by these rules" in caption.value for caption in app.caption)
    assert not app.exception
    scenario = app.session_state["state"].scenario
    assert scenario.startswith("what-if~")
    assert app.slider(key=f"what_if.{scenario}.plot_setback").value == 10.0
    app.selectbox(key="capacity.scenario").select("default").run()
    assert not app.exception
    assert app.session_state["state"].scenario == "default"


def test_a_loaded_scenario_holds_on_the_page():
    from streamlit.testing.v1 import AppTest

    default = parse_scenario(read_scenario_text())
    app = AppTest.from_function(run_loaded, default_timeout=60)
    app.session_state["loaded"] = scenario_text(
        changed(default, name="Wide <b>*zones*</b>", distances_m={"rail": 60.0})
    )
    app.query_params["area"] = "kokkola"
    app.run()
    assert not app.exception
    scenario = app.session_state["state"].scenario
    assert app.slider(key=f"what_if.{scenario}.rail").value == 60.0
    assert "<b>*zones" not in words(app)


def test_a_scenario_that_is_not_at_hand_is_told_and_replaced():
    app = run(run_map, area="kokkola", scenario="mine~0123456789ab")
    assert "not at hand" in app.warning[0].value
    assert app.session_state["state"].scenario == "default"


@pytest.mark.parametrize(
    ("hall", "verdict"),
    [("60x30x1", "Yes: 1 hall of"), ("1900x900x1", "Proved impossible"), ("60x30x50", "Not all:")],
)
def test_a_hall_of_the_address_gets_a_verdict_in_words(hall, verdict):
    assert verdict in words(run(run_plot, area="kokkola", plot="7-2", hall=hall))


def test_a_hall_is_asked_for_by_its_sides():
    app = run(run_plot, area="kokkola", plot="7-2")
    app.number_input(key="plot.hall_length").set_value(80.0)
    app.number_input(key="plot.hall_count").set_value(2)
    app.button(key="FormSubmitter:plot.hall-Look for a place").click().run()
    assert not app.exception
    assert app.session_state["state"].hall == "80x30x2"
    assert "hall" in words(app)


def test_a_plot_in_use_shows_its_phases_and_a_free_one_its_joins():
    plots = read_atlas("kokkola").frame("plots")
    built = plots.loc[plots["status"] == "built", "plot_id"].iloc[0]
    assert "in about 5 years" in words(run(run_plot, area="kokkola", plot=built))
    app = run(run_plot, area="kokkola", plot="11-1")
    app.number_input(key="plot.join_ha").set_value(15.0).run()
    assert not app.exception
    assert "11-1 + 11-3" in words(app)


@pytest.mark.parametrize("figure", ["remaining", "buildable", "hall", "fill", "score"])
def test_plots_are_coloured_by_a_figure(figure):
    app = run(run_map, area="karhula")
    app.selectbox(key="map.figure").select(figure).run()
    assert not app.exception
    assert app.session_state["state"].figure == figure


def test_an_unknown_figure_in_the_address_is_let_go():
    assert run(run_map, area="karhula", figure="<b>").session_state["state"].figure == "status"
