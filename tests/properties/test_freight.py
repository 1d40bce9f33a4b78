"""What must hold for every siding, voyage and freight chain of both areas."""

import geopandas as gpd
import pytest
import shapely

from layers.io import read_atlas, read_scenario_text
from planner.logistics.rail import CONDITIONAL, FEASIBLE, siding
from planner.scenario import parse_scenario

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
