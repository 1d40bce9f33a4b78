"""What colours the plots of an area with so many that not all is found unasked."""

import pytest

from planner.ui import cache
from planner.ui.maps import content as map_contents
from planner.ui.maps import route_values
from tests.planner.ui.pages import run, run_map

BLOCK_N = 10
pytestmark = pytest.mark.usefixtures("many")


@pytest.fixture
def many(monkeypatch):
    """Let Kokkola's 92 plots be very many."""
    cache.forget()
    monkeypatch.setattr(cache, "_SMALL_N", 50)
    monkeypatch.setattr(map_contents, "_BLOCK_N", BLOCK_N)
    yield
    cache.forget()


def test_scores_of_very_many_plots_are_found_by_blocks_and_are_the_same():
    blocks = [
        map_contents.scores("kokkola", "default", first) for first in map_contents.score_blocks("kokkola")
    ]
    assert [len(block) for block in blocks] == [BLOCK_N] * 9 + [2]
    together = {entry.plot_id: entry.score.low_score for entry in cache.all_appraisals("kokkola", "default")}
    assert {plot_id: value for block in blocks for plot_id, value in block.items()} == together


def test_scores_and_ways_are_offered_for_very_many_plots_and_halls_are_not():
    app = run(run_map, area="kokkola", figure="score")
    offered = app.selectbox(key="map.figure").options
    assert "Score at least, of 100" in offered
    assert any(title.startswith("Time by road") for title in offered)
    assert not any("hall" in title.lower() for title in offered)
    assert app.session_state["state"].figure == "score"


def test_beyond_what_can_be_waited_for_only_quick_figures_are_offered(monkeypatch):
    monkeypatch.setattr(cache, "_PATIENT_N", 60)
    app = run(run_map, area="kokkola", figure="score")
    offered = app.selectbox(key="map.figure").options
    assert not any(title.startswith(("Time by road", "Score")) for title in offered)
    assert any(title.startswith("Remaining floor area") for title in offered)
    assert app.session_state["state"].figure == "status"


def test_ways_found_block_by_block_colour_the_plots_as_all_at_once(monkeypatch):
    atlas, rules = cache.atlas("kokkola"), cache.scenario("default")
    figures = [route_values.WayFigure.of(code) for code in ("time:quay", "direct:track")]
    together = [route_values.way_colouring(atlas, rules, figure) for figure in figures]
    monkeypatch.setattr(route_values, "_BLOCK_N", BLOCK_N)
    assert [route_values.way_colouring(atlas, rules, figure) for figure in figures] == together
