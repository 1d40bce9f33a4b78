"""Freight, chains and ways as the pages show them, without a browser."""

import math
import re

import pytest

from layers.io import read_atlas, read_scenario_text
from planner.logistics.freight.chain import chains
from planner.logistics.freight.demand import ALL_MODES, FreightRow, parse_freight
from planner.scenario.scenario import parse_scenario
from planner.ui import cache
from planner.ui.drives import drive_of, timed
from planner.ui.maps.chain_values import FIGURES, freight_colouring, ranked
from planner.ui.maps.route_values import WayFigure, way_colouring, way_titles
from planner.ui.widgets.freight_file import (
    MOST_ROWS_N,
    Choices,
    checked,
    choices,
    example,
    freight_toml,
    records_of,
)
from tests import tiny
from tests.planner.ui.pages import run, run_logistics, run_map, run_plot, words

KNOWN = Choices({"sea_rotterdam": "Rotterdam", "k_x": "X"}, {"van": "Van"}, {"rail_average": "Train"}, {})
SCENARIO = parse_scenario(read_scenario_text())
SOUND = {
    "commodity": "zinc",
    "t_yr": 300.0,
    "direction": "out",
    "place": "sea_rotterdam",
    "modes": list(ALL_MODES),
    "vehicle_id": None,
    "train_factor_id": None,
    "ship_id": None,
}


# --- The freight table ---


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"commodity": "  "}, "name what is carried"),
        ({"t_yr": None}, "tonnes a year, above 0"),
        ({"t_yr": -5.0}, "tonnes a year, above 0"),
        ({"t_yr": math.inf}, "tonnes a year, above 0"),
        ({"t_yr": math.nan}, "tonnes a year, above 0"),
        ({"modes": []}, "at least one of lorry"),
        ({"place": None}, "where it comes from"),
        ({"place": "atlantis"}, "“atlantis” is no place"),
        ({"vehicle_id": "sledge"}, "no “sledge”"),
    ],
)
def test_a_faulty_row_is_told_in_a_sentence_and_left_out(change, sentence):
    found = checked([SOUND, SOUND | change], KNOWN)
    assert len(found.rows) == 1
    assert len(found.faults) == 1
    assert found.faults[0].startswith("Row 2: ")
    assert sentence in found.faults[0]


def test_empty_rows_are_no_fault_and_too_many_are_told():
    blank = dict.fromkeys(SOUND) | {"direction": "out", "modes": list(ALL_MODES)}
    assert checked([blank], KNOWN) == checked([], KNOWN)
    found = checked([SOUND] * (MOST_ROWS_N + 1), KNOWN)
    assert len(found.rows) == MOST_ROWS_N
    assert "Only the first" in found.faults[0]


@pytest.mark.parametrize("name", ["zinc", 'a "quoted" \\ name', "Ünïcødé 🚂", "line\nbreak", "\x7f", "'''"])
def test_freight_written_is_read_back(name):
    rows = (
        FreightRow(commodity=name, t_yr=0.5, place="sea_rotterdam"),
        FreightRow(commodity="b", t_yr=1e6, direction="in", place="k_x", modes=("rail",), vehicle_id="van"),
    )
    assert parse_freight(freight_toml(rows)) == rows
    assert checked(records_of(rows), KNOWN).rows == rows


@pytest.mark.parametrize("area", ["kokkola", "karhula"])
def test_the_example_can_be_computed_in_every_area(area):
    known = choices(read_atlas(area), SCENARIO)
    found = checked(example(known), known)
    assert len(found.rows) == 3
    assert found.faults == ()


def test_an_area_without_far_places_offers_no_example():
    assert example(Choices({}, {}, {}, {})) == ()


# --- The page ---


def test_without_freight_the_page_says_what_to_do():
    assert "start from an example" in run(run_logistics, area="kokkola").info[0].value


def test_quays_rail_and_sea_are_told_without_any_freight():
    app = run(run_logistics, area="kokkola", plot="5-4")
    assert "Nearest track of the plot: Siding to the chemical works" in words(app)
    rail = next(frame.value for frame in app.dataframe if "terminal" in frame.value)
    assert rail["km"].dropna().is_monotonic_increasing
    app.selectbox(key="logistics.ship").select("general_cargo_10000").run()
    app.selectbox(key="logistics.port").select("sea_rotterdam").run()
    assert not app.exception
    assert "too short" in words(app)
    assert "2,082\xa0km by sea; 2,642\xa0km without the Kiel Canal" in words(app)


def test_the_example_leads_to_chains_with_figures_methods_and_doubts():
    app = run(run_logistics, area="kokkola", plot="7-2")
    app.button(key="logistics.example").click().run()
    assert not app.exception
    told = words(app)
    for text in (
        "costs and times: example values",
        "well to wheel",
        "along sea lanes",
        "Joined at",
        "Costs and times are examples until you confirm them.",
        "not counted",
        "UK Government conversion factors",
        "illustrative",
    ):
        assert text in told
    assert "From plot 7" in told
    assert "straight_line" not in told
    assert "sea_lanes" not in told


def test_without_a_plot_the_plots_are_compared_and_one_is_asked_for():
    app = run(run_logistics, area="karhula")
    app.button(key="logistics.example").click().run()
    assert not app.exception
    assert "Choose a plot" in app.info[0].value
    table = app.dataframe[1].value
    assert len(table) == len(read_atlas("karhula").frame("plots"))
    assert table["cost"].dropna().is_monotonic_increasing


def test_another_figure_ranks_anew():
    app = run(run_logistics, area="kokkola")
    app.button(key="logistics.example").click().run()
    app.segmented_control(key="logistics.objective").select("fastest").run()
    app.selectbox(key="logistics.figure").select("time").run()
    assert not app.exception
    assert app.dataframe[1].value["time"].dropna().is_monotonic_increasing


def test_freight_of_another_area_is_told_and_not_computed():
    app = run(run_logistics, area="karhula")
    firm = read_atlas("kokkola").frame("companies")["company_id"].iloc[0]
    app.session_state["state"] = type(app.session_state["state"])(
        area="karhula", freight=(SOUND | {"place": firm},), tables_n=7
    )
    app.run()
    assert not app.exception
    assert "is no place in the lists" in app.warning[0].value.replace("\\", "")


def test_a_sum_that_lacks_a_stream_has_no_rank():
    rows = (
        FreightRow(commodity="a", t_yr=10, place="town_tampere"),
        FreightRow(commodity="b", t_yr=10, place="sea_rotterdam", modes=("truck",)),
    )
    table = chains(read_atlas("kokkola"), rows, SCENARIO)
    order = ranked(table, "cheapest", "cost")
    assert order["rank"].isna().all()
    assert order["cost"].isna().all()
    assert (order["without_chain_n"] == 1).all()
    assert set(freight_colouring(table, "cheapest", "cost").classes.values()) == {"unknown"}


def test_ranks_follow_the_figure():
    table = chains(
        read_atlas("kokkola"), (FreightRow(commodity="a", t_yr=10, place="town_tampere"),), SCENARIO
    )
    for figure in FIGURES:
        order = ranked(table, "lowest_emission", figure)
        assert order[figure].is_monotonic_increasing
        assert list(order["rank"]) == list(range(1, len(order) + 1))


# --- Ways from a plot, on the Map page ---


@pytest.mark.parametrize(
    ("text", "by"), [("van", "distance"), ("van:time", "time"), ("van:time:hazmat", "time")]
)
def test_who_drives_is_read_from_the_address(text, by):
    drive = drive_of(text, SCENARIO)
    assert (drive.vehicle.vehicle_id, drive.by) == ("van", by)
    assert drive.vehicle.hazmat == text.endswith("hazmat")


@pytest.mark.parametrize("text", ["", "sledge", ":time", "sledge:time"])
def test_an_unknown_vehicle_drives_nowhere(text):
    assert drive_of(text, SCENARIO) is None
    assert drive_of(timed(text, SCENARIO), SCENARIO).by == "time"


def test_a_link_draws_the_way_of_a_vehicle_and_its_reach():
    app = run(
        run_plot,
        area="kokkola",
        plot="7-2",
        vehicle="hct_76t:time",
        route="junction/junction-8-13",
        reach="min:5",
    )
    told = words(app)
    assert app.selectbox(key="plot.vehicle").value == "hct_76t"
    assert app.selectbox(key="plot.route").value == "junction/junction-8-13"
    assert "along illustrative roads" in told
    assert "of roads within 5.0\u00a0min" in told
    assert "unverified" in told


def test_a_link_draws_the_reach_of_a_place_without_a_plot():
    told = words(run(run_map, area="karhula", reach="km:2", reach_from="60.52300,26.94500"))
    assert "of roads within 2.0\u00a0km, no vehicle, no limits" in told
    assert re.search(r"From the place N 6,7\d\d,\d{3} E 49\d,\d{3}, EPSG:3067", told)


def test_a_place_goes_before_the_plot_until_the_plot_is_asked_for_again():
    app = run(run_plot, area="karhula", plot="w461415540", reach_from="60.52300,26.94500")
    assert "From the place" in words(app)
    assert "within 5.0" in words(app)
    app.button(key="reach.from_plot").click().run()
    assert not app.exception
    assert app.session_state["state"].reach_from == ""
    assert "From the place" not in words(app)


def test_a_place_far_from_every_road_reaches_nothing_and_says_so():
    told = words(run(run_map, area="karhula", reach="km:2", reach_from="0,-120"))
    assert "No road is reached" in told


@pytest.mark.parametrize(
    "address",
    [
        {"reach_from": "95,200"},
        {"reach_from": "<b>"},
        {"vehicle": "sledge"},
        {"route": "no/where"},
        {"reach": "min:0"},
        {"figure": "road:nothing"},
    ],
)
def test_what_an_address_says_wrongly_is_let_go(address):
    app = run(run_map, area="karhula", plot="w461415540", **address)
    assert app.session_state["state"].figure == "status"
    run(run_plot, area="karhula", plot="w461415540", **address)


def test_a_siding_and_a_pipe_are_sought_for_the_plot_only():
    app = run(run_plot, area="kokkola", plot="1-5")
    app.button(key="plot.seek_siding").click().run()
    assert not app.exception
    told = words(app)
    assert "limits and costs not confirmed" in told
    assert "Curve radius" in told
    app.button(key="plot.seek_pipe").click().run()
    assert "Cost class" in words(app)
    app.selectbox(key="plot.plot").select("7-2").run()
    assert "Cost class" not in words(app)


def test_where_no_pipe_is_at_hand_that_is_told():
    app = run(run_plot, area="karhula", plot="w461415540")
    app.button(key="plot.seek_pipe").click().run()
    assert not app.exception
    assert "No line was found" in words(app)


@pytest.mark.parametrize("area", ["kokkola", "karhula"])
def test_plots_are_coloured_by_every_way_that_the_list_offers(area):
    atlas = read_atlas(area)
    plots = set(atlas.frame("plots")["plot_id"])
    for code in way_titles(atlas):
        colouring = way_colouring(atlas, SCENARIO, WayFigure.of(code))
        assert set(colouring.classes) == plots
        assert set(colouring.classes.values()) <= set(colouring.looks)
        assert all(colouring.tips.values())


@pytest.mark.parametrize("measure", ["time", "road"])
def test_plots_to_which_no_road_leads_are_coloured_as_not_known(measure):
    area = tiny.atlas(
        tiny.square(0, 0),
        tiny.square(0, 40_000),
        roads=[tiny.line((0, 100), (5000, 100))],
        ports=[tiny.point(4000, 100)],
    )
    colouring = way_colouring(area, SCENARIO, WayFigure.of(f"{measure}:quay"))
    assert colouring.classes["A"] != "unknown"
    assert colouring.classes["B"] == "unknown"
    assert "no route" in colouring.tips["B"]


def test_the_caches_hand_out_one_table_for_one_freight():
    text = freight_toml((FreightRow(commodity="a", t_yr=10, place="town_tampere"),))
    assert cache.chain_table("kokkola", "default", text) is cache.chain_table("kokkola", "default", text)
