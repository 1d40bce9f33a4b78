"""What a firm says of its freight, and what it is told when that cannot be right."""

import math

import pytest

from layers.errors import PlannerError
from planner.logistics.freight.demand import ALL_MODES, carriers, freight_rows, parse_freight
from planner.scenario.scenario import Scenario
from tests.planner.logistics.freight import freight_case as case

GOOD = '[[freight]]\ncommodity = "zinc"\nt_yr = 300000\nplace = "sea_rotterdam"\n'


def test_what_is_not_said_has_a_default():
    (row,) = parse_freight(GOOD)
    assert (row.direction, row.modes, row.vehicle_id) == ("out", ALL_MODES, "")


def test_rows_of_a_table_may_have_empty_cells_and_modes_in_one_text():
    records = [
        {
            "commodity": "zinc",
            "t_yr": 10,
            "place": "x",
            "modes": "truck, rail",
            "ship_id": None,
            "note": math.nan,
        }
    ]
    (row,) = freight_rows(records)
    assert row.modes == ("truck", "rail")
    assert row.ship_id == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("freight = ", "not valid TOML"),
        ("", "blocks"),
        ('title = "x"\n' + GOOD, "nothing else"),
        ("freight = []", "blocks"),
        ("freight = [1]", "row 1: not a table"),
        (GOOD.replace("300000", "-1"), "row 1, t_yr: Input should be greater than 0"),
        (GOOD.replace("300000", "nan"), "row 1, t_yr"),
        (GOOD.replace("300000", "inf"), "row 1, t_yr"),
        (GOOD + 'modes = ["plane"]', "row 1, modes.0"),
        (GOOD + "modes = []", "row 1, modes"),
        (GOOD + 'direction = "up"', "row 1, direction"),
        (GOOD + 'colour = "red"', "row 1, colour"),
        (GOOD + "[[freight]]\n", "row 2, commodity"),
    ],
)
def test_faults_are_told_with_their_row(text, sentence):
    with pytest.raises(PlannerError) as refused:
        parse_freight(text)
    assert sentence in str(refused.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(PlannerError) as refused:
        parse_freight(GOOD.replace("300000", "-1") + GOOD.replace('"zinc"', '""'))
    assert len(str(refused.value).splitlines()) == 3


def test_only_the_modes_allowed_need_a_carrier():
    who = carriers(case.row("town", modes=["rail"]), case.scenario(freight={"train_factor_id": "train"}))
    assert list(who.factors) == ["rail"]
    assert (who.vehicle, who.ship) == (None, None)


def test_the_row_names_its_carrier_before_the_scenario():
    assert carriers(case.row("town", ship_id="large"), case.scenario()).ship.ship_id == "large"
    assert carriers(case.row("town"), case.scenario()).ship.ship_id == "small"


@pytest.mark.parametrize(
    "fault",
    [
        {"freight_factors": [{**case.FACTORS[0], "speed_kmh": -70.0}]},
        {"freight_factors": [{**case.FACTORS[0], "speed_kmh": 0.0}]},
        {"freight_factors": [{**case.FACTORS[0], "cost_eur_t_km": float("inf")}]},
        {"freight_factors": [case.FACTORS[0], case.FACTORS[0]]},
        {"freight_factors": case.FACTORS, "vehicles": [{**case.VEHICLE, "factor_id": "ship"}]},
        {"freight_factors": case.FACTORS, "ships": [{**case.SHIPS[0], "factor_id": "none"}]},
        {"freight_factors": case.FACTORS, "ships": [{**case.SHIPS[0], "draught_m": -5.0}]},
        {"transfer": {"truck_rail": {**case.TRANSFER["truck_rail"], "time_h": float("nan")}}},
        {"freight": {"local_speed_kmh": -35.0}},
    ],
)
def test_a_scenario_that_cannot_be_is_refused(fault):
    with pytest.raises(ValueError, match=r"."):
        Scenario.model_validate({"name": "x", "title": {"en": "X"}, **fault})
