"""How long a heat pipe may be: worked by hand, and against the worked rows of the facts."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import PlannerError
from planner.symbiosis.heat_pipe import HeatEconomy, PipeSize, break_even_m, pipe_cost_eur_per_m

SIZES = (PipeSize(1.0, 200.0), PipeSize(10.0, 400.0))
ECONOMY = HeatEconomy(
    margin_eur_per_mwh=10.0,
    lifetime_yr=20,
    interest_share=0.0,
    pipes_n=2,
    equipment_eur_per_mw=0.0,
    operation_share=0.0,
)
FACTS = Path(__file__).parents[4] / "shared" / "facts" / "heat_pipe_costs.csv"


def test_a_pipe_pays_as_far_as_its_margin_reaches():
    # 5 000 MWh × 10 € × 20 years = 1 000 000 €; two pipes of 400 €/m.
    assert break_even_m(SIZES, ECONOMY, power_mw=2.0, heat_mwh_yr=5_000) == pytest.approx(1_250)
    # Equipment of 100 000 €/MW takes 200 000 € of it; running costs of 5 % a year double the cost of a metre.
    dearer = replace(ECONOMY, equipment_eur_per_mw=100_000.0, operation_share=0.05)
    assert break_even_m(SIZES, dearer, power_mw=2.0, heat_mwh_yr=5_000) == pytest.approx(500)


def test_the_smallest_pipe_with_room_is_taken_and_several_where_none_has():
    assert [pipe_cost_eur_per_m(SIZES, power_mw, 1) for power_mw in (0.5, 1.0, 1.1, 10.0)] == [
        200,
        200,
        400,
        400,
    ]
    assert pipe_cost_eur_per_m(SIZES, 11.0, 1) == 800
    assert pipe_cost_eur_per_m(SIZES, 30.0, 2) == 2_400


def test_a_loss_builds_no_pipe():
    assert break_even_m(SIZES, replace(ECONOMY, margin_eur_per_mwh=-1.0), 1.0, 5_000) == 0.0


def test_what_cannot_be_is_refused():
    with pytest.raises(PlannerError, match="8,784 hours"):
        break_even_m(SIZES, ECONOMY, power_mw=1.0, heat_mwh_yr=9_000)
    with pytest.raises(PlannerError, match="above zero"):
        break_even_m(SIZES, ECONOMY, power_mw=0.0, heat_mwh_yr=0)
    with pytest.raises(PlannerError, match="table of pipe sizes"):
        pipe_cost_eur_per_m((), 1.0, 1)


def test_the_worked_rows_of_the_facts_come_out():
    if not FACTS.exists():
        pytest.skip("the sourced table of pipe costs is not here")
    rows = list(csv.DictReader(FACTS.read_text().splitlines()))
    sizes = [
        PipeSize(float(row["capacity_mw"]), float(row["cost_eur"]))
        for row in rows
        if row["kind"] == "pipe cost"
    ]
    worked = [row for row in rows if row["kind"].startswith("derived")]
    assert worked
    for row in worked:
        power_mw = float(row["capacity_mw"])
        length_m = break_even_m(sizes, replace(ECONOMY, interest_share=0.05), power_mw, 4_500 * power_mw)
        assert length_m / 1_000 == pytest.approx(float(row["break_even_km"]), rel=0.005)
