"""Routes as lines: where they run, along which roads, and what is said where there is none."""

from dataclasses import replace

import pytest
import shapely

from layers.errors import PlannerError
from layers.io import read_atlas, read_scenario_text
from planner import logistics
from planner.logistics.distance import BELOW_ACCURACY, BEYOND_DATA, NETWORK, NO_ROUTE
from planner.logistics.routes import Leg, route_to, routes
from planner.logistics.targets import targets
from planner.logistics.vehicles import Drive, vehicle_of
from planner.scenario.scenario import parse_scenario
from tests.tiny import X0_M, Y0_M, atlas, line, point, square

approx = pytest.approx
DEFAULT = parse_scenario(read_scenario_text())
HCT = Drive(vehicle_of(DEFAULT, "hct_76t"), DEFAULT)
ROADS = [
    {"geometry": line((0, 100), (1000, 100)), "name": "West street"},
    {"geometry": line((1000, 100), (2000, 100)), "name": "Bridge road", "max_weight_t": 20},
    {"geometry": line((1000, 100), (1000, 1100), (2000, 1100), (2000, 100)), "name": "Round road"},
    {"geometry": line((2000, 100), (3000, 100)), "name": "East street", "illustrative": True},
]
QUAY = {"geometry": point(2500, 150), "quay_id": "q1", "port": "Port", "name": "1"}


def area(*more, roads=ROADS, **layers):
    return atlas(square(0, 0), roads=[*roads, *more], ports=[QUAY], **layers)


def places(route):
    return [(x - X0_M, y - Y0_M) for x, y in shapely.get_coordinates(route.line).tolist()]


def test_from_the_end_of_the_frontage_to_the_foot_of_the_quay():
    route = route_to("A", "q1", area())
    assert places(route) == [(100, 100), (1000, 100), (2000, 100), (2500, 100)]
    assert route.legs == (
        Leg("West street", 900.0, illustrative=False),
        Leg("Bridge road", 1000.0, illustrative=False),
        Leg("East street", 500.0, illustrative=True),
    )
    assert (route.distance.distance_m, route.distance.illustrative) == (approx(2450), True)
    (off_road,) = route.off_road
    assert off_road.equals(line((2500, 100), (2500, 150)))


def test_round_what_is_closed():
    route = route_to("A", "Port: 1", area(), HCT)
    assert [leg.road for leg in route.legs] == ["West street", "Round road", "East street"]
    assert route.line.length == approx(4400)
    assert route.distance.closed_roads == "Bridge road (mass at most 20\xa0t)"


def test_against_the_digitised_direction():
    backwards = [{**road, "geometry": shapely.reverse(road["geometry"])} for road in ROADS]
    assert places(route_to("A", "q1", area(roads=backwards))) == places(route_to("A", "q1", area()))


def test_where_no_way_leads_nothing_is_drawn():
    route = route_to("A", "q1", area(roads=[{"geometry": line((3000, 100), (0, 100)), "oneway": "forward"}]))
    assert (route.distance.method, route.line, route.legs) == (NO_ROUTE, None, ())
    assert route.off_road == ()


def test_a_firm_placed_too_roughly_has_no_line():
    firm = {"geometry": point(200, 50), "company_id": "c1", "accuracy_m": 250}
    route = route_to("A", "c1", area(companies=[firm]))
    assert (route.distance.method, route.line, route.off_road) == (BELOW_ACCURACY, None, ())


def test_of_a_kind_the_nearest():
    second = {"geometry": point(1500, 100), "quay_id": "q2", "port": "Port", "name": "2"}
    near = atlas(square(0, 0), roads=ROADS, ports=[QUAY, second])
    assert route_to("A", "quay", near).distance.target_id == "q2"


@pytest.mark.parametrize(
    ("target", "said"),
    [("q9", r"no target “q9” in Tiny\. .*Name a kind \(quay\)"), ("t1", "it is none that is driven to")],
)
def test_what_is_no_target_is_a_sentence(target, said):
    track = {"geometry": line((0, -50), (50, -50)), "track_id": "t1"}
    with pytest.raises(PlannerError, match=said):
        route_to("A", target, area(rail=[track]))


@pytest.mark.parametrize(
    ("target", "likest"),
    [("Quaay", "quay"), ("NORTH", "Port: North quay"), ("nort quay", "Port: North quay"), ("zzz", None)],
)
def test_what_is_misspelt_is_answered_by_what_is_spelt_like_it(target, likest):
    named = {"geometry": point(1500, 100), "quay_id": "q2", "port": "Port", "name": "North quay"}
    with pytest.raises(PlannerError) as refused:
        route_to("A", target, atlas(square(0, 0), roads=ROADS, ports=[named]))
    told = str(refused.value)
    assert (f"Is it one of these: {likest}" in told) if likest else ("one of these" not in told)
    assert "Name a kind (quay), or a target by its name or id, such as " in told


def test_without_roads_it_is_said():
    with pytest.raises(PlannerError, match="No roads are at hand"):
        route_to("A", "q1", atlas(square(0, 0), ports=[QUAY]))


def test_an_unknown_plot_is_a_sentence():
    with pytest.raises(PlannerError, match="Z"):
        route_to("Z", "q1", area())


@pytest.mark.parametrize("drive", [None, HCT])
@pytest.mark.parametrize(("name", "plot_id"), [("kokkola", "1-1"), ("karhula", "w461415540")])
def test_lines_are_as_long_as_the_table_says(name, plot_id, drive):
    whole = read_atlas(name)
    made = routes(plot_id, whole, targets(whole), drive)
    plots = whole.frame("plots")
    rows = logistics.distances(plots[plots["plot_id"] == plot_id], whole, DEFAULT)
    local = [row.target_id for row in rows if row.mode == "road" and row.target_kind != "national_node"]
    assert [one.distance.target_id for one in made] == local
    for one in made:
        if one.line is not None:
            assert one.distance.method == NETWORK
            assert one.line.length + one.distance.snap_m == approx(one.distance.distance_m, abs=2e-3)
            assert sum(leg.length_m for leg in one.legs) == approx(one.line.length)
            assert sum(leg.length_m for leg in one.legs if leg.illustrative) == approx(
                one.distance.way_illustrative_m, abs=2e-3
            )
            # Places that differ by less than 5 cm count as equally near; the nearest gives the snap.
            assert sum(part.length for part in one.off_road) == approx(one.distance.snap_m, abs=0.1)


def test_of_two_targets_with_one_name_it_is_asked_which_is_meant():
    twin = {"geometry": point(1500, 100), "quay_id": "q2", "port": "Port", "name": "1"}
    with_twin = atlas(square(0, 0), roads=ROADS, ports=[QUAY, twin])
    with pytest.raises(PlannerError, match=r"2 targets are called “Port: 1”\. .* by its id: q1, q2"):
        route_to("A", "Port: 1", with_twin)
    assert route_to("A", "q2", with_twin).distance.target_id == "q2"
    assert route_to("A", "quay", with_twin).distance.target_id == "q2"


def test_beyond_the_data_of_the_roads_no_route_is_led():
    far = atlas(square(9000, 0), roads=ROADS, ports=[QUAY])
    cut = far.with_layer(
        replace(far.layer("roads"), coverage=shapely.box(X0_M, Y0_M, X0_M + 4000, Y0_M + 500))
    )
    found = route_to("A", "q1", cut)
    assert (found.distance.method, found.distance.distance_m) == (BEYOND_DATA, None)
    assert (found.line, found.off_road, found.legs) == (None, (), ())
    assert "“Roads and streets” end before the plot does" in found.distance.note
