"""What a park holds, and where halls fit, from the command line."""

import json

import geopandas as gpd
import pytest
import shapely

from layers.io import read_atlas, read_scenario_text
from planner.capacity.halls import free_ground
from planner.scenario.edit import changed, scenario_text
from planner.scenario.scenario import parse_scenario


def test_capacity_tells_hectares_by_code_and_the_supply(run_json):
    told = run_json("capacity", "kokkola")
    assert told["illustrative"] is True
    assert len(told["plots"]) == 92
    total_ha = sum(row["area_ha"] for row in told["by_code_and_status"])
    assert total_ha == pytest.approx(sum(told["supply"]["by_status_ha"].values()), abs=0.1)
    assert told["supply"]["supply_yr"] > 0


def test_capacity_of_zones_invents_no_building_right(run_json):
    told = run_json("capacity", "karhula")
    assert {plot["building_right_m2"] for plot in told["plots"]} == {None}
    assert told["supply"]["supply_yr"] is None
    assert sum(plot["gross_area_m2"] for plot in told["plots"]) == pytest.approx(165_000, rel=0.01)


def test_zones_are_told_from_plots_with_their_net_share(run, run_json):
    told = run_json("capacity", "karhula")
    assert (told["place_kind"], told["net_share"]) == ("zone", 0.84)
    assert told["net_land_ha"] == pytest.approx(0.84 * told["supply"]["zoned_ha"], abs=0.01)
    shown = run("capacity", "karhula").stdout
    assert "These are zones, not plots" in shown
    assert "16.5 ha of unknown status" in shown.replace("\u00a0", " ")
    assert "remaining floor area: not known" in shown
    assert run_json("capacity", "kokkola")["net_share"] is None


def test_json_is_written_where_it_is_to_go_and_a_table_is_not_written(run, tmp_path):
    target = tmp_path / "park.json"
    assert run("capacity", "karhula", "--format", "json", "--out", str(target)).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8"))["area"] == "karhula"
    refused = run("capacity", "karhula", "--out", str(tmp_path / "park.txt"))
    assert refused.exit_code == 2
    assert not (tmp_path / "park.txt").exists()


def test_a_scenario_of_ones_own_changes_the_figures(run_json, tmp_path):
    default = parse_scenario(read_scenario_text())
    file = tmp_path / "wider.toml"
    wider = changed(default, name="wider", distances_m={"plot_setback": 20})
    file.write_text(scenario_text(wider), encoding="utf-8")
    now, then = run_json("capacity", "karhula"), run_json("capacity", "karhula", "--scenario", str(file))
    for before, after in zip(now["plots"], then["plots"], strict=True):
        # One zone is so narrow that the setback of the default rules takes all of it.
        assert after["buildable_area_m2"] < before["buildable_area_m2"] or before["buildable_area_m2"] == 0
        assert after["gross_area_m2"] == before["gross_area_m2"]


def test_a_take_up_of_ones_own_counts(run_json):
    told = run_json("capacity", "kokkola", "--take-up", "10")
    assert told["supply"]["take_up"]["basis"] == "entered"
    assert told["supply"]["supply_yr"] == pytest.approx(told["supply"]["by_status_ha"]["free"] / 10, rel=1e-3)


def test_capacity_as_a_table_says_that_plots_are_drawn(run):
    shown = run("capacity", "kokkola")
    assert shown.exit_code == 0
    assert "92 plots are illustrative" in shown.stdout


def test_capacity_as_a_file_holds_the_buildable_ground(run, tmp_path):
    target = tmp_path / "karhula.gpkg"
    assert run("capacity", "karhula", "--format", "gpkg", "--out", str(target)).exit_code == 0
    assert gpd.read_file(target, layer="buildable_areas").area.sum() > 100_000


def test_every_hall_told_lies_on_free_ground(run_json):
    told = run_json("fit", "karhula", "--length", "60", "--width", "40", "--count", "3")
    ground = free_ground(read_atlas("karhula"), parse_scenario(read_scenario_text()))
    by_id = {row["plot_id"]: row for row in told}
    assert by_id["w461415540"]["count"] == 2
    assert all(row["count"] <= row["count_at_most"] for row in told)
    assert by_id["w369836400"] == by_id["w369836400"] | {
        "fits": False,
        "verdict": "impossible",
        "footprints": [],
    }
    for plot_id, row in by_id.items():
        for corners in row["footprints"]:
            hall = shapely.Polygon(corners)
            assert hall.area == pytest.approx(2400, abs=0.5)
            assert hall.difference(ground[plot_id]).area < 1.0  # corners are told to the centimetre


@pytest.mark.parametrize(
    "args", [("--length", "0", "--width", "60"), ("--length", "10", "--width", "5", "--count", "0")]
)
def test_a_hall_without_size_is_refused_with_a_sentence(run, args):
    refused = run("fit", "karhula", *args)
    assert refused.exit_code == 2
    assert refused.stderr.strip().endswith(".")
    assert "Traceback" not in refused.output
