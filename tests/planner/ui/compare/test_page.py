"""The Compare page as Streamlit runs it: maps, figures side by side, differences to one plot, files."""

import csv
import io
import re

import pytest

from planner.comparison import Comparison, Figure
from planner.ui.compare import table as comparison_table
from tests.planner.ui.pages import run, run_compare, words
from tests.planner.ui.test_app import PLOTS

PICTURE = re.compile(
    r'<img src="data:image/svg\+xml;base64,[^"]+" alt="Map of plot ([^ ]+) at a scale of 1:([^"]+)\."'
)


@pytest.mark.parametrize("area", PLOTS)
def test_each_plot_has_a_small_map_and_all_have_one_scale(area):
    found = PICTURE.findall(words(run(run_compare, area=area, compare=PLOTS[area])))
    assert [plot_id for plot_id, _scale in found] == PLOTS[area]
    assert len({scale for _plot_id, scale in found}) == 1


def test_what_the_others_have_more_or_less_than_one_plot_is_told():
    app = run(run_compare, area="kokkola", compare=["1-5", "7-2"])
    plain = words(app)
    assert "110,568" in plain
    assert "45,572" in plain
    app.selectbox(key="compare.against").select("7-2").run()
    assert app.session_state["state"].against == "7-2"
    told = words(app)
    assert "+64,995" in told, "110,568 m² less 45,572 m², each rounded"
    assert "45,572" in told
    assert "110,568" not in told


def test_a_plot_of_the_address_that_is_not_compared_measures_nothing():
    app = run(run_compare, area="kokkola", compare=["1-5", "7-2"], against="13-5")
    assert app.selectbox(key="compare.against").value is None
    assert "110,568" in words(app)


def test_a_difference_keeps_words_and_says_what_is_not_known():
    figure = Figure("used", "Used", "k-m²", (100.0, 40.0, None, 100.4), (0,))
    assert comparison_table.cells(figure, 0)[:2] == ["<strong>★\u00a0100</strong>", "−60"]
    assert "not known" in comparison_table.cells(figure, 0)[2]
    assert comparison_table.cells(figure, 0)[3] == "0"
    status = Figure("zoning_code", "Code", "", ("T", "TV"), ())
    assert comparison_table.cells(status, 1) == ["T", "TV"]
    unknown = Figure("used", "Used", "k-m²", (None, 40.0), ())
    assert comparison_table.cells(unknown, 0)[1] == "40"


def test_the_table_to_take_away_holds_the_values_themselves():
    comparison = Comparison(("a", "b"), (Figure("gross_area_m2", "Plot area", "m²", (12.34, None), ()),))
    rows = list(csv.reader(io.StringIO(comparison_table.csv_bytes(comparison).decode())))
    assert rows == [["Figure", "Unit", "a", "b"], ["Plot area", "m²", "12.3", ""]]
