"""Long hauls by the national tables."""

import pytest

from layers.atlas import Joint
from layers.errors import PlannerError
from layers.io import read_atlas, read_national
from planner import logistics
from planner.logistics.distance import NETWORK, NO_ROUTE
from planner.logistics.national import node_distances_m
from planner.logistics.straight import straight_line_m
from tests.tiny import X0_M, Y0_M, atlas, scenario, square, table

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


def hauls(wanted, joint_x_m=50.0):
    joint = Joint("joint", "the park", X0_M + joint_x_m, Y0_M + 50)
    area = atlas(square(0, 0), joint=joint, tables=[table("nodes", NODES), table("road_links", LINKS)])
    settings = scenario(logistics={"national_nodes": wanted})
    return {row.target_id: row for row in logistics.distances(area.frame("plots"), area, settings)}


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


def test_the_table_and_the_way_to_the_joint_are_added():
    row = hauls(["town", "joint"], joint_x_m=600)["town"]
    assert (row.distance_m, row.snap_m, row.method) == (approx(120_500), approx(500), NETWORK)
    assert row.mode == "road"
    assert "500\xa0m in a straight line" in row.note


def test_the_joint_itself_is_no_target():
    assert set(hauls(["joint", "town"])) == {"town"}


def test_a_node_without_a_link_has_no_route_and_no_straight_line_stands_in():
    row = hauls(["island"])["island"]
    assert (row.method, row.distance_m) == (NO_ROUTE, None)
    assert row.note.startswith("No route: the national road table does not lead there")


@pytest.mark.parametrize(("node_id", "joint_x_m", "is_long"), [("town", 9000, False), ("near", 9000, True)])
def test_a_long_straight_part_is_added_and_said(node_id, joint_x_m, is_long):
    row = hauls([node_id], joint_x_m)[node_id]
    assert row.method == NETWORK
    assert row.distance_m > row.snap_m
    assert ("long beside the way" in row.note) == is_long


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
