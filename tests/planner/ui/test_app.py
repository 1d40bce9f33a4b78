"""The pages as Streamlit runs them, without a browser."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from layers.io import list_areas, read_atlas
from tests.planner.ui.pages import run, run_compare, run_data, run_map, run_parks, words

AREAS = [info.name for info in list_areas()]
PLOTS = {"kokkola": ["4-2", "7-2", "8-1"], "karhula": ["w369836400", "w461415540"]}
# Short codes of the core, which no reader should meet.
INTERNAL = re.compile(
    r"none_given|building_right\b|straight_line|below_accuracy|knock_out|main_road|pipe_bridge|rail_terminal"
)


def test_the_app_opens_on_the_map_of_an_area_with_a_park():
    app = AppTest.from_file("../../../app.py", default_timeout=60).run()
    assert not app.exception
    assert app.selectbox(key="map.area").value == "kokkola"
    assert "Click a plot on the map" in app.info[0].value


@pytest.mark.parametrize("area", AREAS)
def test_without_a_plot_the_map_page_says_what_to_do_and_sums_the_area_up(area):
    app = run(run_map, area=area)
    assert "Click a" in app.info[0].value
    assert f"<strong>{len(read_atlas(area).frame('plots'))}</strong>" in words(app)
    assert read_atlas(area).info.note in words(app)


@pytest.mark.parametrize(("area", "plot"), [(area, PLOTS[area][0]) for area in AREAS])
def test_the_map_page_says_in_short_what_a_plot_is(area, plot):
    app = run(run_map, area=area, plot=plot)
    headings = [element.value.replace("\\", "") for element in app.subheader]
    assert plot in headings[0]
    assert headings[1:] == ["What stands in the way"]
    told = words(app)
    assert "bound by: " in told
    assert "Remaining floor area" in told
    assert not INTERNAL.search(told)


def test_an_unknown_plot_or_area_in_a_link_is_told():
    app = run(run_map, area="karhula", plot="<b>no</b>")
    assert "There is no plot" in app.warning[0].value
    assert "<b>" not in app.warning[0].value
    assert "There is no area" in run(run_map, area="atlantis").warning[0].value


def test_plots_are_put_aside_on_the_map_and_compared():
    app = run(run_map, area="karhula", plot="w461415540")
    app.button(key="map.compare").click().run()
    assert app.session_state["state"].compare == ("w461415540",)
    app.selectbox(key="map.find").select("plot:w369836400").run()
    app.button(key="map.compare").click().run()
    assert app.session_state["state"].compare == ("w461415540", "w369836400")
    app.button(key="map.compare").click().run()
    assert app.session_state["state"].compare == ("w461415540",)


def test_another_area_lets_go_of_plot_and_comparison():
    app = run(run_map, area="kokkola", plot="4-2", compare=["4-2", "7-2"])
    app.selectbox(key="map.area").select("karhula").run()
    state = app.session_state["state"]
    assert (state.area, state.plot, state.compare) == ("karhula", "", ())


@pytest.mark.parametrize("area", AREAS)
def test_compared_plots_stand_side_by_side_with_the_best_marked(area):
    told = words(run(run_compare, area=area, compare=PLOTS[area]))
    assert "★" in told
    assert "Nearest track" in told
    assert not INTERNAL.search(told)


def test_fewer_than_two_plots_are_told_what_to_do():
    assert "Choose 2 to 6 plots" in run(run_compare, area="kokkola", compare=["4-2"]).info[0].value


def test_a_comparison_lets_go_of_what_is_not_in_the_area():
    app = run(run_compare, area="karhula", compare=["4-2", "w461415540"])
    assert "Not in this area" in app.warning[0].value
    assert app.multiselect(key="compare.plots").value == ["w461415540"]


def test_parks_show_their_profile_and_what_is_from_memory():
    app = run(run_parks)
    assert "Click a park" in app.info[0].value
    app.selectbox(key="parks.park").select("kilpilahti").run()
    assert not app.exception
    told = words(app)
    assert "from memory, unverified" in told
    assert "Starting situation" in told
    assert "anchor_industrial_park" not in told


def test_the_park_of_an_area_leads_to_its_map():
    assert run(run_parks, park="kip").button(key="parks.open").label == "Open this area on the Map"


@pytest.mark.parametrize("area", AREAS)
def test_the_data_page_names_every_layer_its_terms_and_whom_to_credit(area):
    told = words(run(run_data, area=area))
    atlas = read_atlas(area)
    for source in atlas.sources_of(atlas.layers):
        assert source.licence.split(";")[0] in told
    assert "OpenStreetMap contributors" in told
