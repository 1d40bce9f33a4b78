"""Quays against ships, and ways by sea on lanes that can be reckoned by hand and on the real ones."""

import warnings

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.crs import LatLon, geodesic_m
from layers.io import read_scenario_text, read_sea_network
from layers.sea_network import SeaNetwork
from planner.logistics.sea import (
    ASKED,
    FAIRWAY,
    FITS,
    OTHER_CARGO,
    PRIVATE,
    TOO_SHALLOW,
    TOO_SHORT,
    UNKNOWN,
    Call,
    Quay,
    closed_to,
    closing_limit,
    quay_fit,
    voyage,
    voyages,
)
from planner.scenario.scenario import parse_scenario
from tests import tiny

KOKKOLA, MAASVLAKTE = LatLon(63.8668, 23.0254), LatLon(51.95, 4.05)
SHIP = {"ship_id": "s", "title": {"en": "Ship"}, "source": "test", "factor_id": "sea"}


def network(*lanes: tuple[str, bool, list[tuple[float, float]]]) -> SeaNetwork:
    columns = {"passage": [lane[0] for lane in lanes], "on_land": [lane[1] for lane in lanes]}
    lines = [shapely.LineString(lane[2]) for lane in lanes]
    return SeaNetwork.of(gpd.GeoDataFrame(columns, geometry=lines, crs="OGC:CRS84"), "test")


def metres(*places: tuple[float, float]) -> float:
    lon, lat = np.array(places, dtype=float).T
    return float(geodesic_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def ship(draught_m: float = 10.0, length_m: float = 150.0):
    from planner.scenario.scenario import Ship

    return Ship(draught_m=draught_m, length_m=length_m, **SHIP)


# From (20, 60) to (24, 60): through the canal along 60° N, or round by 62° N.
ROUND = ("", False, [(20, 60), (20, 62), (24, 62), (24, 60)])
CANAL = ("kiel", False, [(20, 60), (24, 60)])


def test_the_canal_is_taken_while_it_is_open():
    sea = network(ROUND, CANAL)
    found = voyage(sea, LatLon(60, 20), LatLon(60, 24))
    assert found.distance_m == pytest.approx(metres((20, 60), (24, 60)), rel=1e-9)
    assert found.passages == ("kiel",)


def test_round_the_canal_when_it_is_closed():
    sea = network(ROUND, CANAL)
    found = voyage(sea, LatLon(60, 20), LatLon(60, 24), closed={"kiel"})
    assert found.distance_m == pytest.approx(metres((20, 60), (20, 62), (24, 62), (24, 60)), rel=1e-9)
    assert found.passages == ()


def test_closing_everything_is_said_and_gives_no_number():
    found = voyage(network(CANAL), LatLon(60, 20), LatLon(60, 24), closed={"kiel"})
    assert found.distance_m is None
    assert not found.vouched
    assert "closed" in found.notes[0]


def test_lanes_that_do_not_join_give_no_number():
    sea = network(("", False, [(20, 60), (21, 60)]), ("", False, [(23, 60), (24, 60)]))
    found = voyage(sea, LatLon(60, 20), LatLon(60, 24))
    assert found.distance_m is None
    assert "No way by sea" in found.notes[0]


def test_two_places_on_one_lane_are_not_at_distance_nought():
    sea = network(("", False, [(20, 60), (30, 60)]))
    found = voyage(sea, LatLon(60, 24), LatLon(60, 26))
    assert found.distance_m == pytest.approx(metres((24, 60), (26, 60)), rel=0.01)


def test_ports_nearer_to_each_other_than_to_the_lanes_get_no_number():
    sea = network(("", False, [(20, 60), (30, 60)]))
    found = voyage(sea, LatLon(60.5, 24), LatLon(60.5, 24.2))
    assert found.distance_m is None
    assert "sea lanes end" in found.notes[0]


def test_a_far_port_gets_a_connecting_leg_that_is_shown():
    sea = network(("", False, [(20, 60), (30, 60)]))
    found = voyage(sea, LatLon(60.2, 20), LatLon(60, 30))
    assert found.legs_m[0] == pytest.approx(metres((20, 60), (20, 60.2)), rel=1e-6)
    assert found.distance_m == pytest.approx(found.along_m + sum(found.legs_m))
    assert any("connecting leg of 22.3" in note for note in found.notes)
    assert found.path[0] == LatLon(60.2, 20)


def test_lanes_over_land_are_doubtful_and_canals_are_not():
    places = [(20, 60), (21, 60), (23, 60), (24, 60)]
    lanes = [("", False, places[:2]), ("", True, places[1:3]), ("", False, places[2:])]
    doubtful = voyage(network(*lanes), LatLon(60, 20), LatLon(60, 24))
    assert not doubtful.vouched
    assert "Doubtful" in doubtful.notes[0]
    lanes[1] = ("suez", True, places[1:3])
    assert voyage(network(*lanes), LatLon(60, 20), LatLon(60, 24)).vouched


def test_the_shorter_of_two_parallel_lanes_is_taken():
    sea = network(ROUND, ("", False, [(20, 60), (22, 59), (24, 60)]), CANAL)
    assert voyage(sea, LatLon(60, 20), LatLon(60, 24), {"kiel"}).distance_m == pytest.approx(
        metres((20, 60), (22, 59), (24, 60)), rel=1e-9
    )


def test_a_lane_crosses_the_date_line():
    sea = network(("", False, [(170, 10), (179, 10)]), ("", False, [(179, 10), (-179, 10), (-170, 10)]))
    assert voyage(sea, LatLon(10, 170), LatLon(10, -170)).distance_m == pytest.approx(2190e3, rel=0.01)


def test_many_ends_are_as_one_by_one():
    sea = read_sea_network()
    ends = [MAASVLAKTE, LatLon(53.53, 9.93), LatLon(60.2159, 25.1962)]
    assert voyages(sea, KOKKOLA, ends) == [voyage(sea, KOKKOLA, end) for end in ends]
    assert voyages(sea, KOKKOLA, []) == []


def test_there_and_back_are_equally_far():
    sea = read_sea_network()
    there, back = voyage(sea, KOKKOLA, MAASVLAKTE), voyage(sea, MAASVLAKTE, KOKKOLA)
    assert there.distance_m == pytest.approx(back.distance_m, rel=1e-12)


@pytest.mark.parametrize(("closed", "published_km"), [((), 2046), (("kiel",), 2415)])
def test_kokkola_to_rotterdam_is_within_5_percent(closed, published_km):
    """The figures are those of the Eurostat network, snaps left out."""
    found = voyage(read_sea_network(), KOKKOLA, MAASVLAKTE, closed)
    assert found.distance_m / 1000 == pytest.approx(published_km, rel=0.05)
    assert found.vouched
    assert ("kiel" in found.passages) is not bool(closed)


@pytest.mark.parametrize(
    "end", [MAASVLAKTE, LatLon(53.58, 8.54), LatLon(54.15, 12.1), LatLon(55.69, 21.12), LatLon(54.38, 18.7)]
)
def test_ways_agree_with_the_network_of_eurostat(root, end):
    """To Riga they do not: Eurostat leads through the shallow sound between Hiiumaa and the mainland."""
    path = root.parent / "shared" / "reference" / "eurostat_searoute_marnet" / "marnet_plus_20km.gpkg"
    if not path.exists():
        pytest.skip("the network of Eurostat is not beside this project")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the file names no version of its format
        lanes = gpd.read_file(path).rename(columns={"pass": "passage"})
    theirs = voyage(SeaNetwork.of(lanes.assign(on_land=False)), KOKKOLA, end)
    ours = voyage(read_sea_network(), KOKKOLA, end)
    assert ours.distance_m == pytest.approx(theirs.distance_m, rel=0.05)


# --- Quays ---


BULK = {"owner": "public", "cargo_kinds": ("dry_bulk",), "fairway_draught_m": 20.0}


def fit_of(depth_m, length_m, *, cargo_kind="dry_bulk", agreed=False, draught_m=10.0, **more):
    quay = Quay(depth_m, length_m, **{**BULK, **more})
    return quay_fit(quay, Call(ship(draught_m), cargo_kind, agreed), tiny.scenario())


@pytest.mark.parametrize(
    ("depth_m", "length_m", "verdict"),
    [
        (11.0, 150.0, FITS),
        (10.99, 150.0, TOO_SHALLOW),
        (11.0, 149.0, TOO_SHORT),
        (None, 150.0, UNKNOWN),
        (12.0, None, UNKNOWN),
        (9.0, None, TOO_SHALLOW),
        (None, 100.0, TOO_SHORT),
    ],
)
def test_a_quay_takes_a_ship_only_where_all_is_known(depth_m, length_m, verdict):
    fit = fit_of(depth_m, length_m)
    assert fit.verdict == verdict
    assert (fit.note == "") == (verdict == FITS)


def test_at_least_half_a_metre_stays_under_the_keel():
    assert fit_of(3.5, 200, draught_m=3.0).verdict == FITS
    assert fit_of(3.4, 200, draught_m=3.0).verdict == TOO_SHALLOW


def test_the_fairway_counts_as_well_as_the_quay():
    assert fit_of(17.0, 200, fairway_draught_m=10.0).verdict == FITS
    shallow = fit_of(17.0, 200, fairway_draught_m=9.9)
    assert shallow.verdict == FAIRWAY
    assert "9.9" in shallow.note
    assert "draught of the fairway" in fit_of(17.0, 200, fairway_draught_m=None).note


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"cargo_kinds": ("liquid_bulk",)}, OTHER_CARGO),
        ({"owner": "private"}, PRIVATE),
        ({"cargo_kinds": ()}, ASKED),
        ({"owner": ""}, ASKED),
        ({"cargo_kind": ""}, ASKED),
        ({"cargo_kinds": ("liquid_bulk",), "owner": "private", "agreed": True}, FITS),
    ],
)
def test_cargo_and_owner_are_asked_and_never_assumed(more, verdict):
    fit = fit_of(17.0, 200, **more)
    assert fit.verdict == verdict
    assert (fit.note == "") == (verdict == FITS)


def test_what_is_not_known_of_a_quay_never_makes_it_fit():
    known = {"depth_m": 17.0, "length_m": 200.0, "fairway_draught_m": 12.0, **BULK}
    for name in known:
        blank = () if name == "cargo_kinds" else "" if name == "owner" else None
        fit = quay_fit(Quay(**{**known, name: blank}), Call(ship(), "dry_bulk"), tiny.scenario())
        assert fit.verdict in {ASKED, UNKNOWN}, name


# --- Passages ---


@pytest.fixture(scope="module")
def scenario():
    return parse_scenario(read_scenario_text())


@pytest.mark.parametrize(
    ("draught_m", "length_m", "closed"),
    [
        (6.9, 150, set()),
        (7.2, 150, set()),
        (7.3, 150, {"oresund"}),
        (9.0, 160, {"oresund"}),
        (9.0, 161, {"oresund", "kiel"}),
        (7.0, 235, set()),
        (7.1, 235, {"kiel"}),
        (6.0, 240, {"kiel"}),
        (13.0, 225, {"oresund", "kiel"}),
        (15.5, 225, {"oresund", "kiel", "great_belt"}),
    ],
)
def test_a_ship_is_kept_out_of_passages_that_it_does_not_fit(scenario, draught_m, length_m, closed):
    assert closed_to(ship(draught_m, length_m), scenario) == {"northwest", *closed}


def test_without_a_ship_only_what_is_closed_to_all_is_closed(scenario):
    assert closed_to(None, scenario) == {"northwest"}


def test_every_limit_of_a_passage_says_why(scenario):
    passages = {passage.passage_id: passage for passage in scenario.passages}
    assert "8.0" in closing_limit(passages["oresund"], ship(13.0), scenario)
    assert closing_limit(passages["oresund"], ship(6.0), scenario) == ""
    assert "13.0" in closing_limit(passages["kiel"], ship(13.0), scenario)


DROGDEN = shapely.LineString([(12.4, 55.6), (13.1, 55.6)])


@pytest.mark.parametrize("closed", [set(), {"kiel"}])
def test_a_ship_of_13_m_to_rotterdam_does_not_pass_drogden(scenario, closed):
    deep = ship(13.0, 225.0)
    found = voyage(read_sea_network(), KOKKOLA, MAASVLAKTE, closed_to(deep, scenario) | closed)
    path = shapely.LineString([(place.lon, place.lat) for place in found.path])
    assert not path.intersects(DROGDEN)
    assert "great_belt" in found.passages
    assert found.distance_m / 1000 > 2415


def test_no_lane_crosses_the_sound_without_being_named_so():
    """A lane through a strait that has no name has no limit."""
    sea = read_sea_network()
    gates = {"oresund": DROGDEN, "great_belt": shapely.LineString([(10.7, 55.35), (11.3, 55.35)])}
    lon, lat = sea.lon, sea.lat
    near = np.flatnonzero((np.abs(lon[sea.start] - 12) < 3) & (np.abs(lat[sea.start] - 55.5) < 2))
    assert len(near)
    for number in near:
        a, b = sea.start[number], sea.end[number]
        segment = shapely.LineString([(lon[a], lat[a]), (lon[b], lat[b])])
        for name, gate in gates.items():
            assert segment.crosses(gate) == (sea.passage[number] == name)


def test_a_ship_too_deep_for_every_strait_gets_no_number(scenario):
    closed = closed_to(ship(16.0, 300.0), scenario)
    assert voyage(read_sea_network(), KOKKOLA, MAASVLAKTE, closed).distance_m is None
