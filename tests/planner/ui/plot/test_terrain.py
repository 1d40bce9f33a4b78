"""The ground of a plot on its page, as Streamlit runs it, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from layers.io import read_atlas, read_scenario_text
from planner.appraisal import appraise
from planner.scenario.scenario import parse_scenario
from tests.planner.ui.pages import words
from tests.real_terrain import jacksboro


def run_ground():
    import streamlit as st

    from planner.ui.plot import terrain as plot_ground_figures

    plot_ground_figures.render(st.session_state["appraisal"])


def run(appraisal):
    app = AppTest.from_function(run_ground, default_timeout=60)
    app.session_state["appraisal"] = appraisal
    app.run()
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def rules():
    return parse_scenario(read_scenario_text())


def test_a_real_elevation_model_gives_levels_slope_and_earthworks(tmp_path, rules):
    appraisal = appraise("A", jacksboro(tmp_path), rules)
    app = run(appraisal)
    assert app.expander[0].proto.expanded
    told = words(app)
    for text in ("Mean level", "Steepest", "steeper than 10", "where cut and fill balance", "Horn"):
        assert text in told
    assert f"{appraisal.ground.level_mean_m:.1f}" in told
    assert f"{100 * appraisal.ground.steep[1].steep_share:.1f}" in told
    assert told.count("estimate</span>") == 2


def test_without_one_the_page_says_so_and_leads_to_how_to_add_it(rules):
    app = run(appraise("7-2", read_atlas("kokkola"), rules))
    assert "No elevation model at hand" in words(app)
    (leads,) = app.get("page_link")
    assert "help=howto.add-a-terrain-model" in leads.proto.query_string
