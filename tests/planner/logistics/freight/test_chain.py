"""Chains reckoned by hand, and on the real tables against another way to find them."""

import itertools

import networkx as nx
import numpy as np
import pytest

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text, read_sea_network
from planner.logistics.distance import NETWORK
from planner.logistics.freight.chain import chains
from planner.logistics.freight.demand import carriers
from planner.logistics.freight.main_haul import CO2E, COST, OBJECTIVES, TIME
from planner.scenario.scenario import parse_scenario
from tests import tiny
from tests.planner.logistics.freight import freight_case as case

approx = pytest.approx
BY_YARD = ["truck", "transfer", "rail", "transfer", "truck"]
NAMES = [name for name, _column, _title in OBJECTIVES]


def found(*rows, atlas=None, scenario=None, sea=None):
    table = chains(atlas or case.atlas(), rows, scenario or case.scenario(), sea)
    return table.of_plot("A")


def one(row, objective="cheapest", **more):
    return found(row, **more)[0].chains[objective]


def modes(chain):
    return [leg.mode for leg in chain.legs]


# --- By hand ---


def test_by_lorry_alone():
    chain = one(case.row("town", modes=["truck"]))
    assert modes(chain) == ["truck", "truck"]
    # 20 m to the road, 2 950 m along it to the joint, 100 km beyond.
    assert chain.legs[0].distance_m == approx(2970)
    assert chain.distance_m == approx(102_970)
    assert chain.cost_eur_t == approx(102.97 * 0.10)
    assert chain.time_h == approx(2.97 / 35 + 100 / 70)
    assert chain.co2e_kg_t == approx(102.97 * 0.100)
    assert chain.joint == "the park"
    assert [leg.method for leg in chain.legs] == [NETWORK, NETWORK]


def test_by_lorry_to_the_yard_and_by_train():
    chain = one(case.row("town"))
    assert modes(chain) == BY_YARD
    # 20 m and 1 000 m along the road; from the yard 20 m to the track, 1 950 m to the joint, 110 km beyond;
    # unloaded there, and 5 km by lorry to the receiver.
    assert [leg.distance_m for leg in chain.legs] == approx([1020, 0, 111_970, 0, 5000])
    assert chain.cost_eur_t == approx(6.02 * 0.10 + 2 * 2.0 + 111.97 * 0.04)
    assert chain.time_h == approx(1.02 / 35 + 2 * 2.0 + 111.97 / 50 + 5 / 70)
    assert chain.co2e_kg_t == approx(6.02 * 0.100 + 111.97 * 0.020)
    assert chain.legs[-1].method == "assumed"
    assert chain.joint == "the park"
    assert chain.legs[1].co2e_kg_t is None
    assert any("transfers are not counted" in note for note in chain.notes)


def test_the_fastest_takes_no_train():
    assert modes(one(case.row("town"), "fastest")) == ["truck", "truck"]
    assert modes(one(case.row("town"), "lowest_emission")) == BY_YARD


def test_a_year_is_tonnes_by_a_tonne():
    chain = one(case.row("town", t_yr=20_000, modes=["truck"]))
    assert chain.cost_eur_yr == approx(20_000 * chain.cost_eur_t)
    assert chain.co2e_kg_yr == approx(20_000 * chain.co2e_kg_t)
    assert chain.activity_t_km_yr == approx(20_000 * 102.97)


def test_what_comes_in_travels_the_other_way():
    out, back = one(case.row("town")), one(case.row("town", direction="in"))
    assert modes(back) == modes(out)[::-1]
    assert (back.legs[0].from_name, back.legs[-1].to_name) == ("Town", "A")
    assert back.cost_eur_t == approx(out.cost_eur_t)


def test_by_the_quay_of_the_area_to_a_port_abroad():
    sea = case.sea()
    chain = one(case.row("abroad"), sea=sea)
    assert modes(chain) == ["truck", "transfer", "sea"]
    assert chain.legs[0].to_name.endswith("short")
    assert chain.legs[2].distance_m == approx(sea.length_m.sum(), rel=0.001)
    assert "port abroad takes the ship is not checked" in " ".join(chain.legs[2].notes)


def test_a_large_ship_calls_where_the_quay_takes_it():
    chain = one(case.row("abroad", ship_id="large"), sea=case.sea())
    assert modes(chain) == ["truck", "transfer", "rail", "transfer", "sea"]
    assert chain.legs[3].from_name == "Harbour"
    assert "assumed" in chain.legs[3].notes[0]


def test_a_quay_without_depth_is_named_and_not_used():
    entry = found(case.row("abroad"), sea=case.sea())[0]
    assert any("silent" in note and "not known" in note for note in entry.notes)


def test_without_a_sea_network_nothing_sails_and_it_is_said():
    entry = found(case.row("abroad"))[0]
    assert set(entry.chains.values()) == {None}
    assert any("No sea network" in note for note in entry.notes)
    assert any("No chain to Abroad" in note for note in entry.notes)


def test_a_port_abroad_is_not_reached_by_lorry():
    entry = found(case.row("abroad", modes=["truck", "rail"]), sea=case.sea())[0]
    assert set(entry.chains.values()) == {None}
    assert "No chain to Abroad by truck, rail" in entry.notes[-1]


def test_beyond_the_railway_the_lorry_goes_on():
    chain = one(
        case.row("mine"),
        scenario=case.scenario(
            transfer={**case.TRANSFER, "truck_rail": {"time_h": 0.0, "cost_eur_t": 0.0, **case.SOURCE}}
        ),
    )
    assert modes(chain) == ["truck", "transfer", "rail", "transfer", "truck"]
    assert chain.legs[3].from_name == "Town"


def test_an_island_is_said_to_be_unreached():
    entry = found(case.row("island"))[0]
    assert set(entry.chains.values()) == {None}
    assert "No chain to Island" in entry.notes[-1]


def test_a_track_on_the_plot_spares_the_lorry():
    rail = [tiny.line((50, 50), (50, -40), (3050, -40))]
    chain = one(case.row("town"), atlas=case.atlas(rail=rail, places=None))
    assert modes(chain) == ["transfer", "rail", "rail", "transfer", "truck"]
    assert chain.legs[1].distance_m == approx(3000, abs=95)
    assert (chain.legs[0].time_h, chain.legs[0].cost_eur_t) == (4.0, 1.0)
    entry = found(case.row("town", modes=["rail"]), atlas=case.atlas(rail=rail))[0]
    assert entry.chains["cheapest"] is not None


def test_no_lorry_and_no_track_is_said():
    entry = found(case.row("town", modes=["rail"]))[0]
    assert set(entry.chains.values()) == {None}
    assert "no track reaches the plot" in entry.notes[-1]


def test_to_a_firm_of_the_area():
    firms = [{"geometry": tiny.point(600, -20), "company_id": "firm", "name": "Firm", "accuracy_m": 1000.0}]
    chain = one(case.row("firm"), atlas=case.atlas(companies=firms))
    assert modes(chain) == ["truck"]
    assert chain.distance_m == approx(520)
    assert chain.joint == ""
    assert "only known to 1" in chain.legs[0].notes[0]


def test_roads_that_do_not_reach_give_no_chain_and_no_straight_line():
    entry = found(case.row("town", modes=["truck"]), atlas=case.atlas(tiny.square(0, 3000)))[0]
    assert set(entry.chains.values()) == {None}
    assert "No chain to" in entry.notes[-1]


def test_without_roads_no_lorry_drives_and_no_straight_line_stands_in():
    entry = found(case.row("town"), atlas=case.atlas(roads=None))[0]
    assert set(entry.chains.values()) == {None}
    assert any("No roads are at hand" in note for note in entry.notes)


def test_without_roads_a_plot_on_a_track_still_sends_trains():
    rail = [tiny.line((50, -1), (3050, -40))]
    area = case.atlas(roads=None, rail=rail)
    assert modes(one(case.row("town", modes=["rail"]), atlas=area))[:2] == ["transfer", "rail"]


@pytest.mark.parametrize("missing", ["rail", "places", "ports"])
def test_a_missing_layer_stops_nothing_else(missing):
    chain = one(case.row("town"), atlas=case.atlas(**{missing: None}))
    assert chain is not None


def test_an_area_without_national_tables_reaches_its_own_quays():
    area = case.atlas(national=False)
    assert modes(one(case.row("abroad"), atlas=area, sea=case.sea())) == ["truck", "transfer", "sea"]
    with pytest.raises(PlannerError, match="“town”"):
        found(case.row("town"), atlas=area)


def test_no_rail_table_means_no_train():
    assert modes(one(case.row("town"), atlas=case.atlas(rails=None))) == ["truck", "truck"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"place": "nowhere"}, "“nowhere” is no place"),
        ({"place": "town", "vehicle_id": "bike"}, "“bike”. The scenario has: v"),
        ({"place": "abroad", "ship_id": "raft"}, "“raft”. The scenario has: small, large"),
        ({"place": "town", "train_factor_id": "lorry"}, "“lorry”. The scenario has: train"),
    ],
)
def test_unknown_places_and_carriers_are_refused(row, sentence):
    with pytest.raises(PlannerError, match=sentence):
        found(case.row(**row))


def test_a_transfer_that_the_scenario_lacks_is_asked_for():
    with pytest.raises(PlannerError, match=r"\[transfer\.truck_rail\]"):
        found(case.row("town"), scenario=case.scenario(transfer={}))


def test_emissions_of_transfers_count_where_a_factor_is_given():
    transfer = {**case.TRANSFER, "truck_rail": {**case.TRANSFER["truck_rail"], "co2e_kg_t": 0.6}}
    chain = one(case.row("town"), scenario=case.scenario(transfer=transfer))
    assert chain.legs[1].co2e_kg_t == 0.6
    assert chain.co2e_kg_t == approx(6.02 * 0.100 + 111.97 * 0.020 + 2 * 0.6)
    assert not any("not counted" in note for note in chain.notes)


# --- All plots at once ---


def test_many_plots_are_as_one_by_one():
    plots = [tiny.square(x, 0) for x in (0, 400, 900, 2000)]
    area, rows = case.atlas(*plots), [case.row("town"), case.row("abroad"), case.row("harbour")]
    together = chains(area, rows, case.scenario(), case.sea())
    for plot_id in "ABCD":
        alone = chains(area, rows, case.scenario(), case.sea(), [plot_id])
        assert together.of_plot(plot_id) == alone.of_plot(plot_id)


def test_totals_add_the_streams_up_and_count_what_has_no_chain():
    rows = [case.row("town"), case.row("mine", t_yr=10.0), case.row("island")]
    table = chains(case.atlas(), rows, case.scenario())
    total = table.totals("cheapest").iloc[0]
    parts = [entry.chains["cheapest"] for entry in table.of_plot("A")]
    assert total["cost_eur_yr"] == approx(parts[0].cost_eur_yr + parts[1].cost_eur_yr)
    assert total["co2e_kg_yr"] == approx(parts[0].co2e_kg_yr + parts[1].co2e_kg_yr)
    assert total["without_chain_n"] == 1


# --- On the real tables ---


@pytest.fixture(scope="module")
def kokkola():
    return read_atlas("kokkola"), parse_scenario(read_scenario_text()), read_sea_network()


def large(place, **more):
    """Return a stream that fills a group of wagons every week."""
    return case.row(place, t_yr=20_000.0, **more)


PLACES = ("sea_rotterdam", "sea_gdansk", "town_tampere", "town_kuusamo", "port_mussalo", "k_boliden")


def test_every_chain_is_the_sum_of_its_legs_and_joins_up(kokkola):
    atlas, scenario, sea = kokkola
    table = chains(atlas, [large(place) for place in PLACES], scenario, sea, ["1-1", "5-4", "11-2"])
    for plot_id, entry in ((p, e) for p in table.plot_ids for e in table.of_plot(p)):
        for chain in entry.chains.values():
            assert sum(leg.distance_m for leg in chain.legs) == approx(chain.distance_m)
            assert sum(leg.time_h for leg in chain.legs) == approx(chain.time_h)
            assert sum(leg.cost_eur_t for leg in chain.legs) == approx(chain.cost_eur_t)
            assert sum(leg.co2e_kg_t or 0.0 for leg in chain.legs) == approx(chain.co2e_kg_t)
            assert chain.legs[0].from_name == plot_id
            assert chain.legs[-1].to_name == entry.place
            for before, after in itertools.pairwise(chain.legs):
                assert before.to_name == after.from_name
            assert all(leg.source and leg.vehicle_class for leg in chain.legs)


def test_none_is_better_at_an_objective_than_the_one_that_is_best_at_it(kokkola):
    atlas, scenario, sea = kokkola
    metrics = chains(atlas, [large(place) for place in PLACES], scenario, sea).metrics
    for objective, column in enumerate((COST, TIME, CO2E)):
        best = metrics[:, :, objective, column]
        assert (best[:, :, None] <= metrics[:, :, :, column] + 1e-9).all()


def test_fewer_modes_are_never_better(kokkola):
    atlas, scenario, sea = kokkola
    every = chains(atlas, [large("port_mussalo")], scenario, sea).metrics
    for some in (["truck"], ["truck", "rail"], ["truck", "sea"]):
        fewer = chains(atlas, [large("port_mussalo", modes=some)], scenario, sea).metrics
        for objective, column in enumerate((COST, TIME, CO2E)):
            assert (every[:, :, objective, column] <= fewer[:, :, objective, column] + 1e-9).all()


def inland_graph(atlas, per, moved, place):
    graph = nx.Graph()
    for layer, mode in (("road_links", "truck"), ("rail_links", "rail")):
        for link in atlas.table(layer).itertuples():
            graph.add_edge((link.from_id, mode), (link.to_id, mode), w=per(mode, link.length_km * 1000))
    # Within the area its own freight yard is used.
    inside = {"park_kip", "town_kokkola", "port_kokkolasyva", "port_kokkolakanta"}
    for node_id in set(atlas.table("nodes")["node_id"]) - inside - {place}:
        if (node_id, "rail") in graph and (node_id, "truck") in graph:
            graph.add_edge((node_id, "truck"), (node_id, "rail"), w=moved)
    graph.add_edge((place, "rail"), (place, "truck"), w=moved + per("truck", 5000.0))
    return graph


@pytest.mark.parametrize("objective", NAMES)
@pytest.mark.parametrize("place", ["town_kuopio", "town_joensuu", "town_kolari"])
def test_inland_chains_equal_those_of_networkx(kokkola, objective, place):
    """A graph of places and modes, built here from the tables once more; from the joint by lorry on."""
    atlas, scenario, _sea = kokkola
    # Rests of drivers do not add up edge by edge.
    scenario = scenario.model_copy(update={"driver_rest": None})
    row = large(place, modes=["truck", "rail"])
    table = chains(atlas, [row], scenario, plot_ids=["11-2"])
    column = {"cheapest": COST, "fastest": TIME, "lowest_emission": CO2E}[objective]
    factors = carriers(row, scenario).factors
    transfer = scenario.transfer["truck_rail"]
    moved = (transfer.cost_eur_t, transfer.time_h, 0.0)[column]

    def per(mode, metres, speed_kmh=None):
        f = factors[mode]
        values = (f.cost_eur_t_km, 1 / (speed_kmh or f.speed_kmh), f.wtw_g_t_km / 1000)
        return metres / 1000 * values[column]

    graph = inland_graph(atlas, per, moved, place)
    starts = table._starts
    local = scenario.freight.local_speed_kmh
    ways = starts.lorry(row, carriers(row, scenario))
    for gateway, metres in zip(starts.gateways, ways.metres[0], strict=True):
        if gateway.name == "Kokkola Industrial Park (KIP)":
            graph.add_edge("plot", ("park_kip", "truck"), w=per("truck", metres, local))
        elif gateway.name == "Ykspihlaja freight yard":
            yard_m = starts.network.local_rail_m(np.array([gateway.point], dtype=object))
            graph.add_edge("plot", "yard", w=per("truck", metres, local) + moved)
            graph.add_edge("yard", ("park_kip", "rail"), w=per("rail", float(yard_m[0])))
    lengths = nx.single_source_dijkstra_path_length(graph, "plot", weight="w")
    expected = lengths[(place, "truck")]
    assert table.metrics[0, 0, NAMES.index(objective), column] == approx(expected, rel=1e-9)


def test_a_region_is_reckoned_to_its_centre_and_it_is_said():
    region = {"node_id": "town", "title": {"en": "North"}, "source": "test"}
    entry = found(case.row("r", modes=["truck"]), scenario=case.scenario(regions={"r": region}))[0]
    town = one(case.row("town", modes=["truck"]))
    assert entry.place == "North"
    assert entry.chains["cheapest"].distance_m == town.distance_m
    assert any("North is reckoned to Town" in note for note in entry.notes)


# --- What is closed to the lorry of a stream ---

BRIDGE = {"geometry": tiny.line((500, -20), (1500, -20)), "name": "Bridge road", "max_weight_t": 20}
ROUND = {"geometry": tiny.line((500, -20), (500, -1020), (1500, -1020), (1500, -20)), "name": "Round road"}
WEST, EAST = tiny.line((-500, -20), (500, -20)), tiny.line((1500, -20), (3050, -20))
VAN = case.VEHICLE | {"vehicle_id": "van", "weight_t": 3.5}
WITH_VAN = case.scenario(vehicles=[case.VEHICLE, VAN])


def by_lorry(roads, **more):
    row = case.row("town", modes=["truck"], **more)
    return found(row, atlas=case.atlas(roads=roads), scenario=WITH_VAN)[0]


def test_a_lorry_goes_round_what_is_closed_to_it_and_it_is_named():
    legs = by_lorry([WEST, BRIDGE, EAST, ROUND]).chains["cheapest"].legs
    assert (legs[0].distance_m, legs[0].method) == (approx(2970 + 2000), NETWORK)
    said = "Bridge road (mass at most 20\xa0t); the way leads round."
    assert any(note.endswith(said) for note in legs[0].notes)


def test_a_van_of_the_same_firm_does_not():
    legs = by_lorry([WEST, BRIDGE, EAST, ROUND], vehicle_id="van").chains["cheapest"].legs
    assert legs[0].distance_m == approx(2970)
    assert legs[0].notes == ()


def test_where_all_is_closed_there_is_no_chain_and_no_straight_line_instead():
    entry = by_lorry([WEST, BRIDGE, EAST], vehicle_id="v")
    assert entry.chains["cheapest"] is None
    assert any("Bridge road (mass at most 20\xa0t)" in note for note in entry.notes)
    assert by_lorry([WEST, BRIDGE, EAST], vehicle_id="van").chains["cheapest"] is not None


def test_a_plot_that_no_lorry_leaves_names_what_is_closed():
    entry = by_lorry([{"geometry": case.ROAD[0], "name": "Low road", "max_height_m": 3.0}])
    assert entry.chains["cheapest"] is None
    assert any("Low road (height at most 3\xa0m)" in note for note in entry.notes)


def test_goods_that_come_in_drive_in_the_other_direction():
    one_way = {"geometry": tiny.line((500, -20), (1500, -20)), "oneway": "forward"}
    out, back = (
        by_lorry([WEST, one_way, EAST, ROUND], direction=way).chains["cheapest"] for way in ("out", "in")
    )
    assert out.legs[0].distance_m == approx(2970)
    assert back.legs[-1].distance_m == approx(2970 + 2000)


# --- What a railway takes, and what a driver does not drive through ---

WITH_LEAST = [
    {**factor, "least_load_t": 50.0, "train_load_t": 525.0} if factor["mode"] == "rail" else factor
    for factor in case.FACTORS
]
REST = {"break_after_h": 4.5, "break_h": 0.75, "daily_drive_h": 9.0, "daily_rest_h": 11.0, **case.SOURCE}


def test_less_than_a_wagon_load_does_not_go_by_rail_and_it_is_said():
    rules = case.scenario(freight_factors=WITH_LEAST)
    entry = found(case.row("town", t_yr=1000.0), scenario=rules)[0]
    assert {tuple(modes(chain)) for chain in entry.chains.values()} == {("truck", "truck")}
    assert "Too little for the railway: 19" in entry.notes[0]
    assert modes(one(case.row("town", t_yr=1000.0, dispatches_yr=12), scenario=rules)) == BY_YARD
    assert modes(one(case.row("town", t_yr=50.0 * 52), scenario=rules)) == BY_YARD


def test_a_railway_whose_least_load_is_not_stated_has_to_be_asked():
    notes = one(case.row("town")).legs[2].notes
    assert any("least load" in note and "ask" in note for note in notes)


def test_a_train_alone_is_unloaded_and_needs_a_track_at_the_receiver():
    rail = [tiny.line((50, 50), (50, -40), (3050, -40))]
    entry = found(case.row("town", modes=["rail"]), atlas=case.atlas(rail=rail))[0]
    assert modes(entry.chains["cheapest"]) == ["transfer", "rail", "rail", "transfer"]
    assert any("track of its own" in note for note in entry.notes)


def hauled(km, **more):
    rules = case.scenario(driver_rest=REST, **more)
    links = case.links("road_links", [("joint", "town", km)])
    area = case.atlas().with_layer(links)
    return one(case.row("town", modes=["truck"]), "fastest", atlas=area, scenario=rules)


@pytest.mark.parametrize(
    ("drive_h", "rest_h"), [(4.0, 0), (4.6, 0.75), (8.8, 0.75), (9.2, 11.75), (20.0, 23.5)]
)
def test_a_driver_rests_on_the_way_and_the_local_leg_belongs_to_it(drive_h, rest_h):
    local_h = 2.97 / 35
    chain = hauled((drive_h - local_h) * 70)
    assert chain.time_h == approx(drive_h + rest_h)
    assert sum(leg.time_h for leg in chain.legs) == approx(chain.time_h)
    assert any("rests of the driver" in note for leg in chain.legs for note in leg.notes) == (rest_h > 0)


def test_the_driver_of_a_van_need_not_rest():
    van = {**case.VEHICLE, "weight_t": 3.5}
    assert hauled(700, vehicles=[van]).time_h == approx(2.97 / 35 + 10)


def test_with_rests_the_train_may_be_faster():
    """10.1 h of driving take 21.8 h; a train of the same length takes 14.0 h, loading included."""
    rails = case.links("rail_links", [("joint", "town", 700.0)])
    roads = case.links("road_links", [("joint", "town", 700.0)])
    area = case.atlas().with_layer(rails).with_layer(roads)
    row = case.row("town")
    fast = {"train": 65.0, "lorry": 70.0}
    factors = [{**f, "speed_kmh": fast.get(f["factor_id"], 20.0)} for f in case.FACTORS]
    without = one(row, "fastest", atlas=area, scenario=case.scenario(freight_factors=factors))
    resting = one(
        row, "fastest", atlas=area, scenario=case.scenario(freight_factors=factors, driver_rest=REST)
    )
    assert modes(without) == ["truck", "truck"]
    assert modes(resting) == BY_YARD


def test_a_refinery_s_quay_is_no_port_of_call_for_dry_bulk():
    refinery = {**case.QUAYS[0], "name": "refinery", "cargo_kinds": "liquid_bulk", "owner": "private"}
    area = case.atlas(ports=[{**refinery, "fairway_draught_m": 9.0}])
    row = case.row("abroad", cargo_kind="dry_bulk")
    entry = found(row, atlas=area, sea=case.sea())[0]
    assert not any(
        "refinery" in leg.to_name for chain in entry.chains.values() if chain for leg in chain.legs
    )
    assert any("other cargo" in note and "refinery" in note for note in entry.notes)
    agreed = case.row("abroad", cargo_kind="dry_bulk", agreed_quays=["ports 1"])
    legs = one(agreed, atlas=area, sea=case.sea()).legs
    assert legs[0].to_name.endswith("refinery")
    assert not any("Only if the port confirms" in note for leg in legs for note in leg.notes)


def test_what_is_not_known_of_a_quay_is_asked_in_the_leg():
    legs = one(case.row("abroad"), sea=case.sea()).legs
    note = next(note for note in legs[2].notes if "Only if the port confirms" in note)
    assert "fairway" in note
    assert "public or private" in note


def test_a_ship_that_does_not_carry_the_cargo_is_refused_in_a_sentence():
    ships = [{**ship, "cargo_kinds": ["container"]} for ship in case.SHIPS]
    row = case.row("abroad", cargo_kind="liquid_bulk")
    entry = found(row, scenario=case.scenario(ships=ships), sea=case.sea())[0]
    assert set(entry.chains.values()) == {None}
    assert any("choose another ship" in note for note in entry.notes)


def test_every_leg_names_the_country_of_its_factor(kokkola):
    atlas, scenario, sea = kokkola
    assert all(factor.country for factor in scenario.freight_factors)
    train = next(f for f in scenario.freight_factors if f.factor_id == scenario.freight.train_factor_id)
    assert train.country == "FI"
    assert "LIPASTO" in train.source
    for entry in chains(atlas, [large("town_tampere")], scenario, sea, ["1-1"]).of_plot("1-1"):
        for chain in entry.chains.values():
            assert all(leg.country for leg in chain.legs if leg.mode != "transfer")
    assert "(country not stated)" in one(case.row("town")).legs[0].vehicle_class


def test_a_terminal_without_tracks_to_the_national_railway_is_named_and_not_used():
    far_off = [tiny.line((1100, -3000), (3050, -3000))]
    entry = found(case.row("town"), atlas=case.atlas(rail=far_off))[0]
    assert not any("Yard" in leg.to_name for chain in entry.chains.values() for leg in chain.legs)
    assert any("Yard" in note and "national railway" in note for note in entry.notes)
