"""The Plot page as Streamlit runs it, without a browser."""

import pytest

from layers.io import read_atlas
from planner.ui import cache
from planner.ui.widgets.plot_picker import listed
from tests.layers.io.import_samples import squares
from tests.planner.ui.data_import.import_steps import saved
from tests.planner.ui.pages import run, run_plot, words
from tests.planner.ui.test_app import AREAS, INTERNAL, PLOTS


@pytest.mark.parametrize(("area", "plot"), [(area, PLOTS[area][0]) for area in AREAS])
def test_a_link_opens_the_plot_with_its_figures_in_the_order_of_every_page(area, plot):
    app = run(run_plot, area=area, plot=plot)
    order = [element.value for element in app.subheader]
    wanted = ["What fits", "What stands in the way", "How far", "With whom", "Why this score"]
    assert plot in order[0].replace("\\", "")
    assert order[1:] == [title for title in wanted if title != "With whom" or area == "kokkola"]
    told = words(app)
    assert "Remaining floor area" in told
    assert "k-m²" in told
    assert not INTERNAL.search(told)


def test_a_zone_says_that_it_is_no_plot_and_what_is_not_given_is_no_zero():
    app = run(run_plot, area="karhula", plot="w461415540")
    assert "zone, not plot" in app.subheader[0].value
    told = words(app)
    assert "not given" in told
    assert "not known" in told


def test_without_a_plot_the_page_says_how_to_come_to_one():
    app = run(run_plot, area="kokkola")
    assert "No plot is chosen yet" in app.header[0].value
    best = next(button for button in app.button if button.key.startswith("plot.best_"))
    best.click().run()
    assert app.session_state["state"].plot == best.key.removeprefix("plot.best_")
    assert app.subheader[1].value == "What fits"


def test_one_goes_through_the_plots_in_the_order_of_the_list_and_round_its_end():
    names = list(read_atlas("kokkola").frame("plots")["plot_id"])
    app = run(run_plot, area="kokkola", plot=names[0])
    app.button(key="plot.previous").click().run()
    assert app.session_state["state"].plot == names[-1]
    app.button(key="plot.next").click().run()
    app.button(key="plot.next").click().run()
    assert app.session_state["state"].plot == names[1]
    assert not app.exception


def test_a_list_of_very_many_plots_shows_those_around_the_chosen_one():
    names = [f"p{place}" for place in range(5_000)]
    shown = listed(names, ["p4000", "p7"])
    assert {"p4000", "p7", "p0", "p700"} <= set(shown)
    assert shown == sorted(shown, key=names.index)
    assert len(shown) == 1_501
    assert listed(names[:9], []) == names[:9]


@pytest.mark.usefixtures("home")
def test_a_plan_that_contradicts_itself_is_told_beside_the_figures(tmp_path):
    cache.forget()
    # 10-1 has e 0.5 on a hectare and 3,000 k-m²; 10-2 has e 0.4 and the 4,000 k-m² that it makes.
    saved(tmp_path, squares().assign(rakennusoikeus=[3000, 4000, 6000]))
    doubt = "e 0.50 × plot area would be 5,000\u00a0k-m²: check the plan."
    assert [doubt in warning.value for warning in run(run_plot, area="testi", plot="10-1").warning] == [True]
    assert "check the plan" not in words(run(run_plot, area="testi", plot="10-2"))
