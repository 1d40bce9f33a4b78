"""What must hold for every siding, voyage and freight chain of both areas."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.crs import LatLon
from layers.io import read_atlas, read_national, read_scenario_text, read_sea_network
from planner.logistics.freight.chain import chains
from planner.logistics.freight.demand import FreightRow
from planner.logistics.freight.driver_rest import resting_h
from planner.logistics.rail import CONDITIONAL, FEASIBLE, siding
from planner.logistics.sea import ASKED, FITS, Call, Lanes, Quay, closed_to, quay_fit
from planner.scenario.scenario import Ship, parse_scenario

SCENARIO = parse_scenario(read_scenario_text())
PLOTS = [("kokkola", plot_id) for plot_id in ("1-5", "3-2", "6-3", "7-2", "10-1", "13-4", "16-2")]
PLOTS += [("karhula", plot_id) for plot_id in ("w369849792", "w461415540")]
LAYERS = ("plots", "roads", "rail", "pipelines", "power_lines", "buildings", "water")


@pytest.fixture(scope="module")
def sidings():
    areas = {area: read_atlas(area) for area, _plot_id in PLOTS}
    return [(areas[area], siding(plot_id, areas[area], SCENARIO)) for area, plot_id in PLOTS]


def crossed_by(atlas, found, layer: str) -> gpd.GeoDataFrame:
    """Return the features of a layer that the alignment of a siding crosses, by plain geopandas."""
    frame = atlas.frame(layer)
    frame = frame[frame.intersects(found.alignment)]
    polygons = shapely.get_dimensions(frame.geometry.to_numpy()) == 2
    length_m = frame.geometry.intersection(found.alignment).length
    return frame[~polygons | (length_m >= 1.0)]


def test_a_siding_lists_everything_that_it_crosses(sidings):
    for atlas, found in sidings:
        if found.alignment is None:
            continue
        for layer in filter(atlas.has, LAYERS):
            own = {"plots": found.plot_id, "rail": found.track_id}.get(layer)
            key = atlas.layer(layer).spec.key
            crossed_n = (crossed_by(atlas, found, layer)[key] != own).sum()
            assert sum(one.layer == layer for one in found.crossings) == crossed_n, (found.plot_id, layer)


def test_a_siding_that_passes_crosses_no_built_plot_building_or_water(sidings):
    passing = [(atlas, found) for atlas, found in sidings if found.verdict in {FEASIBLE, CONDITIONAL}]
    assert passing
    for atlas, found in passing:
        plots = crossed_by(atlas, found, "plots")
        others = plots[plots["plot_id"] != found.plot_id]
        assert "built" not in set(others["status"])
        for layer in filter(atlas.has, ("buildings", "water")):
            assert crossed_by(atlas, found, layer).empty


def test_a_siding_over_a_plot_of_another_states_whose_consent_it_needs(sidings):
    for _atlas, found in sidings:
        for one in found.crossings:
            if one.layer == "plots" and not one.forbidden:
                assert any(one.name in condition for condition in found.conditions)
                assert found.verdict != FEASIBLE


def test_no_siding_on_the_main_line_goes_without_the_infrastructure_manager(sidings):
    assert any(found.track_class == "main" for _atlas, found in sidings)
    for _atlas, found in sidings:
        if found.track_class == "main":
            assert any("infrastructure manager" in condition for condition in found.conditions)


def test_a_siding_that_passes_has_room_for_the_train_that_is_stated(sidings):
    for _atlas, found in sidings:
        if found.verdict in {FEASIBLE, CONDITIONAL}:
            assert found.loading.usable_m >= found.train_length_m


# --- Ships ---

SEA = read_sea_network()
KOKKOLA, ROTTERDAM = LatLon(63.8668, 23.0254), LatLon(51.95, 4.05)
SHIPS = st.builds(
    Ship,
    ship_id=st.just("s"),
    title=st.just({"en": "Ship"}),
    source=st.just("-"),
    factor_id=st.just("f"),
    draught_m=st.floats(3.0, 20.0),
    length_m=st.floats(60.0, 350.0),
)


@given(SHIPS)
def test_a_ship_fits_every_passage_on_its_way(ship):
    found = Lanes.of(SEA, closed_to(ship, SCENARIO)).voyages(KOKKOLA, [ROTTERDAM])[0]
    for passage in SCENARIO.passages:
        if passage.passage_id in found.passages:
            assert ship.draught_m < (passage.depth_m or np.inf)
            assert ship.draught_m <= (passage.max_draught_m or np.inf)
            sizes = passage.sizes
            fitting = [s for s in sizes if ship.length_m <= s.max_length_m]
            assert not sizes or any(ship.draught_m <= size.max_draught_m for size in fitting)


@given(SHIPS, st.floats(0.1, 8.0))
def test_a_deeper_ship_never_has_a_shorter_way(ship, deeper_m):
    deeper = ship.model_copy(update={"draught_m": ship.draught_m + deeper_m})
    metres = [
        Lanes.of(SEA, closed_to(one, SCENARIO)).voyages(KOKKOLA, [ROTTERDAM])[0].distance_m or np.inf
        for one in (ship, deeper)
    ]
    assert metres[0] <= metres[1]


def test_what_is_blank_of_a_real_quay_never_makes_it_take_a_ship():
    call = Call(next(ship for ship in SCENARIO.ships if ship.ship_id == "bulk_10000"), "dry_bulk")
    for row in read_national().table("national_quays").itertuples(index=False):
        quay = Quay.of(row)
        before = quay_fit(quay, call, SCENARIO).verdict
        for name, blank in (("depth_m", None), ("length_m", None), ("fairway_draught_m", None)):
            after = quay_fit(Quay(**{**quay.__dict__, name: blank}), call, SCENARIO).verdict
            assert after != FITS or before == FITS
        for name, blank in (("owner", ""), ("cargo_kinds", ())):
            after = quay_fit(Quay(**{**quay.__dict__, name: blank}), call, SCENARIO).verdict
            assert after != FITS
            if before == FITS:
                assert after == ASKED


# --- Chains ---


@given(st.floats(0.0, 60.0), st.floats(0.0, 60.0))
def test_driving_on_never_saves_rest(first_h, second_h):
    rest = SCENARIO.driver_rest
    together = float(resting_h(first_h + second_h, rest))
    assert together + 1e-9 >= float(resting_h(first_h, rest) + resting_h(second_h, rest))


@pytest.fixture(scope="module")
def tables():
    places = ("town_kolari", "town_joensuu", "sea_rotterdam")
    rows = [FreightRow(commodity="x", t_yr=20_000.0, place=place) for place in places]
    atlas = read_atlas("kokkola")
    return [chains(atlas, rows, rules, SEA) for rules in (SCENARIO, RESTLESS)]


RESTLESS = SCENARIO.model_copy(update={"driver_rest": None})


def test_rests_never_make_a_chain_faster(tables):
    resting, restless = (table.metrics[:, :, 1, 1] for table in tables)
    assert (resting >= restless - 1e-9).all()


def test_no_lorry_drives_through_the_night(tables):
    """A lorry leg of more than 9 hours takes longer than its driving by a night."""
    table = tables[0]
    for plot_id in table.plot_ids[::20]:
        for entry in table.of_plot(plot_id):
            for chain in filter(None, entry.chains.values()):
                for leg in chain.legs:
                    drive_h = leg.distance_m / 1000 / 70
                    if leg.mode == "truck" and drive_h > 9:
                        assert leg.time_h >= drive_h + 11


def test_a_train_is_loaded_and_unloaded_in_every_chain(tables):
    for plot_id in tables[0].plot_ids[::20]:
        for entry in tables[0].of_plot(plot_id):
            for chain in filter(None, entry.chains.values()):
                modes = [leg.mode for leg in chain.legs]
                for i, mode in enumerate(modes):
                    if mode == "rail":
                        assert modes[i - 1] in {"rail", "transfer"}
                        assert modes[i + 1] in {"rail", "transfer"}
