"""Long hauls by the national tables."""

import numpy as np
import pytest

from layers.atlas import Joint
from layers.errors import PlannerError
from layers.io import read_atlas, read_national, read_scenario_text
from planner import logistics
from planner.logistics.distance import NETWORK, NO_ROUTE
from planner.logistics.freight.first_mile import FirstMile
from planner.logistics.freight.network import FreightNetwork
from planner.logistics.national import NATIONAL_NODE, distances, node_distances_m
from planner.logistics.straight import straight_line_m
from planner.logistics.vehicles import Drive
from planner.scenario.scenario import parse_scenario
from tests.tiny import X0_M, Y0_M, atlas, line, point, scenario, square, table

approx = pytest.approx
NODES = [
    {"node_id": "joint", "kind": "park", "name": "the park", "lat": 63.8, "lon": 22.9},
    {"node_id": "town", "kind": "town", "name": "the town", "lat": 64.8, "lon": 22.9},
    {"node_id": "island", "kind": "town", "name": "the island", "lat": 63.8, "lon": 23.9},
    {"node_id": "near", "kind": "port", "name": "the port", "lat": 63.81, "lon": 22.9, "road_snap_m": 900},
]
LINKS = [
    {"link_id": "1", "from_id": "town", "to_id": "joint", "length_km": 120},
    {"link_id": "2", "from_id": "joint", "to_id": "near", "length_km": 4},
]


STREET = line((0, -10), (600, -10))


def hauls(wanted, joint_x_m=600.0, *, mode="road", settings=None, **layers):
    """Return the hauls of a plot of 100 m by a street 10 m south of it, with the joint on the street."""
    joint = Joint("joint", "the park", X0_M + joint_x_m, Y0_M - 10)
    tables = [table("nodes", NODES), table("road_links", LINKS), table("rail_links", LINKS)]
    drawn = {name: rows for name, rows in ({"roads": [STREET]} | layers).items() if rows}
    area = atlas(square(0, 0), joint=joint, tables=tables, **drawn)
    settings = settings or scenario(logistics={"national_nodes": wanted})
    rows = logistics.distances(area.frame("plots"), area, settings)
    return {row.target_id: row for row in rows if row.target_kind == NATIONAL_NODE and row.mode == mode}


# --- As published ---


@pytest.mark.parametrize(
    ("links", "start", "end", "km"),
    [
        ("rail_links", "park_kip", "town_helsinki", 485.7),
        ("road_links", "park_kip", "town_helsinki", 480.2),
        ("road_links", "park_kip", "port_kemi", 310),
    ],
)
def test_long_hauls_as_measured_on_the_national_map(links, start, end, km):
    national = read_national()
    found = node_distances_m(national.table("nodes"), national.table(links), start)
    assert found[end] / 1000 == approx(km, rel=0.02)
    back = node_distances_m(national.table("nodes"), national.table(links), end)
    assert back[start] == approx(found[end])


def test_the_plant_of_boliden_and_the_deep_port():
    kokkola = read_atlas("kokkola")
    firms, quays = kokkola.frame("companies"), kokkola.frame("ports")
    plant = firms[firms["facility_id"] == "0000001376"].geometry.item()
    quay = quays[quays["name"] == "Laituri 11"].geometry.item()
    assert straight_line_m(plant, quay) == approx(1270, abs=20)


# --- By hand ---


def test_the_table_and_the_way_along_the_roads_to_the_joint_are_added():
    # The plot meets the street along its whole side; from its corner 500 m of street lead to the joint.
    row = hauls(["town", "joint"])["town"]
    assert (row.method, row.mode) == (NETWORK, "road")
    assert (row.distance_m, row.network_m) == (approx(120_510), approx(120_500))
    assert (row.access_m, row.target_access_m, row.snap_m) == (approx(10), approx(0, abs=1e-9), approx(10))
    assert "510\xa0m in the area to “the park”" in row.note


def test_a_detour_in_the_area_counts_and_no_straight_line_stands_in_for_it():
    detour = line((0, -10), (0, -2010), (600, -2010), (600, -10))
    assert hauls(["town"], roads=[detour])["town"].distance_m == approx(120_000 + 10 + 2000 + 600 + 2000)


@pytest.mark.parametrize(
    ("layers", "joint_x_m", "says"),
    [
        ({"roads": []}, 600, "No roads are at hand"),
        ({"roads": [line((3000, -10), (4000, -10))]}, 3000, "The roads at hand end 2.90\xa0km from the plot"),
        ({}, 3_700, "The roads at hand end 3.10\xa0km from the target"),
    ],
)
def test_where_the_roads_do_not_reach_plot_or_joint_there_is_no_route(layers, joint_x_m, says):
    row = hauls(["town"], joint_x_m, **layers)["town"]
    assert (row.method, row.distance_m, row.network_m) == (NO_ROUTE, None, None)
    assert row.note.startswith(says)


def test_the_joint_itself_is_no_target():
    assert set(hauls(["joint", "town"])) == {"town"}


def test_a_node_without_a_link_has_no_route_and_no_straight_line_stands_in():
    row = hauls(["island"])["island"]
    assert (row.method, row.distance_m) == (NO_ROUTE, None)
    assert row.note.startswith("No route: the national road table does not lead there")


TRACK = line((0, 115), (600, 115), (600, -10))
YARD = {"geometry": point(300, -10), "kind": "rail_terminal", "name": "Yard"}


def test_a_plot_that_a_track_serves_loads_on_it():
    # From the corner of the plot 15 m to the track, 500 m along it, and 125 m down to the joint.
    row = hauls(["town"], mode="rail", rail=[TRACK])["town"]
    assert (row.method, row.distance_m) == (NETWORK, approx(120_000 + 15 + 500 + 125))
    assert "own track" in row.note


@pytest.mark.parametrize(("track_class", "method"), [("siding", NETWORK), ("main", NO_ROUTE)])
def test_the_open_main_line_serves_no_plot_that_it_passes(track_class, method):
    default = parse_scenario(read_scenario_text())
    logistics_of = default.logistics.model_copy(update={"national_nodes": ("town",)})
    settings = default.model_copy(update={"logistics": logistics_of})
    rail = [{"geometry": TRACK, "track_class": track_class}]
    row = hauls(["town"], mode="rail", settings=settings, rail=rail)["town"]
    assert row.method == method


def test_a_plot_without_a_track_drives_to_the_nearest_loading_place():
    # 10 m to the street, 200 m along it to the yard; there 30 m to the track, and 300 m along it.
    track = line((0, -40), (600, -40))
    row = hauls(["town"], mode="rail", rail=[track], places=[YARD])["town"]
    assert (row.method, row.mode) == (NETWORK, "rail")
    assert row.distance_m == approx(120_000 + 10 + 200 + 30 + 300)
    assert row.distance_m == approx(row.network_m + row.access_m + row.target_access_m)
    assert "210\xa0m by road to the loading place “Yard”" in row.note


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ({}, "No tracks are at hand"),
        ({"rail": [line((0, 300), (600, 300))]}, "No track serves the plot"),
        ({"rail": [line((0, 300), (600, 300))], "places": [YARD], "roads": []}, "No track serves the plot"),
    ],
)
def test_without_a_track_or_a_way_to_a_loading_place_there_is_no_route_by_rail(layers, says):
    row = hauls(["town"], mode="rail", **layers)["town"]
    assert (row.method, row.distance_m) == (NO_ROUTE, None)
    assert row.note.startswith(says)


def test_appraisal_and_freight_chains_give_one_figure_for_one_way():
    kokkola, settings = read_atlas("kokkola"), parse_scenario(read_scenario_text())
    plots = kokkola.frame("plots")
    network = FreightNetwork(kokkola, settings)
    starts = FirstMile(network, plots, [])
    lorry = starts.roads.of(Drive(settings.vehicles[0], settings), "out")
    assert not lorry.closed.any()
    along_m = node_distances_m(kokkola.table("nodes"), kokkola.table("road_links"), "park_kip")
    to_joint = lorry.metres[:, 0]
    rows = [row for row in distances(plots, kokkola, settings, "road") if row.target_id == "town_helsinki"]
    assert [row.distance_m for row in rows] == approx(
        [metres + along_m["town_helsinki"] for metres in to_joint]
    )
    by_rail = {row.plot_id: row for row in distances(plots, kokkola, settings, "rail")}
    own = starts.own_track_m
    assert np.isfinite(own).any()
    for plot_id, metres in zip(plots["plot_id"], own, strict=True):
        row = by_rail[plot_id]
        rail_m = node_distances_m(kokkola.table("nodes"), kokkola.table("rail_links"), "park_kip")[
            row.target_id
        ]
        if "own track" in row.note:
            assert row.distance_m == approx(metres + rail_m)
        else:
            assert row.distance_m <= metres + rail_m


def test_a_node_that_is_not_in_the_table_is_a_sentence():
    with pytest.raises(PlannerError, match="town_atlantis"):
        hauls(["town_atlantis"])


def test_a_link_to_an_unknown_node_is_a_sentence():
    nodes = table("nodes", NODES[:1]).frame
    links = table("road_links", LINKS[:1]).frame
    with pytest.raises(PlannerError, match="“town”"):
        node_distances_m(nodes, links, "joint")


def test_an_area_that_joins_no_table_has_no_long_hauls():
    area = atlas(square(0, 0), tables=[table("nodes", NODES), table("road_links", LINKS)])
    settings = scenario(logistics={"national_nodes": ["town"]})
    assert logistics.distances(area.frame("plots"), area, settings) == []
